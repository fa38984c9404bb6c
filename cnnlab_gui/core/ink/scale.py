"""Scaling by area: what a pixel gets is the mean of what it covers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

WORKING_SIDE = 1000
"""No side of the copy of a picture that is searched is longer, pixels."""

LUMA = (0.299, 0.587, 0.114)


def averaged(values: Floats, target: int, step: float, offset: float, axis: int) -> Floats:
    """Scale along one axis by area; matrices would be slower while all cores are busy.

    Parameters
    ----------
    values : (h, w) float32
    target : int
        Pixels along the axis afterwards.
    step : float
        Source pixels that one target pixel covers.
    offset : float
        Where the source begins, in target pixels; what lies outside counts as 0.
    axis : int

    Returns
    -------
    (h', w') float32
    """
    source = values.shape[axis]
    widths = [(0, 0), (0, 0)]
    widths[axis] = (1, 0)
    sums = np.pad(np.cumsum(values, axis=axis, dtype=np.float64), widths)
    edges = np.clip((np.arange(target + 1) - offset) * step, 0, source)
    return (np.diff(_between(sums, edges, axis), axis=axis) / step).astype(np.float32)


def _between(values: NDArray[Any], at: NDArray[np.float64], axis: int) -> NDArray[Any]:
    """Values at places between the indices of an axis, linear."""
    first = np.minimum(at.astype(np.int64), max(0, values.shape[axis] - 2))
    share = (at - first).astype(values.dtype)
    share = share[:, None] if axis == 0 else share
    second = np.minimum(first + 1, values.shape[axis] - 1)
    low, high = values.take(first, axis), values.take(second, axis)
    between: NDArray[Any] = low + (high - low) * share
    return between


def resized(values: Floats, size: tuple[int, int]) -> Floats:
    """Scale (h, w) float32 to ``size`` by area; both axes on their own."""
    for axis in (0, 1):
        values = averaged(values, size[axis], values.shape[axis] / size[axis], 0.0, axis)
    return values


def enlarged(values: Floats, size: tuple[int, int]) -> Floats:
    """Scale (h, w) float32 to at least ``size``, linear between the middles of pixels."""
    for axis in (0, 1):
        source = values.shape[axis]
        at = (np.arange(size[axis]) + 0.5) * source / size[axis] - 0.5
        values = _between(values, np.clip(at, 0, source - 1), axis)
    return values


def fitted(shape: tuple[int, ...], longest: int) -> tuple[int, int]:
    """A height and width of the same proportions, the longest side given, neither below 1."""
    height, width = shape
    scale = longest / max(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def small_grey(image: Bytes, longest: int) -> Floats:
    """Return an image in grey, with no side above ``longest``.

    Parameters
    ----------
    image : (H, W), (H, W, 1) or (H, W, 3) uint8
        RGB where it has three channels.

    Returns
    -------
    (h, w) float32
        In [0, 255]. Large images are first reduced by whole blocks, so that time and
        memory grow with the pixels given and not with their square.
    """
    blocks = max(1, max(image.shape[:2]) // longest)
    if image.ndim == 2:
        grey = _block_means(image, blocks)
    elif image.shape[2] == 1:
        grey = _block_means(image[..., 0], blocks)
    else:
        parts = [weight * _block_means(image[..., c], blocks) for c, weight in enumerate(LUMA)]
        grey = parts[0] + parts[1] + parts[2]
    if max(grey.shape) > longest:
        grey = resized(grey, fitted(grey.shape, longest))
    return grey


def _block_means(channel: Bytes, side: int) -> Floats:
    """Means of blocks of ``side`` pixels; a rest that fills no block is left out."""
    if side == 1:
        return channel.astype(np.float32)
    height, width = (max(1, n // side) for n in channel.shape)
    used = channel[: height * side, : width * side]
    rows, columns = min(side, used.shape[0]), min(side, used.shape[1])
    total = np.zeros((height, width), np.uint32)
    for row in range(rows):
        for column in range(columns):
            total += used[row::side, column::side]
    means: Floats = (total / (rows * columns)).astype(np.float32)
    return means
