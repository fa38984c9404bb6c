"""How far a sweep is, and how long it will take."""

import json
import platform
from collections.abc import Callable

import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.events import BatchProgress, EpochEnded, RunFinished, RunStarted
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.sweep import at_once
from cnnlab_gui.core.sweep.at_once import jobs_here, speed_of, threads_of
from cnnlab_gui.core.sweep.estimate import duration, estimate, measured_runs
from cnnlab_gui.core.sweep.plan import planned
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
    sweep_event_json,
)
from cnnlab_gui.core.text import Sentence

PLAN = planned("try", PRESETS["cnn-64"].specification(), {"filters": ("8", "16")}, (0, 1))
KEYS = [trial.key for trial in PLAN.trials()]
RUN = RunStarted("/runs/a", "a", "CPU", 10, 5, 100, 3200, 100)


def epoch(number: int) -> EpochEnded:
    return EpochEnded(number, 1.0, 0.5, 1.0, 0.25 * number, 1.0, 0.001, 3200.0)


def after(*events: SweepEvent, clock: Callable[[], float] = lambda: 0.0) -> SweepTracker:
    tracker = SweepTracker(PLAN, clock)
    for event in (SweepStarted("try", 4, 2), *events):
        tracker.follow(event)
    return tracker


def test_that_a_trial_goes_from_waiting_by_running_to_its_end() -> None:
    tracker = SweepTracker(PLAN)
    assert [each.state for each in tracker.progress.trials] == ["waiting"] * 4
    for event in (
        SweepStarted("try", 4, 2),
        TrialStarted(KEYS[1]),
        TrialProgressed(KEYS[1], RUN),
        TrialProgressed(KEYS[1], epoch(1)),
        TrialProgressed(KEYS[1], BatchProgress(2, 50, 100, 1.0, 0.5, 3200.0)),
    ):
        tracker.follow(event)
    running = tracker.progress.trials[1]
    assert (running.state, running.run, running.epoch, running.epochs) == (
        "running",
        "/runs/a",
        2,
        5,
    )
    assert running.share == 0.3
    assert running.val_accuracy == 0.25
    assert tracker.progress.share == 0.3 / 4
    tested = RunFinished("completed", test_accuracy=0.9, run="/runs/a")
    tracker.follow(TrialEnded(KEYS[1], "completed", "/runs/a", None, tested))
    ended = tracker.progress.trials[1]
    assert (ended.state, ended.share, ended.test_accuracy, ended.retried) == (
        *("completed", 1.0, 0.9),
        False,
    )


def test_that_a_trial_tried_again_says_so() -> None:
    why = Sentence("killed")
    tracker = after(TrialStarted(KEYS[0]), TrialEnded(KEYS[0], "waiting", None, why))
    assert tracker.progress.trials[0].detail == why
    tracker.follow(TrialStarted(KEYS[0], attempt=2))
    assert tracker.progress.trials[0].retried
    assert tracker.progress.trials[0].detail is None


def test_that_what_an_earlier_start_completed_counts() -> None:
    tracker = SweepTracker(PLAN)
    tracker.follow(SweepStarted("try", 4, 2, (KEYS[0], KEYS[3])))
    assert tracker.progress.count("completed") == 2
    assert tracker.progress.share == 0.5


def test_that_the_time_left_comes_from_the_runs_that_are_done() -> None:
    now = [0.0]
    tracker = after(TrialStarted(KEYS[0]), TrialStarted(KEYS[2]), clock=lambda: now[0])
    assert tracker.progress.seconds_left is None
    now[0] = 10.0
    tracker.follow(TrialEnded(KEYS[0], "completed"))
    tracker.follow(TrialEnded(KEYS[2], "completed"))
    left = tracker.progress.seconds_left
    assert left is not None
    # Two larger networks are left, two at once.
    assert 10.0 < left < 30.0
    tracker.follow(SweepFinished("cancelled", Sentence("x")))
    assert tracker.progress.seconds_left == 0.0


def test_that_a_pause_is_told_and_ends() -> None:
    tracker = after(TrialStarted(KEYS[0]), TrialEnded(KEYS[0], "paused"), SweepPaused())
    assert tracker.progress.paused
    assert tracker.progress.trials[0].state == "paused"
    tracker.follow(SweepWentOn())
    assert not tracker.progress.paused


