"""Whether a rule holds, and how near it is."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.stopping.rule import (
    NoImprovement,
    NotANumber,
    Reaches,
    StopRule,
    TimeBudget,
)
from cnnlab_gui.core.stopping.text import parse_rule
from cnnlab_gui.core.stopping.watch import StopWatch, Verdict
from tests.core.stopping_parts import ended, histories, of_accuracies, of_losses, rules


def first_verdict(rule: StopRule, history: Sequence[EpochEnded]) -> Verdict | None:
    watch = StopWatch([rule])
    return next((verdict for epoch in history if (verdict := watch.follow(epoch))), None)


@pytest.mark.parametrize(
    ("text", "epoch"),
    [("val_accuracy >= 0.8", 2), ("val_accuracy >= 0.85", 3), ("val_accuracy >= 0.91", None)],
)
def test_that_an_accuracy_ends_it_as_soon_as_it_is_at_least_so_high(
    text: str, epoch: int | None
) -> None:
    verdict = first_verdict(parse_rule(text), of_accuracies(0.7, 0.8, 0.9))
    assert (verdict.epoch if verdict else None) == epoch


@pytest.mark.parametrize(("text", "epoch"), [("val_loss <= 0.4", 3), ("val_loss <= 0.1", None)])
def test_that_a_loss_ends_it_as_soon_as_it_is_at_most_so_high(text: str, epoch: int | None) -> None:
    verdict = first_verdict(parse_rule(text), of_losses(0.6, 0.5, 0.4))
    assert (verdict.epoch if verdict else None) == epoch


@pytest.mark.parametrize(
    ("losses", "epoch", "best"),
    [
        ((0.5, 0.4, 0.41, 0.42), 4, 2),
        ((0.5, 0.5, 0.5), 3, 1),  # equal is not better
        ((0.5, 0.6, 0.4, 0.5, 0.39, 0.4), None, None),
        ((math.nan, math.nan), 2, None),
        ((0.5, math.nan, 0.6), 3, 1),
    ],
)
def test_that_patience_counts_epochs_since_the_best_and_names_it(
    losses: tuple[float, ...], epoch: int | None, best: int | None
) -> None:
    verdict = first_verdict(NoImprovement(epochs=2), of_losses(*losses))
    assert (verdict.epoch if verdict else None) == epoch
    assert (verdict.restore if verdict else None) == best


def test_that_patience_for_an_accuracy_waits_for_a_higher_one() -> None:
    rule = NoImprovement(metric="val_accuracy", epochs=1, restore_best=False)
    verdict = first_verdict(rule, of_accuracies(0.7, 0.8, 0.8))
    assert verdict is not None
    assert (verdict.epoch, verdict.restore) == (3, None)


def test_that_time_ends_it_at_any_moment_and_not_before() -> None:
    watch = StopWatch([TimeBudget(seconds=60.0)])
    assert watch.after(59.9) is None
    verdict = watch.after(60.0)
    assert verdict is not None
    assert (verdict.epoch, str(verdict.sentence)) == (
        0,
        "Stopped in the first epoch by its rule: after 60 s.",
    )


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_that_a_loss_that_is_no_number_ends_it_only_where_a_rule_says_so(loss: float) -> None:
    assert StopWatch([Reaches()]).at_loss(loss) is None
    assert StopWatch([NotANumber()]).at_loss(0.5) is None
    assert StopWatch([NotANumber()]).at_loss(loss) is not None
    assert StopWatch([NotANumber()]).follow(ended(1, val_loss=loss)) is not None


def test_that_several_rules_that_hold_at_once_are_all_named_and_the_best_epoch_is_kept() -> None:
    watch = StopWatch([parse_rule(text) for text in ("accuracy >= 0.8", "patience 1 restore")])
    watch.follow(ended(1, val_loss=0.5, accuracy=0.7))
    verdict = watch.follow(ended(2, val_loss=0.6, accuracy=0.9))
    assert verdict is not None
    assert verdict.rule == parse_rule("accuracy >= 0.8")
    assert len(verdict.rules) == 2
    assert verdict.restore == 1
    assert str(verdict.sentence) == (
        "Stopped with 2 epochs by its rule: training accuracy at least 80.0 %, and validation "
        "loss not better for 1 epoch. It stands for epoch 1, the best."
    )


def test_that_nothing_is_brought_back_by_a_rule_that_does_not_hold() -> None:
    watch = StopWatch([Reaches(value=0.9), NoImprovement(epochs=3)])
    verdicts = [watch.follow(epoch) for epoch in of_accuracies(0.8, 0.7, 0.95)]
    assert [verdict and verdict.restore for verdict in verdicts] == [None, None, None]
    assert verdicts[2] is not None


@given(history=histories(), wanted=st.lists(rules(), max_size=5), cut=st.integers(0, 12))
def test_that_a_watch_made_anew_from_a_history_goes_on_as_if_nothing_had_been(
    history: Sequence[EpochEnded], wanted: list[StopRule], cut: int
) -> None:
    whole = StopWatch(wanted)
    for epoch in history[:cut]:
        whole.follow(epoch)
    again = StopWatch(wanted, history[:cut])
    assert again.nearness() == whole.nearness()
    for epoch in history[cut:]:
        assert again.follow(epoch) == whole.follow(epoch)


@given(history=histories(), rule=rules())
def test_that_a_rule_is_wholly_near_exactly_when_it_holds(
    history: Sequence[EpochEnded], rule: StopRule
) -> None:
    watch = StopWatch([rule])
    passed = 0.0
    for epoch in history:
        passed += epoch.seconds
        holds = bool(watch.follow(epoch)) or bool(watch.after(passed))
        (near,) = watch.nearness()
        assert 0 <= near.share <= 1
        assert (near.share == 1.0) == holds


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        (
            "val_accuracy >= 95%",
            "validation accuracy to reach 95.0 %",
            "validation accuracy 85.1 % of 95.0 %",
        ),
        ("val_loss <= 0.2", "validation loss to reach 0.20", "validation loss 0.45, to reach 0.20"),
        (
            "patience 3",
            "0 of 3 epochs without a lower validation loss",
            "1 of 3 epochs without a lower validation loss",
        ),
        (
            "accuracy patience 3",
            "0 of 3 epochs without a better training accuracy",
            "1 of 3 epochs without a better training accuracy",
        ),
        ("10 min", "0 s of 10 min", "4 min of 10 min"),
        ("nan", "the loss is a number", "the loss is a number"),
    ],
)
def test_that_it_is_said_how_near_a_rule_is(text: str, before: str, after: str) -> None:
    watch = StopWatch([parse_rule(text)])
    (near,) = watch.nearness()
    assert (near.share, str(near.sentence)) == (0.0, before)
    watch.follow(ended(1, val_loss=0.4))
    watch.follow(ended(2, val_loss=0.45, val_accuracy=0.851))
    watch.after(240.0)
    (near,) = watch.nearness()
    assert str(near.sentence) == after
