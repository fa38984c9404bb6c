"""Small matrices of coloured numbers in a row: patch × kernel = products."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.inside.cells import ROOMY, TIGHT, TIGHTEST, Writing, writing_of
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.inside.state import Values
from cnnlab_gui.widgets.data.pixels import ink_on
from cnnlab_gui.widgets.theme import GRID, Theme

LARGEST_CELL = 44
READABLE_CELL = 34
"""All matrices stand in one line where their cells can be so large."""
LEAST_CELL = 24
"""Two matrices stand in one line where their cells can be so large; else each has its own."""
SMALLEST_DIGIT, EASY_DIGIT = 7, 9
"""Where digits would be smaller than easy, there are fewer of them."""
LARGEST_DIGIT = 14
SIGN_WIDTH = 3 * GRID
RING = "#4db2ec"


@dataclass(frozen=True, eq=False)
class Matrix:
    """One of the matrices.

    Attributes
    ----------
    caption : str
    sign : str
        Written before it: ``×``, ``=`` or nothing.
    values : (h, w) float32
    colours : (h, w) uint32
        ``0xFFRRGGBB``.
    outside : (h, w) bool
        True for what is no value of the layer before, but padded.
    ringed : (row, column) or None
    """

    caption: str
    sign: str
    values: Values = field(repr=False)
    colours: NDArray[np.uint32] = field(repr=False)
    outside: NDArray[np.bool_] | None = None
    ringed: tuple[int, int] | None = None

    @cached_property
    def _writings(self) -> tuple[Writing, ...]:
        return tuple(writing_of(self.values, room) for room in (ROOMY, TIGHT, TIGHTEST))

    def head(self, room: int = ROOMY) -> str:
        """What stands above it: its caption, and the factor of its numbers."""
        factor = self._writings[room].factor
        times = f"× {translated(Number(factor))}" if factor != 1 else ""
        return f"{self.caption} {times}".strip()

    def text(self, row: int, column: int, room: int = ROOMY) -> str:
        """What is written in a cell."""
        return translated(self._writings[room].number(float(self.values[row, column])))

    def number(self, row: int, column: int) -> str:
        """A cell's number."""
        return translated(Number(float(self.values[row, column])))


