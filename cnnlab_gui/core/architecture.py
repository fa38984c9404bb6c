"""An architecture: an immutable stack of layers and the shape it takes in.

Editing returns a new architecture. Shapes and costs are worked out here, without
TensorFlow, and equal what Keras builds (a property test holds them together).
"""

import math
from dataclasses import dataclass, replace
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.base import Layer, Shape, ShapeError
from cnnlab_gui.core.layers.pointwise import PointwiseLayer
from cnnlab_gui.core.layers.table import AnyLayer
from cnnlab_gui.core.text import Sentence, size_text, tr_noop

MAXIMUM_LAYERS = 200
MAXIMUM_PARAMETERS = 100_000_000
MAXIMUM_MULTIPLY_ADDS = 10_000_000_000  # for one image
MAXIMUM_ACTIVATIONS = 25_000_000  # for one image
MAXIMUM_BATCH_ACTIVATIONS = 500_000_000  # 2 GB, and training needs about three times that

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
    parameters, multiply_adds : int
        For one image; 0 where the shape is None.
    receptive_field : int or None
        Side, in input pixels, of the square that one output value depends on;
        None once the whole image is seen.
    problem : Sentence or None
        Why the layer cannot stand here.
    """

    layer: Layer
    output_shape: Shape | None
    parameters: int = 0
    multiply_adds: int = 0
    receptive_field: int | None = None
    problem: Sentence | None = None


class Architecture(BaseModel):
    """An ordered stack of layers with its input shape. Immutable."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    input_shape: ImageShape = (28, 28, 1)
    layers: Annotated[tuple[AnyLayer, ...], Field(max_length=MAXIMUM_LAYERS)] = ()

    def inserted(self, index: int, layer: Layer) -> Self:
        return self._with((*self.layers[:index], layer, *self.layers[index:]))

    def removed(self, index: int) -> Self:
        return self._with(self.layers[:index] + self.layers[index + 1 :])

    def moved(self, index: int, to: int) -> Self:
        """Take the layer at ``index`` out and put it back so that it stands at ``to``."""
        rest = self.layers[:index] + self.layers[index + 1 :]
        return self._with((*rest[:to], self.layers[index], *rest[to:]))

    def replaced(self, index: int, layer: Layer) -> Self:
        return self._with((*self.layers[:index], layer, *self.layers[index + 1 :]))

    def fitted(self, input_shape: tuple[int, int, int], classes: int) -> Self:
        """Take images of ``input_shape`` in and give ``classes`` numbers out.

        What follows the last Dense layer and keeps its shape stays as it is.
        """
        fitted = self.model_copy(update={"input_shape": input_shape})
        for index in reversed(range(len(self.layers))):
            layer = self.layers[index]
            if "units" in type(layer).model_fields:
                return fitted.replaced(index, layer.model_copy(update={"units": classes}))
            if not isinstance(layer, PointwiseLayer):
                break
        return fitted

    def _with(self, layers: tuple[Layer, ...]) -> Self:
        return self.model_copy(update={"layers": layers})

    def reports(self) -> tuple[LayerReport, ...]:
        """One report a layer, in order; never raises."""
        reports: list[LayerReport] = []
        shape: Shape | None = self.input_shape
        field, jump = 1, 1
        for layer in self.layers:
            report = _report(layer, shape)
            window = layer.window()
            if window:
                field += (max(window.size) - 1) * jump
                jump *= max(window.strides)
            shape = report.output_shape
            spatial = shape is not None and len(shape) == 3
            reports.append(replace(report, receptive_field=field if spatial else None))
        return tuple(reports)

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
        return sum(math.prod(report.output_shape or (0,)) for report in self.reports())

    @property
    def output_shape(self) -> Shape | None:
        """Shape after the last layer; None if a layer cannot stand where it is."""
        reports = self.reports()
        return reports[-1].output_shape if reports else self.input_shape

    def problem(self) -> Sentence | None:
        """The first reason why this cannot be trained, or None."""
        if not self.layers:
            return Sentence(
                tr_noop("errors", "There are no layers yet. Add one, or choose a preset.")
            )
        if len(self.layers) > MAXIMUM_LAYERS:
            return Sentence(
                tr_noop(
                    "errors", "This network has {count} layers; {limit} are the most. Remove some."
                ),
                {"count": len(self.layers), "limit": MAXIMUM_LAYERS},
            )
        for report in self.reports():
            if report.problem:
                return report.problem
        return self._problem_of_the_end() or self._problem_of_size()

    def _problem_of_the_end(self) -> Sentence | None:
        shape = self.output_shape
        if shape is not None and len(shape) != 1:
            return Sentence(
                tr_noop(
                    "errors",
                    "The last layer gives {shape} feature maps, but the answer must be one number "
                    "for each class. Add Flatten and a Dense layer at the end.",
                ),
                {"shape": size_text(shape)},
            )
        if getattr(self.layers[-1], "activation", None) != "softmax":
            return Sentence(
                tr_noop(
                    "errors",
                    "The last layer must turn its numbers into probabilities. End with a Dense "
                    "layer whose activation is softmax.",
                )
            )
        return None

    def _problem_of_size(self) -> Sentence | None:
        if self.parameter_count > MAXIMUM_PARAMETERS:
            return Sentence(
                tr_noop(
                    "errors",
                    "This network has {count:,} parameters; more than {limit:,} do not fit in "
                    "memory. Add pooling before Flatten, or use fewer units.",
                ),
                {"count": self.parameter_count, "limit": MAXIMUM_PARAMETERS},
            )
        if self.activation_count > MAXIMUM_ACTIVATIONS:
            return Sentence(
                tr_noop(
                    "errors",
                    "One image makes {count:,} numbers in this network; more than {limit:,} do "
                    "not fit in memory in a batch. Use fewer filters, or add pooling earlier.",
                ),
                {"count": self.activation_count, "limit": MAXIMUM_ACTIVATIONS},
            )
        if self.multiply_adds > MAXIMUM_MULTIPLY_ADDS:
            return Sentence(
                tr_noop(
                    "errors",
                    "One image costs {count:,} multiply-adds in this network; with more than "
                    "{limit:,} a single batch takes minutes. Use fewer filters, or add pooling "
                    "earlier.",
                ),
                {"count": self.multiply_adds, "limit": MAXIMUM_MULTIPLY_ADDS},
            )
        return None

    def check(self) -> None:
        """Raise what `problem` says.

        Raises
        ------
        CnnLabError
            The architecture cannot be trained.
        """
        problem = self.problem()
        if problem:
            raise CnnLabError(problem.template, **problem.values)


