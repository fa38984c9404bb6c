"""Only the sheet is read of a picture in which it lies on a table or within a frame."""

from collections.abc import Callable

import numpy as np
import pytest

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.ink.find import find_ink
from cnnlab_gui.core.ink.sheet import only_the_sheet
from tests.core.ink_parts import (
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
from tests.core.ink_sheets import HEIGHT, WIDTH, corners_of, photographed, table, written


def columns_of(ink: Floats) -> tuple[int, int]:
    columns = np.flatnonzero((ink > 0.5).any(axis=0))
    return int(columns[0]), int(columns[-1]) + 1


@pytest.mark.parametrize("kind", ["dark", "wood"])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_that_only_what_is_on_the_sheet_is_found(kind: str, count: int) -> None:
    strokes, _ = digits(24)
    for seed in range(3):
        own = strokes[seed * count : (seed + 1) * count]
        ink = written(own)
        found = find_ink(photographed(ink, corners_of(seed), table(kind)))
        assert found.inverted
        assert len(found.items) == count
        first, last = columns_of(ink)
        assert found.items[0].box[0] == pytest.approx(first, abs=3)
        assert max(item.box[2] for item in found.items) == pytest.approx(last, abs=3)


@pytest.mark.parametrize("width", [2, 4, 8])
@pytest.mark.parametrize("margin", [4, 20])
def test_that_a_printed_frame_is_left_out(width: int, margin: int) -> None:
    ink = written(digits(2)[0])
    framed = ink.copy()
    framed[margin:-margin, margin:-margin] = 1
    inner = margin + width
    framed[inner:-inner, inner:-inner] = ink[inner:-inner, inner:-inner]
    plain, found = (find_ink(black_on_white(each)) for each in (ink, framed))
    assert [item.box for item in found.items] == [item.box for item in plain.items]


def test_that_a_frame_on_a_sheet_on_a_table_is_left_out() -> None:
    ink = written(digits(2)[0])
    frame = np.pad(np.zeros((172, 332)), 4, constant_values=1)
    ink[150:330, 150:490] = np.maximum(ink[150:330, 150:490], frame)
    corners = [(90.0, 90.0), (550.0, 90.0), (550.0, 390.0), (90.0, 390.0)]
    found = find_ink(photographed(ink, corners, table("dark")))
    assert len(found.items) == 2


def test_that_a_line_through_the_picture_is_left_out() -> None:
    ink = written(digits(2)[0])
    plain = find_ink(black_on_white(ink))
    ink[400:403] = 1
    found = find_ink(black_on_white(ink))
    assert [item.box for item in found.items] == [item.box for item in plain.items]


def fat(side: float, pen: float) -> list[Floats]:
    return [
        inked((280, 280), each, ((280 - side) / 2, (280 - side) / 2), side, pen)
        for each in digits(20)[0]
    ]


@pytest.mark.parametrize(("side", "pen"), [(140, 12), (140, 40), (200, 30), (200, 60), (270, 70)])
def test_that_a_digit_alone_is_never_a_sheet(side: float, pen: float) -> None:
    for ink in fat(side, pen):
        for picture in (black_on_white(ink), white_on_black(ink)):
            grey = picture.astype(np.float32)
            assert only_the_sheet(grey) is grey


def ring(across: float, down: float, pen: float) -> Floats:
    y, x = np.mgrid[:280, :280] - 139.5
    radius = np.hypot(x / across, y / down)
    inner = np.hypot(x / (across - pen), y / (down - pen))
    return np.where((radius <= 1) & (inner >= 1), 1.0, 0.0)


@pytest.mark.parametrize(("across", "down"), [(60, 110), (130, 135), (40, 130)])
@pytest.mark.parametrize("pen", [8, 20, 38])
def test_that_a_ring_is_no_sheet_and_no_frame(across: float, down: float, pen: float) -> None:
    ink = ring(across, down, pen)
    for picture in (black_on_white(ink), white_on_black(ink)):
        (item,) = find_ink(picture).items
        assert item.box == (140 - across, 140 - down, 140 + across, 140 + down)


def test_that_a_shadow_on_paper_is_no_edge_of_a_sheet() -> None:
    for ink in (on_canvas(digits(1)[0][0]), row(digits(4)[0])):
        grey = photo(ink).astype(np.float32)
        assert only_the_sheet(grey) is grey


def test_that_an_object_on_a_dark_ground_is_taken_whole() -> None:
    bag = np.zeros((200, 200), np.uint8)
    bag[60:160, 40:160] = 220
    bag[100:110, 80:120] = 20
    (item,) = find_ink(bag, whole=True).items
    assert item.box == (40, 60, 160, 160)


def round_plate() -> Bytes:
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    inside = np.hypot((x - 320) / 300, (y - 240) / 225) < 1
    plate = np.where(inside, 235, 40).astype(np.uint8)
    plate[200:280, 310:320] = 30
    return plate


def slate() -> Bytes:
    picture = np.full((HEIGHT, WIDTH), 190, np.uint8)
    picture[40:440, 60:580] = 40
    picture[150:330, 300:320] = 130
    return picture


def blank_sheet() -> Bytes:
    return photographed(np.zeros((HEIGHT, WIDTH)), corners_of(1), table("dark"))


@pytest.mark.parametrize("picture_of", [round_plate, slate, blank_sheet])
def test_that_doubt_is_told_and_no_guess_made(picture_of: Callable[[], Bytes]) -> None:
    with pytest.raises(CnnLabError) as refused:
        find_ink(picture_of(), "it.jpg")
    sentence = str(refused.value)
    assert sentence.startswith("What was found in it.jpg covers most of it: it may be the paper")
    assert "Cut the picture to the paper" in sentence
