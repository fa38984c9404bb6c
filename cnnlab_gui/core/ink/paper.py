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

WIDEST_STROKE = 0.2
"""Half the side of a square that no stroke fills, as a share of the longest side."""

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
    """

    contrast: Floats = field(repr=False)
    inverted: bool


def evened(grey: Floats) -> Evened:
    """Take the light and the paper out of a picture.

    Parameters
    ----------
    grey : (h, w) float32
        In [0, 255].
    """
    sketch = sketched(grey)
    inverted = is_paper_light(sketch)
    values, small = (WHITE - grey, WHITE - sketch) if inverted else (grey, sketch)
    reach = max(1, round(WIDEST_STROKE * max(small.shape)))
    paper = blurred(highest(lowest(small, reach), reach), 2)
    paper = enlarged(paper, (grey.shape[0], grey.shape[1]))
    room = np.maximum(WHITE - paper, DARKEST)
    return Evened(np.clip((values - paper) / room, 0, 1), inverted)


def sketched(grey: Floats) -> Floats:
    """A small copy, on which the paper is judged."""
    if max(grey.shape) <= SKETCH_SIDE:
        return grey
    return resized(grey, fitted(grey.shape, SKETCH_SIDE))


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
