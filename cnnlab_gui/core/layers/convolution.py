"""Convolutions: small filters slide over the image."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, JsonValue, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.layers.arithmetic import (
    Arithmetic,
    Patch,
    Values,
    results_of,
    spread_sums,
    spread_totals,
    weighed,
    weighed_by_one,
)
from cnnlab_gui.core.layers.base import (
    Activation,
    Padding,
    Pair,
    Shape,
    Side,
    Window,
    image_sides,
    slide,
)
from cnnlab_gui.core.layers.first_filter import (
    LARGEST_SIDE,
    Matrix,
    can_be_given,
    resized,
    size_of,
)
from cnnlab_gui.core.layers.keras_config import KerasConfig
from cnnlab_gui.core.layers.weighted import WeightedLayer
from cnnlab_gui.core.layers.windows import patch_under, source_of
from cnnlab_gui.core.text import tr_noop

Filters = Annotated[int, Field(ge=1, le=2048)]
Multiplier = Annotated[int, Field(ge=1, le=16)]

_FILTERS_TITLE = tr_noop("layers", "Filters")
_FILTERS_HELP = tr_noop("layers", "How many patterns it looks for; one feature map each.")
_STRIDE_TITLE = tr_noop("layers", "Stride")
_STRIDE_HELP = tr_noop("layers", "How far the filter moves at each step, in pixels.")
_MULTIPLIER_TITLE = tr_noop("layers", "Multiplier")
_MULTIPLIER_HELP = tr_noop("layers", "How many filters each feature map gets of its own.")
_BY_TWO: dict[str, JsonValue] = {"factor": 2}


class Convolution(WeightedLayer, ABC):
    """A kernel that slides over the image, a bias for each feature map, and an activation."""

    group: ClassVar[str] = tr_noop("layers", "Convolution")
    keras_fixed: ClassVar[Mapping[str, Any]] = {
        **WeightedLayer.keras_fixed,
        "data_format": "channels_last",
        "dilation_rate": 1,
        "groups": 1,
    }

    kernel_size: Pair = Field(
        (3, 3),
        title=tr_noop("layers", "Kernel"),
        description=tr_noop("layers", "Height and width of each filter, in pixels."),
    )
    padding: Padding = Field(
        "valid",
        title=tr_noop("layers", "Padding"),
        description=tr_noop(
            "layers", "'same' adds a black border so that the image keeps its size."
        ),
    )
    activation: Activation = Field(
        "relu",
        title=tr_noop("layers", "Activation"),
        description=tr_noop("layers", "What happens to each sum; relu keeps only what is above 0."),
    )

    @property
    def kernel_area(self) -> int:
        """Weights that one filter has for one channel."""
        return self.kernel_size[0] * self.kernel_size[1]

    @abstractmethod
    def window(self) -> Window: ...

    def source_rect(self, shape: Shape, rect: Rect) -> Rect:
        return source_of(self.window(), self.padding, shape, rect)

    def patch(self, inputs: Values, at: Position) -> Patch:
        """What of ``inputs`` goes into the values at ``at``, of all channels."""
        return patch_under(self.window(), self.padding, inputs, at)


class Conv2D(Convolution):
    """Cross-correlation with ``filters`` kernels, each over all channels.

    Attributes
    ----------
    first_filter : tuple of tuple of float, or None
        Rows of what the first filter begins as, of the kernel's size; its bias begins at 0.
        On several channels it filters their mean.
    first_filter_frozen : bool
        Whether training leaves the first filter and its bias exactly as given.
    """

    title: ClassVar[str] = tr_noop("layers", "Convolution")
    explanation: ClassVar[str] = tr_noop(
        "layers", "Slides small filters over the image; each seeks one pattern."
    )
    keras_class: ClassVar[str] = "Conv2D"
    main: ClassVar[tuple[str, ...]] = ("filters", "kernel_size", "activation")
    ours: ClassVar[frozenset[str]] = Convolution.ours | {"first_filter", "first_filter_frozen"}

    kind: Literal["Conv2D"] = "Conv2D"
    filters: Filters = Field(
        32, title=_FILTERS_TITLE, description=_FILTERS_HELP, json_schema_extra=_BY_TWO
    )
    strides: Pair = Field((1, 1), title=_STRIDE_TITLE, description=_STRIDE_HELP)
    first_filter: Matrix | None = None
    first_filter_frozen: bool = False

    @field_validator("first_filter")
    @classmethod
    def _is_of_the_kernel_s_size(cls, matrix: Matrix | None, info: ValidationInfo) -> Matrix | None:
        size = info.data.get("kernel_size")
        if matrix is None or size is None:
            return matrix
        if not can_be_given(size):
            raise PydanticCustomError(
                "filter_too_large", "too large to be given", {"side": LARGEST_SIDE}
            )
        if size_of(matrix) != size:
            raise PydanticCustomError(
                "filter_size", "not of the kernel's size", {"rows": size[0], "columns": size[1]}
            )
        return matrix

    def with_first_filter(self, matrix: Matrix | None, *, frozen: bool = False) -> Self:
        """Give the layer a first filter, whose size the kernel takes; None takes it away.

        Raises
        ------
        ValidationError
            ``matrix`` is no rectangle, is too large, or holds a number out of bounds.
        """
        given = {"first_filter": matrix, "first_filter_frozen": frozen and matrix is not None}
        size = {"kernel_size": size_of(matrix)} if matrix else {}
        return type(self).model_validate({**self.model_dump(), **size, **given})

    def edited(self, name: str, value: Any) -> Self:
        matrix = self.first_filter
        if name != "kernel_size" or matrix is None:
            return super().edited(name, value)
        plain = self.with_first_filter(None).edited(name, value)
        if not can_be_given(plain.kernel_size):
            return plain
        frozen = self.first_filter_frozen
        return plain.with_first_filter(resized(matrix, plain.kernel_size), frozen=frozen)

    def window(self) -> Window:
        return Window(self.kernel_size, self.strides)

    def output_shape(self, shape: Shape) -> Shape:
        return (*slide(self, shape, self.window(), self.padding), self.filters)

    def arithmetic(self, inputs: Values, weights: Mapping[str, Values], at: Position) -> Arithmetic:
        patch, unit = self.patch(inputs, at), at[-1]
        return weighed_by_one(patch, weights["kernel"], weights["bias"], unit, self.activation)

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        kernel = (*self.kernel_size, image_sides(self, shape)[2], self.filters)
        return {"kernel": kernel, "bias": (self.filters,)}

    def multiply_adds(self, shape: Shape) -> int:
        height, width, filters = self.output_shape(shape)
        return height * width * filters * self._weights_per_filter(shape)

    def _weights_per_filter(self, shape: Shape) -> int:
        return self.kernel_area * image_sides(self, shape)[2]


class ChannelwiseConvolution(Convolution, ABC):
    """A convolution whose kernels see one channel each; TensorFlow strides it as a square."""

    keras_fixed: ClassVar[Mapping[str, Any]] = {
        **Convolution.keras_fixed,
        "depthwise_constraint": None,
        "pointwise_constraint": None,
        # Keras 2 writes them too, though these layers have no such kernel.
        "kernel_initializer": "glorot_uniform",
        "kernel_regularizer": None,
    }

    strides: Side = Field(1, title=_STRIDE_TITLE, description=_STRIDE_HELP)
    depth_multiplier: Multiplier = Field(1, title=_MULTIPLIER_TITLE, description=_MULTIPLIER_HELP)

    def window(self) -> Window:
        return Window(self.kernel_size, (self.strides, self.strides))

    @classmethod
    def keras_value(cls, name: str, config: KerasConfig) -> Any:
        if name == "strides":
            return config.take_same(name)
        return super().keras_value(name, config)

    def spread_channels(self, shape: Shape) -> int:
        """Channels after each has been filtered on its own."""
        return image_sides(self, shape)[2] * self.depth_multiplier

    def spread_shape(self, shape: Shape) -> Shape:
        """Shape of the kernels that filter each channel on its own."""
        return (*self.kernel_size, image_sides(self, shape)[2], self.depth_multiplier)


class SeparableConv2D(ChannelwiseConvolution):
    """Filters each channel on its own, then mixes the channels pixel by pixel."""

    title: ClassVar[str] = tr_noop("layers", "Separable convolution")
    explanation: ClassVar[str] = tr_noop(
        "layers", "Filters each map by itself, then mixes them. Few parameters."
    )
    keras_class: ClassVar[str] = "SeparableConv2D"
    main: ClassVar[tuple[str, ...]] = ("filters", "kernel_size", "activation")
    kernels: ClassVar[tuple[str, ...]] = ("depthwise", "pointwise")

    kind: Literal["SeparableConv2D"] = "SeparableConv2D"
    filters: Filters = Field(
        32, title=_FILTERS_TITLE, description=_FILTERS_HELP, json_schema_extra=_BY_TWO
    )

    def output_shape(self, shape: Shape) -> Shape:
        return (*slide(self, shape, self.window(), self.padding), self.filters)

    def arithmetic(self, inputs: Values, weights: Mapping[str, Values], at: Position) -> Arithmetic:
        patch, unit = self.patch(inputs, at), at[-1]
        before = spread_sums(patch, weights["depthwise_kernel"])
        kernel, bias = weights["pointwise_kernel"], weights["bias"]
        sums = results_of(before)
        return weighed_by_one(sums, kernel, bias, unit, self.activation, before=before)

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        return {
            "depthwise_kernel": self.spread_shape(shape),
            "pointwise_kernel": (1, 1, self.spread_channels(shape), self.filters),
            "bias": (self.filters,),
        }

    def multiply_adds(self, shape: Shape) -> int:
        height, width, _ = self.output_shape(shape)
        return height * width * self._weights(shape)

    def _weights(self, shape: Shape) -> int:
        return self.spread_channels(shape) * (self.kernel_area + self.filters)


class DepthwiseConv2D(ChannelwiseConvolution):
    """Filters each channel on its own; channels are never mixed."""

    title: ClassVar[str] = tr_noop("layers", "Depthwise convolution")
    explanation: ClassVar[str] = tr_noop(
        "layers", "Filters each map by itself. To mix them, add a Conv2D 1×1."
    )
    keras_class: ClassVar[str] = "DepthwiseConv2D"
    main: ClassVar[tuple[str, ...]] = ("kernel_size", "activation")
    kernels: ClassVar[tuple[str, ...]] = ("depthwise",)

    kind: Literal["DepthwiseConv2D"] = "DepthwiseConv2D"

    def output_shape(self, shape: Shape) -> Shape:
        sides = slide(self, shape, self.window(), self.padding)
        return (*sides, self.spread_channels(shape))

    def arithmetic(self, inputs: Values, weights: Mapping[str, Values], at: Position) -> Arithmetic:
        patch, channel = self.patch(inputs, at), at[-1]
        kernel, bias = weights["kernel"], weights["bias"]
        rivals = spread_totals(patch, kernel) + bias if self.activation == "softmax" else None
        source, which = divmod(channel, self.depth_multiplier)
        seen, weighs = patch.of_channel(source), kernel[:, :, source : source + 1, which]
        return weighed(seen, weighs, float(bias[channel]), self.activation, rivals)

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        return {"kernel": self.spread_shape(shape), "bias": (self.spread_channels(shape),)}

    def multiply_adds(self, shape: Shape) -> int:
        height, width, channels = self.output_shape(shape)
        return height * width * channels * self.kernel_area
