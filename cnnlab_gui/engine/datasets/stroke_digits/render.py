"""From control points to ink: curves through the points, and a pen along the curves.

Both steps are matrix products over a whole batch. No loop runs over segments.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.normalise import IMAGE_SIDE

Floats = NDArray[np.float64]

POINTS = 64
"""Points along the strokes of one digit, shared out by length."""

BLUR = 0.85
"""Standard deviation of the Gaussian laid on each point, pixels.

Wide enough that points a pixel and a half apart melt into a smooth line, narrow
enough that neighbouring strokes stay apart.
"""

_LINE = BLUR * np.sqrt(2 * np.pi)  # field on a long straight line of weight 1 a pixel
_FLOOR = 1e-40  # the field far from all ink underflows; its logarithm must not
_BATCH = 64  # images rasterised at once: their Gaussians stay in the processor's cache


@dataclass(frozen=True)
class Skeleton:
    """One way of writing a digit, ready to be bent and drawn.

    Attributes
    ----------
    control : (K, 2) float64
        Control points in the unit box, x to the right and y down.
    curve : (POINTS, K) float64
        ``curve @ control`` are the points along the strokes.
    joined : (POINTS - 1,) float64
        1 where the pen is down between two neighbouring points, else 0.
    """

    control: Floats
    curve: Floats
    joined: Floats


def catmull_rom(count: int, at: Floats) -> Floats:
    """Return the matrix that takes control points to points on their curve.

    Parameters
    ----------
    count : int
        Number of control points, at least 2.
    at : (M,) float64
        Curve parameters in ``[0, count - 1]``; the curve meets control point ``k``
        at ``k``.

    Returns
    -------
    (M, count) float64
        Each row sums to 1. A uniform Catmull-Rom curve (Catmull and Rom 1974); the
        end tangents point along the first and the last chord.
    """
    start = np.clip(np.floor(at).astype(np.int64), 0, count - 2)
    t = at - start
    basis = (
        np.stack(
            [
                -t + 2 * t**2 - t**3,
                2 - 5 * t**2 + 3 * t**3,
                t + 4 * t**2 - 3 * t**3,
                -(t**2) + t**3,
            ]
        )
        / 2
    )
    padded = np.zeros((at.size, count + 2))
    for offset, row in enumerate(basis):
        padded[np.arange(at.size), start + offset] = row
    # The two points beyond the ends are the neighbours mirrored in the end points.
    matrix = padded[:, 1:-1].copy()
    matrix[:, 0] += 2 * padded[:, 0]
    matrix[:, 1] -= padded[:, 0]
    matrix[:, -1] += 2 * padded[:, -1]
    matrix[:, -2] -= padded[:, -1]
    return matrix


def stroke_weights(points: Floats, joined: Floats) -> Floats:
    """Return the length of stroke that each point stands for.

    Parameters
    ----------
    points : (N, M, 2) float64
        Points along the strokes, any unit.
    joined : (N, M - 1) float64
        1 where the pen is down between neighbours, else 0.

    Returns
    -------
    (N, M) float64
        Half of both neighbouring segments, in the unit of the points.
    """
    steps = np.diff(points, axis=1)
    half = np.sqrt(steps[..., 0] ** 2 + steps[..., 1] ** 2) * (joined / 2)
    weights = np.zeros(points.shape[:2])
    weights[:, :-1] += half
    weights[:, 1:] += half
    return weights


def render_ink(points: Floats, joined: Floats, radius: Floats, edge: Floats) -> NDArray[np.uint8]:
    """Draw strokes with a round pen, antialiased.

    A Gaussian on each point, weighted by its length of stroke, adds up to a field
    that falls with the distance from the line as one Gaussian does. So the field is
    a product of two matrices, because a Gaussian is separable, and its logarithm is
    the squared distance.

    Parameters
    ----------
    points : (N, M, 2) float64
        Points along the strokes, pixels; pixel ``i`` covers ``[i, i + 1)``.
    joined : (N, M - 1) float64
        1 where the pen is down between neighbours, else 0.
    radius : (N,) float64
        Half the pen's width, pixels.
    edge : (N,) float64
        Width of the ramp from full ink to none, pixels.

    Returns
    -------
    (N, 28, 28) uint8
        0 is paper, 255 is ink.
    """
    images = np.empty((len(points), IMAGE_SIDE, IMAGE_SIDE), dtype=np.uint8)
    for first in range(0, len(points), _BATCH):
        part = slice(first, first + _BATCH)
        distance = _distance(points[part], joined[part])
        ink = (radius[part, None, None] - distance) / edge[part, None, None] + 0.5
        images[part] = np.rint(np.clip(ink, 0.0, 1.0) * 255)
    return images


def _distance(points: Floats, joined: Floats) -> Floats:
    """Return each pixel's distance from the nearest stroke, (N, 28, 28), pixels."""
    weights = stroke_weights(points, joined)
    # A line that ends gives half the field there; half a Gaussian more makes the
    # stroke's end as round as the pen.
    lifted = 1 - np.pad(joined, ((0, 0), (1, 1)))
    weights += (lifted[:, :-1] + lifted[:, 1:]) * (_LINE / 2)
    pixels = np.arange(IMAGE_SIDE) + 0.5
    gaussians = np.exp((points[..., None] - pixels) ** 2 * (-0.5 / BLUR**2))
    columns = gaussians[:, :, 0] * (weights / _LINE)[..., None]
    field = gaussians[:, :, 1].swapaxes(1, 2) @ columns
    distance: Floats = np.sqrt(-2 * BLUR**2 * np.log(np.clip(field, _FLOOR, 1.0)))
    return distance
