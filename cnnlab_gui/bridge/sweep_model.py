"""A sweep as a table: a row for each combination of values, a column for each seed."""

import statistics
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from cnnlab_gui.bridge.tips import plain_tip
from cnnlab_gui.bridge.translation import number, percent, translated
from cnnlab_gui.core.sweep.plan import SweepPlan
from cnnlab_gui.core.sweep.progress import SweepProgress, TrialProgress, TrialState

AnyIndex = QModelIndex | QPersistentModelIndex


class TrialRole(IntEnum):
    """What a cell of a trial tells beside its text; None in other cells."""

    STATE = Qt.ItemDataRole.UserRole + 1  # TrialState
    SHARE = Qt.ItemDataRole.UserRole + 2  # of its steps, in [0, 1]


class SweepModel(QAbstractTableModel):
    """Shows a `SweepProgress`: the first column is the value, the last its mean over seeds."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._labels: list[str] = []
        self._seeds: tuple[int, ...] = ()
        self._title = ""
        self._cells: dict[tuple[int, int], TrialProgress] = {}
        self._places: dict[str, tuple[int, int]] = {}
        self._known: Mapping[str, float] = {}

    def set_plan(self, plan: SweepPlan) -> None:
        """Show this sweep from its beginning."""
        self.beginResetModel()
        trials = plan.trials()
        rows = {trial.label: " · ".join(trial.values.values()) for trial in trials}
        self._labels = list(rows.values())
        self._seeds = plan.seeds
        self._title = " · ".join(translated(varied.entry.title) for varied in plan.factors)
        order = {text: row for row, text in enumerate(rows)}
        self._places = {t.key: (order[t.label], plan.seeds.index(t.seed)) for t in trials}
        self._cells = {self._places[trial.key]: TrialProgress(trial) for trial in trials}
        self._known = {}
        self.endResetModel()

    def set_known(self, accuracies: Mapping[str, float]) -> None:
        """Tell the test accuracies in [0, 1] of trials that an earlier start has completed."""
        self._known = dict(accuracies)
        self._tell_changed()

    def show_progress(self, progress: SweepProgress) -> None:
        self._cells = {self._places[each.trial.key]: each for each in progress.trials}
        self._tell_changed()

    def _tell_changed(self) -> None:
        if self._labels:
            last = self.index(len(self._labels) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def accuracy(self, trial: TrialProgress) -> float | None:
        """On the test images, in [0, 1], once it is completed and known."""
        if trial.state != "completed":
            return None
        known = trial.test_accuracy
        return self._known.get(trial.trial.key) if known is None else known

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._labels)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._seeds) + 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 0:
            return self._title
        if section <= len(self._seeds):
            return self.tr("Seed {seed}").format(seed=self._seeds[section - 1])
        return self.tr("Test accuracy")

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        trial = self._cells[row, column - 1] if 0 < column <= len(self._seeds) else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column, trial)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._tip(trial) if trial else self._text(row, column, None))
            case TrialRole.STATE:
                return trial.state if trial else None
            case TrialRole.SHARE:
                return trial.share if trial else None
        return None

    def _text(self, row: int, column: int, trial: TrialProgress | None) -> str:
        if trial:
            return self._said(trial)
        return self._labels[row] if column == 0 else self.mean_text(row)

    def _said(self, trial: TrialProgress) -> str:
        accuracy = self.accuracy(trial)
        if accuracy is not None:
            return percent(accuracy)
        if trial.state == "running" and trial.epoch:
            return self.tr("epoch {epoch} of {epochs}").format(
                epoch=number(trial.epoch), epochs=number(trial.epochs)
            )
        return self.state_word(trial.state)

    def state_word(self, state: TrialState) -> str:
        """What a trial's state is called."""
        words: dict[TrialState, str] = {
            "waiting": self.tr("waiting"),
            "running": self.tr("begins"),
            "paused": self.tr("paused"),
            "completed": self.tr("done"),
            "failed": self.tr("failed"),
            "cancelled": self.tr("not finished"),
        }
        return words[state]

    def _tip(self, trial: TrialProgress) -> str:
        lines = [trial.trial.key, self._said(trial)]
        if trial.state == "running" and trial.val_accuracy is not None:
            share = percent(trial.val_accuracy)
            lines.append(self.tr("so far {share} right when checked").format(share=share))
        if trial.retried:
            lines.append(self.tr("Its process was ended once, and it was tried again."))
        if trial.detail and trial.state in {"failed", "waiting"}:
            lines.append(translated(trial.detail))
        return "\n".join(lines)

    def mean_text(self, row: int) -> str:
        """Mean and standard deviation over the seeds that are done."""
        cells = [self._cells[row, at] for at in range(len(self._seeds))]
        done = [share for each in cells if (share := self.accuracy(each)) is not None]
        if not done:
            return "–"
        mean = number(100 * statistics.fmean(done), 1)
        if len(done) == 1:
            return f"{mean} %"
        return f"{mean} ± {number(100 * statistics.stdev(done), 1)} %"
