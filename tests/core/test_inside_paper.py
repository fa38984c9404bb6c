"""Sheets for pictures of their own, and the arrays behind them."""

from dataclasses import replace

import numpy as np
import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.inside.arrays import all_arrays, array_columns, map_values, whole_array
from cnnlab_gui.core.inside.choice import Chosen
from cnnlab_gui.core.inside.colours import INFERNO, coloured
from cnnlab_gui.core.inside.draw import draw_channels, draw_evidence, draw_grid, draw_kernels
from cnnlab_gui.core.inside.order import Order
from cnnlab_gui.core.inside.overlay import ACTIVATION, OCCLUSION
from cnnlab_gui.core.inside.paper import LARGEST_SIDE, MOSAIC_SIZE, map_on_paper, on_paper
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import INPUT, Cell
from cnnlab_gui.core.inside.sources import Untrained
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState
from cnnlab_gui.core.inside.view import Seen, View, Wish
from cnnlab_gui.core.layers.convolution import Conv2D, SeparableConv2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten

LAYERS = (
    Conv2D(filters=3),
    SeparableConv2D(filters=5),
    Flatten(),
    Dense(units=10, activation="softmax"),
)
NETWORK = Architecture(input_shape=(12, 12, 1), layers=LAYERS)
ROWS = tuple(Chosen("test", index) for index in range(3))
LAST = 3
TINY = (40, 50)  # pixels of a window in which nothing can be read


def state(times: float = 1.0) -> NetworkState:
    rng = np.random.default_rng(3)
    shapes = {
        "000.kernel": (3, 3, 1, 3), "000.bias": (3,), "001.depthwise_kernel": (3, 3, 3, 1),
        "001.pointwise_kernel": (1, 1, 3, 5), "001.bias": (5,),
    }  # fmt: skip
    weights = {n: (times * rng.normal(size=s)).astype(np.float32) for n, s in shapes.items()}
    return NetworkState(NETWORK, weights, times)


def outputs(of: NetworkState) -> LayerOutputs:
    rng = np.random.default_rng(4)
    shapes = ((10, 10, 3), (8, 8, 5), (320,), (10,))
    return LayerOutputs(
        of,
        rng.random((3, 12, 12, 1), np.float32),
        tuple(rng.random((3, *shape), np.float32) for shape in shapes),
    )


def seen(view: View, **wish: object) -> Seen:
    """What is seen of a trained network in a window that is far too small."""
    now = state()
    wanted = replace(Wish(view, ROWS, columns=(0, 1, 3), room=TINY), **wish)  # type: ignore[arg-type]
    blank = Seen(wanted, Untrained(NETWORK, 0), now, outputs(now))
    match view:
        case View.GRID:
            return draw_grid(blank)
        case View.CHANNELS:
            return draw_channels(blank)
        case View.KERNELS:
            return draw_kernels(blank, state(0.5))
        case View.EVIDENCE:
            rng = np.random.default_rng(5)
            heat = rng.random((3, 8, 8), np.float32)
            signed = rng.normal(size=(3, 12, 12)).astype(np.float32)
            return draw_evidence(blank, np.array([1, 2, 3]), heat, signed)


SEEN = {
    "grid": seen(View.GRID),
    "channels": seen(View.CHANNELS, layer=1),
    "vector": seen(View.CHANNELS, layer=3),
    "kernels": seen(View.KERNELS, layer=0),
    "separable": seen(View.KERNELS, layer=1),
    "evidence": seen(View.EVIDENCE, layer=1),
}


def key_of(cell: Cell) -> tuple[int, int, int | None]:
    return cell.row, cell.layer, cell.channel


@pytest.mark.parametrize("name", SEEN)
def test_that_paper_shows_the_same_maps_in_the_same_colours_and_larger(name: str) -> None:
    one = SEEN[name]
    sheet = on_paper(one)
    assert list(map(key_of, sheet.cells)) == list(map(key_of, one.sheet.cells))
    for on_sheet, in_window in zip(sheet.cells, one.sheet.cells, strict=True):
        assert (on_sheet.low, on_sheet.high) == (in_window.low, in_window.high)
        assert on_sheet.scale.reduce == 1
        assert on_sheet.box.height >= in_window.box.height
    height, width = sheet.picture.shape
    assert max(cell.box.top + cell.box.height for cell in sheet.cells) <= height
    assert max(cell.box.left + cell.box.width for cell in sheet.cells) <= width < 1000


@pytest.mark.parametrize("name", SEEN)
def test_that_each_map_alone_has_the_numbers_and_colours_that_it_has_among_the_others(
    name: str,
) -> None:
    one = SEEN[name]
    for cell in one.sheet.cells:
        sheet = map_on_paper(one, cell)
        (alone,) = sheet.cells
        assert (key_of(alone), alone.values) == (key_of(cell), cell.values)
        assert (alone.low, alone.high, alone.look) == (cell.low, cell.high, alone.look)
        assert 200 <= max(alone.box.height, alone.box.width) <= 480
        if one.wish.view is View.EVIDENCE and cell.layer != INPUT:
            continue  # laid over an image, in that one's size
        values = map_values(one, cell)
        assert values.shape[:2] == (cell.values if values.ndim > 1 else (cell.values[1],))
        if cell.layer == INPUT or values.ndim == 1:
            continue
        zoom, (top, left, height, width) = alone.scale.zoom, alone.box
        colours = coloured(values, cell.low, cell.high, sheet.table)
        inside = sheet.picture[top : top + height, left : left + width]
        assert np.array_equal(inside[::zoom, ::zoom], colours)


