"""Sweeps in the window: setting one up, what is running, what if the window closes."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox

from cnnlab_gui.app.dialogs import say
from cnnlab_gui.app.interrupted import Interrupted, names_of, newest_interrupted
from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.sweeps import SweepController, SweepState
from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded, RunStarted
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.sweep.at_once import jobs_here
from cnnlab_gui.core.sweep.estimate import measured_runs
from cnnlab_gui.core.sweep.kept import SweepStore
from cnnlab_gui.core.sweep.plan import SweepPlan
from cnnlab_gui.core.sweep.progress import (
    SweepEvent,
    SweepFinished,
    SweepTracker,
    TrialEnded,
    TrialProgressed,
)
from cnnlab_gui.core.sweep.runner import SweepRunner
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.widgets.sweep.dialog import SweepDialog
from cnnlab_gui.widgets.sweep.panel import SweepPanel

MakeRunner = Callable[[Path, int | None, bool], SweepRunner]
"""Gets the home, how many runs go on at once (None: as many as measure well), whether on a GPU."""

LEFT = "left_sweep"
"""Under which the window remembers the sweep that need not be offered again."""
FOLDED = "folded_sweep"
"""Under which it remembers whether the runs of a sweep are hidden while they go on."""


class SweepDesk(QObject):
    """Answers "Sweep…" and its panel.

    Signals
    -------
    runs_changed
        A run of the sweep has begun, got further or ended.
    finished : SweepFinished
        It has ended, and its thread is gone.
    """

    runs_changed = Signal()
    finished = Signal(object)

    def __init__(
        self,
        window: LabWindow,
        session: LabSession,
        datasets: DatasetController,
        training: TrainingDesk,
        store: RunStore,
        make_runner: MakeRunner,
        cores: int,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._datasets = datasets
        self._training = training
        self._store = store
        self._home = store.folder.parent
        self._sweeps = SweepStore(self._home / "sweeps")
        self._make_runner = make_runner
        self._cores = cores
        self.panel = SweepPanel(window.theme)
        window.compare_page.set_sweep_panel(self.panel)
        self.panel.set_folded(window.remembered(FOLDED) == "yes")
        self._controller = SweepController(self)
        self._tracker: SweepTracker | None = None
        self._plan: SweepPlan | None = None
        self._last: SweepFinished | None = None
        self._offered: Interrupted | None = None
        self._dialog: SweepDialog | None = None
        self._closing = False
        self._calls: set[BackgroundCall] = set()
        self._connect()

    def _connect(self) -> None:
        panel = self.panel
        self._window.actions_by_name["sweep"].triggered.connect(self.ask)
        panel.pause_wanted.connect(self._controller.pause)
        panel.go_on_wanted.connect(self._go_on)
        panel.cancel_wanted.connect(self._cancel)
        panel.forget_wanted.connect(self._forget)
        panel.folded.connect(
            lambda folded: self._window.remember(FOLDED, "yes" if folded else "no")
        )
        self._controller.sweep_event.connect(self._follow)
        self._controller.state_changed.connect(self._on_state)
        self._datasets.loaded.connect(lambda _: self._tell_images())

    @property
    def state(self) -> SweepState:
        return self._controller.state

    @property
    def dialog(self) -> SweepDialog | None:
        """The dialog, while it is open."""
        return self._dialog

    # Setting one up

    def ask(self) -> None:
        """Let the person set a sweep up, and start it."""
        title = self.tr("Sweep")
        if self.state is not SweepState.IDLE:
            self._window.show_page(self._window.compare_page)
        elif self._training.is_busy:
            say(self._window, title, Sentence(TRAINS))
        elif self._session.problem:
            say(self._window, title, self._session.problem.sentence)
        elif self._dialog is None:
            self._show_dialog()

    def _show_dialog(self) -> None:
        dialog = SweepDialog(
            self._session.specification,
            self._window.theme,
            self._sweeps.free_name,
            lambda trials: jobs_here(self._cores, trials, gpu=self._has_gpu),
            self._window,
        )
        self._dialog = dialog
        self._tell_images()
        self._call(lambda: measured_runs(self._store), self._tell_measured)
        accepted = dialog.exec()
        self._dialog = None
        dialog.deleteLater()
        if accepted and dialog.plan is not None:
            self.start(dialog.plan, dialog.jobs.value())

    def _tell_images(self) -> None:
        dataset = self._datasets.dataset
        if self._dialog and dataset:
            counts = len(dataset.y_train), len(dataset.y_test)
            self._dialog.set_images(ImageFacts.of(dataset), counts)

    def _tell_measured(self, measured: object) -> None:
        if self._dialog and isinstance(measured, tuple):
            self._dialog.set_measured(measured)

    @property
    def _has_gpu(self) -> bool:
        return self._training.device is not None and self._training.device.gpu

    # Running it

    def start(self, plan: SweepPlan, jobs: int | None = None) -> None:
        """Keep ``plan`` and train it, so many runs at once."""
        try:
            self._sweeps.write(plan)
        except CnnLabError as error:
            say(self._window, self.tr("Sweep"), error.sentence)
            return
        self._run(plan, jobs)

    def _run(self, plan: SweepPlan, jobs: int | None) -> None:
        gpu = self._has_gpu
        self._plan, self._tracker, self._offered = plan, SweepTracker(plan), None
        tracker = self._tracker
        self.panel.show_plan(plan, lambda: tracker.progress)
        self._training.other_work = Sentence(SWEEPS)
        self._window.show_page(self._window.compare_page)
        self._window.status.show_busy(self.tr("a sweep is running…"))
        self._controller.start(lambda: self._make_runner(self._home, jobs, gpu), plan)

    def _go_on(self) -> None:
        """End a pause, or take up what was interrupted."""
        found = self._offered
        if found is None:
            self._controller.go_on()
        elif self._training.is_busy:
            say(self._window, self.tr("Sweep"), Sentence(TRAINS))
        else:
            self._run(found.plan, None)
            self.panel.model.set_known(found.accuracies)

    def _cancel(self) -> None:
        if self._ask_to_end(self.tr("Cancel the sweep?"), self.tr("Cancel the sweep")):
            self._controller.cancel()

    def _follow(self, event: SweepEvent) -> None:
        if self._tracker is None:
            return
        self._tracker.follow(event)
        self.panel.refresh_soon()
        if isinstance(event, SweepFinished):
            self._last = event
        elif isinstance(event, TrialEnded) or (
            isinstance(event, TrialProgressed)
            and isinstance(event.run_event, RunStarted | EpochEnded)
        ):
            self.runs_changed.emit()

    def _on_state(self, state: SweepState) -> None:
        self.panel.show_state(state)
        if state is SweepState.IDLE and self._last:
            last, self._last = self._last, None
            self._on_finished(last)
        self._close_if_wanted()

    def _on_finished(self, finished: SweepFinished) -> None:
        plan = self._plan
        self._training.end_other_work()
        self.panel.show_finished(finished)
        self._window.status.show_idle(translated(finished.detail))
        if plan is not None and not self._closing and not finished.gave_up(plan):
            # Whoever cancelled it does not want to be asked at the next start.
            self._window.remember(LEFT, plan.id)
            self._call(lambda: names_of(plan, self._store), self._show_runs)
        self.runs_changed.emit()
        self.finished.emit(finished)

    def _show_runs(self, names: object) -> None:
        """Select the runs, and let the page say what they show."""
        if self.state is not SweepState.IDLE or not isinstance(names, tuple):
            return
        self._window.compare_page.reveal(names)
        self._window.compare_page.show_verdict()

    # One that was interrupted

    def begin(self) -> None:
        """Look whether a sweep was interrupted; the window is on the screen."""
        left = self._window.remembered(LEFT)
        self._call(lambda: newest_interrupted(self._sweeps, self._store, left), self._offer)

    def _offer(self, found: object) -> None:
        if not isinstance(found, Interrupted) or self.state is not SweepState.IDLE:
            return
        self._offered = found
        self.panel.offer(found.plan, len(found.completed))
        self._window.status.show_note(
            self.tr("A sweep was interrupted. The page Compare offers to go on with it.")
        )

    def _forget(self) -> None:
        if self._offered:
            self._window.remember(LEFT, self._offered.plan.id)
        self._offered = None
        self.panel.hide()

    # Closing

    def close(self) -> None:
        """Close the window; ask first if a sweep is going, which can go on at the next start."""
        if self.state is SweepState.IDLE:
            self._training.close()
            return
        question, consent = self.tr("Pause the sweep and close?"), self.tr("Pause and close")
        if self.state is SweepState.CANCELLING or self._ask_to_end(question, consent):
            self._closing = True
            self._controller.cancel()
            self._close_if_wanted()  # it may have ended while that was asked

    def _close_if_wanted(self) -> None:
        if self._closing and self.state is SweepState.IDLE:
            self._closing = False
            self._training.abandon()

    def _ask_to_end(self, text: str, consent: str) -> bool:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("A sweep is running"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setInformativeText(self._what_stays())
        end = box.addButton(consent, QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton(self.tr("Go on"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.exec()
        box.deleteLater()
        return box.clickedButton() is end

    def _what_stays(self) -> str:
        trials = self._tracker.progress.trials if self._tracker else ()
        done = sum(each.state == "completed" for each in trials)
        return self.tr(
            "{done} of {count} runs are done and stay. What is under way is paused, and can go "
            "on later exactly where it ended."
        ).format(done=number(done), count=number(len(trials)))

    def _call(self, function: Callable[[], object], answer: Callable[[object], None]) -> None:
        """Do ``function`` in the background, and give what it returns to ``answer``."""
        call = BackgroundCall(function, self)
        self._calls.add(call)
        call.done.connect(answer)
        call.finished.connect(lambda: self._calls.discard(call))
        call.finished.connect(call.deleteLater)
        call.start()

    def shut_down(self) -> None:
        """End what runs so that it can go on, and wait for it."""
        self._controller.shut_down()
        for call in list(self._calls):
            call.wait()


TRAINS = tr_noop(
    "errors",
    "A training is running, and a sweep would take the processor from it. Wait for its end, or "
    "stop it; then start the sweep.",
)
SWEEPS = tr_noop(
    "errors",
    "A sweep is running, and another training would take the processor from it. Wait for its "
    "end, or cancel it on the page Compare.",
)
