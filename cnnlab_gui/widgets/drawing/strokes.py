"""Strokes of a pen, and the images that a network gets of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, pi

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from cnnlab_gui.core.normalise import (
    CENTRE,
    IMAGE_SIDE,
    INK_SIDE,
    centre_of_mass,
    normalise_strokes,
)

Grey = NDArray[np.uint8]
Floats = NDArray[np.float64]

LEAST_FACTOR, MOST_FACTOR = 2, 4
"""Pixels of ink, along each side, that are averaged to one."""
LARGEST_SIDE = 1024
"""Pixels of ink along the longer side, as far as `LEAST_FACTOR` allows."""
THINNEST, THICKEST = 2.2, 4.2
"""Width in pixels that MNIST's pens have; centred strokes are brought into it."""


@dataclass(frozen=True)
class Stroke:
    """What one pen wrote between down and up.

    Attributes
    ----------
    points : tuple of (float, float)
        x to the right and y down from the paper's corner, in units of its longer side;
        at least one.
    width : float
        The pen's, in the same unit.
    """

    points: tuple[tuple[float, float], ...]
    width: float

    @property
    def steps(self) -> list[float]:
        """Lengths from each point to the next."""
        return [
            hypot(x - u, y - v)
            for (x, y), (u, v) in zip(self.points, self.points[1:], strict=False)
        ]


def rendered(strokes: Sequence[Stroke], height: int, width: int, *, centred: bool = False) -> Grey:
    """Draw strokes at the size of a network's image.

    Parameters
    ----------
    strokes : sequence of Stroke
    height, width : int
        Of the image, and with the paper's proportions.
    centred : bool
        Lay the ink where MNIST's lies, with a pen as wide; for 28×28 only.

    Returns
    -------
    (height, width) uint8
        0 is paper, 255 is ink.

    Raises
    ------
    ValueError
        If an image of another size is to be centred.
    """
    side = max(height, width)
    factor = min(max(LEAST_FACTOR, LARGEST_SIDE // side), MOST_FACTOR)
    if centred and (height, width) != (IMAGE_SIDE, IMAGE_SIDE):
        raise ValueError(f"MNIST's place is known for {IMAGE_SIDE}×{IMAGE_SIDE} only")
    if centred and strokes:
        ink = _centred(_normalised(strokes), factor)
    else:
        ink = _ink(strokes, (height * factor, width * factor), side * factor)
    return _averaged(ink, factor)


def paint(painter: QPainter, stroke: Stroke, ink: QColor) -> None:
    """Draw a stroke on a painter whose unit is the paper's longer side."""
    round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(ink, stroke.width, Qt.PenStyle.SolidLine, round_cap, round_join))
    points = [QPointF(x, y) for x, y in stroke.points]
    if not any(stroke.steps):
        painter.drawPoint(points[0])  # Qt draws no line without a length
    else:
        painter.drawPolyline(points)


def _ink(strokes: Sequence[Stroke], size: tuple[int, int], unit: float) -> Grey:
    height, width = size
    image = QImage(width, height, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(unit, unit)
    for stroke in strokes:
        paint(painter, stroke, QColor(Qt.GlobalColor.white))
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine())
    return rows[:, :width].copy()


def _averaged(ink: Grey, factor: int) -> Grey:
    height, width = ink.shape
    blocks = ink.reshape(height // factor, factor, width // factor, factor)
    averaged: Grey = np.rint(blocks.mean(axis=(1, 3))).astype(np.uint8)
    return averaged


def _normalised(strokes: Sequence[Stroke]) -> list[Stroke]:
    """The strokes in pixels of the image, as large as MNIST's and about in their place."""
    points = np.array([point for stroke in strokes for point in stroke.points])
    lengths = [sum(stroke.steps) + stroke.width for stroke in strokes]
    mean_width = float(np.average([stroke.width for stroke in strokes], weights=lengths))
    extent = float(np.ptp(points, axis=0).max())
    pen = min(max(INK_SIDE * mean_width / (extent + mean_width), THINNEST), THICKEST)
    cap = pi / 8 * pen * extent / (INK_SIDE - pen) if extent else 1.0
    weights = np.concatenate([_weights(stroke, cap) for stroke in strokes])
    placed = normalise_strokes(points, weights, pen / 2)
    ends = np.cumsum([len(stroke.points) for stroke in strokes])[:-1]
    return [_stroke(part, pen) for part in np.split(placed, ends)]


def _weights(stroke: Stroke, cap: float) -> Floats:
    """How much stroke is around each point: half of each step beside it, and ``cap`` at an end."""
    halves = np.array(stroke.steps) / 2
    weights = np.concatenate([[cap], halves]) + np.concatenate([halves, [cap]])
    return np.asarray(weights, np.float64)


def _centred(strokes: list[Stroke], factor: int) -> Grey:
    """The ink with its centre of mass where MNIST's is, but all of it on the paper.

    Where strokes cross, their ink is less than their lengths say, so it is weighed itself.
    """
    size = (IMAGE_SIDE * factor, IMAGE_SIDE * factor)
    seen = centre_of_mass(_ink(strokes, size, factor)[None])[0] / factor
    points = np.array([point for stroke in strokes for point in stroke.points])
    margin = strokes[0].width / 2
    low, high = margin - points.min(axis=0), IMAGE_SIDE - margin - points.max(axis=0)
    shift = np.clip(CENTRE - seen, low, high)
    moved = [_stroke(np.array(stroke.points) + shift, stroke.width) for stroke in strokes]
    return _ink(moved, size, factor)


def _stroke(points: Floats, width: float) -> Stroke:
    return Stroke(tuple((float(x), float(y)) for x, y in points), width)
