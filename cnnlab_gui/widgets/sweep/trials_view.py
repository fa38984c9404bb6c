"""The trials of a sweep: a cell for each, with its state as picture, word, colour and bar."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from cnnlab_gui.bridge.sweep_model import SweepModel, TrialRole
from cnnlab_gui.core.sweep.progress import TrialState
from cnnlab_gui.widgets.theme import GRID, Theme, renderer_of

ROW = 4 * GRID - 4
MOST_ROWS = 3  # before it scrolls: the page below has results to show
BAR = 3
ICON = 2 * GRID - 2

AnyIndex = QModelIndex | QPersistentModelIndex

ICONS: dict[TrialState, str] = {
    "running": "play",
    "paused": "pause",
    "completed": "check",
    "failed": "warning",
    "cancelled": "stop",
}
ROLES: dict[TrialState, str] = {
    "waiting": "muted",
    "running": "accent",
    "paused": "muted",
    "completed": "vector",
    "failed": "error",
    "cancelled": "muted",
}


class TrialsView(QTableView):
    """Shows a `SweepModel`, as high as its rows, up to `MOST_ROWS` of them."""

    def __init__(self, model: SweepModel, theme: Theme) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(self.tr("Runs of the sweep"))
        self.setToolTip(self.tr("A row for each value, a column for each seed"))
        self.setItemDelegate(_Cells(theme, self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW)
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(13 * GRID)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        model.modelReset.connect(self._fit)
        theme.changed.connect(self.viewport().update)
        self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(self._height_of(1))
        self.setMaximumHeight(self.sizeHint().height())
        self.updateGeometry()

    def _height_of(self, rows: int) -> int:
        return self.horizontalHeader().sizeHint().height() + rows * ROW + 2

    def sizeHint(self) -> QSize:
        rows = max(1, min(self.model().rowCount(), MOST_ROWS))
        return QSize(super().sizeHint().width(), self._height_of(rows))


class _Cells(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: TrialsView) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width() + ICON + GRID, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        state: TrialState | None = index.data(TrialRole.STATE)
        if state is None:
            super().paint(painter, option, index)
            return
        colours = self._theme.colours
        colour: str = getattr(colours, ROLES[state])
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.selected))
        self._paint_bar(painter, rect, colour, float(index.data(TrialRole.SHARE) or 0.0))
        room = QRect(rect.left() + 4, rect.top(), rect.width() - GRID, rect.height() - BAR - 2)
        if state in ICONS:
            icon = QRectF(room.left(), room.center().y() - ICON / 2 + 1, ICON, ICON)
            renderer_of(ICONS[state], colour).render(painter, icon)
        room.setLeft(room.left() + ICON + 4)
        painter.setPen(QColor(colours.muted if state == "waiting" else colours.text))
        text = index.data(Qt.ItemDataRole.DisplayRole)
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        fitting = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, side, fitting)
        painter.restore()

    def _paint_bar(self, painter: QPainter, cell: QRect, colour: str, share: float) -> None:
        width = cell.width() - 2 * GRID
        groove = QRectF(cell.left() + 4, cell.bottom() - BAR - 1, width, BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.border))
        painter.drawRoundedRect(groove, BAR / 2, BAR / 2)
        groove.setWidth(width * min(max(share, 0.0), 1.0))
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(groove, BAR / 2, BAR / 2)
