"""Conv2D: small filters slide over the image, each makes one feature map."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cnnlab_gui.core.layers.base import (
    Activation,
    Layer,
    Padding,
    Pair,
    Shape,
    Window,
    image_sides,
    slide,
)
from cnnlab_gui.core.text import size_text, tr_noop


class Conv2D(Layer):
    """Cross-correlation with ``filters`` kernels, a bias each, and an activation."""

    title: ClassVar[str] = tr_noop("layers", "Convolution")
    explanation: ClassVar[str] = tr_noop(
        "layers",
        "Slides small filters over the image. Each filter looks for one pattern and makes "
        "one feature map.",
    )
    keras_class: ClassVar[str] = "Conv2D"

    kind: Literal["Conv2D"] = "Conv2D"
    filters: Annotated[int, Field(ge=1, le=2048)] = Field(
        32,
        title=tr_noop("layers", "Filters"),
        description=tr_noop("layers", "How many patterns it looks for; one feature map each."),
    )
    kernel_size: Pair = Field(
        (3, 3),
        title=tr_noop("layers", "Kernel"),
        description=tr_noop("layers", "Height and width of each filter, in pixels."),
    )
    strides: Pair = Field(
        (1, 1),
        title=tr_noop("layers", "Stride"),
        description=tr_noop("layers", "How far the filter moves at each step, in pixels."),
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

    def window(self) -> Window:
        return Window(self.kernel_size, self.strides)

    def output_shape(self, shape: Shape) -> Shape:
        return (*slide(self, shape, self.window(), self.padding), self.filters)

    def parameter_count(self, shape: Shape) -> int:
        return (self._weights_per_filter(shape) + 1) * self.filters

    def multiply_adds(self, shape: Shape) -> int:
        height, width, filters = self.output_shape(shape)
        return height * width * filters * self._weights_per_filter(shape)

    def _weights_per_filter(self, shape: Shape) -> int:
        return self.kernel_size[0] * self.kernel_size[1] * image_sides(self, shape)[2]

    def short(self) -> str:
        return f"{self.filters} · {size_text(self.kernel_size)} · {self.activation}"
