"""How far a sweep is: its events, in a closed union, and the picture that they add up to."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar, Literal

from cnnlab_gui.core.events import (
    EpochEnded,
    RunEvent,
    RunFinished,
    RunStarted,
    event_json,
)
from cnnlab_gui.core.progress import ProgressEstimate
from cnnlab_gui.core.sweep.estimate import cost_of_image
from cnnlab_gui.core.sweep.plan import SweepPlan, Trial
from cnnlab_gui.core.text import Sentence

TrialState = Literal["waiting", "running", "paused", "completed", "failed", "cancelled"]
SweepOutcome = Literal["completed", "cancelled", "failed"]

ENDED: tuple[TrialState, ...] = ("completed", "failed", "cancelled")
DONE: tuple[TrialState, ...] = ("completed", "failed")


@dataclass(frozen=True)
class SweepStarted:
    """The first event. ``completed`` are keys of trials that an earlier start has completed.

    ``jobs`` is how many runs go on at once.
    """

    event: ClassVar[str] = "sweep-started"
    sweep: str
    trials: int
    jobs: int
    completed: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrialStarted:
    """A trial is being trained; ``attempt`` 2 is after its process was killed.

    Its run's folder is told by the `RunStarted` that follows, in a `TrialProgressed`.
    """

    event: ClassVar[str] = "trial-started"
    trial: str
    attempt: int = 1


@dataclass(frozen=True)
class TrialProgressed:
    """A trial's run sent an event."""

    event: ClassVar[str] = "trial-progressed"
    trial: str
    run_event: RunEvent


@dataclass(frozen=True)
class TrialEnded:
    """A trial is over, paused, or waits again because its process was killed (``waiting``).

    ``detail`` says why, where there is something to say; ``finished`` is what its run said.
    """

    event: ClassVar[str] = "trial-ended"
    trial: str
    state: TrialState
    run: str | None = None
    detail: Sentence | None = None
    finished: RunFinished | None = None


@dataclass(frozen=True)
class SweepPaused:
    """Every run is paused, and the memory is free; `SweepControl.go_on` goes on."""

    event: ClassVar[str] = "sweep-paused"


@dataclass(frozen=True)
class SweepWentOn:
    """A pause is over."""

    event: ClassVar[str] = "sweep-went-on"


@dataclass(frozen=True)
class SweepFinished:
    """The one terminal event; ``detail`` is a sentence for people.

    ``failed`` is a sweep in which a trial failed, or that could not go on; ``cancelled`` one
    that can go on from where it was.
    """

    event: ClassVar[str] = "sweep-finished"
    outcome: SweepOutcome
    detail: Sentence
    completed: int = 0
    failed: int = 0
    seconds: float = 0.0

    def gave_up(self, plan: SweepPlan) -> bool:
        """Whether it could not go on: there are trials that it never came to."""
        return self.outcome == "failed" and self.completed + self.failed < plan.count


SweepEvent = (
    SweepStarted
    | TrialStarted
    | TrialProgressed
    | TrialEnded
    | SweepPaused
    | SweepWentOn
    | SweepFinished
)
EmitSweep = Callable[[SweepEvent], None]


def sweep_event_json(event: SweepEvent) -> str:
    """One line of JSON, in ASCII; a run's own event keeps its form, in ``run_event``."""
    if isinstance(event, TrialProgressed):
        told = json.loads(event_json(event.run_event))
        return json.dumps({"event": event.event, "trial": event.trial, "run_event": told})
    fields: dict[str, Any] = {"event": event.event, **asdict(event)}
    if isinstance(event, TrialEnded):
        fields["finished"] = json.loads(event_json(event.finished)) if event.finished else None
    if isinstance(event, TrialEnded | SweepFinished):
        fields["detail"] = str(event.detail) if event.detail else None
    return json.dumps(fields)


@dataclass(frozen=True)
class TrialProgress:
    """Where one trial is.

    Attributes
    ----------
    trial : Trial
    state : TrialState
    attempt : int
        0 before it began, 2 or more once its process was killed and it was tried again.
    run : str or None
        The path of its run's folder.
    epoch, epochs : int
        The epoch under way, from 1; 0 before it began.
    share : float
        Of all its steps, in [0, 1].
    val_accuracy : float or None
        Of the last whole epoch; in [0, 1].
    test_accuracy : float or None
        At its end.
    seconds_left : float or None
        None where that cannot be told.
    detail : Sentence or None
        Why it failed.
    """

    trial: Trial
    state: TrialState = "waiting"
    attempt: int = 0
    run: str | None = None
    epoch: int = 0
    epochs: int = 0
    share: float = 0.0
    val_accuracy: float | None = None
    test_accuracy: float | None = None
    seconds_left: float | None = None
    detail: Sentence | None = None

    @property
    def retried(self) -> bool:
        """Whether its process was killed, and it was tried again."""
        return self.attempt > 1


