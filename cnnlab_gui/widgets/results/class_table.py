"""Precision, recall and F1 of every class, sorted by whichever column a person likes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from cnnlab_gui.bridge.tips import plain_tip
from cnnlab_gui.bridge.translation import number
from cnnlab_gui.core.metrics import ClassScore
from cnnlab_gui.widgets.results.words import percent
from cnnlab_gui.widgets.theme import GRID

SORTED_BY = Qt.ItemDataRole.UserRole
NAME, PRECISION, RECALL, F1, IMAGES = range(5)


class ClassTable(QTableView):
    """Shows a line for each class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QStandardItemModel(0, 5, self)
        self._rows.setSortRole(SORTED_BY)
        self.setModel(self._rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Figures for each class"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setSortingEnabled(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        small = QFont(self.font())
        small.setPointSizeF(max(7.0, small.pointSizeF() - 1))
        for part in (self, self.horizontalHeader()):
            part.setFont(small)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + GRID)
        self._make_heads()

    def _make_heads(self) -> None:
        heads = (
            (self.tr("Class"), self.tr("In the order of the dataset, or by any other column.")),
            (
                self.tr("Precision"),
                self.tr("Of the images that were taken for this class: how many are of it."),
            ),
            (self.tr("Recall"), self.tr("Of the images of this class: how many were recognised.")),
            (
                self.tr("F1"),
                self.tr("Precision and recall in one figure: their harmonic mean."),
            ),
            (self.tr("Images"), self.tr("How many test images there are of this class.")),
        )
        for column, (text, tip) in enumerate(heads):
            head = QStandardItem(text)
            head.setToolTip(tip)
            self._rows.setHorizontalHeaderItem(column, head)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(4 * GRID)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(lambda *_: self._fit_columns())
        self._fit_columns()

    def _fit_columns(self) -> None:
        """As narrow as numbers and heads let them be, so that there is room for the names.

        By itself each head would have room for the arrow, which only one has.
        """
        metrics, header = self.horizontalHeader().fontMetrics(), self.horizontalHeader()
        numbers = metrics.horizontalAdvance(percent(1))
        for column in range(PRECISION, IMAGES + 1):
            head = metrics.horizontalAdvance(self._rows.horizontalHeaderItem(column).text())
            if column == header.sortIndicatorSection():
                head += 2 * GRID
            self.setColumnWidth(column, max(head, numbers) + 2 * GRID - 2)

    def show_scores(self, scores: tuple[ClassScore, ...]) -> None:
        """Show these classes, sorted as before."""
        header = self.horizontalHeader()
        column, order = header.sortIndicatorSection(), header.sortIndicatorOrder()
        self._rows.removeRows(0, self._rows.rowCount())
        for label, score in enumerate(scores):
            self._rows.appendRow(
                [
                    _item(score.name, label, score.name),
                    *(
                        _item(percent(share), share, self._meaning(score, share, column))
                        for column, share in (
                            (PRECISION, score.precision),
                            (RECALL, score.recall),
                            (F1, score.f1),
                        )
                    ),
                    _item(number(score.count), score.count),
                ]
            )
        if column >= 0:
            self.sortByColumn(column, order)

    def _meaning(self, score: ClassScore, share: float, column: int) -> str:
        text = {
            PRECISION: self.tr("{share} of what was taken for “{name}” is “{name}”."),
            RECALL: self.tr("{share} of the images of “{name}” were recognised."),
            F1: self.tr("F1 of “{name}”: {share}."),
        }[column]
        return text.format(share=percent(share), name=score.name)


def _item(text: str, by: float, tip: str = "") -> QStandardItem:
    made = QStandardItem(text)
    made.setData(by, SORTED_BY)
    made.setToolTip(plain_tip(tip))
    if not (tip and tip == text):
        made.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made
