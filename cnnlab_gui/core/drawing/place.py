"""Lays strokes into a network's image.

MNIST's way: the longest side of the ink, the pen's width included, becomes 20 of
28 pixels; the pen is brought into the widths that MNIST's have; the ink is
rendered, weighed, and moved so that its centre of mass is at 14.5, though never
over the edge. Where strokes cross, their ink is less than their lengths say,
so it is the rendered ink that is weighed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.drawing.placed import Grey, Placed, Placement
from cnnlab_gui.core.drawing.render import Field, coverage, discs_along
from cnnlab_gui.core.drawing.stroke import Floats, Stroke, box_of
from cnnlab_gui.core.normalise import CENTRE, IMAGE_SIDE, INK_SIDE, THICKEST, THINNEST

FINEST_FILLED, BROADEST_FILLED = 1.0, 5.0
"""Width in pixels of 28 of the pen where the ink fills the image."""
MOST_STEPS = 30

Pair = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Room:
    """How large the ink may be in an image, and how wide the pen, in pixels."""

    size: Pair
    pens: Pair


def placed(
    strokes: Sequence[Stroke],
    shape: tuple[int, int],
    placement: Placement,
    paper: Pair | None = None,
) -> Placed:
    """Render a drawing as a network gets it.

    Parameters
    ----------
    strokes : sequence of Stroke
    shape : (int, int)
        Height and width of the image. MNIST's place is scaled to the shorter side.
    placement : Placement
    paper : (float, float), optional
        Height and width of the paper, in any unit. As it was drawn means: all of the paper,
        in the middle of the image. None for the image's proportions.

    Returns
    -------
    Placed
        Its box is the strokes' exact one, cut at the image's edge. A dot, or a scribble
        that is hardly longer than the pen is wide, stays as small as that.
    """
    if not strokes:
        return Placed(np.zeros(shape, np.uint8))
    path = np.concatenate([stroke.path for stroke in strokes])
    starts = np.cumsum([0, *(len(stroke.points) for stroke in strokes[:-1])])
    if placement is Placement.AS_DRAWN:
        path = _on_paper(path, paper or shape, shape)
    else:
        path = _in_the_middle(_scaled(path, starts, _room(shape, placement)), shape)
    box, discs = box_of(path), discs_along(path, starts, shape)
    ink = coverage(discs, shape)
    if placement is Placement.MNIST:
        shift = _kept_inside(box, _to_centre(ink), shape)
        discs[:, :2] += shift
        box = (box[0] + shift[0], box[1] + shift[1], box[2] + shift[0], box[3] + shift[1])
        ink = coverage(discs, shape)
    return _finished(box, ink)


def _on_paper(path: Floats, paper: Pair, shape: tuple[int, int]) -> Floats:
    """Lay the paper whole into the middle of the image."""
    longer = max(paper)
    sides = [side / longer for side in paper]
    scale = min(side / each for side, each in zip(shape, sides, strict=True))
    down, across = ((side - scale * each) / 2 for side, each in zip(shape, sides, strict=True))
    laid: Floats = path * scale
    laid[:, :2] += across, down
    return laid


def _room(shape: tuple[int, int], placement: Placement) -> _Room:
    height, width = shape
    unit = min(shape) / IMAGE_SIDE
    if placement is Placement.FILLED:
        return _Room((width, height), (FINEST_FILLED * unit, BROADEST_FILLED * unit))
    return _Room((INK_SIDE * unit, INK_SIDE * unit), (THINNEST * unit, THICKEST * unit))


def _in_the_middle(path: Floats, shape: tuple[int, int]) -> Floats:
    """Move the ink's box to the middle of the image."""
    left, top, right, bottom = box_of(path)
    path[:, :2] += (shape[1] - left - right) / 2, (shape[0] - top - bottom) / 2
    return path


def _to_centre(ink: Field) -> Pair:
    """By how much ink is moved to lie where MNIST's does."""
    height, width = ink.shape
    beside = (CENTRE - IMAGE_SIDE / 2) * min(height, width) / IMAGE_SIDE
    x, y = _centre(ink)
    return width / 2 + beside - x, height / 2 + beside - y


def _finished(box: Box, ink: Field) -> Placed:
    pixels: Grey = np.rint(ink * 255).astype(np.uint8)
    if not pixels.any():
        return Placed(pixels)
    height, width = pixels.shape
    left, top, right, bottom = box
    cut = (max(left, 0.0), max(top, 0.0), min(right, float(width)), min(bottom, float(height)))
    return Placed(pixels, cut, _centre(ink))


def _centre(ink: Field) -> Pair:
    """The centre of mass, in pixels: x, y."""
    height, width = ink.shape
    across, down = ink.sum(axis=0, dtype=np.float64), ink.sum(axis=1, dtype=np.float64)
    mass = across.sum()
    x, y = across @ (np.arange(width) + 0.5) / mass, down @ (np.arange(height) + 0.5) / mass
    return float(x), float(y)


def _kept_inside(box: Box, shift: Pair, shape: tuple[int, int]) -> Pair:
    """The shift, or as much of it as leaves the box inside the image."""
    (left, top, right, bottom), (height, width) = box, shape
    x, y = shift
    return min(max(x, -left), width - right), min(max(y, -top), height - bottom)


def _scaled(path: Floats, starts: NDArray[np.intp], room: _Room) -> Floats:
    """Scale strokes so that their ink is as large as the room on the side that needs most."""
    wide = _mean_width(path, starts)
    extent = np.ptp(path[:, :2], axis=0)
    # How many times the paper's unit grows if the pen grows with it, and what the pen becomes.
    grows = min(side / (each + wide) for side, each in zip(room.size, extent, strict=True))
    pen = min(max(grows * wide, room.pens[0]), room.pens[1])
    radii = path[:, 2] * (pen / wide)
    # What is hardly longer than its pen is wide is a dot, and must not become a huge one.
    share = min(1.0, float(extent.max()) / wide) ** 2
    size = [pen + (side - pen) * share for side in room.size]
    scale = _scale(path[:, :2], radii, size)
    return np.column_stack([path[:, :2] * scale, radii])


def _mean_width(path: Floats, starts: NDArray[np.intp]) -> float:
    """The pen's width, of long pieces more than of short ones, in the path's unit."""
    steps = np.hypot(*np.diff(path[:, :2], axis=0).T)
    steps[starts[1:] - 1] = 0
    weights = np.zeros(len(path))
    weights[:-1] += steps
    weights[1:] += steps
    weights[starts] += 2 * path[starts, 2]  # a dot has no steps
    return float(np.average(2 * path[:, 2], weights=weights))


def _scale(points: Floats, radii: Floats, size: Sequence[float]) -> float:
    """By what points are multiplied so that their discs just fit ``size`` on both axes.

    The ends of the ink grow with the scale as maxima of straight lines do, so Newton's
    method gets there in a few steps, from above.
    """
    scales = []
    for axis, side in enumerate(size):
        along = points[:, axis]
        first, last = int(along.argmin()), int(along.argmax())
        scale = np.inf
        for _ in range(MOST_STEPS):
            distance = float(along[last] - along[first])
            if distance <= 0:
                break
            before = scale
            scale = (side - float(radii[first] + radii[last])) / distance
            if not scale < before:
                break
            first = int((scale * along - radii).argmin())
            last = int((scale * along + radii).argmax())
        if np.isfinite(scale):
            scales.append(max(scale, 0.0))
    return min(scales, default=1.0)
