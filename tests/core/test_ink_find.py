"""Ink is found in drawings, scans and photos; what is no ink is refused in a sentence."""

from collections.abc import Callable

import numpy as np
import pytest

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.ink.find import find_ink
from tests.core.ink_parts import (
    SEED,
    Bytes,
    Floats,
    black_on_white,
    digits,
    inked,
    on_canvas,
    photo,
    row,
    white_on_black,
)

SOME = 12


@pytest.mark.parametrize(
    ("picture_of", "inverted"), [(black_on_white, True), (white_on_black, False), (photo, True)]
)
def test_that_each_digit_is_found_once_where_it_lies(
    picture_of: Callable[[Floats], Bytes], inverted: bool
) -> None:
    for strokes in digits(SOME)[0]:
        ink = on_canvas(strokes)
        found = find_ink(picture_of(ink))
        assert found.inverted == inverted
        (item,) = found.items
        rows, columns = np.nonzero(ink > 0.5)
        box = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        assert np.abs(np.array(item.box) - box).max() <= 3


@pytest.mark.parametrize("pen", [1.5, 4, 20, 40])
def test_that_thin_and_thick_pens_are_found(pen: float) -> None:
    for strokes in digits(SOME)[0]:
        (item,) = find_ink(black_on_white(on_canvas(strokes, pen=pen))).items
        assert item.ink.max() == 1


@pytest.mark.parametrize("picture_of", [black_on_white, white_on_black, photo])
def test_that_digits_in_a_row_come_from_left_to_right(
    picture_of: Callable[[Floats], Bytes],
) -> None:
    ink = row(digits(6)[0])
    boxes = [item.box for item in find_ink(picture_of(ink)).items]
    assert len(boxes) == 6
    assert boxes == sorted(boxes)


def test_that_lines_come_from_top_to_bottom() -> None:
    boxes = [item.box for item in find_ink(black_on_white(row(digits(6)[0], columns=3))).items]
    assert len(boxes) == 6
    assert [box[1] // 90 for box in boxes] == sorted(box[1] // 90 for box in boxes)
    assert boxes[:3] == sorted(boxes[:3])
    assert boxes[3:] == sorted(boxes[3:])


def with_rectangles(*boxes: tuple[int, int, int, int]) -> Bytes:
    """A white page with black rectangles: left, top, right, bottom."""
    page = np.full((200, 300), 255, np.uint8)
    for left, top, right, bottom in boxes:
        page[top:bottom, left:right] = 0
    return page


@pytest.mark.parametrize(
    "boxes",
    [
        pytest.param([(50, 60, 90, 140), (55, 40, 95, 48)], id="the loose bar of a five"),
        pytest.param([(50, 70, 90, 170), (92, 50, 140, 56)], id="a bar that begins farther on"),
        pytest.param([(50, 50, 90, 60), (80, 60, 90, 150), (72, 100, 76, 108)], id="a dash"),
        pytest.param([(50, 40, 90, 90), (55, 94, 85, 150)], id="broken across"),
        pytest.param([(50, 40, 90, 48), (50, 40, 58, 100), (70, 50, 78, 150)], id="an open four"),
    ],
)
def test_that_parts_of_a_digit_belong_together(boxes: list[tuple[int, int, int, int]]) -> None:
    assert len(find_ink(with_rectangles(*boxes)).items) == 1


@pytest.mark.parametrize(
    "boxes",
    [
        pytest.param([(50, 40, 60, 140), (75, 40, 85, 140)], id="two ones"),
        pytest.param([(50, 20, 90, 80), (50, 110, 90, 170)], id="one below the other"),
    ],
)
def test_that_digits_beside_each_other_stay_apart(boxes: list[tuple[int, int, int, int]]) -> None:
    assert len(find_ink(with_rectangles(*boxes)).items) == len(boxes)


def test_that_specks_and_dots_are_left_out() -> None:
    page = with_rectangles((50, 40, 70, 140), (200, 150, 203, 153), (90, 130, 100, 140))
    page[::40, ::40] = np.minimum(page[::40, ::40], 40)
    assert [item.box[:2] for item in find_ink(page).items] == [(50, 40)]


def test_that_a_lone_dot_is_found() -> None:
    (item,) = find_ink(with_rectangles((100, 100, 110, 110))).items
    assert item.box == (100, 100, 110, 110)


BLANK = {
    "white": np.full((200, 300), 255, np.uint8),
    "black": np.zeros((200, 300), np.uint8),
    "grey": np.full((200, 300, 3), 128, np.uint8),
    "one pixel": np.full((1, 1, 1), 9, np.uint8),
    "one row": np.full((1, 300), 200, np.uint8),
    "noise": np.random.default_rng(SEED).normal(200, 12, (300, 400)).clip(0, 255).astype(np.uint8),
    "dark noise": np.random.default_rng(SEED).integers(0, 30, (300, 400), np.uint8),
    "a shadow": photo(np.zeros((600, 800))),
    "light from the side": np.tile(np.linspace(90, 250, 400).astype(np.uint8), (300, 1)),
}


@pytest.mark.parametrize("name", BLANK)
def test_that_a_page_without_ink_is_refused(name: str) -> None:
    with pytest.raises(CnnLabError, match=r"^No ink was found in page\.png: "):
        find_ink(BLANK[name], "page.png")


def test_that_a_pattern_is_refused() -> None:
    pattern = np.full((400, 400), 255, np.uint8)
    pattern[5::12, 5::12] = pattern[6::12, 5::12] = pattern[5::12, 6::12] = 0
    pattern[6::12, 6::12] = 0
    with pytest.raises(CnnLabError, match="more than 64 pieces of ink"):
        find_ink(pattern)


def test_that_a_large_photo_gives_boxes_in_its_own_pixels() -> None:
    strokes = digits(1)[0][0]
    small = photo(inked((300, 400), strokes, (100, 80), 140, 12))
    large = np.repeat(np.repeat(small, 8, axis=0), 8, axis=1)[..., None].repeat(3, axis=2)
    (item,) = find_ink(large).items
    (expected,) = find_ink(small).items
    assert np.abs(np.array(item.box) - 8 * np.array(expected.box)).max() <= 24
    assert max(item.ink.shape) < 1000


def test_that_colour_and_grey_give_the_same() -> None:
    page = black_on_white(on_canvas(digits(1)[0][0]))
    grey, colour = find_ink(page), find_ink(page[..., None].repeat(3, axis=2))
    assert grey.items[0].box == colour.items[0].box
    assert np.allclose(grey.items[0].ink, colour.items[0].ink, atol=0.01)
