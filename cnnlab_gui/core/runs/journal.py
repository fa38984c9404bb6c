"""Keeps a run's folder true while it trains, and tells whoever listens.

Each fact is on disk before its event is sent.
"""

import math
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded, Outcome, RunFinished, RunStarted, SnapshotSaved
from cnnlab_gui.core.ports import Emit
from cnnlab_gui.core.results.kept import write_answers
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.core.runs.checkpoint import Checkpoint, write_checkpoint
from cnnlab_gui.core.runs.folder import RunFolder, best_of
from cnnlab_gui.core.runs.record import RunRecord, TestReport
from cnnlab_gui.core.runs.thinning import MEGABYTE, superfluous
from cnnlab_gui.core.runs.weights import Weights
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.core.training import RateChange


class RunJournal:
    """Writes one run's record, history, snapshots, checkpoints and report.

    Parameters
    ----------
    folder : RunFolder
    record : RunRecord
        As it stands in the folder.
    emit : callable
        Gets each run event.
    history : sequence of EpochEnded
        As it stands in the folder, of a run that goes on.
    needed : callable, optional
        Which epochs' weights may still be asked for; they are not thinned out.
    """

    def __init__(
        self,
        folder: RunFolder,
        record: RunRecord,
        emit: Emit,
        history: Sequence[EpochEnded] = (),
        needed: Callable[[], Collection[int]] = tuple,
    ) -> None:
        self.folder = folder
        self._record = record
        self._emit = emit
        self._history = list(history)
        self._needed = needed
        self._report: TestReport | None = None

    @property
    def whole_epochs(self) -> int:
        return len(self._history)

    @property
    def history(self) -> tuple[EpochEnded, ...]:
        """All whole epochs."""
        return tuple(self._history)

    def started(self, steps: int, step_done: int = 0, stop_when: tuple[str, ...] = ()) -> None:
        """Tell that training begins or goes on, with ``steps`` batches in each epoch."""
        record, settings = self._record, self._record.specification.settings
        self._emit(
            RunStarted(
                run=str(self.folder.path),
                name=record.name,
                device=record.device,
                parameters=record.parameters,
                epochs=settings.epochs,
                steps=steps,
                train_images=record.dataset.train_images,
                validation_images=record.dataset.validation_images,
                validation_set="held-out" if settings.hold_out else "test",
                dataset=record.dataset.title,
                epochs_done=self.whole_epochs,
                step_done=step_done,
                stop_when=stop_when,
            )
        )

    def snapshot(self, epoch: int, weights: Weights) -> None:
        """Keep the weights at the end of ``epoch``; 0 is before training."""
        path = self.folder.write_snapshot(epoch, weights)
        self._emit(SnapshotSaved(epoch, str(path)))

    def epoch_ended(self, event: EpochEnded, weights: Weights) -> None:
        """Keep a whole epoch: first its weights, so that no line of history lacks them."""
        path = self.folder.write_snapshot(event.epoch, weights)
        self.folder.write_history([*self._history, event])
        self._history.append(event)
        self._emit(event)
        self._emit(SnapshotSaved(event.epoch, str(path)))
        self._thin_out()

    def checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep all that would resume the run from here."""
        write_checkpoint(self.folder.path, checkpoint)

    def rate_changed(self, changes: tuple[RateChange, ...]) -> None:
        """Keep every change of the learning rate, so that repeating the run repeats them."""
        specification = self._record.specification
        settings = specification.settings.model_copy(update={"rate_changes": changes})
        specification = specification.model_copy(update={"settings": settings})
        self._record = self._record.model_copy(update={"specification": specification})
        self.folder.write_record(self._record)

    def cut_short(self, weights: Weights) -> None:
        """Keep the weights of an epoch that did not end."""
        self.folder.write_unfinished(weights)

    def tested(self, report: TestReport, answers: TestAnswers | None = None) -> None:
        """Keep the figures on the test images, and the answers that they are of."""
        if answers is not None:
            write_answers(self.folder.path, answers)
        self.folder.write_report(report)
        self._report = report

    def tested_before(self) -> None:
        """Take what the folder says of the test images for that of this run, which goes on."""
        with suppress(CnnLabError):  # a damaged one is made anew at the end
            report = self.folder.read_report()
            self._report = TestReport(**report) if report else None

    def finished(
        self,
        outcome: Outcome,
        detail: Sentence | None,
        seconds: float,
        images_per_second: float,
        stopped_by: str | None = None,
        chosen_epoch: int | None = None,
        *,
        storage_failed: bool = False,
    ) -> RunFinished:
        """Keep how the run ended; the event is returned, for its sender to send once."""
        if chosen_epoch is None:
            chosen_epoch = self._record.chosen_epoch
        self._record = self._record.model_copy(
            update={
                "outcome": outcome,
                "detail": str(detail) if detail else None,
                "seconds": seconds,
                "stopped_by": stopped_by,
                "chosen_epoch": chosen_epoch,
                "storage_failed": storage_failed,
            }
        )
        try:
            self.folder.write_record(self._record)
        except CnnLabError as error:
            # The disk may be what ended the run; that it ended must be told all the same.
            detail = detail if outcome == "failed" and detail else error.sentence
            outcome = "failed"
        report = self._report
        if report:
            epoch: int | None = report.epoch
        else:
            epoch = chosen_epoch if chosen_epoch is not None else self.whole_epochs or None
        return RunFinished(
            outcome=outcome,
            detail=detail,
            test_loss=report.test_loss if report else None,
            test_accuracy=report.test_accuracy if report else None,
            seconds=seconds,
            images_per_second=images_per_second if math.isfinite(images_per_second) else 0.0,
            run=str(self.folder.path),
            epoch=epoch,
            stopped_by=stopped_by,
        )

    def _thin_out(self) -> None:
        """Let snapshots in the middle go where all take more than a person wants to give."""
        limit = self._record.specification.settings.snapshot_megabytes * MEGABYTE
        if not limit:
            return
        kept = {best_of(self._history) or 0, *self._needed()}
        if self._record.chosen_epoch is not None:
            kept.add(self._record.chosen_epoch)
        self.folder.drop_snapshots(superfluous(self.folder.snapshot_sizes(), kept, limit))
