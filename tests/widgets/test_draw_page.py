"""The Draw page: what it asks, and what it shows of the answers."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.drawing.reader import StrokeDrawing
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.draw.answers import FIRST, SECOND
from tests.core.inside_parts import CONVOLUTION, POOLING, network
from tests.widgets.answer_parts import CLOTHES
from tests.widgets.draw_page_parts import ACROSS, BOXES, DIGITS, DOWN, Drawer, of
from tests.widgets.draw_page_parts import drawer as drawer  # noqa: PLC0414
from tests.widgets.maps_parts import hover, point_of

Key = Qt.Key
QUESTION = ("question_changed", None)


# What is asked


def test_that_the_drawing_is_asked_as_strokes_and_every_change_is_told(drawer: Drawer) -> None:
    assert drawer.page.is_blank
    drawer.draw(DOWN, ACROSS)
    assert drawer.told == [QUESTION]
    assert not drawer.page.is_blank
    question = drawer.question()
    assert question.drawable == StrokeDrawing((DOWN, ACROSS))
    assert (question.chosen, question.wish) == (0, None)
    drawer.page.canvas.undo()
    assert drawer.told == [QUESTION, QUESTION]
    assert drawer.page.is_blank


@pytest.mark.parametrize(
    ("dataset", "names", "placement"),
    [
        ("mnist", DIGITS, Placement.MNIST),
        ("stroke-digits", DIGITS, Placement.MNIST),
        ("my-drawings", DIGITS, Placement.MNIST),
        ("fashion-mnist", ("Trouser", "Bag"), Placement.FILLED),
        ("some/folder", ("cat", "dog"), Placement.AS_DRAWN),
        ("", (), Placement.AS_DRAWN),
    ],
)
def test_that_ink_is_placed_as_the_networks_own_images_have_it_unless_that_is_switched_off(
    drawer: Drawer, dataset: str, names: tuple[str, ...], placement: Placement
) -> None:
    known = of(dataset, names)
    assert drawer.question(known=known).placement is placement
    drawer.page.centre.click()
    assert drawer.question(known=known).placement is Placement.AS_DRAWN
    drawer.page.centre.click()
    assert drawer.question(known=known).placement is placement
    assert drawer.told == [QUESTION, QUESTION]


def test_that_maps_are_wished_for_only_while_they_are_shown_and_of_the_first_network_alone(
    drawer: Drawer,
) -> None:
    page = drawer.page
    assert drawer.question().wish is None
    page.maps_switch.click()
    assert QUESTION in drawer.told
    wish = drawer.question().wish
    assert wish is not None
    assert wish.columns == (CONVOLUTION, POOLING)
    assert wish.channel == 1
    room = page.maps.view.room
    assert wish.room == (room.height(), room.width())
    page.compare.click()
    assert drawer.question(SECOND).wish is None
    page.maps_switch.click()
    assert drawer.question().wish is None


def test_that_another_channel_is_asked_for_and_never_one_that_the_network_has_not(
    drawer: Drawer, qtbot: QtBot
) -> None:
    page = drawer.page
    page.maps_switch.click()
    drawer.draw()
    drawer.read()
    drawer.told.clear()
    assert page.maps.channel.maximum() == 3  # of four filters
    qtbot.keyClick(page.maps.view, Key.Key_PageDown)
    qtbot.keyClick(page.maps.view, Key.Key_PageDown)
    assert drawer.told == [QUESTION, QUESTION]
    wish = drawer.question().wish
    assert wish is not None
    assert wish.channel == 3 == page.maps.channel.value()
    fewer = of("mnist", architecture=network(filters=2))
    wish = drawer.question(known=fewer).wish
    assert wish is not None
    assert wish.channel == 1 == page.maps.channel.maximum()


# What is answered


def test_that_the_answer_and_what_the_network_saw_are_shown(drawer: Drawer) -> None:
    page = drawer.page
    drawer.draw()
    reading = drawer.read()
    assert page.reading() is reading
    assert page.answers[FIRST].headline.name == "dog"
    assert drawer.is_seen(reading)
    assert page.reading(SECOND) is None


def test_that_a_blank_paper_gets_no_guess(drawer: Drawer) -> None:
    page = drawer.page
    drawer.draw()
    drawer.read()
    page.canvas.clear()
    drawer.read()
    assert page.answers[FIRST].place.isHidden()
    assert page.answers[FIRST].headline.name == ""
    assert "Draw a digit" in page.answers[FIRST].headline.text
    assert not page.seen.picture.image.any()


def test_that_two_networks_answer_beside_each_other(drawer: Drawer) -> None:
    page = drawer.page
    assert not page.answers[SECOND].isVisible()
    page.compare.click()
    assert drawer.told == [("compare_wanted", True)]
    assert page.is_comparing
    assert page.answers[SECOND].isVisible()
    drawer.draw()
    first = drawer.read()
    drawer.engine.answer = 2
    drawer.read(SECOND)
    assert [panel.headline.name for panel in page.answers] == ["dog", "eel"]
    assert drawer.is_seen(first)
    page.compare.click()
    assert drawer.told[-1] == ("compare_wanted", False)
    assert not page.answers[SECOND].isVisible()


def test_that_maps_are_shown_with_the_value_under_the_pointer(drawer: Drawer) -> None:
    page = drawer.page
    drawer.draw()
    page.maps_switch.click()
    drawer.read()
    sheet = page.maps.view.sheet
    assert sheet is not None
    assert {cell.layer for cell in sheet.cells} == {-1, CONVOLUTION, POOLING}
    cell = next(cell for cell in sheet.cells if cell.layer == CONVOLUTION)
    view = page.maps.view
    hover(view, point_of(view, cell, 0, 0))
    assert page.maps.told.text().startswith("Conv2D: ")
    page.maps.whole.click()
    assert drawer.names()[-1] == "whole_wanted"
    page.canvas.clear()
    drawer.read()
    assert not view.sheet or not view.sheet.cells
    assert not page.maps.whole.isEnabled()


def test_that_who_does_not_answer_says_why_and_offers_a_way_on(drawer: Drawer) -> None:
    page, taken = drawer.page, list[str]()
    page.maps_switch.click()
    drawer.draw()
    drawer.read()
    page.show_failure(FIRST, Sentence("Gone."), ("Go on", lambda: taken.append("on")))
    assert page.reading() is None
    assert not page.answers[FIRST].place.isHidden()
    assert page.answers[FIRST].place.sentence.text() == "Gone."
    assert not page.seen.picture.image.any()
    assert not page.maps.view.sheet or not page.maps.view.sheet.cells
    (way,) = page.answers[FIRST].place.findChildren(QPushButton)
    way.click()
    assert taken == ["on"]
    drawer.read()
    assert page.answers[FIRST].place.isHidden()


def test_that_a_failure_of_the_second_leaves_what_the_first_shows(drawer: Drawer) -> None:
    page = drawer.page
    page.compare.click()
    drawer.draw()
    reading = drawer.read()
    page.show_failure(SECOND, Sentence("Gone."))
    assert drawer.is_seen(reading)
    assert page.answers[FIRST].place.isHidden()
    assert page.reading() is reading


# A picture


def test_that_the_characters_of_a_picture_are_asked_instead_of_the_paper(
    drawer: Drawer, qtbot: QtBot
) -> None:
    page = drawer.page
    drawer.draw()
    drawer.told.clear()
    found = drawer.open(DOWN, ACROSS, DOWN)
    assert drawer.told == [QUESTION]
    assert page.shows_picture
    assert not page.is_blank
    assert page.picture.hasFocus()
    assert page.picture.isVisible()
    assert not page.canvas.isVisible()
    assert not page.tools.isEnabled()
    assert (drawer.question().drawable, drawer.question().chosen) == (found, 0)
    drawer.read()
    qtbot.keyClick(page.picture, Key.Key_Right)
    assert drawer.told == [QUESTION, QUESTION]
    assert drawer.question().chosen == 1
    assert page.drawable is found


def test_that_every_character_gets_its_text_and_the_chosen_one_the_bars(
    drawer: Drawer, qtbot: QtBot
) -> None:
    page = drawer.page
    drawer.open(DOWN, ACROSS)
    assert page.picture.frames == ()
    drawer.read()
    assert [frame.box for frame in page.picture.frames] == list(BOXES[:2])
    assert [frame.text for frame in page.picture.frames] == ["dog", "dog"]
    assert page.headline.text() == "Read as dog dog"
    drawer.engine.answer = 2
    qtbot.keyClick(page.picture, Key.Key_Right)
    reading = drawer.read()
    assert page.headline.text() == "Read as eel eel"
    assert drawer.is_seen(reading)
    assert "number 2 is chosen" in page.picture.accessibleDescription()


def test_that_an_answer_from_before_a_picture_was_opened_frames_nothing_in_it(
    drawer: Drawer,
) -> None:
    page = drawer.page
    drawer.draw()
    late = [drawer.read()]
    drawer.open(DOWN)
    late.append(drawer.read())
    drawer.open(DOWN, ACROSS)
    for each in late:
        page.show_reading(FIRST, each)
        assert page.picture.frames == ()
        assert page.headline.text() == "An opened picture"


def test_that_a_network_that_takes_all_for_one_thing_gets_one_frame(
    drawer: Drawer, qtbot: QtBot
) -> None:
    page = drawer.page
    drawer.open(DOWN, ACROSS, DOWN)
    drawer.read()
    qtbot.keyClick(page.picture, Key.Key_Right)
    drawer.read(known=of("fashion-mnist", CLOTHES))
    assert [frame.box for frame in page.picture.frames] == [BOXES[0]]
    assert drawer.question().chosen == 0
    drawer.read()
    assert len(page.picture.frames) == 3


@pytest.mark.parametrize("way", ["button", "key"])
def test_that_the_drawing_is_still_there_when_a_picture_is_put_away(
    drawer: Drawer, qtbot: QtBot, way: str
) -> None:
    page = drawer.page
    drawer.draw(DOWN, ACROSS)
    drawer.open(DOWN)
    drawer.read()
    assert page.back.isVisible()
    drawer.told.clear()
    if way == "button":
        page.back.click()
    else:
        drawer.press(qtbot, Key.Key_Escape)
    assert drawer.told == [QUESTION]
    assert not page.shows_picture
    assert not page.back.isVisible()
    assert page.canvas.isVisible()
    assert page.canvas.hasFocus()
    assert page.tools.isEnabled()
    assert page.headline.text() == "Draw a digit"
    assert page.reading() is None
    assert drawer.question().drawable == StrokeDrawing((DOWN, ACROSS))


def test_that_while_a_picture_is_read_the_page_says_so(drawer: Drawer) -> None:
    page = drawer.page
    page.show_busy(True)
    assert not page.open.isEnabled()
    assert "being read" in page.headline.text()
    page.show_busy(False)
    assert page.open.isEnabled()
    assert page.headline.text() == "Draw a digit"


def test_that_a_bad_picture_is_one_sentence_above_until_a_good_one_comes(drawer: Drawer) -> None:
    page = drawer.page
    drawer.draw()
    page.show_problem("It is empty.")
    assert page.banner.text == "It is empty."
    assert drawer.question().drawable == StrokeDrawing((DOWN,))
    drawer.open(DOWN)
    assert page.banner.text == ""
