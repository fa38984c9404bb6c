"""A sheet: one picture of many values, which knows what lies under each of its pixels.

Values are drawn as squares of a whole number of pixels, or, where there is no room, as
means of squares of values; nothing is blurred.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from math import ceil

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.colours import Table
from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.samples import Scale

INPUT = -1
"""The layer that stands for the images themselves."""


class Look(Enum):
    """How a cell shows its values."""

    IMAGE = "image"
    BARS = "bars"  # of a vector, from top to bottom
    LINES = "lines"  # of a vector, as text is written: from left to right, line by line


@dataclass(frozen=True)
class Cell:
    """One image, feature map or vector of a sheet.

    Attributes
    ----------
    row : int
        Which image.
    layer : int
        ``INPUT`` for the image itself.
    channel : int or None
        None where it is the image, or a vector.
    box : Rect
        In pixels of the sheet.
    values : (int, int)
        Rows and columns of values; a vector of n has (1, n).
    low, high : float
        What the first and the last colour stand for.
    is_dead : bool
        It is a channel that says the same whatever it sees.
    look : Look
    scale : Scale
        Pixels a side of a value, or values a side of a pixel. In a vector: pixels a side
        (the height of a bar with the gap after it), or how many values share one.
    columns : int
        Places in a line of ``Look.LINES``.
    """

    row: int
    layer: int
    channel: int | None
    box: Rect
    values: tuple[int, int]
    low: float
    high: float
    is_dead: bool = False
    look: Look = Look.IMAGE
    scale: Scale = field(default_factory=Scale)
    columns: int = 1

    def position_at(self, x: int, y: int) -> Position | None:
        """Place of the value under a pixel of the sheet; the first where several share it."""
        down, right = y - self.box.top, x - self.box.left
        if not (0 <= down < self.box.height and 0 <= right < self.box.width):
            return None
        zoom, reduce = self.scale.zoom, self.scale.reduce
        row, column = down // zoom, right // zoom
        if self.look is Look.IMAGE:
            return row * reduce, column * reduce, self.channel or 0
        index = row if self.look is Look.BARS else row * self.columns + column
        return (index * reduce,) if index * reduce < self.values[1] else None

    def area_of(self, rect: Rect) -> Rect:
        """Pixels of the sheet that the values in ``rect`` cover, as far as the cell goes.

        Of a vector, the columns of ``rect`` are meant; lines are covered whole where it
        begins in one and ends in another.
        """
        inner = rect.clipped(*self.values)
        if not inner.height or not inner.width:
            return Rect(self.box.top, self.box.left, 0, 0)
        if self.look is Look.IMAGE:
            return self._area(inner, self.scale.reduce)
        first = inner.left // self.scale.reduce
        last = (inner.left + inner.width - 1) // self.scale.reduce
        if self.look is Look.BARS:
            top, zoom = self.box.top + first * self.scale.zoom, self.scale.zoom
            return Rect(top, self.box.left, (last - first + 1) * zoom, self.box.width)
        (top, left), (bottom, right) = divmod(first, self.columns), divmod(last, self.columns)
        if top != bottom:
            left, right = 0, self.columns - 1
        return self._area(Rect(top, left, bottom - top + 1, right - left + 1), 1)

    def _area(self, places: Rect, reduce: int) -> Rect:
        zoom = self.scale.zoom
        top, left = places.top // reduce, places.left // reduce
        bottom = ceil((places.top + places.height) / reduce)
        right = ceil((places.left + places.width) / reduce)
        return Rect(
            self.box.top + top * zoom,
            self.box.left + left * zoom,
            (bottom - top) * zoom,
            (right - left) * zoom,
        )

    def holds(self, x: int, y: int) -> bool:
        """Whether that pixel of the sheet is one of this cell."""
        top, left, height, width = self.box
        return top <= y < top + height and left <= x < left + width


@dataclass(frozen=True)
class Blank:
    """The place of a map that a layer does not have.

    Attributes
    ----------
    row, layer : int
    box : Rect
        In pixels of the sheet.
    channels : int
        How many the layer has.
    """

    row: int
    layer: int
    box: Rect
    channels: int


@dataclass(frozen=True, eq=False)
class Sheet:
    """A picture and its cells.

    Attributes
    ----------
    picture : (H, W) uint32
        ``0xAARRGGBB``; 0 is transparent.
    cells : sequence of Cell
    table : (256,) uint32
        The colours of the cells that are not images themselves.
    blanks : sequence of Blank
    """

    picture: NDArray[np.uint32] = field(repr=False)
    cells: Sequence[Cell] = field(repr=False)
    table: Table = field(repr=False)
    blanks: Sequence[Blank] = field(default=(), kw_only=True)

    def cell_at(self, x: int, y: int) -> Cell | None:
        """The cell that holds that pixel; None between cells."""
        return next((cell for cell in self.cells if cell.holds(x, y)), None)
