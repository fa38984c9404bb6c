"""Layers that keep the shape: Dropout, SpatialDropout2D, BatchNormalization, Activation."""

from abc import ABC
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.layers import base
from cnnlab_gui.core.layers.arithmetic import (
    Arithmetic,
    Values,
    copy_of,
    function_of,
    normalised,
    single,
)
from cnnlab_gui.core.layers.base import Layer, Shape, image_sides
from cnnlab_gui.core.layers.keras_config import ACTIVATION_LAYERS, KerasConfig
from cnnlab_gui.core.layers.windows import everything
from cnnlab_gui.core.text import tr_noop

REGULARISATION = tr_noop("layers", "Regularisation")
Rate = Annotated[float, Field(ge=0.0, le=0.95)]


class PointwiseLayer(Layer, ABC):
    """A layer whose output has the shape of its input."""

    def output_shape(self, shape: Shape) -> Shape:
        return shape


class Dropout(PointwiseLayer):
    """Sets a random share of its inputs to 0, in training only."""

    title: ClassVar[str] = tr_noop("layers", "Dropout")
    explanation: ClassVar[str] = tr_noop(
        "layers", "In training, silences random numbers: against overfitting."
    )
    group: ClassVar[str] = REGULARISATION
    keras_class: ClassVar[str] = "Dropout"
    keras_fixed: ClassVar[Mapping[str, Any]] = {"noise_shape": None}
    main: ClassVar[tuple[str, ...]] = ("rate",)

    kind: Literal["Dropout"] = "Dropout"
    rate: Rate = Field(
        0.5,
        title=tr_noop("layers", "Rate"),
        description=tr_noop("layers", "The share that is silenced: 0.5 is every second one."),
    )

    def arithmetic(
        self,
        inputs: Values,
        weights: Mapping[str, Values],  # noqa: ARG002
        at: Position,
    ) -> Arithmetic:
        return copy_of(single(inputs, at))


class SpatialDropout2D(PointwiseLayer):
    """Sets random whole feature maps to 0, in training only."""

    title: ClassVar[str] = tr_noop("layers", "Spatial dropout")
    explanation: ClassVar[str] = tr_noop(
        "layers", "In training, silences whole feature maps. For convolutions."
    )
    group: ClassVar[str] = REGULARISATION
    keras_class: ClassVar[str] = "SpatialDropout2D"
    keras_fixed: ClassVar[Mapping[str, Any]] = {
        "noise_shape": None,
        "data_format": "channels_last",
    }
    main: ClassVar[tuple[str, ...]] = ("rate",)

    kind: Literal["SpatialDropout2D"] = "SpatialDropout2D"
    rate: Rate = Field(
        0.2,
        title=tr_noop("layers", "Rate"),
        description=tr_noop("layers", "The share of feature maps that is silenced."),
    )

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


class BatchNormalization(PointwiseLayer):
    """Brings each channel of a batch to mean 0 and variance 1, then scales and shifts it."""

    title: ClassVar[str] = tr_noop("layers", "Batch normalisation")
    explanation: ClassVar[str] = tr_noop(
        "layers", "Brings all maps to one mean and spread: training is steadier."
    )
    group: ClassVar[str] = REGULARISATION
    keras_class: ClassVar[str] = "BatchNormalization"
    keras_fixed: ClassVar[Mapping[str, Any]] = {
        "trainable": True,
        "axis": (-1, 3),  # both are the channels of a batch of images
        "momentum": 0.99,
        "epsilon": 0.001,
        "center": True,
        "scale": True,
        "beta_initializer": "zeros",
        "gamma_initializer": "ones",
        "moving_mean_initializer": "zeros",
        "moving_variance_initializer": "ones",
        "beta_regularizer": None,
        "gamma_regularizer": None,
        "beta_constraint": None,
        "gamma_constraint": None,
        "synchronized": False,
        "renorm": False,
        "renorm_clipping": None,
        "renorm_momentum": 0.99,
    }

    kind: Literal["BatchNormalization"] = "BatchNormalization"

    def arithmetic(self, inputs: Values, weights: Mapping[str, Values], at: Position) -> Arithmetic:
        channel = at[-1]
        parameters = {
            "gamma": float(weights["gamma"][channel]),
            "beta": float(weights["beta"][channel]),
            "mean": float(weights["moving_mean"][channel]),
            "variance": float(weights["moving_variance"][channel]),
            "epsilon": float(self.keras_fixed["epsilon"]),
        }
        return normalised(single(inputs, at), parameters)

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        # The moving mean and variance are not trained, but Keras counts them.
        names = ("gamma", "beta", "moving_mean", "moving_variance")
        return dict.fromkeys(names, (shape[-1],))


class Activation(PointwiseLayer):
    """A function applied to each number."""

    title: ClassVar[str] = tr_noop("layers", "Activation")
    explanation: ClassVar[str] = tr_noop(
        "layers", "A function for each number; relu keeps only what is above 0."
    )
    group: ClassVar[str] = tr_noop("layers", "Activation")
    keras_class: ClassVar[str] = "Activation"
    keras_aliases: ClassVar[tuple[str, ...]] = tuple(ACTIVATION_LAYERS)
    main: ClassVar[tuple[str, ...]] = ("activation",)

    kind: Literal["Activation"] = "Activation"
    activation: base.Activation = Field(
        "relu",
        title=tr_noop("layers", "Function"),
        description=tr_noop("layers", "relu: x above 0, else 0. softmax: shares that sum to 1."),
    )

    def arithmetic(
        self,
        inputs: Values,
        weights: Mapping[str, Values],  # noqa: ARG002
        at: Position,
    ) -> Arithmetic:
        return function_of(single(inputs, at), self.activation, inputs[at[:-1]])

    def source_rect(self, shape: Shape, rect: Rect) -> Rect:
        # The numbers of a vector share out among each other; of an image, those of one pixel.
        shared = len(shape) == 1 and self.activation == "softmax"
        return everything(shape) if shared else rect

    @classmethod
    def from_keras(cls, config: KerasConfig) -> Self:
        if config.kind in cls.keras_aliases:
            return cls.model_validate({"activation": config.as_activation()})
        return super().from_keras(config)

    @classmethod
    def keras_value(cls, name: str, config: KerasConfig) -> Any:  # noqa: ARG003
        return config.take_activation()
