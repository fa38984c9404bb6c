"""Training in the window: may it start, what is running, what if the window closes."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton

from cnnlab_gui.app.dialogs import ask_to_pause
from cnnlab_gui.app.outcome import outcome_text
from cnnlab_gui.app.resuming import Resuming
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.garbage import GarbageCollector
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.training import TrainingController, TrainingState
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import RunEvent, RunFinished, RunStarted, SnapshotSaved
from cnnlab_gui.core.files import is_file
from cnnlab_gui.core.inside.live import LiveWeights
from cnnlab_gui.core.ports import Engine
from cnnlab_gui.core.problems.base import Problem, Remedy
from cnnlab_gui.core.progress import ProgressEstimate
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.states import button


class TrainingDesk(QObject):
    """Answers Train, Pause, Resume, Stop and the closing of the window.

    Signals
    -------
    run_event : RunEvent
    finished : RunFinished
        A run has ended and its thread is gone.
    engine_ready : Engine
        TensorFlow is loaded.
    engine_failed : Sentence
        Why it could not be loaded; `begin` tries again.
    """

    run_event = Signal(object)
    finished = Signal(object)
    engine_ready = Signal(object)
    engine_failed = Signal(object)

    def __init__(
        self,
        window: LabWindow,
        session: LabSession,
        datasets: DatasetController,
        garbage: GarbageCollector,
        make_engine: Callable[[], Engine],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._datasets = datasets
        self._garbage = garbage
        self._page = window.train_page
        self._train_tip = window.actions_by_name["train"].toolTip()
        self._engine: Engine | None = None
        self._loading = BackgroundCall(make_engine, self)
        self._controller = TrainingController(self)
        self._estimate = ProgressEstimate()
        self._is_loading = self._was_tried = False
        self._load_problem: Sentence | None = None
        self._wanted = False
        self._wanted_run: Path | None = None  # that is to be resumed, instead of a new one
        self._closing = False
        self._last: RunFinished | None = None
        # Why nothing can be trained now; whoever else computes sets it.
        self.other_work: Sentence | None = None
        self.live: LiveWeights | None = None  # whoever looks on sets it, before a run begins
        self.resuming = Resuming(window.actions_by_name["pause"], window.theme, self)
        self._connect()
        self._on_problem()

    def _connect(self) -> None:
        actions = self._window.actions_by_name
        actions["train"].triggered.connect(self.start)
        actions["stop"].triggered.connect(self.stop)
        actions["pause"].triggered.connect(self._pause_or_resume)
        self._page.rate_wanted.connect(self._controller.change_rate)
        self._page.resume_wanted.connect(self._resume_last)
        actions["fit"].triggered.connect(self._fit)
        self._page.train_wanted.connect(self.start)
        # What was wrong may be mended by it; what is not, is said by the layers.
        self._session.changed.connect(lambda *_: self._dismiss_problem())
        self._session.problem_changed.connect(self._on_problem)
        self._page.remedy_wanted.connect(self._session.mend)
        self._loading.done.connect(self._on_engine)
        self._loading.failed.connect(self._on_load_failed)
        self._loading.finished.connect(self._on_loading_ended)
        self._controller.run_event.connect(self._follow)
        self._controller.state_changed.connect(self._on_state)
        self._datasets.loaded.connect(lambda _: self._start_if_wanted())
        self._datasets.failed.connect(lambda *_: self._start_if_wanted())

    @property
    def engine(self) -> Engine | None:
        """What computes; None until TensorFlow is loaded."""
        return self._engine

    @property
    def device(self) -> DeviceReport | None:
        """What computes; None until TensorFlow is loaded."""
        return self._engine.device if self._engine else None

    @property
    def state(self) -> TrainingState:
        return self._controller.state

    @property
    def is_busy(self) -> bool:
        """Whether a run is going, or waits for TensorFlow or images."""
        return self._wanted or self.state is not TrainingState.IDLE

    def begin(self, *, again: bool = True) -> None:
        """Load TensorFlow, if it is not there, ``again`` also where that failed before."""
        if self._engine is None and (again or not self._was_tried):
            self._load()

    def _load(self) -> None:
        self._was_tried = True
        if not self._is_loading:
            self._is_loading = True
            self._loading.start()

    def _on_loading_ended(self) -> None:
        self._is_loading = False
        problem, self._load_problem = self._load_problem, None
        if problem is not None:
            self._tell_no_engine(problem)
        self._start_if_wanted()

    def _on_engine(self, engine: Engine) -> None:
        self._engine = engine
        self._garbage.settle()
        self._window.status.show_device(engine.device)
        self.engine_ready.emit(engine)

    def _on_load_failed(self, sentence: Sentence) -> None:
        self._load_problem = sentence  # told when the thread has ended: who hears it may try again

    def _tell_no_engine(self, sentence: Sentence) -> None:
        self._window.status.show_device_problem(self.tr("TensorFlow could not be loaded"))
        self._refuse(sentence)
        self.engine_failed.emit(sentence)

    def resume(self, run: Path) -> None:
        """Go on with the run in this folder, as soon as TensorFlow is there."""
        if self.is_busy or self._is_other_work():
            return
        self._window.show_page(self._page)
        self._wanted, self._wanted_run = True, run
        self._on_state(self.state)
        self._start_if_wanted()

    def _pause_or_resume(self) -> None:
        if self.state is TrainingState.RUNNING:
            self._controller.pause()
        else:
            self._resume_last()

    def _resume_last(self) -> None:
        if self.resuming.run is not None:
            self.resume(self.resuming.run)

    def offer_to_resume(self, run: Path, text: str) -> None:
        """Offer a run that was paused, or broke off, before the window was opened."""
        if not self.is_busy and self.resuming.run is None:
            self.resuming.set_run(run)
            self._window.show_page(self._page)
            self._page.offer_to_resume(text)
            self._on_state(self.state)

    def leave(self, run: Path) -> None:
        """No longer offer this run."""
        if self.resuming.run == run:
            self.resuming.set_run(None)
            self._page.forget_offer()
            self._on_state(self.state)

    def follow_renamed(self, before: Path, after: Path) -> None:
        """A run has another name now: it is still the one that is shown and can be resumed."""
        if self.resuming.run == before:
            self.resuming.set_run(after)
            self._on_state(self.state)
        self._page.follow_renamed(str(before), str(after), after.name)

    def forget_what_is_gone(self) -> None:
        """No longer offer a run that was deleted, or has another name now."""
        if self.resuming.run is not None and not is_file(self.resuming.run / "run.json"):
            self.leave(self.resuming.run)

    def start(self) -> None:
        """Train what is set up, as soon as TensorFlow and the images are there."""
        if self.is_busy or self._is_other_work():
            return
        if self._session.problem:
            self._show_obstacle(self._session.problem)
            return
        if not self._window.maps_page.isVisible():
            # Who looks inside wants to see there how the network learns.
            self._window.show_page(self._page)
        self._wanted = True
        self._on_state(self.state)
        self._start_if_wanted()

    def _start_if_wanted(self) -> None:
        if not self._wanted:
            return
        if self._engine is None:
            # Where it failed before, it is tried once more.
            self._load()
            self._page.show_preparing(self.tr("TensorFlow is starting; this takes a few seconds."))
        elif self._wanted_run is not None:
            self._go_on_with(self._engine, self._wanted_run)
        elif self._datasets.problem:
            self._refuse(self._datasets.problem)
        elif self._datasets.dataset is None:
            self._page.show_preparing(self.tr("The images are being read."))
        else:
            self._start_on(self._engine)

    def end_other_work(self) -> None:
        """Nothing else is computed any more: a training can begin."""
        if self.other_work is not None and self._page.error == translated(self.other_work):
            self._page.dismiss_problem()
        self.other_work = None

    def _is_other_work(self) -> bool:
        """Whether something else is computed; then it is said."""
        if self.other_work is not None:
            self._window.show_page(self._page)
            self._page.show_problem(self.other_work)
        return self.other_work is not None

    def _refuse(self, problem: Sentence) -> None:
        """Say why nothing is trained."""
        if self._wanted:
            self._window.show_page(self._page)
        self._give_up()
        self._page.show_problem(problem)

    def _start_on(self, engine: Engine) -> None:
        self._give_up()
        if self._session.problem:
            self._show_obstacle(self._session.problem)
        else:
            self._start(engine)

    def _show_obstacle(self, problem: Problem) -> None:
        """Say what keeps the network from being trained, with what mends it."""
        self._window.show_page(self._page)
        self._page.show_problem(problem.sentence, *map(self._remedy_button, problem.remedies))

    def _remedy_button(self, remedy: Remedy) -> QPushButton:
        text = translated(remedy.text)
        tip = self.tr("{remedy}. Undo takes it back.").format(remedy=text)
        return button(text, lambda: self._session.mend(remedy), tip)

    def _on_problem(self) -> None:
        """Train is offered only where it can succeed, and says why where it cannot."""
        self._page.set_obstacle(self._session.problem)
        self._on_state(self.state)

    def _start(self, engine: Engine) -> None:
        specification = self._session.specification
        live = self._begin()
        self._controller.start(
            lambda emit, control: engine.train(specification, emit, control, live)
        )

    def _go_on_with(self, engine: Engine, run: Path) -> None:
        self._give_up()
        live = self._begin()
        self._controller.start(lambda emit, control: engine.resume(run, emit, control, live))

    def _begin(self) -> LiveWeights | None:
        """What is the same for every job; returns who looks on."""
        self._last = None
        self._estimate = ProgressEstimate()
        self._window.status.show_busy(self.tr("building the network…"))
        return self.live

    def _give_up(self) -> None:
        """No longer start as soon as everything is there."""
        if self._wanted:
            self._wanted, self._wanted_run = False, None
            self._on_state(self.state)

    def _dismiss_problem(self) -> None:
        if self.state is TrainingState.IDLE:
            self._page.dismiss_problem()

    def _fit(self) -> None:
        """Fit the network's two ends to the dataset."""
        dataset = self._datasets.dataset
        if dataset is None or self.state is not TrainingState.IDLE:
            return
        fitted = self._session.architecture.fitted(dataset.image_shape, len(dataset.class_names))
        text = self.tr("fit to {dataset}").format(dataset=dataset.title)
        self._session.set_architecture(fitted, text)
        self._page.dismiss_problem()

    def stop(self) -> None:
        """End the run soon, or forget that one was to start."""
        if self._wanted:
            self._give_up()
            self._page.show_rest()
        self._controller.stop()

    def _follow(self, event: RunEvent) -> None:
        self._estimate.follow(event)
        self.resuming.follow(event)
        self._page.set_can_resume(self.resuming.run is not None)
        self._page.follow(event)
        if isinstance(event, RunStarted) and event.epochs_done:
            self._show_epochs_before(event)
        self.run_event.emit(event)
        progress = self._estimate.progress
        if isinstance(event, RunFinished):
            self._last = event
            if event.outcome == "failed":
                self._window.show_page(self._page)
        elif (
            progress
            and not isinstance(event, RunStarted | SnapshotSaved)
            and self.state is TrainingState.RUNNING
        ):
            self._window.status.show_progress(progress)

    def _show_epochs_before(self, started: RunStarted) -> None:
        """Draw the epochs of a resumed run that ended before."""
        try:
            history = RunFolder(Path(started.run)).read_history()
        except CnnLabError:
            return  # it was read a moment ago; without it the curves begin here
        self._page.show_epochs_before(history[: started.epochs_done])

    def _on_state(self, state: TrainingState) -> None:
        actions = self._window.actions_by_name
        idle = state is TrainingState.IDLE
        problem = self._session.problem
        actions["train"].setEnabled(idle and not self._wanted and problem is None)
        actions["train"].setToolTip(translated(problem.sentence) if problem else self._train_tip)
        actions["stop"].setEnabled(
            state in {TrainingState.RUNNING, TrainingState.PAUSING} or self._wanted
        )
        self.resuming.show_state(state, self._wanted)
        self._window.training_bar.set_editable(idle)
        self._window.menus.presets.setEnabled(idle)
        actions["settings"].setEnabled(idle)
        if state is TrainingState.STOPPING:
            self._window.status.show_busy(self.tr("stopping…"))
        elif state is TrainingState.PAUSING:
            self._window.status.show_busy(self.tr("pausing…"))
        if idle and self._last:
            self._window.status.show_idle(outcome_text(self._last))
            self._garbage.collect_all()
            last, self._last = self._last, None
            self.finished.emit(last)
        self._close_if_wanted()

    def close(self) -> None:
        """Close the window; ask first if a run is going, which is then paused."""
        if self.state is TrainingState.RUNNING and not ask_to_pause(self._window):
            return
        self.abandon()

    def abandon(self) -> None:
        """Close the window without asking, as soon as what runs is paused."""
        self._closing = True
        self._give_up()
        self._controller.pause()
        self._close_if_wanted()

    def _close_if_wanted(self) -> None:
        if self._closing and self.state is TrainingState.IDLE:
            self._closing = False
            self._window.close_now()

    def shut_down(self) -> None:
        """Wait for TensorFlow to be loaded: an import cannot be broken off."""
        self._loading.wait()
