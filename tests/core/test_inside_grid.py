"""The workshop's grid."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.inside.colours import GREY, INFERNO, NOT_A_NUMBER
from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.grid import Room, extents_of, grid_sheet, room_for, spatial_layers
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import INPUT, Look
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import Dropout
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS
from tests.core.sheet_parts import check_every_pixel, level_of, outputs_of, ramp

ROOM = Room(20, 4, 6)
IMAGES = ramp(2, 6, 6, 1)
MAPS = ramp(2, 5, 5, 3)


def test_that_columns_are_the_input_and_the_layers_and_rows_the_images() -> None:
    sheet = grid_sheet(outputs_of(IMAGES, MAPS, MAPS), (1, 0), 2, MapScale(), ROOM)
    assert [(cell.row, cell.layer, cell.channel) for cell in sheet.cells] == [
        *((0, INPUT, None), (0, 1, 2), (0, 0, 2)),
        *((1, INPUT, None), (1, 1, 2), (1, 0, 2)),
    ]
    assert sheet.picture.shape == ROOM.size(2, 3) == (52, 68)


def test_that_each_map_is_zoomed_by_whole_pixels_and_stands_in_the_middle() -> None:
    sheet = grid_sheet(outputs_of(IMAGES, MAPS), (0,), 0, MapScale(), ROOM)
    image, feature = sheet.cells[:2]
    assert image.box == (1, 1, 18, 18)
    assert feature.box == (0, 24, 20, 20)
    assert sheet.picture[0, 0] == 0


@pytest.mark.parametrize("scale", [MapScale(), MapScale("layer"), MapScale("fixed", 0.2, 0.7)])
def test_that_each_pixel_has_the_colour_of_the_value_under_it(scale: MapScale) -> None:
    sheet = grid_sheet(outputs_of(IMAGES, MAPS), (0,), 1, scale, ROOM)
    check_every_pixel(sheet, {(row, 0): MAPS[row, ..., 1] for row in range(2)})


def test_that_a_scale_goes_by_map_by_layer_or_as_it_is_said() -> None:
    maps = MAPS.copy()
    maps[1, ..., 0] += 10

    def bounds(scale: MapScale) -> list[tuple[float, float]]:
        sheet = grid_sheet(outputs_of(IMAGES, maps), (0,), 1, scale, ROOM)
        return [(cell.low, cell.high) for cell in sheet.cells if cell.layer == 0]

    per_map = bounds(MapScale())
    assert per_map == [(map_.min(), map_.max()) for map_ in maps[..., 1]]
    # Another channel and another image count too.
    assert bounds(MapScale("layer")) == [(maps.min(), maps.max())] * 2
    assert bounds(MapScale("fixed", -1, 4)) == [(-1, 4)] * 2


def test_that_the_input_is_grey_from_black_to_white_whatever_the_scale() -> None:
    sheet = grid_sheet(outputs_of(IMAGES / 2), (), 0, MapScale("fixed", 5, 6), ROOM)
    assert [(cell.low, cell.high) for cell in sheet.cells] == [(0, 1)] * 2
    assert sheet.picture[1, 1] == GREY[0]
    assert sheet.cells[1].position_at(18, 44) == (5, 5, 0)
    assert sheet.picture[44, 18] == GREY[128]


def test_that_an_input_in_colour_is_in_colour() -> None:
    images = np.zeros((1, 4, 4, 3), np.float32)
    images[..., 0] = 1
    sheet = grid_sheet(outputs_of(images), (), 0, MapScale(), Room(4, 0, 0))
    assert (sheet.picture == 0xFFFF0000).all()


def test_that_a_layer_without_this_channel_has_no_cell_and_free_room() -> None:
    few = ramp(2, 5, 5, 2)
    sheet = grid_sheet(outputs_of(IMAGES, few, MAPS), (0, 1), 2, MapScale(), ROOM)
    assert {cell.layer for cell in sheet.cells} == {INPUT, 1}
    assert not sheet.picture[:, 24:44].any()


def test_that_an_image_larger_than_its_cell_is_shown_by_means() -> None:
    image = np.zeros((1, 40, 40, 1), np.float32)
    image[0, ::2] = 1
    sheet = grid_sheet(outputs_of(image), (), 0, MapScale(), ROOM)
    assert sheet.cells[0].box == (0, 0, 20, 20)
    assert (sheet.picture[:20] == 0xFF808080).all()
    assert sheet.cells[0].position_at(19, 19) == (38, 38, 0)


def test_that_what_is_no_number_is_seen_and_leaves_the_rest_its_colours() -> None:
    maps = MAPS.copy()
    maps[0, 2, 2, 0], maps[0, 3, 3, 0], maps[1] = np.nan, np.inf, np.nan
    sheet = grid_sheet(outputs_of(IMAGES, maps), (0,), 0, MapScale(), ROOM)
    check_every_pixel(sheet, {(row, 0): maps[row, ..., 0] for row in range(2)})
    assert (sheet.picture[26:46, 24:44] == NOT_A_NUMBER).all()


# Vectors


def test_that_maps_whose_weights_are_no_numbers_are_framed() -> None:
    """TensorFlow's relu makes 0 of them, which would look like nothing seen."""
    outputs = outputs_of(IMAGES, np.zeros_like(MAPS))
    kernel = np.zeros((3, 3, 1, MAPS.shape[-1]), np.float32)
    kernel[0, 0, 0, 1] = np.nan
    outputs = replace(outputs, state=replace(outputs.state, weights={"000.kernel": kernel}))
    for channel in (0, 1):
        sheet = grid_sheet(outputs, (0,), channel, MapScale(), ROOM)
        for cell in sheet.cells:
            top, left, height, width = cell.box
            tile = sheet.picture[top : top + height, left : left + width]
            is_framed = cell.layer == 0 and channel == 1
            assert (NOT_A_NUMBER in tile) == (tile[-1, 0] == NOT_A_NUMBER) == is_framed
            assert tile[height // 2, width // 2] != NOT_A_NUMBER


def test_that_a_softmax_is_bars_from_zero_to_one_whatever_the_scale() -> None:
    shares = np.array([[0, 0.5, 0.5, 0], [1, 0, 0, 0]], np.float32)
    ends = (Dense(units=4, activation="softmax"),)
    sheet = grid_sheet(outputs_of(IMAGES, shares, layers=ends), (0,), 3, MapScale(), ROOM)
    cell = sheet.cells[1]
    assert (cell.look, cell.channel, cell.values) == (Look.BARS, None, (1, 4))
    assert (cell.low, cell.high) == (0, 1)
    lengths = [int((sheet.picture[y, 24:44] != INFERNO[0]).sum()) for y in (0, 5, 10, 15)]
    assert lengths == [0, 10, 10, 0]
    assert (sheet.picture[26, 24:44] != INFERNO[0]).all()


def test_that_negative_bars_end_where_positive_ones_begin() -> None:
    vector = np.array([[-1, 1]] * 2, np.float32)
    sheet = grid_sheet(outputs_of(IMAGES, vector), (0,), 0, MapScale(), ROOM)
    filled = sheet.picture[[0, 10], 24:44] != INFERNO[0]
    assert filled[0, :10].all()
    assert not filled[0, 11:].any()
    assert filled[1, 10:].all()
    assert not filled[1, :10].any()


def test_that_bars_begin_at_zero_where_all_values_are_far_from_it() -> None:
    vector = np.array([[5, 10], [-10, -5]], np.float32)
    sheet = grid_sheet(outputs_of(IMAGES, vector), (0,), 0, MapScale(), ROOM)
    assert [(cell.low, cell.high) for cell in sheet.cells[1::2]] == [(0, 10), (-10, 0)]
    lengths = [int((sheet.picture[y, 24:44] != INFERNO[0]).sum()) for y in (0, 10, 26, 36)]
    assert lengths == [10, 20, 20, 10]


def test_that_a_long_vector_is_written_line_by_line() -> None:
    vector = ramp(2, 90)
    sheet = grid_sheet(outputs_of(IMAGES, vector), (0,), 0, MapScale(), ROOM)
    cell = sheet.cells[1]
    assert cell.look is Look.LINES
    levels: list[int] = []
    for index in range(90):
        top, left, height, width = cell.area_of(Rect(0, index, 1, 1))
        pixels = sheet.picture[top : top + height, left : left + width]
        assert len(np.unique(pixels)) == 1
        levels.append(level_of(int(pixels[0, 0])))
    assert levels == sorted(levels)
    assert levels[-1] == 255


def test_that_a_vector_longer_than_its_pixels_is_shown_by_means() -> None:
    vector = np.tile(np.array([0, 1], np.float32), (1, 3000))
    sheet = grid_sheet(outputs_of(IMAGES[:1], vector), (0,), 0, MapScale(), Room(40, 4, 6))
    cell = sheet.cells[1]
    assert cell.scale.reduce > 1
    assert cell.box.height <= 40
    assert cell.box.width <= 40
    assert cell.position_at(cell.box.left, cell.box.top) == (0,)


def test_that_a_vector_of_no_numbers_is_seen() -> None:
    vector = np.array([[np.nan, np.inf, 1.0]] * 2, np.float32)
    sheet = grid_sheet(outputs_of(IMAGES, vector), (0,), 0, MapScale(), ROOM)
    for index, is_number in enumerate((False, False, True)):
        top, left, _, width = sheet.cells[1].area_of(Rect(0, index, 1, 1))
        pixels = sheet.picture[top, left : left + width]
        assert (pixels == NOT_A_NUMBER).all() == (not is_number)


# Room and columns


@pytest.mark.parametrize("size", [(400, 700), (90, 3000), (1200, 320)])
@pytest.mark.parametrize("extents", [(), (28, 26, 13, 11, 5)])
def test_that_the_room_fits_and_is_nearly_the_largest(
    size: tuple[int, int], extents: tuple[int, ...]
) -> None:
    room = room_for(size, 3, 5, (10, 20), extents)
    height, width = room.size(3, 5)
    assert height <= size[0] or room.side == 8
    assert width <= size[1] or room.side == 8
    most = room_for(size, 3, 5, (10, 20))
    assert room.side >= 0.8 * most.side
    larger = Room(most.side + 1, 10, 20).size(3, 5)
    assert larger[0] > size[0] or larger[1] > size[1]


def test_that_squares_are_chosen_that_whole_pixels_fill() -> None:
    assert room_for((160, 1000), 1, 1, (0, 0), (28,)).side == 140
    assert room_for((160, 1000), 1, 1, (0, 0)).side == 160


def test_that_slots_lie_where_the_cells_are() -> None:
    sheet = grid_sheet(outputs_of(IMAGES, MAPS), (0,), 0, MapScale(), ROOM)
    for cell in sheet.cells:
        slot = ROOM.slot(cell.row, cell.layer + 1)
        assert slot.top <= cell.box.top
        assert slot.left <= cell.box.left
        assert cell.box.left + cell.box.width <= slot.left + slot.width


def test_that_the_usual_columns_are_enabled_convolutions_and_poolings() -> None:
    assert spatial_layers(PRESETS["cnn-64"].architecture) == (0, 1, 2, 3)
    layers = (Conv2D(enabled=False), Conv2D(), Dropout(), MaxPooling2D(), GlobalAveragePooling2D())
    assert spatial_layers(Architecture(layers=layers)) == (0, 2)
    assert spatial_layers(Architecture(layers=(Flatten(), Dense()))) == ()


def test_that_extents_are_those_of_images_only() -> None:
    outputs = outputs_of(IMAGES, MAPS, ramp(2, 9))
    assert extents_of(outputs, (0, 1)) == (6, 5)


def test_that_one_pixel_of_the_sheet_belongs_to_one_cell_at_most() -> None:
    sheet = grid_sheet(outputs_of(IMAGES, MAPS), (0,), 0, MapScale(), ROOM)
    seen = np.zeros(sheet.picture.shape, int)
    for cell in sheet.cells:
        top, left, height, width = cell.box
        seen[top : top + height, left : left + width] += 1
        assert sheet.cell_at(left, top) is cell
        assert sheet.cell_at(left + width - 1, top + height - 1) is cell
    assert_array_equal(seen, sheet.picture != 0)
    assert sheet.cell_at(21, 0) is None
