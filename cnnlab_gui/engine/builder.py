"""From an architecture to a compiled Keras network."""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.base import KerasCall
from cnnlab_gui.core.problems.table import check
from cnnlab_gui.core.training import TrainingSettings


def build(architecture: Architecture) -> Any:
    """Build the Keras network of ``architecture``; its layer ``k`` is layer ``k`` that is enabled.

    Raises
    ------
    CnnLabError
        The architecture cannot be trained; nothing invalid reaches Keras.
    """
    check(architecture)
    return keras.Sequential(
        [keras.Input(architecture.input_shape)]
        + [made(layer.keras_call()) for layer in architecture.active().layers]
    )


def made(call: KerasCall) -> Any:
    """Make the Keras object that ``call`` describes."""
    arguments = {
        name: made(value) if isinstance(value, KerasCall) else value
        for name, value in call.arguments.items()
    }
    module, name = call.path.split(".")
    return getattr(getattr(keras, module), name)(**arguments)


def build_compiled(architecture: Architecture, settings: TrainingSettings) -> Any:
    """Build as `build` does, with the workshop's loss, metric and optimizer."""
    network = build(architecture)
    network.compile(
        optimizer=keras.optimizers.Adam(learning_rate=settings.learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    network.optimizer.build(network.trainable_variables)
    return network


def weights_of(network: Any) -> dict[str, NDArray[np.float32]]:
    """Copy the weights out, named ``<layer index>.<variable>``: ``000.kernel``."""
    return {
        f"{index:03d}.{variable.name}": np.array(variable.numpy())
        for index, layer in enumerate(network.layers)
        for variable in layer.weights
    }
