"""Who trains the trials of a sweep: one small interface, here or on many machines."""

import threading
from typing import Protocol

from cnnlab_gui.core.sweep.plan import SweepPlan
from cnnlab_gui.core.sweep.progress import EmitSweep


class SweepControl:
    """What a person can ask of a sweep that is going on; safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._paused = False
        self._cancelled = False

    @property
    def paused(self) -> bool:
        """Whether runs are to be paused, or to stay so; never once it is cancelled."""
        with self._lock:
            return self._paused and not self._cancelled

    @property
    def cancelled(self) -> bool:
        with self._lock:
            return self._cancelled

    def pause(self) -> None:
        """Pause every run; each leaves a checkpoint."""
        with self._lock:
            self._paused = True

    def go_on(self) -> None:
        """Let paused runs go on from their checkpoints."""
        with self._lock:
            self._paused = False

    def cancel(self) -> None:
        """End the sweep. Its runs are paused: starting the same sweep again goes on with them."""
        with self._lock:
            self._cancelled = True


class SweepRunner(Protocol):
    """Trains all trials of a plan. `cnnlab_gui.engine.sweep.local.LocalRunner` does it here."""

    def run(self, plan: SweepPlan, emit: EmitSweep, control: SweepControl) -> None:
        """Train what is not completed yet, and return when all is over.

        Parameters
        ----------
        plan : SweepPlan
        emit : callable
            Gets each event in the thread that calls this; the last, and only the last, is a
            `SweepFinished`, whatever happens.
        control : SweepControl
        """
        ...
