"""From the pixels of thin lines to the way of a pen along them."""

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.engine.datasets.drawings.thinning import AROUND

Floats = NDArray[np.float64]
Pixel = tuple[int, int]
Near = dict[Pixel, list[Pixel]]
Way = list[Pixel]


def traced(lines: NDArray[np.bool_], spur: float) -> list[Way]:
    """Follow the lines of one image from crossing to crossing, or to an end.

    Parameters
    ----------
    lines : (H, W) bool
        As `thinned` leaves them.
    spur : float
        A line that leaves a crossing and ends sooner than after so many pixels is no
        stroke, but what thinning leaves of a rough edge.

    Returns
    -------
    list of list of (row, column)
        Each at least one pixel long.
    """
    near = _neighbours({(int(row), int(column)) for row, column in np.argwhere(lines)})
    ways = _ways(near)
    while spurs := [way for way in ways if _is_spur(way, near, spur)]:
        shortest = min(spurs, key=len)
        pixels = set(near) - {pixel for pixel in shortest if len(near[pixel]) <= 2}
        near = _neighbours(pixels)
        ways = _ways(near)
    return ways


def smoothed(way: Way, reach: int) -> Floats:
    """The way without the steps of its pixels, its ends where they were.

    Returns
    -------
    (K, 2) float64
        x and y at the middles of pixels; each the mean of up to ``reach`` before and behind.
    """
    points = np.array(way, np.float64)[:, ::-1] + 0.5
    count = len(points)
    sums = np.concatenate([np.zeros((1, 2)), np.cumsum(points, axis=0)])
    if count > 2 and way[0] == way[-1]:  # a ring has no ends to hold on to
        turns = np.concatenate([points[-reach - 1 : -1], points, points[1 : reach + 1]])
        weights = np.ones(2 * reach + 1) / (2 * reach + 1)
        if len(turns) == count + 2 * reach:
            return np.stack([np.convolve(turns[:, k], weights, "valid") for k in (0, 1)], axis=1)
    index = np.arange(count)
    half = np.minimum(np.minimum(index, count - 1 - index), reach)
    smooth: Floats = (sums[index + half + 1] - sums[index - half]) / (2 * half + 1)[:, None]
    return smooth


def _neighbours(pixels: set[Pixel]) -> Near:
    return {
        (row, column): [
            (row + down, column + right)
            for down, right in AROUND
            if (row + down, column + right) in pixels
        ]
        for row, column in sorted(pixels)
    }


def _ways(near: Near) -> list[Way]:
    """All lines between pixels with another number of neighbours than two, then the rings."""
    gone: set[tuple[Pixel, Pixel]] = set()
    ways: list[Way] = []
    knots = [pixel for pixel, around in near.items() if len(around) != 2]
    for knot in knots:
        if not near[knot]:
            ways.append([knot])
        ways += [_follow(near, knot, step, gone) for step in near[knot] if (knot, step) not in gone]
    for pixel, around in near.items():
        if len(around) == 2 and (pixel, around[0]) not in gone:
            ways.append(_follow(near, pixel, around[0], gone))
    return ways


def _follow(near: Near, start: Pixel, step: Pixel, gone: set[tuple[Pixel, Pixel]]) -> Way:
    way = [start]
    while True:
        gone.update({(way[-1], step), (step, way[-1])})
        way.append(step)
        around = near[step]
        if len(around) != 2 or step == start:
            return way
        step = around[0] if around[1] == way[-2] else around[1]


def _is_spur(way: Way, near: Near, spur: float) -> bool:
    ends = sorted(len(near[pixel]) for pixel in (way[0], way[-1]))
    return ends[0] == 1 and ends[1] > 2 and len(way) <= spur
