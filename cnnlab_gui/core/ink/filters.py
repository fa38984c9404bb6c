"""Filters over square neighbourhoods."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


def lowest(values: Floats, reach: int) -> Floats:
    """The lowest value within ``reach`` pixels, in rows and columns."""
    return -highest(-values, reach)


def highest(values: Floats, reach: int) -> Floats:
    """The highest value within ``reach`` pixels, in rows and columns."""
    for axis in (0, 1):
        values = _running_max(values, reach, axis)
    return values


def _running_max(values: Floats, reach: int, axis: int) -> Floats:
    """Doubles the window until it is as wide as wanted, so that it takes its logarithm in steps."""
    window = 2 * reach + 1
    widths = [(0, 0), (0, 0)]
    widths[axis] = (reach, reach)
    padded = np.pad(values, widths, constant_values=-np.inf)
    have = 1
    while have < window:
        step = min(have, window - have)
        length = padded.shape[axis] - step
        padded = np.maximum(_part(padded, axis, 0, length), _part(padded, axis, step, length))
        have += step
    return padded


def _part(values: Floats, axis: int, start: int, length: int) -> Floats:
    cut = slice(start, start + length)
    return values[cut] if axis == 0 else values[:, cut]


def grown(mask: Mask, reach: int) -> Mask:
    """``mask`` and all within ``reach`` pixels of it, in rows and columns."""
    for _ in range(reach):
        mask = mask.copy()
        before = mask.copy()
        mask[1:] |= before[:-1]
        mask[:-1] |= before[1:]
        before = mask.copy()
        mask[:, 1:] |= before[:, :-1]
        mask[:, :-1] |= before[:, 1:]
    return mask


def blurred(values: Floats, reach: int) -> Floats:
    """The mean within ``reach`` pixels, in rows and columns; the border is repeated outwards."""
    for axis in (0, 1):
        widths = [(0, 0), (0, 0)]
        widths[axis] = (reach, reach)
        windows = sliding_window_view(np.pad(values, widths, "edge"), 2 * reach + 1, axis=axis)
        values = windows.mean(axis=-1, dtype=np.float32)
    return values
