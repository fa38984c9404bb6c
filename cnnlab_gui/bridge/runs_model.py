"""All runs as a table: sorted, filtered, and marked where one differs from the chosen one.

It sorts and filters itself: Qt's proxy would ask this model twice for each comparison, which
takes a hundred times as long for a thousand runs.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from cnnlab_gui.bridge.run_columns import (
    DIFFERENCE,
    FACTOR,
    NAME,
    TAGS,
    RunColumn,
    factor_column,
    first_columns,
    last_columns,
    status_text,
)
from cnnlab_gui.bridge.tips import plain_tip
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.compare.differences import NETWORK, differences
from cnnlab_gui.core.runs.factors import NONE
from cnnlab_gui.core.runs.summary import RunSummary

AnyIndex = QModelIndex | QPersistentModelIndex
StateFilter = Literal["all", "completed", "resumable", "running", "failed"]

# A factor's column says it already.
_SAID_BY_COLUMN = frozenset(("network", "dataset", "epochs"))
_EDITABLE = (NAME, TAGS)
# Qt asks for them thousands of times where all rows are selected.
OF_A_CELL = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
OF_AN_EDITABLE_CELL = OF_A_CELL | Qt.ItemFlag.ItemIsEditable


class RunRole(IntEnum):
    """What a cell tells beside its text."""

    SUMMARY = Qt.ItemDataRole.UserRole + 1  # RunSummary
    DIFFERS = Qt.ItemDataRole.UserRole + 2  # whether it differs from the reference's
    IS_REFERENCE = Qt.ItemDataRole.UserRole + 3


class RunsModel(QAbstractTableModel):
    """A row for each run that passes the filter.

    Signals
    -------
    rename_wanted : str, str
        A run's name was edited in its cell: old and new.
    tags_wanted : str, object
        Its tags were; a tuple of str.
    """

    rename_wanted = Signal(str, str)
    tags_wanted = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: tuple[RunSummary, ...] = ()
        self._searched: dict[str, str] = {}
        self._shown: list[RunSummary] = []
        self._rows: dict[str, int] = {}
        self._factors: tuple[str, ...] = ()
        self._reference: RunSummary | None = None
        self._words: tuple[str, ...] = ()
        self._state: StateFilter = "all"
        self._sorted_by = "created"
        self._order = Qt.SortOrder.DescendingOrder
        self._columns: tuple[RunColumn, ...] = ()
        self._make_columns()

    @property
    def runs(self) -> tuple[RunSummary, ...]:
        """Every run, whether shown or not."""
        return self._runs

    @property
    def shown(self) -> tuple[RunSummary, ...]:
        """Those in the table, from top to bottom."""
        return tuple(self._shown)

    @property
    def columns(self) -> tuple[RunColumn, ...]:
        return self._columns

    @property
    def reference(self) -> RunSummary | None:
        """The run that all others are compared with."""
        return self._reference

    @property
    def sorted_by(self) -> tuple[str, Qt.SortOrder]:
        """The key of the column, and the order."""
        return self._sorted_by, self._order

    def column_of(self, key: str) -> int:
        """Where the column with this key stands; -1 where there is none."""
        return next((at for at, column in enumerate(self._columns) if column.key == key), -1)

    def row_of(self, name: str) -> int:
        """Where this run stands; -1 where it is not shown."""
        return self._rows.get(name, -1)

    def run_named(self, name: str) -> RunSummary | None:
        return next((run for run in self._runs if run.name == name), None)

    def set_runs(self, runs: Iterable[RunSummary]) -> None:
        """Take all runs anew; nothing happens where all are as they were."""
        taken = tuple(runs)
        if taken == self._runs:
            return
        self._searched = {}
        if self._reference is not None:
            name = self._reference.name
            self._reference = next((run for run in taken if run.name == name), None)
        self._runs = taken
        self._choose()

    def set_filter(self, words: str = "", state: StateFilter = "all") -> None:
        """Show those runs only that hold every one of ``words`` and are in this state."""
        wanted = tuple(words.casefold().split())
        if (wanted, state) == (self._words, self._state):
            return
        self._words, self._state = wanted, state
        self._choose()

    def set_reference(self, name: str | None) -> None:
        """Compare all runs with this one; with None, say what differs among them all."""
        found = None if name is None else self.run_named(name)
        if found is self._reference:
            return
        self._reference = found
        if self._sorted_by == DIFFERENCE:
            self.sort(self.column_of(DIFFERENCE), self._order)
        if self._shown:
            last = self.index(len(self._shown) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in order; a column of -1 leaves them as they are."""
        if column < 0:
            return
        self._sorted_by, self._order = self._columns[column].key, order
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        names = [self._shown[index.row()].name for index in before]
        self._put_in_order()
        after = [
            self.index(self._rows[name], index.column())
            for name, index in zip(names, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _choose(self) -> None:
        """Find what is shown, which factors differ there, and in which order."""
        self.beginResetModel()
        self._shown = [run for run in self._runs if self._passes(run)]
        self._make_columns()
        self._put_in_order()
        self.endResetModel()

    def _passes(self, run: RunSummary) -> bool:
        states = {
            "all": True,
            "completed": run.status == "completed",
            "resumable": run.can_resume,
            "running": run.status == "running",
            "failed": run.status == "failed",
        }
        if not states[self._state] or not self._words:
            return states[self._state]
        searched = self._searched.get(run.name)
        if searched is None:
            searched = self._searched[run.name] = _searched(run)
        return all(word in searched for word in self._words)

    def _make_columns(self) -> None:
        self._factors = tuple(differences(self._shown))
        own = tuple(map(factor_column, (f for f in self._factors if f not in _SAID_BY_COLUMN)))
        self._columns = (*first_columns(self.difference), *own, *last_columns())

    def _put_in_order(self) -> None:
        at = self.column_of(self._sorted_by)
        value = self._columns[at if at >= 0 else self.column_of("created")].value
        keyed = [(value(run), run) for run in self._shown]
        known = [pair for pair in keyed if pair[0] is not None]
        # By name first, so that equals stand in an order that one can follow.
        known.sort(key=lambda pair: pair[1].name)
        known.sort(key=lambda pair: pair[0], reverse=self._order == Qt.SortOrder.DescendingOrder)
        empty = [run for key, run in keyed if key is None]
        self._shown = [*(run for _, run in known), *empty]
        self._rows = {run.name: row for row, run in enumerate(self._shown)}

    def difference(self, run: RunSummary) -> str:
        """What was set up otherwise than in the reference, or is not the same in all shown."""
        reference = self._reference
        if reference is not None and run.name == reference.name:
            return self.tr("the one to compare with")
        if reference is None:
            varied = {factor: _value(run, factor) for factor in self._factors}
        else:
            varied = {name: each[0] for name, each in differences((run, reference)).items()}
        said = [f"{translated(factor)} {value}" for factor, value in varied.items()]
        if reference is not None and not said:
            return self.tr("nothing")
        return " · ".join(said)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        is_editable = self._columns[index.column()].key in _EDITABLE
        return OF_AN_EDITABLE_CELL if is_editable else OF_A_CELL

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        run, column = self._shown[index.row()], self._columns[index.column()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return column.text(run)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(run, column)
        return self._mark(run, column, role)

    def _mark(self, run: RunSummary, column: RunColumn, role: int) -> Any:
        match role:
            case RunRole.SUMMARY:
                return run
            case RunRole.DIFFERS:
                return self._differs(run, column.key)
            case RunRole.IS_REFERENCE:
                return self._reference is not None and run.name == self._reference.name
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title
            case Qt.ItemDataRole.ToolTipRole:
                return column.tip
            case Qt.ItemDataRole.InitialSortOrderRole:
                most_first = column.most_first
                return Qt.SortOrder.DescendingOrder if most_first else Qt.SortOrder.AscendingOrder
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
        return None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for what was typed; the cell changes once that is done."""
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        run, key = self._shown[index.row()], self._columns[index.column()].key
        text = str(value).strip()
        if key == NAME and text and text != run.name:
            self.rename_wanted.emit(run.name, text)
        elif key == TAGS and split_tags(text) != run.tags:
            self.tags_wanted.emit(run.name, split_tags(text))
        return False

    def _tip(self, run: RunSummary, column: RunColumn) -> str:
        if column.key == NAME and run.notes:
            return plain_tip(f"{run.name}\n{run.notes}")
        return plain_tip(column.text(run)) or column.tip

    def _differs(self, run: RunSummary, key: str) -> bool:
        reference = self._reference
        if reference is None or run.name == reference.name:
            return False
        if key == DIFFERENCE:
            return bool(differences((run, reference)))
        if key == "network":
            return run.network != reference.network
        if key == "dataset":
            return run.dataset_id != reference.dataset_id
        if key == "epochs":
            return run.epochs != reference.epochs
        factor = key.removeprefix(FACTOR)
        return key != factor and run.factors.get(factor) != reference.factors.get(factor)


def _value(run: RunSummary, factor: str) -> str:
    return run.network if factor == NETWORK else run.factors.get(factor, NONE)


def _alignment(column: RunColumn) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def split_tags(text: str) -> tuple[str, ...]:
    """Tags as typed, between commas; each once."""
    tags = (" ".join(tag.split()) for tag in text.split(","))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _searched(run: RunSummary) -> str:
    parts = (run.name, run.preset or "", run.network, run.dataset, *run.tags, run.notes)
    return "\n".join((*parts, run.status, status_text(run.status))).casefold()
