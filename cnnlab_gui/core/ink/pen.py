"""The width of the pen, and how it is brought into MNIST's range."""

import numpy as np

from cnnlab_gui.core.ink.components import Mask
from cnnlab_gui.core.ink.distance import distance_to, signed_distance, skeleton
from cnnlab_gui.core.ink.scale import Floats, enlarged, fitted, resized
from cnnlab_gui.core.normalise import INK_SIDE, THICKEST, THINNEST

WORKING_SIDE = 100
MARGIN = 26
HALF = 0.5
DOT = 0.85
"""Ink that is so nearly as wide everywhere as it is long is a dot."""


def with_usual_pen(ink: Floats) -> tuple[Floats, bool]:
    """Bring the pen's width into MNIST's range.

    Parameters
    ----------
    ink : (h, w) float32
        One character, 0 to 1.

    Returns
    -------
    (h', w') float32
        In another size, with paper around it.
    bool
        Whether it is one dot, whose pen is left as it is.
    """
    ink = _at_working_size(ink)
    mask = ink >= HALF
    depth = signed_distance(mask)
    if 2 * float(depth.max()) >= DOT * _longest(mask):
        return ink, True
    width = pen_width(mask, depth)
    wanted = np.clip(width * INK_SIDE / _longest(mask), THINNEST, THICKEST)
    change = _change(width, _longest(mask), float(wanted))
    if abs(change) < HALF:
        return ink, False
    changed = np.clip(depth + change + HALF, 0, 1)
    if change < 0:
        # What is thinner than the rest must not go: the middle line keeps its pen.
        line = distance_to(skeleton(mask))
        kept = np.clip(width / 2 + change - line + HALF, 0, 1)
        changed = np.maximum(changed, np.minimum(kept, np.clip(depth + HALF, 0, 1)))
    return changed.astype(np.float32), False


def pen_width(mask: Mask, depth: Floats) -> float:
    """The usual width of the strokes in a mask, given `signed_distance`; pixels.

    Across a stroke, the mean depth is a quarter of its width.
    """
    return float(depth[mask].mean()) * 4


def _longest(mask: Mask) -> int:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(max(rows[-1] - rows[0], columns[-1] - columns[0])) + 1


def _change(width: float, longest: int, wanted: float) -> float:
    """By how much each edge moves outwards; the ink grows with it and is scaled afterwards."""
    share = wanted / INK_SIDE
    return (share * longest - width) / (2 * (1 - share))


def _at_working_size(ink: Floats) -> Floats:
    """Scale to the working size with a margin; a thin pen is kept whole."""
    size = fitted(ink.shape, WORKING_SIDE)
    if size[0] > ink.shape[0] or size[1] > ink.shape[1]:
        scaled = enlarged(ink, size)
    else:
        step = max(ink.shape) / WORKING_SIDE
        mask = ink >= HALF
        # Twice the area by the outline: rough, but it costs nothing.
        steps = (mask[1:] ^ mask[:-1], mask[:, 1:] ^ mask[:, :-1])
        outline = sum(int(np.count_nonzero(each)) for each in steps)
        width = 2.4 * int(np.count_nonzero(mask)) / max(1, outline)
        gain = max(1.0, 1.25 * step / max(width, 0.5))
        scaled = np.minimum(resized(ink, size) * np.float32(gain), 1)
    return np.pad(scaled, MARGIN)
