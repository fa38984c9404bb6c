"""An architecture: an immutable stack of layers and the shape it takes in.

Editing returns a new architecture. Shapes and costs are worked out here, without
TensorFlow, and equal what Keras builds (a property test holds them together).
"""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from cnnlab_gui.core.layers.base import Layer, Pair, Shape, ShapeError
from cnnlab_gui.core.layers.pointwise import PointwiseLayer
from cnnlab_gui.core.layers.pooling import WindowPooling
from cnnlab_gui.core.layers.table import AnyLayer
from cnnlab_gui.core.text import Sentence

MAXIMUM_LAYERS = 200

ImageShape = tuple[
    Annotated[int, Field(ge=1, le=1024)],
    Annotated[int, Field(ge=1, le=1024)],
    Annotated[int, Field(ge=1, le=4)],
]


@dataclass(frozen=True)
class LayerReport:
    """What one layer does where it stands.

    Attributes
    ----------
    output_shape : tuple of int, or None
        Without the batch; None where this layer or one before it cannot stand.
    parameters, multiply_adds, activations : int
        Weights; multiplications and numbers given for one image. 0 where the shape is None,
        and for a layer that is not enabled.
    receptive_field : tuple of int, or None
        Height and width, in input pixels, of the patch that one output value depends on,
        borders not counted; None once the whole image is seen.
    problem : Sentence or None
        Why the layer cannot stand here.
    """

    layer: Layer
    output_shape: Shape | None
    parameters: int = 0
    multiply_adds: int = 0
    activations: int = 0
    receptive_field: Pair | None = None
    problem: Sentence | None = None


class Architecture(BaseModel):
    """An ordered stack of layers with its input shape. Immutable."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    input_shape: ImageShape = (28, 28, 1)
    layers: Annotated[tuple[AnyLayer, ...], Field(max_length=MAXIMUM_LAYERS)] = ()

    def inserted(self, index: int, *layers: Layer) -> Self:
        """Put ``layers`` before the layer at ``index``."""
        return self._with((*self.layers[:index], *layers, *self.layers[index:]))

    def removed(self, *indices: int) -> Self:
        return self._with(
            tuple(layer for index, layer in enumerate(self.layers) if index not in indices)
        )

    def moved(self, indices: Collection[int], before: int) -> Self:
        """Take the layers at ``indices`` out, and put them, in their order, before ``before``.

        ``before`` counts in the stack as it is; its length means the end.
        """
        taken = tuple(self.layers[index] for index in sorted(indices))
        rest = self.removed(*indices)
        return rest.inserted(before - sum(index < before for index in set(indices)), *taken)

    def replaced(self, index: int, layer: Layer) -> Self:
        return self._with((*self.layers[:index], layer, *self.layers[index + 1 :]))

    def switched(self, indices: Collection[int], *, enabled: bool) -> Self:
        """Put the layers at ``indices`` into the network, or leave them out of it."""
        return self._with(
            tuple(
                layer.model_copy(update={"enabled": enabled}) if index in indices else layer
                for index, layer in enumerate(self.layers)
            )
        )

    def active(self) -> Self:
        """The network itself: without the layers that are not enabled."""
        return self._with(tuple(layer for layer in self.layers if layer.enabled))

    def stage_at(self, index: int) -> range:
        """The indices of a convolution and what follows it, up to its pooling.

        Without a pooling before the next layer with weights, the layer stands alone.
        """
        for at in range(index + 1, len(self.layers)):
            layer = self.layers[at]
            if isinstance(layer, WindowPooling):
                return range(index, at + 1)
            if not isinstance(layer, PointwiseLayer):
                break
        return range(index, index + 1)

    def fitted(self, input_shape: tuple[int, int, int], classes: int) -> Self:
        """Take images of ``input_shape`` in and give ``classes`` numbers out.

        What follows the last Dense layer and keeps its shape stays as it is.
        """
        fitted = self.model_copy(update={"input_shape": input_shape})
        for index in reversed(range(len(self.layers))):
            layer = self.layers[index]
            if not layer.enabled:
                continue
            if "units" in type(layer).model_fields:
                return fitted.replaced(index, layer.model_copy(update={"units": classes}))
            if not isinstance(layer, PointwiseLayer):
                break
        return fitted

    def _with(self, layers: tuple[Layer, ...]) -> Self:
        return self.model_copy(update={"layers": layers})

    def reports(self) -> tuple[LayerReport, ...]:
        """One report a layer, in order; never raises."""
        return _reports_of(self.input_shape, self.layers)

    def bare_reports(self) -> Iterator[LayerReport]:
        """The reports without receptive fields; quicker where many variants are tried."""
        shape: Shape | None = self.input_shape
        for layer in self.layers:
            report = _bare_report(layer, shape)
            yield report
            shape = report.output_shape

    @property
    def parameter_count(self) -> int:
        """Number of weights, trained or not."""
        return sum(report.parameters for report in self.reports())

    @property
    def multiply_adds(self) -> int:
        """Multiply-accumulate operations for one image, forward."""
        return sum(report.multiply_adds for report in self.reports())

    @property
    def activation_count(self) -> int:
        """Numbers that all layers together give for one image; training keeps them all."""
        return sum(report.activations for report in self.reports())

    @property
    def output_shape(self) -> Shape | None:
        """Shape after the last layer; None if a layer cannot stand where it is."""
        reports = self.reports()
        return reports[-1].output_shape if reports else self.input_shape


@lru_cache(maxsize=64)
def _reports_of(input_shape: Shape, layers: tuple[Layer, ...]) -> tuple[LayerReport, ...]:
    reports: list[LayerReport] = []
    shape: Shape | None = input_shape
    field, jump = (1, 1), (1, 1)
    for layer in layers:
        window = layer.window() if layer.enabled else None
        if window:
            (high, wide), (down, across) = window
            field = (field[0] + (high - 1) * jump[0], field[1] + (wide - 1) * jump[1])
            jump = (jump[0] * down, jump[1] * across)
        reports.append(_report(layer, shape, field))
        shape = reports[-1].output_shape
    return tuple(reports)


# After an edit most layers get what they got before.
@lru_cache(maxsize=4096)
def _report(layer: Layer, shape: Shape | None, field: Pair) -> LayerReport:
    bare = _bare_report(layer, shape)
    return replace(bare, receptive_field=_seen(bare.output_shape, field))


# In a long stack many layers are alike, but none sees as much of the image as another.
@lru_cache(maxsize=4096)
def _bare_report(layer: Layer, shape: Shape | None) -> LayerReport:
    if shape is None or not layer.enabled:
        return LayerReport(layer, shape)
    try:
        output = layer.output_shape(shape)
    except ShapeError as error:
        return LayerReport(layer, None, problem=error.sentence)
    return LayerReport(
        layer,
        output,
        parameters=layer.parameter_count(shape),
        multiply_adds=layer.multiply_adds(shape),
        activations=math.prod(output),
    )


def _seen(shape: Shape | None, field: Pair) -> Pair | None:
    """The receptive field, as long as there is an image to see a part of."""
    return field if shape is not None and len(shape) == 3 else None
