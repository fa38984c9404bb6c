"""Pooling: each small window of a feature map becomes one number."""

from abc import ABC
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.layers.arithmetic import (
    Arithmetic,
    Patch,
    Values,
    maximum_of,
    mean_of,
    whole,
)
from cnnlab_gui.core.layers.base import Layer, Padding, Pair, Shape, Window, image_sides, slide
from cnnlab_gui.core.layers.keras_config import KerasConfig
from cnnlab_gui.core.layers.windows import everything, patch_under, source_of
from cnnlab_gui.core.text import tr_noop

OwnStride = Annotated[int, Field(ge=0, le=64)]
GROUP = tr_noop("layers", "Pooling")


class WindowPooling(Layer, ABC):
    """Pooling over windows; they lie side by side unless a stride is given."""

    group: ClassVar[str] = GROUP
    keras_fixed: ClassVar[Mapping[str, Any]] = {"data_format": "channels_last"}
    main: ClassVar[tuple[str, ...]] = ("pool_size",)

    pool_size: Pair = Field(
        (2, 2),
        title=tr_noop("layers", "Window"),
        description=tr_noop("layers", "Height and width of each window; it becomes one pixel."),
    )
    strides: tuple[OwnStride, OwnStride] = Field(
        (0, 0),
        title=tr_noop("layers", "Stride"),
        description=tr_noop(
            "layers", "How far the window moves at each step; by itself, its own size."
        ),
        json_schema_extra={"zero": tr_noop("layers", "auto")},
    )
    padding: Padding = Field(
        "valid",
        title=tr_noop("layers", "Padding"),
        description=tr_noop("layers", "'valid' drops what is left at the edge, 'same' keeps it."),
    )

    def window(self) -> Window:
        height, width = self.strides
        return Window(self.pool_size, (height or self.pool_size[0], width or self.pool_size[1]))

    def output_shape(self, shape: Shape) -> Shape:
        return (*slide(self, shape, self.window(), self.padding), shape[2])

    def source_rect(self, shape: Shape, rect: Rect) -> Rect:
        return source_of(self.window(), self.padding, shape, rect)

    def patch(self, inputs: Values, at: Position) -> Patch:
        """The window behind the value at ``at``, of its channel alone."""
        return patch_under(self.window(), self.padding, inputs, at).of_channel(at[-1])

    def keras_arguments(self) -> dict[str, Any]:
        size, strides = self.window()
        return {"pool_size": size, "strides": strides, "padding": self.padding}

    @classmethod
    def from_keras(cls, config: KerasConfig) -> Self:
        layer = super().from_keras(config)
        # Keras always writes the strides; where they are the window, they are its own here.
        return layer.model_copy(update={"strides": (0, 0)}) if layer.is_tiled else layer

    @classmethod
    def keras_value(cls, name: str, config: KerasConfig) -> Any:
        value = config.take(name)
        return (0, 0) if name == "strides" and value is None else value

    @property
    def is_tiled(self) -> bool:
        """Whether the windows lie side by side, without gap or overlap."""
        return self.window().strides == self.pool_size


class MaxPooling2D(WindowPooling):
    """The largest value of each window."""

    title: ClassVar[str] = tr_noop("layers", "Max pooling")
    explanation: ClassVar[str] = tr_noop(
        "layers", "Shrinks the image: of each window the largest value stays."
    )
    keras_class: ClassVar[str] = "MaxPooling2D"

    kind: Literal["MaxPooling2D"] = "MaxPooling2D"

    def arithmetic(
        self,
        inputs: Values,
        weights: Mapping[str, Values],  # noqa: ARG002
        at: Position,
    ) -> Arithmetic:
        return maximum_of(self.patch(inputs, at))


class AveragePooling2D(WindowPooling):
    """The mean of each window."""

    title: ClassVar[str] = tr_noop("layers", "Average pooling")
    explanation: ClassVar[str] = tr_noop(
        "layers", "Shrinks and smooths the image: each window becomes its mean."
    )
    keras_class: ClassVar[str] = "AveragePooling2D"

    kind: Literal["AveragePooling2D"] = "AveragePooling2D"

    def arithmetic(
        self,
        inputs: Values,
        weights: Mapping[str, Values],  # noqa: ARG002
        at: Position,
    ) -> Arithmetic:
        return mean_of(self.patch(inputs, at))


class GlobalAveragePooling2D(Layer):
    """The mean of each whole feature map."""

    group: ClassVar[str] = GROUP
    title: ClassVar[str] = tr_noop("layers", "Global average pooling")
    explanation: ClassVar[str] = tr_noop(
        "layers", "Turns each feature map into its mean: a light way to Dense."
    )
    keras_class: ClassVar[str] = "GlobalAveragePooling2D"
    keras_fixed: ClassVar[Mapping[str, Any]] = {"data_format": "channels_last", "keepdims": False}

    kind: Literal["GlobalAveragePooling2D"] = "GlobalAveragePooling2D"

    def output_shape(self, shape: Shape) -> Shape:
        return (image_sides(self, shape)[2],)

    def arithmetic(
        self,
        inputs: Values,
        weights: Mapping[str, Values],  # noqa: ARG002
        at: Position,
    ) -> Arithmetic:
        return mean_of(whole(inputs).of_channel(at[-1]))

    def source_rect(self, shape: Shape, rect: Rect) -> Rect:  # noqa: ARG002
        return everything(shape)
