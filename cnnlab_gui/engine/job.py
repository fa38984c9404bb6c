"""One run from its specification to its outcome."""

import logging
import math
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.errors import CnnLabError, unexpected
from cnnlab_gui.core.events import BatchProgress, EpochEnded, Outcome, RunFinished
from cnnlab_gui.core.inside.live import LiveWeights
from cnnlab_gui.core.metrics import class_scores, confusion_matrix
from cnnlab_gui.core.ports import Emit
from cnnlab_gui.core.presets import run_stem
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.problems.table import check_run
from cnnlab_gui.core.runs.journal import RunJournal
from cnnlab_gui.core.runs.record import DatasetRecord, RunRecord, SweepPlace, TestReport
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.schema import SCHEMA_VERSION
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.core.training import RunSpecification, TrainingSettings
from cnnlab_gui.engine import runtime
from cnnlab_gui.engine.builder import build_compiled, weights_of
from cnnlab_gui.engine.keras_state import BUILDING
from cnnlab_gui.engine.loop import (
    ChunkResult,
    Evaluation,
    Evaluator,
    TrainingLoop,
)
from cnnlab_gui.engine.resident import ResidentImages
from cnnlab_gui.engine.split import split_of

log = logging.getLogger(__name__)


SHORTEST_GAP = 1 / 30  # seconds between two batch events


class _StoppedError(Exception):
    """The stop flag was seen; carries nothing, leaves the loops."""


class TrainingJob:
    """Trains one specification once.

    Parameters
    ----------
    specification : RunSpecification
    dataset : Dataset
        What ``specification.dataset`` names.
    device : DeviceReport
    emit : callable
        Gets each run event but the terminal one, in the thread that calls `run`.
    control : RunControl
        Polled between the calls of the inner loop.
    live : LiveWeights, optional
        Told of the batches between those calls, and gets copies of the weights as it wants.

    Raises
    ------
    CnnLabError
        The network cannot be trained, or not on these images.
    """

    def __init__(
        self,
        specification: RunSpecification,
        dataset: Dataset,
        device: DeviceReport,
        emit: Emit,
        control: RunControl,
        live: LiveWeights | None = None,
    ) -> None:
        self._specification = specification
        self._settings = specification.settings
        self._dataset = dataset
        self._device = device
        self._emit = emit
        self._control = control
        self._live = live
        self._trained_images = 0
        self._trained_seconds = 0.0
        self._untold_images = 0
        self._untold_seconds = 0.0
        self._last_event = 0.0
        check_run(specification, ImageFacts.of(dataset))
        self._split = split_of(len(dataset.y_train), self._settings)

    def run(
        self, store: RunStore, at: Path | None = None, place: SweepPlace | None = None
    ) -> RunFinished:
        """Train, keep all of it in a new folder of ``store`` (or ``at``), and say how it ended."""
        started = time.perf_counter()
        folder, record = store.create(self._record(place), at)
        journal = RunJournal(folder, record, self._emit)
        outcome: Outcome = "failed"
        detail: Sentence | None = None
        try:
            outcome, detail = self._train(journal)
        except Exception as error:
            detail = self._told(error)
        return journal.finished(
            outcome,
            detail,
            seconds=time.perf_counter() - started,
            images_per_second=self._trained_images / max(self._trained_seconds, 1e-9),
        )

    def _told(self, error: Exception) -> Sentence:
        """What a person is told of ``error``."""
        if isinstance(error, CnnLabError):
            return error.sentence
        if isinstance(error, tf.errors.ResourceExhaustedError):
            return Sentence(
                tr_noop(
                    "errors",
                    "The memory of {device} is exhausted. Use a smaller batch, or a smaller "
                    "network.",
                ),
                {"device": self._device.name},
            )
        if isinstance(error, tf.errors.UnimplementedError) and self._settings.deterministic:
            # On a GPU some gradients, as that of a depthwise convolution, are summed in any order.
            log.warning("a layer is not deterministic here", exc_info=error)
            return Sentence(
                tr_noop(
                    "errors",
                    "One of these layers cannot give the same digits each time on {device}. "
                    "Switch off 'Repeatable' in the training settings, or use another layer.",
                ),
                {"device": self._device.name},
            )
        log.error("a run ended unexpectedly", exc_info=error)
        return unexpected(error)

    def _record(self, place: SweepPlace | None) -> RunRecord:
        dataset, validation = self._dataset, self._split.validation
        return RunRecord(
            schema_version=SCHEMA_VERSION,
            name=run_stem(self._specification),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            specification=self._specification,
            dataset=DatasetRecord(
                id=dataset.id,
                title=dataset.title,
                sha256=dataset.sha256,
                origin=dataset.origin,
                class_names=dataset.class_names,
                train_images=len(self._split.train),
                validation_images=len(dataset.y_test if validation is None else validation),
            ),
            parameters=self._specification.architecture.parameter_count,
            device=self._device.name,
            versions=runtime.versions(),
            sweep=place,
        )

    def _train(self, journal: RunJournal) -> tuple[Outcome, Sentence | None]:
        dataset = self._dataset
        with BUILDING:
            _fresh_state(self._settings)
            _set_graph_options(self._specification.architecture)
            network = build_compiled(self._specification.architecture, self._settings)
        images = ResidentImages(dataset.x_train, dataset.y_train)
        loop = TrainingLoop(network, images, self._settings.batch_size)
        tester = Evaluator(
            network,
            ResidentImages(dataset.x_test, dataset.y_test),
            np.arange(len(dataset.y_test), dtype=np.int32),
        )
        held_out = self._split.validation
        checker = tester if held_out is None else Evaluator(network, images, held_out)

        journal.started(loop.steps(len(self._split.train)))
        journal.snapshot(0, weights_of(network))
        self._prepare(loop)
        epochs, report = self._settings.epochs, None
        try:
            for epoch in range(1, epochs + 1):
                event, check = self._epoch(epoch, loop, checker)
                journal.epoch_ended(event, weights_of(network))
                if checker is tester:
                    report = self._report(epoch, check)
            if checker is not tester:
                report = self._report(epochs, self._evaluate(tester, epochs))
        except _StoppedError:
            if journal.whole_epochs == epochs:
                return "stopped", _stopped_before_the_test(epochs)
            journal.cut_short(weights_of(network))
            return "stopped", _stopped_in(journal.whole_epochs + 1, epochs)
        finally:
            if report:
                journal.tested(report)
        return "completed", None

    def _prepare(self, loop: TrainingLoop) -> None:
        """Building the graphs is a part of training: it counts in its images a second."""
        started = time.perf_counter()
        loop.prepare(len(self._split.train))
        self._trained_seconds += time.perf_counter() - started

    def _epoch(
        self, epoch: int, loop: TrainingLoop, checker: Evaluator
    ) -> tuple[EpochEnded, Evaluation]:
        started = time.perf_counter()
        seconds, images = self._trained_seconds, self._trained_images
        rng = np.random.default_rng([self._settings.seed, epoch])
        steps = loop.steps(len(self._split.train))
        result: ChunkResult | None = None
        for result in loop.epoch(rng.permutation(self._split.train)):
            self._account(epoch, steps, result)
            if self._live:
                self._live.trained(result.steps, epoch, result.step, loop.weights)
            self._give_way()
        assert result is not None, "an epoch has at least one batch"
        check = self._evaluate(checker, epoch)
        return (
            EpochEnded(
                epoch=epoch,
                loss=result.loss,
                accuracy=result.accuracy,
                val_loss=check.loss,
                val_accuracy=check.accuracy,
                seconds=time.perf_counter() - started,
                learning_rate=self._settings.learning_rate,
                images_per_second=(self._trained_images - images)
                / (self._trained_seconds - seconds),
            ),
            check,
        )

    def _account(self, epoch: int, steps: int, result: ChunkResult) -> None:
        self._trained_images += result.images
        self._trained_seconds += result.seconds
        if result.images >= self._settings.batch_size or not self._untold_images:
            # The short last batch runs in a graph of its own, whose first call says nothing.
            self._untold_images += result.images
            self._untold_seconds += result.seconds
        self._check_finite(result.loss, epoch)
        now = time.perf_counter()
        if now - self._last_event < SHORTEST_GAP and result.step < steps:
            return
        self._last_event = now
        self._emit(
            BatchProgress(
                epoch=epoch,
                step=result.step,
                steps=steps,
                loss=result.loss,
                accuracy=result.accuracy,
                images_per_second=self._untold_images / self._untold_seconds,
            )
        )
        self._untold_images, self._untold_seconds = 0, 0.0

    def _check_finite(self, loss: float, epoch: int) -> None:
        if math.isfinite(loss):
            return
        raise CnnLabError(
            tr_noop(
                "errors",
                "The loss is no longer a number in epoch {epoch}: the corrections were too "
                "large. Use a smaller learning rate than {rate:g}.",
            ),
            epoch=epoch,
            rate=self._settings.learning_rate,
        )

    def _evaluate(self, evaluator: Evaluator, epoch: int) -> Evaluation:
        for part in evaluator.evaluate():
            if part:
                self._check_finite(part.loss, epoch)
                return part
            self._give_way()
        raise AssertionError("an evaluation ends with its result")

    def _give_way(self) -> None:
        if self._control.is_set():
            raise _StoppedError

    def _report(self, epoch: int, test: Evaluation) -> TestReport:
        names = self._dataset.class_names
        matrix = confusion_matrix(self._dataset.y_test, test.predicted, len(names))
        return TestReport(
            epoch=epoch,
            test_loss=test.loss,
            test_accuracy=test.accuracy,
            confusion_matrix=matrix.tolist(),
            classes=[asdict(score) for score in class_scores(matrix, names)],
        )


