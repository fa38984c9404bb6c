"""Runs as lines of a plot: their points over epochs or seconds, and which one is near a place."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPen

from cnnlab_gui.core.curves import Points, RunCurves

Across = Literal["epochs", "seconds"]
LEAST = 1e-12  # below it a logarithmic axis shows nothing


@dataclass(frozen=True)
class Line:
    """One run's curve as it is drawn.

    Attributes
    ----------
    name : str
    x, y : (N,) float64
        In the plot's own coordinates: logarithms where its axis is logarithmic.
    pen : QPen or None
        None for a ghost.
    """

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    pen: QPen | None = None


def points_of(run: RunCurves, figure: str, across: Across) -> Points:
    """A figure of all whole epochs of ``run``, of bounded size.

    Returns
    -------
    x : (N,) float64
        Epochs, or seconds of training until the end of each.
    y : (N,) float64
    """
    x, y = run.whole(figure)
    if across == "seconds" and len(x):
        epochs = np.array([epoch.epoch for epoch in run.history], float)
        ends = np.cumsum([epoch.seconds for epoch in run.history])
        x = ends[np.searchsorted(epochs, x)]
    return x, y


def nearest(
    lines: list[Line], place: tuple[float, float], pixel: tuple[float, float], reach: float
) -> Line | None:
    """The line next to ``place``; None where none is near enough. A ghost gives way to others.

    Parameters
    ----------
    lines : list of Line
    place : (float, float)
        In the plot's coordinates.
    pixel : (float, float)
        Width and height of a pixel in these.
    reach : float
        In pixels.
    """
    found = [(distance(line, place, pixel), line) for line in lines]
    near = [pair for pair in found if pair[0] <= reach]
    drawn = [pair for pair in near if pair[1].pen is not None]
    return min(drawn or near, key=lambda pair: pair[0])[1] if near else None


def distance(line: Line, place: tuple[float, float], pixel: tuple[float, float]) -> float:
    """Between ``place`` and a line, in pixels; infinite for a line without points."""
    x, y = (line.x - place[0]) / pixel[0], (line.y - place[1]) / pixel[1]
    known = np.isfinite(x) & np.isfinite(y)
    points = np.stack((x[known], y[known]), axis=1)
    if not len(points):
        return float("inf")
    ends = float(np.hypot(*points.T).min())
    if len(points) == 1:
        return ends
    start, along = points[:-1], np.diff(points, axis=0)
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(-(start * along).sum(axis=1) / length, 0, 1)
    return min(ends, float(np.hypot(*(start + share[:, None] * along).T).min()))
