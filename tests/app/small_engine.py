"""An engine for the real window that needs no TensorFlow; what it "learns" is made up."""

import threading
import zlib
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.errors import CancelledError, CnnLabError
from cnnlab_gui.core.events import BatchProgress, EpochEnded, RunEvent, RunFinished, RunStarted
from cnnlab_gui.core.inside.checks import check_classes, check_images, check_layer
from cnnlab_gui.core.inside.live import LiveWeights
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState, Values
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.metrics import class_scores
from cnnlab_gui.core.ports import Emit, Library
from cnnlab_gui.core.problems.table import check
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.journal import RunJournal
from cnnlab_gui.core.runs.record import DatasetRecord, RunRecord, TestReport
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.runs.weights import Weights, weight_shapes
from cnnlab_gui.core.schema import SCHEMA_VERSION
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.core.training import RunSpecification

STEPS = 10


class SmallEngine:
    """Sends what a run sends and keeps its folder; what it "learns" is made up.

    It waits in the middle of epoch ``hold_in`` until ``go_on`` is set or it is to stop.
    """

    device = DeviceReport("CPU, a test", gpu=False, reason=Sentence("no GPU: a test"))

    def __init__(self, library: Library, store: RunStore) -> None:
        self._library, self._store = library, store
        self.hold_in = 0
        self.reports_whole = False  # else without the classes, as of a hand-made run
        self.best_at = 10_000  # from this epoch on it gets worse
        self.go_on = threading.Event()
        self.asked: list[RunSpecification] = []
        self.resumed: list[Path] = []
        self.rates: list[float] = []  # that were asked for while it trained

    def train(
        self,
        specification: RunSpecification,
        emit: Emit,
        control: RunControl,
        live: LiveWeights | None = None,
    ) -> None:
        self.asked.append(specification)
        finished = RunFinished("failed")
        try:
            finished = self._run(specification, emit, control, live)
        except CnnLabError as error:
            finished = RunFinished("failed", error.sentence)
        finally:
            emit(finished)

    def resume(
        self, run: Path, emit: Emit, control: RunControl, live: LiveWeights | None = None
    ) -> None:
        self.resumed.append(run)
        finished = RunFinished("failed")
        try:
            finished = self._resume(RunFolder(run), emit, control, live)
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

    def answers(
        self,
        run: Path,
        epoch: int | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> TestAnswers:
        """By chance, surer of what is right the later the epoch is."""
        folder = RunFolder(run)
        record = folder.read_record()
        wanted = (record.chosen_epoch or folder.snapshots()[-1]) if epoch is None else epoch
        dataset = self._library.load(record.dataset.id)
        if cancelled():
            raise CancelledError("Cancelled.")
        rng = np.random.default_rng(wanted)
        shares = rng.random((len(dataset.y_test), len(dataset.class_names)))
        shares[np.arange(len(shares)), dataset.y_test] += wanted / 2
        shares /= shares.sum(axis=1, keepdims=True)
        return TestAnswers(wanted, 1 / (1 + wanted), dataset.y_test, shares.astype(np.float32))

    def export(
        self,
        run: Path,
        to: str,
        out: Path,
        progress: Callable[[str], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Sentence:
        progress("written")
        out.write_bytes(f"{to} of {run.name}".encode())
        return Sentence("Checked on {count} images.", {"count": 256})

    def _run(
        self,
        wanted: RunSpecification,
        emit: Emit,
        control: RunControl,
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
        journal.started(STEPS)
        journal.snapshot(0, made_up_weights(wanted.architecture, wanted.settings.seed, 0))
        return self._go(folder, journal, [], emit, control, live)

    def _resume(
        self, folder: RunFolder, emit: Emit, control: RunControl, live: LiveWeights | None
    ) -> RunFinished:
        record, history = folder.read_record(), folder.read_history()
        done = int((folder.path / "checkpoint" / "latest.npz").read_text())

        def tell(event: RunEvent) -> None:
            if isinstance(event, RunStarted):
                event = replace(event, epochs_done=len(history), step_done=done)
            emit(event)

        record = record.model_copy(update={"outcome": None, "detail": None})
        folder.write_record(record)
        journal = RunJournal(folder, record, tell)
        journal._history = list(history)
        journal.started(STEPS)
        return self._go(folder, journal, history, tell, control, live, done)

    def _go(
        self,
        folder: RunFolder,
        journal: RunJournal,
        history: list[EpochEnded],
        emit: Emit,
        control: RunControl,
        live: LiveWeights | None,
        done: int = 0,
    ) -> RunFinished:
        settings = folder.read_record().specification.settings
        architecture = folder.read_record().specification.architecture

        def weights(epochs: float) -> Weights:
            return made_up_weights(architecture, settings.seed, epochs)

        for epoch in range(len(history) + 1, settings.epochs + 1):
            for step in range(1 + done, STEPS + 1):
                self._take_rate(control)
                emit(BatchProgress(epoch, step, STEPS, 1 / epoch, 1 - 0.5 / epoch, 100.0, 1e-3))
                if live:
                    live.trained(1, epoch, step, partial(weights, epoch - 1 + step / STEPS))
                while epoch == self.hold_in and step == STEPS // 2 and not self.go_on.is_set():
                    self._take_rate(control)
                    if control.wait(0.005):
                        break
                if control.is_set():
                    checkpoint = folder.path / "checkpoint" / "latest.npz"
                    checkpoint.parent.mkdir(exist_ok=True)
                    checkpoint.write_text(str(step))
                    if control.pauses:
                        return journal.finished("paused", Sentence("Paused."), 1.0, 100.0)
                    return journal.finished("stopped", Sentence("Stopped."), 1.0, 100.0)
            done = 0
            good = min(epoch, 2 * self.best_at - epoch)
            seen = EpochEnded(epoch, 1 / epoch, 0.5, 1 / epoch, 0.4 + good / 100, 1.0, 1e-3, 10.0)
            journal.epoch_ended(seen, weights(epoch))
            names = folder.read_record().dataset.class_names if self.reports_whole else ()
            journal.tested(made_up_report(seen, names))
        return journal.finished("completed", None, 1.0, 100.0)

    def _take_rate(self, control: RunControl) -> None:
        rate = control.take_rate()
        if rate is not None:
            self.rates.append(rate)


def made_up_report(seen: EpochEnded, names: tuple[str, ...]) -> TestReport:
    """As if one image of each class had been tried."""
    matrix = np.eye(max(len(names), 1), dtype=np.int64)
    scores = [asdict(score) for score in class_scores(matrix, names)]
    return TestReport(seen.epoch, seen.val_loss, seen.val_accuracy, matrix.tolist(), scores)


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
