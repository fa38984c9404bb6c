"""A list of numbers as bars: what each map, input or class brings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from cnnlab_gui.widgets.theme import GRID, Theme

ROW = 22
MOST_ROWS = 7
MOST_MEASURED = 20
LEAST_BAR = GRID
"""Pixels for the bars; a long label is cut to leave them."""
BAR_ROLE = Qt.ItemDataRole.UserRole
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Bar:
    """One line of the list.

    Attributes
    ----------
    key : int
        Given back when it is chosen; -1 for one that cannot be.
    label, number : str
        Before and after the bar.
    length : float
        In [-1, 1]; what is negative goes to the left.
    is_own : bool
        The one that all of it is about.
    """

    key: int
    label: str
    number: str
    length: float
    is_own: bool = False


class BarList(QListWidget):
    """Bars one below the other; one of them can be chosen by a click or the arrow keys.

    Signals
    -------
    chosen : int
        The key of the line that was chosen.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: Sequence[Bar] = ()
        self._most_rows = MOST_ROWS
        self.columns = (0, 0)
        """Pixels before and after the bars, the same in every line."""
        self.is_signed = False
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setItemDelegate(_BarDelegate(theme, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.currentItemChanged.connect(self._choose)
        theme.changed.connect(self.viewport().update)

    def show_bars(self, bars: Sequence[Bar], current: int | None = None) -> None:
        """Show these lines, with the one of the key ``current`` chosen; None for none."""
        self._bars = bars
        self.columns = self._wide(bar.label for bar in bars), self._wide(bar.number for bar in bars)
        self.is_signed = any(bar.length < 0 for bar in bars)
        self.blockSignals(True)
        self.clear()
        for bar in bars:
            item = QListWidgetItem(f"{bar.label}: {bar.number}")
            item.setData(BAR_ROLE, bar)
            if bar.key < 0:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.addItem(item)
            if current is not None and bar.key == current:
                self.setCurrentItem(item)
        self.blockSignals(False)
        self._take_height()
        self.setVisible(bool(bars))

    def set_most_rows(self, most: int) -> None:
        """Show so many lines at once; the others are scrolled to."""
        self._most_rows = max(1, most)
        self._take_height()

    def _take_height(self) -> None:
        rows = min(max(1, len(self._bars)), self._most_rows)
        self.setFixedHeight(rows * ROW + 2 * self.frameWidth())

    @property
    def bars(self) -> Sequence[Bar]:
        return self._bars

    def _wide(self, texts: Iterable[str]) -> int:
        """Pixels for the widest of the texts, also in bold."""
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.Bold)
        # Of thousands of numbers, only the longest few can be the widest.
        longest = sorted(texts, key=len)[-MOST_MEASURED:]
        metrics = QFontMetrics(bold)
        return max((metrics.horizontalAdvance(text) for text in longest), default=0)

    def _choose(self, item: QListWidgetItem | None) -> None:
        bar: Bar | None = item.data(BAR_ROLE) if item else None
        if bar is not None and bar.key >= 0:
            self.chosen.emit(bar.key)


class _BarDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, its_list: BarList) -> None:
        super().__init__(its_list)
        self._theme = theme
        self._list = its_list

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(20 * GRID, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        bar: Bar = index.data(BAR_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        colours = self._theme.colours
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.selected))
            if state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(QColor(colours.accent))
                painter.drawRect(rect.adjusted(0, 0, -1, -1))
        font = QFont(self._list.font())
        if bar.is_own:
            font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        inner = rect.adjusted(GRID // 2, 0, -GRID // 2, 0)
        before, after = self._list.columns
        before += 2  # widths are rounded, and a text that just fits would be cut
        before = min(before, inner.width() - after - 2 * GRID - LEAST_BAR)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(colours.text if bar.key >= 0 else colours.muted))
        label = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, before)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, label)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, bar.number)
        room = inner.adjusted(before + GRID, 6, -after - GRID, -6)
        self._paint_bar(painter, room, bar.length)
        painter.restore()

    def _paint_bar(self, painter: QPainter, room: QRect, length: float) -> None:
        """To the right, or to the left of a line in the middle where there are negative ones."""
        colours = self._theme.colours
        signed = self._list.is_signed
        zero = room.left() + (room.width() // 2 if signed else 0)
        whole = room.width() // 2 if signed else room.width()
        pixels = round(abs(length) * whole)
        if length and not pixels:
            pixels = 1
        colour = colours.training if length < 0 else colours.validation
        left = zero - pixels if length < 0 else zero
        painter.fillRect(QRect(left, room.top(), pixels, room.height()), QColor(colour))
        painter.setPen(QColor(colours.muted))
        painter.drawLine(zero, room.top() - 3, zero, room.bottom() + 3)
