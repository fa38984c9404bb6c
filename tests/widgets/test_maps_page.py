"""The Feature maps page: how it shows what comes, and the sums of one network or of two."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.inside.sheet import INPUT
from cnnlab_gui.core.inside.view import View
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.maps.page import MapsPage
from cnnlab_gui.widgets.maps.sheet_surface import LEFT
from cnnlab_gui.widgets.theme import GRID
from tests.core.inside_parts import (
    CLASSES,
    CONVOLUTION,
    NAMES,
    POOLING,
)
from tests.widgets.maps_page_parts import Desk, Key

# Before anything is seen


def test_that_an_empty_page_says_what_will_appear(maps_page: MapsPage) -> None:
    assert maps_page.notice.isVisible()
    assert "Choose a dataset first" in maps_page.notice.text
    assert maps_page.seen() is None
    assert maps_page.sights == ()


def test_that_what_is_waited_for_and_what_is_wrong_take_the_whole_page(desk: Desk) -> None:
    page = desk.page
    assert page.controls.isVisible()
    page.show_busy("TensorFlow is starting.")
    assert page.notice.isVisible()
    assert page.notice.text == "TensorFlow is starting."
    assert page.sights == ()
    page.show_problem("There are no images", "The folder is empty.")
    assert page.notice.text == "There are no images\nThe folder is empty."
    desk.answer()
    assert not page.notice.isVisible()
    assert [panel for panel, _ in page.sights] == [0]


def test_that_an_answer_without_a_dataset_is_not_shown(desk: Desk) -> None:
    seen = desk.page.seen()
    assert seen is not None
    desk.page.forget_seen(0)
    desk.page.set_dataset(None)
    desk.page.show_seen(0, seen, NAMES)
    assert desk.page.seen() is None


def test_that_coming_and_going_is_told(maps_page: MapsPage, qtbot: QtBot) -> None:
    told: list[str] = []
    maps_page.shown.connect(lambda: told.append("shown"))
    maps_page.hidden.connect(lambda: told.append("hidden"))
    maps_page.hide()
    maps_page.show()
    assert told == ["hidden", "shown"]


# What is shown


def test_that_an_answer_brings_its_words(desk: Desk) -> None:
    assert desk.page.headline.text() == "What the network sees in 3 images"
    assert [caption.title for caption in desk.view.captions] == ["cat · 0", "eel · 23", "dog · 28"]
    assert desk.page.controls.target.count() == 1 + len(NAMES)
    assert desk.page.class_names(0) == NAMES  # the dataset's, while nothing was trained
    seen = desk.page.seen()
    assert seen is not None
    desk.page.show_seen(0, seen, ("shoe", "bag", "coat"))
    assert desk.page.class_names(0) == ("shoe", "bag", "coat")
    assert desk.view.captions[0].detail == "read as bag, 80 %"
    assert desk.page.controls.target.itemText(1) == "shoe"


def test_that_kernels_need_no_room_for_captions(desk: Desk) -> None:
    assert desk.view.origin.x() == LEFT
    desk.show(View.KERNELS)
    assert desk.view.origin.x() == 0
    assert desk.wishes[-1].view is View.KERNELS
    seen = desk.page.seen()
    assert seen is not None
    assert seen.wish.room[1] == desk.view.room.width()  # asked again, with the new room
    desk.show(View.GRID)
    assert desk.view.origin.x() == LEFT


def test_that_a_change_of_what_is_seen_is_told(desk: Desk) -> None:
    told: list[int] = []
    desk.page.seen_changed.connect(lambda: told.append(len(desk.page.sights)))
    desk.answer()
    desk.page.show_busy("…")
    desk.answer()
    desk.page.forget_seen(0)
    assert told == [1, 0, 1, 0]
    assert desk.page.seen() is None
    assert desk.view.sheet is None


def test_that_what_is_behind_a_panels_problem_is_not_seen(desk: Desk) -> None:
    desk.page.panels[0].show_problem("Nothing to see here", Sentence("It is gone."))
    assert desk.page.sights == ()


# The sum


def test_that_the_sum_of_what_is_pointed_at_is_told(desk: Desk) -> None:
    hint = desk.page.strip.text
    assert "Point at a map" in hint
    desk.pin(POOLING)
    assert "=" in desk.page.strip.text
    assert desk.view._outlines
    desk.press(Key.Key_Escape)
    assert desk.page.strip.text == hint


def test_that_the_sum_follows_the_image_and_the_channel(desk: Desk) -> None:
    desk.pin(CONVOLUTION)
    texts = [desk.page.strip.text]
    for by in (1, 1):
        desk.view.step_wanted.emit(0, by)
        texts.append(desk.page.strip.text)
    assert len(set(texts)) == 3
    desk.page.controls.wished.emit({"channel": 2})
    assert desk.view.is_pinned
    assert desk.view.place is not None
    assert desk.view.place.at == (0, 0, 2)


def test_that_the_last_layers_values_have_their_classes_name(desk: Desk) -> None:
    desk.page.controls.wished.emit({"columns": (CONVOLUTION, CLASSES)})
    desk.pin(CLASSES)
    assert "cat" in desk.page.strip.text
    desk.pin(CONVOLUTION)
    assert "cat" not in desk.page.strip.text


def test_that_each_view_has_its_hint(desk: Desk) -> None:
    hints = set()
    for view in View:
        desk.show(view)
        hints.add(desk.page.strip.text)
    assert len(hints) == 3


def test_that_the_whole_sum_is_shown_beside_the_maps_when_it_is_wanted(desk: Desk) -> None:
    page = desk.page
    desk.pin(CONVOLUTION)
    assert not page.whole.isVisible()
    empty = page.whole.text
    page.whole_button.click()
    assert page.whole.isVisible()
    first = page.whole.text
    assert first != empty  # told at once
    desk.press(Key.Key_Right)
    assert page.whole.text != first
    desk.page.forget_seen(0)
    assert page.whole.text != first
    assert "×" not in page.whole.text
    page.whole_button.click()
    assert not page.whole.isVisible()


@pytest.mark.parametrize(
    ("width", "orientation"),
    [(1200, Qt.Orientation.Horizontal), (900, Qt.Orientation.Vertical)],
)
def test_that_the_whole_sum_stands_where_the_maps_stay_large(
    desk: Desk, width: int, orientation: Qt.Orientation
) -> None:
    page = desk.page
    page.resize(width, 700)
    page.whole_button.click()
    desk.qtbot.waitUntil(lambda: page._halves.orientation() is orientation)
    page.resize(2100 - width, 700)
    desk.qtbot.waitUntil(lambda: page._halves.orientation() is not orientation)


def test_that_the_room_that_a_person_gave_the_sum_stays(desk: Desk) -> None:
    page = desk.page
    page.resize(1200, 700)
    page.whole_button.click()
    desk.qtbot.waitUntil(lambda: page.whole.width() == 42 * GRID)
    page._halves.setSizes([700, 440])
    given = page.whole.width()
    assert given > 42 * GRID
    page.resize(1240, 720)
    desk.qtbot.waitUntil(lambda: page._halves.width() > 1190)
    assert abs(page.whole.width() - given) <= 1


# Two networks


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Two networks side by side; the second one has more filters."""
    desk.page.compare.setChecked(True)
    desk.ask()
    desk.wishes.clear()
    return desk


