"""Squares of a grid on the screen: never too small, and with room for the words around them."""

from math import ceil

import pytest

from cnnlab_gui.core.inside.grid import room_for
from cnnlab_gui.core.inside.readable import LEAST_MAP, MOST_PIXELS, readable_room
from cnnlab_gui.core.samples import fitting_scale

GAP = 12
CNN_64 = (28, 26, 13, 11, 5)
CAPTION = 51


def test_that_a_grid_with_room_is_as_large_as_it_was() -> None:
    for size in ((373, 626), (700, 1200), (900, 700)):
        room = readable_room(size, 3, 5, GAP, CNN_64, (CAPTION, 90))
        assert room.side == room_for(size, 3, 5, (GAP, GAP), CNN_64).side
        height, width = room.size(3, 5)
        assert height <= size[0]
        assert width <= size[1]


@pytest.mark.parametrize(("rows", "columns"), [(3, 15), (8, 5), (8, 199), (1, 199), (3, 5)])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_that_squares_can_be_made_out_however_many_they_are(
    rows: int, columns: int, ratio: float
) -> None:
    size = (round(160 * ratio), round(626 * ratio))
    words = round(CAPTION * ratio), round(90 * ratio)
    room = readable_room(size, rows, columns, round(GAP * ratio), CNN_64, words, ratio)
    assert room.side >= LEAST_MAP * ratio
    height, width = room.size(rows, columns)
    assert height * width <= MOST_PIXELS
    assert room.side + room.row_gap >= words[0]
    assert room.column_gap >= round(GAP * ratio)


def test_that_an_image_is_drawn_no_smaller_than_can_be_made_out() -> None:
    for extents, side in (((28,), 56), ((32,), 64), ((8,), 40), ((28, 26, 5), 56), ((60,), 60)):
        assert readable_room((100, 900), 8, 5, GAP, extents).side == side
    for extent in range(1, 300):
        side = readable_room((100, 900), 8, 5, GAP, (extent,)).side
        scale = fitting_scale(extent, extent, side)
        assert ceil(extent / scale.reduce) * scale.zoom >= LEAST_MAP
        assert side <= 2 * LEAST_MAP


def test_that_so_many_squares_are_smaller_that_memory_holds_them() -> None:
    room = readable_room((900, 900), 8, 400, 36, CNN_64, (153, 300), 3.0)
    height, width = room.size(8, 400)
    assert height * width <= MOST_PIXELS


def test_that_rows_have_room_for_their_captions() -> None:
    room = readable_room((1000, 300), 3, 5, GAP, CNN_64, (100, 0))
    assert room.side + room.row_gap >= 100


def test_that_columns_have_room_for_their_heads_while_there_is_some() -> None:
    wide = readable_room((300, 1200), 3, 5, GAP, CNN_64, (CAPTION, 130))
    assert wide.side + wide.column_gap >= 130
    for width in range(400, 1200, 7):
        room = readable_room((300, width), 3, 5, GAP, CNN_64, (CAPTION, 130))
        assert room.size(3, 5)[1] <= width
        assert room.side + room.column_gap <= 130 + GAP or room.column_gap == GAP


def test_that_columns_out_of_sight_have_room_for_short_heads() -> None:
    room = readable_room((300, 600), 3, 50, GAP, CNN_64, (CAPTION, 45))
    assert room.side + room.column_gap >= 45 + GAP
    long = readable_room((300, 600), 3, 50, GAP, CNN_64, (CAPTION, 400))
    assert long.side + long.column_gap < 100
