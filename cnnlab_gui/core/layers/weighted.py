"""What layers with kernels share: how these begin, and how they are kept small."""

from abc import ABC
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from cnnlab_gui.core.layers.base import KerasCall, Layer
from cnnlab_gui.core.layers.keras_config import KerasConfig
from cnnlab_gui.core.text import tr_noop

Initializer = Literal[
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
    "lecun_normal",
    "random_normal",
    "zeros",
]


class WeightedLayer(Layer, ABC):
    """A layer that learns kernels, all begun and kept small alike."""

    kernels: ClassVar[tuple[str, ...]] = ("kernel",)
    """What Keras calls them in the names of its arguments."""
    keras_fixed: ClassVar[Mapping[str, Any]] = {
        "trainable": True,
        "use_bias": True,
        "bias_initializer": "zeros",
        "bias_regularizer": None,
        "bias_constraint": None,
        "activity_regularizer": None,
        "kernel_constraint": None,
    }

    initializer: Initializer = Field(
        "glorot_uniform",
        title=tr_noop("layers", "Initialiser"),
        description=tr_noop(
            "layers",
            "How the weights begin: by chance, in a range that suits the layer. he suits relu; "
            "with zeros nothing can be learnt.",
        ),
        json_schema_extra={"advanced": True},
    )
    l2: Annotated[float, Field(ge=0.0, le=1.0)] = Field(
        0.0,
        title=tr_noop("layers", "L2"),
        description=tr_noop(
            "layers",
            "How strongly large weights are punished; 0.001 is usual. A remedy against "
            "overfitting.",
        ),
        json_schema_extra={"advanced": True, "zero": tr_noop("layers", "none"), "factor": 10},
    )

    def keras_arguments(self) -> dict[str, Any]:
        arguments = self.model_dump(exclude={*self.ours, "initializer", "l2"})
        for kernel in self.kernels:
            arguments[f"{kernel}_initializer"] = self.initializer
            if self.l2:
                arguments[f"{kernel}_regularizer"] = KerasCall("regularizers.L2", {"l2": self.l2})
        return arguments

    @classmethod
    def keras_value(cls, name: str, config: KerasConfig) -> Any:
        match name:
            case "activation":
                return config.take_activation()
            case "initializer":
                keys = [f"{kernel}_initializer" for kernel in cls.kernels]
                return config.take_agreed({key: config.take_initializer(key) for key in keys})
            case "l2":
                keys = [f"{kernel}_regularizer" for kernel in cls.kernels]
                return config.take_agreed({key: config.take_l2(key) for key in keys})
        return super().keras_value(name, config)
