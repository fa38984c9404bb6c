"""One training at a time, in a thread, told by one queued signal."""

import logging
from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from cnnlab_gui.bridge.background import Worker
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.errors import unexpected
from cnnlab_gui.core.events import RunEvent, RunFinished
from cnnlab_gui.core.ports import Emit

log = logging.getLogger(__name__)

Job = Callable[[Emit, RunControl], None]


class TrainingThread(Worker):
    """Runs an injected job; its events arrive in the window's thread.

    Signals
    -------
    run_event : RunEvent
        The last one is the one terminal event, whatever the job does.
    """

    run_event = Signal(object)

    def __init__(self, job: Job, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self.control = RunControl()
        self._ended = False

    def run(self) -> None:
        try:
            self._job(self._send, self.control)
            assert self._ended, "a job ends with a terminal event"
        except Exception as error:
            log.exception("a job broke off")
            self._send(RunFinished("failed", unexpected(error)))

    def _send(self, event: RunEvent) -> None:
        if not self._ended:
            self._ended = isinstance(event, RunFinished)
            self.run_event.emit(event)


class TrainingState(Enum):
    """What the controls may offer."""

    IDLE = auto()
    RUNNING = auto()
    STOPPING = auto()
    PAUSING = auto()


class TrainingController(QObject):
    """Starts and stops trainings for the window.

    Signals
    -------
    run_event : RunEvent
    state_changed : TrainingState
        IDLE only after the thread has ended.
    """

    run_event = Signal(object)
    state_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: TrainingThread | None = None
        self._state = TrainingState.IDLE

    @property
    def state(self) -> TrainingState:
        return self._state

    def start(self, job: Job) -> None:
        """Run ``job`` in a new thread; one is enough at a time."""
        if self._thread is not None:
            return
        self._thread = TrainingThread(job, self)
        self._thread.run_event.connect(self._pass_on)
        self._thread.finished.connect(self._ended)
        self._set_state(TrainingState.RUNNING)
        self._thread.start()

    def stop(self) -> None:
        """Ask the running training to end soon; nothing happens where there is none."""
        if self._thread is not None and self._state is not TrainingState.STOPPING:
            self._set_state(TrainingState.STOPPING)
            self._thread.control.stop()

    def pause(self) -> None:
        """Ask the running training to end soon so that it can be resumed."""
        if self._thread is not None and self._state is TrainingState.RUNNING:
            self._set_state(TrainingState.PAUSING)
            self._thread.control.pause()

    def change_rate(self, rate: float) -> None:
        """Ask the running training for another learning rate; nothing where there is none."""
        if self._thread is not None:
            self._thread.control.change_rate(rate)

    def _pass_on(self, event: RunEvent) -> None:
        self.run_event.emit(event)

    def _ended(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.deleteLater()
        self._set_state(TrainingState.IDLE)

    def _set_state(self, state: TrainingState) -> None:
        self._state = state
        self.state_changed.emit(state)
