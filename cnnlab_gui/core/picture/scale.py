"""How large things are drawn. Faces are to scale; depth and length are compressed, as said here.

The picture's legend says the same in plain words.
"""

import math
from dataclasses import dataclass

from cnnlab_gui.core.layers.base import Shape

TALLEST_FACE = 120.0
WIDEST_FACE = 150.0
LARGEST_PIXEL = 12.0
SMALLEST_FACE = 3.0

DEPTH_OF_ONE_CHANNEL = 4.0
BACK_X, BACK_Y = 0.8, -0.5
"""Where one unit of depth points: back is to the right and up."""

LENGTH_OF_A_DECADE = 42.0
SHORTEST_COLUMN = 20.0
COLUMN_WIDTH = 14.0

CELL = 11.0
MOST_CELLS = 16

MARK_WIDTH = 24.0
SHORTEST_MARK = 44.0


@dataclass(frozen=True)
class Size:
    """Of a front face and its depth."""

    width: float
    height: float
    depth: float = 0.0


BROKEN = Size(56.0, 72.0)
"""Of a layer that cannot stand where it stands."""


def pixel_length(shapes: list[Shape]) -> float:
    """Length of one pixel, the same in the whole picture, so that the largest face fits."""
    images = [shape for shape in shapes if len(shape) == 3]
    tallest = max(shape[0] for shape in images)
    widest = max(shape[1] for shape in images)
    return min(TALLEST_FACE / tallest, WIDEST_FACE / widest, LARGEST_PIXEL)


def face_side(pixels: int, scale: float) -> float:
    """Linear; only what would vanish is drawn larger."""
    return max(SMALLEST_FACE, pixels * scale)


def depth_of(channels: int) -> float:
    """Grows with the square root: four times as many channels are twice as deep."""
    return DEPTH_OF_ONE_CHANNEL * math.sqrt(channels)


def column_length(count: int) -> float:
    """Grows with the logarithm: ten times as many numbers are one step longer."""
    return max(SHORTEST_COLUMN, LENGTH_OF_A_DECADE * math.log10(count))


def size_of(shape: Shape, scale: float) -> Size:
    """How large an image, or a list of numbers, is drawn."""
    if len(shape) == 3:
        height, width, channels = shape
        return Size(face_side(width, scale), face_side(height, scale), depth_of(channels))
    count = math.prod(shape)
    if count <= MOST_CELLS:
        return Size(CELL, CELL * count)
    return Size(COLUMN_WIDTH, column_length(count))


def ruler_pixels(scale: float) -> int:
    """A round number of pixels that is 24 to 60 long in the picture."""
    for decade in (1, 10, 100, 1000):
        for step in (1, 2, 5):
            if decade * step * scale >= 24:
                return decade * step
    return 1000
