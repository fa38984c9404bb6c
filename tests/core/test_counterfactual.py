"""What a rule would have done to a run that has ended."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.stopping.counterfactual import Counterfactual, counterfactual
from cnnlab_gui.core.stopping.rule import StopRule
from cnnlab_gui.core.stopping.text import parse_rule
from tests.core.stopping_parts import ended, histories, of_accuracies, rules

# The validation loss is lowest in epoch 4, the accuracy highest in epoch 5.
LOSSES = (0.5, 0.4, 0.35, 0.34, 0.36, 0.37, 0.38, 0.39, 0.4, 0.41)
ACCURACIES = (0.80, 0.85, 0.88, 0.89, 0.90, 0.90, 0.899, 0.898, 0.895, 0.897)
HISTORY = [
    ended(epoch, loss, accuracy)
    for epoch, (loss, accuracy) in enumerate(zip(LOSSES, ACCURACIES, strict=True), start=1)
]


def of(text: str, chosen: int | None = None) -> Counterfactual:
    return counterfactual([parse_rule(text)], HISTORY, chosen, "test")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "val_loss patience 2",
            "Would have stopped it at epoch 6, saved 4 epochs (80 s) and gained 0.3 points on the "
            "test images.",
        ),
        (
            "val_loss patience 3 restore",
            "Would have stopped it at epoch 7, kept epoch 4, saved 3 epochs (60 s) and cost 0.7 "
            "points on the test images.",
        ),
        (
            "val_accuracy patience 5 restore",
            "Would have stopped it at epoch 10, kept epoch 5, saved no time and gained 0.3 points "
            "on the test images.",
        ),
        (
            "val_loss patience 5",
            "Would have stopped it at epoch 9, saved 1 epoch (20 s) and cost 0.2 points on the "
            "test images.",
        ),
        ("val_loss patience 6", "Would have stopped it only at its end, and changed nothing."),
        ("val_accuracy >= 99%", "Would not have stopped it."),
        ("nan", "Would not have stopped it."),
        ("1 h", "Would not have stopped it."),
        (
            "100 s",
            "Would have stopped it at epoch 5, saved 5 epochs (1.7 min) and gained 0.3 points on "
            "the test images.",
        ),
        (
            "110 s",
            "Would have stopped it in epoch 6, saved 4 epochs (90 s) and gained 0.3 points on the "
            "test images.",
        ),
        ("10 s", "Would have stopped it in its first epoch, with nothing to measure."),
    ],
)
def test_that_it_says_when_what_it_saved_and_what_it_cost(text: str, told: str) -> None:
    assert str(of(text).sentence) == told


def test_that_it_is_measured_against_the_epoch_that_the_run_stands_for() -> None:
    assert of("val_loss patience 2").points == pytest.approx(0.3)
    assert of("val_loss patience 2", chosen=5).points == pytest.approx(0.0)
    told = str(of("val_loss patience 2", chosen=5).sentence)
    assert "cost no accuracy on the test images" in told


def test_that_the_images_are_named_on_which_it_was_measured() -> None:
    rule = parse_rule("val_loss patience 2")
    assert "on the held-out images" in str(
        counterfactual([rule], HISTORY, None, "held-out").sentence
    )


def test_that_a_run_that_stands_for_its_beginning_is_not_compared() -> None:
    told = of("val_loss patience 2", chosen=0)
    assert told.points is None
    assert "left no accuracy to compare" in str(told.sentence)


def test_that_an_accuracy_that_is_no_number_is_not_compared() -> None:
    history = of_accuracies(0.5, 0.6, math.nan)
    told = counterfactual([parse_rule("val_accuracy >= 0.6")], history, None, "test")
    assert (told.stopped_at, told.points) == (2, None)


def test_that_of_several_rules_the_first_that_holds_ends_it() -> None:
    texts = ("val_loss patience 3 restore", "70 s", "val_accuracy >= 90%")
    told = counterfactual([parse_rule(text) for text in texts], HISTORY, None, "test")
    assert (told.stopped_at, told.stands_for) == (4, 3)


@pytest.mark.parametrize("chosen", [None, 3])
def test_that_a_run_without_epochs_has_nothing_to_say(chosen: int | None) -> None:
    told = counterfactual([parse_rule("nan")], [], chosen, "test")
    assert (told.stopped_at, told.saved_epochs) == (None, 0)
    assert str(told.sentence) == "No epoch has ended, so there is nothing to say."


@given(history=histories(), wanted=st.lists(rules(), max_size=4), chosen=st.none() | st.just(1))
def test_that_what_it_says_keeps_to_the_history(
    history: Sequence[EpochEnded], wanted: list[StopRule], chosen: int | None
) -> None:
    told = counterfactual(wanted, history, chosen, "test")
    total = sum(epoch.seconds for epoch in history)
    assert 0 <= told.saved_epochs < len(history)
    assert 0 <= told.saved_seconds <= total
    if told.stopped_at is None:
        assert (told.stands_for, told.points, told.saved_epochs) == (None, None, 0)
        return
    assert told.saved_epochs == len(history) - told.stopped_at
    if told.stands_for is not None:
        assert told.stands_for <= told.stopped_at
        best = max(epoch.val_accuracy for epoch in history[: told.stopped_at])
        worst = min(epoch.val_accuracy for epoch in history[: told.stopped_at])
        stood = history[chosen - 1 if chosen else -1].val_accuracy
        assert told.points is not None
        assert 100 * (worst - stood) - 1e-9 <= told.points <= 100 * (best - stood) + 1e-9
