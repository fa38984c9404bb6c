"""How far a run is, and how long it will still take."""

import pytest

from cnnlab_gui.core.events import BatchProgress, EpochEnded, RunFinished, RunStarted, SnapshotSaved
from cnnlab_gui.core.progress import Progress, ProgressEstimate

STARTED = RunStarted("/runs/a", "a", "CPU", 10, epochs=4, steps=10, train_images=1000,
                     validation_images=100)  # fmt: skip


def batch(epoch: int, step: int, rate: float = 100.0) -> BatchProgress:
    return BatchProgress(epoch, step, 10, 1.0, 0.5, images_per_second=rate)


def epoch(number: int, seconds: float, rate: float = 100.0) -> EpochEnded:
    return EpochEnded(number, 0.5, 0.8, 0.6, 0.7, seconds, 0.001, rate)


@pytest.fixture
def estimate() -> ProgressEstimate:
    made = ProgressEstimate()
    made.follow(STARTED)
    return made


def progress(estimate: ProgressEstimate) -> Progress:
    assert estimate.progress is not None
    return estimate.progress


def test_that_nothing_is_known_before_a_run_begins() -> None:
    estimate = ProgressEstimate()
    for event in (batch(1, 1), epoch(1, 1.0), RunFinished("failed")):
        estimate.follow(event)
    assert estimate.progress is None


def test_that_a_run_begins_at_nothing_with_an_unknown_end(estimate: ProgressEstimate) -> None:
    assert progress(estimate) == Progress(1, 4, 0.0, 0.0, None)


def test_that_the_share_counts_all_steps_of_all_epochs(estimate: ProgressEstimate) -> None:
    estimate.follow(batch(1, 5))
    assert progress(estimate).share == pytest.approx(5 / 40)
    estimate.follow(batch(3, 5))
    assert (progress(estimate).epoch, progress(estimate).share) == (3, pytest.approx(25 / 40))
    estimate.follow(epoch(4, 10.0))
    assert progress(estimate).share == 1.0


def test_that_the_time_left_waits_until_the_rate_says_something(estimate: ProgressEstimate) -> None:
    for step in (1, 2):
        estimate.follow(batch(1, step))
        assert progress(estimate).seconds_left is None
    estimate.follow(batch(1, 3))
    # 3,700 of 4,000 images are left.
    assert progress(estimate).seconds_left == pytest.approx(37.0)


def test_that_the_first_call_which_compiles_does_not_spoil_the_rate(
    estimate: ProgressEstimate,
) -> None:
    estimate.follow(batch(1, 1, rate=1.0))
    for step in (2, 3, 4):
        estimate.follow(batch(1, step, rate=200.0))
    assert progress(estimate).images_per_second == 200.0


def test_that_the_rate_is_smoothed(estimate: ProgressEstimate) -> None:
    for step in (1, 2):
        estimate.follow(batch(1, step, rate=100.0))
    estimate.follow(batch(1, 3, rate=200.0))
    assert progress(estimate).images_per_second == pytest.approx(110.0)


def test_that_each_epochs_check_is_counted_apart_from_its_training(
    estimate: ProgressEstimate,
) -> None:
    for step in (8, 9, 10):
        estimate.follow(batch(1, step))
    # 10 s of training, and 2.5 s of checking.
    estimate.follow(epoch(1, 12.5))
    assert progress(estimate).seconds_left == pytest.approx(3 * 10 + 3 * 2.5)
    estimate.follow(batch(2, 5))
    assert progress(estimate).seconds_left == pytest.approx(25 + 3 * 2.5)


def test_that_a_clock_that_disagrees_gives_no_negative_check(estimate: ProgressEstimate) -> None:
    for step in (8, 9, 10):
        estimate.follow(batch(1, step))
    estimate.follow(epoch(1, 9.0))
    assert progress(estimate).seconds_left == pytest.approx(30.0)


def test_that_at_the_end_nothing_is_left(estimate: ProgressEstimate) -> None:
    for step in (8, 9, 10):
        estimate.follow(batch(4, step))
    estimate.follow(epoch(4, 12.0))
    assert progress(estimate).seconds_left == 0.0


def test_that_other_events_change_nothing(estimate: ProgressEstimate) -> None:
    estimate.follow(batch(1, 5))
    before = progress(estimate)
    estimate.follow(SnapshotSaved(1, "/runs/a/weights/epoch-001.npz"))
    estimate.follow(RunFinished("stopped"))
    assert progress(estimate) is before
