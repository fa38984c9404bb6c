"""Which numbers the darkest and the lightest colour stand for."""

import numpy as np
import pytest

from cnnlab_gui.core.inside.colours import INFERNO, NOT_A_NUMBER
from cnnlab_gui.core.inside.grid import Room, grid_sheet
from cnnlab_gui.core.inside.mosaic import mosaic_sheet
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.state import Values
from tests.core.sheet_parts import outputs_of, ramp

CONSTANTS = [3.0, -2.0, 0.0, np.nan]
ENDS = [(0.0, 3.0), (-2.0, 0.0), (0.0, 1.0), (0.0, 1.0)]
COLOURS = [int(INFERNO[-1]), int(INFERNO[0]), int(INFERNO[0]), int(NOT_A_NUMBER)]


def flat(side: int) -> Values:
    """An image's maps of one number each."""
    return np.tile(np.array(CONSTANTS, np.float32), (1, side, side, 1))


@pytest.mark.parametrize("side", [1, 5])
def test_that_a_map_of_one_number_is_coloured_from_zero(side: int) -> None:
    order = np.arange(len(CONSTANTS))
    outputs = outputs_of(ramp(1, 6, 6, 1), flat(side))
    sheet = mosaic_sheet(outputs, 0, 0, order, MapScale(), (60, 90))
    assert [(cell.low, cell.high) for cell in sheet.cells] == ENDS
    middles = [int(sheet.picture[cell.box.top + 1, cell.box.left + 1]) for cell in sheet.cells]
    assert middles == COLOURS


def test_that_a_map_of_one_number_has_the_same_colour_in_the_grid() -> None:
    outputs = outputs_of(ramp(1, 6, 6, 1), flat(1))
    for channel, (ends, colour) in enumerate(zip(ENDS, COLOURS, strict=True)):
        sheet = grid_sheet(outputs, (0,), channel, MapScale(), Room(20))
        cell = sheet.cells[1]
        assert (cell.low, cell.high) == ends
        assert sheet.picture[cell.box.top, cell.box.left] == np.uint32(colour)


def test_that_a_layer_of_one_number_is_coloured_from_zero() -> None:
    maps = np.full((2, 3, 3), 7, np.float32)
    np.testing.assert_array_equal(MapScale("layer").of(maps, maps), [(0, 7)] * 2)


def test_that_maps_of_more_numbers_keep_their_own_ends() -> None:
    maps = np.array([[[5, 6]], [[-3, -1]], [[0, 2]]], np.float32)
    np.testing.assert_array_equal(MapScale().of(maps, maps), [(5, 6), (-3, -1), (0, 2)])
    np.testing.assert_array_equal(MapScale("layer").of(maps, maps), [(-3, 6)] * 3)
    fixed = MapScale("fixed", 4, 4)
    np.testing.assert_array_equal(fixed.of(maps, maps), [(4, 4)] * 3)
