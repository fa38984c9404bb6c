"""The one table of layer kinds; its order is the palette's."""

from typing import TYPE_CHECKING, Annotated, Union

from pydantic import Field

from cnnlab_gui.core.layers.augmentation import (
    RandomFlip,
    RandomRotation,
    RandomTranslation,
    RandomZoom,
)
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import (
    Activation,
    BatchNormalization,
    Dropout,
    SpatialDropout2D,
)
from cnnlab_gui.core.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten

KINDS: tuple[type[Layer], ...] = (
    Conv2D,
    SeparableConv2D,
    DepthwiseConv2D,
    MaxPooling2D,
    AveragePooling2D,
    GlobalAveragePooling2D,
    Flatten,
    Dense,
    Dropout,
    SpatialDropout2D,
    BatchNormalization,
    Activation,
    RandomTranslation,
    RandomRotation,
    RandomZoom,
    RandomFlip,
)

LAYER_KINDS: dict[str, type[Layer]] = {kind.__name__: kind for kind in KINDS}

if TYPE_CHECKING:
    AnyLayer = Layer
else:
    # What a file may hold: one of the kinds above, told apart by its name.
    AnyLayer = Annotated[Union[KINDS], Field(discriminator="kind")]  # noqa: UP007
