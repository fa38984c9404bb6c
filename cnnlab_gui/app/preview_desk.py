"""Shows in the Inspector what augmentation layers do to images of the dataset."""

import numpy as np
from PySide6.QtCore import QObject

from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.preview import PreviewController
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.layers.base import Layer

SAMPLES = 16
DIFFERENT = 4  # images, each in as many variants as make the samples up


class PreviewDesk(QObject):
    """Answers the Inspector's wish for a preview, with other chances each time."""

    def __init__(
        self, window: LabWindow, datasets: DatasetController, training: TrainingDesk
    ) -> None:
        super().__init__(window)
        self._preview = window.inspector.preview
        self._datasets = datasets
        self._training = training
        self._layers: tuple[Layer, ...] = ()
        self._seed = 0
        self._controller = PreviewController(lambda: training.engine, self)
        self._controller.ready.connect(self._preview.show_images)
        self._controller.failed.connect(lambda why: self._preview.show_problem(translated(why)))
        window.inspector.preview_wanted.connect(self._on_wanted)
        training.engine_ready.connect(lambda _: self._ask())
        datasets.loaded.connect(lambda _: self._ask())

    def _on_wanted(self, layers: tuple[Layer, ...]) -> None:
        if layers == self._layers:
            self._seed += 1
        self._layers = layers
        self._ask()

    def _ask(self) -> None:
        dataset = self._datasets.dataset
        if not self._layers:
            return
        if dataset is None:
            self._preview.show_busy()
            return
        images = np.repeat(dataset.x_train[:DIFFERENT], SAMPLES // DIFFERENT, axis=0)
        self._controller.ask(self._layers, images, self._seed)

    def shut_down(self) -> None:
        """Wait for what is being computed."""
        self._controller.shut_down()