def test_that_each_event_is_one_line_of_ascii_json() -> None:
    finished = RunFinished("failed", Sentence("a\nb × {c}", {"c": 1}), test_loss=float("nan"))
    for event in (
        SweepStarted("try", 4, 2, ("x",)),
        TrialStarted("x", 2),
        TrialProgressed("x", RUN),
        TrialEnded("x", "failed", None, Sentence("why"), finished),
        TrialEnded("x", "cancelled"),
        SweepPaused(),
        SweepWentOn(),
        SweepFinished("completed", Sentence("{n} done", {"n": 4}), 4),
    ):
        line = sweep_event_json(event)
        assert line.isascii()
        assert "\n" not in line
        assert json.loads(line)["event"] == event.event
    assert json.loads(line)["detail"] == "4 done"


def test_that_without_earlier_runs_the_estimate_says_that_it_is_a_guess() -> None:
    guess = estimate(PLAN, (), 60_000, 10_000, 2)
    assert guess.measured == 0
    assert guess.shortest < guess.seconds < guess.longest
    assert "nothing was trained on this machine yet" in str(guess.sentence)
    assert str(guess.sentence).startswith("4 runs, 2 at once: maybe ")


def measured(make: Callable[..., RunRecord], seconds: float, **changes: object) -> None:
    record = make().model_copy(
        update={
            "outcome": "completed",
            "seconds": seconds,
            "versions": {"platform": platform.platform()},
            **changes,
        }
    )
    RunStore(paths.runs_folder()).create(record)


def test_that_earlier_runs_on_this_machine_make_the_estimate(
    make_record: Callable[..., RunRecord],
) -> None:
    for seconds in (10.0, 11.0, 12.0):
        measured(make_record, seconds)
    for passed_over in (
        {"outcome": "stopped"},
        {"outcome": None},
        {"versions": {"platform": "elsewhere"}},
        {"seconds": 0.0},
    ):
        measured(make_record, **{"seconds": 99_999.0, **passed_over})  # type: ignore[arg-type]
    here = measured_runs(RunStore(paths.runs_folder()))
    assert len(here) == 3
    # The same network on as many images takes as long as it took.
    again = planned("x", PRESETS["cnn-64"].specification(), {"filters": ("64",)}, (0, 1, 2, 3))
    expected = estimate(again, here, 200, 50, 1)
    assert expected.seconds - 7.0 == pytest.approx(4 * 11.0)
    assert expected.shortest - 7.0 == pytest.approx(4 * 11.0 / 1.15)
    assert str(expected.sentence) == "4 runs, 1 at once: about 50 s (45 s to 1 min)"


def test_that_completed_trials_take_no_time(make_record: Callable[..., RunRecord]) -> None:
    some = estimate(PLAN, (), 60_000, 10_000, 2, KEYS[:2])
    assert some.runs == 2
    assert some.seconds < estimate(PLAN, (), 60_000, 10_000, 2).seconds
    none = estimate(PLAN, (), 60_000, 10_000, 2, KEYS)
    assert none.seconds == 0.0
    assert "completed" in str(none.sentence)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "5 s"),
        (42, "40 s"),
        (57.6, "1 min"),
        (720, "12 min"),
        (5969, "99 min"),
        (12600, "3.5 h"),
    ],
)
def test_that_a_time_is_said_no_finer_than_it_is_known(seconds: float, text: str) -> None:
    assert str(duration(seconds)) == text


@pytest.mark.parametrize(
    ("free", "cores", "trials", "gpu", "jobs"),
    [
        (24_000, 2, 9, False, 2),
        (24_000, 8, 3, False, 3),
        (2_400, 8, 9, False, 2),
        (100, 8, 9, False, 1),
        (900_000, 64, 999, False, 16),
        (24_000, 8, 9, True, 2),
    ],
)
def test_that_cores_memory_and_trials_decide_how_many_go_on_at_once(
    monkeypatch: pytest.MonkeyPatch, free: int, cores: int, trials: int, gpu: bool, jobs: int
) -> None:
    monkeypatch.setattr(at_once, "available_megabytes", lambda: float(free))
    assert jobs_here(cores, trials, gpu=gpu) == jobs


def test_that_runs_at_once_share_the_cores_but_repeatable_ones_have_all() -> None:
    assert threads_of(8, 2, deterministic=False) == 4
    assert threads_of(2, 3, deterministic=False) == 1
    assert threads_of(8, 1, deterministic=False) is None
    assert threads_of(8, 4, deterministic=True) is None
    assert speed_of(1) == 1.0 < speed_of(2) < 2.0
