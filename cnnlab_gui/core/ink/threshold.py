"""Where ink begins: Otsu's threshold, and what is no ink at all."""

import math

import numpy as np

from cnnlab_gui.core.ink.filters import Floats, highest, lowest

LEVELS = 256
FAINTEST = 0.1
"""Contrast below which nothing is ink, as a share of black to white."""

FAINTEST_IN_PHOTO = 0.22
"""The same where a shadow's edge may be left over."""

NOISES = 8.0
"""An edge is at least so many standard deviations of the paper's noise high."""

EDGE_SHARE = 150
MAD = 0.6745  # of a normal distribution with deviation 1


def noise_of(contrast: Floats) -> float:
    """The standard deviation of the noise from one pixel to the next."""
    steps = np.abs(np.diff(contrast[:, ::2], axis=0)) if len(contrast) > 1 else contrast
    return float(np.median(steps)) / MAD / math.sqrt(2)


def ink_threshold(contrast: Floats, noise: float, *, is_even: bool) -> float | None:
    """Return the contrast from which on a pixel is ink.

    Otsu's threshold wants as much ink as paper, and most pictures are nearly all paper:
    it is taken among the pixels beside edges.

    Parameters
    ----------
    contrast : (h, w) float32
        In [0, 1], 0 is paper.
    noise : float
        See `noise_of`.
    is_even : bool
        Whether the paper is of one grey all around, as no photo's is.

    Returns
    -------
    float or None
        None where nothing stands out from the paper.
    """
    faintest = FAINTEST if is_even else FAINTEST_IN_PHOTO
    reach = max(1, max(contrast.shape) // EDGE_SHARE)
    heights = highest(contrast, reach) - lowest(contrast, reach)
    values = contrast[heights > max(faintest, NOISES * noise)]
    if not values.size:
        return None
    threshold, distance = _otsu(values)
    if distance < max(faintest, NOISES / 2 * noise):
        return None
    return max(threshold, faintest / 2)


def _otsu(values: Floats) -> tuple[float, float]:
    """Return the threshold that parts ``values`` best, and how far apart both means are."""
    counts, edges = np.histogram(values, LEVELS, (0, 1))
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)[:-1]
    above = len(values) - below
    sums = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = sums[:-1] / below, (sums[-1] - sums[:-1]) / above
        between = np.nan_to_num(below * above * (high - low) ** 2)
    best = int(between.argmax())
    if not between[best]:
        return float(middles[best]), 0.0
    # Between two clear groups many thresholds are equally good: the middle of both is meant.
    return float(low[best] + high[best]) / 2, float(high[best] - low[best])
