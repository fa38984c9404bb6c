"""The paper of a photo or scan: which side of grey it is, and how the light falls on it."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.ink.filters import blurred, highest, lowest
from cnnlab_gui.core.ink.scale import Floats, enlarged, fitted, resized

WHITE = 255.0
SKETCH_SIDE = 96
"""Longest side of the copy on which the paper is estimated, pixels."""

FINE_SIDE = 192
"""The same for a photo, whose shadows have edges."""

WIDEST_STROKE = 0.2
"""Half the side of a square that no stroke fills, as a share of the longest side."""

WIDEST_IN_PHOTO = 0.08
"""The same for a photo: a shadow wider than twice that belongs to the paper."""

EVEN = 12.0
"""Grey levels between which most of an even border lies."""

DARKEST = 40.0
"""Grey levels of light below which a difference is noise and is not blown up."""

BORDER = 0.06
ROUNDS = 8
FEW = 400
RIDGE = 1e-6 * np.eye(6)


@dataclass(frozen=True, eq=False)
class Evened:
    """A picture without its light.

    Attributes
    ----------
    contrast : (h, w) float32
        0 is paper, 1 is as far from it as grey can be.
    inverted : bool
        Whether the ink is darker than the paper.
    is_even : bool
        Whether the paper is of one grey all around.
    """

    contrast: Floats = field(repr=False)
    inverted: bool
    is_even: bool


def evened(grey: Floats) -> Evened:
    """Take the light and the paper out of a picture.

    Parameters
    ----------
    grey : (h, w) float32
        In [0, 255].
    """
    inverted = is_paper_light(sketched(grey))
    is_even = _is_even(grey)
    side, widest = (SKETCH_SIDE, WIDEST_STROKE) if is_even else (FINE_SIDE, WIDEST_IN_PHOTO)
    values = WHITE - grey if inverted else grey
    small = sketched(values, side)
    reach = max(1, round(widest * max(small.shape)))
    paper = blurred(highest(lowest(small, reach), reach), 1)
    paper = enlarged(paper, (grey.shape[0], grey.shape[1]))
    room = np.maximum(WHITE - paper, DARKEST)
    return Evened(np.clip((values - paper) / room, 0, 1), inverted, is_even)


def _is_even(grey: Floats) -> bool:
    """Whether the border, where most is paper, is of one grey, as no photo's is."""
    border = border_of(sketched(grey))
    low, high = np.quantile(border, (0.15, 0.85))
    return bool(high - low <= EVEN)


def border_of(values: Floats) -> Floats:
    """The outermost pixels of (h, w) values, in a row."""
    return np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])


def sketched(grey: Floats, side: int = SKETCH_SIDE) -> Floats:
    """A small copy, on which the paper is judged."""
    if max(grey.shape) <= side:
        return grey
    return resized(grey, fitted(grey.shape, side))


def is_paper_light(grey: Floats) -> bool:
    """Whether what surrounds the ink is lighter than the ink.

    A curved surface is laid through the border, where most is paper; ink is what lies
    far to one side of it. The cube lets a little strong ink outweigh a wide weak shadow.
    """
    deviation = (grey - _surface(grey)) / WHITE
    skew = float((deviation**3).mean())
    return skew < 0 or (skew == 0 and float(np.median(grey)) > WHITE / 2)


def _surface(grey: Floats) -> Floats:
    """A quadratic surface through the border, by least absolute deviations."""
    height, width = grey.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=-1)
    edge = max(1, round(BORDER * min(height, width)))
    on_border = np.ones(grey.shape, bool)
    on_border[edge:-edge, edge:-edge] = False
    few = slice(None, None, max(1, int(np.count_nonzero(on_border)) // FEW))
    known, wanted = terms[on_border][few], grey[on_border][few].astype(np.float64)
    solution: NDArray[np.floating[Any]] = np.array([np.median(wanted), 0, 0, 0, 0, 0])
    for _ in range(ROUNDS):
        weights = 1 / np.maximum(np.abs(known @ solution - wanted), 1.0)
        weighed = known * weights[:, None]
        # A tiny ridge, because a picture of a row or two leaves terms open.
        solution = np.linalg.solve(weighed.T @ known + RIDGE, weighed.T @ wanted)
    surface: Floats = (terms @ solution).astype(np.float32)
    return surface
