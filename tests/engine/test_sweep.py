"""Sweeps on this machine: real child processes, killed, cancelled and gone on with."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.lock import hold_run
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.sweep.kept import resumable_run, runs_of
from cnnlab_gui.core.sweep.plan import SweepPlan, planned
from cnnlab_gui.core.sweep.progress import (
    SweepEvent,
    SweepFinished,
    SweepPaused,
    SweepStarted,
    SweepTracker,
    SweepWentOn,
    TrialEnded,
    TrialProgressed,
    TrialStarted,
)
from cnnlab_gui.core.sweep.runner import SweepControl
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine.sweep.local import LocalRunner

EPOCHS = 20  # long enough for a kill to fall into them
Specify = Callable[..., RunSpecification]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows knows no SIGKILL")


class Sweeping:
    """One start of a sweep in this process; ``react`` gets each event and may act."""

    def __init__(
        self,
        plan: SweepPlan,
        jobs: int,
        react: "Callable[[SweepEvent, Sweeping], None]" = lambda event, sweeping: None,
    ) -> None:
        self.plan = plan
        self.events: list[SweepEvent] = []
        self.control = SweepControl()
        self._react = react
        self._tracker = SweepTracker(plan)
        LocalRunner(paths.home(), jobs=jobs).run(plan, self._emit, self.control)
        assert [event for event in self.events if isinstance(event, SweepFinished)] == [self.end]
        assert multiprocessing.active_children() == []

    def _emit(self, event: SweepEvent) -> None:
        self.events.append(event)
        self._tracker.follow(event)
        self._react(event, self)

    @property
    def end(self) -> SweepEvent:
        return self.events[-1]

    @property
    def states(self) -> list[str]:
        return [each.state for each in self._tracker.progress.trials]

    @property
    def attempts(self) -> list[int]:
        return [each.attempt for each in self._tracker.progress.trials]

    @property
    def runs(self) -> dict[str, list[RunFolder]]:
        return runs_of(self.plan, RunStore(paths.runs_folder()))


def kill_a_child() -> None:
    pid = multiprocessing.active_children()[0].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def is_epoch(event: SweepEvent, number: int) -> bool:
    told = event.run_event if isinstance(event, TrialProgressed) else None
    return isinstance(told, EpochEnded) and told.epoch == number


def test_that_a_killed_child_s_run_goes_on_and_gives_what_it_gives_alone(
    specify: Specify, write_npz: Callable[..., Path], train: type
) -> None:
    base = specify(dataset=str(write_npz(train=1000)), epochs=EPOCHS, deterministic=True)
    plan = planned("kill", base, {"learning rate": ("0.001", "0.01")}, (0,))
    killed: list[SweepEvent] = []

    def react(event: SweepEvent, sweeping: Sweeping) -> None:
        if is_epoch(event, 1) and not killed:
            killed.append(event)
            kill_a_child()

    sweep = Sweeping(plan, 2, react)
    assert sweep.states == ["completed", "completed"]
    assert sorted(sweep.attempts) == [1, 2]
    told = [event for event in sweep.events if isinstance(event, TrialEnded)]
    assert [event.state for event in told].count("waiting") == 1
    # It went on: there is no second run of the trial.
    assert {key: len(runs) for key, runs in sweep.runs.items()} == dict.fromkeys(sweep.runs, 1)
    trial = plan.trials()[sweep.attempts.index(2)]
    (run,) = sweep.runs[trial.key]
    alone = train(trial.specification)
    figures = [(e.loss, e.accuracy, e.val_loss, e.val_accuracy) for e in run.read_history()]
    assert len(figures) == EPOCHS
    assert figures == alone.figures


def test_that_a_trial_whose_child_is_killed_twice_fails_and_the_others_go_on(
    specify: Specify,
) -> None:
    plan = planned("twice", specify(), {"dense units": ("4", "8")}, (0,))

    def react(event: SweepEvent, sweeping: Sweeping) -> None:
        if isinstance(event, TrialStarted) and event.trial == plan.trials()[0].key:
            kill_a_child()

    sweep = Sweeping(plan, 1, react)
    assert sweep.states == ["failed", "completed"]
    assert sweep.attempts == [2, 1]
    failed = [e for e in sweep.events if isinstance(e, TrialEnded) and e.state == "failed"]
    assert "ended from outside twice" in str(failed[0].detail)
    assert isinstance(sweep.end, SweepFinished)
    assert (sweep.end.outcome, sweep.end.completed, sweep.end.failed) == ("failed", 1, 1)
    assert not sweep.end.gave_up(plan)
    assert str(sweep.end.detail) == "1 of 2 runs are completed, 1 failed."
    (folder,) = sweep.runs[plan.trials()[1].key]
    place = folder.read_record().sweep
    assert place is not None
    assert (place.sweep, place.trial) == ("twice", "dense units=8, seed=0")


def test_that_a_cancelled_sweep_waits_for_no_child_that_still_loads(specify: Specify) -> None:
    plan = planned("cancel", specify(), {"dense units": ("4", "8")}, (0, 1))

    def react(event: SweepEvent, sweeping: Sweeping) -> None:
        if isinstance(event, TrialStarted):
            sweeping.control.cancel()

    sweep = Sweeping(plan, 2, react)
    assert sweep.states == ["cancelled"] * 4
    assert isinstance(sweep.end, SweepFinished)
    assert sweep.end.outcome == "cancelled"
    assert "0 of 4 runs are completed" in str(sweep.end.detail)


def test_that_a_paused_sweep_has_no_children_and_goes_on_until_it_is_cancelled(
    specify: Specify, write_npz: Callable[..., Path]
) -> None:
    base = specify(dataset=str(write_npz(train=1000)), epochs=1000)
    plan = planned("last", base, {"dense units": ("4",)}, (0,))
    gone_on: list[SweepEvent] = []

    def react(event: SweepEvent, sweeping: Sweeping) -> None:
        if is_epoch(event, 1):
            sweeping.control.pause()
        if isinstance(event, SweepPaused):
            assert multiprocessing.active_children() == []
            assert sweeping.states == ["paused"]
            sweeping.control.go_on()
        if isinstance(event, SweepWentOn):
            gone_on.append(event)
        if gone_on and isinstance(event, TrialProgressed):
            sweeping.control.cancel()

    sweep = Sweeping(plan, 1, react)
    told = [type(event) for event in sweep.events]
    assert told.index(SweepPaused) < told.index(SweepWentOn) < len(told) - 1
    # A pause is no attempt that failed; cancelling the last run is no completion.
    assert sweep.attempts == [1]
    assert sweep.states == ["cancelled"]
    assert isinstance(sweep.end, SweepFinished)
    assert (sweep.end.outcome, sweep.end.completed) == ("cancelled", 0)
    (run,) = sweep.runs["dense units=4, seed=0"]
    assert run.read_record().outcome == "paused"
    assert resumable_run([run]) == run.path


def test_that_a_sweep_that_goes_on_elsewhere_is_refused_with_a_sentence(specify: Specify) -> None:
    plan = planned("busy", specify(), {"dense units": ("4", "8")}, (0,))
    folder = paths.sweeps_folder() / "busy"
    folder.mkdir(parents=True)
    with hold_run(folder):
        sweep = Sweeping(plan, 1)
    assert isinstance(sweep.end, SweepFinished)
    assert sweep.end.outcome == "failed"
    assert sweep.end.gave_up(plan)
    assert "busy is being trained already" in str(sweep.end.detail)


def test_that_a_sweep_that_is_broken_off_says_that_it_can_go_on(specify: Specify) -> None:
    plan = planned("off", specify(), {"dense units": ("4", "8")}, (0,))
    events: list[SweepEvent] = []

    def emit(event: SweepEvent) -> None:
        events.append(event)
        if isinstance(event, SweepStarted):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        LocalRunner(paths.home(), jobs=1).run(plan, emit, SweepControl())
    _, end = events
    assert isinstance(end, SweepFinished)
    assert end.outcome == "cancelled"
    assert "0 of 2 runs are completed" in str(end.detail)
