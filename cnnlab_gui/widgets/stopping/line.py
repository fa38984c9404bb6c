"""One line under a run that has ended: what rules would have done to it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.events import EpochEnded, ValidationSet
from cnnlab_gui.core.stopping.counterfactual import counterfactual
from cnnlab_gui.core.stopping.rule import NoImprovement, StopRule
from cnnlab_gui.core.stopping.text import rule_sentence
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.widgets.states import button, label
from cnnlab_gui.widgets.theme import GRID

LEAST_EPOCHS = 2  # of a single one no rule could have saved anything


class CounterfactualLine(QWidget):
    """Says what the rules that are set up would have done; without any, a usual one.

    Signals
    -------
    rules_wanted
        The person wants to see or change the rules.
    """

    rules_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = label(role="muted", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._text, 1)
        tip = self.tr("Say when the next training is to end by itself.")
        row.addWidget(
            button(self.tr("Stop rules…"), self.rules_wanted.emit, tip),
            0,
            Qt.AlignmentFlag.AlignTop,
        )
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def show_run(
        self,
        history: Sequence[EpochEnded],
        chosen_epoch: int | None,
        validation_set: ValidationSet,
        rules: Sequence[StopRule] = (),
    ) -> None:
        """Weigh ``rules`` on a run that has ended; hidden where it is too short."""
        self.setVisible(len(history) >= LEAST_EPOCHS)
        if len(history) < LEAST_EPOCHS:
            return
        weighed = tuple(rules) or (NoImprovement(),)
        told = counterfactual(weighed, history, chosen_epoch, validation_set).sentence
        if len(weighed) > 1:
            line = Sentence(tr_noop("runs", "Your {count} stop rules: {told}"))
        else:
            line = Sentence(tr_noop("runs", "Stop rule “{rule}”: {told}"))
        values = {"count": len(weighed), "rule": rule_sentence(weighed[0]), "told": told}
        self._text.setText(translated(Sentence(line.template, values)))

    def clear(self) -> None:
        """There is no such run."""
        self.hide()
