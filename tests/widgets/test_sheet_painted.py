"""How a sheet of maps is painted, with what stands around it, in the room that it has."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.sheet import INPUT, Cell
from cnnlab_gui.widgets.maps.places import Caption, Head, Outline, Place
from cnnlab_gui.widgets.maps.sheet_surface import LEFT, TOP
from cnnlab_gui.widgets.maps.sheet_view import SheetView
from cnnlab_gui.widgets.theme import GRID, Appearance, Theme
from tests.widgets.maps_parts import (
    CAPTIONS,
    LONG,
    MAPS,
    POOLED,
    SHORT,
    Eye,
    cell_of,
    changed,
    grid,
    hover,
    mosaic,
    numbers,
    point_of,
    where_changed,
)

Key = Qt.Key


# Room


def test_that_the_room_is_what_captions_and_heads_leave(eye: Eye, ratio: float) -> None:
    width, height = 500 - LEFT - GRID, 300 - TOP - GRID
    assert eye.view.room == QSize(int(width * ratio), int(height * ratio))
    eye.view.set_caption_room(0)
    assert eye.view.room.width() == int((500 - GRID) * ratio)
    assert eye.view.origin.x() == 0


def test_that_another_room_is_told(eye: Eye) -> None:
    eye.view.resize(520, 300)
    eye.qtbot.waitUntil(lambda: ("room_changed",) in eye.told)
    eye.told.clear()
    eye.view.set_caption_room(0)
    eye.view.set_caption_room(0)
    eye.view.set_caption_room(None)
    eye.view.set_caption_room(LEFT)
    assert eye.told == [("room_changed",)] * 2


@pytest.mark.parametrize("kind", [QEvent.Type.DevicePixelRatioChange, QEvent.Type.FontChange])
def test_that_another_screen_or_font_asks_for_another_sheet(eye: Eye, kind: QEvent.Type) -> None:
    QApplication.sendEvent(eye.view, QEvent(kind))
    assert eye.told == [("room_changed",)]


def test_that_a_view_without_any_room_has_some(qtbot: QtBot, theme: Theme) -> None:
    view = SheetView(theme)
    qtbot.addWidget(view)
    view.setMinimumSize(0, 0)
    view.resize(4, 4)
    assert view.room == QSize(1, 1)


# What is painted


def test_that_the_sheet_is_painted_pixel_by_pixel(eye: Eye) -> None:
    image = eye.picture()
    assert image.devicePixelRatio() == 1
    for cell in eye.sheet.cells:
        top, left, height, width = cell.box
        for y in range(top, top + height, 5):
            for x in range(left, left + width, 5):
                shown = image.pixel(LEFT + x, TOP + y) & 0xFFFFFFFF
                assert shown == int(eye.sheet.picture[y, x])


def test_that_places_and_outlines_lie_on_their_values(eye: Eye, ratio: float) -> None:
    cell = eye.cell(1, MAPS)
    rect = eye.view.rect_of(cell.area_of(Rect(1, 2, 2, 1)))
    zoom = cell.scale.zoom / ratio
    left = eye.view.origin.x() + cell.box.left / ratio
    top = eye.view.origin.y() + cell.box.top / ratio
    assert abs(rect.left() - (left + 2 * zoom)) <= 1
    assert abs(rect.top() - (top + zoom)) <= 1
    assert abs(rect.width() - zoom) <= 1
    assert abs(rect.height() - 2 * zoom) <= 1
    beside = eye.view.rect_of(cell.area_of(Rect(1, 2, 2, 1)), beside=True)
    assert rect.left() - beside.left() == LEFT - GRID
    assert rect.size() == beside.size()


def test_that_a_value_has_its_place(eye: Eye, ratio: float) -> None:
    def check(cell: Cell, at: tuple[int, ...], row: int, column: int) -> None:
        away = eye.view.point_of(Place(cell, at)) - point_of(eye.view, cell, row, column)
        assert away.manhattanLength() <= 3

    check(eye.cell(1, MAPS), (1, 2, 1), 1, 2)
    eye.show(grid((LONG,), side=120))
    lines = eye.cell(0, LONG)
    check(lines, (lines.columns + 3,), 1, 3)
    eye.show(grid((SHORT,)))
    bars = eye.cell(2, SHORT)
    found = eye.view.point_of(Place(bars, (1,)))
    middle = eye.view.rect_of(bars.box).center()
    assert abs(found.x() - middle.x()) <= 2
    assert abs(found.y() - middle.y()) <= bars.scale.zoom / ratio / 2


def test_that_frames_are_seen_on_any_map_and_cover_no_value(eye: Eye) -> None:
    """A light line and a dark one, around the value and not on it."""
    for colour in ("#000000", "#ffffff", "#fca50a"):
        sheet = grid(side=96)
        sheet.picture[:] = int("ff" + colour[1:], 16)
        eye.show(sheet)
        cell = eye.cell(1, MAPS)
        value = eye.view.rect_of(cell.area_of(Rect(1, 2, 1, 1)))
        around = value.adjusted(-3, -3, 3, 3)
        for pinned in (False, True):
            point = point_of(eye.view, cell, 1, 2)
            if pinned:
                eye.click_at(point)
            else:
                hover(eye.view, point)
            assert {"#000000", "#ffffff"} <= eye.colours(around) | {colour}
            assert len(eye.colours(around)) >= (2 if colour in ("#000000", "#ffffff") else 3)
            assert eye.colours(value.adjusted(1, 1, -1, -1)) == {colour}
        eye.press(Key.Key_Escape)
        eye.view.set_outlines((Outline(cell, Rect(1, 2, 1, 1)),))
        assert {"#000000", "#4db2ec"} <= eye.colours(around) | {colour}
        assert eye.colours(value.adjusted(1, 1, -1, -1)) == {colour}


def test_that_frames_are_seen_and_a_pinned_one_is_thicker(eye: Eye) -> None:
    cell = eye.cell(0, MAPS)
    plain = eye.picture()
    point = point_of(eye.view, cell, 1, 1)
    hover(eye.view, point)
    hovered = eye.picture()
    eye.click_at(point)
    pinned = eye.picture()
    assert changed(plain, hovered) > 0
    assert changed(plain, pinned) > changed(plain, hovered)
    eye.view.set_outlines((Outline(eye.cell(0, INPUT), Rect(0, 0, 3, 3)),))
    framed = eye.view.rect_of(eye.cell(0, INPUT).area_of(Rect(0, 0, 3, 3)))
    assert "#4db2ec" in eye.colours(framed.adjusted(-2, -2, 2, 2))
    eye.press(Key.Key_Escape)
    assert changed(plain, eye.picture()) == 0


def test_that_an_outline_beside_the_sheet_is_framed_there(eye: Eye) -> None:
    reference = grid((), side=40)
    eye.show(mosaic(), reference=reference)
    before = eye.picture()
    eye.view.set_outlines((Outline(reference.cells[0], Rect(2, 2, 2, 2), beside=True),))
    differs = where_changed(before, eye.picture())
    assert differs.right() < LEFT
    assert differs.left() > GRID


def test_that_the_reference_stands_at_the_left(eye: Eye) -> None:
    reference = grid((), side=40, outputs=numbers(images=1))
    eye.show(mosaic(), reference=reference)
    image = eye.picture()
    for y in range(0, 36, 5):
        for x in range(0, 36, 5):
            shown = image.pixel(GRID + x, TOP + y) & 0xFFFFFFFF
            wanted = int(reference.picture[y, x])
            assert not wanted or shown == wanted


def test_that_focus_is_seen(eye: Eye) -> None:
    with_focus = eye.picture()
    eye.view.clearFocus()
    without = eye.picture()
    assert where_changed(with_focus, without) == eye.view.rect()


def test_that_the_chosen_row_is_marked(eye: Eye, theme: Theme) -> None:
    def marked() -> list[int]:
        image = eye.picture()
        accent = QColor(theme.colours.accent).rgb()
        boxes = [cell.box for cell in eye.sheet.cells if cell.layer == INPUT]
        return [n for n, box in enumerate(boxes) if image.pixel(1, TOP + box.top + 20) == accent]

    assert marked() == [0]
    eye.press(Key.Key_Down)
    assert marked() == [1]
    eye.show(grid(outputs=numbers(images=2)), CAPTIONS[:2])
    assert marked() == [0]
    eye.show(grid(outputs=numbers(images=1)), CAPTIONS[:1])
    assert marked() == []  # one alone needs no mark


def test_that_a_wrong_answer_is_told_by_its_mark_and_its_colour(eye: Eye, theme: Theme) -> None:
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        theme.choose(appearance)
        eye.show(grid(side=72))
        rects = [
            QRect(GRID, TOP + eye.cell(row, INPUT).box.top, LEFT - 2 * GRID, 70) for row in range(3)
        ]
        error = QColor(theme.colours.error).name()
        assert [error in eye.colours(rect) for rect in rects] == [False, True, False]
    same = [(Caption("", "", is_right),) * 3 for is_right in (True, None)]
    pictures = []
    for captions in same:
        eye.show(grid(), captions)
        pictures.append(eye.picture())
    assert changed(*pictures) > 0  # also a right one has a mark


def test_that_a_caption_stands_in_the_middle_of_its_row(eye: Eye) -> None:
    eye.show(grid(side=72), (Caption(),) * 3)
    plain = eye.picture()
    eye.show(grid(side=72), (Caption(), Caption("cat", "read as dog"), Caption()))
    written = where_changed(plain, eye.picture())
    row = eye.view.rect_of(eye.cell(1, INPUT).box)
    assert abs(written.center().y() - row.center().y()) <= 5
    assert GRID <= written.left() < 2 * GRID
    assert written.right() < LEFT - GRID


def test_that_a_long_caption_is_wrapped(eye: Eye) -> None:
    eye.show(grid(side=72), (Caption(),) * 3)
    plain = eye.picture()
    long = Caption("an ankle boot of a rare kind · 28", "read as something else, 12 %", False)
    eye.show(grid(side=72), (Caption(), long, Caption()))
    written = where_changed(plain, eye.picture())
    assert written.height() > 3 * eye.view.fontMetrics().height()
    assert written.right() < LEFT - GRID


def test_that_beside_a_reference_stands_the_caption_of_its_row_alone(eye: Eye) -> None:
    def below() -> QImage:
        return eye.picture().copy(0, TOP + 60, LEFT - GRID, 200)

    reference = grid((), side=40, outputs=numbers(images=1))
    pictures = []
    for row in (0, 1, 1):
        eye.show(mosaic(row=row), reference=reference, row=row)
        pictures.append(below())
    assert changed(pictures[0], pictures[1]) > 0
    assert changed(pictures[1], pictures[2]) == 0
    assert eye.view._painter.row_at(QPoint(20, TOP + 80)) is None
    eye.show(mosaic(), (), reference=reference, row=0)
    assert changed(pictures[0], below()) > 0


def test_that_heads_stand_above_their_columns_and_are_cut_where_room_ends(eye: Eye) -> None:
    boxes = [eye.cell(0, layer).box for layer in (INPUT, MAPS, POOLED)]
    plain = eye.picture()
    heads = tuple(Head("x", box.left, box.width) for box in boxes)
    eye.show(grid(), heads=heads)
    differs = where_changed(plain, eye.picture())
    assert differs.bottom() < TOP
    assert differs.left() >= LEFT + boxes[0].left
    assert differs.right() <= LEFT + boxes[-1].left + boxes[-1].width
    long = Head("a very long name of a layer\n26×26", boxes[1].left, boxes[1].width)
    eye.show(grid(), heads=(Head("", boxes[0].left, boxes[0].width), long, heads[2]))
    differs = where_changed(plain, eye.picture())
    assert differs.left() > LEFT + boxes[0].left + boxes[0].width // 2


def test_that_bars_have_names_where_these_are_not_larger_than_the_bars(eye: Eye) -> None:
    outputs = numbers()
    names = {(row, SHORT): ("cat", "dog", "eel") for row in range(3)}
    for side, is_named in ((120, True), (24, False)):
        sheet = grid((SHORT,), side=side, outputs=outputs)
        eye.show(sheet)
        plain = eye.picture()
        eye.show(sheet, bar_names=names)
        named = eye.picture()
        assert (changed(plain, named) > 0) is is_named
        if is_named:
            box = cell_of(sheet, 0, SHORT).box
            assert where_changed(plain, named).left() >= LEFT + box.left
    other = {(row, LONG): ("cat", "dog", "eel") for row in range(3)}
    eye.show(grid((SHORT,), side=120), bar_names=other)
    unnamed = eye.picture()
    eye.show(grid((SHORT,), side=120))
    assert changed(unnamed, eye.picture()) == 0


def test_that_letters_are_dark_on_a_bright_bar_and_white_beside_it(eye: Eye) -> None:
    outputs = numbers(images=1)
    outputs.outputs[SHORT][0] = (1.0, 0.0, 0.5)
    sheet = grid((SHORT,), side=220, outputs=outputs)
    eye.show(sheet, CAPTIONS[:1], bar_names={(0, SHORT): ("█", "█", "█")})
    cell = cell_of(sheet, 0, SHORT)
    inner = [
        eye.view.rect_of(cell.area_of(Rect(0, index, 1, 1))).adjusted(3, 8, -100, -20)
        for index in range(2)
    ]
    assert "#000000" in eye.colours(inner[0])
    assert "#ffffff" not in eye.colours(inner[0])
    assert "#ffffff" in eye.colours(inner[1])


def test_that_the_view_takes_the_colours_of_the_appearance(eye: Eye, theme: Theme) -> None:
    eye.show(grid(), heads=(Head("input", 0, 48),))
    light = eye.picture()
    theme.choose(Appearance.DARK)
    assert changed(light, eye.picture()) > 0


class Painter(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda eye: eye.press(Key.Key_Down), id="another row"),
        pytest.param(lambda eye: eye.hover(eye.cell(0, MAPS), 1, 1), id="a value"),
        pytest.param(lambda eye: eye.view.unpin(), id="nothing pinned"),
        pytest.param(lambda eye: eye.view.set_outlines(()), id="no outlines"),
        pytest.param(lambda eye: eye.show(grid()), id="another sheet"),
        pytest.param(lambda eye: eye.view.clear(), id="no sheet"),
        pytest.param(lambda eye: eye.view.clearFocus(), id="no focus"),
    ],
)
def test_that_what_changes_is_painted(eye: Eye, change: Callable[[Eye], None]) -> None:
    eye.press(Key.Key_Return, Key.Key_Escape)
    painter = Painter(eye.view)
    for _ in range(3):
        QApplication.processEvents()
    before = painter.count
    change(eye)
    eye.qtbot.waitUntil(lambda: painter.count > before)
