"""Sheets for a picture of their own: as large as what is on them asks for, not a window."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.arrays import map_values
from cnnlab_gui.core.inside.colours import DIVERGING
from cnnlab_gui.core.inside.draw import shown_columns
from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.grid import Room, extents_of, grid_sheet, room_for
from cnnlab_gui.core.inside.kernels import FRAME, kernel_sheet
from cnnlab_gui.core.inside.mosaic import mosaic_sheet, tile_plan
from cnnlab_gui.core.inside.order import Channels
from cnnlab_gui.core.inside.overlay import ACTIVATION, OCCLUSION, evidence_sheet
from cnnlab_gui.core.inside.paint import painted_maps
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import Cell, Sheet
from cnnlab_gui.core.inside.state import LayerOutputs
from cnnlab_gui.core.inside.view import Seen, View
from cnnlab_gui.core.samples import fitting_scale

SMALLEST_SIDE, LARGEST_SIDE = 150, 300  # pixels of a grid's squares
GAPS = (16, 8)
MOSAIC_SIZE = (600, 900)
LARGEST_MOSAIC = 3  # times that, where the values are many
MAP_SIDE = 480


def grid_on_paper(
    outputs: LayerOutputs, columns: Sequence[int], channel: int, scale: MapScale
) -> Sheet:
    """The workshop's grid, see `grid_sheet`."""
    extents = extents_of(outputs, columns)
    side = min(max(SMALLEST_SIDE, *extents), LARGEST_SIDE)
    room = _room(len(outputs.images), len(columns) + 1, side, extents)
    return grid_sheet(outputs, columns, channel, scale, room)


def mosaic_on_paper(
    outputs: LayerOutputs,
    row: int,
    layer: int,
    order: Channels,
    scale: MapScale,
    dead: NDArray[np.bool_] | None = None,
) -> Sheet:
    """All channels of a layer, see `mosaic_sheet`; no value is left out while there is room."""
    shape = outputs.of(layer).shape
    size = MOSAIC_SIZE
    for times in range(1, LARGEST_MOSAIC + 1):
        size = MOSAIC_SIZE[0] * times, MOSAIC_SIZE[1] * times
        if len(shape) != 4 or tile_plan(len(order), shape[1:3], size).scale.reduce == 1:
            break
    return mosaic_sheet(outputs, row, layer, order, scale, size, dead)


def on_paper(seen: Seen) -> Sheet:
    """What is seen, drawn again."""
    wish, outputs = seen.wish, seen.outputs
    match wish.view:
        case View.GRID:
            return grid_on_paper(outputs, shown_columns(seen), wish.channel, wish.scale)
        case View.CHANNELS:
            row = min(wish.row, len(wish.rows) - 1)
            return mosaic_on_paper(outputs, row, wish.layer, seen.order, wish.scale, seen.dead)
        case View.KERNELS:
            sheet = kernel_sheet(
                seen.before,
                seen.state,
                wish.layer,
                wish.channel,
                wish.input_map,
                MOSAIC_SIZE,
                scale=wish.kernel_scale,
            )
            right = max(cell.box.left + cell.box.width for cell in sheet.cells) + 1
            return replace(sheet, picture=sheet.picture[:, :right])
        case View.EVIDENCE:
            side = min(max(SMALLEST_SIDE, *outputs.images.shape[1:3]), LARGEST_SIDE)
            return _evidence(seen, slice(None), side)


def map_on_paper(seen: Seen, cell: Cell) -> Sheet:
    """One map alone, in the colours that it has among the others.

    Parameters
    ----------
    seen : Seen
    cell : Cell
        Of its sheet.
    """
    if seen.wish.view is View.KERNELS:
        return _matrix(seen, cell)
    if cell.layer in (ACTIVATION, OCCLUSION):
        whole = _evidence(seen, slice(cell.row, cell.row + 1), MAP_SIDE)
        found = next(each for each in whole.cells if each.layer == cell.layer)
        return _cut_out(whole, replace(found, row=cell.row))
    dead = seen.dead if cell.layer == seen.wish.layer else None
    return mosaic_sheet(
        seen.outputs,
        cell.row,
        cell.layer,
        np.array([cell.channel or 0], np.int64),
        MapScale("fixed", cell.low, cell.high),
        (MAP_SIDE, MAP_SIDE),
        dead,
    )


def _room(rows: int, columns: int, side: int, extents: Sequence[int]) -> Room:
    size = Room(side, *GAPS).size(rows, columns)
    return room_for(size, rows, columns, GAPS, extents)


def _evidence(seen: Seen, part: slice, side: int) -> Sheet:
    """What speaks for the classes of some of the rows, the first of which is then row 0."""
    images = seen.outputs.images[part]
    activation = None if seen.activation is None else seen.activation[part]
    occlusion = None if seen.occlusion is None else seen.occlusion[part]
    columns = 1 + (activation is not None) + (occlusion is not None)
    room = _room(len(images), columns, side, images.shape[1:3])
    return evidence_sheet(images, activation, occlusion, room)


def _matrix(seen: Seen, cell: Cell) -> Sheet:
    """One kernel, or the matrix that mixes channels, in a frame."""
    values = map_values(seen, cell)[None]
    limits = np.array([[cell.low, cell.high]])
    scale = fitting_scale(values.shape[1], values.shape[2], MAP_SIDE)
    painted = painted_maps(values, limits, scale, cell.channel, DIVERGING)
    height, width = painted.tiles.shape[1] + 2, painted.tiles.shape[2] + 2
    picture = np.full((height, width), FRAME, np.uint32)
    whole = Rect(0, 0, height, width)
    made = painted.put(picture, whole, 0, row=cell.row, layer=cell.layer)
    return Sheet(picture, (made,), DIVERGING)


def _cut_out(sheet: Sheet, cell: Cell) -> Sheet:
    """Only what one of its cells shows."""
    top, left, height, width = cell.box
    picture = sheet.picture[top : top + height, left : left + width]
    return replace(sheet, picture=picture, cells=(replace(cell, box=Rect(0, 0, height, width)),))
