"""All training settings in one dialog."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.form import form_of
from cnnlab_gui.core.training import TrainingSettings
from cnnlab_gui.widgets.forms import FieldEditor
from cnnlab_gui.widgets.settings_dialog import SettingsDialog


@pytest.fixture
def dialog(qtbot: QtBot, session: LabSession) -> SettingsDialog:
    made = SettingsDialog(session)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def editor(dialog: SettingsDialog, name: str) -> FieldEditor:
    return next(each for each in dialog.findChildren(FieldEditor) if each.field.name == name)


def control(dialog: SettingsDialog, name: str) -> QWidget:
    proxy = editor(dialog, name).focusProxy()
    assert isinstance(proxy, (QSpinBox, QCheckBox, QComboBox, QWidget))
    return proxy


def test_that_every_setting_stands_in_it_as_it_holds(
    dialog: SettingsDialog, session: LabSession
) -> None:
    values = {each.field.name: each.value for each in dialog.findChildren(FieldEditor)}
    assert values == session.settings.model_dump()
    assert list(values) == [field.name for field in form_of(TrainingSettings)]


def test_that_an_edit_holds_at_once_and_can_be_undone_under_its_name(
    qtbot: QtBot, dialog: SettingsDialog, session: LabSession
) -> None:
    box = control(dialog, "learning_rate")
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "0.01")
    qtbot.keyClick(control(dialog, "deterministic"), Qt.Key.Key_Space)
    assert session.settings == TrainingSettings(learning_rate=0.01, deterministic=True)
    assert session.undo_stack.undoText() == "change Repeatable"
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.settings == TrainingSettings()
    assert editor(dialog, "learning_rate").value == 0.001
    assert editor(dialog, "deterministic").value is False


def test_that_a_change_from_elsewhere_is_shown(dialog: SettingsDialog, session: LabSession) -> None:
    session.choose_preset("cnn-64-overfit", "")
    assert editor(dialog, "epochs").value == 20


def test_that_escape_takes_back_what_was_typed_and_only_then_closes(
    qtbot: QtBot, dialog: SettingsDialog, session: LabSession
) -> None:
    control(dialog, "seed").setFocus()
    box = control(dialog, "epochs")
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "9")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert session.settings == TrainingSettings()
    assert session.undo_stack.count() == 0
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(box, Qt.Key.Key_Escape)


def test_that_a_setting_that_the_keyboard_comes_back_to_begins_another_step(
    dialog: SettingsDialog, session: LabSession, qtbot: QtBot
) -> None:
    for typed in ("9", "8"):
        control(dialog, "seed").setFocus()
        box = control(dialog, "epochs")
        box.setFocus()
        box.selectAll()
        qtbot.keyClicks(box, typed)
    assert session.undo_stack.count() == 2


def test_that_enter_on_what_cannot_be_says_so_and_closes_nothing(
    qtbot: QtBot, dialog: SettingsDialog, session: LabSession
) -> None:
    box = control(dialog, "learning_rate")
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "0")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert dialog.isVisible()
    texts = [each.text() for each in dialog.findChildren(QLabel) if each.isVisible()]
    assert "Learning rate can be 0.000001 to 10." in texts
    assert session.settings == TrainingSettings()


@pytest.mark.parametrize("how", ["escape", "button"])
def test_that_it_closes_and_keeps_what_was_set(
    qtbot: QtBot, dialog: SettingsDialog, session: LabSession, how: str
) -> None:
    control(dialog, "epochs").setValue(9)
    with qtbot.waitSignal(dialog.rejected):
        if how == "escape":
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        else:
            qtbot.mouseClick(dialog.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert session.settings.epochs == 9
