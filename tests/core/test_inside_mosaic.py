"""All channels of a layer side by side."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.inside.colours import GREY, INFERNO, NOT_A_NUMBER
from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.marks import DEAD_STROKE
from cnnlab_gui.core.inside.mosaic import mosaic_sheet, tile_plan
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import INPUT, Look
from cnnlab_gui.core.inside.state import LayerOutputs
from cnnlab_gui.core.layers.vectors import Dense
from tests.core.sheet_parts import check_every_pixel, expected_colour, outputs_of, ramp

IMAGES = ramp(2, 6, 6, 1)
MAPS = ramp(2, 4, 3, 7)
SIZE = (60, 90)
LINE = {int(DEAD_STROKE)}


def every(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.int64)


@pytest.mark.parametrize("scale", [MapScale(), MapScale("layer"), MapScale("fixed", 0.1, 0.4)])
def test_that_each_pixel_shows_the_value_of_the_channel_in_its_place(scale: MapScale) -> None:
    order = every(7)[::-1].copy()
    sheet = mosaic_sheet(outputs_of(IMAGES, MAPS), 1, 0, order, scale, SIZE)
    assert [cell.channel for cell in sheet.cells] == [6, 5, 4, 3, 2, 1, 0]
    for cell in sheet.cells:
        top, left, height, width = cell.box
        for y in range(top, top + height):
            for x in range(left, left + width):
                position = cell.position_at(x, y)
                assert position is not None
                value = float(MAPS[(1, *position)])
                assert sheet.picture[y, x] == expected_colour(value, cell)


def test_that_the_scale_of_a_layer_is_that_of_all_images() -> None:
    sheet = mosaic_sheet(outputs_of(IMAGES, MAPS), 0, 0, every(2), MapScale("layer"), SIZE)
    assert {(cell.low, cell.high) for cell in sheet.cells} == {(0, 1)}


def test_that_every_pixel_belongs_to_the_cell_that_is_found_there() -> None:
    sheet = mosaic_sheet(outputs_of(IMAGES, MAPS), 0, 0, every(7), MapScale(), SIZE)
    height, width = sheet.picture.shape
    for y in range(-1, height + 1):
        for x in range(-1, width + 1):
            found = [cell for cell in sheet.cells if cell.holds(x, y)]
            assert sheet.cell_at(x, y) == (found[0] if found else None)
            if 0 <= y < height and 0 <= x < width:
                assert (sheet.picture[y, x] != 0) == bool(found)


def test_that_dead_channels_are_crossed_out_and_others_not() -> None:
    dead = np.array([False, True, False, False, False, True, False])
    order = np.roll(every(7), 3)
    sheet = mosaic_sheet(outputs_of(IMAGES, MAPS), 0, 0, order, MapScale(), SIZE, dead)
    for cell in sheet.cells:
        top, left, height, width = cell.box
        tile = sheet.picture[top : top + height, left : left + width]
        assert cell.is_dead == dead[cell.channel]
        assert (DEAD_STROKE in tile) == cell.is_dead
        assert not cell.is_dead or (tile[-1, 0], tile[0, -1]) == (DEAD_STROKE, DEAD_STROKE)


@given(
    st.integers(1, 2100),
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.tuples(st.integers(20, 900), st.integers(20, 1400)),
    st.integers(0, 1),
)
def test_that_tiles_fit_and_the_next_larger_ones_do_not(
    count: int, values: tuple[int, int], size: tuple[int, int], frame: int
) -> None:
    plan = tile_plan(count, values, size, frame)
    height, width = plan.size(count)
    smallest = plan.height == plan.width == 1 + 2 * frame
    assert width <= size[1] or plan.columns == 1
    assert height <= size[0] or smallest
    assert plan.place_at(width, 0) is None
    assert plan.box(count - 1).top + plan.box(count - 1).height + frame <= height
    larger = plan.scale.zoom + 1
    if plan.scale.reduce == 1:
        tile = [side * larger + 2 * frame for side in values]
        gap = min(8, max(1, round(min(tile) / 12)))
        fits = [(room + gap) // (side + gap) for room, side in zip(size, tile, strict=True)]
        assert fits[0] * fits[1] < count


def test_that_the_last_row_is_as_full_as_can_be() -> None:
    # Seven columns of these tiles fit, which would leave 1 tile for a third row.
    plan = tile_plan(15, (10, 10), (40, 80))
    assert (plan.scale.zoom, plan.columns) == (1, 5)


def test_that_thousands_of_tiles_are_one_picture_and_cells_are_made_when_asked() -> None:
    maps = ramp(1, 2, 2, 2048)
    sheet = mosaic_sheet(outputs_of(IMAGES[:1], maps), 0, 0, every(2048), MapScale(), (600, 900))
    assert len(sheet.cells) == 2048
    assert sheet.cells[-1].channel == 2047
    assert [cell.channel for cell in sheet.cells[3:5]] == [3, 4]
    with pytest.raises(IndexError):
        sheet.cells[2048]
    last = sheet.cells[2047]
    assert sheet.cell_at(last.box.left, last.box.top) == last


def test_that_a_vector_is_shown_whole() -> None:
    shares = np.array([[0.25, 0.75], [1, 0]], np.float32)
    layers = (Dense(units=2, activation="softmax"),)
    outputs = outputs_of(IMAGES, shares, layers=layers)
    sheet = mosaic_sheet(outputs, 1, 0, every(2), MapScale("layer"), (400, 200))
    (cell,) = sheet.cells
    assert (cell.row, cell.look, cell.low, cell.high) == (1, Look.BARS, 0, 1)
    assert (sheet.picture[0] != INFERNO[0]).all()
    assert (sheet.picture[40] == INFERNO[0]).all()


def test_that_the_input_is_shown_in_its_own_colours() -> None:
    sheet = mosaic_sheet(outputs_of(IMAGES, MAPS), 1, INPUT, every(1), MapScale(), (60, 90))
    assert sheet.table is GREY
    assert sheet.picture.shape == (60, 60)
    check_every_pixel(sheet, {})
    assert sheet.picture[-1, -1] == 0xFFFFFFFF


# Marks


def broken(outputs: LayerOutputs, name: str, shape: tuple[int, ...], unit: int) -> LayerOutputs:
    """The same numbers, of a layer one of whose channels has a weight that is no number."""
    weights = np.ones(shape, np.float32)
    weights[..., unit].flat[-1] = np.nan
    return replace(outputs, state=replace(outputs.state, weights={name: weights}))


@pytest.mark.parametrize("size", [(8, 20), SIZE, (400, 500)])
def test_that_a_channel_whose_weights_are_no_numbers_is_framed(size: tuple[int, int]) -> None:
    """Also where TensorFlow makes plain numbers of them."""
    outputs = broken(outputs_of(IMAGES, MAPS), "000.kernel", (3, 3, 1, 7), 5)
    sheet = mosaic_sheet(outputs, 0, 0, np.roll(every(7), 3), MapScale(), size)
    for cell in sheet.cells:
        top, left, height, width = cell.box
        tile = sheet.picture[top : top + height, left : left + width]
        edges = np.concatenate([tile[0], tile[-1], tile[:, 0], tile[:, -1]])
        assert (edges == NOT_A_NUMBER).all() == (NOT_A_NUMBER in tile) == (cell.channel == 5)
        assert min(height, width) < 4 or not (tile == NOT_A_NUMBER).all()


def unit_colours(values: list[float], size: tuple[int, int], **marks: Any) -> list[set[int]]:
    """Which colours each number of a vector has on its sheet."""
    vector = np.array([values], np.float32)
    outputs = outputs_of(IMAGES[:1], vector, layers=(Dense(units=len(values)),))
    if "broken" in marks:
        outputs = broken(outputs, "000.bias", (len(values),), marks.pop("broken"))
    dead = np.isin(np.arange(len(values)), marks.pop("dead", ()))
    sheet = mosaic_sheet(outputs, 0, 0, every(len(values)), MapScale(), size, dead)
    (cell,) = sheet.cells
    found = []
    for index in range(len(values)):
        top, left, height, width = cell.area_of(Rect(0, index, 1, 1))
        pixels = sheet.picture[top : top + height, left : left + width]
        found.append(set(pixels.ravel().tolist()))
    return found


@pytest.mark.parametrize(("count", "size"), [(10, (300, 200)), (10, (40, 60)), (90, (50, 70))])
def test_that_dead_units_are_crossed_out_and_others_not(count: int, size: tuple[int, int]) -> None:
    """In bars, and in squares line by line."""
    values = [0.0, *np.linspace(0.1, 1, count - 1)]
    found = unit_colours(values, size, dead=(0, 3, count - 1))
    marked = [index for index, colours in enumerate(found) if colours >= LINE]
    assert marked == [0, 3, count - 1]
    assert all(len(found[index]) > 1 for index in marked)


def test_that_a_square_of_several_units_is_crossed_out_where_all_of_them_are_dead() -> None:
    found = unit_colours([0.0] * 2000, (40, 40), dead=(*range(101, 109), *range(300, 400)))
    marked = [index for index, colours in enumerate(found) if colours >= LINE]
    assert marked == list(range(300, 400))


@pytest.mark.parametrize(("count", "size"), [(10, (300, 200)), (90, (50, 70))])
def test_that_units_whose_weights_are_no_numbers_are_marked(
    count: int, size: tuple[int, int]
) -> None:
    found = unit_colours([0.5] * count, size, broken=4)
    marked = [index for index, colours in enumerate(found) if NOT_A_NUMBER in colours]
    assert marked == [4]
