"""The Train page: what the run has learnt, in a sentence and two live plots."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.curves import RunCurves
from cnnlab_gui.core.events import BatchProgress, EpochEnded, RunEvent, RunFinished, RunStarted
from cnnlab_gui.core.problems.base import Problem
from cnnlab_gui.core.stopping.rule import StopRule
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.states import Banner
from cnnlab_gui.widgets.theme import GRID, Theme
from cnnlab_gui.widgets.train.at_rest import AtRest
from cnnlab_gui.widgets.train.rate_box import RateBox
from cnnlab_gui.widgets.train.rules import RunRules
from cnnlab_gui.widgets.train.words import RunWords

if TYPE_CHECKING:
    from cnnlab_gui.widgets.train.curves import MetricPlot

MOST_GHOSTS = 3
REDRAW_MS = 50


class TrainPage(QFrame):
    """Follows run events.

    Signals
    -------
    train_wanted
        The person pressed the empty page's button.
    remedy_wanted : Remedy
        Or what mends the network.
    resume_wanted
        The run that was paused, or stopped, is to go on.
    run_left
        The run that was offered is not to be offered again.
    rate_wanted : float
        Another learning rate for the run that is going on.
    rules_wanted
        The stop rules are to be seen.
    run_wanted : str
        The run of this name is to be shown.
    epoch_wanted : str, int
        The run in this folder is to stand for this epoch.
    """

    train_wanted = Signal()
    remedy_wanted = Signal(object)
    resume_wanted = Signal()
    run_left = Signal()
    rate_wanted = Signal(float)
    rules_wanted = Signal()
    run_wanted = Signal(str)
    epoch_wanted = Signal(str, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._run = RunCurves()
        self._ghosts: list[RunCurves] = []
        self._words = RunWords(self)
        self._banner = Banner()
        self._theme = theme
        self._plot_place = QVBoxLayout()
        self._log = QCheckBox(self.tr("Logarithmic loss"))
        self._show_ghosts = QCheckBox(self.tr("Earlier runs"))
        self._rate = RateBox()
        self._rules = RunRules()
        self._folder = ""  # of the run that is shown
        self._can_resume = False
        self._rest = AtRest()
        self._stack = QStackedLayout()
        self._lay_out()
        # Events may come faster than a screen shows them; drawing once per tick is enough.
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW_MS)
        self._redraw.timeout.connect(self._draw_next)
        self._accuracy_is_next = True
        self._epoch_waits = False
        self.show_empty()

    def prepare(self) -> None:
        """Make the plots. They take longest of all the window, and nothing shows them at first."""
        _ = self._plots

    @cached_property
    def _plots(self) -> "tuple[MetricPlot, MetricPlot]":
        from cnnlab_gui.widgets.train.curves import Metric, MetricPlot

        accuracy = Metric(self.tr("Accuracy"), "accuracy", "val_accuracy", 1, True, True)
        loss = Metric(self.tr("Loss"), "loss", "val_loss", 3)
        plots = MetricPlot(accuracy, self._theme), MetricPlot(loss, self._theme)
        plots[1].setLabel("bottom", self.tr("epoch"))
        for plot in plots:
            self._plot_place.addWidget(plot, 1)
        return plots

    @property
    def _accuracy(self) -> "MetricPlot":
        return self._plots[0]

    @property
    def _loss(self) -> "MetricPlot":
        return self._plots[1]

    def _lay_out(self) -> None:
        self._rate.hide()
        self._rate.rate_wanted.connect(self.rate_wanted)
        rest = self._rest
        rest.train_wanted.connect(self.train_wanted)
        rest.remedy_wanted.connect(self.remedy_wanted)
        rest.run_wanted.connect(self.run_wanted)
        rest.run_left.connect(self.run_left)
        for each in (rest, self._rules):
            each.resume_wanted.connect(self.resume_wanted)
        self._rules.rules_wanted.connect(self.rules_wanted)
        self._rules.epoch_wanted.connect(lambda epoch: self.epoch_wanted.emit(self._folder, epoch))
        self._log.setToolTip(self.tr("Shows small differences of a small loss."))
        self._log.toggled.connect(self._set_log)
        self._show_ghosts.setChecked(True)
        self._show_ghosts.setToolTip(
            self.tr("Draws the validation of the runs before this one as dotted lines.")
        )
        self._show_ghosts.toggled.connect(lambda _: self._draw_ghosts())
        options = QHBoxLayout()
        options.setSpacing(2 * GRID)
        options.addWidget(self._words.text, 1)
        options.addWidget(self._rate)
        options.addWidget(self._show_ghosts)
        options.addWidget(self._log)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self._words.headline)
        column.addLayout(options)
        column.addWidget(self._rules)
        self._plot_place.setSpacing(GRID)
        column.addLayout(self._plot_place, 1)
        self._stack.addWidget(self._rest)
        self._stack.addWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        outer.setSpacing(GRID)
        outer.addWidget(self._banner)
        outer.addLayout(self._stack, 1)

    @property
    def headline(self) -> str:
        return self._words.headline.text()

    @property
    def error(self) -> str:
        """The sentence in the banner; empty where there is none."""
        return self._banner.text

    @property
    def run(self) -> RunCurves:
        return self._run

    @property
    def stands_for(self) -> int | None:
        """The epoch that the run which has ended stands for."""
        return self._rules.stands_for

    def show_empty(self) -> None:
        """Say what will appear, and offer the button that makes it appear."""
        self._rest.show_empty()
        self._stack.setCurrentIndex(0)

    def set_obstacle(self, problem: Problem | None) -> None:
        """Tell what keeps the network from being trained; the empty page says it."""
        self._rest.set_obstacle(problem)

    def offer_last(self, name: str) -> None:
        """Offer to show a run from before the window was opened."""
        self._rest.offer_last(name)

    def show_preparing(self, text: str) -> None:
        """A run was asked for, but has not begun: TensorFlow loads, the data are read."""
        self._banner.hide()
        self._rest.show_preparing(text)
        self._stack.setCurrentIndex(0)

    def show_rest(self) -> None:
        """Nothing is under way: show the last run, or that there was none."""
        if self._run.history or len(self._run.loss.x):
            self._show_run()
        else:
            self.show_empty()

    def show_problem(self, sentence: Sentence, *remedies: QPushButton) -> None:
        """Say why a run cannot be, or ended early; what is drawn stays."""
        self._banner.show_error(translated(sentence), *remedies)
        self.show_rest()

    def offer_to_resume(self, text: str) -> None:
        """Offer a run that was paused, or broke off, before the window was opened."""
        if self._rest.offer_to_resume(text):
            self._stack.setCurrentIndex(0)

    def show_kept(self, folder: str, run: RunCurves, stands_for: int | None) -> None:
        """Show a run of the past: its curves, its best epoch, and what rules would have done."""
        self._ghosts = [ghost for ghost in self._ghosts if ghost.name != run.name]
        if self._run.history and folder != self._folder:
            self._ghosts = [*self._ghosts, self._run][-MOST_GHOSTS:]
        self._run, self._folder = run, folder
        self._banner.hide()
        self._rules.show_kept(run, stands_for)
        self._draw_ghosts()
        self._draw()
        self._words.name(run)
        self._show_run()

    def follow_renamed(self, before: str, after: str, name: str) -> None:
        """The run in the folder ``before`` lies in ``after`` now, and is called ``name``."""
        if self._folder == before:
            self._folder, self._run.name = after, name

    def forget_offer(self) -> None:
        """The run that could be resumed is gone."""
        self._rules.forget_resume()

    def set_can_resume(self, can_resume: bool) -> None:
        """Tell whether the run that ends now can go on later."""
        self._can_resume = can_resume

    def show_epochs_before(self, history: Sequence[EpochEnded]) -> None:
        """Draw the epochs of a resumed run that ended before, unless they are drawn."""
        for epoch in history[len(self._run.history) :]:
            self._run.follow(epoch)
        self._rules.show_epochs_before(history)
        self._draw()

    def show_taken(self, folder: str, epoch: int) -> None:
        """Tell that the run in ``folder`` stands for ``epoch`` now."""
        if folder == self._folder:
            self._rules.taken(epoch)
            self._words.say_taken(self._run, epoch)

    def set_rules(self, rules: tuple[StopRule, ...]) -> None:
        """Tell which stop rules are set up for the next run."""
        self._rules.set_rules(rules)

    def dismiss_problem(self) -> None:
        """The reason is gone."""
        self._banner.hide()

    def follow(self, event: RunEvent) -> None:
        """Show one event of the run."""
        self._rules.follow(event)
        match event:
            case RunStarted():
                self._begin(event)
            case BatchProgress():
                self._run.follow(event)
                self._rate.show_rate(event.learning_rate)
                self._redraw_soon()
            case EpochEnded():
                self._run.follow(event)
                self._epoch_waits = True
                self._redraw_soon()
            case RunFinished():
                self._end(event)
            case _:
                pass

    def _begin(self, event: RunStarted) -> None:
        is_same = event.run == self._folder and bool(event.epochs_done or event.step_done)
        if self._run.history and not is_same:
            self._ghosts = [*self._ghosts, self._run][-MOST_GHOSTS:]
        if not (is_same and self._run.goes_on_with(event)):
            self._run = RunCurves()
        self._folder = event.run
        self._run.follow(event)
        self._banner.hide()
        self._rate.begin()
        self._rate.show()
        self._words.begin(event)
        self._draw_ghosts()
        self._draw()
        self._show_run()

    def _show_run(self) -> None:
        self._rest.end()
        self._stack.setCurrentIndex(1)

    def _end(self, event: RunFinished) -> None:
        self._draw()
        self._rate.hide()
        if event.outcome == "failed":
            self.show_problem(event.detail or Sentence(""))
        else:
            self._words.end(self._run, event)
        self._rules.end(event, self._run, self._can_resume)

    def _set_log(self, log: bool) -> None:
        self._loss.set_log(log)

    def _redraw_soon(self) -> None:
        if not self._redraw.isActive():
            self._redraw.start()

    def _draw_next(self) -> None:
        """Draw what came since the last tick; a whole epoch shows in both plots and the words.

        Else only one plot is drawn: two short pauses for what the person does, not one long.
        """
        if self._epoch_waits:
            self._draw()
            return
        plot = self._accuracy if self._accuracy_is_next else self._loss
        self._accuracy_is_next = not self._accuracy_is_next
        plot.show_run(self._run)
        if not self._accuracy_is_next:
            self._redraw.start()

    def _draw(self) -> None:
        self._redraw.stop()
        self._epoch_waits = False
        self._accuracy_is_next = True
        reading = self._run.reader.reading
        for plot in (self._accuracy, self._loss):
            plot.show_run(self._run)
            plot.show_best(reading.best_epoch if reading and self._has_choice else None)
            plot.show_overfitting(
                reading.overfitting_since if reading else None, self.tr("overfitting")
            )
        if reading:
            self._words.say(self._run, reading)

    @property
    def _has_choice(self) -> bool:
        """Of one epoch none is the best."""
        return len(self._run.history) > 1

    def _draw_ghosts(self) -> None:
        # Figures on other images are no comparison.
        alike = [ghost for ghost in self._ghosts if ghost.dataset == self._run.dataset]
        ghosts = alike if self._show_ghosts.isChecked() else []
        self._show_ghosts.setVisible(bool(alike))
        for plot in (self._accuracy, self._loss):
            plot.set_ghosts(ghosts)
