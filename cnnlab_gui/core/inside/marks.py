"""Marks on what is painted: dead channels are crossed out, those of broken weights framed."""

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.colours import NOT_A_NUMBER
from cnnlab_gui.core.inside.paint import Pixels, VectorPlan, reduced_runs
from cnnlab_gui.core.inside.sheet import Look

DEAD_STROKE = np.uint32(0xFF8A929C)
THINNEST_FRAME = 2  # pixels, where a tile is large enough to show anything inside


def cross_out(pictures: Pixels, which: NDArray[np.bool_]) -> None:
    """Draw a stroke through some of the (n, H, W) tiles, from corner to corner."""
    rows, columns = _stroke(*pictures.shape[1:])
    pictures[which.nonzero()[0][:, None], rows, columns] = DEAD_STROKE


def frame(pictures: Pixels, which: NDArray[np.bool_]) -> None:
    """Draw a frame in the colour of no number inside some of the (n, H, W) tiles."""
    if not which.any():
        return
    shorter = min(pictures.shape[1:])
    thick = max(1 if shorter < 4 * THINNEST_FRAME else THINNEST_FRAME, shorter // 24)
    for side in (pictures, pictures.transpose(0, 2, 1)):
        side[which, :thick] = side[which, -thick:] = NOT_A_NUMBER


def mark_units(
    picture: Pixels, plan: VectorPlan, which: NDArray[np.bool_], colour: np.uint32
) -> None:
    """Draw a stroke through some of a vector's bars or squares.

    Parameters
    ----------
    picture : (H, W) uint32
        Of the vector alone.
    plan : VectorPlan
    which : (n,) bool
        Of the vector's numbers. Where several share a square, it is marked if all of them are.
    colour : uint32
    """
    places = (reduced_runs(which[None].astype(np.float32), plan.scale.reduce)[0] == 1).nonzero()[0]
    zoom = plan.scale.zoom
    if plan.look is Look.BARS:
        bars = picture.reshape(-1, zoom, picture.shape[1])
        thick = max(1, zoom // 10)
        first = (zoom - zoom // 5 - thick) // 2  # a bar leaves a fifth free below it
        bars[places, first : first + thick] = colour
        return
    rows, columns = _stroke(zoom, zoom)
    top, left = np.divmod(places[:, None], plan.columns)
    picture[top * zoom + rows, left * zoom + columns] = colour


def _stroke(height: int, width: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pixels between the lower left and the upper right corner: their rows and columns."""
    side = max(height, width)
    down = np.linspace(0, 1, height)[:, None]
    right = np.linspace(1, 0, width)
    rows, columns = (np.abs(down - right) * side < max(1, side / 48)).nonzero()
    return rows, columns
