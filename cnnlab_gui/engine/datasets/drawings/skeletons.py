"""From images of digits to the strokes that a pen would make."""

from collections.abc import Iterator, Sequence
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.engine.datasets.drawings.thinning import thinned
from cnnlab_gui.engine.datasets.drawings.tracing import Floats, smoothed, traced

FINER = 4
"""Pixels on which lines are found, along each pixel of the image."""
INK = 0.45
"""From this grey on, of 1, a pixel is ink."""
SMOOTH = 5
"""How far the way of the pen is averaged, finer pixels either way."""
SPUR = 0.35
"""Lines up to so many pens long are spurs."""
AT_ONCE = 250

Strokes = Sequence[Floats]


def strokes_of(images: Images) -> Iterator[Strokes]:
    """Find the lines in the middle of the ink of each image.

    Parameters
    ----------
    images : (N, H, W) uint8
        0 is paper, 255 is ink; at least one pixel of each is ink.

    Yields
    ------
    list of (K, 2) float64
        For each image its strokes: x and y in pixels, in continuous coordinates.
    """
    for first in range(0, len(images), AT_ONCE):
        ink = enlarged(images[first : first + AT_ONCE]) >= INK * 255
        for mask, lines in zip(ink, thinned(ink), strict=True):
            ways = traced(lines, SPUR * _pen(float(mask.sum()), float(lines.sum())))
            yield [smoothed(way, SMOOTH) / FINER for way in ways]


def _pen(ink: float, length: float) -> float:
    """How wide a round pen is whose line of ``length`` covers so much: both ends included."""
    return (sqrt(length**2 + pi * ink) - length) * 2 / pi


def enlarged(images: Images) -> NDArray[np.float32]:
    """``(N, FINER × H, FINER × W) float32``, interpolated between the middles of pixels."""
    grey = images.astype(np.float32)
    for axis in (1, 2):
        count = grey.shape[axis]
        place = np.clip((np.arange(count * FINER) + 0.5) / FINER - 0.5, 0, count - 1)
        low = place.astype(np.intp)
        high = np.minimum(low + 1, count - 1)
        share = (place - low).astype(np.float32)
        share = share[:, None] if axis == 1 else share
        grey = (1 - share) * grey.take(low, axis) + share * grey.take(high, axis)
    return grey