def test_that_two_networks_are_shown_side_by_side_in_one_column(two: Desk) -> None:
    page = two.page
    assert page.panels[1].isVisible()
    assert [panel for panel, _ in page.sights] == [0, 1]
    for panel in (0, 1):
        seen = page.seen(panel)
        assert seen is not None
        assert {cell.layer for cell in seen.sheet.cells} == {INPUT, page.wish.layer}
    assert page.seen(0) is not page.seen(1)
    assert page.controls.layer.isVisible()
    assert not page.controls.columns.isVisible()
    page.show_layer(POOLING)
    seen = page.seen(1)
    assert seen is not None
    assert {cell.layer for cell in seen.sheet.cells} == {INPUT, POOLING}


def test_that_comparing_is_told_and_ends_with_one_network(two: Desk) -> None:
    told: list[bool] = []
    page = two.page
    page.compare_wanted.connect(told.append)
    two.pin(CONVOLUTION, panel=1)
    page.compare.setChecked(False)
    assert told == [False]
    assert not page.panels[1].isVisible()
    assert page.seen(1) is None
    assert "Point at a map" in page.strip.text
    two.answer()
    seen = page.seen(0)
    assert seen is not None
    assert {cell.layer for cell in seen.sheet.cells} == {INPUT, CONVOLUTION, POOLING}
    page.compare.setChecked(True)
    assert told == [False, True]


