"""Kernels as pictures."""

import numpy as np
import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.colours import DIVERGING
from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.kernels import FRAME, KernelCounts, kernel_counts, kernel_sheet
from cnnlab_gui.core.inside.sheet import Sheet
from cnnlab_gui.core.inside.state import NetworkState
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D

RNG = np.random.default_rng(7)
SIZE = (120, 260)


def state(layer: Layer, **weights: np.ndarray) -> NetworkState:
    named = {f"000.{name}": array.astype(np.float32) for name, array in weights.items()}
    return NetworkState(Architecture(layers=(layer,)), named, id(weights))


def convolution(scale: float = 1.0) -> NetworkState:
    """3×2 kernels of 5 filters over 4 maps."""
    return state(Conv2D(filters=5, kernel_size=(3, 2)), kernel=RNG.normal(0, scale, (3, 2, 4, 5)))


def check_pixels(sheet: Sheet, kernels: np.ndarray, row: int) -> None:
    """Check that tile ``k`` of a row shows ``kernels[k]``."""
    cells = [cell for cell in sheet.cells if cell.row == row and cell.channel is not None]
    assert [cell.channel for cell in cells] == list(range(len(kernels)))
    for cell, kernel in zip(cells, kernels, strict=True):
        assert cell.values == kernel.shape
        for (y, x), value in np.ndenumerate(kernel):
            top, left, *_ = cell.area_of(Rect(y, x, 1, 1))
            level = int((float(value) - cell.low) / (cell.high - cell.low) * 256)
            assert sheet.picture[top, left] == DIVERGING[min(level, 255)]


def test_that_all_filters_are_shown_over_one_input_map() -> None:
    now = convolution()
    sheet = kernel_sheet(None, now, 0, 9, 2, SIZE)
    check_pixels(sheet, now.weights["000.kernel"][:, :, 2].transpose(2, 0, 1), 1)


def test_that_one_filter_is_shown_over_all_input_maps() -> None:
    now = convolution()
    sheet = kernel_sheet(None, now, 0, 3, None, SIZE)
    check_pixels(sheet, now.weights["000.kernel"][..., 3].transpose(2, 0, 1), 1)


def test_that_before_stands_beside_after_in_the_same_colours() -> None:
    before, after = convolution(0.1), convolution(1.0)
    sheet = kernel_sheet(before, after, 0, 0, 1, SIZE)
    for row, one in enumerate((before, after)):
        check_pixels(sheet, one.weights["000.kernel"][:, :, 1].transpose(2, 0, 1), row)
    most = np.abs(after.weights["000.kernel"][:, :, 1]).max()
    assert {(cell.low, cell.high) for cell in sheet.cells} == {(-most, most)}
    ends = [
        max(cell.box.left + cell.box.width for cell in sheet.cells if cell.row == row)
        for row in (0, 1)
    ]
    assert ends[0] < min(cell.box.left for cell in sheet.cells if cell.row == 1)
    assert ends[1] <= SIZE[1]


def test_that_a_state_beside_itself_is_shown_once() -> None:
    now = convolution()
    assert {cell.row for cell in kernel_sheet(now, now, 0, 0, 0, SIZE).cells} == {1}


def test_that_each_kernel_has_a_frame_around_it() -> None:
    sheet = kernel_sheet(None, convolution(), 0, 0, 0, SIZE)
    for cell in sheet.cells:
        top, left, height, width = cell.box
        assert (sheet.picture[top - 1, left - 1 : left + width + 1] == FRAME).all()
        assert (sheet.picture[top + height, left - 1 : left + width + 1] == FRAME).all()
        assert FRAME not in sheet.picture[top : top + height, left : left + width]


def test_that_a_depthwise_convolution_shows_the_kernel_of_every_map_it_gives() -> None:
    kernel = RNG.normal(size=(3, 3, 4, 2))
    now = state(DepthwiseConv2D(depth_multiplier=2), kernel=kernel)
    expected = [kernel.astype(np.float32)[:, :, c, m] for c in range(4) for m in range(2)]
    check_pixels(kernel_sheet(None, now, 0, 99, 99, SIZE), np.array(expected), 1)
    assert kernel_counts(now, 0) == KernelCounts(filters=8, input_maps=1)


