"""One stop rule as a row of fields."""

from typing import Any, assert_never

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.form import FormField
from cnnlab_gui.core.stopping.rule import (
    Metric,
    NoImprovement,
    NotANumber,
    Reaches,
    StopRule,
    TimeBudget,
    rises,
)
from cnnlab_gui.core.stopping.text import METRIC_NAMES, rule_sentence
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.widgets.forms import FieldEditor, leave_wheel
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID, icon

USUAL_ACCURACY, USUAL_LOSS = 0.95, 0.3

_ACCURACY = FormField(
    "value",
    tr_noop("settings", "Accuracy to reach"),
    tr_noop("settings", "The run ends with the first epoch that is at least so good."),
    "real",
    minimum=0.0,
    maximum=100.0,
    unit=" %",
)
_LOSS = FormField(
    "value",
    tr_noop("settings", "Loss to reach"),
    tr_noop("settings", "The run ends with the first epoch whose loss is at most this."),
    "real",
    minimum=0.0,
    maximum=1000.0,
)
_EPOCHS = FormField(
    "epochs",
    tr_noop("settings", "Patience"),
    tr_noop("settings", "So many epochs in a row may be no better than the best before them."),
    "integer",
    minimum=1,
    maximum=1000,
)
_MINUTES = FormField(
    "seconds",
    tr_noop("settings", "Minutes"),
    tr_noop("settings", "Training and checking may take so long; pauses are not counted."),
    "real",
    minimum=0.001,
    maximum=150_000.0,
    unit=" min",
)
_RESTORE = FormField(
    "restore_best",
    tr_noop("settings", "Back to the best epoch"),
    tr_noop("settings", "The run then stands for its best epoch by this figure, not its last."),
    "flag",
)


