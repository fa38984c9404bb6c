"""What layers with kernels share: how these begin, and how they are kept small."""

from abc import ABC
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from cnnlab_gui.core.layers.base import KerasCall, Layer
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
        json_schema_extra={"advanced": True, "zero": tr_noop("layers", "none")},
    )

    def keras_arguments(self) -> dict[str, Any]:
        arguments = self.model_dump(exclude={"kind", "enabled", "initializer", "l2"})
        for kernel in self.kernels:
            arguments[f"{kernel}_initializer"] = self.initializer
            if self.l2:
                arguments[f"{kernel}_regularizer"] = KerasCall("regularizers.L2", {"l2": self.l2})
        return arguments