def test_that_many_large_maps_get_a_larger_sheet_instead_of_fewer_values() -> None:
    one = SEEN["channels"]
    wide = np.random.default_rng(1).random((3, 40, 40, 512), np.float32)
    outer = LayerOutputs(one.state, one.outputs.images, (wide, *one.outputs.outputs[1:]))
    many = draw_channels(replace(one, outputs=outer, wish=replace(one.wish, layer=0)))
    assert many.sheet.cells[0].scale.reduce > 1
    sheet = on_paper(many)
    assert len(sheet.cells) == 512
    assert sheet.cells[0].scale.reduce == 1
    assert sheet.picture.size < 5_000_000


def test_that_large_images_get_larger_squares_up_to_a_bound() -> None:
    one = SEEN["grid"]
    for side, least in ((200, 180), (1000, LARGEST_SIDE * 0.8)):
        images = np.zeros((3, side, side, 3), np.float32)
        large = draw_grid(replace(one, outputs=replace(one.outputs, images=images)))
        box = next(cell.box for cell in on_paper(large).cells if cell.layer == INPUT)
        assert least <= box.width <= LARGEST_SIDE


def test_that_kernels_leave_nothing_free_at_the_right() -> None:
    one = draw_kernels(replace(SEEN["kernels"], before=None), None)
    sheet = on_paper(one)
    right = max(cell.box.left + cell.box.width for cell in sheet.cells)
    assert sheet.picture.shape[1] == right + 1 < MOSAIC_SIZE[1]
    assert (sheet.picture[0, -10:] != 0).all()


def test_that_a_map_keeps_the_scale_of_its_layer() -> None:
    layer = seen(View.GRID, scale=MapScale("layer"))
    cell = next(each for each in layer.sheet.cells if each.layer == 0)
    values = map_values(layer, cell)
    assert cell.high == layer.outputs.of(0).max() > values.max()
    wanted = coloured(values, layer.outputs.of(0).min(), cell.high, INFERNO)
    assert set(np.unique(map_on_paper(layer, cell).picture)) == set(np.unique(wanted))


def test_that_channels_are_kept_by_index_whatever_their_order_and_the_row() -> None:
    one = seen(View.CHANNELS, layer=1, order=Order.ACTIVATION, row=2)
    assert not np.array_equal(one.order, np.arange(5))
    assert np.array_equal(whole_array(one, 0), one.outputs.of(1)[2])
    cell = one.sheet.cells[0]
    assert np.array_equal(map_values(one, cell), one.outputs.of(1)[2][..., one.order[0]])
    assert list(all_arrays(one)) == ["001.SeparableConv2D"]


def test_that_a_layer_without_the_channel_has_no_array() -> None:
    one = seen(View.GRID, channel=4)
    assert array_columns(one) == (1, 3)
    assert list(all_arrays(one)) == ["input", "001.SeparableConv2D", "003.Dense"]


def test_that_both_kernels_of_a_separable_convolution_are_kept_from_both_moments() -> None:
    one = SEEN["separable"]
    arrays = all_arrays(one)
    assert list(arrays) == [
        "001.depthwise_kernel.before", "001.pointwise_kernel.before",
        "001.depthwise_kernel.after", "001.pointwise_kernel.after",
    ]  # fmt: skip
    assert np.allclose(
        2 * arrays["001.pointwise_kernel.before"], arrays["001.pointwise_kernel.after"]
    )
    untrained = draw_kernels(replace(one, before=None), None)
    assert list(all_arrays(untrained)) == ["001.depthwise_kernel", "001.pointwise_kernel"]


def test_that_what_speaks_for_a_class_is_kept_as_it_is() -> None:
    one = SEEN["evidence"]
    assert one.activation is not None
    assert np.array_equal(whole_array(one, 0), one.activation)
    for layer, values in ((ACTIVATION, one.activation), (OCCLUSION, one.occlusion)):
        cells = [cell for cell in one.sheet.cells if cell.layer == layer]
        assert values is not None
        for cell in cells:
            assert np.array_equal(map_values(one, cell), values[cell.row])
    quick = replace(one, occlusion=None)
    assert list(all_arrays(quick)) == ["input", "grad-cam", "classes"]


def test_that_an_answer_is_a_picture_of_all_classes_in_their_order() -> None:
    its = seen(View.EVIDENCE, room=(400, 700))
    answer = next(cell for cell in its.sheet.cells if cell.layer == LAST)
    (alone,) = map_on_paper(its, answer).cells
    assert (alone.row, alone.layer, alone.values) == (0, LAST, (1, 10))
    assert map_values(its, answer).tolist() == its.outputs.of(LAST)[0].tolist()
    assert LAST not in {cell.layer for cell in on_paper(its).cells}


def test_that_images_have_the_room_where_there_is_little() -> None:
    layers = {cell.layer for cell in seen(View.EVIDENCE, room=(200, 90)).sheet.cells}
    assert layers == {INPUT, ACTIVATION, OCCLUSION}
