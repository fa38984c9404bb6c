"""How far a sweep is, on top of the Compare page; a single line, in the end."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cnnlab_gui.bridge.sweep_model import SweepModel
from cnnlab_gui.bridge.sweeps import SweepState
from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.sweep.estimate import duration
from cnnlab_gui.core.sweep.plan import SweepPlan
from cnnlab_gui.core.sweep.progress import SweepFinished, SweepProgress
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.sweep.trials_view import TrialsView
from cnnlab_gui.widgets.theme import GRID, Theme

REDRAW_MS = 100


class SweepPanel(QFrame):
    """One line, the runs of the sweep below it, and what can be done with it.

    Signals
    -------
    pause_wanted, go_on_wanted, cancel_wanted
    forget_wanted
        The sweep that was interrupted is not to be offered again.
    dismissed
        The panel of a sweep that has ended was closed.
    folded : bool
        The person wants the runs of sweeps hidden while they go on, or wants to see them.
    """

    pause_wanted = Signal()
    go_on_wanted = Signal()
    cancel_wanted = Signal()
    forget_wanted = Signal()
    dismissed = Signal()
    folded = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep")
        self.setAccessibleName(self.tr("Sweep"))
        self.model = SweepModel(self)
        self._view = TrialsView(self.model, theme)
        self._headline = label(wrap=True)
        self._headline.setProperty("role", "dock")
        self._text = label(role="muted", wrap=True)
        self._plan: SweepPlan | None = None
        self._is_folded = False
        self._has_ended = False
        self._progress: Callable[[], SweepProgress] | None = None
        self._redraw_soon = QTimer(self)
        self._redraw_soon.setSingleShot(True)
        self._redraw_soon.setInterval(REDRAW_MS)
        self._redraw_soon.timeout.connect(self._redraw)
        self.fold = self._button(theme, "table", self._turn)
        self.pause = self._button(theme, "pause", self.pause_wanted.emit)
        self.go_on = self._button(theme, "play", self.go_on_wanted.emit)
        self.cancel = self._button(theme, "stop", self.cancel_wanted.emit)
        self.forget = self._button(theme, "", self.forget_wanted.emit)
        self.close_it = self._button(theme, "", self.dismissed.emit)
        self._name_buttons()
        self._lay_out()
        self.close_it.clicked.connect(self.hide)
        self.hide()

    def _button(self, theme: Theme, icon: str, wish: Callable[[], None]) -> QPushButton:
        made = QPushButton()
        made.clicked.connect(lambda _checked: wish())
        if icon:
            theme.set_icon(made, icon)
        return made

    def _name_buttons(self) -> None:
        for made, text, tip in (
            (self.pause, self.tr("Pause"), self.tr("Pause every run; nothing is lost")),
            (self.go_on, self.tr("Go on"), self.tr("Go on with the runs that are left")),
            (self.cancel, self.tr("Cancel"), self.tr("End the sweep; its runs stay")),
            (
                self.forget,
                self.tr("Forget it"),
                self.tr("No longer offer to go on with it; its runs stay"),
            ),
            (self.close_it, self.tr("Close"), self.tr("Hide this; the runs stay in the table")),
        ):
            made.setText(text)
            made.setToolTip(tip)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._headline)
        words.addWidget(self._text)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addLayout(words, 1)
        for each in (self.fold, self.pause, self.go_on, self.cancel, self.forget, self.close_it):
            head.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, GRID)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self._view)

    @property
    def headline(self) -> str:
        return self._headline.text()

    @property
    def text(self) -> str:
        """What stands below the headline."""
        return self._text.text()

    def show_plan(self, plan: SweepPlan, progress: Callable[[], SweepProgress]) -> None:
        """Show this sweep; ``progress`` is asked where it is, after each `refresh_soon`."""
        self._plan, self._progress = plan, progress
        self.model.set_plan(plan)
        self._headline.setText(self.tr("{sweep}: starting").format(sweep=self._name()))
        self._say("")
        self._has_ended = False
        self._unfold(not self._is_folded)
        self.fold.show()
        self.show()

    @property
    def shows_runs(self) -> bool:
        """Whether the runs stand below the headline."""
        return not self._view.isHidden()

    def set_folded(self, folded: bool) -> None:
        """Hide the runs while they go on, or show them; who presses the button has it so."""
        self._is_folded = folded
        if not self._has_ended:
            self._unfold(not folded)

    def _turn(self) -> None:
        self._unfold(not self.shows_runs)
        if not self._has_ended:  # the end folds it, which is nobody's wish
            self._is_folded = not self.shows_runs
            self.folded.emit(self._is_folded)

    def _unfold(self, shown: bool) -> None:
        self._view.setVisible(shown)
        self.fold.setText(self.tr("Hide the runs") if shown else self.tr("Show the runs"))
        self.fold.setToolTip(
            self.tr("Leave more room for the table of all runs")
            if shown
            else self.tr("Show what each value and each seed has come to")
        )

    def refresh_soon(self) -> None:
        """Something has happened; it is drawn soon, with what else happens until then."""
        if not self._redraw_soon.isActive():
            self._redraw_soon.start()

    def show_state(self, state: SweepState) -> None:
        """Offer what can be done now."""
        busy = {SweepState.RUNNING, SweepState.PAUSING}
        self.pause.setVisible(state in busy)
        self.pause.setEnabled(state is SweepState.RUNNING)
        self.go_on.setVisible(state is SweepState.PAUSED)
        self.cancel.setVisible(state is not SweepState.IDLE)
        self.cancel.setEnabled(state is not SweepState.CANCELLING)
        self.forget.hide()
        self.close_it.setVisible(state is SweepState.IDLE)
        self._say(
            {
                SweepState.PAUSING: self.tr("Pausing: each run leaves a checkpoint."),
                SweepState.PAUSED: self.tr("Paused: processor and memory are free."),
                SweepState.CANCELLING: self.tr("Ending: each run leaves a checkpoint."),
            }.get(state, "")
        )

    def show_finished(self, finished: SweepFinished) -> None:
        """Say how it ended, in a line; what the runs show is for the page to say."""
        self._redraw()
        self._has_ended = True
        self._unfold(False)
        time = translated(duration(finished.seconds))
        ends = {
            "completed": self.tr("{sweep}: done in {time}"),
            "cancelled": self.tr("{sweep}: cancelled after {time}"),
            "failed": self.tr("{sweep}: ended after {time}"),
        }
        if self._plan is None or finished.gave_up(self._plan):
            ends["failed"] = self.tr("{sweep}: it could not go on")
        self._headline.setText(ends[finished.outcome].format(sweep=self._name(), time=time))
        is_said = finished.outcome == "completed" and not finished.failed
        self._say("" if is_said else translated(finished.detail))

    def offer(self, plan: SweepPlan, done: int) -> None:
        """Offer to go on with a sweep that was interrupted."""
        self._plan = plan
        self._headline.setText(
            self.tr("{sweep} was interrupted: {done} of {count} runs are done").format(
                sweep=self._name(), done=number(done), count=number(plan.count)
            )
        )
        self._say("")
        self._view.hide()
        for each in (self.fold, self.pause, self.cancel, self.close_it):
            each.hide()
        self.go_on.show()
        self.forget.show()
        self.show()

    def _say(self, text: str) -> None:
        self._text.setText(text)
        self._text.setVisible(bool(text))

    def _name(self) -> str:
        factors = self._plan.factors if self._plan else ()
        names = self.tr(" and ").join(translated(varied.entry.title) for varied in factors)
        return self.tr("Sweep of {factors}").format(factors=names)

    def _redraw(self) -> None:
        self._redraw_soon.stop()
        if self._progress is None:
            return
        progress = self._progress()
        self.model.show_progress(progress)
        if progress.finished is None:
            self._headline.setText(self._how_far(progress))

    def _how_far(self, progress: SweepProgress) -> str:
        values = {
            "sweep": self._name(),
            "done": number(progress.count("completed")),
            "count": number(len(progress.trials)),
        }
        said = self.tr("{sweep}: {done} of {count} runs done").format(**values)
        if progress.count("failed"):
            said += self.tr(", {count} failed").format(count=number(progress.count("failed")))
        if progress.seconds_left is not None and not progress.paused:
            left = translated(duration(progress.seconds_left))
            said += self.tr(", about {time} left").format(time=left)
        return said
