"""A sheet of maps under the keyboard: image by image, map by map, value by value."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from cnnlab_gui.core.inside.colours import INFERNO
from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.sheet import INPUT, Cell, Look, Sheet
from cnnlab_gui.core.samples import Scale
from cnnlab_gui.widgets.maps.places import Place
from cnnlab_gui.widgets.maps.sheet_steps import middle_of, neighbour
from tests.core.sheet_parts import outputs_of
from tests.widgets.maps_parts import (
    CAPTIONS,
    LONG,
    MAPS,
    NO_KEY,
    POOLED,
    SHORT,
    Eye,
    grid,
    mosaic,
)

Key = Qt.Key


# The keyboard: images and channels


def test_that_arrows_go_through_the_images_of_the_chosen_row(eye: Eye) -> None:
    eye.press(Key.Key_Right, Key.Key_Down, Key.Key_Left, Key.Key_Down, Key.Key_Down, Key.Key_Home)
    eye.press(Key.Key_Up, Key.Key_End)
    assert eye.told == [
        ("step_wanted", 0, 1),
        ("row_chosen", 1),
        ("step_wanted", 1, -1),
        ("row_chosen", 2),
        ("step_wanted", 2, -(10**9)),
        ("row_chosen", 1),
        ("step_wanted", 1, 10**9),
    ]
    assert eye.pointed == []


def test_that_no_row_is_above_the_first_one(eye: Eye) -> None:
    eye.press(Key.Key_Up)
    assert eye.told == []
    eye.press(Key.Key_Down, Key.Key_Up, Key.Key_Up)
    assert eye.told == [("row_chosen", 1), ("row_chosen", 0)]


def test_that_page_keys_go_through_the_channels(eye: Eye) -> None:
    eye.press(Key.Key_PageDown, Key.Key_PageUp)
    assert eye.told == [("channel_step_wanted", 1), ("channel_step_wanted", -1)]


@pytest.mark.parametrize("key", [Key.Key_A, Key.Key_F5, 0x416, 0, Key.Key_Escape])
def test_that_other_keys_are_left_to_the_window(eye: Eye, key: int) -> None:
    """Also a letter that Qt has no name for, such as a Cyrillic one."""
    event = QKeyEvent(QEvent.Type.KeyPress, key, NO_KEY, "ж")
    QApplication.sendEvent(eye.view, event)
    assert not event.isAccepted()
    assert eye.told == []
    assert eye.pointed == []


# The keyboard: values


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Space])
def test_that_return_pins_the_middle_of_the_rows_first_map(eye: Eye, key: Qt.Key) -> None:
    eye.press(Key.Key_Down, key)
    assert eye.view.is_pinned
    assert eye.map == (1, MAPS, 1)
    assert eye.at == (2, 2, 1)
    assert eye.pointed == [eye.view.place]


def test_that_return_pins_what_is_under_the_pointer(eye: Eye) -> None:
    eye.hover(eye.cell(2, POOLED), 0, 1)
    eye.press(Key.Key_Return)
    assert eye.view.is_pinned
    assert eye.map == (2, POOLED, 1)
    assert eye.at == (0, 1, 1)
    assert len(eye.pointed) == 2


def test_that_escape_lets_go_of_what_is_pinned(eye: Eye) -> None:
    eye.press(Key.Key_Return, Key.Key_Escape)
    assert not eye.view.is_pinned
    assert eye.pointed[-1] is None
    eye.press(Key.Key_Right)
    assert eye.told == [("step_wanted", 0, 1)]


def test_that_arrows_go_from_value_to_value_up_to_the_border(eye: Eye) -> None:
    eye.press(Key.Key_Return)
    for key, at in (
        (Key.Key_Right, (2, 3, 1)),
        (Key.Key_Right, (2, 3, 1)),
        (Key.Key_Down, (3, 3, 1)),
        (Key.Key_Down, (3, 3, 1)),
        (Key.Key_Left, (3, 2, 1)),
        (Key.Key_Up, (2, 2, 1)),
        (Key.Key_Up, (1, 2, 1)),
        (Key.Key_Up, (0, 2, 1)),
        (Key.Key_Up, (0, 2, 1)),
        (Key.Key_Left, (0, 1, 1)),
        (Key.Key_Left, (0, 0, 1)),
        (Key.Key_Left, (0, 0, 1)),
    ):
        eye.press(key)
        assert eye.at == at
    assert eye.view.is_pinned
    assert eye.told == []


def test_that_the_pointer_does_not_disturb_the_keyboard(eye: Eye) -> None:
    eye.press(Key.Key_Return, Key.Key_Right)
    eye.hover(eye.cell(2, POOLED))
    assert eye.at == (2, 3, 1)


def test_that_arrows_go_through_bars_up_and_down(eye: Eye) -> None:
    eye.show(grid((SHORT,)))
    assert eye.cell(0, SHORT).look is Look.BARS
    eye.press(Key.Key_Return)
    assert eye.at == (1,)
    for key, at in (
        (Key.Key_Down, 2),
        (Key.Key_Down, 2),
        (Key.Key_Left, 2),
        (Key.Key_Right, 2),
        (Key.Key_Up, 1),
        (Key.Key_Up, 0),
        (Key.Key_Up, 0),
    ):
        eye.press(key)
        assert eye.at == (at,)


def test_that_arrows_go_through_lines_as_one_reads(eye: Eye) -> None:
    eye.show(grid((LONG,), side=120))
    cell = eye.cell(0, LONG)
    assert cell.look is Look.LINES
    assert cell.scale.reduce == 1
    across = cell.columns
    eye.click(cell, 1, 0)
    assert eye.at == (across,)
    for key, at in (
        (Key.Key_Left, across - 1),  # the end of the line above
        (Key.Key_Right, across),
        (Key.Key_Down, 2 * across),
        (Key.Key_Up, across),
        (Key.Key_Up, 0),
        (Key.Key_Up, 0),
        (Key.Key_Left, 0),
    ):
        eye.press(key)
        assert eye.at == (at,)
    eye.click(cell, (200 - 1) // across, (200 - 1) % across)
    assert eye.at == (199,)
    eye.press(Key.Key_Right, Key.Key_Down)
    assert eye.at == (199,)


def test_that_where_values_share_a_pixel_a_step_goes_to_the_next_pixel(eye: Eye) -> None:
    images = np.zeros((1, 24, 24, 1), np.float32)
    maps = np.zeros((1, 22, 22, 5), np.float32)
    eye.show(grid((0,), side=11, outputs=outputs_of(images, maps)), CAPTIONS[:1])
    cell = eye.cell(0, 0)
    assert cell.scale.reduce == 2
    eye.click(cell, 3, 4)
    assert eye.at == (6, 8, 1)
    eye.press(Key.Key_Right, Key.Key_Down)
    assert eye.at == (8, 10, 1)


def test_that_control_and_an_arrow_go_from_map_to_map(eye: Eye) -> None:
    eye.press(Key.Key_Return)
    assert eye.map == (0, MAPS, 1)
    for key, there in (
        (Key.Key_Right, (0, POOLED, 1)),
        (Key.Key_Right, (0, POOLED, 1)),
        (Key.Key_Down, (1, POOLED, 1)),
        (Key.Key_Down, (2, POOLED, 1)),
        (Key.Key_Down, (2, POOLED, 1)),
        (Key.Key_Left, (2, MAPS, 1)),
        (Key.Key_Left, (2, INPUT, None)),
        (Key.Key_Up, (1, INPUT, None)),
    ):
        eye.press(key, with_control=True)
        assert eye.map == there
        rows, columns = eye.cell(*there[:2]).values
        assert eye.at is not None
        assert eye.at[:2] == (rows // 2, columns // 2)
    assert eye.view.is_pinned


def test_that_the_chosen_row_goes_with_the_value_that_is_pinned(eye: Eye) -> None:
    """So that after Escape the arrows move the image that was looked at last."""
    eye.press(Key.Key_Return)
    eye.press(Key.Key_Down, with_control=True)
    assert eye.view.row == 1
    assert eye.told == [("row_chosen", 1)]
    eye.press(Key.Key_Escape, Key.Key_Right)
    assert eye.told[1:] == [("step_wanted", 1, 1)]


def test_that_control_and_an_arrow_go_through_a_mosaic(eye: Eye) -> None:
    eye.show(mosaic(size=(100, 150)), CAPTIONS)
    boxes = [cell.box for cell in eye.sheet.cells]
    columns = sum(box.top == 0 for box in boxes)
    assert 1 < columns < 5
    eye.click(eye.cell(0, MAPS, 0))
    eye.press(Key.Key_Right, with_control=True)
    assert eye.map == (0, MAPS, 1)
    eye.press(Key.Key_Left, Key.Key_Down, with_control=True)
    assert eye.map == (0, MAPS, columns)


def test_that_a_map_is_pinned_by_name(eye: Eye) -> None:
    eye.hover(eye.cell(2, POOLED), 1, 1)
    eye.view.pin(POOLED, 2)
    assert eye.view.is_pinned
    assert eye.map == (2, POOLED, 1)
    assert eye.view.row == 2
    assert eye.pointed == [eye.view.place] * 2  # under the pointer, then pinned
    eye.view.pin(LONG, 0)
    assert eye.map == (2, POOLED, 1)


# From map to map


def a_map(top: int, left: int, side: int) -> Cell:
    return Cell(0, MAPS, 1, Rect(top, left, side, side), (4, 4), 0, 1, scale=Scale(side // 4))


def test_that_the_next_map_is_the_one_whose_middle_is_ahead() -> None:
    """Not the one whose corner is: the maps of a grid are of many sizes."""
    here, ahead, above = a_map(0, 0, 40), a_map(12, 60, 16), a_map(0, 50, 8)
    sheet = Sheet(np.zeros((60, 100), np.uint32), (above, here, ahead), INFERNO)
    assert neighbour(sheet, here, (0, 1)) is ahead
    assert neighbour(sheet, ahead, (0, -1)) is here
    assert neighbour(sheet, here, (0, -1)) is None
    turned = tuple(
        replace(cell, box=Rect(cell.box.left, cell.box.top, cell.box.width, cell.box.height))
        for cell in sheet.cells
    )
    upright = Sheet(sheet.picture.T, turned, INFERNO)
    assert neighbour(upright, turned[1], (1, 0)) is turned[2]
    assert neighbour(upright, turned[2], (-1, 0)) is turned[1]


def test_that_a_vector_may_have_nothing_in_its_middle() -> None:
    short = Cell(
        0, LONG, None, Rect(0, 0, 8, 8), (1, 3), 0, 1, look=Look.LINES, scale=Scale(4), columns=2
    )
    assert middle_of(short) is None
    whole = replace(short, values=(1, 4))
    assert middle_of(whole) == Place(whole, (3,))