class MatricesView(QWidget):
    """Shows a few matrices of one size, as large as there is room for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._matrices: Sequence[Matrix] = ()
        self._most_height: int | None = None
        self._most_width = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    # What is shown

    def show_matrices(self, matrices: Sequence[Matrix]) -> None:
        """Show these, from left to right; all have the same height and width."""
        self._matrices = matrices
        self.setAccessibleDescription(self.text)
        self.setVisible(bool(matrices))
        self._take_height()
        self.update()

    def set_height(self, most: int | None, width: int = 0) -> None:
        """Stay in one line, so high and so wide at most.

        None for as many lines as the width needs; without a ``width`` it takes what it needs.
        """
        self._most_height, self._most_width = most, width
        fixed = QSizePolicy.Policy.Fixed
        self.setSizePolicy(fixed if most else QSizePolicy.Policy.Expanding, fixed)
        self._take_height()
        self.update()

    @property
    def text(self) -> str:
        """All the numbers, matrix after matrix and line by line."""
        return "\n".join(f"{each.caption}: {_rows_text(each)}" for each in self._matrices)

    @property
    def numbers_shown(self) -> bool:
        return bool(self._matrices) and self._font(self.cell)[0] is not None

    # Room

    @property
    def _shape(self) -> tuple[int, int]:
        height, width = self._matrices[0].values.shape if self._matrices else (1, 1)
        return height, width

    def _head(self) -> int:
        return self.fontMetrics().height() + 4 if any(m.head(TIGHT) for m in self._matrices) else 1

    def _fitting(self, width: int) -> tuple[int, int]:
        """Pixels of a cell's side, and how many matrices stand in a line."""
        rows, columns = self._shape
        count = max(1, len(self._matrices))
        if self._most_height is not None:
            side = (self._most_height - self._head() - 2) // rows
            if self._most_width:
                across = self._most_width - (count - 1) * SIGN_WIDTH - 2
                side = min(side, max(LEAST_CELL, across // (count * columns)))
            return min(max(side, 2), LARGEST_CELL), count
        for each_line, least in ((count, READABLE_CELL), (min(2, count), LEAST_CELL)):
            # A line that does not hold them all begins with a sign, or is as far in as if it did.
            signs = (each_line - 1 if each_line == count else each_line) * SIGN_WIDTH
            side = (width - signs - 2) // (each_line * columns)
            if side >= least:
                return min(side, LARGEST_CELL), each_line
        sign = SIGN_WIDTH if count > 1 else 0
        largest = READABLE_CELL if count > 1 else LARGEST_CELL
        return min(max((width - sign - 2) // columns, 2), largest), 1

    @property
    def cell(self) -> int:
        """Pixels of a cell's side."""
        return self._fitting(self.width())[0]

    def rect_of(self, number: int) -> QRect:
        """Where the cells of a matrix are."""
        side, each_line = self._fitting(self.width())
        rows, columns = self._shape
        line, place = divmod(number, each_line)
        indent = SIGN_WIDTH if each_line < len(self._matrices) else 0
        left = indent + place * (columns * side + SIGN_WIDTH)
        top = self._head() + line * (rows * side + self._head() + GRID)
        return QRect(1 + left, top, columns * side, rows * side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._take_height()

    def _take_height(self) -> None:
        """Be as high as the matrices are in this width: a layout in a layout would not ask."""
        self.setFixedHeight(self._height_in(self.width()))
        self.updateGeometry()

    def _height_in(self, width: int) -> int:
        side, each_line = self._fitting(width)
        lines = -(-len(self._matrices) // each_line)
        return max(0, lines * (self._shape[0] * side + self._head() + GRID) - GRID + 2)

    def sizeHint(self) -> QSize:
        if self._most_height is None:
            return QSize(36 * GRID, self._height_in(max(self.width(), 20 * GRID)))
        count = len(self._matrices)
        side, _ = self._fitting(0)
        wide = count * self._shape[1] * side + (count - 1) * SIGN_WIDTH + 2
        each_wide = self._shape[1] * side + SIGN_WIDTH
        heads = (self.fontMetrics().horizontalAdvance(each.head(TIGHT)) for each in self._matrices)
        ends = [number * each_wide + head + 2 for number, head in enumerate(heads)]
        return QSize(max([wide, *ends]), self._height_in(0))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() if self._most_height is not None else QSize(20 * GRID, 0)

    def _font(self, side: int) -> tuple[QFont | None, int]:
        """The largest font in which every number fits into its cell; None where none does.

        With how the numbers are written then.
        """
        font = QFont(self.font())
        for room, least in (
            (ROOMY, EASY_DIGIT),
            (TIGHT, SMALLEST_DIGIT),
            (TIGHTEST, SMALLEST_DIGIT),
        ):
            texts = {text for each in self._matrices for row in _texts(each, room) for text in row}
            for pixels in range(min(LARGEST_DIGIT, side // 2), least - 1, -1):
                font.setPixelSize(pixels)
                metrics = QFontMetrics(font)
                if all(metrics.horizontalAdvance(text) <= side - 3 for text in texts):
                    return font, room
        return None, TIGHT

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font, room = self._font(self.cell)
        for number, matrix in enumerate(self._matrices):
            rect = self.rect_of(number)
            self._paint_head(painter, rect, matrix, matrix.head(room))
            texts = _texts(matrix, room) if font is not None else None
            if font is not None:
                painter.setFont(font)
            self._paint_cells(painter, rect, matrix, texts)

    def _paint_head(self, painter: QPainter, rect: QRect, matrix: Matrix, text: str) -> None:
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.colours.muted))
        head = QRect(rect.left(), rect.top() - self._head(), self.width(), self._head() - 2)
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft, text)
        if matrix.sign:
            font = QFont(self.font())
            font.setPointSizeF(1.3 * font.pointSizeF())
            painter.setFont(font)
            painter.setPen(QColor(self._theme.colours.text))
            place = QRect(rect.left() - SIGN_WIDTH, rect.top(), SIGN_WIDTH, rect.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, matrix.sign)

    def _paint_cells(
        self, painter: QPainter, rect: QRect, matrix: Matrix, texts: list[list[str]] | None
    ) -> None:
        colours, side = self._theme.colours, self.cell
        for (row, column), colour in np.ndenumerate(matrix.colours):
            cell = QRect(rect.left() + column * side, rect.top() + row * side, side, side)
            filled = QColor.fromRgba(int(colour))
            ink = QColor(ink_on([filled.red(), filled.green(), filled.blue()]))
            if matrix.outside is not None and matrix.outside[row, column]:
                painter.fillRect(cell, QColor(colours.page))
                painter.fillRect(cell, QBrush(_hatching(colours.muted), Qt.BrushStyle.BDiagPattern))
                ink = QColor(colours.muted)
            else:
                painter.fillRect(cell, filled)
            if texts is not None:
                painter.setPen(ink)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, texts[row][column])
            if side >= LEAST_CELL // 2:
                painter.setPen(QColor(colours.border))
                painter.drawRect(cell)
        painter.setPen(QColor(colours.muted))
        painter.drawRect(rect)
        if matrix.ringed is not None:
            self._paint_ring(painter, rect, matrix.ringed)

    def _paint_ring(self, painter: QPainter, rect: QRect, at: tuple[int, int]) -> None:
        """Seen on any colour: light on dark."""
        side = self.cell
        cell = QRect(rect.left() + at[1] * side, rect.top() + at[0] * side, side, side)
        painter.setPen(QPen(QColor("#000000"), 5 if side >= LEAST_CELL else 1))
        painter.drawRect(cell.adjusted(1, 1, -1, -1))
        painter.setPen(QPen(QColor(RING), 3 if side >= LEAST_CELL else 1))
        painter.drawRect(cell.adjusted(1, 1, -1, -1))

    # Pointer

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.text_at(event.pos()), self)
            return True
        return super().event(event)

    def text_at(self, point: QPoint) -> str:
        """The numbers of the cell at a point, with all their digits."""
        for number in range(len(self._matrices)):
            rect = self.rect_of(number)
            if rect.contains(point):
                offset, side = point - rect.topLeft(), self.cell
                return self._cell_text(offset.y() // side, offset.x() // side)
        return ""

    def _cell_text(self, row: int, column: int) -> str:
        """``0.91 × 0.40 = 0.36``: the same cell of every matrix."""
        parts = []
        for each in self._matrices:
            parts += [each.sign] if each.sign else []
            parts.append(each.number(row, column))
        outside = self._matrices[0].outside
        if outside is not None and outside[row, column]:
            parts.append(self.tr("(beyond the border: padded with 0)"))
        return " ".join(parts)


def _hatching(colour: str) -> QColor:
    """Faint enough that the number on it is read."""
    made = QColor(colour)
    made.setAlpha(110)
    return made


def _texts(matrix: Matrix, room: int) -> list[list[str]]:
    rows, columns = matrix.values.shape
    return [[matrix.text(row, column, room) for column in range(columns)] for row in range(rows)]


def _rows_text(matrix: Matrix) -> str:
    rows, columns = matrix.values.shape
    lines = ([matrix.number(row, column) for column in range(columns)] for row in range(rows))
    return "; ".join(map(" ".join, lines))
