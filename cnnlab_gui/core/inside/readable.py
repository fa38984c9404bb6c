"""How large the squares of a grid are on the screen: as large as fit, and never too small."""

from collections.abc import Sequence
from math import ceil, isqrt

from cnnlab_gui.core.inside.grid import SMALLEST_SIDE, WORST_SIDE, Room, worth_of

LEAST_MAP = 40  # logical pixels: a smaller map cannot be made out
LEAST_PITCH = 72  # logical pixels from column to column where they have no room anyway
MOST_PIXELS = 24_000_000  # of a sheet that is larger than its room: 96 MB


def readable_room(
    size: tuple[int, int],
    rows: int,
    columns: int,
    gap: int,
    extents: Sequence[int] = (),
    words: tuple[int, int] = (0, 0),
    ratio: float = 1.0,
) -> Room:
    """The room with the largest squares that fit, or else one that is larger than ``size``.

    Parameters
    ----------
    size : (int, int)
        Height and width, in pixels of the screen.
    rows, columns : int
        At least 1.
    gap : int
        Pixels of the screen, between columns and below each row, at the least.
    extents : sequence of int
        Sides of the images to be shown, in values.
    words : (int, int)
        Height of what stands beside a row, and width of what stands above a column, in
        pixels of the screen. Rows always have room for them; columns have where there is some.
    ratio : float
        Pixels of the screen for each logical one.
    """
    height, width = size
    beside, above = words[0], words[1] + gap
    area = MOST_PIXELS // (rows * columns)
    pitch = isqrt(area) if area >= beside**2 else area // beside
    least = _least_side(pitch - gap, extents, ratio)
    most = least
    if height // rows >= beside:
        most = max(least, min(height // rows, (width + gap) // columns) - gap)
    sides = range(max(least, int(most * WORST_SIDE)), most + 1)
    side = max(sides, key=lambda side: worth_of(side, extents))
    free = width - Room(side, gap, gap).size(rows, columns)[1]
    if free >= 0:
        wide = gap + free // max(1, columns - 1)
    else:
        wide = min(round(LEAST_PITCH * ratio), area // max(side + gap, beside)) - side
    return Room(side, max(gap, min(above - side, wide)), max(gap, beside - side))


def _least_side(most: int, extents: Sequence[int], ratio: float) -> int:
    """The smallest side with which every image can be made out, as far as it may be so large."""
    least, last = round(LEAST_MAP * ratio), round(2 * LEAST_MAP * ratio)
    sides = range(least, last + 1)
    found = (side for side in sides if all(_drawn(extent, side) >= least for extent in extents))
    return max(SMALLEST_SIDE, min(next(found, last), most))


def _drawn(extent: int, side: int) -> int:
    """Pixels that so many values take in a square: whole ones each, or means of some."""
    return side // extent * extent if extent <= side else ceil(extent / ceil(extent / side))
