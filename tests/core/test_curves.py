"""A run's curves, of bounded size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.curves import (
    CAPACITY,
    EPOCH_FIGURES,
    STRETCHES,
    EpochCurve,
    RunCurves,
    RunningCurve,
)
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


@given(
    values=st.lists(st.floats(-10, 10) | st.sampled_from([float("nan"), 3.0]), max_size=200),
    stretches=st.integers(1, 9),
)
def test_that_an_epochs_curve_stays_bounded_in_order_with_its_last_and_extreme_points(
    values: list[float], stretches: int
) -> None:
    curve = EpochCurve(stretches)
    for epoch, value in enumerate(values, 1):
        curve.append(epoch, value)
        assert (curve.x[-1], curve.y[-1]) == pytest.approx((epoch, value), nan_ok=True)
    assert len(curve.x) == len(curve.y) <= 2 * (stretches + 1) + 3
    assert np.all(np.diff(curve.x) > 0)
    kept = [values[int(x) - 1] for x in curve.x]
    assert np.array_equal(curve.y, kept, equal_nan=True)
    numbers = [value for value in values if not np.isnan(value)]
    if numbers:
        assert (np.nanmin(curve.y), np.nanmax(curve.y)) == (min(numbers), max(numbers))
        best = values.index(max(numbers)) + 1
        assert best in curve.x


@given(count=st.integers(100, 1000), stretches=st.integers(4, 20))
def test_that_a_long_runs_epochs_are_thinned_evenly(count: int, stretches: int) -> None:
    curve = EpochCurve(stretches)
    for epoch in range(1, count + 1):
        curve.append(epoch, (-1) ** epoch)
    assert len(curve.x) >= min(count, stretches)
    assert np.diff(curve.x).max() <= 4 * count / stretches


def long_run(epochs: int) -> RunCurves:
    """Noise around a curve, from a fixed seed, with a loss that has one peak."""
    run = RunCurves()
    noise = np.random.default_rng(0).uniform(0, 0.1, (epochs, 4))
    for number, (a, b, c, d) in enumerate(noise, 1):
        peak = 40.0 if number == 777 else 0.0
        run.follow(EpochEnded(number, 1 + a + peak, 0.5 + b, 2 + c, 0.4 + d, 1, 1e-3, 1))
    return run


@pytest.mark.parametrize("figure", EPOCH_FIGURES)
def test_that_ten_thousand_epochs_are_few_points_the_best_and_the_last_exact(figure: str) -> None:
    run = long_run(10_000)
    x, y = run.whole(figure)
    assert STRETCHES <= len(x) == len(y) <= 2 * STRETCHES + 4
    assert np.all(np.diff(x) > 0)
    assert all(
        value == getattr(run.history[int(at) - 1], figure) for at, value in zip(x, y, strict=True)
    )
    best = max(run.history, key=lambda epoch: epoch.val_accuracy)
    assert run.reader.best == best
    assert best.epoch in x
    assert x[-1] == 10_000
    everything = [getattr(epoch, figure) for epoch in run.history]
    assert (y.min(), y.max()) == (min(everything), max(everything))


@pytest.mark.parametrize("figure", EPOCH_FIGURES)
def test_that_a_short_run_shows_every_epoch(figure: str) -> None:
    run = long_run(2 * STRETCHES)
    x, y = run.whole(figure)
    assert list(x) == [epoch.epoch for epoch in run.history]
    assert list(y) == [getattr(epoch, figure) for epoch in run.history]


def test_that_a_run_without_a_whole_epoch_has_no_points() -> None:
    run = RunCurves()
    x, y = run.whole("loss")
    assert (len(x), len(y)) == (0, 0)
    assert run.epoch_near(0.7) is None


@pytest.mark.parametrize(
    ("x", "near"), [(0.4, None), (0.5, 1), (1.5, 1), (1.6, 2), (3.5, 3), (3.6, None)]
)
def test_that_the_epoch_near_a_place_is_at_most_half_an_epoch_away(
    x: float, near: int | None
) -> None:
    run = long_run(3)
    found = run.epoch_near(x)
    assert (found.epoch if found else None) == near
