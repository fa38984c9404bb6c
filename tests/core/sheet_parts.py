"""Networks' outputs to be drawn, made by hand."""

from collections.abc import Sequence

import numpy as np

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.inside.colours import GREY, INFERNO, NOT_A_NUMBER
from cnnlab_gui.core.inside.sheet import Cell, Look, Sheet
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState, Values
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D

CONVOLUTION = Conv2D(filters=2)


def outputs_of(
    images: Values, *outputs: Values, layers: Sequence[Layer] | None = None
) -> LayerOutputs:
    """What layers gave; convolutions if nothing else is said."""
    stack = tuple(layers) if layers is not None else (CONVOLUTION,) * len(outputs)
    state = NetworkState(Architecture(layers=stack), {}, 0)
    return LayerOutputs(state, images.astype(np.float32), tuple(outputs))


def ramp(*shape: int) -> Values:
    """Numbers from 0 to 1, none twice."""
    return np.linspace(0, 1, int(np.prod(shape)), dtype=np.float32).reshape(shape)


def level_of(pixel: int) -> int:
    """Which of inferno's 256 levels a pixel has."""
    return int(np.flatnonzero(np.uint32(pixel) == INFERNO)[0])


def check_every_pixel(sheet: Sheet, values: dict[tuple[int, int], Values]) -> None:
    """Check that each pixel of an image cell has the level of the value found under it.

    Parameters
    ----------
    sheet : Sheet
    values : mapping
        (h, w) array of each cell's row and layer.
    """
    for cell in sheet.cells:
        if cell.look is not Look.IMAGE or (cell.row, cell.layer) not in values:
            continue
        top, left, height, width = cell.box
        for y in range(top, top + height):
            for x in range(left, left + width):
                position = cell.position_at(x, y)
                assert position is not None
                value = values[cell.row, cell.layer][position[:2]]
                assert sheet.picture[y, x] == expected_colour(float(value), cell)


def expected_colour(value: float, cell: Cell) -> int:
    """The colour of a value on its cell's bounds, worked out anew."""
    if not np.isfinite(value):
        return int(NOT_A_NUMBER)
    span = cell.high - cell.low
    level = int((value - cell.low) / span * 256) if span else 0
    table = GREY if cell.layer < 0 else INFERNO
    return int(table[min(max(level, 0), 255)])
