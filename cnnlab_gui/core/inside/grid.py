"""The workshop's grid: a row for each image, a column for the input and each layer chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.inside.broken import broken_channels
from cnnlab_gui.core.inside.colours import INFERNO
from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.marks import frame
from cnnlab_gui.core.inside.paint import (
    Painted,
    painted_images,
    painted_maps,
    painted_vectors,
    vector_plan,
)
from cnnlab_gui.core.inside.scale import MapScale, vector_bounds
from cnnlab_gui.core.inside.sheet import INPUT, Blank, Cell, Sheet
from cnnlab_gui.core.inside.state import LayerOutputs
from cnnlab_gui.core.layers.convolution import Convolution
from cnnlab_gui.core.layers.pooling import WindowPooling
from cnnlab_gui.core.samples import fitting_scale

SMALLEST_SIDE = 8
WORST_SIDE = 0.85  # of the largest that fits: a smaller one is never better


@dataclass(frozen=True)
class Room:
    """Squares for the cells of a grid, and what is left free beside and below them.

    Attributes
    ----------
    side : int
        Pixels a side of each square.
    column_gap : int
        Pixels between two columns.
    row_gap : int
        Pixels below each row, also below the last.
    """

    side: int
    column_gap: int = 16
    row_gap: int = 16

    def slot(self, row: int, column: int) -> Rect:
        """The square in which a cell is centred."""
        return Rect(
            row * (self.side + self.row_gap),
            column * (self.side + self.column_gap),
            self.side,
            self.side,
        )

    def size(self, rows: int, columns: int) -> tuple[int, int]:
        """Height and width of the whole."""
        return (
            rows * (self.side + self.row_gap),
            columns * (self.side + self.column_gap) - self.column_gap,
        )


def spatial_layers(architecture: Architecture) -> tuple[int, ...]:
    """The convolutions and poolings of the network, which give an image."""
    return tuple(
        index
        for index, layer in enumerate(architecture.active().layers)
        if isinstance(layer, Convolution | WindowPooling)
    )


def room_for(
    size: tuple[int, int],
    rows: int,
    columns: int,
    gaps: tuple[int, int] = (16, 16),
    extents: Sequence[int] = (),
) -> Room:
    """The room with the largest squares of which ``rows`` × ``columns`` fit.

    Parameters
    ----------
    size : (int, int)
        Height and width, in pixels.
    rows, columns : int
        At least 1.
    gaps : (int, int)
        Between columns, and below each row.
    extents : sequence of int
        Sides of the images to be shown, in values. With them the squares may be a little
        smaller, where whole pixels fill them better.
    """
    column_gap, row_gap = gaps
    most = min(
        size[0] // rows - row_gap,
        (size[1] + column_gap) // columns - column_gap,
    )
    most = max(most, SMALLEST_SIDE)
    sides = range(max(SMALLEST_SIDE, int(most * WORST_SIDE)), most + 1)
    return Room(max(sides, key=lambda side: worth_of(side, extents)), column_gap, row_gap)


def worth_of(side: int, extents: Sequence[int]) -> tuple[float, int]:
    """What is drawn in squares, times the part of them that it fills; the larger, the better."""
    drawn = sum((side - side % extent) ** 2 for extent in extents)
    return drawn**2 / side**2, side


def extents_of(outputs: LayerOutputs, layers: Sequence[int]) -> tuple[int, ...]:
    """The longer side of the input and of each layer that gives an image."""
    shapes = (outputs.of(layer).shape[1:] for layer in (INPUT, *layers))
    return tuple(max(shape[:2]) for shape in shapes if len(shape) == 3)


def grid_sheet(
    outputs: LayerOutputs, layers: Sequence[int], channel: int, scale: MapScale, room: Room
) -> Sheet:
    """Show the images, and what each of ``layers`` makes of them in one channel.

    Parameters
    ----------
    outputs : LayerOutputs
    layers : sequence of int
        A column each, after that of the images.
    channel : int
        A layer that has no such channel has blanks. Vectors are shown whole.
    scale : MapScale
        Of the feature maps; images and shares of one go from 0 to 1.
    room : Room

    Returns
    -------
    Sheet
        Its cells go row by row.
    """
    rows = len(outputs.images)
    picture = np.zeros(room.size(rows, len(layers) + 1), np.uint32)
    cells: list[Cell] = []
    blanks: list[Blank] = []
    for column, layer in enumerate((INPUT, *layers)):
        painted = _painted(outputs, layer, channel, scale, room.side)
        for row in range(rows):
            if painted is None:
                count = outputs.of(layer).shape[-1]
                blanks.append(Blank(row, layer, room.slot(row, column), count))
                continue
            cells.append(painted.put(picture, room.slot(row, column), row, row=row, layer=layer))
    cells.sort(key=lambda cell: cell.row)
    return Sheet(picture, tuple(cells), INFERNO, blanks=tuple(blanks))


def _painted(
    outputs: LayerOutputs, layer: int, channel: int, scale: MapScale, side: int
) -> Painted | None:
    """One column, or None where the layer has no such channel."""
    values = outputs.of(layer)
    if layer == INPUT:
        return painted_images(values, fitting_scale(values.shape[1], values.shape[2], side))
    if values.ndim == 2:
        plan = vector_plan(values.shape[1], side, side)
        return painted_vectors(values, vector_bounds(outputs, layer, scale), plan)
    if channel >= values.shape[-1]:
        return None
    maps = values[..., channel]
    sizing = fitting_scale(maps.shape[1], maps.shape[2], side)
    painted = painted_maps(maps, scale.of(maps, values), sizing, channel)
    if broken_channels(outputs.state, layer, values.shape[-1])[channel]:
        frame(painted.tiles, np.ones(len(maps), np.bool_))
    return painted
