"""MNIST's normalisation: how big a digit is in its image, and where it lies.

MNIST's makers scaled each digit so that the longest side of its ink is 20 of
the 28 pixels, and laid its centre of mass on one point. A network trained on
such images misreads digits that lie anywhere else.
"""

import numpy as np
from numpy.typing import NDArray

IMAGE_SIDE = 28
"""Height and width of an image, pixels."""

THINNEST, THICKEST = 2.2, 4.2
"""Width of the pen, pixels; for 9 of 10 digits it lies between."""

INK_SIDE = 20.0
"""Longest side of the ink, the pen's width included, pixels."""

CENTRE = 14.5
"""Centre of mass on both axes: the middle of the pixel with index 14.

In continuous coordinates pixel ``i`` covers ``[i, i + 1)``. Measured on MNIST.
"""

Floats = NDArray[np.float64]


def normalise_strokes(points: Floats, weights: Floats, radius: Floats | float) -> Floats:
    """Scale and shift strokes to the size and place that digits have in MNIST.

    Parameters
    ----------
    points : (..., M, 2) float64
        Points along the strokes of one drawing or of a batch, x to the right and y
        down, in any unit. Pad a short drawing by repeating one of its points.
    weights : (..., M) float64
        How much ink each point stands for, in any unit: the length of stroke
        around it. Zero for padding.
    radius : (...) float64
        Half the pen's width after normalisation, pixels. Below ``INK_SIDE / 2``.

    Returns
    -------
    (..., M, 2) float64
        The points in pixels. The ink around them, pen included, is `INK_SIDE` on
        its longest side, and its centre of mass is at `CENTRE`. Points that all
        coincide, a dot, are only shifted.

    Raises
    ------
    ValueError
        If a drawing has no ink, or the pen is too wide for the box.
    """
    radius = np.asarray(radius, dtype=np.float64)
    mass = weights.sum(axis=-1)
    if points.shape[-2] == 0 or np.any(mass <= 0):
        raise ValueError("a drawing without ink has no centre of mass")
    if np.any(radius >= INK_SIDE / 2):
        raise ValueError(f"a pen of radius {radius.max()} px does not fit a {INK_SIDE} px box")
    extent = (points.max(axis=-2) - points.min(axis=-2)).max(axis=-1)
    scale = np.divide(INK_SIDE - 2 * radius, extent, out=np.ones_like(extent), where=extent > 0)
    centre = (weights[..., None, :] @ points) / mass[..., None, None]
    normalised: Floats = (points - centre) * scale[..., None, None] + CENTRE
    return normalised


def centre_of_mass(images: NDArray[np.uint8]) -> Floats:
    """Return where the ink of each image lies.

    Parameters
    ----------
    images : (N, H, W) uint8
        0 is paper, 255 is ink.

    Returns
    -------
    (N, 2) float64
        x and y in continuous coordinates, pixels. The middle of an image without ink.
    """
    height, width = images.shape[1:]
    columns, rows = images.sum(axis=1, dtype=np.float64), images.sum(axis=2, dtype=np.float64)
    mass = rows.sum(axis=1)
    moments = np.stack([columns @ (np.arange(width) + 0.5), rows @ (np.arange(height) + 0.5)], 1)
    middle: Floats = np.tile([width / 2, height / 2], (len(images), 1))
    np.divide(moments, mass[:, None], out=middle, where=mass[:, None] > 0)
    return middle


def centre_images(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Shift images by whole pixels, to bring the centre of mass as near as can be.

    Parameters
    ----------
    images : (N, 28, 28) uint8
        0 is paper, 255 is ink.

    Returns
    -------
    (N, 28, 28) uint8
        The centre of mass is at most half a pixel from `CENTRE` on each axis, unless
        ink was lost over the border. An image without ink stays as it is.
    """
    shifts = np.rint(CENTRE - centre_of_mass(images)).astype(np.int64)
    centred = images.copy()
    for x, y in np.unique(shifts[shifts.any(axis=1)], axis=0):
        chosen = (shifts == (x, y)).all(axis=1)
        centred[chosen] = 0
        centred[chosen, *_window(y, x)] = images[chosen, *_window(-y, -x)]
    return centred


def _window(*shifts: int) -> tuple[slice, ...]:
    """Return what is left of an image on each axis once it is moved by ``shifts``."""
    return tuple(slice(max(s, 0), min(s, 0) or None) for s in shifts)