def test_that_a_pinned_value_of_either_network_keeps_its_sum(two: Desk) -> None:
    for panel in (1, 0):
        two.pin(CONVOLUTION, panel=panel)
        text = two.page.strip.text
        assert "=" in text
        two.answer()  # of which the other panel has nothing that is pointed at
        assert two.page.strip.text == text
        two.page.whole_button.click()
        assert two.page.strip.text == text
        two.page.whole_button.click()
        two.press(Key.Key_Escape, panel=panel)
        assert "Point at a map" in two.page.strip.text


def test_that_the_value_pointed_at_last_is_told(two: Desk) -> None:
    two.pin(CONVOLUTION, panel=0)
    first = two.page.strip.text
    two.press(Key.Key_Return, panel=1)
    second = two.page.strip.text
    assert first != second
    two.press(Key.Key_Escape, panel=1)
    assert two.page.strip.text == first


def test_that_a_problem_of_one_network_leaves_the_other(two: Desk) -> None:
    two.page.forget_seen(1)
    two.page.panels[1].show_problem("Nothing to see here", Sentence("It is gone."))
    assert [panel for panel, _ in two.page.sights] == [0]
    assert two.view.sheet is not None


# More


def test_that_saving_and_refreshing_are_wished_from_the_menu(desk: Desk, qtbot: QtBot) -> None:
    page = desk.page
    with qtbot.waitSignal(page.save_wanted):
        page.save.trigger()
    told: list[Any] = []
    page.live_wanted.connect(told.append)
    assert {each: action.text() for each, action in page.live_actions.items()} == {
        None: "after each epoch",
        200: "also every 200 batches",
        50: "also every 50 batches",
        10: "also every 10 batches",
    }
    assert [each for each, action in page.live_actions.items() if action.isChecked()] == [None]
    for batches in (50, 10, None):
        page.live_actions[batches].trigger()
        checked = [each for each, action in page.live_actions.items() if action.isChecked()]
        assert checked == [batches]
    page.live_actions[None].trigger()
    assert page.live_actions[None].isChecked()
    assert told == [50, 10, None, None]


def test_that_what_is_seldom_wanted_stands_in_a_menu(desk: Desk) -> None:
    more = desk.page.more
    assert more.accessibleName() == "More"
    assert more.toolTip()
    assert not more.icon().isNull()
    assert {desk.page.save, desk.page.compare} <= set(more.menu().actions())
    assert desk.page.switch.choice == 0


def test_that_tab_leads_through_the_page(desk: Desk, qtbot: QtBot) -> None:
    page = desk.page
    page.more.setFocus()
    reached = []
    for _ in range(40):
        widget = QApplication.focusWidget()
        assert widget is not None
        if widget in reached:
            break
        reached.append(widget)
        qtbot.keyClick(widget, Key.Key_Tab)
    for wanted in (
        page.more,
        page.controls.images.edit,
        page.controls.channel,
        page.controls.columns,
        page.controls.scale.per,
        page.panels[0].box,
        page.panels[0].view,
        page.whole_button,
    ):
        assert wanted in reached
