"""From an architecture to a compiled Keras network."""

from collections.abc import Iterable
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.augmentation import Augmentation
from cnnlab_gui.core.layers.base import KerasCall, Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import Dropout, SpatialDropout2D
from cnnlab_gui.core.problems.table import check
from cnnlab_gui.core.runs.weights import Weights
from cnnlab_gui.core.training import TrainingSettings
from cnnlab_gui.engine.first_filter import give_first_filter


def build(architecture: Architecture) -> Any:
    """Build the Keras network of ``architecture``; its layer ``k`` is layer ``k`` that is enabled.

    Its weights are those that a training begins with: by chance, but for given first filters.

    Raises
    ------
    CnnLabError
        The architecture cannot be trained; nothing invalid reaches Keras.
    """
    check(architecture)
    layers = architecture.active().layers
    network = _stacked(architecture, [layer.keras_call() for layer in layers])
    for layer, its_keras in zip(layers, network.layers, strict=True):
        if isinstance(layer, Conv2D):
            give_first_filter(its_keras, layer)
    return network


def build_blank(architecture: Architecture) -> Any:
    """Build as `build` does, but all that would be learnt is zero.

    Nothing is taken from chance, so a training in another thread goes on as if nothing had
    been built.

    Raises
    ------
    CnnLabError
        The architecture cannot be trained.
    """
    check(architecture)
    return _stacked(architecture, [seeded_call(layer, 0) for layer in architecture.active().layers])


def build_outline(architecture: Architecture) -> Any:
    """Build as `build_blank` does, but leave the numbers out, so that it takes no memory.

    Raises
    ------
    CnnLabError
        The architecture cannot be trained.
    """
    with keras.StatelessScope(initialize_variables=False):
        return build_blank(architecture)


def _stacked(architecture: Architecture, calls: Iterable[KerasCall]) -> Any:
    return keras.Sequential(
        [keras.Input(architecture.input_shape)] + [made(call) for call in calls]
    )


def seeded_call(layer: Layer, seed: int) -> KerasCall:
    """The call that makes ``layer`` with chance of its own; what it would learn begins at zero."""
    call = layer.keras_call()
    arguments = {
        name: "zeros" if name.endswith("_initializer") else value
        for name, value in call.arguments.items()
    }
    if isinstance(layer, Augmentation | Dropout | SpatialDropout2D):
        arguments["seed"] = seed
    return KerasCall(call.path, arguments)


def made(call: KerasCall) -> Any:
    """Make the Keras object that ``call`` describes."""
    arguments = {
        name: made(value) if isinstance(value, KerasCall) else value
        for name, value in call.arguments.items()
    }
    module, name = call.path.split(".")
    return getattr(getattr(keras, module), name)(**arguments)


def build_compiled(architecture: Architecture, settings: TrainingSettings) -> Any:
    """Build as `build` does, with the workshop's loss and metric and the chosen optimizer."""
    network = build(architecture)
    network.compile(
        optimizer=optimizer_of(settings),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    network.optimizer.build(network.trainable_variables)
    _build_metrics(network)
    return network


def optimizer_of(settings: TrainingSettings) -> Any:
    """Keras's own, with Keras's defaults for all that cannot be set."""
    rate = settings.learning_rate
    match settings.optimizer:
        case "adam":
            return keras.optimizers.Adam(learning_rate=rate)
        case "adamw":
            return keras.optimizers.AdamW(learning_rate=rate, weight_decay=settings.weight_decay)
        case "sgd":
            return keras.optimizers.SGD(learning_rate=rate, momentum=settings.momentum)
        case "rmsprop":
            return keras.optimizers.RMSprop(learning_rate=rate)


def _build_metrics(network: Any) -> None:
    """Make what the metrics count in; a graph that has to make variables is built twice."""
    label, answer = np.zeros(1, np.uint8), np.zeros((1, *network.output_shape[1:]), np.float32)
    network.compute_metrics(None, keras.ops.array(label), keras.ops.array(answer))
    network.reset_metrics()


def weights_of(network: Any) -> dict[str, NDArray[np.float32]]:
    """Copy the weights out, named ``<layer index>.<variable>``: ``000.kernel``."""
    return {
        f"{index:03d}.{variable.name}": np.array(variable.numpy())
        for index, layer in enumerate(network.layers)
        for variable in layer.weights
    }


def load_weights(network: Any, weights: Weights) -> None:
    """Put in what `weights_of` gave."""
    for index, layer in enumerate(network.layers):
        for variable in layer.weights:
            variable.assign(weights[f"{index:03d}.{variable.name}"])
