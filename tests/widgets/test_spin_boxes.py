"""Boxes for numbers: what steps do, and what they say of a number that cannot be."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnlab_gui.widgets.spin_boxes import WholeSpinBox
from tests.widgets.typing_parts import type_into

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
MakeBox = Callable[..., WholeSpinBox]


@pytest.fixture
def make_box(qtbot: QtBot) -> MakeBox:
    def make(value: int, least: int = 1, most: int = 2048, *, factor: int = 0) -> WholeSpinBox:
        made = WholeSpinBox(factor=factor)
        qtbot.addWidget(made)
        made.setRange(least, most)
        made.setValue(value)
        with qtbot.waitExposed(made):
            made.show()
        return made

    return make


# Steps


@pytest.mark.parametrize(
    ("value", "up", "down"),
    [
        (1, 2, 1),
        (2, 4, 1),
        (3, 4, 2),
        (5, 8, 4),
        (63, 64, 32),
        (64, 128, 32),
        (65, 128, 64),
        (100, 128, 64),
        (1500, 2048, 1024),
        (2048, 2048, 1024),
    ],
)
def test_that_a_doubling_box_steps_to_the_next_power_of_two(
    qtbot: QtBot, make_box: MakeBox, value: int, up: int, down: int
) -> None:
    box = make_box(value, factor=2)
    qtbot.keyClick(box, Key.Key_Up)
    assert box.value() == up
    box.setValue(value)
    qtbot.keyClick(box, Key.Key_Down)
    assert box.value() == down


def test_that_a_page_of_steps_is_ten_doublings(qtbot: QtBot, make_box: MakeBox) -> None:
    box = make_box(1, factor=2)
    qtbot.keyClick(box, Key.Key_PageUp)
    assert box.value() == 1024
    qtbot.keyClick(box, Key.Key_PageDown)
    assert box.value() == 1


@pytest.mark.parametrize("value", [3, 48, 100, 2000])
def test_that_doubling_up_and_then_down_comes_to_powers_of_two_only(
    make_box: MakeBox, value: int
) -> None:
    box = make_box(value, factor=2)
    for steps in (1, -1, -1, 1, 3, -2):
        box.stepBy(steps)
        assert box.value().bit_count() == 1


def test_that_a_box_that_does_not_double_steps_by_one(qtbot: QtBot, make_box: MakeBox) -> None:
    box = make_box(64)
    qtbot.keyClick(box, Key.Key_Up)
    assert box.value() == 65


# Typing what cannot be


@pytest.mark.parametrize(
    ("typed", "seen", "nearest"),
    [("3000", "3000", 2048), ("0", "0", 1), ("99999", "99999", 2048)],
)
def test_that_a_number_out_of_range_is_not_swallowed_but_told_with_the_nearest(
    qtbot: QtBot, make_box: MakeBox, typed: str, seen: str, nearest: int
) -> None:
    box = make_box(64)
    told: list[int] = []
    box.out_of_range.connect(told.append)
    type_into(qtbot, box, typed)
    assert box.lineEdit().text() == seen
    assert not box.hasAcceptableInput()
    assert (told[-1], box.nearest()) == (nearest, nearest)
    assert box.value() == 64
    qtbot.keyClick(box, Key.Key_Return)
    assert (box.value(), box.text()) == (64, "64")


def test_that_the_number_from_before_holds_from_the_moment_the_typed_one_cannot_be(
    qtbot: QtBot, make_box: MakeBox
) -> None:
    box = make_box(64)
    held: list[int] = []
    box.valueChanged.connect(held.append)
    type_into(qtbot, box, "5000000")
    assert held == [5, 50, 500, 64]
    assert box.text() == "5000000"
    for _ in range(4):
        qtbot.keyClick(box, Key.Key_Backspace)
    assert held[4:] == [500]


def test_that_a_digit_too_many_in_the_middle_leaves_the_cursor_where_it_was_typed(
    qtbot: QtBot, make_box: MakeBox
) -> None:
    box = make_box(64)
    type_into(qtbot, box, "512")
    box.lineEdit().setCursorPosition(1)
    qtbot.keyClicks(box, "9")
    assert (box.text(), box.lineEdit().cursorPosition(), box.value()) == ("5912", 2, 64)
    qtbot.keyClick(box, Key.Key_Backspace)
    assert (box.text(), box.value()) == ("512", 512)


@pytest.mark.parametrize("begin", ["enter", "step", "set"])
def test_that_typing_begins_anew_after_enter_a_step_and_a_value_from_outside(
    qtbot: QtBot, make_box: MakeBox, begin: str
) -> None:
    box = make_box(64)
    type_into(qtbot, box, "100")
    if begin == "enter":
        qtbot.keyClick(box, Key.Key_Return)
    elif begin == "step":
        qtbot.keyClick(box, Key.Key_Up)
    else:
        box.setValue(100)
    expected = box.value()
    type_into(qtbot, box, "7000")
    assert box.value() == expected


def test_that_a_number_may_be_typed_as_sentences_write_it(qtbot: QtBot, make_box: MakeBox) -> None:
    box = make_box(64)
    type_into(qtbot, box, "1,500")
    assert box.value() == 1500
    type_into(qtbot, box, "5,000")
    assert (box.text(), box.value(), box.nearest()) == ("5,000", 64, 2048)


def test_that_a_number_within_the_range_is_taken_at_each_key_and_nothing_is_told(
    qtbot: QtBot, make_box: MakeBox
) -> None:
    box = make_box(64)
    told: list[int] = []
    held: list[int] = []
    box.out_of_range.connect(told.append)
    box.valueChanged.connect(held.append)
    type_into(qtbot, box, "128")
    assert (held, told) == ([1, 12, 128], [])


def test_that_only_digits_can_be_typed(qtbot: QtBot, make_box: MakeBox) -> None:
    box = make_box(64)
    type_into(qtbot, box, "1x2-e8")
    assert (box.text(), box.value()) == ("128", 128)


def test_that_the_largest_seed_is_no_limit_to_typing(qtbot: QtBot, make_box: MakeBox) -> None:
    most = 2**31 - 1
    box = make_box(0, 0, most)
    told: list[int] = []
    box.out_of_range.connect(told.append)
    type_into(qtbot, box, "3000000000")
    assert box.lineEdit().text() == "3000000000"
    assert told == [most]
    assert (box.value(), box.nearest()) == (0, most)


def test_that_an_emptied_box_keeps_its_number(qtbot: QtBot, make_box: MakeBox) -> None:
    box = make_box(64)
    type_into(qtbot, box, "3000")
    for _ in range(4):
        qtbot.keyClick(box, Key.Key_Backspace)
    assert box.lineEdit().text() == ""
    qtbot.keyClick(box, Key.Key_Return)
    assert (box.value(), box.text()) == (64, "64")


def test_that_the_word_for_zero_can_stand_in_a_box(qtbot: QtBot, make_box: MakeBox) -> None:
    box = make_box(0, 0, 100)
    box.setSpecialValueText("all")
    assert box.text() == "all"
    told: list[int] = []
    box.out_of_range.connect(told.append)
    type_into(qtbot, box, "50")
    assert box.value() == 50
    type_into(qtbot, box, "0")
    assert (box.value(), told) == (0, [])
    qtbot.keyClick(box, Key.Key_Return)
    assert box.text() == "all"
    type_into(qtbot, box, "500")
    assert told == [100]
    qtbot.keyClick(box, Key.Key_Return)
    assert (box.value(), box.text()) == (0, "all")
