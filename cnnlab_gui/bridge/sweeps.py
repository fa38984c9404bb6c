"""One sweep at a time, in a thread, told by one queued signal."""

import logging
from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from cnnlab_gui.bridge.background import Worker
from cnnlab_gui.core.errors import CnnLabError, unexpected
from cnnlab_gui.core.sweep.plan import SweepPlan
from cnnlab_gui.core.sweep.progress import SweepEvent, SweepFinished, SweepPaused, SweepWentOn
from cnnlab_gui.core.sweep.runner import SweepControl, SweepRunner

log = logging.getLogger(__name__)

MakeRunner = Callable[[], SweepRunner]


class SweepThread(Worker):
    """Runs an injected runner; its events arrive in the window's thread.

    Parameters
    ----------
    make_runner : callable
        Called in the thread, since making one may load what takes long.
    plan : SweepPlan

    Signals
    -------
    sweep_event : SweepEvent
        The last one is the one terminal event, whatever the runner does.
    """

    sweep_event = Signal(object)

    def __init__(
        self, make_runner: MakeRunner, plan: SweepPlan, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._make_runner = make_runner
        self._plan = plan
        self.control = SweepControl()
        self._ended = False

    def run(self) -> None:
        try:
            self._make_runner().run(self._plan, self._send, self.control)
            assert self._ended, "a runner ends with a terminal event"
        except CnnLabError as error:
            self._send(SweepFinished("failed", error.sentence))
        except Exception as error:
            log.exception("a sweep broke off")
            self._send(SweepFinished("failed", unexpected(error)))

    def _send(self, event: SweepEvent) -> None:
        if not self._ended:
            self._ended = isinstance(event, SweepFinished)
            self.sweep_event.emit(event)


class SweepState(Enum):
    """What the controls may offer."""

    IDLE = auto()
    RUNNING = auto()
    PAUSING = auto()
    PAUSED = auto()
    CANCELLING = auto()


class SweepController(QObject):
    """Starts, pauses and cancels sweeps for the window.

    Signals
    -------
    sweep_event : SweepEvent
    state_changed : SweepState
        IDLE only after the thread has ended.
    """

    sweep_event = Signal(object)
    state_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: SweepThread | None = None
        self._state = SweepState.IDLE

    @property
    def state(self) -> SweepState:
        return self._state

    def start(self, make_runner: MakeRunner, plan: SweepPlan) -> None:
        """Run ``plan`` in a new thread; one is enough at a time."""
        if self._thread is not None:
            return
        self._thread = SweepThread(make_runner, plan, self)
        self._thread.sweep_event.connect(self._follow)
        self._thread.finished.connect(self._ended)
        self._set_state(SweepState.RUNNING)
        self._thread.start()

    def pause(self) -> None:
        """Ask for all runs to be paused; nothing happens where none runs."""
        if self._thread is not None and self._state is SweepState.RUNNING:
            self._thread.control.pause()
            self._set_state(SweepState.PAUSING)

    def go_on(self) -> None:
        """End a pause, also one that is only on its way."""
        if self._thread is not None and self._state in {SweepState.PAUSING, SweepState.PAUSED}:
            self._thread.control.go_on()
            self._set_state(SweepState.RUNNING)

    def cancel(self) -> None:
        """Ask for the end; what runs is paused, so that the same sweep can go on later."""
        if self._thread is not None and self._state is not SweepState.CANCELLING:
            self._thread.control.cancel()
            self._set_state(SweepState.CANCELLING)

    def shut_down(self) -> None:
        """Cancel and wait; call it when the event loop has ended."""
        if self._thread is not None:
            self._thread.control.cancel()
            self._thread.wait()

    def _follow(self, event: SweepEvent) -> None:
        # What was asked for meanwhile counts more than what the runner did before it knew.
        if isinstance(event, SweepPaused) and self._state is SweepState.PAUSING:
            self._set_state(SweepState.PAUSED)
        elif isinstance(event, SweepWentOn) and self._state is SweepState.PAUSED:
            self._set_state(SweepState.RUNNING)
        self.sweep_event.emit(event)

    def _ended(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.deleteLater()
        self._set_state(SweepState.IDLE)

    def _set_state(self, state: SweepState) -> None:
        self._state = state
        self.state_changed.emit(state)
