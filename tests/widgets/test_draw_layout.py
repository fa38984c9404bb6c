"""The Draw page's parts in the room that a window leaves them, in every mode."""

from itertools import permutations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from cnnlab_gui.core.drawing.answer import Answer
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.draw.answers import FIRST, SECOND
from cnnlab_gui.widgets.draw.page import DrawPage
from cnnlab_gui.widgets.draw.paper_box import LEAST_SIDE
from cnnlab_gui.widgets.theme import GRID
from tests.widgets.answer_parts import CLOTHES
from tests.widgets.draw_page_parts import ACROSS, DOWN, ROOM, Drawer, resize, settle
from tests.widgets.draw_page_parts import drawer as drawer  # noqa: PLC0414

MOST_ASKED = 500
LEAST_HEIGHT = 507
"""What the window, made as small as it goes, leaves to a page."""
LONG = "It learnt Fashion-MNIST and knows nothing else: " + ", ".join(CLOTHES) + "."


def switch(drawer: Drawer, mode: str) -> None:
    page = drawer.page
    match mode:
        case "compare":
            page.compare.click()
        case "maps":
            page.maps_switch.click()
        case "centre":
            page.centre.click()
        case "picture" if page.shows_picture:
            page.show_canvas()
        case "picture":
            drawer.open(DOWN, ACROSS, DOWN)
    if page.shows_picture or not page.canvas.is_empty:
        drawer.read()
        if page.is_comparing:
            drawer.read(SECOND)
    settle()


def rect(page: DrawPage, widget: QWidget) -> QRect:
    """A widget's place on the page."""
    return QRect(widget.mapTo(page, QPoint()), widget.size())


def visible(page: DrawPage) -> list[QWidget]:
    parts = (
        page.headline, page.back, page.open, page.compare, page.maps_switch, page.tools,
        page.canvas, page.picture, page.labels, page.centre, page.seen, *page.answers, page.maps,
    )  # fmt: skip
    return [each for each in parts if each.isVisible()]


@pytest.mark.parametrize("order", list(permutations(("compare", "maps", "picture"))))
def test_that_no_order_of_switching_makes_the_window_grow(
    drawer: Drawer, order: tuple[str, ...]
) -> None:
    page = drawer.page
    resize(page, ROOM[0], LEAST_HEIGHT)
    assert page.height() == LEAST_HEIGHT
    width = page.width()
    for panel in page.answers:
        panel.show_note(LONG)
    page.canvas.set_strokes((DOWN,))
    for mode in (*order, *order, *reversed(order), *order):
        switch(drawer, mode)
        assert page.minimumSizeHint().height() <= MOST_ASKED, mode
        assert (page.width(), page.height()) == (width, LEAST_HEIGHT), mode


def test_that_a_problem_or_a_wait_asks_for_no_more_room(drawer: Drawer) -> None:
    page = drawer.page
    resize(page, ROOM[0], LEAST_HEIGHT)
    why = Sentence("The run is no longer there: its folder was deleted or moved. " * 3)
    for _ in range(2):
        for mode in ("compare", "maps"):
            switch(drawer, mode)
            for panel in (FIRST, SECOND):
                page.show_failure(panel, why, ("Let the pretrained network answer", page.update))
            settle()
            assert page.height() == LEAST_HEIGHT
            page.answers[FIRST].show_busy("TensorFlow is starting; this takes a few seconds.")
            settle()
            assert page.height() == LEAST_HEIGHT


@pytest.mark.parametrize("modes", [(), ("maps",), ("compare",), ("compare", "maps"), ("picture",)])
@pytest.mark.parametrize("size", [(ROOM[0], LEAST_HEIGHT), ROOM, (1100, 620), (1600, 1000)])
def test_that_all_parts_are_in_the_page_and_none_covers_another(
    drawer: Drawer, modes: tuple[str, ...], size: tuple[int, int]
) -> None:
    page = drawer.page
    drawer.draw()
    for panel in page.answers:
        panel.show_note(LONG)
    for mode in modes:
        switch(drawer, mode)
    resize(page, *size)
    parts = visible(page)
    assert len(parts) >= 10
    for at, part in enumerate(parts):
        place = rect(page, part)
        assert page.rect().contains(place), part
        assert part.width() >= part.minimumSizeHint().width(), part
        for other in parts[:at]:
            assert not place.intersects(rect(page, other)), (part, other)


@pytest.mark.parametrize("size", [(ROOM[0], LEAST_HEIGHT), ROOM, (900, 900), (2000, 600)])
@pytest.mark.parametrize("modes", [(), ("maps",), ("compare",), ("picture",)])
def test_that_the_paper_is_a_square_right_below_its_tools_with_the_labels_right_below_it(
    drawer: Drawer, size: tuple[int, int], modes: tuple[str, ...]
) -> None:
    page = drawer.page
    for mode in modes:
        switch(drawer, mode)
    resize(page, *size)
    paper: QWidget = page.picture if page.shows_picture else page.canvas
    tools, sheet, labels = (rect(page, each) for each in (page.tools, paper, page.labels))
    assert sheet.width() == sheet.height() >= LEAST_SIDE
    assert sheet.left() == tools.left() == labels.left()
    assert sheet.top() == tools.bottom() + 1 + GRID
    assert labels.top() == sheet.bottom() + 1 + GRID
    if not modes:
        assert sheet.width() >= min(size[0], size[1]) // 3


def test_that_the_paper_grows_with_the_page(drawer: Drawer) -> None:
    page, sides = drawer.page, []
    for size in ((ROOM[0], LEAST_HEIGHT), (1000, 700), (1500, 1000)):
        resize(page, *size)
        sides.append(page.canvas.width())
    assert sides[0] < sides[1] < sides[2]


def test_that_the_maps_stand_below_all_and_what_is_seen_beside_one_answer(drawer: Drawer) -> None:
    page = drawer.page
    drawer.draw()
    drawer.read()
    seen, answer = (rect(page, each) for each in (page.seen, page.answers[FIRST]))
    assert answer.top() > seen.bottom()
    switch(drawer, "maps")
    seen, answer = (rect(page, each) for each in (page.seen, page.answers[FIRST]))
    assert answer.left() > seen.right()
    assert rect(page, page.maps).top() > max(
        rect(page, page.labels).bottom(), answer.bottom(), seen.bottom()
    )
    switch(drawer, "compare")
    assert not page.seen.isVisible(), "the first of the maps shows it, too"
    first, second = (rect(page, each) for each in page.answers)
    assert first.top() == second.top()
    assert abs(first.width() - second.width()) <= 1
    switch(drawer, "maps")
    assert page.seen.isVisible()
    assert not page.maps.isVisible()


@pytest.mark.parametrize("names", [tuple("0123456789"), CLOTHES])
def test_that_answers_of_any_length_move_nothing(drawer: Drawer, names: tuple[str, ...]) -> None:
    page, places = drawer.page, []
    drawer.draw()
    for _ in range(2):
        drawer.read()
        settle()
    for at in (0, 5, 9):
        shares = np.full(10, 0.01, np.float32)
        shares[at] = 0.91
        page.answers[FIRST].show_answer(Answer.of(shares, names))
        settle()
        places.append([rect(page, each) for each in visible(page)])
    assert places[0] == places[1] == places[2]
