"""Below a run's words: its stop rules while it goes on, and what it offers when it has ended."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnlab_gui.core.curves import RunCurves
from cnnlab_gui.core.events import EpochEnded, RunEvent, RunFinished, RunStarted
from cnnlab_gui.core.stopping.rule import StopRule
from cnnlab_gui.widgets.stopping.line import CounterfactualLine
from cnnlab_gui.widgets.stopping.strip import RulesStrip
from cnnlab_gui.widgets.theme import GRID
from cnnlab_gui.widgets.train.offers import Offers


class RunRules(QWidget):
    """How near each rule is; then Resume, the best epoch, and what rules would have done.

    Signals
    -------
    resume_wanted
    epoch_wanted : int
    rules_wanted
        The rules for the next run are to be seen.
    """

    resume_wanted = Signal()
    epoch_wanted = Signal(int)
    rules_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: RunCurves | None = None
        self._stands_for: int | None = None
        self._rules: tuple[StopRule, ...] = ()
        self._stop_when: tuple[str, ...] = ()
        self._strip = RulesStrip()
        self._line = CounterfactualLine()
        self._offers = Offers()
        self._offers.resume_wanted.connect(self.resume_wanted)
        self._offers.epoch_wanted.connect(self.epoch_wanted)
        self._line.rules_wanted.connect(self.rules_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for each in (self._strip, self._offers, self._line):
            column.addWidget(each)

    @property
    def stands_for(self) -> int | None:
        """The epoch that the run stands for; None while it goes on."""
        return self._stands_for

    def set_rules(self, rules: tuple[StopRule, ...]) -> None:
        """Weigh these rules, for the next run, on the one that has ended."""
        self._rules = rules
        self._weigh()

    def follow(self, event: RunEvent) -> None:
        """Show one event of the run; `end` shows its last one."""
        if isinstance(event, RunStarted):
            self._run, self._stands_for, self._stop_when = None, None, event.stop_when
            self._offers.clear()
            self._line.clear()
        self._strip.follow(event)

    def show_epochs_before(self, history: Sequence[EpochEnded]) -> None:
        """Count the epochs of a resumed run that ended before."""
        self._strip.begin(self._stop_when, history)

    def end(self, event: RunFinished, run: RunCurves, can_resume: bool) -> None:
        """Offer what can be done with a run that has ended."""
        self._run = run
        self._stands_for = event.epoch or len(run.history)
        if can_resume:
            self._offers.offer_resume()
        if event.outcome == "paused":
            return
        self._offer_best()
        self._weigh()

    def show_kept(self, run: RunCurves, stands_for: int | None) -> None:
        """Offer what can be done with a run of the past."""
        self._run, self._stands_for = run, stands_for
        self._offers.clear()
        self._strip.hide()
        self._offer_best()
        self._weigh()

    def forget_resume(self) -> None:
        """The run can no longer be resumed."""
        self._offers.forget_resume()

    def taken(self, epoch: int) -> None:
        """The run stands for ``epoch`` now."""
        self._stands_for = epoch
        if self._run and self._run.reader.best and self._run.reader.best.epoch == epoch:
            self._offers.taken()
        self._weigh()

    def _offer_best(self) -> None:
        if self._run is None or self._stands_for is None:
            return
        best, now = self._run.reader.best, self._run.epoch_near(self._stands_for)
        if best is not None and now is not None and best.val_accuracy > now.val_accuracy:
            self._offers.offer_epoch(best, now)

    def _weigh(self) -> None:
        if self._run is not None:
            self._line.show_run(
                self._run.history, self._stands_for, self._run.validation_set, self._rules
            )
