"""Strokes as antialiased ink, straight at the size of the image.

A stroke is a chain of discs, so near each other that its edge shows no dents.
Each disc touches a small window of pixels; how deep a pixel's middle lies in the
deepest of them says how much of the pixel is ink. No loop over discs, and the
work has a bound: where discs crowd, only some are kept.
"""

from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Field = NDArray[np.float32]

DENT = 0.02
"""How far the edge between two discs may be off the stroke's, pixels."""
FINEST, COARSEST = 0.1, 4.0
"""Distance between discs, pixels."""
CROWD = 1_500
"""With more discs than this, one of those in a cell is enough."""
LEAST_CELL = 0.2
"""Its side, pixels."""
LARGEST_SIDE = 160
"""Depths are found for as many pixels along the longer side, and between them interpolated."""
CHUNK = 400_000
"""Pixels of windows that are worked on at once."""


def discs_along(path: Floats, starts: NDArray[np.intp], shape: tuple[int, int]) -> Floats:
    """Lay discs along strokes.

    Parameters
    ----------
    path : (N, 3) float64
        x, y and radius at the points of all strokes, in pixels; ``N`` is at least 1.
    starts : (S,) intp
        Which points begin a stroke.
    shape : (int, int)
        Height and width of the image that they are for.

    Returns
    -------
    (M, 3) float64
        x, y and radius of each disc.
    """
    step = _step(shape)
    thinnest = float(path[:, 2].min()) / step
    space = min(sqrt(8 * DENT * thinnest), thinnest / 4)
    space = min(max(space, FINEST), COARSEST) * step
    steps = np.diff(path, axis=0)
    steps[starts[1:] - 1] = 0  # the pen was lifted
    counts = np.ceil(np.hypot(steps[:, 0], steps[:, 1]) / space).astype(np.intp)
    counts[starts[1:] - 1] = 1
    first = np.repeat(np.arange(len(steps)), counts)
    begin = np.repeat(np.cumsum(counts) - counts, counts)
    share = (np.arange(len(first)) - begin) / np.repeat(counts, counts)
    between: Floats = path[first] + share[:, None] * steps[first]
    return _thinned(np.concatenate([between, path[-1:]]), shape, step)


def coverage(discs: Floats, shape: tuple[int, int]) -> Field:
    """Find how much of each pixel is ink.

    Parameters
    ----------
    discs : (M, 3) float64
        From `discs_along`, for an image as large; they may have been moved since.
    shape : (int, int)
        Height and width of the image.

    Returns
    -------
    (height, width) float32
        From 0, paper, to 1, ink. An edge is one pixel soft.
    """
    step = _step(shape)
    size = (ceil(shape[0] / step), ceil(shape[1] / step))
    ink = _deepest(discs / step, size, soft=0.5 / step, beyond=int(step > 1))
    if step > 1:
        ink = _enlarged(ink * np.float32(step), shape, step)
    covered: Field = np.clip(ink, 0, 1)
    return covered


def _step(shape: tuple[int, int]) -> int:
    return max(1, ceil(max(shape) / LARGEST_SIDE))


def _thinned(discs: Floats, shape: tuple[int, int], step: int) -> Floats:
    """Keep one disc, the widest, of each small cell where there are very many."""
    if len(discs) <= CROWD:
        return discs
    if np.ptp(discs[:, 2]):
        discs = discs[np.argsort(discs[:, 2])]
    cell = max(LEAST_CELL * step, float(discs[:, 2].max()) / 8)
    rows, columns = (int(side / cell) + 1 for side in shape)
    across = np.clip(discs[:, 0] * (1 / cell), 0, columns - 1).astype(np.intp)
    down = np.clip(discs[:, 1] * (1 / cell), 0, rows - 1).astype(np.intp)
    last = np.full(rows * columns, -1, np.intp)
    last[down * columns + across] = np.arange(len(discs))
    chosen: Floats = discs[last[last >= 0]]
    return chosen


def _deepest(discs: Floats, size: tuple[int, int], soft: float, beyond: int) -> Field:
    """How much ink the best disc of each pixel gives it: ``soft`` at its edge, more inside.

    A disc thinner than a pixel gives no more than its width. Outside it is less than 0.
    """
    height, width = size
    margin = ceil(float(discs[:, 2].max()) + soft) + beyond
    side = 2 * margin + 1
    # Windows of discs at the edge reach over it: a frame around the image takes that.
    stride = width + 2 * side
    ink = np.full((height + 2 * side) * stride, -1, np.float32)
    reach = np.arange(-margin, margin + 1)
    window = reach[:, None] * stride + reach
    for some in np.array_split(discs, ceil(len(discs) * side * side / CHUNK)):
        places = np.floor(some[:, :2]).astype(np.intp)
        places = np.clip(places, -margin, (width + margin, height + margin))
        offsets = (places + 0.5 - some[:, :2]).astype(np.float32)
        across, down = (offsets[:, axis, None] + reach.astype(np.float32) for axis in (0, 1))
        radius = some[:, 2].astype(np.float32)[:, None, None]
        distance = np.sqrt(np.square(down)[:, :, None] + np.square(across)[:, None, :])
        given = np.minimum(radius + np.float32(soft) - distance, 2 * radius)
        corners = (places[:, 1] + side) * stride + places[:, 0] + side
        np.maximum.at(ink, (corners[:, None, None] + window).ravel(), given.ravel())
    return ink.reshape(-1, stride)[side : side + height, side : side + width]


def _enlarged(field: Field, shape: tuple[int, int], step: int) -> Field:
    """Interpolate between the middles of blocks of ``step`` pixels."""
    for axis, count in enumerate(shape):
        place = np.clip((np.arange(count) + 0.5) / step - 0.5, 0, field.shape[axis] - 1)
        low = place.astype(np.intp)
        high = np.minimum(low + 1, field.shape[axis] - 1)
        share = (place - low).astype(np.float32)
        share = share[:, None] if axis == 0 else share[None]
        field = (1 - share) * field.take(low, axis) + share * field.take(high, axis)
    return field
