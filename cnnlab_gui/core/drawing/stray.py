"""Ink that nobody meant: a stray tap, or what the eraser left in a corner.

The box of all ink decides how large a digit becomes; a tap far away would shrink it.
"""

from collections.abc import Sequence

import numpy as np

from cnnlab_gui.core.drawing.stroke import Floats, Stroke

SHORT = 0.3
"""The pen's way, across or down, as a share of that of the rest; a bar is longer."""

SMALL = 0.6
"""Its box, the pen's width included, likewise; with a broad pen a tap is large, too."""

GAP = 0.3
"""How far it lies from the box of the rest, as a share of that; an i's dot is nearer."""


def without_stray(strokes: Sequence[Stroke]) -> tuple[Stroke, ...]:
    """Leave out strokes that are tiny beside the rest and lie far apart from it.

    Parameters
    ----------
    strokes : sequence of Stroke

    Returns
    -------
    tuple of Stroke
        In the same order; never none of some. All of them where none is longer than its pen
        is wide, as dots beside each other.
    """
    if len(strokes) < 2:
        return tuple(strokes)
    boxes = np.array([stroke.box for stroke in strokes])
    ways = np.array([float(np.ptp(stroke.path[:, :2], axis=0).max()) for stroke in strokes])
    main = int(ways.argmax())
    if ways[main] <= max(strokes[main].widths):
        return tuple(strokes)
    sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    kept = ways > SHORT * ways[main]
    while not kept.all():
        hull = np.concatenate([boxes[kept, :2].min(axis=0), boxes[kept, 2:].max(axis=0)])
        side = (hull[2:] - hull[:2]).max()
        more = ~kept & ((sides > SMALL * side) | (_gaps(boxes, hull) <= GAP * side))
        if not more.any():
            break
        kept |= more
    return tuple(stroke for stroke, stays in zip(strokes, kept, strict=True) if stays)


def _gaps(boxes: Floats, hull: Floats) -> Floats:
    """How far boxes (N, 4) lie from one: 0 where they touch."""
    apart = np.maximum(boxes[:, :2] - hull[2:], hull[:2] - boxes[:, 2:])
    gaps: Floats = np.hypot(*np.maximum(apart, 0).T)
    return gaps
