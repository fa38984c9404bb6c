"""One run from its specification, or from its checkpoint, to its outcome."""

from datetime import UTC, datetime
from pathlib import Path

from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.events import EpochEnded, RunFinished
from cnnlab_gui.core.inside.live import LiveWeights
from cnnlab_gui.core.ports import Emit
from cnnlab_gui.core.presets import run_stem
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.problems.table import check_run
from cnnlab_gui.core.runs.checkpoint import Checkpoint, Place, fingerprint_of, read_checkpoint
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.journal import RunJournal
from cnnlab_gui.core.runs.lock import hold_run
from cnnlab_gui.core.runs.record import DatasetRecord, RunRecord, SweepPlace
from cnnlab_gui.core.runs.resuming import rewind
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.schema import SCHEMA_VERSION
from cnnlab_gui.core.stopping.watch import StopWatch
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine import runtime
from cnnlab_gui.engine.ending import failed
from cnnlab_gui.engine.epochs import Epochs
from cnnlab_gui.engine.session import Session
from cnnlab_gui.engine.split import split_of
from cnnlab_gui.engine.tally import Tally
from cnnlab_gui.engine.training import Training


class TrainingJob:
    """Trains one specification once, or goes on with a run of it.

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
        check_run(specification, ImageFacts.of(dataset))
        self._split = split_of(len(dataset.y_train), self._settings)

    def run(
        self, store: RunStore, at: Path | None = None, place: SweepPlace | None = None
    ) -> RunFinished:
        """Train, keep all of it in a new folder of ``store`` (or ``at``), and say how it ended."""
        folder, record = store.create(self._record(place), at)
        with hold_run(folder.path):
            return self._carry_out(folder, record)

    def resume(
        self, folder: RunFolder, record: RunRecord, history: list[EpochEnded]
    ) -> RunFinished:
        """Go on with a run, of which the caller holds the lock, and say how it ended.

        Raises
        ------
        CnnLabError
            Its folder does not hold what it can go on from; nothing was changed.
        """
        if not folder.has_checkpoint:
            # It ended before its first one: there is nothing that could be lost.
            record, _ = rewind(folder, record, history, 0)
            return self._carry_out(folder, record)
        session = Session(self._specification, self._dataset, self._split)
        checkpoint = read_checkpoint(folder.path, session.kinds(), fingerprint_of(record))
        record, history = rewind(folder, record, history, checkpoint.place.epochs_done)
        session.load(checkpoint.arrays)
        return self._carry_out(folder, record, history, session, checkpoint)

    def _carry_out(
        self,
        folder: RunFolder,
        record: RunRecord,
        history: list[EpochEnded] | None = None,
        session: Session | None = None,
        checkpoint: Checkpoint | None = None,
    ) -> RunFinished:
        place = checkpoint.place if checkpoint else Place(fingerprint=fingerprint_of(record))
        history = history or []
        watch = StopWatch(self._settings.stop_when, history[:-1])
        journal = RunJournal(folder, record, self._emit, history, lambda: watch.restorable)
        tally = Tally(self._settings.batch_size, self._emit, place)
        try:
            if session is None:
                session = Session(self._specification, self._dataset, self._split)
            epochs = Epochs(session, journal, watch, tally, self._control, self._live, place)
            training = Training(session, epochs, journal, watch, tally, self._control)
            ending = training.run(fresh=checkpoint is None)
        except Exception as error:
            ending = failed(error, self._device, self._settings.deterministic)
        finished = journal.finished(
            ending.outcome,
            ending.detail,
            tally.seconds,
            tally.images / max(tally.training_seconds, 1e-9),
            ending.stopped_by,
            ending.chosen,
            storage_failed=ending.storage_failed,
        )
        if finished.outcome == "completed" or finished.stopped_by:
            folder.drop_checkpoint()
        return finished

    def _record(self, place: SweepPlace | None) -> RunRecord:
        dataset, validation = self._dataset, self._split.validation
        return RunRecord(
            schema_version=SCHEMA_VERSION,
            name=run_stem(self._specification, place),
            created=datetime.now(UTC).isoformat(timespec="milliseconds"),
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
