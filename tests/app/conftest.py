"""The real window with a small engine behind it that needs no TensorFlow."""

import threading
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.errors import CancelledError, CnnLabError
from cnnlab_gui.core.events import BatchProgress, EpochEnded, RunFinished
from cnnlab_gui.core.inside.checks import check_classes, check_images, check_layer
from cnnlab_gui.core.inside.live import LiveWeights
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState, Values
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.ports import Emit, Library
from cnnlab_gui.core.problems.table import check
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.journal import RunJournal
from cnnlab_gui.core.runs.record import DatasetRecord, RunRecord, TestReport
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.runs.weights import Weights, weight_shapes
from cnnlab_gui.core.schema import SCHEMA_VERSION
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.widgets.theme import Theme
from tests.qt_fixtures import *  # noqa: F403
from tests.qt_fixtures import ShelfLibrary, small_dataset

STEPS = 10
PATIENCE_MS = 10_000


class SmallEngine:
    """Sends what a run sends and keeps its folder; what it "learns" is made up.

    It waits in the middle of epoch ``hold_in`` until ``go_on`` is set or it is to stop.
    """

    device = DeviceReport("CPU, a test", gpu=False, reason=Sentence("no GPU: a test"))

    def __init__(self, library: Library, store: RunStore) -> None:
        self._library, self._store = library, store
        self.hold_in = 0
        self.go_on = threading.Event()
        self.asked: list[RunSpecification] = []

    def train(
        self,
        specification: RunSpecification,
        emit: Emit,
        stop: threading.Event,
        live: LiveWeights | None = None,
    ) -> None:
        self.asked.append(specification)
        finished = RunFinished("failed")
        try:
            finished = self._run(specification, emit, stop, live)
        except CnnLabError as error:
            finished = RunFinished("failed", error.sentence)
        finally:
            emit(finished)

    def summary(self, architecture: Architecture) -> str:
        check(architecture)
        rows = [
            f"{report.layer.kind} {report.output_shape} {report.parameters:,}"
            for report in architecture.active().reports()
        ]
        return "\n".join(('Model: "sequential"', *rows))

    def augmented(self, layers: tuple[Layer, ...], images: Images, seed: int) -> Images:
        """Shift each image by some columns for each layer that is enabled."""
        rng = np.random.default_rng(seed)
        changed = images.copy()
        for _ in [layer for layer in layers if layer.enabled]:
            for image, columns in zip(changed, rng.integers(-3, 4, len(images)), strict=True):
                image[:] = np.roll(image, columns, axis=1)
        return changed

    def initial_weights(self, architecture: Architecture, seed: int) -> Weights:
        return made_up_weights(architecture, seed, 0.0)

    def layer_outputs(self, state: NetworkState, images: Images) -> LayerOutputs:
        """Numbers by chance, given by the weights and each image: some relu, then shares."""
        check_images(state, images)
        reports = state.architecture.active().reports()
        outputs = [
            np.zeros((len(images), *(report.output_shape or ())), np.float32) for report in reports
        ]
        for number, image in enumerate(images):
            rng = chance_of(state, image)
            for output in outputs:
                output[number] = np.maximum(rng.normal(size=output.shape[1:]), 0)
            outputs[-1][number] += 0.01
        outputs[-1] /= outputs[-1].sum(axis=-1, keepdims=True)
        return LayerOutputs(state, (images / 255.0).astype(np.float32), tuple(outputs))

    def class_activation(
        self, state: NetworkState, images: Images, layer: int, classes: NDArray[np.int64]
    ) -> Values:
        """The first feature map, by the class."""
        check_classes(state, classes)
        check_layer(state, layer)
        maps = self.layer_outputs(state, images).of(layer)
        heat: Values = maps[..., 0] * (1 + classes[:, None, None]).astype(np.float32)
        return heat

    def occlusion(
        self,
        state: NetworkState,
        images: Images,
        classes: NDArray[np.int64],
        patch: int,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Values:
        """Brighter pixels matter more; asks once for each image whether it is to end."""
        check_images(state, images)
        check_classes(state, classes)
        heat = np.zeros(images.shape[:3], np.float32)
        for number, image in enumerate(images):
            if cancelled():
                raise CancelledError("The hiding of places was cancelled.")
            heat[number] = image.mean(axis=-1) / 255 - 0.2
        return heat

    def _run(
        self,
        wanted: RunSpecification,
        emit: Emit,
        stop: threading.Event,
        live: LiveWeights | None,
    ) -> RunFinished:
        dataset = self._library.load(wanted.dataset)
        folder, record = self._store.create(
            RunRecord(
                schema_version=SCHEMA_VERSION,
                name=wanted.preset or "custom",
                created="2026-11-02T10:00:00+00:00",
                specification=wanted,
                dataset=DatasetRecord(
                    id=dataset.id,
                    title=dataset.title,
                    sha256=dataset.sha256,
                    origin=dataset.origin,
                    class_names=dataset.class_names,
                    train_images=len(dataset.y_train),
                    validation_images=len(dataset.y_test),
                ),
                parameters=wanted.architecture.parameter_count,
                device=self.device.name,
                versions={},
            )
        )
        journal = RunJournal(folder, record, emit)

        def weights(epochs: float) -> Weights:
            return made_up_weights(wanted.architecture, wanted.settings.seed, epochs)

        journal.started(STEPS)
        journal.snapshot(0, weights(0))
        for epoch in range(1, wanted.settings.epochs + 1):
            for step in range(1, STEPS + 1):
                emit(BatchProgress(epoch, step, STEPS, 1 / epoch, 1 - 0.5 / epoch, 100.0))
                if live:
                    live.trained(1, epoch, step, partial(weights, epoch - 1 + step / STEPS))
                while epoch == self.hold_in and step == STEPS // 2 and not self.go_on.is_set():
                    if stop.wait(0.005):
                        break
                if stop.is_set():
                    return journal.finished("stopped", Sentence("Stopped."), 1.0, 100.0)
            seen = EpochEnded(epoch, 1 / epoch, 0.5, 1 / epoch, 0.4 + epoch / 100, 1.0, 1e-3, 10.0)
            journal.epoch_ended(seen, weights(epoch))
            journal.tested(TestReport(epoch, seen.val_loss, seen.val_accuracy, [[1]], []))
        return journal.finished("completed", None, 1.0, 100.0)


def made_up_weights(architecture: Architecture, seed: int, epochs: float) -> Weights:
    """Named and shaped as the real ones; they grow with each epoch."""
    check(architecture)
    rng = np.random.default_rng(seed)
    return {
        name: (rng.normal(size=shape) * (1 + epochs)).astype(np.float32)
        for name, shape in weight_shapes(architecture).items()
    }


def chance_of(state: NetworkState, image: Images) -> np.random.Generator:
    """The same for the same weights and the same image."""
    parts = [zlib.crc32(array.tobytes()) for array in state.weights.values()]
    return np.random.default_rng([*parts, zlib.crc32(image.tobytes())])


class Bench:
    """One laboratory, and what a test needs around it."""

    def __init__(
        self,
        qtbot: QtBot,
        theme: Theme,
        library: Library,
        make_engine: Callable[[Library, RunStore], SmallEngine],
    ) -> None:
        self.qtbot = qtbot
        self.engine: SmallEngine | None = None
        self.finished: list[RunFinished] = []
        self.has_ended = False

        def make(library: Library, store: RunStore) -> SmallEngine:
            made = make_engine(library, store)
            self.engine = made
            return made

        self.lab = Laboratory(theme, make, library)
        self.window = self.lab.window
        self.desk = self.lab.training_desk
        self.desk.finished.connect(self.finished.append)
        with qtbot.waitActive(self.window, timeout=PATIENCE_MS):
            self.window.show()
            self.window.activateWindow()

    @property
    def page(self) -> Any:
        return self.window.train_page

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def ready(self) -> "Bench":
        """Wait until engine and images are there."""
        self.until(lambda: self.desk.device is not None and self.lab.datasets.dataset is not None)
        return self

    def start_and_hold(self, epoch: int = 2) -> None:
        """Train, and wait in the middle of ``epoch``."""
        self.ready()
        assert self.engine is not None
        self.engine.hold_in = epoch
        self.window.actions_by_name["train"].trigger()
        points = (epoch - 1) * STEPS + STEPS // 2
        self.until(lambda: len(self.page.run.loss.x) >= points - epoch)

    def go_on(self) -> None:
        assert self.engine is not None
        self.engine.go_on.set()

    def train(self) -> RunFinished:
        """Train to the end."""
        self.ready()
        before = len(self.finished)
        self.window.actions_by_name["train"].trigger()
        self.until(lambda: len(self.finished) > before)
        return self.finished[-1]

    def folder(self) -> RunFolder:
        return RunFolder(Path(self.finished[-1].run or ""))

    def end(self) -> None:
        """Close the window and wait for its threads."""
        if self.has_ended:
            return
        self.has_ended = True
        if self.engine:
            self.engine.go_on.set()
        self.desk.abandon()
        self.until(lambda: not self.window.isVisible())
        self.lab.shut_down()
        self.window.deleteLater()
        self.lab.deleteLater()


@pytest.fixture
def shelf(qapp: QApplication) -> Iterator[ShelfLibrary]:
    """Stroke digits and MNIST are here, Fashion-MNIST is not, and ``tiny`` fits no preset."""
    library = ShelfLibrary("stroke-digits", "fashion-mnist", "mnist")
    library.datasets["tiny"] = small_dataset("tiny", side=8, classes=3)
    library.absent.add("fashion-mnist")
    yield library
    for gate in library.gates.values():
        gate.set()


@pytest.fixture
def open_bench(qtbot: QtBot, theme: Theme, shelf: ShelfLibrary) -> Iterator[Callable[..., Bench]]:
    """Open a window; more than one after the other, if a test wants."""
    opened: list[Bench] = []

    def open_bench(
        make_engine: Callable[..., SmallEngine] = SmallEngine, library: Library = shelf
    ) -> Bench:
        opened.append(Bench(qtbot, theme, library, make_engine))
        return opened[-1]

    yield open_bench
    for gate in shelf.gates.values():
        gate.set()
    for bench in opened:
        bench.end()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def bench(open_bench: Callable[..., Bench]) -> Bench:
    return open_bench()
