"""What a field says of a number that cannot be, and what holds meanwhile."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.form import form_of
from cnnlab_gui.core.layers.augmentation import RandomRotation
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import Dropout
from cnnlab_gui.core.training import TrainingSettings
from cnnlab_gui.widgets.forms import FieldEditor
from cnnlab_gui.widgets.spin_boxes import ExactSpinBox, WholeSpinBox
from cnnlab_gui.widgets.theme import Theme
from tests.widgets.typing_parts import type_into

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
MakeBox = Callable[..., WholeSpinBox]


# The line below a field


class Field:
    """One field's editor, and what a person sees of it."""

    def __init__(self, qtbot: QtBot, model: type, name: str, value: float) -> None:
        self.qtbot = qtbot
        field = next(field for field in form_of(model) if field.name == name)
        self.editor = FieldEditor(field)
        qtbot.addWidget(self.editor)
        self.editor.show_value(value)
        with qtbot.waitActive(self.editor):
            self.editor.show()
            self.editor.activateWindow()
        self.edited: list[float] = []
        self.editor.edited.connect(self.edited.append)

    @property
    def box(self) -> WholeSpinBox | ExactSpinBox:
        (part,) = self.editor.parts
        assert isinstance(part, WholeSpinBox | ExactSpinBox)
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


def test_that_a_number_that_cannot_be_leaves_no_part_of_it_in_force(filters: Field) -> None:
    filters.type("5000000")
    assert filters.edited == [5, 50, 500, 64]
    assert filters.line == "Filters can be 1 to 2,048."
    assert filters.buttons[0].text() == "Use 2,048"


def test_that_the_line_goes_as_soon_as_the_number_can_be(filters: Field) -> None:
    filters.type("3000")
    filters.press(Key.Key_Backspace)
    assert (filters.line, filters.box.value()) == ("", 300)
    filters.press(Key.Key_9)
    assert filters.line


def test_that_enter_brings_the_number_from_before_and_leaves_the_line_that_says_why(
    qtbot: QtBot, filters: Field
) -> None:
    filters.type("3000")
    filters.press(Key.Key_Return)
    assert (filters.box.text(), filters.edited[-1]) == ("64", 64)
    assert filters.line == "Filters can be 1 to 2,048."
    assert filters.box.lineEdit().selectedText() == "64"
    qtbot.mouseClick(filters.buttons[0], LEFT)
    assert (filters.edited[-1], filters.line) == (2048, "")


def test_that_a_second_enter_takes_the_line_away(filters: Field) -> None:
    filters.type("3000")
    filters.press(Key.Key_Return)
    filters.press(Key.Key_Return)
    assert (filters.edited[-1], filters.line) == (64, "")


def test_that_the_line_goes_with_what_is_typed_after_enter(filters: Field) -> None:
    filters.type("3000")
    filters.press(Key.Key_Return)
    filters.press(Key.Key_8)
    assert (filters.edited[-1], filters.line) == (8, "")


@pytest.mark.parametrize("how", ["tab", "window"])
def test_that_the_line_goes_when_the_keyboard_goes_elsewhere(filters: Field, how: str) -> None:
    filters.type("3000")
    if how == "tab":
        filters.press(Key.Key_Tab)
    filters.box.clearFocus()
    assert (filters.box.text(), filters.edited[-1], filters.line) == ("64", 64, "")


def test_that_the_line_goes_when_an_arrow_steps_back_into_the_range(filters: Field) -> None:
    filters.type("3000")
    filters.press(Key.Key_Down)
    assert filters.box.hasAcceptableInput()
    assert filters.line == ""


def test_that_the_line_goes_when_undo_brings_the_number_before(filters: Field) -> None:
    filters.type("3000")
    filters.editor.show_value(32)
    assert (filters.box.text(), filters.line) == ("32", "")
    assert filters.edited[-1] == 64  # what is shown is no edit
    filters.type("4000")
    assert filters.edited[-1] == 32


def test_that_what_is_told_of_the_same_number_leaves_alone_what_is_typed(filters: Field) -> None:
    filters.type("3000")
    filters.editor.show_value(64)  # the model's answer to the edit
    assert filters.box.text() == "3000"
    assert filters.line


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
    assert edited[-1] == (3, 5)
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


# Numbers with decimals


@pytest.fixture
def rate(qtbot: QtBot, theme: Theme) -> Field:
    return Field(qtbot, Dropout, "rate", 0.25)