def _report(layer: Layer, shape: Shape | None) -> LayerReport:
    if shape is None:
        return LayerReport(layer, None)
    try:
        output = layer.output_shape(shape)
    except ShapeError as error:
        return LayerReport(layer, None, problem=error.sentence)
    return LayerReport(
        layer,
        output,
        parameters=layer.parameter_count(shape),
        multiply_adds=layer.multiply_adds(shape),
    )


def batch_problem(architecture: Architecture, batch_size: int) -> Sentence | None:
    """Why batches of ``batch_size`` images do not fit in memory with ``architecture``."""
    count = architecture.activation_count * batch_size
    if count <= MAXIMUM_BATCH_ACTIVATIONS:
        return None
    return Sentence(
        tr_noop(
            "errors",
            "A batch of {batch:,} images makes {count:,} numbers in this network; more than "
            "{limit:,} do not fit in memory. Use a batch of at most {most:,}.",
        ),
        {
            "batch": batch_size,
            "count": count,
            "limit": MAXIMUM_BATCH_ACTIVATIONS,
            "most": MAXIMUM_BATCH_ACTIVATIONS // architecture.activation_count,
        },
    )


def mismatch(
    architecture: Architecture, image_shape: tuple[int, int, int], classes: int, title: str
) -> Sentence | None:
    """Why ``architecture`` cannot be trained on images of this shape and number of classes."""
    if architecture.input_shape != image_shape:
        return Sentence(
            tr_noop(
                "errors",
                "The network takes images of {wanted}, but {title} has images of {given}. "
                "Choose another dataset, or fit the network to this one.",
            ),
            {
                "wanted": size_text(architecture.input_shape),
                "title": title,
                "given": size_text(image_shape),
            },
        )
    shape = architecture.output_shape
    if shape is not None and len(shape) == 1 and shape[0] != classes:
        return Sentence(
            tr_noop(
                "errors",
                "The last layer gives {given} numbers, but {title} has {classes} classes. "
                "Give the last Dense layer {classes} units, or fit the network to this dataset.",
            ),
            {"given": shape[0], "title": title, "classes": classes},
        )
    return None