def test_that_a_separable_convolution_shows_its_mixing_matrix_too() -> None:
    spread, mixing = RNG.normal(size=(3, 3, 2, 1)), RNG.normal(0, 9, (1, 1, 2, 6))
    now = state(SeparableConv2D(filters=6), depthwise_kernel=spread, pointwise_kernel=mixing)
    sheet = kernel_sheet(None, now, 0, 0, 0, SIZE)
    check_pixels(sheet, spread.astype(np.float32)[..., 0].transpose(2, 0, 1), 1)
    (matrix,) = [cell for cell in sheet.cells if cell.channel is None]
    assert matrix.values == (2, 6)
    assert matrix.high == np.abs(mixing.astype(np.float32)).max()
    assert matrix.box.top > max(c.box.top + c.box.height for c in sheet.cells[:-1])
    for (y, x), value in np.ndenumerate(mixing[0, 0].astype(np.float32)):
        top, left, *_ = matrix.area_of(Rect(y, x, 1, 1))
        level = int((float(value) + matrix.high) / (2 * matrix.high) * 256)
        assert sheet.picture[top, left] == DIVERGING[min(level, 255)]


def test_that_weights_of_nothing_are_white() -> None:
    now = state(Conv2D(filters=1), kernel=np.zeros((3, 3, 1, 1)))
    sheet = kernel_sheet(None, now, 0, 0, 0, SIZE)
    top, left, height, width = sheet.cells[0].box
    assert (sheet.picture[top : top + height, left : left + width] == 0xFFFFFFFF).all()


@pytest.mark.parametrize(("channel", "input_map"), [(0, 4), (5, None), (0, -1)])
def test_that_kernels_that_are_not_there_are_a_sentence(
    channel: int, input_map: int | None
) -> None:
    with pytest.raises(CnnLabError, match="Choose one from 0 to"):
        kernel_sheet(None, convolution(), 0, channel, input_map, SIZE)


def test_that_a_layer_without_kernels_is_a_sentence_and_counts_none() -> None:
    now = state(MaxPooling2D())
    assert kernel_counts(now, 0) is None
    with pytest.raises(CnnLabError, match="Layer 1 is a MaxPooling2D, which has no kernels"):
        kernel_sheet(None, now, 0, 0, 0, SIZE)


def test_that_kernels_are_counted() -> None:
    assert kernel_counts(convolution(), 0) == KernelCounts(filters=5, input_maps=4)


# Colours


def with_a_strong_one(times: float) -> NetworkState:
    """Five kernels whose strongest weight is 1, but one, which is so many times stronger."""
    kernel = np.full((3, 3, 1, 5), 0.5)
    kernel[1, 1] = -1
    kernel[..., 2] *= times
    return state(Conv2D(filters=5), kernel=kernel)


def ends(sheet: Sheet, row: int = 1) -> list[tuple[float, float]]:
    return [(cell.low, cell.high) for cell in sheet.cells if cell.row == row]


def test_that_each_kernel_can_have_colours_of_its_own_the_same_before_and_now() -> None:
    before, after = convolution(0.1), convolution(1.0)
    sheet = kernel_sheet(before, after, 0, 0, 1, SIZE, scale="each")
    for row, one in enumerate((before, after)):
        check_pixels(sheet, one.weights["000.kernel"][:, :, 1].transpose(2, 0, 1), row)
    most = np.abs(after.weights["000.kernel"][:, :, 1]).max(axis=(0, 1)).tolist()
    assert ends(sheet, 0) == ends(sheet, 1) == [(-each, each) for each in most]


def test_that_one_kernel_far_stronger_than_the_others_leaves_them_their_colours() -> None:
    assert ends(kernel_sheet(None, with_a_strong_one(8), 0, 0, 0, SIZE)) == [
        (-1.0, 1.0),
        (-1.0, 1.0),
        (-8.0, 8.0),
        (-1.0, 1.0),
        (-1.0, 1.0),
    ]
    assert set(ends(kernel_sheet(None, with_a_strong_one(3), 0, 0, 0, SIZE))) == {(-3.0, 3.0)}
    every = kernel_sheet(None, with_a_strong_one(8), 0, 0, 0, SIZE, scale="all")
    assert set(ends(every)) == {(-8.0, 8.0)}
