"""What the window needs of the engine, so that the engine can be injected."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.dataset import Dataset, DatasetInfo, Images
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.events import RunEvent
from cnnlab_gui.core.inside.live import LiveWeights
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState, Values
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.core.runs.weights import Weights
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.core.training import RunSpecification

Emit = Callable[[RunEvent], None]


class Library(Protocol):
    """Datasets by id or path."""

    def infos(self) -> list[DatasetInfo]: ...

    def default_id(self) -> str: ...

    def load(
        self,
        id_or_path: str,
        *,
        limit: int | None = None,
        progress: Callable[[int, int], None] = ...,
        cancelled: Callable[[], bool] = ...,
    ) -> Dataset: ...

    def fetch(
        self,
        dataset_id: str,
        *,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> Path: ...


class Engine(Protocol):
    """What computes. Making one may take seconds; it is made in a worker."""

    @property
    def device(self) -> DeviceReport: ...

    def train(
        self,
        specification: RunSpecification,
        emit: Emit,
        control: RunControl,
        live: LiveWeights | None = None,
    ) -> None:
        """Train; exactly one terminal event is sent, whatever happens."""
        ...

    def resume(
        self,
        run: Path,
        emit: Emit,
        control: RunControl,
        live: LiveWeights | None = None,
    ) -> None:
        """Go on with the run in this folder from its checkpoint; events as of `train`."""
        ...

    def answers(
        self, run: Path, epoch: int | None = None, cancelled: Callable[[], bool] = ...
    ) -> TestAnswers:
        """What a run answers for its test images at ``epoch``; None for the one it stands for."""
        ...

    def export(
        self,
        run: Path,
        to: str,
        out: Path,
        progress: Callable[[str], None] = ...,
        cancelled: Callable[[], bool] = ...,
    ) -> Sentence:
        """Write a run's network in the format ``to``, checked; returns what was checked."""
        ...

    def summary(self, architecture: Architecture) -> str:
        """What Keras prints of it; raises CnnLabError where it cannot be trained."""
        ...

    def augmented(self, layers: tuple[Layer, ...], images: Images, seed: int) -> Images:
        """One random variant of each image, by augmentation layers; the seed decides which."""
        ...

    def initial_weights(self, architecture: Architecture, seed: int) -> Weights:
        """What a training with ``seed`` begins with; raises CnnLabError if it cannot be trained."""
        ...

    def layer_outputs(self, state: NetworkState, images: Images) -> LayerOutputs:
        """What every layer gives for ``(N, H, W, C) uint8`` images; from one thread at a time."""
        ...

    def class_activation(
        self, state: NetworkState, images: Images, layer: int, classes: NDArray[np.int64]
    ) -> Values:
        """Grad-CAM: ``(N, h, w)``, at least 0: where ``layer`` speaks for each image's class."""
        ...

    def occlusion(
        self,
        state: NetworkState,
        images: Images,
        classes: NDArray[np.int64],
        patch: int,
        cancelled: Callable[[], bool] = ...,
    ) -> Values:
        """``(N, H, W)``: by how much the class's probability falls where a patch is hidden."""
        ...
