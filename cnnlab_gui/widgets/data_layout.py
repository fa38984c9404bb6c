"""Where things lie in the sample grid."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize

from cnnlab_gui.core.samples import Scale, fitting_scale
from cnnlab_gui.widgets.theme import GRID

GAP = 4
INSET = GRID // 2
SMALLEST, LARGEST = 32, 64
"""How large an image is drawn, in logical pixels, as far as whole factors allow."""
FEWEST_COLUMNS = 6
MOST_COLUMNS = 96
LOWEST_LINE = 30
"""A line's least height where it bears a class's name and bar."""


@dataclass(frozen=True)
class GridLayout:
    """Sizes in device pixels, so that images stay sharp at 150 %.

    Attributes
    ----------
    scale : Scale
    cell : (int, int)
        Height and width of an image as drawn.
    pitch : (int, int)
        From one line's top to the next one's, and from column to column.
    left : int
        Width of the labels, with the space after them.
    columns : int
    ratio : float
        Device pixels in a logical pixel.
    """

    scale: Scale
    cell: tuple[int, int]
    pitch: tuple[int, int]
    left: int
    columns: int
    ratio: float

    @property
    def line_height(self) -> float:
        """Height of a line in logical pixels."""
        return self.pitch[0] / self.ratio

    def height_of(self, lines: int) -> int:
        """Height of ``lines`` lines in logical pixels."""
        return round(lines * self.line_height) + 2 * INSET

    def lines_between(self, top: int, bottom: int) -> range:
        """Lines seen at least in part between two heights, in logical pixels."""
        first = (top - INSET) // self.line_height
        last = (bottom - INSET) // self.line_height
        return range(max(0, int(first)), int(last) + 1)

    def cell_rect(self, line: int, column: int, scrolled: int) -> QRect:
        """An image's place in device pixels."""
        height, width = self.cell
        top = self._top_of(line, scrolled) + (self.pitch[0] - height) // 2
        left = round(INSET * self.ratio) + self.left + column * self.pitch[1]
        return QRect(left, top, width, height)

    def label_rect(self, line: int, scrolled: int) -> QRect:
        """A label's place in logical pixels."""
        return QRect(
            INSET,
            round(self._top_of(line, scrolled) / self.ratio),
            round(self.left / self.ratio) - 2 * GRID,
            round(self.line_height),
        )

    def place_at(self, point: QPoint, scrolled: int) -> tuple[int, int]:
        """Line and column at a point in logical pixels; column -1 on the labels."""
        line = (point.y() + scrolled - INSET) // self.line_height
        column = (point.x() - INSET - self.left / self.ratio) // (self.pitch[1] / self.ratio)
        return int(line), max(-1, int(column))

    def _top_of(self, line: int, scrolled: int) -> int:
        return round((INSET - scrolled) * self.ratio) + line * self.pitch[0]


def lay_out(
    image: tuple[int, int], lines: int | None, view: QSize, left: int, ratio: float
) -> GridLayout:
    """Lay out a grid: images as large as lets all lines be seen and a few columns fit.

    Parameters
    ----------
    image : (int, int)
        Height and width of every image.
    lines : int or None
        How many lines are to be seen at once, each with a class's label; None
        where it is all images of one class.
    view, left : QSize, int
        Size of the view and width of the labels, in logical pixels.
    ratio : float
    """
    width = round((view.width() - 2 * INSET - left) * ratio)
    height = round((view.height() - 2 * INSET) * ratio)
    gap = round(GAP * ratio)
    share = height // lines if lines else height
    most = min(share, width // FEWEST_COLUMNS) - gap
    scale = fitting_scale(*image, round(min(max(most, SMALLEST * ratio), LARGEST * ratio)))
    cell = scale.size(*image)
    line = cell[0] + gap
    if lines:
        line = max(line, round(LOWEST_LINE * ratio))
        line = min(max(line, share), line + cell[0] // 2)
    columns = min(max(1, (width + gap) // (cell[1] + gap)), MOST_COLUMNS)
    return GridLayout(scale, cell, (line, cell[1] + gap), round(left * ratio), columns, ratio)
