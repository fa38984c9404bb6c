"""Keeps a run's folder true while it trains, and tells whoever listens.

Each fact is on disk before its event is sent.
"""

import math

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded, Outcome, RunFinished, RunStarted, SnapshotSaved
from cnnlab_gui.core.ports import Emit
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import RunRecord, TestReport
from cnnlab_gui.core.runs.weights import Weights
from cnnlab_gui.core.text import Sentence


class RunJournal:
    """Writes one run's record, history, snapshots and report.

    Parameters
    ----------
    folder : RunFolder
    record : RunRecord
        As it stands in the folder.
    emit : callable
        Gets each run event.
    """

    def __init__(self, folder: RunFolder, record: RunRecord, emit: Emit) -> None:
        self._folder = folder
        self._record = record
        self._emit = emit
        self._history: list[EpochEnded] = []
        self._report: TestReport | None = None

    @property
    def whole_epochs(self) -> int:
        return len(self._history)

    def started(self, steps: int) -> None:
        """Tell that training begins, with ``steps`` batches in each epoch."""
        record, settings = self._record, self._record.specification.settings
        self._emit(
            RunStarted(
                run=str(self._folder.path),
                name=record.name,
                device=record.device,
                parameters=record.parameters,
                epochs=settings.epochs,
                steps=steps,
                train_images=record.dataset.train_images,
                validation_images=record.dataset.validation_images,
                validation_set="held-out" if settings.hold_out else "test",
                dataset=record.dataset.title,
            )
        )

    def snapshot(self, epoch: int, weights: Weights) -> None:
        """Keep the weights at the end of ``epoch``; 0 is before training."""
        path = self._folder.write_snapshot(epoch, weights)
        self._emit(SnapshotSaved(epoch, str(path)))

    def epoch_ended(self, event: EpochEnded, weights: Weights) -> None:
        """Keep a whole epoch: first its weights, so that no line of history lacks them."""
        path = self._folder.write_snapshot(event.epoch, weights)
        self._folder.write_history([*self._history, event])
        self._history.append(event)
        self._emit(event)
        self._emit(SnapshotSaved(event.epoch, str(path)))

    def cut_short(self, weights: Weights) -> None:
        """Keep the weights of an epoch that did not end."""
        self._folder.write_unfinished(weights)

    def tested(self, report: TestReport) -> None:
        """Keep the figures on the test images."""
        self._folder.write_report(report)
        self._report = report

    def finished(
        self, outcome: Outcome, detail: Sentence | None, seconds: float, images_per_second: float
    ) -> RunFinished:
        """Keep how the run ended; the event is returned, for its sender to send once."""
        self._record = self._record.model_copy(
            update={
                "outcome": outcome,
                "detail": str(detail) if detail else None,
                "seconds": seconds,
            }
        )
        try:
            self._folder.write_record(self._record)
        except CnnLabError as error:
            # The disk may be what ended the run; that it ended must be told all the same.
            detail = detail if outcome == "failed" and detail else error.sentence
            outcome = "failed"
        return RunFinished(
            outcome=outcome,
            detail=detail,
            test_loss=self._report.test_loss if self._report else None,
            test_accuracy=self._report.test_accuracy if self._report else None,
            seconds=seconds,
            images_per_second=images_per_second if math.isfinite(images_per_second) else 0.0,
            run=str(self._folder.path),
        )
