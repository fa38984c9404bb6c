"""Flatten and Dense: from feature maps to a list of numbers, and to the classes."""

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.layers.arithmetic import (
    Arithmetic,
    Values,
    copy_of,
    single,
    weighed_by_one,
    whole,
)
from cnnlab_gui.core.layers.base import Activation, Layer, Shape, ShapeError
from cnnlab_gui.core.layers.weighted import WeightedLayer
from cnnlab_gui.core.layers.windows import everything, unflattened
from cnnlab_gui.core.text import size_text, tr_noop

GROUP = tr_noop("layers", "Dense layers")


class Flatten(Layer):
    """All numbers of all feature maps in one row."""

    title: ClassVar[str] = tr_noop("layers", "Flatten")
    explanation: ClassVar[str] = tr_noop(
        "layers", "Lays all pixels of all feature maps in one row, for Dense."
    )
    group: ClassVar[str] = GROUP
    keras_class: ClassVar[str] = "Flatten"
    keras_fixed: ClassVar[Mapping[str, Any]] = {"data_format": "channels_last"}

    kind: Literal["Flatten"] = "Flatten"

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) == 1:
            raise ShapeError(
                tr_noop(
                    "errors",
                    "Flatten lays feature maps out in one row, but the layer before already "
                    "gives a row of length {count:,}. Remove this Flatten.",
                ),
                count=shape[0],
            )
        return (math.prod(shape),)

    def arithmetic(
        self,
        inputs: Values,
        weights: Mapping[str, Values],  # noqa: ARG002
        at: Position,
    ) -> Arithmetic:
        place = np.unravel_index(at[0], inputs.shape)
        return copy_of(single(inputs, tuple(map(int, place))))

    def source_rect(self, shape: Shape, rect: Rect) -> Rect:
        return unflattened(shape, rect)


class Dense(WeightedLayer):
    """Each unit a weighted sum of all inputs, a bias, and an activation."""

    title: ClassVar[str] = tr_noop("layers", "Dense")
    explanation: ClassVar[str] = tr_noop(
        "layers", "Each unit weighs all numbers. At the end: one unit per class."
    )
    group: ClassVar[str] = GROUP
    keras_class: ClassVar[str] = "Dense"
    keras_fixed: ClassVar[Mapping[str, Any]] = {
        **WeightedLayer.keras_fixed,
        "quantization_config": None,
    }
    main: ClassVar[tuple[str, ...]] = ("units", "activation")

    kind: Literal["Dense"] = "Dense"
    units: Annotated[int, Field(ge=1, le=16384)] = Field(
        128,
        title=tr_noop("layers", "Units"),
        description=tr_noop("layers", "How many numbers it gives."),
        json_schema_extra={"factor": 2},
    )
    activation: Activation = Field(
        "relu",
        title=tr_noop("layers", "Activation"),
        description=tr_noop("layers", "softmax turns the last layer's sums into probabilities."),
    )

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != 1:
            raise ShapeError(
                tr_noop(
                    "errors",
                    "Dense needs a list of numbers, but the layer before gives {shape} feature "
                    "maps. Put a Flatten layer between them.",
                ),
                shape=size_text(shape),
            )
        return (self.units,)

    def arithmetic(self, inputs: Values, weights: Mapping[str, Values], at: Position) -> Arithmetic:
        kernel, bias = weights["kernel"], weights["bias"]
        return weighed_by_one(whole(inputs), kernel, bias, at[0], self.activation)

    def source_rect(self, shape: Shape, rect: Rect) -> Rect:  # noqa: ARG002
        return everything(shape)

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        return {"kernel": (math.prod(shape), self.units), "bias": (self.units,)}

    def multiply_adds(self, shape: Shape) -> int:
        return math.prod(shape) * self.units
