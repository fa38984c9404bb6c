"""What the window needs of the engine, so that the engine can be injected."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset, DatasetInfo, Images
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.events import RunEvent
from cnnlab_gui.core.layers.base import Layer
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

    def train(self, specification: RunSpecification, emit: Emit, stop: threading.Event) -> None: ...

    def summary(self, architecture: Architecture) -> str:
        """What Keras prints of it; raises CnnLabError where it cannot be trained."""
        ...

    def augmented(self, layers: tuple[Layer, ...], images: Images, seed: int) -> Images:
        """One random variant of each image, by augmentation layers; the seed decides which."""
        ...
