"""Stop rules as rows of fields, each with what it would have done."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.stopping.rule import (
    MOST_RULES,
    NoImprovement,
    NotANumber,
    Reaches,
    StopRule,
    TimeBudget,
)
from cnnlab_gui.widgets.forms import FieldEditor
from cnnlab_gui.widgets.stopping.editor import RulesEditor
from cnnlab_gui.widgets.stopping.line import CounterfactualLine
from cnnlab_gui.widgets.stopping.row import RuleRow

LEFT = Qt.MouseButton.LeftButton
ONE_OF_EACH: tuple[StopRule, ...] = (
    Reaches(value=0.933),
    Reaches(metric="loss", value=0.25),
    NoImprovement(metric="val_accuracy", epochs=7, restore_best=False),
    TimeBudget(seconds=90.0),
    NotANumber(),
)
HISTORY = [
    EpochEnded(epoch, 0.1, 0.9, loss, 0.8 + epoch / 100, 20.0, 0.001, 100.0)
    for epoch, loss in enumerate((0.5, 0.4, 0.45, 0.5, 0.6), start=1)
]


class Editor:
    """The editor in sight, and what it said the rules become."""

    def __init__(self) -> None:
        self.widget = RulesEditor()
        self.said: list[Sequence[StopRule]] = []
        self.widget.changed.connect(self.said.append)

    def rows(self) -> list[RuleRow]:
        return [row for row in self.widget.findChildren(RuleRow) if row.isVisible()]

    def field(self, row: int, name: str) -> QWidget:
        fields = self.rows()[row].findChildren(FieldEditor)
        return next(f for f in fields if f.field.name == name and f.isVisible()).parts[0]

    def add(self) -> QPushButton:
        buttons = self.widget.findChildren(QPushButton)
        return next(b for b in buttons if b.text() == "Add a rule")

    def type(self, qtbot: QtBot, row: int, name: str, text: str) -> None:
        field = self.field(row, name)
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, text)


@pytest.fixture
def editor(qtbot: QtBot) -> Editor:
    made = Editor()
    qtbot.addWidget(made.widget)
    with qtbot.waitActive(made.widget):
        made.widget.show()
        made.widget.activateWindow()
    return made


def test_that_every_kind_of_rule_is_shown_as_it_is_and_nothing_is_said(editor: Editor) -> None:
    editor.widget.show_rules(ONE_OF_EACH)
    assert editor.widget.rules == ONE_OF_EACH
    assert len(editor.rows()) == len(ONE_OF_EACH)
    assert editor.said == []
    boxes = [row.findChild(QComboBox) for row in editor.rows()[:3]]
    assert [box.currentText() for box in boxes] == [
        "validation accuracy",
        "training loss",
        "validation accuracy",
    ]
    texts = [editor.field(0, "value").text(), editor.field(3, "seconds").text()]
    assert texts == ["93.3 %", "1.5 min"]


@pytest.mark.parametrize(
    ("row", "name", "typed", "rule"),
    [
        (0, "value", "88.8", Reaches(value=0.888)),
        (1, "value", "0.125", Reaches(metric="loss", value=0.125)),
        (2, "epochs", "2", NoImprovement(metric="val_accuracy", epochs=2, restore_best=False)),
        (3, "seconds", "12", TimeBudget(seconds=720.0)),
    ],
)
def test_that_what_is_typed_holds_at_once(
    qtbot: QtBot, editor: Editor, row: int, name: str, typed: str, rule: StopRule
) -> None:
    editor.widget.show_rules(ONE_OF_EACH)
    editor.type(qtbot, row, name, typed)
    wanted = (*ONE_OF_EACH[:row], rule, *ONE_OF_EACH[row + 1 :])
    assert editor.said[-1] == editor.widget.rules == wanted


@pytest.mark.parametrize(
    ("row", "name", "typed"),
    [(0, "value", "101"), (2, "epochs", "0"), (2, "epochs", "1001"), (3, "seconds", "0")],
)
def test_that_a_number_that_cannot_be_is_told_and_mended_at_a_press(
    qtbot: QtBot, editor: Editor, row: int, name: str, typed: str
) -> None:
    editor.widget.show_rules(ONE_OF_EACH)
    editor.type(qtbot, row, name, typed)
    qtbot.keyClick(editor.field(row, name), Qt.Key.Key_Return)
    buttons = editor.rows()[row].findChildren(QPushButton)
    use = next(b for b in buttons if b.isVisible() and b.text().startswith("Use "))
    qtbot.mouseClick(use, LEFT)
    assert not use.isVisible()
    assert editor.field(row, name).text().split()[0] == use.text().split()[1].replace(",", "")


def test_that_restoring_is_a_press(qtbot: QtBot, editor: Editor) -> None:
    editor.widget.show_rules(ONE_OF_EACH)
    box = editor.rows()[2].findChild(QCheckBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    rule = editor.widget.rules[2]
    assert isinstance(rule, NoImprovement)
    assert rule.restore_best


def test_that_another_figure_keeps_its_number_or_takes_a_usual_one(editor: Editor) -> None:
    editor.widget.show_rules(ONE_OF_EACH[:1])
    box = editor.rows()[0].findChild(QComboBox)
    seen = []
    for metric in ("accuracy", "val_loss", "loss", "val_accuracy"):
        box.setCurrentIndex(box.findData(metric))
        rule = editor.widget.rules[0]
        assert isinstance(rule, Reaches)
        seen.append((rule.metric, rule.value))
    assert seen == [
        ("accuracy", 0.933),
        ("val_loss", 0.3),
        ("loss", 0.3),
        ("val_accuracy", 0.95),
    ]
    assert editor.field(0, "value").text() == "95 %"


def test_that_a_rule_is_added_from_the_menu_with_the_keyboard_in_it(editor: Editor) -> None:
    added = []
    for action in editor.add().menu().actions():
        action.trigger()
        added.append(type(editor.widget.rules[-1]))
        focused = QApplication.focusWidget()
        assert focused is not None
        assert editor.rows()[-1].isAncestorOf(focused)
    assert added == [Reaches, Reaches, NoImprovement, TimeBudget, NotANumber]
    assert editor.said[-1] == editor.widget.rules


def test_that_there_are_no_more_rules_than_a_run_can_have(editor: Editor) -> None:
    editor.widget.show_rules((NotANumber(),) * MOST_RULES)
    assert not editor.add().isEnabled()
    assert f"at most {MOST_RULES} rules" in editor.add().toolTip()
    editor.widget.show_rules(())
    assert editor.add().isEnabled()


def test_that_a_removed_rule_leaves_the_keyboard_with_another_and_at_last_with_the_button(
    qtbot: QtBot, editor: Editor
) -> None:
    editor.widget.show_rules(ONE_OF_EACH[:2])
    for left in (1, 0):
        remove = next(
            b
            for b in editor.rows()[0].findChildren(QPushButton)
            if b.accessibleName().startswith("Remove the rule")
        )
        qtbot.mouseClick(remove, LEFT)
        assert len(editor.rows()) == left
        focused = QApplication.focusWidget()
        assert isinstance(focused, QWidget)
        assert focused is editor.add() or editor.rows()[0].isAncestorOf(focused)
    assert editor.said == [ONE_OF_EACH[1:2], ()]


def test_that_everything_has_a_name_and_a_tip(editor: Editor) -> None:
    editor.widget.show_rules(ONE_OF_EACH)
    for row in editor.rows():
        assert row.accessibleName()
        controls: list[QWidget] = [*row.findChildren(QComboBox)]
        controls += row.findChildren(QAbstractButton)
        controls += [part for each in row.findChildren(FieldEditor) for part in each.parts]
        for control in controls:
            assert control.accessibleName()
            assert control.toolTip()


def test_that_tab_goes_through_the_rows_to_the_button(qtbot: QtBot, editor: Editor) -> None:
    editor.widget.show_rules(ONE_OF_EACH)
    first = editor.rows()[0].findChild(QComboBox)
    first.setFocus()
    reached: list[int | None] = []
    for _ in range(14):
        focused = QApplication.focusWidget()
        assert focused is not None
        at = [i for i, row in enumerate(editor.rows()) if row.isAncestorOf(focused)]
        reached.append(at[0] if at else None)
        if not at:
            break
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert focused is editor.add()
    rows = [each for each in reached if each is not None]
    assert rows == sorted(rows)
    assert set(rows) == set(range(len(ONE_OF_EACH)))


def test_that_each_row_says_what_it_alone_would_have_done_to_a_run(
    qtbot: QtBot, editor: Editor
) -> None:
    editor.widget.show_rules((NoImprovement(epochs=2), Reaches(value=0.99)))
    assert [row.past for row in editor.rows()] == ["", ""]
    editor.widget.set_history("cnn-64-003", HISTORY, None, "held-out")
    assert [row.past for row in editor.rows()] == [
        "Would have stopped it at epoch 4, kept epoch 2, saved 1 epoch (20 s) and cost 3.0 points "
        "on the held-out images.",
        "Would not have stopped it.",
    ]
    editor.type(qtbot, 1, "value", "81")
    assert editor.rows()[1].past.startswith("Would have stopped it at epoch 1, saved 4 epochs")
    editor.widget.set_history("", (), None, "test")
    assert [row.past for row in editor.rows()] == ["", ""]


def test_that_a_line_weighs_the_rules_or_a_usual_one_on_a_run(qtbot: QtBot) -> None:
    line = CounterfactualLine()
    qtbot.addWidget(line)
    line.show_run(HISTORY, None, "test", (Reaches(value=0.82),))
    assert line.isVisible()
    assert line.text == (
        "Stop rule “validation accuracy at least 82.0 %”: Would have stopped it at epoch 2, saved "
        "3 epochs (60 s) and cost 3.0 points on the test images."
    )
    line.show_run(HISTORY, None, "test", (Reaches(value=0.82), NotANumber()))
    assert line.text.startswith("Your 2 stop rules: Would have stopped it at epoch 2")
    line.show_run(HISTORY, None, "test")
    assert "validation loss not better for 3 epochs" in line.text
    with qtbot.waitSignal(line.rules_wanted):
        qtbot.mouseClick(line.findChild(QPushButton), LEFT)
    line.show_run(HISTORY[:1], None, "test")
    assert not line.isVisible()