def _fresh_state(settings: TrainingSettings) -> None:
    """Forget the last network of this thread, and start chance anew.

    Keras's state is the thread's own, so this must run in the thread that trains.
    Memory is not freed here: that collects garbage, and a worker must not destroy
    the window's objects.
    """
    keras.utils.clear_session(free_memory=False)
    keras.config.set_dtype_policy("float32")
    keras.utils.set_random_seed(settings.seed)
    _set_determinism(settings.deterministic)


def _set_determinism(wanted: bool) -> None:
    """It holds for the whole process, so a later run has to take it back."""
    if wanted:
        tf.config.experimental.enable_op_determinism()
        return
    from tensorflow.python.framework import config  # the public module can only enable it

    config.disable_op_determinism()


def _set_graph_options(architecture: Architecture) -> None:
    """Spare TensorFlow an optimisation that breaks off; it holds for the whole process, too.

    Behind a convolution, "remapping" trips over a leaky relu and writes an error on stderr.
    """
    trips = any(
        getattr(layer, "activation", "") == "leaky_relu" for layer in architecture.active().layers
    )
    tf.config.optimizer.set_experimental_options({"remapping": not trips})


def _stopped_in(epoch: int, epochs: int) -> Sentence:
    return Sentence(
        tr_noop("runs", "Stopped in epoch {epoch} of {epochs}; the whole epochs before are kept."),
        {"epoch": epoch, "epochs": epochs},
    )


def _stopped_before_the_test(epochs: int) -> Sentence:
    return Sentence(
        tr_noop("runs", "Stopped before the test images were tried; all {epochs} epochs are kept."),
        {"epochs": epochs},
    )
