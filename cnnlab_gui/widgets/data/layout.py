"""Where things lie in the sample grid."""

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPoint, QRect, QSize, Qt

from cnnlab_gui.core.samples import Scale, fitting_scale
from cnnlab_gui.widgets.theme import GRID

GAP = 4
INSET = GRID // 2
SMALLEST, MIDDLE, LARGEST = 32, 48, 64
"""How large an image is drawn, in logical pixels, as far as whole factors allow:
where all lines are to be in view at once, where they cannot be, and at most."""
LEAST = 24
"""Smaller than this no image is drawn, though the page has to scroll then."""
FEWEST_COLUMNS = 4
MOST_DEPTH = 8
MOST_IMAGES = 256
"""How many images of a class are shown among those of all classes."""
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
    depth : int
        Lines for each class.
    ratio : float
        Device pixels in a logical pixel.
    """

    scale: Scale
    cell: tuple[int, int]
    pitch: tuple[int, int]
    left: int
    columns: int
    depth: int
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
        left = self.left + column * self.pitch[1]
        return QRect(left, top, width, height)

    def label_rect(self, line: int, scrolled: int) -> QRect:
        """A label's place in logical pixels."""
        return QRect(
            0,
            round(self._top_of(line, scrolled) / self.ratio),
            round(self.left / self.ratio) - 2 * GRID,
            round(self.line_height),
        )

    def place_at(self, point: QPoint, scrolled: int) -> tuple[int, int]:
        """Line and column at a point in logical pixels; column -1 on the labels."""
        line = (point.y() + scrolled - INSET) // self.line_height
        column = (point.x() - self.left / self.ratio) // (self.pitch[1] / self.ratio)
        return int(line), max(-1, int(column))

    def _top_of(self, line: int, scrolled: int) -> int:
        return round((INSET - scrolled) * self.ratio) + line * self.pitch[0]


def lay_out(
    image: tuple[int, int], classes: int | None, view: QSize, left: int, ratio: float
) -> GridLayout:
    """Lay out a grid: images as large as lets all classes be seen and a few columns fit.

    Parameters
    ----------
    image : (int, int)
        Height and width of every image.
    classes : int or None
        How many classes are to be seen at once, each with a label; None where it is
        all images of one class.
    view, left : QSize, int
        Size of the view and width of the labels, in logical pixels.
    ratio : float
    """
    width = round((view.width() - INSET - left) * ratio)
    height = round((view.height() - 2 * INSET) * ratio)
    gap = round(GAP * ratio)
    share = height // classes if classes else height
    scale = _scale(image, share - gap, width // FEWEST_COLUMNS - gap, ratio)
    cell = scale.size(*image)
    line, depth = cell[0] + gap, 1
    if classes:
        line = max(line, round(LOWEST_LINE * ratio))
        depth = min(max(1, share // line), MOST_DEPTH)
        line = min(max(line, share // depth), line + cell[0] // 3)
    columns = min(max(1, (width + gap) // (cell[1] + gap)), MOST_IMAGES)
    pitch = (line, cell[1] + gap)
    return GridLayout(scale, cell, pitch, round(left * ratio), columns, depth, ratio)


def _scale(image: tuple[int, int], high: int, wide: int, ratio: float) -> Scale:
    """The scale for images that have ``high`` × ``wide`` device pixels of room."""
    smallest, middle, largest = (round(side * ratio) for side in (SMALLEST, MIDDLE, LARGEST))
    if high < min(smallest, *image):
        high = middle  # The lines have to be scrolled through anyway.
    scale = fitting_scale(*image, min(max(min(high, wide), smallest), largest))
    side, least = max(image), LEAST * ratio
    if max(scale.size(*image)) >= least:
        return scale
    return Scale(zoom=ceil(least / side)) if side < least else Scale(reduce=int(side / least))


def step_of(key: int, page: int, columns: int) -> tuple[int, int] | None:
    """How many lines down and images to the right a key leads; None where it leads nowhere.

    Parameters
    ----------
    key : int
        Of `Qt.Key`.
    page : int
        Lines that are a page.
    columns : int
    """
    keys = Qt.Key
    steps: dict[int, tuple[int, int]] = {
        keys.Key_Left: (0, -1),
        keys.Key_Right: (0, 1),
        keys.Key_Up: (-1, 0),
        keys.Key_Down: (1, 0),
        keys.Key_PageUp: (-page, 0),
        keys.Key_PageDown: (page, 0),
        keys.Key_Home: (0, -columns),
        keys.Key_End: (0, columns),
    }
    return steps.get(key)
