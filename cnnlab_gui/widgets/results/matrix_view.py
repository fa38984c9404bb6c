"""The confusion matrix: which classes are taken for which, cell by cell."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnlab_gui.bridge.tips import plain_tip
from cnnlab_gui.core.results.confusion import Confusion
from cnnlab_gui.widgets.results.matrix_layout import MatrixLayout, lay_out
from cnnlab_gui.widgets.results.matrix_paint import Marks, MatrixPainter, corner_lines
from cnnlab_gui.widgets.results.words import cell_sentence
from cnnlab_gui.widgets.theme import GRID, Theme

Cell = tuple[int, int]
LEAST = QSize(42 * GRID, 40 * GRID)


class MatrixView(QWidget):
    """Shows a confusion matrix; a row is what the images are, a column what they are taken for.

    Signals
    -------
    cell_wanted : int, int
        A cell's images are to be shown: the true class, and what they were taken for.
    pointed : str
        What the cell at the pointer or the cursor says; empty where there is none.
    """

    cell_wanted = Signal(int, int)
    pointed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._confusion: Confusion | None = None
        self._layout: MatrixLayout | None = None
        self._painter = MatrixPainter(theme)
        self._as_shares = False
        self._cursor: Cell = (0, 0)
        self._hovered: Cell | None = None
        self._opened: Cell | None = None
        self.setMinimumSize(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Confusion matrix"))
        theme.changed.connect(self._on_theme)

    # What is shown

    def show_confusion(self, confusion: Confusion | None) -> None:
        """Show another matrix; the cursor stays where it was, if it can."""
        before, self._confusion = self._confusion, confusion
        self._hovered = self._opened = None
        if confusion is None or before is None or before.classes != confusion.classes:
            self._cursor = (0, 0)
        self._painter.forget()
        self._lay_out()
        self._tell()

    def show_shares(self, on: bool) -> None:
        """Write per cent of a row into the cells, instead of counts."""
        self._as_shares = on
        self.update()

    def show_opened(self, cell: Cell | None) -> None:
        """Mark the cell whose images are shown."""
        self._opened = cell
        self.update()

    @property
    def confusion(self) -> Confusion | None:
        return self._confusion

    @property
    def cursor_cell(self) -> Cell:
        """Where the keyboard is: row and column."""
        return self._cursor

    def place_of(self, row: int, column: int) -> QRect:
        """A cell's place, in logical pixels."""
        return self._layout.cell(row, column) if self._layout else QRect()

    def text_of(self, row: int, column: int) -> str:
        """What is written in a cell."""
        if self._confusion is None:
            return ""
        return self._painter.text_of(self._confusion, row, column, as_shares=self._as_shares)

    def _lay_out(self) -> None:
        names = self._confusion.names if self._confusion else ()
        metrics = QFontMetrics(self._small())
        corner = max(metrics.horizontalAdvance(line) for line in corner_lines())
        self._layout = lay_out(self.size(), names, metrics, corner) if names else None
        self.update()

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() - 1))
        return font

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._lay_out()

    def _on_theme(self) -> None:
        self._painter.forget()
        self.update()

    def paintEvent(self, event: QEvent) -> None:
        if self._confusion is None or self._layout is None:
            return
        marks = Marks(
            cursor=self._cursor if self.hasFocus() else None,
            hovered=self._hovered,
            opened=self._opened,
            as_shares=self._as_shares,
        )
        self._painter.paint(self, self._small(), self._confusion, self._layout, marks)

    # Pointer and keyboard

    def _tell(self) -> None:
        shown = self._hovered or (self._cursor if self.hasFocus() else self._opened)
        said = cell_sentence(self._confusion, *shown) if self._confusion and shown else ""
        if self._confusion:
            self.setAccessibleDescription(cell_sentence(self._confusion, *self._cursor))
        self.pointed.emit(said)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._tell()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self._layout.cell_at(event.pos()) if self._layout else None
            said = cell_sentence(self._confusion, *cell) if cell and self._confusion else ""
            tip = self.tr("Click to see these images.")
            QToolTip.showText(event.globalPos(), plain_tip(f"{said} {tip}") if said else "", self)
            return True
        if event.type() is QEvent.Type.Leave:
            self._hover(None)
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._hover(self._layout.cell_at(point) if self._layout else None)

    def _hover(self, cell: Cell | None) -> None:
        if cell == self._hovered:
            return
        self._hovered = cell
        shape = Qt.CursorShape.ArrowCursor if cell is None else Qt.CursorShape.PointingHandCursor
        self.setCursor(shape)
        self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._layout.cell_at(event.position().toPoint()) if self._layout else None
        if cell is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._cursor = cell
        self._tell()
        self.cell_wanted.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._confusion is None:
            super().keyPressEvent(event)
            return
        row, column = self._cursor
        last = self._confusion.classes - 1
        keys = Qt.Key
        there = {
            keys.Key_Left: (row, column - 1),
            keys.Key_Right: (row, column + 1),
            keys.Key_Up: (row - 1, column),
            keys.Key_Down: (row + 1, column),
            keys.Key_Home: (row, 0),
            keys.Key_End: (row, last),
            keys.Key_PageUp: (0, column),
            keys.Key_PageDown: (last, column),
        }.get(keys(event.key()))
        if there is not None:
            self._cursor = tuple(min(max(place, 0), last) for place in there)  # type: ignore[assignment]
            self._hovered = None
            self._tell()
        elif event.key() in (keys.Key_Return, keys.Key_Enter, keys.Key_Space):
            self.cell_wanted.emit(row, column)
        else:
            super().keyPressEvent(event)
