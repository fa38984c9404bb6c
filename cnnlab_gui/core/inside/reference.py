"""What a mosaic is made from, kept beside it: the image, and a map of the layer before."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.grid import grid_sheet, room_for
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import INPUT, Cell, Sheet
from cnnlab_gui.core.inside.state import LayerOutputs


def reference_sheet(
    outputs: LayerOutputs,
    row: int,
    layer: int,
    channel: int,
    scale: MapScale,
    size: tuple[int, int],
    gap: int,
) -> Sheet:
    """Show an image, and below it one channel of the layer before ``layer``.

    Parameters
    ----------
    outputs : LayerOutputs
    row : int
        Which image.
    layer : int
    channel : int
        Of the layer before; the nearest that it has.
    scale : MapScale
    size : (int, int)
        Height and width that may be filled, in pixels.
    gap : int
        Pixels between the two.
    """
    one = LayerOutputs(
        outputs.state,
        outputs.images[row : row + 1],
        tuple(values[row : row + 1] for values in outputs.outputs),
    )
    shown = [INPUT] if layer <= 0 else [INPUT, layer - 1]
    room = room_for((min(size[0], 10 * size[1]), size[1]), len(shown), 1, (0, gap))
    channel = min(channel, one.of(shown[-1]).shape[-1] - 1)
    wide = grid_sheet(one, shown[1:], channel, scale, room)
    # The same cells, one below the other instead of side by side.
    picture = np.zeros(room.size(len(shown), 1), np.uint32)
    cells = []
    for place, cell in enumerate(wide.cells):
        cells.append(_moved(wide, cell, picture, room.slot(0, place), room.slot(place, 0), row))
    return Sheet(picture[: len(picture) - gap], tuple(cells), wide.table)


def _moved(
    sheet: Sheet, cell: Cell, picture: NDArray[np.uint32], before: Rect, after: Rect, row: int
) -> Cell:
    top, left, height, width = cell.box
    box = Rect(top - before.top + after.top, left - before.left + after.left, height, width)
    picture[box.top : box.top + height, box.left : box.left + width] = sheet.picture[
        top : top + height, left : left + width
    ]
    return replace(cell, box=box, row=row)
