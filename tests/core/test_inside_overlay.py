"""What speaks for a class, over the images."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from cnnlab_gui.core.inside.colours import INFERNO
from cnnlab_gui.core.inside.grid import Room
from cnnlab_gui.core.inside.overlay import (
    ACTIVATION,
    OCCLUSION,
    Answers,
    evidence_sheet,
    likeliest,
    resized,
)
from cnnlab_gui.core.inside.sheet import INPUT, Cell, Look, Sheet
from tests.core.sheet_parts import ramp

ROOM = Room(8, 2, 2)
IMAGES = np.full((2, 4, 4, 1), 0.5, np.float32)


def parts(sheet: Sheet, cell: Cell) -> np.ndarray:
    """(h, w, 3) red, green and blue of each value."""
    top, left, height, width = cell.box
    zoom = cell.scale.zoom
    pixels = sheet.picture[top : top + height : zoom, left : left + width : zoom]
    return np.stack([pixels >> shift & 0xFF for shift in (16, 8, 0)], -1).astype(int)


def test_that_there_is_a_column_for_what_is_given() -> None:
    heat, hidden = np.zeros((2, 2, 2), np.float32), np.zeros((2, 4, 4), np.float32)
    whole = evidence_sheet(IMAGES, heat, hidden, ROOM)
    assert [(c.row, c.layer) for c in whole.cells[:3]] == [
        *((0, INPUT), (0, ACTIVATION), (0, OCCLUSION)),
    ]
    assert whole.picture.shape == ROOM.size(2, 3)
    assert [c.layer for c in evidence_sheet(IMAGES, heat, None, ROOM).cells] == [-1, -2] * 2
    assert {c.values for c in whole.cells} == {(4, 4)}


def test_that_the_image_is_as_it_was_where_nothing_speaks() -> None:
    heat, hidden = np.zeros((2, 2, 2), np.float32), np.zeros((2, 4, 4), np.float32)
    sheet = evidence_sheet(IMAGES, heat, hidden, ROOM)
    for cell in sheet.cells:
        assert_allclose(parts(sheet, cell), 128, atol=1)


def test_that_the_strongest_evidence_of_each_image_is_the_brightest() -> None:
    heat = np.zeros((2, 4, 4), np.float32)
    heat[0, 1, 2], heat[1, 3, 0] = 0.001, 1000
    sheet = evidence_sheet(IMAGES, heat, None, ROOM)
    for cell, place in zip(sheet.cells[1::2], ((1, 2), (3, 0)), strict=True):
        light = parts(sheet, cell).sum(-1)
        assert np.unravel_index(light.argmax(), light.shape) == place
        assert light[place] > 550
        assert cell.low == 0


def test_that_evidence_that_is_strong_everywhere_covers_everything() -> None:
    heat = np.linspace(0.8, 1, 32, dtype=np.float32).reshape(2, 4, 4)
    sheet = evidence_sheet(IMAGES, heat, None, ROOM)
    for cell in sheet.cells[1::2]:
        assert cell.low == 0
        assert (parts(sheet, cell)[..., 0] > 200).all()


def test_that_what_speaks_for_is_orange_and_against_blue() -> None:
    hidden = np.zeros((2, 4, 4), np.float32)
    hidden[:, 0, 0], hidden[:, 3, 3] = 0.2, -0.2
    sheet = evidence_sheet(IMAGES, None, hidden, ROOM)
    colours = parts(sheet, sheet.cells[1])
    orange, blue = colours[0, 0], colours[3, 3]
    assert orange[0] - orange[2] > 130
    assert blue[2] - blue[0] > 100
    assert (sheet.cells[1].low, sheet.cells[1].high) == (pytest.approx(-0.2), pytest.approx(0.2))


def test_that_a_large_image_in_colour_is_grey_below_and_fits() -> None:
    images = np.random.default_rng(0).random((1, 30, 20, 3), np.float32)
    heat = np.zeros((1, 5, 5), np.float32)
    sheet = evidence_sheet(images, heat, None, ROOM)
    assert sheet.cells[1].box.height <= 8
    colours = parts(sheet, sheet.cells[1])
    assert (colours.max(-1) == colours.min(-1)).all()


def test_that_what_is_no_number_is_seen_without_a_warning() -> None:
    heat = np.array([[[np.nan, 1], [0, np.inf]], [[-np.inf, np.inf], [1, 1]]], np.float32)
    sheet = evidence_sheet(IMAGES, heat, heat.repeat(2, 1).repeat(2, 2), ROOM)
    red, green, blue = parts(sheet, sheet.cells[1])[0, 0]
    assert min(red, blue) - green > 90


def test_that_a_map_is_stretched_between_the_centres_of_its_values() -> None:
    assert_allclose(resized(np.array([[[0, 1]]], np.float32), 1, 4)[0, 0], [0, 0.25, 0.75, 1])
    flat = resized(np.full((1, 3, 5), 7, np.float32), 8, 9)
    assert_allclose(flat, 7)
    same = ramp(2, 3, 4)
    assert_allclose(resized(same, 3, 4), same)
    assert resized(same, 1, 2).shape == (2, 1, 2)


# The answer

SHARES = np.array([[0.1, 0.7, 0.0, 0.2], [0.4, np.nan, 0.5, 0.1]], np.float32)
LAST = 5


def answers(side: int = 30, *, with_heat: bool = True) -> Sheet:
    heat = np.ones((2, 2, 2), np.float32) if with_heat else None
    return evidence_sheet(IMAGES, heat, None, Room(side, 2, 2), Answers(SHARES, LAST, 10, 100))


def bars(sheet: Sheet) -> list[Cell]:
    return [cell for cell in sheet.cells if cell.layer == LAST]


def test_that_the_likeliest_classes_stand_beside_the_images_as_many_as_fit() -> None:
    sheet = answers()
    for row, cell in enumerate(bars(sheet)):
        assert (cell.row, cell.look, cell.values) == (row, Look.BARS, (1, 3))
        assert (cell.low, cell.high) == (0, 1)
        top, left, height, width = cell.box
        assert (height, width) == (30, 100)
        assert left >= 3 * (30 + 2)
        assert top == row * 32
    top, left, _, width = bars(sheet)[0].box
    lit = [
        np.count_nonzero(sheet.picture[top + n * 10 + 3, left : left + width] != INFERNO[0])
        for n in range(3)
    ]
    assert lit == pytest.approx([70, 20, 10], abs=1)
    assert bars(answers(9))[0].values == (1, 1)
    assert bars(answers(300))[0].values == (1, 4)


def test_that_the_answer_keeps_its_place_while_the_occlusion_is_on_its_way() -> None:
    lefts = {bars(answers(with_heat=heat))[0].box.left for heat in (True, False)}
    assert len(lefts) == 1


def test_that_what_is_no_number_is_the_first_answer() -> None:
    assert likeliest(SHARES).tolist() == [[1, 3, 0, 2], [1, 2, 0, 3]]
