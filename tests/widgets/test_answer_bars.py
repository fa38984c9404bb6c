"""Bars of a network's answer: where they are, how long, and what is read of them."""

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QPoint, QRect, Qt
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.drawing.answer import Answer
from cnnlab_gui.widgets.draw.answer_bars import MARK, AnswerBars
from cnnlab_gui.widgets.draw.shares import share_text
from cnnlab_gui.widgets.theme import Appearance, Theme
from tests.widgets.answer_parts import ASTRAY, CLOTHES, DIGITS, SEVEN, TORN, answer, count
from tests.widgets.maps_parts import open_window


@pytest.fixture
def bars(qtbot: QtBot, theme: Theme) -> AnswerBars:
    made = AnswerBars(theme)
    open_window(qtbot, made, 300, 240)
    made.clearFocus()  # its frame has the colour of the first one's bar
    return made


def filled(bars: AnswerBars, at: int, colour: str) -> float:
    """Share of a row's bar, along its middle, that has a colour."""
    room = bars.bar_room(at)
    line = QRect(room.left(), room.center().y(), room.width(), 1)
    return count(bars, line, colour) / room.width()


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_that_a_bar_is_as_long_as_its_class_is_probable(
    bars: AnswerBars, theme: Theme, appearance: Appearance
) -> None:
    theme.choose(appearance)
    bars.show_answer(answer({3: 0.6, 5: 0.25, 8: 0.15}))
    colours = theme.colours
    assert filled(bars, 3, colours.accent) == pytest.approx(0.6, abs=0.04)
    assert filled(bars, 5, colours.selected) == pytest.approx(0.25, abs=0.05)
    assert filled(bars, 8, colours.field) == pytest.approx(0.15, abs=0.05)
    assert filled(bars, 0, colours.border) == pytest.approx(1.0, abs=0.04)


def test_that_a_class_keeps_its_place_whatever_is_answered(bars: AnswerBars) -> None:
    bars.show_answer(SEVEN)
    before = [bars.bar_room(at) for at in range(10)]
    assert bars.text_at(before[7].center().y()) == "7: 98.00 %"
    bars.show_answer(TORN)
    assert [bars.bar_room(at) for at in range(10)] == before
    bars.show_blank()
    assert [bars.bar_room(at) for at in range(10)] == before
    assert bars.text_at(before[7].center().y()) == "7"


def test_that_the_first_and_the_runner_up_have_marks_of_their_own(
    bars: AnswerBars, theme: Theme
) -> None:
    bars.show_answer(TORN)
    accent = theme.colours.accent

    def mark(at: int) -> int:
        row = bars.row_rect(at)
        return count(bars, QRect(0, row.top(), 2 * MARK, row.height()), accent)

    assert mark(4) > mark(9) > 0  # full, hollow
    assert mark(7) == mark(0) == 0


def test_that_a_runner_up_that_is_as_good_as_nothing_is_not_marked(
    bars: AnswerBars, theme: Theme
) -> None:
    bars.show_answer(answer({4: 0.999, 9: 0.001}))
    row = bars.row_rect(9)
    assert count(bars, QRect(0, row.top(), 2 * MARK, row.height()), theme.colours.accent) == 0


@pytest.mark.parametrize("blank", [True, False])
def test_that_without_an_answer_all_bars_are_empty(
    bars: AnswerBars, theme: Theme, blank: bool
) -> None:
    bars.show_answer(SEVEN)
    if blank:
        bars.show_blank()
    else:
        bars.show_answer(ASTRAY)
    assert count(bars, bars.rect(), theme.colours.accent) == 0
    assert count(bars, bars.rect(), theme.colours.field) == 0
    assert [bars.text_at(bars.row_rect(at).center().y()) for at in range(10)] == list(DIGITS)


def test_that_long_names_are_whole_at_a_usual_width(bars: AnswerBars) -> None:
    bars.show_answer(answer({9: 0.9, 0: 0.1}, CLOTHES))
    metrics = bars.fontMetrics()
    assert bars.bar_room(9).left() > metrics.horizontalAdvance("T-shirt/top")
    assert bars.bar_room(9).width() > 60


def test_that_an_endless_name_leaves_room_for_the_bars(bars: AnswerBars) -> None:
    bars.show_answer(Answer.of([0.5, 0.5], ("x" * 400, "y")))
    assert bars.bar_room(0).width() > 60
    assert bars.text_at(1) == f"{'x' * 400}: 50.00 %"


def test_that_twenty_classes_have_a_row_each(bars: AnswerBars) -> None:
    bars.show_answer(Answer.of(np.full(20, 0.05)))
    assert bars.text_at(bars.row_rect(19).center().y()) == "19: 5.00 %"
    assert bars.text_at(bars.row_rect(20).center().y()) == ""


def test_that_of_a_hundred_classes_the_likeliest_are_seen_and_the_others_summed(
    bars: AnswerBars,
) -> None:
    probabilities = np.full(100, 0.002)
    likely = [3, 10, 25, 31, 44, 52, 60, 77, 98]
    probabilities[likely] = 0.818 / 9
    bars.show_answer(Answer.of(probabilities))
    texts = [bars.text_at(bars.row_rect(at).center().y()) for at in range(11)]
    assert [text.split(":")[0] for text in texts[:9]] == [str(at) for at in likely]
    assert texts[9:] == ["others: 18.20 %", ""]


def test_that_what_is_read_aloud_names_the_first_three(bars: AnswerBars, qtbot: QtBot) -> None:
    assert bars.accessibleName()
    bars.show_answer(answer({7: 0.9, 1: 0.07, 2: 0.03}))
    expected = "7, 90 %; 1, 7 %; 2, 3 %"
    qtbot.waitUntil(lambda: bars.accessibleDescription() == expected)


def test_that_a_screen_reader_is_told_seldom_and_the_newest_at_last(
    bars: AnswerBars, qtbot: QtBot
) -> None:
    bars.show_answer(answer({0: 1.0}))
    told = set()
    for digit in range(1, 10):
        bars.show_answer(answer({digit: 0.9, 0: 0.1}))
        told.add(bars.accessibleDescription())
    assert len(told) == 1
    qtbot.waitUntil(lambda: bars.accessibleDescription().startswith("9, 90 %"))


def test_that_focus_is_seen(bars: AnswerBars, theme: Theme, qtbot: QtBot) -> None:
    assert bars.focusPolicy() & Qt.FocusPolicy.TabFocus
    bars.clearFocus()
    assert count(bars, QRect(0, 0, 100, 2), theme.colours.accent) == 0
    bars.setFocus()
    qtbot.waitUntil(bars.hasFocus)
    assert count(bars, QRect(0, 0, 100, 2), theme.colours.accent) > 150


def test_that_no_probability_is_rounded_to_certainty() -> None:
    texts = [share_text(share) for share in (0.0, 0.004, 0.006, 0.494, 0.99, 0.9951, 0.99999, 1.0)]
    assert texts == ["0 %", "0 %", "1 %", "49 %", "99 %", "> 99 %", "> 99 %", "100 %"]


def test_that_numbers_have_the_locales_form(bars: AnswerBars) -> None:
    bars.show_answer(SEVEN)
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.French))
    try:
        assert bars.text_at(bars.row_rect(7).center().y()) == "7: 98,00 %"
    finally:
        QLocale.setDefault(before)


def test_that_a_point_below_the_rows_says_nothing(bars: AnswerBars) -> None:
    bars.show_answer(SEVEN)
    assert bars.text_at(QPoint(5, 10 * bars.row_height + 3).y()) == ""
