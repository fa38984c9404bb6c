"""Exact distances in a mask, and thinning that keeps a shape in one piece."""

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.ink.components import Mask, connected
from cnnlab_gui.core.ink.scale import Floats

FAR = 1.0e6


def distance_to(mask: Mask) -> Floats:
    """How far each pixel is from the nearest one of ``mask``, middle to middle, in pixels.

    Parameters
    ----------
    mask : (h, w) bool
        At least one is set.

    Returns
    -------
    (h, w) float32
        Euclidean, exact: first down the columns, then the nearest of the columns.
    """
    down = _down_columns(mask) ** 2
    width = mask.shape[1]
    nearest = down.copy()
    for shift in range(1, width):
        square = np.float32(shift * shift)
        if square >= nearest.max():
            break
        np.minimum(nearest[:, shift:], down[:, :-shift] + square, out=nearest[:, shift:])
        np.minimum(nearest[:, :-shift], down[:, shift:] + square, out=nearest[:, :-shift])
    return np.sqrt(nearest)


def _down_columns(mask: Mask) -> Floats:
    rows = np.arange(len(mask), dtype=np.float32)[:, None]
    above = np.maximum.accumulate(np.where(mask, rows, -FAR), axis=0)
    below = np.minimum.accumulate(np.where(mask, rows, FAR)[::-1], axis=0)[::-1]
    return np.minimum(rows - above, below - rows).astype(np.float32)


def signed_distance(mask: Mask) -> Floats:
    """How deep in the ink a pixel's middle lies; negative outside. 0 is the edge."""
    return np.where(mask, distance_to(~mask) - 0.5, 0.5 - distance_to(mask)).astype(np.float32)


def skeleton(mask: Mask) -> Mask:
    """The middle line of a shape, in as many pieces and with as many holes (Zhang and Suen).

    Parameters
    ----------
    mask : (h, w) bool
        Its border is not set.
    """
    thin = mask.copy()
    changed = True
    while changed:
        changed = False
        for allowed in _TABLES:
            going = thin & allowed[_neighbours(thin)]
            if going.any():
                thin &= ~going
                changed = True
    # The last four pixels of a round piece go all at once.
    pieces = connected(mask)
    for label in set(range(1, len(pieces.areas) + 1)) - set(pieces.labels[thin].tolist()):
        own = np.argwhere(pieces.labels == label)
        row, column = own[((own - own.mean(axis=0)) ** 2).sum(axis=1).argmin()]
        thin[row, column] = True
    return thin


_AROUND = ((0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0))
"""Row and column of the eight neighbours in a pixel's 3×3, clockwise from above it."""


def _neighbours(mask: Mask) -> NDArray[np.uint8]:
    height, width = mask.shape
    padded = np.pad(mask, 1).view(np.uint8)
    code = np.zeros(mask.shape, np.uint8)
    for bit, (row, column) in enumerate(_AROUND):
        code |= padded[row : row + height, column : column + width] << bit
    return code


def _tables() -> tuple[Mask, Mask]:
    """Which neighbourhoods let a pixel go, in either half of a step."""
    codes = np.arange(256)
    p = [((codes >> bit) & 1).astype(bool) for bit in range(8)]
    count = sum(side.astype(int) for side in p)
    turns = sum((~p[i] & p[(i + 1) % 8]).astype(int) for i in range(8))
    common = (count >= 2) & (count <= 6) & (turns == 1)
    north, east, south, west = p[0], p[2], p[4], p[6]
    first = common & ~(north & east & south) & ~(east & south & west)
    second = common & ~(north & east & west) & ~(north & south & west)
    return first, second


_TABLES = _tables()
