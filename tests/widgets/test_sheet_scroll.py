"""A sheet that is larger than its view is moved in it; captions and heads stay in sight."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from cnnlab_gui.core.inside.grid import Room, grid_sheet
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import Sheet
from cnnlab_gui.widgets.maps.places import Caption, Head, Place
from cnnlab_gui.widgets.maps.sheet_surface import LEFT, TOP
from cnnlab_gui.widgets.maps.sheet_view import SheetView
from tests.widgets.maps_parts import (
    GAP,
    MAPS,
    POOLED,
    Eye,
    changed,
    grid,
    hover,
    mosaic,
    numbers,
)

Key = Qt.Key
MANY = 8
CAPTIONS = tuple(Caption(f"image {row}") for row in range(MANY))
SHIFT = Qt.KeyboardModifier.ShiftModifier
NO_KEY = Qt.KeyboardModifier.NoModifier


def large(images: int = MANY, columns: int = 10, seed: int = 1) -> Sheet:
    layers = (MAPS, POOLED) * (columns // 2)
    outputs = numbers(images, seed)
    return grid_sheet(outputs, layers, 1, MapScale(), Room(72, GAP, GAP))


def heads_of(sheet: Sheet) -> tuple[Head, ...]:
    return tuple(
        Head(f"head {number}", cell.box.left, cell.box.width)
        for number, cell in enumerate(cell for cell in sheet.cells if cell.row == 0)
    )


def turn(eye: Eye, down: int, right: int = 0, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    """Turn the wheel, in eighths of a degree, towards the person."""
    point = QPointF(eye.view.window_rect.center())
    event = QWheelEvent(
        point,
        QPointF(eye.view.mapToGlobal(point.toPoint())),
        QPoint(),
        QPoint(-right, -down),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(eye.view, event)


@pytest.fixture
def wide(eye: Eye) -> Eye:
    """Eight images and ten layers, in a view of 500×300."""
    sheet = large()
    eye.show(sheet, CAPTIONS, heads=heads_of(sheet))
    eye.pointed.clear()
    eye.told.clear()
    return eye


def is_in_sight(view: SheetView, rect: QRect) -> bool:
    return view.window_rect.contains(rect)


def bars(eye: Eye) -> tuple[bool, bool]:
    return eye.view._scroll.down.isVisible(), eye.view._scroll.right.isVisible()


def test_that_there_are_bars_only_where_something_is_out_of_sight(eye: Eye) -> None:
    assert bars(eye) == (False, False)
    eye.show(large(images=1), CAPTIONS[:1])
    assert bars(eye) == (False, True)
    eye.show(large(columns=2), CAPTIONS)
    assert bars(eye) == (True, False)
    eye.show(large(), CAPTIONS)
    assert bars(eye) == (True, True)
    eye.show(mosaic(), reference=grid((), side=40))
    assert bars(eye) == (False, False)
    eye.show(large(), CAPTIONS)
    eye.view.clear()
    assert bars(eye) == (False, False)


def test_that_the_bars_take_no_room_from_the_maps(wide: Eye) -> None:
    view = wide.view
    window = QRect(view.origin, view.room)
    for bar in (view._scroll.down, view._scroll.right):
        assert not bar.geometry().intersects(window)
        assert view.rect().contains(bar.geometry())
    view.resize(420, 260)
    for bar in (view._scroll.down, view._scroll.right):
        assert view.rect().contains(bar.geometry())


def test_that_every_map_can_be_brought_into_sight_and_asked(wide: Eye, ratio: float) -> None:
    sheet = large()
    wide.show(sheet, CAPTIONS)
    view = wide.view
    for cell in (sheet.cells[0], sheet.cells[len(sheet.cells) // 2], sheet.cells[-1]):
        view._scroll.show_area(view.rect_of(cell.box), view.window_rect)
        assert is_in_sight(view, view.rect_of(cell.box))
        wide.hover(cell, 1, 1)
        assert view.place is not None
        assert view.place.cell == cell
        assert view.place.at[:2] == (1, 1)


def test_that_captions_and_heads_stay_and_the_sheet_goes(wide: Eye) -> None:
    view = wide.view
    beside = QRect(0, TOP, LEFT, view.height() - TOP)
    above = QRect(LEFT, 0, view.width() - LEFT, TOP)
    before = view.grab().toImage()
    view._scroll.right.setValue(100)
    aside = view.grab().toImage()
    assert changed(before.copy(beside), aside.copy(beside)) == 0
    assert changed(before.copy(above), aside.copy(above)) > 0
    view._scroll.right.setValue(0)
    view._scroll.down.setValue(100)
    below = view.grab().toImage()
    assert changed(before.copy(above), below.copy(above)) == 0
    assert changed(before.copy(beside), below.copy(beside)) > 0


def test_that_what_is_out_of_sight_is_not_under_the_pointer(wide: Eye) -> None:
    view = wide.view
    view._scroll.down.setValue(60)
    view._scroll.right.setValue(100)
    for point in (QPoint(LEFT - 5, TOP + 30), QPoint(LEFT + 30, TOP - 5)):
        inner = point - view.origin
        assert any(cell.holds(inner.x(), inner.y()) for cell in wide.sheet.cells)
        hover(view, point)
        assert view.place is None


def test_that_a_caption_that_is_out_of_sight_cannot_be_clicked(wide: Eye) -> None:
    view = wide.view
    view._scroll.down.setValue(2 * (72 + GAP))
    view.grab()
    wide.click_at(QPoint(20, TOP - 30))
    assert view.row == 0
    wide.click_at(QPoint(20, TOP + 30))
    assert view.row == 2


def test_that_the_keys_bring_their_row_into_sight(wide: Eye) -> None:
    view = wide.view
    for row in [*range(1, MANY), *range(MANY - 2, -1, -1)]:
        wide.press(Key.Key_Down if row > view.row else Key.Key_Up)
        assert view.row == row
        assert is_in_sight(view, view.rect_of(wide.cell(row, -1).box).adjusted(0, 0, 0, -1))
    assert view._scroll.right.value() == 0


def test_that_the_keys_bring_the_pinned_value_into_sight(wide: Eye) -> None:
    view = wide.view
    wide.press(Key.Key_Return)
    for key in [Key.Key_Right] * 9 + [Key.Key_Down] * 7 + [Key.Key_Left] * 9 + [Key.Key_Up] * 7:
        wide.press(key, with_control=True)
        assert isinstance(view.place, Place)
        assert is_in_sight(view, view.rect_of(view.place.cell.box))
    view._scroll.down.setValue(10**6)
    wide.press(Key.Key_Right)
    assert view.place is not None
    assert is_in_sight(view, QRect(view.point_of(view.place), view.point_of(view.place)))
    view._scroll.right.setValue(10**6)
    view.pin(MAPS, 5)
    assert is_in_sight(view, view.rect_of(wide.cell(5, MAPS).box))


def test_that_another_image_does_not_move_the_sheet(wide: Eye) -> None:
    wide.view._scroll.down.setValue(123)
    wide.view._scroll.right.setValue(45)
    wide.show(large(seed=7), CAPTIONS)
    assert wide.view.origin == QPoint(LEFT - 45, TOP - 123)


def test_that_less_room_brings_the_current_row_into_sight(wide: Eye) -> None:
    wide.show(grid(side=40))
    wide.show(large(), CAPTIONS, row=6)
    assert is_in_sight(wide.view, wide.view.rect_of(wide.cell(6, -1).box).adjusted(0, 0, 0, -1))


# The wheel


def test_that_the_wheel_moves_a_sheet_that_is_too_large(wide: Eye) -> None:
    scroll = wide.view._scroll
    turn(wide, 120)
    assert scroll.down.value() > 0
    assert scroll.right.value() == 0
    turn(wide, 120, keys=SHIFT)
    assert scroll.right.value() == scroll.down.value()
    turn(wide, 0, right=120)
    assert scroll.right.value() == 2 * scroll.down.value()
    turn(wide, -120)
    assert scroll.down.value() == 0
    assert wide.told == []


def test_that_the_wheel_goes_aside_where_nothing_is_below(wide: Eye) -> None:
    wide.show(large(images=1), CAPTIONS[:1])
    turn(wide, 120)
    assert wide.view._scroll.right.value() > 0


def test_that_the_wheel_changes_the_channel_of_a_sheet_that_fits(eye: Eye) -> None:
    turn(eye, 120)
    turn(eye, -240)
    assert eye.told == [("channel_step_wanted", 1), ("channel_step_wanted", -2)]
    eye.told.clear()
    eye.press(Key.Key_Down)
    turn(eye, 120, keys=SHIFT)
    turn(eye, -120, keys=SHIFT)
    assert eye.told == [("row_chosen", 1), ("step_wanted", 1, 1), ("step_wanted", 1, -1)]


def test_that_small_turns_add_up_to_a_step(eye: Eye) -> None:
    for _ in range(3):
        turn(eye, 40)
    assert eye.told == [("channel_step_wanted", 1)]
    turn(eye, 100)
    turn(eye, -40)
    turn(eye, -80)
    assert eye.told == [("channel_step_wanted", 1), ("channel_step_wanted", -1)]


def test_that_the_wheel_over_an_empty_view_does_nothing(eye: Eye) -> None:
    eye.view.clear()
    turn(eye, 120)
    assert eye.told == []


# Maps that are not there


def test_that_a_layer_without_the_channel_says_so_in_its_place(eye: Eye) -> None:
    with_all = grid(channel=1)
    eye.show(with_all)
    hover(eye.view, QPoint(1, 1))
    sheet = grid(channel=9)
    eye.show(sheet)
    assert [(blank.row, blank.layer, blank.channels) for blank in sheet.blanks[:2]] == [
        (0, MAPS, 5),
        (1, MAPS, 5),
    ]
    page, muted = eye.view.palette().window().color().name(), eye.view._theme.colours.muted
    for blank in sheet.blanks:
        assert not any(cell.box == blank.box for cell in sheet.cells)
        found = eye.colours(eye.view.rect_of(blank.box))
        assert muted in found or len(found - {page}) > 3
        hover(eye.view, eye.view.rect_of(blank.box).center())
        assert eye.view.place is None


def test_that_a_place_can_be_found_again_after_a_layer_lacked_the_channel(eye: Eye) -> None:
    eye.show(grid(channel=9))
    eye.show(grid(channel=2))
    eye.hover(eye.cell(1, MAPS), 2, 2)
    assert eye.at == (2, 2, 2)
