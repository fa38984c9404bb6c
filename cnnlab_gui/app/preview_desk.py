"""Shows in the Inspector what augmentation layers do to images of the dataset."""

import numpy as np
from PySide6.QtCore import QObject

from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.preview import PreviewController
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.text import Sentence

SAMPLES = 16
DIFFERENT = 4  # images, each in as many variants as make the samples up


class PreviewDesk(QObject):
    """Answers the Inspector's wish for a preview, with other chances each time."""

    def __init__(
        self, window: LabWindow, datasets: DatasetController, training: TrainingDesk
    ) -> None:
        super().__init__(window)
        self._inspector = window.inspector
        self._preview = window.inspector.preview
        self._datasets = datasets
        self._training = training
        self._layers = self._inspector.previewed
        self._seed = 0
        self._controller = PreviewController(lambda: training.engine, self)
        self._connect()

    def _connect(self) -> None:
        self._controller.asked.connect(self._preview.show_busy)
        self._controller.ready.connect(self._preview.show_images)
        self._controller.failed.connect(self._show_problem)
        self._controller.unavailable.connect(self._on_unavailable)
        self._inspector.preview_wanted.connect(self._on_wanted)
        self._training.engine_ready.connect(lambda _: self._ask())
        self._training.engine_failed.connect(self._show_problem)
        self._datasets.loading.connect(lambda _: self._ask())
        self._datasets.loaded.connect(lambda _: self._ask())
        self._datasets.failed.connect(lambda _, why: self._show_problem(why))

    def _on_wanted(self, layers: tuple[Layer, ...]) -> None:
        if layers == self._layers:
            self._seed += 1
        self._layers = layers
        self._ask()

    def _ask(self) -> None:
        layers, dataset = self._inspector.previewed, self._datasets.dataset
        self._controller.drop()
        if not layers:
            return
        if self._datasets.problem:
            self._show_problem(self._datasets.problem)
        elif dataset is None:
            self._preview.show_busy()
        else:
            images = np.repeat(dataset.x_train[:DIFFERENT], SAMPLES // DIFFERENT, axis=0)
            self._controller.ask(layers, images, self._seed)

    def _on_unavailable(self) -> None:
        self._preview.show_unavailable()
        self._training.begin()  # where it failed before, it is tried once more

    def _show_problem(self, why: Sentence) -> None:
        self._preview.show_problem(translated(why))

    def shut_down(self) -> None:
        """Wait for what is being computed."""
        self._controller.shut_down()
