"""All channels of a layer for one image, side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import overload

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.broken import broken_channels
from cnnlab_gui.core.inside.colours import GREY, INFERNO, NOT_A_NUMBER
from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.marks import DEAD_STROKE, cross_out, frame, mark_units
from cnnlab_gui.core.inside.order import Channels
from cnnlab_gui.core.inside.paint import (
    Pixels,
    map_tiles,
    painted_images,
    painted_vectors,
    vector_plan,
)
from cnnlab_gui.core.inside.scale import Bounds, MapScale, vector_bounds
from cnnlab_gui.core.inside.sheet import INPUT, Cell, Sheet
from cnnlab_gui.core.inside.state import LayerOutputs
from cnnlab_gui.core.samples import Scale, fitting_scale

LARGEST_GAP = 8


@dataclass(frozen=True)
class TilePlan:
    """Where tiles of one size lie in rows.

    Attributes
    ----------
    columns : int
    scale : Scale
        Of the values in a tile.
    height, width : int
        Pixels of a tile, with its frame.
    gap : int
        Pixels after a tile.
    frame : int
        Pixels around the values that are no value's.
    """

    columns: int
    scale: Scale
    height: int
    width: int
    gap: int
    frame: int = 0

    def box(self, place: int) -> Rect:
        """The pixels of the values at a place, counted from left to right and down."""
        row, column = divmod(place, self.columns)
        return Rect(
            row * (self.height + self.gap) + self.frame,
            column * (self.width + self.gap) + self.frame,
            self.height - 2 * self.frame,
            self.width - 2 * self.frame,
        )

    def place_at(self, x: int, y: int) -> int | None:
        """The place of the tile that holds that pixel; it may be behind the last."""
        row, down = divmod(y, self.height + self.gap)
        column, right = divmod(x, self.width + self.gap)
        if down >= self.height or right >= self.width or not 0 <= column < self.columns or row < 0:
            return None
        return row * self.columns + column

    def size(self, count: int) -> tuple[int, int]:
        """Height and width of ``count`` tiles."""
        rows = ceil(count / self.columns)
        return (
            rows * (self.height + self.gap) - self.gap,
            self.columns * (self.width + self.gap) - self.gap,
        )


def tile_plan(
    count: int, values: tuple[int, int], size: tuple[int, int], frame: int = 0
) -> TilePlan:
    """The largest tiles of ``values`` rows and columns of which ``count`` fit into ``size``.

    Where even the smallest do not fit, they go on below.
    """
    height, width = size
    most = max(1, *(side // value for side, value in zip(size, values, strict=True)))
    scales = [Scale(zoom=zoom) for zoom in range(most, 0, -1)]
    scales += [Scale(reduce=reduce) for reduce in range(2, max(values) + 1)]
    for scale in scales:
        high, wide = scale.size(*values)
        tile = high + 2 * frame, wide + 2 * frame
        gap = min(LARGEST_GAP, max(1, round(min(tile) / 12)))
        columns = min((width + gap) // (tile[1] + gap), count)
        lines = (height + gap) // (tile[0] + gap)
        if columns * lines >= count:
            # As many columns fit: those are best that leave the least of the last row free.
            fewest = ceil(count / lines)
            columns = min(range(columns, fewest - 1, -1), key=lambda n: -count % n)
            return TilePlan(columns, scale, *tile, gap, frame)
    return TilePlan(max(1, (width + gap) // (tile[1] + gap)), scale, *tile, gap, frame)


@dataclass(frozen=True, eq=False)
class Tiles(Sequence[Cell]):
    """The cells of a mosaic, each made when it is asked for: there may be thousands."""

    plan: TilePlan
    row: int
    layer: int
    channels: Channels
    values: tuple[int, int]
    bounds: Bounds = field(repr=False)
    dead: NDArray[np.bool_] = field(repr=False)

    def __len__(self) -> int:
        return len(self.channels)

    @overload
    def __getitem__(self, place: int) -> Cell: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Cell]: ...

    def __getitem__(self, place: int | slice) -> Cell | Sequence[Cell]:
        if isinstance(place, slice):
            return [self[index] for index in range(len(self))[place]]
        place = range(len(self))[place]
        channel = int(self.channels[place])
        low, high = self.bounds[place].tolist()
        return Cell(
            self.row,
            self.layer,
            channel,
            self.plan.box(place),
            self.values,
            low,
            high,
            is_dead=bool(self.dead[channel]),
            scale=self.plan.scale,
        )

    def __iter__(self) -> Iterator[Cell]:
        return (self[place] for place in range(len(self)))


@dataclass(frozen=True, eq=False)
class MosaicSheet(Sheet):
    """A sheet of tiles of one size."""

    tiles: Tiles

    def cell_at(self, x: int, y: int) -> Cell | None:
        place = self.tiles.plan.place_at(x, y)
        return self.tiles[place] if place is not None and place < len(self.tiles) else None


def mosaic_sheet(
    outputs: LayerOutputs,
    row: int,
    layer: int,
    order: Channels,
    scale: MapScale,
    size: tuple[int, int],
    dead: NDArray[np.bool_] | None = None,
) -> Sheet:
    """Show all channels of one layer for one image.

    Parameters
    ----------
    outputs : LayerOutputs
    row : int
        Which image.
    layer : int
        -1 for the image itself. A vector is shown whole, in its own order.
    order : (K,) int64
        Which channels, in which order.
    scale : MapScale
        Shares of one go from 0 to 1 all the same.
    size : (int, int)
        Height and width to be filled, in pixels.
    dead : (C,) bool, optional
        Channels, or units of a vector, that are crossed out. Those whose weights are no
        numbers are framed, or crossed out in the colour of no number.
    """
    values = outputs.of(layer)
    crossed = np.zeros(values.shape[-1], np.bool_) if dead is None else dead
    if layer == INPUT or values.ndim == 2:
        return _whole(outputs, row, layer, scale, size, crossed)
    maps = np.moveaxis(values[row][..., order], -1, 0)
    limits = scale.of(maps, values)
    plan = tile_plan(len(maps), (maps.shape[1], maps.shape[2]), size)
    pictures = map_tiles(maps, limits, plan.scale)
    cross_out(pictures, crossed[order])
    frame(pictures, broken_channels(outputs.state, layer, values.shape[-1])[order])
    tiles = Tiles(plan, row, layer, order, (maps.shape[1], maps.shape[2]), limits, crossed)
    return MosaicSheet(laid_out(pictures, plan), tiles, INFERNO, tiles)


def _whole(
    outputs: LayerOutputs,
    row: int,
    layer: int,
    scale: MapScale,
    size: tuple[int, int],
    dead: NDArray[np.bool_],
) -> Sheet:
    """A sheet of one cell: the image, or the vector that a layer gives for it."""
    values = outputs.of(layer)[row : row + 1]
    if layer == INPUT:
        painted = painted_images(values, fitting_scale(values.shape[1], values.shape[2], min(size)))
    else:
        limits = vector_bounds(outputs, layer, scale)[row : row + 1]
        plan = vector_plan(values.shape[1], *size)
        painted = painted_vectors(values, limits, plan)
        broken = broken_channels(outputs.state, layer, values.shape[1])
        mark_units(painted.tiles[0], plan, dead, DEAD_STROKE)
        mark_units(painted.tiles[0], plan, broken, NOT_A_NUMBER)
    height, width = painted.tiles.shape[1:]
    picture = np.zeros((height, width), np.uint32)
    cell = painted.put(picture, Rect(0, 0, height, width), 0, row=row, layer=layer)
    return Sheet(picture, (cell,), GREY if layer == INPUT else INFERNO)


def laid_out(pictures: Pixels, plan: TilePlan) -> Pixels:
    """(n, H, W) tiles on one picture, as planned."""
    count = len(pictures)
    rows = ceil(count / plan.columns)
    down, right = plan.height + plan.gap, plan.width + plan.gap
    canvas = np.zeros((rows, down, plan.columns, right), np.uint32)
    places = canvas.transpose(0, 2, 1, 3)[..., : plan.height, : plan.width]
    whole = count // plan.columns
    places[:whole] = pictures[: whole * plan.columns].reshape(
        whole, plan.columns, *pictures.shape[1:]
    )
    if whole < rows:
        places[whole, : count - whole * plan.columns] = pictures[whole * plan.columns :]
    height, width = plan.size(count)
    return canvas.reshape(rows * down, plan.columns * right)[:height, :width]