@dataclass(frozen=True)
class SweepProgress:
    """Where a sweep is.

    Attributes
    ----------
    trials : tuple of TrialProgress
        In the plan's order.
    jobs : int
        Runs at once; 0 before it began.
    seconds_left : float or None
        Until the end; None where that cannot be told yet.
    paused : bool
    finished : SweepFinished or None
    """

    trials: tuple[TrialProgress, ...]
    jobs: int = 0
    seconds_left: float | None = None
    paused: bool = False
    finished: SweepFinished | None = None

    @property
    def share(self) -> float:
        """Of the whole sweep, in [0, 1]; a trial that failed counts as done."""
        if not self.trials:
            return 0.0
        done = sum(1.0 if each.state in DONE else each.share for each in self.trials)
        return done / len(self.trials)

    def count(self, state: TrialState) -> int:
        """How many trials are in this state."""
        return sum(each.state == state for each in self.trials)


class SweepTracker:
    """Follows one sweep's events.

    Parameters
    ----------
    plan : SweepPlan
    clock : callable
        Seconds, from anywhere; for the time that is left.
    """

    def __init__(self, plan: SweepPlan, clock: Callable[[], float] = time.monotonic) -> None:
        self._trials = {trial.key: TrialProgress(trial) for trial in plan.trials()}
        self._work = {trial.key: _work(trial) for trial in plan.trials()}
        self._estimates: dict[str, ProgressEstimate] = {}
        self._began: dict[str, float] = {}
        self._at_beginning: dict[str, float] = {}
        self._rates: list[float] = []  # work a second of those runs that completed here
        self._clock = clock
        self._jobs = 0
        self._paused = False
        self._finished: SweepFinished | None = None

    @property
    def progress(self) -> SweepProgress:
        return SweepProgress(
            trials=tuple(self._trials.values()),
            jobs=self._jobs,
            seconds_left=self._seconds_left(),
            paused=self._paused,
            finished=self._finished,
        )

    def follow(self, event: SweepEvent) -> None:
        """Take the next event in."""
        match event:
            case SweepStarted():
                self._jobs = event.jobs
                for key in event.completed:
                    self._set(key, state="completed", share=1.0)
            case TrialStarted():
                self._begin(event)
            case TrialProgressed():
                self._progressed(event)
            case TrialEnded():
                self._end(event)
            case SweepPaused():
                self._paused = True
            case SweepWentOn():
                self._paused = False
            case SweepFinished():
                self._finished = event

    def _begin(self, event: TrialStarted) -> None:
        self._estimates[event.trial] = ProgressEstimate()
        self._began[event.trial] = self._clock()
        self._at_beginning[event.trial] = self._trials[event.trial].share
        self._set(event.trial, state="running", attempt=event.attempt, detail=None)

    def _progressed(self, event: TrialProgressed) -> None:
        estimate = self._estimates.get(event.trial)
        if estimate is None:
            return
        estimate.follow(event.run_event)
        if isinstance(event.run_event, RunStarted):
            self._set(event.trial, run=event.run_event.run)
        progress = estimate.progress
        if progress:
            self._set(
                event.trial,
                epoch=progress.epoch,
                epochs=progress.epochs,
                share=progress.share,
                seconds_left=progress.seconds_left,
            )
        if isinstance(event.run_event, EpochEnded):
            self._set(event.trial, val_accuracy=event.run_event.val_accuracy)

    def _end(self, event: TrialEnded) -> None:
        estimate = self._estimates.pop(event.trial, None)
        before = self._trials[event.trial]
        changes: dict[str, Any] = {"state": event.state, "detail": event.detail}
        if event.state == "completed":
            changes["share"] = 1.0
            if estimate:
                self._learn(event.trial)
        if event.finished and event.finished.test_accuracy is not None:
            changes["test_accuracy"] = event.finished.test_accuracy
        self._set(event.trial, run=event.run or before.run, seconds_left=None, **changes)

    def _learn(self, key: str) -> None:
        seconds = self._clock() - self._began[key]
        work = self._work[key] * (1.0 - self._at_beginning[key])
        if seconds > 0 and work > 0:
            self._rates.append(work / seconds)

    def _set(self, key: str, **changes: Any) -> None:
        if key in self._trials:
            self._trials[key] = replace(self._trials[key], **changes)

    def _seconds_left(self) -> float | None:
        """From trials that completed, else from those under way: what is left, by all jobs."""
        if self._finished or not self._jobs:
            return 0.0 if self._finished else None
        rates = self._rates or [
            self._work[key] * (1.0 - each.share) / each.seconds_left
            for key, each in self._trials.items()
            if each.seconds_left
        ]
        if not rates:
            return None
        rate = sum(rates) / len(rates)
        left = [
            each.seconds_left
            if each.seconds_left is not None
            else self._work[key] * (1.0 - each.share) / rate
            for key, each in self._trials.items()
            if each.state not in ENDED
        ]
        # The last of them may go on alone.
        return max(sum(left) / self._jobs, max(left, default=0.0))


def _work(trial: Trial) -> float:
    """How much a trial is to compute, as against the others of its sweep."""
    settings = trial.specification.settings
    return cost_of_image(trial.specification) * settings.epochs * (settings.limit or 60_000)
