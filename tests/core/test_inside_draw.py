"""From what a network gives to each view's sheet: the room that it takes, what stands beside it."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core.inside.draw import (
    GAP,
    REFERENCE,
    draw_channels,
    draw_evidence,
    draw_grid,
    draw_kernels,
)
from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.grid import grid_sheet, room_for
from cnnlab_gui.core.inside.order import Order
from cnnlab_gui.core.inside.readable import LEAST_MAP
from cnnlab_gui.core.inside.reference import reference_sheet
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import INPUT, Sheet
from cnnlab_gui.core.inside.sources import Untrained
from cnnlab_gui.core.inside.state import NetworkState
from cnnlab_gui.core.inside.view import Seen, View, Wish, last_convolution, workshop_columns
from cnnlab_gui.core.presets import PRESETS
from tests.core.inside_parts import (
    CLASSES,
    CONVOLUTION,
    FLAT,
    POOLING,
    CountingEngine,
    images,
    network,
    of_test,
)

WISH = Wish(rows=of_test(0, 3, 5), columns=(CONVOLUTION, POOLING), room=(300, 500))
SCALE = MapScale()


def seen_as(**more: Any) -> Seen:
    """What the network of four layers gives, every number of it by chance."""
    engine, wish = CountingEngine(), replace(WISH, **more)
    state = NetworkState(network().active(), engine.initial_weights(network(), 1), 0)
    data = images()
    outputs = engine.layer_outputs(state, data.x_test[[each.index for each in wish.rows]])
    rng = np.random.default_rng(4)
    for values in outputs.outputs:
        values[:] = rng.random(values.shape)
    return Seen(wish, Untrained(network(), 1), state, outputs)


def pixels(sheet: Sheet, box: Rect) -> Any:
    return sheet.picture[box.top : box.top + box.height, box.left : box.left + box.width]


# The grid


def test_that_the_grid_has_a_column_for_each_layer_that_the_network_has() -> None:
    sheet = draw_grid(seen_as(columns=(POOLING, CLASSES + 1, 7, CLASSES))).sheet
    assert {cell.layer for cell in sheet.cells} == {INPUT, POOLING, CLASSES}
    lefts = sorted({cell.box.left for cell in sheet.cells})
    assert len(lefts) == 3  # and no column is empty


def test_that_the_grid_fits_its_room() -> None:
    for room in ((300, 500), (160, 900), (700, 260)):
        height, width = draw_grid(seen_as(room=room)).sheet.picture.shape
        assert height <= room[0]
        assert width <= room[1]


def test_that_a_grid_is_larger_than_its_room_rather_than_too_small() -> None:
    seen = draw_grid(seen_as(room=(60, 90)))
    assert seen.sheet.picture.shape[0] > 60
    assert min(cell.box.height for cell in seen.sheet.cells) >= LEAST_MAP
    seen = replace(seen, wish=replace(seen.wish, ratio=2.0))
    activation = np.zeros((3, 8, 8), np.float32)
    seen = draw_evidence(seen, np.zeros(3, np.int64), activation, None)
    assert min(cell.box.height for cell in seen.sheet.cells) >= 2 * LEAST_MAP


def test_that_rows_and_columns_have_room_for_words() -> None:
    plain = [cell.box for cell in draw_grid(seen_as(room=(500, 900))).sheet.cells]
    boxes = [cell.box for cell in draw_grid(seen_as(room=(500, 900), words=(166, 300))).sheet.cells]
    assert {box.height for box in boxes} == {box.height for box in plain}
    assert boxes[3].top - boxes[0].top >= 166
    assert boxes[1].left - boxes[0].left >= 300
    assert plain[1].left - plain[0].left < 200


def test_that_gaps_are_as_wide_on_a_screen_with_more_pixels() -> None:
    def gap(ratio: float) -> int:
        seen = seen_as(room=(1200, 2000), ratio=ratio, columns=(FLAT,))
        first = [cell.box for cell in draw_grid(seen).sheet.cells if cell.layer == INPUT]
        return first[1].top - first[0].top - first[0].height

    # Squares of ten values fill their places but for less than ten pixels.
    assert gap(1.0) - GAP in range(10)
    assert gap(2.0) - 2 * GAP in range(10)


def test_that_the_grid_shows_the_channel_in_the_colours_wished_for() -> None:
    seen = seen_as(channel=2, scale=MapScale("fixed", -1.0, 4.0))
    cells = [cell for cell in draw_grid(seen).sheet.cells if cell.layer != INPUT]
    assert {cell.channel for cell in cells} == {2}
    assert {(cell.low, cell.high) for cell in cells} == {(-1.0, 4.0)}


# All channels


def test_that_all_channels_of_the_chosen_image_are_in_order() -> None:
    seen = draw_channels(seen_as(view=View.CHANNELS, layer=POOLING, row=2))
    assert [cell.channel for cell in seen.sheet.cells] == seen.order.tolist() == [0, 1, 2, 3]
    assert {(cell.row, cell.layer) for cell in seen.sheet.cells} == {(2, POOLING)}
    brightest = seen_as(view=View.CHANNELS, layer=POOLING, order=Order.ACTIVATION)
    brightest.outputs.of(POOLING)[..., 3] += 5
    assert draw_channels(brightest).order[0] == 3
    assert draw_channels(brightest).sheet.cells[0].channel == 3


def test_that_an_image_that_is_no_longer_chosen_is_the_last_one() -> None:
    seen = draw_channels(seen_as(view=View.CHANNELS, rows=of_test(0, 3), row=2))
    assert {cell.row for cell in seen.sheet.cells} == {1}
    assert seen.reference is not None
    assert {cell.row for cell in seen.reference.cells} == {1}


def test_that_dead_channels_are_marked() -> None:
    seen = replace(seen_as(view=View.CHANNELS), dead=np.array([False, True, False, False]))
    assert [cell.is_dead for cell in draw_channels(seen).sheet.cells] == [False, True, False, False]


def test_that_the_reference_is_as_wide_as_its_room_on_every_screen() -> None:
    for ratio in (1.0, 1.5, 2.0):
        wish = {"view": View.CHANNELS, "layer": POOLING, "room": (900, 900), "ratio": ratio}
        seen = draw_channels(seen_as(**wish))
        assert seen.reference is not None
        width = seen.reference.picture.shape[1]
        assert 0.85 * REFERENCE * ratio <= width <= REFERENCE * ratio


def test_that_the_reference_is_no_higher_than_its_room() -> None:
    seen = draw_channels(seen_as(view=View.CHANNELS, layer=POOLING, room=(130, 900)))
    assert seen.reference is not None
    assert seen.reference.picture.shape[0] <= 130


# Kernels


def test_that_the_kernels_are_those_of_the_wish() -> None:
    seen = draw_kernels(seen_as(view=View.KERNELS), None)
    assert [cell.channel for cell in seen.sheet.cells] == [0, 1, 2, 3]
    assert {cell.row for cell in seen.sheet.cells} == {1}
    assert seen.before is None
    one = draw_kernels(seen_as(view=View.KERNELS, channel=2, input_map=None), None)
    assert [cell.channel for cell in one.sheet.cells] == [0, 1, 2, 3]  # each sees one map only
    height, width = seen.sheet.picture.shape
    assert height <= WISH.room[0]
    assert width <= WISH.room[1]


def test_that_the_kernels_before_stand_beside_those_of_now() -> None:
    seen = seen_as(view=View.KERNELS)
    before = NetworkState(seen.state.architecture, dict(seen.state.weights), 1)
    drawn = draw_kernels(seen, before)
    assert drawn.before is before
    assert {cell.row for cell in drawn.sheet.cells} == {0, 1}
    far = draw_kernels(replace(seen, wish=replace(seen.wish, ratio=2.0)), before)
    assert gap_of(far.sheet) > gap_of(drawn.sheet)


def gap_of(sheet: Sheet) -> int:
    """Pixels between the right ends of the first group and the left of the second."""
    ends = [cell.box.left + cell.box.width for cell in sheet.cells if cell.row == 0]
    return min(cell.box.left for cell in sheet.cells if cell.row == 1) - max(ends)


# What stands beside all channels


def test_that_the_reference_is_the_image_and_below_it_the_layer_before() -> None:
    outputs = seen_as().outputs
    sheet = reference_sheet(outputs, 1, POOLING, 2, SCALE, (400, 96), 12)
    image, before = sheet.cells
    assert (image.row, image.layer, image.channel) == (1, INPUT, None)
    assert (before.row, before.layer, before.channel) == (1, CONVOLUTION, 2)
    assert before.box.top >= image.box.top + image.box.height + 12
    assert sheet.picture.shape[1] <= 96


def test_that_the_reference_shows_what_a_grid_of_that_image_would() -> None:
    outputs = seen_as().outputs
    sheet = reference_sheet(outputs, 2, POOLING, 3, SCALE, (400, 96), 12)
    room = room_for((400, 96), 2, 1, (0, 12))
    wide = grid_sheet(outputs, (CONVOLUTION,), 3, SCALE, room)
    for cell in sheet.cells:
        there = next(each for each in wide.cells if (each.row, each.layer) == (2, cell.layer))
        assert replace(cell, box=there.box) == there
        np.testing.assert_array_equal(pixels(sheet, cell.box), pixels(wide, there.box))
    shown = np.zeros(sheet.picture.shape, np.bool_)
    for cell in sheet.cells:
        pixels(Sheet(shown, (), sheet.table), cell.box)[:] = True  # type: ignore[arg-type]
    assert not sheet.picture[~shown].any()


def test_that_the_first_layer_was_made_of_the_image_alone() -> None:
    sheet = reference_sheet(seen_as().outputs, 0, CONVOLUTION, 2, SCALE, (400, 96), 12)
    assert [cell.layer for cell in sheet.cells] == [INPUT]


def test_that_a_channel_that_the_layer_before_has_not_is_its_last_one() -> None:
    sheet = reference_sheet(seen_as().outputs, 0, POOLING, 50, SCALE, (400, 96), 12)
    assert sheet.cells[1].channel == 3


@pytest.mark.parametrize("layer", [FLAT, CLASSES])
def test_that_the_reference_of_a_vector_has_what_it_was_made_of(layer: int) -> None:
    sheet = reference_sheet(seen_as().outputs, 0, layer, 1, SCALE, (400, 96), 12)
    assert [cell.layer for cell in sheet.cells] == [INPUT, layer - 1]


def test_that_a_low_room_makes_the_reference_smaller() -> None:
    sheet = reference_sheet(seen_as().outputs, 0, POOLING, 1, SCALE, (120, 96), 12)
    assert sheet.picture.shape[0] <= 120


# Which layers


@pytest.mark.parametrize(
    ("preset", "columns", "last"),
    [
        ("cnn-64", (0, 1, 2, 3), 2),
        ("cnn-one-conv", (0, 1), 0),
        ("dense-baseline", (0, 1, 2), None),
    ],
)
def test_that_the_workshops_columns_are_convolutions_and_poolings(
    preset: str, columns: tuple[int, ...], last: int | None
) -> None:
    architecture = PRESETS[preset].architecture
    assert workshop_columns(architecture) == columns
    assert last_convolution(architecture) == last


def test_that_layers_are_counted_as_the_network_has_them() -> None:
    """One that is left out stands between the convolution and the pooling."""
    assert workshop_columns(network()) == (CONVOLUTION, POOLING)
    assert last_convolution(network()) == CONVOLUTION
