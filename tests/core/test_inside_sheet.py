"""Which value lies under which pixel, and which pixels show a value."""

import numpy as np
import pytest

from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.sheet import Cell, Look
from cnnlab_gui.core.samples import Scale

BOX = Rect(10, 20, 12, 15)
ZOOMED = Cell(0, 2, 7, BOX, (4, 5), 0, 1, scale=Scale(zoom=3))
REDUCED = Cell(0, -1, None, Rect(10, 20, 3, 4), (8, 11), 0, 1, scale=Scale(reduce=3))
BARS = Cell(0, 6, None, Rect(5, 0, 40, 100), (1, 10), 0, 1, look=Look.BARS, scale=Scale(4))
LINES = Cell(
    *(0, 5, None, Rect(0, 0, 6, 8), (1, 11), 0, 1),
    look=Look.LINES,
    scale=Scale(zoom=2),
    columns=4,
)
SHARED = Cell(
    *(0, 5, None, Rect(0, 0, 4, 6), (1, 11), 0, 1),
    look=Look.LINES,
    scale=Scale(zoom=2, reduce=2),
    columns=3,
)
CELLS = {"zoomed": ZOOMED, "reduced": REDUCED, "bars": BARS, "lines": LINES, "shared": SHARED}


def test_that_a_zoomed_pixel_is_that_of_its_value_and_channel() -> None:
    assert ZOOMED.position_at(20, 10) == (0, 0, 7)
    assert ZOOMED.position_at(34, 21) == (3, 4, 7)
    assert REDUCED.position_at(23, 12) == (6, 9, 0)


@pytest.mark.parametrize(("x", "y"), [(19, 10), (20, 9), (35, 10), (20, 22)])
def test_that_a_pixel_beside_a_cell_shows_no_value(x: int, y: int) -> None:
    assert ZOOMED.position_at(x, y) is None
    assert not ZOOMED.holds(x, y)


def test_that_a_vector_has_one_index() -> None:
    assert BARS.position_at(99, 44) == (9,)
    assert LINES.position_at(7, 3) == (7,)
    assert SHARED.position_at(5, 3) == (10,)


def test_that_the_free_end_of_the_last_line_shows_no_value() -> None:
    assert LINES.position_at(5, 5) == (10,)
    assert LINES.position_at(6, 5) is None


@pytest.mark.parametrize("name", CELLS)
def test_that_the_area_of_a_value_is_where_it_is_found(name: str) -> None:
    cell = CELLS[name]
    rows, columns = cell.values
    for row in range(rows):
        for column in range(columns):
            top, left, height, width = cell.area_of(Rect(row, column, 1, 1))
            assert height * width > 0
            found = [
                cell.position_at(x, y)
                for x, y in ((left, top), (left + width - 1, top + height - 1))
            ]
            shared = cell.scale.reduce
            place = (row // shared * shared, column // shared * shared, cell.channel or 0)
            assert set(found) == {place if cell.look is Look.IMAGE else (place[1],)}


def test_that_the_area_of_a_patch_is_clipped_to_the_cell() -> None:
    assert ZOOMED.area_of(Rect(-1, -1, 3, 3)) == Rect(10, 20, 6, 6)
    assert ZOOMED.area_of(Rect(3, 4, 3, 3)) == Rect(19, 32, 3, 3)
    assert ZOOMED.area_of(Rect(7, 7, 2, 2))[2:] == (0, 0)
    assert REDUCED.area_of(Rect(2, 2, 2, 2)) == Rect(10, 20, 2, 2)


def test_that_a_run_of_a_vector_over_a_line_end_covers_both_lines() -> None:
    assert LINES.area_of(Rect(0, 3, 1, 2)) == Rect(0, 0, 4, 8)
    assert BARS.area_of(Rect(0, 3, 1, 2)) == Rect(17, 0, 8, 100)


def test_that_areas_are_plain_integers() -> None:
    assert all(type(side) is int for side in ZOOMED.area_of(Rect(0, 0, 2, 2)))
    assert not isinstance(ZOOMED.area_of(Rect(0, 0, 2, 2)).top, np.integer)
