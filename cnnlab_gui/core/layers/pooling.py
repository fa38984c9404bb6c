"""Pooling: each small window of a feature map becomes one number."""

from abc import ABC
from typing import Any, ClassVar, Literal

from pydantic import Field

from cnnlab_gui.core.layers.base import Layer, Padding, Pair, Shape, Window, image_sides, slide
from cnnlab_gui.core.text import size_text, tr_noop


class WindowPooling(Layer, ABC):
    """Pooling over windows that lie side by side: the stride is the window's size."""

    pool_size: Pair = Field(
        (2, 2),
        title=tr_noop("layers", "Window"),
        description=tr_noop("layers", "Height and width of each window; it becomes one pixel."),
    )
    padding: Padding = Field(
        "valid",
        title=tr_noop("layers", "Padding"),
        description=tr_noop("layers", "'valid' drops what is left at the edge, 'same' keeps it."),
    )

    def window(self) -> Window:
        return Window(self.pool_size, self.pool_size)

    def output_shape(self, shape: Shape) -> Shape:
        return (*slide(self, shape, self.window(), self.padding), shape[2])

    def short(self) -> str:
        return size_text(self.pool_size)


class MaxPooling2D(WindowPooling):
    """The largest value of each window."""

    title: ClassVar[str] = tr_noop("layers", "Max pooling")
    explanation: ClassVar[str] = tr_noop(
        "layers",
        "Keeps the largest value of each window: the image shrinks, what stands out stays.",
    )
    keras_class: ClassVar[str] = "MaxPooling2D"

    kind: Literal["MaxPooling2D"] = "MaxPooling2D"


class AveragePooling2D(WindowPooling):
    """The mean of each window."""

    title: ClassVar[str] = tr_noop("layers", "Average pooling")
    explanation: ClassVar[str] = tr_noop(
        "layers", "Takes the mean of each window: the image shrinks and becomes smoother."
    )
    keras_class: ClassVar[str] = "AveragePooling2D"

    kind: Literal["AveragePooling2D"] = "AveragePooling2D"


class GlobalAveragePooling2D(Layer):
    """The mean of each whole feature map."""

    title: ClassVar[str] = tr_noop("layers", "Global average pooling")
    explanation: ClassVar[str] = tr_noop(
        "layers",
        "Turns each feature map into one number, its mean. A light way to get from images "
        "to Dense.",
    )
    keras_class: ClassVar[str] = "GlobalAveragePooling2D"

    kind: Literal["GlobalAveragePooling2D"] = "GlobalAveragePooling2D"

    def output_shape(self, shape: Shape) -> Shape:
        return (image_sides(self, shape)[2],)

    def keras_arguments(self) -> dict[str, Any]:
        return {}