def test_that_a_share_too_large_is_told_and_not_made_another(qtbot: QtBot, rate: Field) -> None:
    rate.type("1.5")
    assert (rate.box.text(), rate.editor.value, rate.edited) == ("1.5", 0.25, [])
    assert rate.line == "Rate can be 0 to 0.95."
    (use,) = rate.buttons
    assert use.text() == "Use 0.95"
    qtbot.mouseClick(use, LEFT)
    assert (rate.edited, rate.box.text(), rate.line) == ([0.95], "0.95", "")


@pytest.mark.parametrize("typed", ["0.96", "95", "2e3"])
def test_that_a_share_that_cannot_be_leaves_the_one_from_before(rate: Field, typed: str) -> None:
    rate.type(typed)
    assert rate.line
    rate.press(Key.Key_Return)
    assert (rate.box.text(), rate.editor.value) == ("0.25", 0.25)


def test_that_nothing_is_told_of_the_beginning_of_a_small_number_until_it_is_ended(
    qtbot: QtBot, theme: Theme
) -> None:
    field = Field(qtbot, TrainingSettings, "learning_rate", 0.5)
    field.type("0")
    assert (field.line, field.editor.value) == ("", 0.5)
    field.type("0.00")
    assert (field.line, field.editor.value) == ("", 0.5)
    field.press(Key.Key_Return)
    assert field.line == "Learning rate can be 0.000001 to 10."
    assert (field.box.text(), field.editor.value) == ("0.5", 0.5)
    field.type("0.0000001")  # no decimal more can be typed
    assert field.line


def test_that_a_power_may_begin_with_what_cannot_be(qtbot: QtBot, rate: Field) -> None:
    rate.type("5")
    assert rate.line
    qtbot.keyClicks(rate.box, "e-1")
    assert (rate.edited, rate.line) == ([0.5], "")


@pytest.mark.parametrize("typed", ["", "1e", "1e-", "."])
def test_that_half_a_number_leaves_the_one_from_before_and_no_line(
    qtbot: QtBot, theme: Theme, typed: str
) -> None:
    field = Field(qtbot, TrainingSettings, "learning_rate", 0.5)
    field.type("3")
    field.press(Key.Key_Backspace)
    field.type(typed)
    assert (field.editor.value, field.line) == (0.5, "")
    field.press(Key.Key_Return)
    assert (field.box.text(), field.editor.value, field.line) == ("0.5", 0.5, "")


def test_that_the_range_of_an_angle_has_its_unit(qtbot: QtBot, theme: Theme) -> None:
    field = Field(qtbot, RandomRotation, "degrees", 10.0)
    field.type("500")
    assert (field.box.text(), field.editor.value) == ("500°", 10.0)
    assert field.line.endswith(" can be 0° to 180°.")
    assert field.buttons[0].text() == "Use 180°"


@pytest.mark.parametrize(
    ("value", "up", "down"),
    [
        (0.0, 0.0001, 0.0),
        (0.00005, 0.0001, 0.0),
        (0.0001, 0.001, 0.0),
        (0.0005, 0.001, 0.0001),
        (0.01, 0.1, 0.001),
        (0.5, 1.0, 0.1),
        (1.0, 1.0, 0.1),
    ],
)
def test_that_l2_steps_through_the_powers_of_ten_and_to_none(
    qtbot: QtBot, theme: Theme, value: float, up: float, down: float
) -> None:
    for key, expected in ((Key.Key_Up, up), (Key.Key_Down, down)):
        field = Field(qtbot, Conv2D, "l2", value)
        field.press(key)
        assert field.editor.value == expected
        assert field.box.text() == (QLocale().toString(expected, "g") if expected else "none")


def test_that_the_learning_rate_steps_by_ten_within_its_limits(qtbot: QtBot, theme: Theme) -> None:
    field = Field(qtbot, TrainingSettings, "learning_rate", 0.001)
    for _ in range(5):
        field.press(Key.Key_Down)
    for _ in range(8):
        field.press(Key.Key_Up)
    low = [0.0001, 0.00001, 0.000001]
    assert field.edited == [*low, 0.00001, 0.0001, 0.001, 0.01, 0.1, 1.0, 10.0]


def test_that_a_step_from_what_cannot_be_begins_at_the_number_from_before(filters: Field) -> None:
    filters.type("3000")
    filters.press(Key.Key_Up)
    assert (filters.edited[-1], filters.box.text(), filters.line) == (128, "128", "")
