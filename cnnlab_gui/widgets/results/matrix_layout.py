"""Where things lie in a confusion matrix, for 2 classes as for 256."""

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QFontMetrics

from cnnlab_gui.widgets.theme import GRID

LARGEST_CELL = 96
SMALLEST_WHOLE = 4
"""Pixels; below, cells may be parts of a pixel wide, so that all of them fit."""
MOST_FOR_NAMES = 0.28
"""Of the widget's width or height, at most, before names are shortened."""
BAR = GRID
SPACE = GRID // 2


@dataclass(frozen=True)
class MatrixLayout:
    """All in logical pixels.

    Attributes
    ----------
    classes : int
    side : float
        Of a cell; a whole number unless the cells are tiny.
    left, top : int
        Where the cells begin: the room of the names.
    by_number : bool
        The classes are called by their numbers, for their names have no room.
    every : int
        Every how many classes have a name beside them.
    legend : QRect
    """

    classes: int
    side: float
    left: int
    top: int
    by_number: bool
    every: int
    legend: QRect

    @property
    def cells(self) -> QRect:
        """The place of all cells."""
        side = round(self.classes * self.side)
        return QRect(self.left, self.top, side, side)

    def edge(self, index: int) -> int:
        """From the first cell's edge to that of cell ``index``."""
        return round(index * self.side)

    def cell(self, row: int, column: int) -> QRect:
        x, y = self.edge(column), self.edge(row)
        size = QSize(self.edge(column + 1) - x, self.edge(row + 1) - y)
        return QRect(QPoint(self.left + x, self.top + y), size)

    def cell_at(self, point: QPoint) -> tuple[int, int] | None:
        """Row and column at a point; None outside the cells."""
        if not self.classes or not self.cells.contains(point):
            return None
        row = int((point.y() - self.top) / self.side)
        column = int((point.x() - self.left) / self.side)
        return min(row, self.classes - 1), min(column, self.classes - 1)


def lay_out(
    size: QSize, names: tuple[str, ...], metrics: QFontMetrics, corner: int = 0
) -> MatrixLayout:
    """Lay out a matrix of these classes in ``size``: cells as large as there is room.

    What stands in the corner is ``corner`` pixels wide.
    """
    widest = max((metrics.horizontalAdvance(name) for name in names), default=0) + SPACE
    legend_height = 3 * metrics.height() + SPACE
    high = size.height() - legend_height - GRID

    def side_for(left: int, top: int) -> float:
        room = min(size.width() - left - 1, high - top - 1)
        side = min(room / max(len(names), 1), LARGEST_CELL)
        return float(int(side)) if side >= SMALLEST_WHOLE else max(side, 1.0)

    left = min(max(widest, corner + SPACE), int(MOST_FOR_NAMES * size.width()))
    top = min(widest, int(MOST_FOR_NAMES * max(high, 0)))
    side = side_for(left, top)
    by_number = side < metrics.height() - 2
    if by_number:
        number = metrics.horizontalAdvance(str(max(len(names) - 1, 0))) + GRID
        left, top = max(number, corner + SPACE), max(number, 2 * metrics.height() + 2 * SPACE)
        side = side_for(left, top)
    room = metrics.horizontalAdvance(str(len(names))) + GRID if by_number else 0
    every = max(1, ceil(max(room, metrics.height()) / side)) if by_number else 1
    bottom = top + round(side * len(names)) + GRID
    legend = QRect(left, bottom, max(round(side * len(names)), 15 * GRID), legend_height)
    return MatrixLayout(len(names), side, left, top, by_number, every, legend)
