"""What each value would make of the network, or why it cannot be trained."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from cnnlab_gui.bridge.tips import plain_tip
from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.runs.factors import network_line
from cnnlab_gui.core.sweep.draft import DraftRow
from cnnlab_gui.core.sweep.estimate import seconds_of
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.widgets.theme import GRID, Theme

MOST_ROWS = 200
COUNTS = (60_000, 10_000)  # of images for training and test, while they are not known


class DraftTable(QTableWidget):
    """A row for each combination of values."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: tuple[DraftRow, ...] = ()
        self._titles: tuple[str, ...] = ()
        self._counts = COUNTS
        self.setAccessibleName(self.tr("What each value makes of the network"))
        self.setToolTip(self.accessibleName())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(4 * GRID)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setMinimumHeight(14 * GRID)
        theme.changed.connect(self._fill)

    def show_rows(
        self, titles: Sequence[str], rows: tuple[DraftRow, ...], counts: tuple[int, int] | None
    ) -> None:
        """Show these combinations; ``counts`` are images for training and test."""
        self._titles, self._rows, self._counts = tuple(titles), rows, counts or COUNTS
        self._fill()

    def _fill(self) -> None:
        headings = (*self._titles, self.tr("Network"), self.tr("Parameters"), self.tr("Time"))
        rows = self._rows[:MOST_ROWS]
        self.clear()
        self.clearSpans()
        self.setColumnCount(len(headings))
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels(headings)
        self._explain_time(len(headings) - 1)
        times = [self._seconds(row.specification) for row in rows]
        quickest = min((time for time in times if time), default=1.0)
        for at, row in enumerate(rows):
            for column, value in enumerate(row.values):
                self._put(at, column, value)
            if row.problem:
                self._put_problem(at, len(row.values), translated(row.problem))
            elif row.specification:
                self._put_network(at, row.specification, times[at] / quickest)
        self._fit()

    def _explain_time(self, column: int) -> None:
        item = self.horizontalHeaderItem(column)
        if item:
            item.setToolTip(self.tr("Reckoned, as against the quickest of them"))

    def _put_network(self, row: int, made: RunSpecification, share: float) -> None:
        first = len(self._titles)
        self._put(row, first, network_line(made.architecture))
        self._put(row, first + 1, number(made.architecture.parameter_count), right=True)
        self._put(row, first + 2, f"× {number(share, 1)}", right=True)

    def _put_problem(self, row: int, column: int, text: str) -> None:
        item = self._put(row, column, text)
        item.setForeground(QColor(self._theme.colours.error))
        self.setSpan(row, column, 1, self.columnCount() - column)

    def _put(self, row: int, column: int, text: str, *, right: bool = False) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setToolTip(plain_tip(text))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.setItem(row, column, item)
        return item

    def _seconds(self, made: RunSpecification | None) -> float:
        if made is None:
            return 0.0
        train, test = self._counts
        images = min(train, made.settings.limit or train)
        return seconds_of(made, images, test)

    def _fit(self) -> None:
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(self._titles), QHeaderView.ResizeMode.Stretch)
        self.resizeRowsToContents()
