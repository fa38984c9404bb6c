"""A form when the keyboard comes to a field, goes, and Escape is pressed."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.form import form_of
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.widgets.forms import Form
from cnnlab_gui.widgets.spin_boxes import ExactSpinBox, WholeSpinBox
from cnnlab_gui.widgets.theme import Theme

Key = Qt.Key


class Two:
    """Two fields of one form, as a person goes to and fro between them."""

    def __init__(self, qtbot: QtBot, model: type, **values: object) -> None:
        self.qtbot = qtbot
        self.form = Form(tuple(f for f in form_of(model) if f.name in values))
        qtbot.addWidget(self.form)
        self.values = dict(values)
        self.form.show_values(SimpleNamespace(**values))
        with qtbot.waitActive(self.form):
            self.form.show()
            self.form.activateWindow()
        self.edited: list[tuple[str, object]] = []
        self.entered: list[None] = []
        self.form.edited.connect(lambda *edit: self.edited.append(edit))
        self.form.entered.connect(lambda: self.entered.append(None))

    def type(self, name: str, text: str, part: int = 0) -> None:
        box = self.form.editor(name).parts[part]
        assert isinstance(box, WholeSpinBox | ExactSpinBox)
        box.setFocus()
        box.selectAll()
        self.qtbot.keyClicks(box, text)

    def escape(self) -> bool:
        """Press it where the keyboard is; whether it was left for what lies behind."""
        event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        focused = QApplication.focusWidget()
        assert focused
        QApplication.sendEvent(focused, event)
        return not event.isAccepted()


@pytest.fixture
def two(qtbot: QtBot, theme: Theme) -> Two:
    return Two(qtbot, Conv2D, filters=64, kernel_size=(3, 5), l2=0.0)


def test_that_escape_brings_back_what_stood_there_when_the_keyboard_came(two: Two) -> None:
    two.type("filters", "16")
    two.type("l2", "0.5")
    two.type("filters", "128")
    assert not two.escape()
    assert two.edited[-1] == ("filters", 16)
    assert two.form.editor("filters").value == 16
    assert two.form.editor("l2").value == 0.5
    count = len(two.edited)
    assert two.escape()  # there is nothing more to take back
    assert len(two.edited) == count


def test_that_escape_takes_away_what_cannot_be_without_an_edit(two: Two) -> None:
    two.type("filters", "0")
    assert not two.escape()
    box = two.form.editor("filters").parts[0]
    assert isinstance(box, WholeSpinBox)
    assert (box.text(), two.edited) == ("64", [])
    assert not [each for each in two.form.findChildren(QPushButton) if each.isVisible()]
    assert two.escape()


def test_that_escape_comes_back_to_what_undo_showed(two: Two) -> None:
    two.type("filters", "16")
    two.form.editor("filters").show_value(32)
    assert two.escape()
    assert two.form.editor("filters").value == 32


def test_that_both_sides_of_a_pair_are_taken_back_together(two: Two) -> None:
    two.type("kernel_size", "7")
    two.type("kernel_size", "9", part=1)
    assert len(two.entered) == 1
    assert not two.escape()
    assert two.edited[-1] == ("kernel_size", (3, 5))


def test_that_the_keyboard_is_told_each_time_it_comes_to_a_field(two: Two) -> None:
    for name in ("kernel_size", "l2", "kernel_size", "l2"):
        two.form.editor(name).setFocus()
    assert len(two.entered) == 4


def test_that_the_keyboard_comes_back_from_another_window_to_what_was_begun(
    qtbot: QtBot, two: Two
) -> None:
    two.type("filters", "16")
    count = len(two.entered)
    other = QLabel("another")
    qtbot.addWidget(other)
    for window in (other, two.form):
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
    assert two.form.editor("filters").parts[0].hasFocus()
    assert len(two.entered) == count
    assert not two.escape()
    assert two.edited[-1] == ("filters", 64)


def test_that_a_form_that_is_opened_again_begins_anew(qtbot: QtBot, two: Two) -> None:
    two.type("filters", "16")
    other = QLabel("another")
    qtbot.addWidget(other)
    with qtbot.waitActive(other):
        other.show()
        other.activateWindow()
    two.form.hide()
    with qtbot.waitActive(two.form):
        two.form.show()
        two.form.activateWindow()
    qtbot.waitUntil(two.form.editor("filters").parts[0].hasFocus)
    assert two.escape()


def test_that_a_form_of_another_model_begins_anew_although_its_numbers_are_the_same(
    two: Two,
) -> None:
    two.type("filters", "16")
    two.type("filters", "9999")
    two.form.begin()
    assert two.form.editor("filters").parts[0].text() == "64"  # type: ignore[attr-defined]
    assert two.escape()


def test_that_a_number_with_more_decimals_than_its_box_is_no_change(
    qtbot: QtBot, theme: Theme
) -> None:
    two = Two(qtbot, Conv2D, filters=64, l2=0.123456789)
    two.form.editor("l2").setFocus()
    qtbot.keyClick(two.form.editor("l2").parts[0], Key.Key_Return)
    assert two.escape()
    assert two.edited == []
    two.type("l2", ".")
    two.form.editor("l2").show_value(0.123456789)
    assert two.form.editor("l2").parts[0].text() == "."  # type: ignore[attr-defined]
    two.type("l2", "0.5")
    assert not two.escape()
    assert two.edited[-1] == ("l2", 0.123456789)