class RuleRow(QWidget):
    """Edits one rule of one kind, and shows below it what it would have done to a run.

    Signals
    -------
    edited : StopRule
    entered
        The keyboard has come to another of its fields.
    removed
        The rule is to go.
    """

    edited = Signal(object)
    entered = Signal()
    removed = Signal()

    def __init__(self, rule: StopRule, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rule = rule
        self._editors: dict[str, FieldEditor] = {}
        self._goals: dict[bool, FieldEditor] = {}  # of an accuracy, and of a loss
        self._metric: QComboBox | None = None
        self._sign = label()
        self._remove = self._make_remove()
        self._past = label(role="muted", wrap=True)
        self._past.hide()
        fields = QHBoxLayout()
        fields.setSpacing(GRID)
        self._lay_out_fields(fields)
        fields.addStretch(1)
        fields.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addLayout(fields)
        if isinstance(rule, NoImprovement):
            column.addWidget(self._make_restore())
        column.addWidget(self._past)
        self.show_rule(rule)

    @property
    def rule(self) -> StopRule:
        return self._rule

    @property
    def past(self) -> str:
        """What it would have done to a run; empty where there is none."""
        return self._past.text()

    def show_rule(self, rule: StopRule) -> None:
        """Show ``rule``, of the kind that the row was made for, without sending `edited`."""
        self._rule = rule
        words = translated(rule_sentence(rule))
        self.setAccessibleName(words)
        self._remove.setAccessibleName(self.tr("Remove the rule: {rule}").format(rule=words))
        for name, editor in self._editors.items():
            if name != "value":
                editor.show_value(_shown(name, getattr(rule, name)))
        if isinstance(rule, Reaches | NoImprovement) and self._metric:
            with QSignalBlocker(self._metric):
                self._metric.setCurrentIndex(self._metric.findData(rule.metric))
        if isinstance(rule, Reaches):
            self._show_goal(rule)

    def show_past(self, sentence: Sentence | None) -> None:
        """Say what it would have done; None for nothing."""
        self._past.setText(translated(sentence) if sentence else "")
        self._past.setVisible(sentence is not None)

    def take_keyboard(self) -> None:
        """Go to the field that is most likely changed."""
        editors = (*self._editors.values(), *self._goals.values())
        number = next((each for each in editors if not each.isHidden()), None)
        if number:
            number.select_all()
        else:
            self._remove.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_icon()

    # Its fields

    def _lay_out_fields(self, row: QHBoxLayout) -> None:
        rule = self._rule
        match rule:
            case Reaches():
                self._add_metric(row)
                row.addWidget(self._sign)
                self._goals = {True: self._add(row, _ACCURACY), False: self._add(row, _LOSS)}
            case NoImprovement():
                self._add_metric(row)
                row.addWidget(label(self.tr("not better for")))
                self._editors["epochs"] = self._add(row, _EPOCHS)
                row.addWidget(label(self.tr("epochs")))
            case TimeBudget():
                row.addWidget(label(self.tr("after")))
                self._editors["seconds"] = self._add(row, _MINUTES)
            case NotANumber():
                row.addWidget(label(translated(rule_sentence(rule))))
            case _:
                assert_never(rule)

    def _add(self, row: QHBoxLayout, field: FormField) -> FieldEditor:
        editor = self._make_editor(field)
        row.addWidget(editor)
        return editor

    def _make_editor(self, field: FormField) -> FieldEditor:
        editor = FieldEditor(field)
        editor.edited.connect(lambda value: self._change(field.name, value))
        editor.entered.connect(self.entered)
        return editor

    def _make_restore(self) -> FieldEditor:
        self._editors["restore_best"] = editor = self._make_editor(_RESTORE)
        box = editor.parts[0]
        assert isinstance(box, QCheckBox)
        box.setText(translated(_RESTORE.title))
        return editor

    def _add_metric(self, row: QHBoxLayout) -> None:
        box = QComboBox()
        for metric, name in METRIC_NAMES.items():
            box.addItem(translated(name), metric)
        box.setAccessibleName(self.tr("Figure"))
        box.setToolTip(self.tr("The figure that is watched; validation is what checks each epoch."))
        box.currentIndexChanged.connect(lambda index: self._choose_metric(box.itemData(index)))
        leave_wheel(box)
        self._metric = box
        row.addWidget(box)

    def _make_remove(self) -> QPushButton:
        made = QPushButton()
        made.setProperty("compact", True)
        made.setToolTip(self.tr("Remove this rule. Undo brings it back."))
        made.clicked.connect(lambda _checked: self.removed.emit())
        made.setFixedWidth(4 * GRID)
        self._remove = made
        self._colour_icon()
        return made

    def _colour_icon(self) -> None:
        text = self.palette().color(QPalette.ColorRole.ButtonText)
        self._remove.setIcon(icon("trash", text.name()))

    # What is changed

    def _show_goal(self, rule: Reaches) -> None:
        is_rising = rises(rule.metric)
        self._sign.setText(self.tr("at least") if is_rising else self.tr("at most"))
        for each, editor in self._goals.items():
            editor.setVisible(each == is_rising)
        shown = round(100 * rule.value, 7) if is_rising else rule.value
        self._goals[is_rising].show_value(shown)

    def _choose_metric(self, metric: Metric) -> None:
        update: dict[str, Any] = {"metric": metric}
        if isinstance(self._rule, Reaches) and rises(metric) != rises(self._rule.metric):
            update["value"] = USUAL_ACCURACY if rises(metric) else USUAL_LOSS
        self.entered.emit()  # a deed of its own
        self._take(update)

    def _change(self, name: str, value: Any) -> None:
        if name == "seconds":
            value = round(60 * value, 6)
        elif name == "value" and isinstance(self._rule, Reaches) and rises(self._rule.metric):
            value = round(value / 100, 9)
        self._take({name: value})

    def _take(self, update: dict[str, Any]) -> None:
        changed = type(self._rule).model_validate({**self._rule.model_dump(), **update})
        if changed != self._rule:
            self.show_rule(changed)
            self.edited.emit(changed)


def _shown(name: str, value: Any) -> Any:
    """A field's value as its editor has it: time in minutes."""
    return round(value / 60, 7) if name == "seconds" else value
