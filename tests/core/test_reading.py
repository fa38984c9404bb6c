"""What a history says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.reading import EPOCHS_IN_A_ROW, RISE, HistoryReader, Reading


def history(*figures: tuple[float, float, float]) -> list[EpochEnded]:
    """Epochs of (loss, val_loss, val_accuracy)."""
    return [
        EpochEnded(number, loss, 1 - loss, val_loss, val_accuracy, 1.0, 0.001, 1.0)
        for number, (loss, val_loss, val_accuracy) in enumerate(figures, 1)
    ]


def read_history(epochs: list[EpochEnded]) -> Reading | None:
    reader = HistoryReader()
    for epoch in epochs:
        reader.follow(epoch)
    return reader.reading


def overfits_since(*losses: tuple[float, float]) -> int | None:
    reading = read_history(history(*((loss, check, 0.5) for loss, check in losses)))
    assert reading is not None
    return reading.overfitting_since


def test_that_a_run_without_a_whole_epoch_says_nothing() -> None:
    assert read_history([]) is None


def test_that_the_figures_are_those_of_the_last_epoch() -> None:
    reading = read_history(history((0.5, 0.6, 0.7), (0.25, 0.5, 0.65)))
    assert reading is not None
    assert (reading.accuracy, reading.val_accuracy) == (0.75, 0.65)


def test_that_the_best_epoch_has_the_highest_accuracy_the_first_of_equals() -> None:
    reading = read_history(history((1, 1, 0.5), (1, 1, 0.9), (1, 1, 0.9), (1, 1, 0.8)))
    assert reading is not None
    assert reading.best_epoch == 2


@pytest.mark.parametrize(
    ("losses", "since"),
    [
        ([(1.0, 1.0), (0.8, 0.8), (0.6, 0.6)], None),
        ([(1.0, 1.0), (0.8, 0.8), (0.6, 0.9), (0.4, 1.0)], 2),
        # One epoch alone is noise.
        ([(1.0, 1.0), (0.8, 0.8), (0.6, 0.9)], None),
        # A rise below one in a hundred is noise.
        ([(1.0, 1.0), (0.8, 0.8), (0.6, 0.804), (0.4, 0.807)], None),
        # Both get worse: that is no overfitting.
        ([(1.0, 1.0), (0.8, 0.8), (0.9, 0.9), (1.0, 1.0)], None),
        # It recovered.
        ([(1.0, 1.0), (0.8, 0.8), (0.6, 0.9), (0.4, 1.0), (0.3, 0.79)], None),
        ([(1.0, 1.0), (0.8, 0.8), (0.6, 0.9), (0.4, 1.0), (0.3, 0.801)], None),
    ],
    ids=["falls", "rises", "once", "noise", "both-rise", "new-best", "recovered"],
)
def test_that_overfitting_is_a_check_that_rises_while_training_falls(
    losses: list[tuple[float, float]], since: int | None
) -> None:
    assert overfits_since(*losses) == since


@given(figures=st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10), st.floats(0, 1)), min_size=1))
def test_that_any_history_can_be_read(figures: list[tuple[float, float, float]]) -> None:
    epochs = history(*figures)
    reading = read_history(epochs)
    assert reading is not None
    assert epochs[reading.best_epoch - 1].val_accuracy == max(e.val_accuracy for e in epochs)
    since = reading.overfitting_since
    assert since is None or 1 <= since <= len(epochs) - 2


def overfitting_of_the_whole(epochs: list[EpochEnded]) -> int | None:
    """The definition, on all epochs at once."""
    lowest = min(epochs, key=lambda epoch: epoch.val_loss)
    after = epochs[lowest.epoch :]
    risen = [epoch for epoch in after if epoch.val_loss > lowest.val_loss * (1 + RISE)]
    is_rising = len(risen) >= EPOCHS_IN_A_ROW and risen[-1] is epochs[-1]
    return lowest.epoch if is_rising and epochs[-1].loss < lowest.loss else None


# Few figures, so that equals and small rises are common.
FIGURES = st.sampled_from([0.0, 0.5, 0.503, 0.51, 0.6, 1.0])


@given(figures=st.lists(st.tuples(FIGURES, FIGURES, FIGURES), min_size=1, max_size=12))
def test_that_reading_epoch_by_epoch_says_what_the_whole_history_says(
    figures: list[tuple[float, float, float]],
) -> None:
    epochs = history(*figures)
    best = max(epochs, key=lambda epoch: (epoch.val_accuracy, -epoch.epoch))
    assert read_history(epochs) == Reading(
        epochs[-1].accuracy, epochs[-1].val_accuracy, best.epoch, overfitting_of_the_whole(epochs)
    )
