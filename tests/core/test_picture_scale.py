"""How large the blocks of a picture are, and what leads from one to the next."""

from itertools import pairwise

import pytest

from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import Activation, BatchNormalization
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.picture.layout import network_picture
from cnnlab_gui.core.picture.scale import SMALLEST_FACE, TALLEST_FACE, WIDEST_FACE
from cnnlab_gui.core.picture.shapes import (
    INPUT,
    Block,
    FanLink,
    Form,
    NetworkPicture,
    WindowLink,
)
from cnnlab_gui.core.presets import PRESETS
from tests.core.picture_parts import SVG, block, drawn, group, stack

# To scale


def images(picture: NetworkPicture) -> list[Block]:
    return [each for each in picture.blocks if each.form is Form.IMAGE]


@pytest.mark.parametrize("name", list(PRESETS))
def test_that_the_sides_of_all_faces_are_in_proportion_to_the_shapes(name: str) -> None:
    picture = network_picture(PRESETS[name].architecture)
    for each in images(picture):
        height, width = each.pixels
        assert each.front.height == pytest.approx(max(SMALLEST_FACE, height * picture.scale))
        assert each.front.width == pytest.approx(max(SMALLEST_FACE, width * picture.scale))


def test_that_the_drawn_faces_have_the_sides_of_the_shapes() -> None:
    root = drawn(stack(Conv2D(), MaxPooling2D(pool_size=(2, 1)), shape=(28, 20, 3)))
    sides = [
        tuple(float(group(root, at).findall(f"{SVG}rect")[0].get(side, "0")) for side in SIDES)
        for at in (INPUT, 0, 1)
    ]
    pixel = sides[0][0] / 28
    expected = [(28, 20), (26, 18), (13, 18)]
    for got, wanted in zip(sides, expected, strict=True):
        assert got == pytest.approx(tuple(pixel * side for side in wanted), abs=0.01)


SIDES = ("height", "width")


@pytest.mark.parametrize("shape", [(1024, 1024, 3), (8, 1024, 1), (1024, 1, 1), (28, 28, 1)])
def test_that_the_largest_face_fills_what_a_face_may_fill_and_no_more(
    shape: tuple[int, int, int],
) -> None:
    front = block(stack(Conv2D(padding="same"), shape=shape), 0).front
    assert front.height <= TALLEST_FACE
    assert front.width <= WIDEST_FACE
    assert front.height == pytest.approx(TALLEST_FACE) or front.width == pytest.approx(WIDEST_FACE)


def test_that_four_times_the_channels_are_twice_as_deep() -> None:
    depths = [block(stack(Conv2D(filters=count)), 0).depth for count in (16, 64, 256)]
    assert [second / first for first, second in pairwise(depths)] == pytest.approx([2, 2])


def test_that_one_channel_and_two_thousand_can_both_be_seen() -> None:
    one, most = (block(stack(Conv2D(filters=count)), 0) for count in (1, 2048))
    assert one.depth >= SMALLEST_FACE
    assert most.body.width < 3 * WIDEST_FACE


def test_that_ten_times_the_numbers_are_one_step_longer() -> None:
    lengths = [
        block(stack(Flatten(), Dense(units=count)), 1).front.height for count in (30, 300, 3000)
    ]
    first, second = (longer - shorter for shorter, longer in pairwise(lengths))
    assert first == pytest.approx(second)
    assert first > 0


def test_that_a_hundred_layers_make_it_wider_and_nothing_smaller() -> None:
    few = network_picture(stack(Conv2D(padding="same")))
    many = network_picture(stack(*[Conv2D(padding="same")] * 100))
    assert many.scale == few.scale
    assert many.height == few.height
    assert many.width > 20 * few.width


# Links


def test_that_the_window_lies_where_the_pixel_that_it_makes_comes_from() -> None:
    layers = (Conv2D(kernel_size=(5, 3)), MaxPooling2D(pool_size=(2, 4)))
    picture = network_picture(stack(*layers))
    for link, size, strides in zip(picture.links, ((5, 3), (2, 4)), ((1, 1), (2, 4)), strict=True):
        assert isinstance(link, WindowLink)
        start, end = picture.blocks[link.start].front, picture.blocks[link.end].front
        window = link.window
        assert (window.height, window.width) == pytest.approx(
            (size[0] * picture.scale, size[1] * picture.scale)
        )
        row = (link.pixel[1] - end.y) / picture.scale - 0.5
        column = (link.pixel[0] - end.x) / picture.scale - 0.5
        assert (row, column) == pytest.approx((round(row), round(column)))
        assert window.y - start.y == pytest.approx(row * strides[0] * picture.scale)
        assert window.x - start.x == pytest.approx(column * strides[1] * picture.scale)


def test_that_a_window_too_small_to_see_is_drawn_larger_on_its_face() -> None:
    picture = network_picture(stack(Conv2D(), shape=(1024, 1024, 1)))
    (link,) = picture.links
    assert isinstance(link, WindowLink)
    assert link.window.width > 3 * picture.scale
    assert link.window.right <= picture.blocks[0].front.right


def test_that_every_number_of_a_list_is_joined_to_every_cell() -> None:
    picture = network_picture(PRESETS["dense-baseline"].architecture)
    fans = [link for link in picture.links if isinstance(link, FanLink)]
    assert [bool(fan.threads) for fan in fans] == [False, True, True]
    assert len({end for _, end in fans[2].threads}) == 10


def test_that_a_link_passes_by_the_marks_between_two_blocks() -> None:
    picture = network_picture(stack(Conv2D(), BatchNormalization(), Activation(), MaxPooling2D()))
    assert [(link.start, link.end) for link in picture.links] == [(0, 1), (1, 4)]
