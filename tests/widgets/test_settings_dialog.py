"""All training settings in one dialog."""

from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.form import form_of
from cnnlab_gui.core.stopping.rule import NoImprovement, Reaches
from cnnlab_gui.core.training import TrainingSettings
from cnnlab_gui.widgets.forms import FieldEditor
from cnnlab_gui.widgets.rate_curve import RateCurve
from cnnlab_gui.widgets.settings_dialog import Section, SettingsDialog
from cnnlab_gui.widgets.stopping.editor import RulesEditor
from cnnlab_gui.widgets.stopping.row import RuleRow


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
    held = session.settings.model_dump(exclude={"rate_changes", "stop_when"})
    assert values == held
    assert sorted(values) == sorted(field.name for field in form_of(TrainingSettings))


def test_that_an_edit_holds_at_once_and_can_be_undone_under_its_name(
    qtbot: QtBot, dialog: SettingsDialog, session: LabSession
) -> None:
    dialog.show_section("rate")
    qtbot.keyClicks(control(dialog, "learning_rate"), "0.01")
    dialog.show_section("training")
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
    dialog.show_section("rate")
    box = control(dialog, "learning_rate")
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
            close = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Close")
            qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert session.settings.epochs == 9


def visible(dialog: SettingsDialog) -> set[str]:
    shown = [each for each in dialog.findChildren(FieldEditor) if each.isVisible()]
    return {each.field.name for each in shown}


def words(dialog: SettingsDialog) -> str:
    return " ".join(each.text() for each in dialog.findChildren(QLabel) if each.isVisible())


@pytest.mark.parametrize(
    ("optimizer", "shown"),
    [
        ("adam", {"optimizer"}),
        ("adamw", {"optimizer", "weight_decay"}),
        ("sgd", {"optimizer", "momentum"}),
        ("rmsprop", {"optimizer"}),
    ],
)
def test_that_an_optimizer_shows_only_what_matters_for_it(
    dialog: SettingsDialog, session: LabSession, optimizer: str, shown: set[str]
) -> None:
    dialog.show_section("optimizer")
    control(dialog, "optimizer").setCurrentText(optimizer)
    assert session.settings.optimizer == optimizer
    assert visible(dialog) == shown
    assert optimizer in words(dialog).lower()


@pytest.mark.parametrize("schedule", ["constant", "step", "cosine", "one-cycle", "plateau"])
def test_that_a_schedule_shows_its_curve_and_only_what_matters_for_it(
    dialog: SettingsDialog, session: LabSession, schedule: str
) -> None:
    dialog.show_section("rate")
    control(dialog, "schedule").setCurrentText(schedule)
    assert session.settings.schedule == schedule
    steps = {"schedule_epochs", "schedule_factor"} if schedule in ("step", "plateau") else set()
    assert visible(dialog) == {"learning_rate", "schedule"} | steps
    curve = dialog.findChild(RateCurve)
    assert curve.isVisible()
    assert not curve.grab().toImage().isNull()
    assert ("An example" in words(dialog)) == (schedule == "plateau")
    assert "at most 0.001." in curve.accessibleDescription()


def test_that_the_curve_follows_the_rate(dialog: SettingsDialog, session: LabSession) -> None:
    dialog.show_section("rate")
    session.set_setting("schedule", "cosine", "")
    before = dialog.findChild(RateCurve).grab().toImage()
    session.set_setting("learning_rate", 0.25, "")
    curve = dialog.findChild(RateCurve)
    assert curve.grab().toImage() != before
    assert "From 0.25 at the beginning" in curve.accessibleDescription()


@pytest.mark.parametrize("section", get_args(Section))
def test_that_it_opens_at_a_section_with_the_keyboard_in_it(
    qtbot: QtBot, session: LabSession, section: Section
) -> None:
    made = SettingsDialog(session, section=section)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    focused = made.focusWidget()
    assert focused is not None
    assert focused.isVisible()
    assert made.findChild(QStackedWidget).isAncestorOf(focused)
    assert made.width() <= 1280
    assert made.height() <= 720


def test_that_a_rule_is_added_changed_and_removed_and_each_deed_is_undone_alone(
    qtbot: QtBot, dialog: SettingsDialog, session: LabSession
) -> None:
    dialog.show_section("stopping")
    add = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Add a rule")
    first = add.menu().actions()[0]
    first.trigger()
    assert session.settings.stop_when == (Reaches(value=0.95),)
    qtbot.keyClicks(QApplication.focusWidget(), "91")
    assert session.settings.stop_when == (Reaches(value=0.91),)
    add.menu().actions()[2].trigger()
    assert session.settings.stop_when == (Reaches(value=0.91), NoImprovement())
    row = next(row for row in dialog.findChildren(RuleRow) if row.isVisible())
    qtbot.mouseClick(row.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert session.settings.stop_when == (NoImprovement(),)
    seen = []
    while session.undo_stack.canUndo():
        assert session.undo_stack.undoText() == "change the stop rules"
        session.undo_stack.undo()
        seen.append(session.settings.stop_when)
        assert dialog.findChild(RulesEditor).rules == session.settings.stop_when
    assert seen == [
        (Reaches(value=0.91), NoImprovement()),
        (Reaches(value=0.91),),
        (Reaches(value=0.95),),
        (),
    ]
