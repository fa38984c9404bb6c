"""A sheet of maps under the pointer, and what stays pinned when another one comes."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.mosaic import mosaic_sheet
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import INPUT, Sheet
from cnnlab_gui.core.inside.view import EMPTY_SHEET
from cnnlab_gui.widgets.maps.places import Outline, Place
from cnnlab_gui.widgets.maps.sheet_surface import LEFT, TOP
from cnnlab_gui.widgets.maps.sheet_view import SheetView
from cnnlab_gui.widgets.theme import Theme
from tests.core.sheet_parts import outputs_of
from tests.widgets.maps_parts import (
    GAP,
    LEFT_BUTTON,
    MAPS,
    POOLED,
    SHORT,
    Eye,
    grid,
    hover,
    leave,
    mosaic,
    numbers,
    open_window,
    point_of,
)

Key = Qt.Key


# The pointer


def test_that_every_value_is_found_under_the_pointer(eye: Eye, ratio: float) -> None:
    for cell in eye.sheet.cells:
        rows, columns = cell.values
        for row in range(rows):
            for column in range(columns):
                eye.hover(cell, row, column)
                assert eye.view.place == Place(cell, (row, column, cell.channel or 0))


def test_that_between_the_maps_and_beside_them_there_is_no_value(eye: Eye, ratio: float) -> None:
    cell = eye.cell(0, MAPS)
    eye.hover(cell)
    right = eye.view.rect_of(cell.box).right()
    for point in (
        QPoint(right + 3, TOP + 5),
        QPoint(LEFT - 2, TOP + 5),
        QPoint(LEFT + 5, TOP - 2),
        QPoint(LEFT + 5, eye.view.height() - 1),
    ):
        eye.hover(cell)
        hover(eye.view, point)
        assert eye.view.place is None
        assert eye.pointed[-1] is None


def test_that_a_move_within_a_value_tells_nothing(eye: Eye) -> None:
    point = point_of(eye.view, eye.cell(0, MAPS), 1, 1)
    for shift in (0, 1, 2):
        hover(eye.view, point + QPoint(shift, shift))
    assert len(eye.pointed) == 1


def test_that_what_is_under_the_pointer_goes_with_it(eye: Eye) -> None:
    eye.hover(eye.cell(1, MAPS), 2, 3)
    leave(eye.view)
    assert [place and place.at for place in eye.pointed] == [(2, 3, 1), None]
    assert eye.view.place is None


def test_that_a_click_pins_and_a_second_one_lets_go(eye: Eye) -> None:
    cell = eye.cell(0, MAPS)
    eye.hover(cell, 2, 1)
    eye.click(cell, 2, 1)
    assert eye.view.is_pinned
    assert len(eye.pointed) == 2  # told again, because it is pinned now
    eye.hover(cell, 0, 0)
    leave(eye.view)
    assert eye.at == (2, 1, 1)
    eye.click(cell, 2, 1)
    assert not eye.view.is_pinned
    assert eye.at == (2, 1, 1)  # it is under the pointer still
    assert len(eye.pointed) == 3
    leave(eye.view)
    assert eye.view.place is None


def test_that_a_click_on_another_value_pins_that_one(eye: Eye) -> None:
    eye.click(eye.cell(0, MAPS), 2, 1)
    eye.click(eye.cell(1, POOLED), 1, 0)
    assert eye.view.is_pinned
    assert eye.map == (1, POOLED, 1)
    assert eye.at == (1, 0, 1)


def test_that_a_click_beside_the_maps_lets_go_and_says_so(eye: Eye) -> None:
    eye.click(eye.cell(0, MAPS), 2, 1)
    eye.view.set_outlines((Outline(eye.cell(0, INPUT), Rect(0, 0, 3, 3)),))
    eye.click_at(QPoint(eye.view.width() - 3, eye.view.height() - 3))
    assert not eye.view.is_pinned
    assert eye.view.place is None
    assert eye.pointed[-1] is None
    assert eye.view._outlines == ()


def test_that_only_the_left_button_pins_and_opens(eye: Eye) -> None:
    point = point_of(eye.view, eye.cell(0, MAPS), 1, 1)
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        eye.qtbot.mouseClick(eye.view, button, pos=point)
        eye.qtbot.mouseDClick(eye.view, button, pos=point)
    assert not eye.view.is_pinned
    assert eye.told == []


def test_that_a_double_click_opens_the_map(eye: Eye) -> None:
    cell = eye.cell(1, POOLED)
    eye.qtbot.mouseDClick(eye.view, LEFT_BUTTON, pos=point_of(eye.view, cell, 0, 0))
    assert ("opened", cell) in eye.told
    eye.told.clear()
    eye.qtbot.mouseDClick(eye.view, LEFT_BUTTON, pos=QPoint(2, 2))
    assert eye.told == []


def test_that_a_click_in_a_row_or_on_its_caption_chooses_the_row(eye: Eye) -> None:
    eye.view.grab()  # captions have a place once they are painted
    eye.click(eye.cell(2, MAPS))
    assert eye.view.row == 2
    eye.click_at(QPoint(20, TOP + eye.cell(1, INPUT).box.top + 10))
    assert eye.view.row == 1
    eye.click(eye.cell(1, POOLED))
    assert eye.told == [("row_chosen", 2), ("row_chosen", 1)]


def test_that_an_empty_view_says_nothing(qtbot: QtBot, theme: Theme) -> None:
    view = SheetView(theme)
    open_window(qtbot, view, 400, 300)
    empty = Eye(qtbot, view)
    for clear in (lambda: None, view.clear):
        clear()
        hover(view, QPoint(200, 100))
        qtbot.mouseClick(view, LEFT_BUTTON, pos=QPoint(200, 100))
        qtbot.mouseDClick(view, LEFT_BUTTON, pos=QPoint(200, 100))
        empty.press(Key.Key_Return, Key.Key_Down)
        view.pin(MAPS, 0)
        assert view.place is None
        assert not view.is_pinned
        assert all(place is None for place in empty.pointed)
        view.grab()


# Another sheet


def test_that_what_is_pinned_stays_pinned_in_another_image(eye: Eye) -> None:
    eye.click(eye.cell(1, MAPS), 3, 0)
    eye.pointed.clear()
    eye.show(grid(outputs=numbers(seed=9), side=60))
    assert eye.view.is_pinned
    assert eye.map == (1, MAPS, 1)
    assert eye.at == (3, 0, 1)
    assert eye.view.place is not None
    assert eye.view.place.cell == eye.cell(1, MAPS)  # of the new sheet
    assert eye.pointed == [eye.view.place]  # its sum is another one now


def test_that_in_a_grid_another_channel_takes_its_place(eye: Eye) -> None:
    eye.click(eye.cell(1, MAPS), 3, 0)
    eye.show(grid(channel=4))
    assert eye.map == (1, MAPS, 4)
    assert eye.at == (3, 0, 4)


def test_that_beside_a_reference_only_the_same_channel_counts(eye: Eye) -> None:
    eye.show(mosaic(), reference=grid((), side=40))
    eye.click(eye.cell(0, MAPS, 3), 1, 1)
    eye.show(mosaic(size=(150, 150)), reference=grid((), side=40))
    assert eye.map == (0, MAPS, 3)
    some = mosaic_sheet(numbers(), 0, MAPS, np.array([0, 1]), MapScale(), (100, 100))
    eye.show(some, reference=grid((), side=40))
    assert eye.view.place is None
    assert not eye.view.is_pinned


def test_that_from_a_map_of_the_grid_to_all_channels_it_stays(eye: Eye) -> None:
    eye.click(eye.cell(0, MAPS), 1, 2)
    eye.show(mosaic(), reference=grid((), side=40))
    assert eye.map == (0, MAPS, 1)
    assert eye.at == (1, 2, 1)
    eye.show(grid(channel=1))
    assert eye.map == (0, MAPS, 1)
    assert eye.view.is_pinned


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda: grid((POOLED,)), id="its layer is gone"),
        pytest.param(lambda: grid(outputs=numbers(images=1)), id="its image is gone"),
        pytest.param(
            lambda: grid(
                (0,),
                outputs=outputs_of(
                    np.zeros((3, 6, 6, 1), np.float32), np.zeros((3, 2, 4, 5), np.float32)
                ),
            ),
            id="its layer has another size",
        ),
        pytest.param(lambda: EMPTY_SHEET, id="nothing is there"),
    ],
)
def test_that_what_is_not_there_any_more_is_let_go(eye: Eye, other: Callable[[], Sheet]) -> None:
    eye.click(eye.cell(2, MAPS), 3, 3)
    eye.show(other())
    assert not eye.view.is_pinned
    assert eye.view.place is None
    assert eye.pointed[-1] is None


def test_that_a_pixel_of_an_image_stays_pinned_and_a_number_of_a_vector_too(eye: Eye) -> None:
    eye.show(grid((SHORT,)))
    for layer, at in ((INPUT, (0, 0, 0)), (SHORT, (0,))):
        eye.click(eye.cell(1, layer))
        assert eye.at == at
        eye.show(grid((SHORT,), outputs=numbers(seed=3)))
        assert eye.map == (1, layer, None)
        assert eye.at == at


def test_that_the_row_of_a_new_sheet_is_the_one_wished_for(eye: Eye) -> None:
    eye.show(grid(), row=2)
    eye.press(Key.Key_Left)
    assert eye.told == [("step_wanted", 2, -1)]


def test_that_a_cleared_view_shows_and_points_at_nothing(eye: Eye) -> None:
    eye.click(eye.cell(0, MAPS))
    eye.view.clear()
    assert eye.view.sheet is None
    assert eye.view.place is None
    assert not eye.view.is_pinned
    assert len(eye.colours(eye.view.rect().adjusted(2, 2, -2, -2))) == 1


# Help


def test_that_the_tip_is_short(eye: Eye) -> None:
    lines = eye.view.toolTip().split("\n")
    assert len(lines) <= 4
    assert max(map(len, lines)) <= 60


@pytest.mark.parametrize("pinned", [False, True])
def test_that_a_tip_says_the_keys_only_beside_the_maps(eye: Eye, pinned: bool) -> None:
    if pinned:
        eye.click(eye.cell(1, MAPS))

    def tip_at(point: QPoint) -> bool:
        hover(eye.view, point)
        event = QHelpEvent(QEvent.Type.ToolTip, point, eye.view.mapToGlobal(point))
        QApplication.sendEvent(eye.view, event)
        return event.isAccepted()

    assert "Arrow keys" in eye.view.toolTip()
    over = point_of(eye.view, eye.cell(0, MAPS), 1, 1)
    assert not tip_at(over)
    between = eye.view.rect_of(eye.cell(0, MAPS).box).bottomRight() + QPoint(GAP // 2, -5)
    assert not tip_at(between)
    assert tip_at(QPoint(5, 5))
    QToolTip.hideText()


def test_that_the_view_has_a_name_and_says_its_keys(eye: Eye) -> None:
    assert eye.view.accessibleName() == "Maps"
    assert eye.view.focusPolicy() is Qt.FocusPolicy.StrongFocus
    for key in ("Arrow keys", "Page up", "Return", "Ctrl", "Esc"):
        assert key in eye.view.accessibleDescription()
