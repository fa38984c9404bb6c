"""Pictures of digits, as a person would photograph, scan or draw them."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.engine.datasets.stroke_digits.generator import make_pen_paths

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]

SEED = 7


def digits(count: int) -> tuple[list[list[Floats]], Bytes]:
    """The pen's paths of some digits, each in a box from 0 to 1 on its longest side."""
    paths, labels = make_pen_paths(count, SEED)
    return [_boxed(strokes) for strokes in paths], labels


def _boxed(strokes: list[Floats]) -> list[Floats]:
    points = np.concatenate([stroke[:, :2] for stroke in strokes])
    least = points.min(axis=0)
    side = float(np.ptp(points, axis=0).max())
    return [(stroke[:, :2] - least) / side for stroke in strokes]


def inked(
    shape: tuple[int, int], strokes: list[Floats], at: tuple[float, float], side: float, pen: float
) -> Floats:
    """How much ink lies on each pixel, 0 to 1, of a digit drawn with a round pen."""
    nearest = np.full(shape, np.inf)
    for stroke in strokes:
        for start, end in pairwise(stroke * side + at):
            near = np.floor(np.minimum(start, end) - pen / 2 - 1).astype(int).clip(0)
            far = np.ceil(np.maximum(start, end) + pen / 2 + 1).astype(int)
            part = nearest[near[1] : far[1], near[0] : far[0]]
            y, x = np.indices(part.shape) + 0.5 + near[::-1, None, None] - start[::-1, None, None]
            along = end - start
            share = (x * along[0] + y * along[1]) / max(float(along @ along), 1e-12)
            share = np.clip(share, 0, 1)
            distance = np.hypot(x - share * along[0], y - share * along[1])
            np.minimum(part, distance, out=part)
    return np.clip(pen / 2 - nearest + 0.5, 0, 1)


def on_canvas(strokes: list[Floats], *, side: float = 140, pen: float = 12) -> Floats:
    """A digit in the middle of 280×280 pixels."""
    return inked((280, 280), strokes, (90, 70), side, pen)


def black_on_white(ink: Floats) -> Bytes:
    return np.rint(255 * (1 - ink)).astype(np.uint8)


def white_on_black(ink: Floats) -> Bytes:
    return np.rint(255 * ink).astype(np.uint8)


def photo(ink: Floats, *, noise: float = 6.0) -> Bytes:
    """Paper under a lamp from the side, with a shadow, noise, and the blocks of a JPEG."""
    height, width = ink.shape
    y, x = np.mgrid[:height, :width]
    light = 0.55 + 0.4 * x / width - 0.2 * y / height
    light = light * np.where(x + 0.4 * y > 0.75 * width, 0.65, 1.0)
    rng = np.random.default_rng(SEED)
    grey = 255 * light * (0.9 - 0.72 * ink) + rng.normal(0, noise, ink.shape)
    blocks = np.rint(rng.normal(0, 2, (height // 8 + 1, width // 8 + 1)))
    grey += np.kron(blocks, np.ones((8, 8)))[:height, :width]
    pixels: Bytes = np.clip(grey, 0, 255).astype(np.uint8)
    return pixels


def row(
    strokes: list[list[Floats]], *, side: int = 70, pen: float = 7, columns: int = 99
) -> Floats:
    """Digits beside each other, in lines of some ``columns``, with a third of a digit between."""
    columns = min(columns, len(strokes))
    lines = -(-len(strokes) // columns)
    pitch = side * 4 // 3 + round(pen)
    shape = (40 + lines * pitch, 40 + columns * pitch)
    ink = np.zeros(shape)
    for index, each in enumerate(strokes):
        place = (30 + index % columns * pitch, 30 + index // columns * pitch)
        np.maximum(ink, inked(shape, each, place, side, pen), out=ink)
    return ink
