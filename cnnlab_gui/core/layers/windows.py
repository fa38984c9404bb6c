"""Where a window lies that slides over an image, and what it sees there."""

import numpy as np

from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.layers.arithmetic import Patch, Values
from cnnlab_gui.core.layers.base import Padding, Shape, Window


def source_of(window: Window, padding: Padding, shape: Shape, rect: Rect) -> Rect:
    """Pixels of an image of ``shape`` that the windows behind the pixels ``rect`` see.

    With padding it may reach beyond the border.
    """
    (high, wide), (down, across) = window
    top = rect.top * down - padded_before(shape[0], high, down, padding)
    left = rect.left * across - padded_before(shape[1], wide, across, padding)
    return Rect(top, left, (rect.height - 1) * down + high, (rect.width - 1) * across + wide)


def everything(shape: Shape) -> Rect:
    """All pixels of an image, or all of a vector, as one row."""
    return Rect(0, 0, shape[0], shape[1]) if len(shape) == 3 else Rect(0, 0, 1, shape[0])


def unflattened(shape: Shape, rect: Rect) -> Rect:
    """The pixels of an image of ``shape`` that hold what is at ``rect`` of the row it became."""
    _, width, channels = shape
    first, last = rect.left // channels, (rect.left + rect.width - 1) // channels
    top, bottom = first // width, last // width
    if top == bottom:
        return Rect(top, first % width, 1, last - first + 1)
    return Rect(top, 0, bottom - top + 1, width)


def padded_before(side: int, size: int, stride: int, padding: Padding) -> int:
    """Pixels that TensorFlow adds above or to the left; after it there may be one more."""
    if padding == "valid":
        return 0
    windows = -(-side // stride)
    return max((windows - 1) * stride + size - side, 0) // 2


def patch_under(window: Window, padding: Padding, inputs: Values, at: Position) -> Patch:
    """The patch, of all channels, that the output's pixel at ``at`` looks at."""
    height, width, channels = inputs.shape
    rect = source_of(window, padding, inputs.shape, Rect(at[0], at[1], 1, 1))
    seen = rect.clipped(height, width)
    values = inputs[seen.top : seen.top + seen.height, seen.left : seen.left + seen.width]
    if seen == rect:
        return Patch(values, range(channels), rect, np.ones(window.size, np.bool_))
    rows = slice(seen.top - rect.top, seen.top - rect.top + seen.height)
    columns = slice(seen.left - rect.left, seen.left - rect.left + seen.width)
    filled = np.zeros((*window.size, channels), np.float32)
    inside = np.zeros(window.size, np.bool_)
    filled[rows, columns] = values
    inside[rows, columns] = True
    return Patch(filled, range(channels), rect, inside)
