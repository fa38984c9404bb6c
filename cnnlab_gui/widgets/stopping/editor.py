"""All rules of a training: added, changed, removed, each with what it would have done."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.events import EpochEnded, ValidationSet
from cnnlab_gui.core.stopping.counterfactual import counterfactual
from cnnlab_gui.core.stopping.rule import (
    MOST_RULES,
    NoImprovement,
    NotANumber,
    Reaches,
    StopRule,
    TimeBudget,
)
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.stopping.row import RuleRow
from cnnlab_gui.widgets.theme import GRID

# What can be added, in the menu's order.
OFFERED: tuple[tuple[str, StopRule], ...] = (
    (tr_noop("settings", "&Accuracy is high enough"), Reaches()),
    (tr_noop("settings", "&Loss is low enough"), Reaches(metric="val_loss", value=0.3)),
    (tr_noop("settings", "No more &improvement"), NoImprovement()),
    (tr_noop("settings", "&Time is over"), TimeBudget()),
    (tr_noop("settings", "Loss is no longer a &number"), NotANumber()),
)


@dataclass(frozen=True)
class _Past:
    """A run that has ended, for the rules to be weighed on."""

    name: str
    history: tuple[EpochEnded, ...]
    chosen_epoch: int | None
    validation_set: ValidationSet


class RulesEditor(QWidget):
    """Shows rules and emits what they become.

    Signals
    -------
    changed : tuple of StopRule
    entered
        What is edited from now on is a deed of its own.
    """

    changed = Signal(object)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._past: _Past | None = None
        self._held: tuple[RuleRow, ...] = ()
        self._head = label(role="muted", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2 * GRID)
        self._add = QPushButton(self.tr("Add a rule"))
        self._add.setMenu(self._make_menu())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self._head)
        column.addLayout(self._rows)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.show_rules(())

    @property
    def rules(self) -> tuple[StopRule, ...]:
        return tuple(row.rule for row in self._held)

    def show_rules(self, rules: Sequence[StopRule]) -> None:
        """Show ``rules`` without sending `changed`; what is half typed in one stays."""
        if [type(rule) for rule in rules] == [type(rule) for rule in self.rules]:
            for row, rule in zip(self._held, rules, strict=True):
                if row.rule != rule:
                    row.show_rule(rule)
        else:
            self._rebuild(rules)
        self._tell()

    def set_history(
        self,
        name: str,
        history: Sequence[EpochEnded],
        chosen_epoch: int | None,
        validation_set: ValidationSet,
    ) -> None:
        """Weigh the rules on a run that has ended; without a history, on none."""
        self._past = _Past(name, tuple(history), chosen_epoch, validation_set) if history else None
        self._tell()

    def take_keyboard(self) -> None:
        """Go to the button that adds a rule."""
        self._add.setFocus()

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        for text, rule in OFFERED:
            menu.addAction(translated(text)).triggered.connect(
                lambda _checked=False, rule=rule: self._on_added(rule)
            )
        return menu

    def _rebuild(self, rules: Sequence[StopRule]) -> None:
        for row in self._held:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._held = tuple(self._make_row(rule) for rule in rules)
        for before, after in pairwise((*self._held, self._add)):
            QWidget.setTabOrder(before, after)

    def _make_row(self, rule: StopRule) -> RuleRow:
        row = RuleRow(rule, self)
        row.edited.connect(lambda _rule: self._on_edited())
        row.entered.connect(self.entered)
        row.removed.connect(lambda: self._on_removed(row))
        self._rows.addWidget(row)
        row.show()  # now, not with the next event: it may be given the keyboard at once
        return row

    def _on_edited(self) -> None:
        self._tell()
        self.changed.emit(self.rules)

    def _on_added(self, rule: StopRule) -> None:
        self._take((*self.rules, rule))
        self._held[-1].take_keyboard()

    def _on_removed(self, row: RuleRow) -> None:
        at = self._held.index(row)
        self._take(tuple(each.rule for each in self._held if each is not row))
        if self._held:
            self._held[min(at, len(self._held) - 1)].take_keyboard()
        else:
            self._add.setFocus()

    def _take(self, rules: tuple[StopRule, ...]) -> None:
        self.entered.emit()
        self.show_rules(rules)
        self.changed.emit(rules)
        self.entered.emit()

    def _tell(self) -> None:
        """Say what holds of all rules, and under each what it would have done."""
        past, is_full = self._past, len(self._held) >= MOST_RULES
        if not self._held:
            text = self.tr("No rule: a run ends with its last epoch. Stop it at any time by hand.")
        elif past:
            text = self.tr(
                "The first rule that holds ends a run. Below each: what it alone would have done "
                "to {name}."
            ).format(name=past.name)
        else:
            text = self.tr("The first rule that holds ends a run.")
        self._head.setText(text)
        self._add.setEnabled(not is_full)
        self._add.setToolTip(
            self.tr("There are at most {count} rules.").format(count=MOST_RULES)
            if is_full
            else self.tr("Say when a training is to end by itself.")
        )
        for row in self._held:
            row.show_past(
                counterfactual(
                    (row.rule,), past.history, past.chosen_epoch, past.validation_set
                ).sentence
                if past
                else None
            )
