"""What the tests of looking inside share: images, a network, and an engine that counts."""

import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset, Images
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.errors import CancelledError
from cnnlab_gui.core.inside.choice import Chosen, Rows
from cnnlab_gui.core.inside.live import LiveWeights
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState, Values
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.ports import Emit
from cnnlab_gui.core.runs.weights import Weights, weight_shapes
from cnnlab_gui.core.training import RunSpecification

NAMES = ("cat", "dog", "eel")
CONVOLUTION, POOLING, FLAT, CLASSES = range(4)
LARGEST = 1e30  # weight with which the last layer still gives numbers


def network(filters: int = 4, side: int = 10) -> Architecture:
    """Two layers of maps, and two of vectors; a layer that is left out stands between them."""
    return Architecture(
        input_shape=(side, side, 1),
        layers=(
            Conv2D(filters=filters),
            Conv2D(filters=9, enabled=False),
            MaxPooling2D(),
            Flatten(),
            Dense(units=len(NAMES), activation="softmax"),
        ),
    )


def images(name: str = "made", test: int = 300, side: int = 10) -> Dataset:
    """Forty training images and ``test`` others, none of them like another."""
    rng = np.random.default_rng(5)
    halves = []
    for count in (40, test):
        halves += [
            rng.integers(1, 256, (count, side, side, 1), np.uint8),
            (np.arange(count) % len(NAMES)).astype(np.uint8),
        ]
    return Dataset(name, name.title(), NAMES, *halves)


def of_test(*indices: int) -> Rows:
    return tuple(Chosen("test", index) for index in indices)


def weights_of(architecture: Architecture, seed: float) -> Weights:
    """Every weight is the seed."""
    return {
        name: np.full(shape, seed, np.float32)
        for name, shape in weight_shapes(architecture).items()
    }


class CountingEngine:
    """Gives numbers that tell by which weights and which image they were made.

    Channel 0 of every layer is dead; the last layer's share is largest for ``answer``.
    """

    device = DeviceReport("CPU, a test", gpu=False, reason=None)

    def __init__(self) -> None:
        self.answer = 1
        self.seeds: list[int] = []  # of the initial weights that were asked for
        self.shown: list[Images] = []  # to the network, at each asking
        self.asked: list[tuple[int, list[int]]] = []  # about a layer (or a patch), of classes
        self.problem: Exception | None = None

    def initial_weights(self, architecture: Architecture, seed: int) -> Weights:
        self.seeds.append(seed)
        if self.problem:
            raise self.problem
        return weights_of(architecture, seed)

    def layer_outputs(self, state: NetworkState, images: Images) -> LayerOutputs:
        self.shown.append(images)
        weight = float(next(iter(state.weights.values())).flat[0])
        means = images.mean(axis=(1, 2, 3)) + weight
        outputs = []
        for report in state.architecture.reports():
            values = np.zeros((len(images), *(report.output_shape or ())), np.float32)
            values[..., 1:] = means.reshape(-1, *[1] * (values.ndim - 1))
            outputs.append(values)
        outputs[-1][:] = 0.1
        outputs[-1][:, self.answer] = 0.8 if abs(weight) < LARGEST else np.nan
        return LayerOutputs(state, (images / 255).astype(np.float32), tuple(outputs))

    def class_activation(
        self, state: NetworkState, images: Images, layer: int, classes: NDArray[np.int64]
    ) -> Values:
        self.asked.append((layer, classes.tolist()))
        return np.ones((len(images), 4, 4), np.float32)

    def occlusion(
        self,
        state: NetworkState,
        images: Images,
        classes: NDArray[np.int64],
        patch: int,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Values:
        self.asked.append((patch, classes.tolist()))
        if cancelled():
            raise CancelledError("cancelled")
        return np.ones(images.shape[:3], np.float32)

    def train(
        self,
        specification: RunSpecification,
        emit: Emit,
        stop: threading.Event,
        live: LiveWeights | None = None,
    ) -> None:
        raise NotImplementedError

    def summary(self, architecture: Architecture) -> str:
        raise NotImplementedError

    def augmented(self, layers: tuple[Layer, ...], images: Images, seed: int) -> Images:
        raise NotImplementedError
