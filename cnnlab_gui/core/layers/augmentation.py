"""Augmentation: in training only, each image is changed a little, by chance."""

from abc import ABC
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from cnnlab_gui.core.inside.geometry import Position
from cnnlab_gui.core.layers.arithmetic import Arithmetic, Values, copy_of, single
from cnnlab_gui.core.layers.base import Layer, Shape, image_sides
from cnnlab_gui.core.layers.keras_config import KerasConfig
from cnnlab_gui.core.text import tr_noop

Share = Annotated[float, Field(ge=0.0, le=0.9)]
Fill = Literal["constant", "nearest", "reflect", "wrap"]

TURN = 360.0  # degrees; Keras counts in whole turns
MOST_DIGITS = 17  # after the point, of a float

_FILL_TITLE = tr_noop("layers", "Border")
_FILL_HELP = tr_noop(
    "layers", "What fills the place that becomes free: constant is black, nearest the edge."
)


class Augmentation(Layer, ABC):
    """Changes images at random while training, and leaves them alone otherwise."""

    group: ClassVar[str] = tr_noop("layers", "Augmentation")
    keras_fixed: ClassVar[Mapping[str, Any]] = {"data_format": "channels_last"}

    def output_shape(self, shape: Shape) -> Shape:
        image_sides(self, shape)
        return shape

    def arithmetic(
        self,
        inputs: Values,
        weights: Mapping[str, Values],  # noqa: ARG002
        at: Position,
    ) -> Arithmetic:
        return copy_of(single(inputs, at))


class FillingAugmentation(Augmentation, ABC):
    """An augmentation that moves the image and must fill what becomes free."""

    keras_fixed: ClassVar[Mapping[str, Any]] = {
        **Augmentation.keras_fixed,
        "fill_value": 0.0,
        "interpolation": "bilinear",
    }

    fill_mode: Fill = Field("constant", title=_FILL_TITLE, description=_FILL_HELP)


class RandomTranslation(FillingAugmentation):
    """Shifts each image by up to a share of its height and width."""

    title: ClassVar[str] = tr_noop("layers", "Random shift")
    explanation: ClassVar[str] = tr_noop(
        "layers", "In training, shifts images by chance: place will not matter."
    )
    keras_class: ClassVar[str] = "RandomTranslation"
    main: ClassVar[tuple[str, ...]] = ("height_factor", "width_factor")

    kind: Literal["RandomTranslation"] = "RandomTranslation"
    height_factor: Share = Field(
        0.1,
        title=tr_noop("layers", "Up and down"),
        description=tr_noop("layers", "At most this share of the height: 0.1 is 3 of 28 pixels."),
    )
    width_factor: Share = Field(
        0.1,
        title=tr_noop("layers", "Left and right"),
        description=tr_noop("layers", "At most this share of the width: 0.1 is 3 of 28 pixels."),
    )

    @classmethod
    def keras_value(cls, name: str, config: KerasConfig) -> Any:
        return config.take(name) if name == "fill_mode" else config.take_range(name)


class RandomRotation(FillingAugmentation):
    """Turns each image about its centre."""

    title: ClassVar[str] = tr_noop("layers", "Random rotation")
    explanation: ClassVar[str] = tr_noop(
        "layers", "In training, turns images by chance: a slant will not matter."
    )
    keras_class: ClassVar[str] = "RandomRotation"
    main: ClassVar[tuple[str, ...]] = ("degrees",)

    kind: Literal["RandomRotation"] = "RandomRotation"
    degrees: Annotated[float, Field(ge=0.0, le=180.0)] = Field(
        10.0,
        title=tr_noop("layers", "Angle"),
        description=tr_noop("layers", "At most so many degrees, to either side."),
        json_schema_extra={"unit": "°"},
    )

    def keras_arguments(self) -> dict[str, Any]:
        return {"factor": self.degrees / TURN, "fill_mode": self.fill_mode}

    @classmethod
    def keras_value(cls, name: str, config: KerasConfig) -> Any:
        if name != "degrees":
            return config.take(name)
        turns = config.take_range("factor")
        return _degrees(turns) if isinstance(turns, int | float) and abs(turns) < 1 else turns


class RandomZoom(FillingAugmentation):
    """Makes each image larger or smaller, its sides in proportion."""

    title: ClassVar[str] = tr_noop("layers", "Random zoom")
    explanation: ClassVar[str] = tr_noop(
        "layers", "In training, zooms images by chance: size will not matter."
    )
    keras_class: ClassVar[str] = "RandomZoom"
    keras_fixed: ClassVar[Mapping[str, Any]] = {
        **FillingAugmentation.keras_fixed,
        "width_factor": None,  # in proportion
    }
    main: ClassVar[tuple[str, ...]] = ("factor",)

    kind: Literal["RandomZoom"] = "RandomZoom"
    factor: Share = Field(
        0.1,
        title=tr_noop("layers", "Zoom"),
        description=tr_noop("layers", "At most this share larger or smaller: 0.1 is a tenth."),
    )

    def keras_arguments(self) -> dict[str, Any]:
        return {"height_factor": self.factor, "fill_mode": self.fill_mode}

    @classmethod
    def keras_value(cls, name: str, config: KerasConfig) -> Any:
        return config.take_range("height_factor") if name == "factor" else config.take(name)


class RandomFlip(Augmentation):
    """Mirrors every second image."""

    title: ClassVar[str] = tr_noop("layers", "Random flip")
    explanation: ClassVar[str] = tr_noop(
        "layers", "In training, mirrors half the images. For shoes, not digits."
    )
    keras_class: ClassVar[str] = "RandomFlip"
    main: ClassVar[tuple[str, ...]] = ("mode",)

    kind: Literal["RandomFlip"] = "RandomFlip"
    mode: Literal["horizontal", "vertical", "horizontal_and_vertical"] = Field(
        "horizontal",
        title=tr_noop("layers", "Direction"),
        description=tr_noop("layers", "horizontal swaps left and right, vertical up and down."),
    )


def _degrees(turns: float) -> float:
    """The shortest number of degrees that is exactly so many turns."""
    degrees = turns * TURN
    rounded = (round(degrees, digits) for digits in range(MOST_DIGITS))
    return next((short for short in rounded if short / TURN == turns), degrees)
