"""Boxes for numbers: what steps do, and what they say of a number that cannot be."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.form import form_of
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.training import TrainingSettings
from cnnlab_gui.widgets.forms import FieldEditor
from cnnlab_gui.widgets.spin_boxes import WholeSpinBox
from cnnlab_gui.widgets.theme import Theme

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
MakeBox = Callable[..., WholeSpinBox]


@pytest.fixture
def make_box(qtbot: QtBot) -> MakeBox:
    def make(
        value: int, least: int = 1, most: int = 2048, *, doubling: bool = False
    ) -> WholeSpinBox:
        made = WholeSpinBox(doubling=doubling)
        qtbot.addWidget(made)
        made.setRange(least, most)
        made.setValue(value)
        with qtbot.waitExposed(made):
            made.show()
        return made

    return make


def type_into(qtbot: QtBot, box: WholeSpinBox, text: str) -> None:
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)


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
    box = make_box(value, doubling=True)
    qtbot.keyClick(box, Key.Key_Up)
    assert box.value() == up
    box.setValue(value)
    qtbot.keyClick(box, Key.Key_Down)
    assert box.value() == down


def test_that_a_page_of_steps_is_ten_doublings(qtbot: QtBot, make_box: MakeBox) -> None:
    box = make_box(1, doubling=True)
    qtbot.keyClick(box, Key.Key_PageUp)
    assert box.value() == 1024
    qtbot.keyClick(box, Key.Key_PageDown)
    assert box.value() == 1


@pytest.mark.parametrize("value", [3, 48, 100, 2000])
def test_that_doubling_up_and_then_down_comes_to_powers_of_two_only(
    make_box: MakeBox, value: int
) -> None:
    box = make_box(value, doubling=True)
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
    assert told[-1] == nearest
    qtbot.keyClick(box, Key.Key_Return)
    assert (box.value(), box.text()) == (nearest, str(nearest))


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
    qtbot.keyClick(box, Key.Key_Return)
    assert box.value() == most


def test_that_an_emptied_box_keeps_its_number(qtbot: QtBot, make_box: MakeBox) -> None:
    box = make_box(64)
    type_into(qtbot, box, "3000")
    for _ in range(4):
        qtbot.keyClick(box, Key.Key_Backspace)
    assert box.lineEdit().text() == ""
    before = box.value()
    qtbot.keyClick(box, Key.Key_Return)
    assert (box.value(), box.text()) == (before, str(before))


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
    qtbot.keyClick(box, Key.Key_Return)
    assert (box.value(), told) == (100, [100])


# The line below a field


class Field:
    """One field's editor, and what a person sees of it."""

    def __init__(self, qtbot: QtBot, model: type, name: str, value: int) -> None:
        self.qtbot = qtbot
        field = next(field for field in form_of(model) if field.name == name)
        self.editor = FieldEditor(field)
        qtbot.addWidget(self.editor)
        self.editor.show_value(value)
        with qtbot.waitActive(self.editor):
            self.editor.show()
            self.editor.activateWindow()
        self.edited: list[int] = []
        self.editor.edited.connect(self.edited.append)

    @property
    def box(self) -> WholeSpinBox:
        (part,) = self.editor.parts
        assert isinstance(part, WholeSpinBox)
        return part

    def type(self, text: str) -> None:
        type_into(self.qtbot, self.box, text)

    def press(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(self.box, key)

    @property
    def line(self) -> str:
        """What is said below; empty where nothing is."""
        labels = self.editor.findChildren(QLabel)
        return " ".join(each.text() for each in labels if each.isVisible())

    @property
    def buttons(self) -> list[QPushButton]:
        return [each for each in self.editor.findChildren(QPushButton) if each.isVisible()]


@pytest.fixture
def filters(qtbot: QtBot, theme: Theme) -> Field:
    return Field(qtbot, Conv2D, "filters", 64)


def test_that_the_range_is_told_below_the_field_and_the_nearest_is_one_press_away(
    qtbot: QtBot, filters: Field
) -> None:
    assert (filters.line, filters.buttons) == ("", [])
    filters.type("3000")
    assert filters.line == "Filters can be 1 to 2,048."
    (use,) = filters.buttons
    assert use.text() == "Use 2,048"
    assert use.toolTip()
    qtbot.mouseClick(use, LEFT)
    assert (filters.box.value(), filters.edited[-1]) == (2048, 2048)
    assert (filters.line, filters.buttons) == ("", [])
    assert filters.box.hasFocus()


def test_that_a_number_too_small_is_told_too(qtbot: QtBot, filters: Field) -> None:
    filters.type("0")
    assert filters.line == "Filters can be 1 to 2,048."
    qtbot.mouseClick(filters.buttons[0], LEFT)
    assert filters.edited == [1]


def test_that_the_line_goes_as_soon_as_the_number_can_be(filters: Field) -> None:
    filters.type("3000")
    filters.press(Key.Key_Backspace)
    assert (filters.line, filters.box.value()) == ("", 300)
    filters.press(Key.Key_9)
    assert filters.line


def test_that_the_line_goes_when_the_box_takes_the_nearest_by_itself(filters: Field) -> None:
    filters.type("3000")
    filters.press(Key.Key_Return)
    assert (filters.edited[-1], filters.line) == (2048, "")


def test_that_the_line_goes_when_the_keyboard_goes_elsewhere(filters: Field) -> None:
    filters.type("3000")
    filters.box.clearFocus()
    assert (filters.box.text(), filters.line) == ("2048", "")


def test_that_the_line_goes_when_an_arrow_steps_back_into_the_range(filters: Field) -> None:
    filters.type("3000")
    filters.press(Key.Key_Down)
    assert filters.box.hasAcceptableInput()
    assert filters.line == ""


def test_that_the_line_goes_when_undo_brings_the_number_before(filters: Field) -> None:
    filters.type("3000")
    filters.editor.show_value(64)
    assert (filters.box.text(), filters.line) == ("64", "")


def test_that_a_number_is_told_once_more_after_the_line_was_used(
    qtbot: QtBot, filters: Field
) -> None:
    for _ in range(2):
        filters.type("9999")
        qtbot.mouseClick(filters.buttons[0], LEFT)
        assert (filters.box.text(), filters.line) == ("2048", "")


def test_that_only_the_side_of_a_pair_that_cannot_be_is_mended(qtbot: QtBot, theme: Theme) -> None:
    field = next(field for field in form_of(Conv2D) if field.name == "kernel_size")
    editor = FieldEditor(field)
    qtbot.addWidget(editor)
    editor.show_value((3, 5))
    editor.show()
    edited: list[tuple[int, int]] = []
    editor.edited.connect(edited.append)
    _, width = editor.parts
    assert isinstance(width, WholeSpinBox)
    type_into(qtbot, width, "100")
    (use,) = [each for each in editor.findChildren(QPushButton) if each.isVisible()]
    assert use.text() == "Use 64"
    qtbot.mouseClick(use, LEFT)
    assert edited[-1] == (3, 64)


def test_that_a_setting_says_its_range_in_its_own_words(qtbot: QtBot, theme: Theme) -> None:
    field = Field(qtbot, TrainingSettings, "epochs", 5)
    field.type("20000")
    assert field.line == "Epochs can be 1 to 10,000."


def test_that_the_range_is_written_as_the_language_writes_it(
    filters: Field, in_locale: Callable[[str], None]
) -> None:
    in_locale("de_DE")
    filters.type("3000")
    assert filters.line == "Filters can be 1 to 2.048."
