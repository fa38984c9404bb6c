"""A run's curves, of bounded size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.curves import CAPACITY, RunCurves, RunningCurve
from cnnlab_gui.core.events import BatchProgress, EpochEnded, RunFinished, RunStarted


def batch(epoch: int, step: int, steps: int = 10, loss: float = 1.0) -> BatchProgress:
    return BatchProgress(epoch, step, steps, loss, accuracy=0.5, images_per_second=100.0)


def epoch(number: int) -> EpochEnded:
    return EpochEnded(number, 0.5, 0.8, 0.6, 0.7, 3.0, 0.001, 1000.0)


@given(count=st.integers(0, 400), capacity=st.integers(1, 20))
def test_that_a_curve_stays_bounded_in_order_and_keeps_its_newest_point(
    count: int, capacity: int
) -> None:
    curve = RunningCurve(capacity)
    for x in range(count):
        curve.append(float(x), -float(x))
    assert len(curve.x) == len(curve.y) <= 2 * capacity
    assert np.all(np.diff(curve.x) > 0)
    assert np.array_equal(curve.y, -curve.x)
    if count:
        assert curve.x[-1] == count - 1


@given(count=st.integers(100, 1000), capacity=st.integers(4, 20))
def test_that_what_is_forgotten_leaves_the_rest_evenly_spread(count: int, capacity: int) -> None:
    curve = RunningCurve(capacity)
    for x in range(count):
        curve.append(float(x), 0.0)
    gaps = np.diff(curve.x)[:-1]  # the newest point may be nearer
    assert gaps.max() <= 2 * gaps.min()
    assert len(curve.x) >= min(count, capacity)


def test_that_a_short_run_keeps_every_point() -> None:
    curve = RunningCurve()
    for x in range(2 * CAPACITY):
        curve.append(x, x)
    assert np.array_equal(curve.x, np.arange(2 * CAPACITY))


def test_that_a_run_takes_its_name_epochs_and_check_from_its_first_event() -> None:
    run = RunCurves()
    run.follow(RunStarted("/runs/a", "cnn-64-2", "CPU", 10, 7, 10, 320, 100, "held-out"))
    assert (run.name, run.epochs, run.validation_set) == ("cnn-64-2", 7, "held-out")


def test_that_running_means_stand_at_the_fraction_of_their_epoch() -> None:
    run = RunCurves()
    for step in (1, 5, 10):
        run.follow(batch(1, step, loss=float(step)))
    run.follow(batch(3, 5))
    assert list(run.loss.x) == [0.1, 0.5, 1.0, 2.5]
    assert list(run.loss.y) == [1.0, 5.0, 10.0, 1.0]
    assert list(run.accuracy.y) == [0.5] * 4


@pytest.mark.parametrize(("step", "kept"), [(9, False), (10, True), (100, True)])
def test_that_a_later_epochs_first_batches_are_left_out(step: int, kept: bool) -> None:
    run = RunCurves()
    run.follow(batch(2, step, steps=100))
    assert bool(len(run.loss.x)) is kept


def test_that_the_first_epochs_first_batch_is_shown() -> None:
    run = RunCurves()
    run.follow(batch(1, 1, steps=1000))
    assert len(run.loss.x) == 1


def test_that_whole_epochs_are_kept_and_the_end_adds_nothing() -> None:
    run = RunCurves()
    for number in (1, 2):
        run.follow(epoch(number))
    run.follow(RunFinished("completed"))
    assert run.history == [epoch(1), epoch(2)]
