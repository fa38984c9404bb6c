"""What a stop rule would have done to a run that has ended."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from cnnlab_gui.core.events import EpochEnded, ValidationSet
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.stopping.rule import StopRule, TimeBudget
from cnnlab_gui.core.stopping.text import duration
from cnnlab_gui.core.stopping.watch import StopWatch
from cnnlab_gui.core.text import Sentence, tr_noop

LEAST_POINTS = 0.05  # below it, the difference would be written as 0.0


@dataclass(frozen=True)
class Counterfactual:
    """What rules would have done to one run.

    Attributes
    ----------
    stopped_at : int or None
        The epoch in or after which they would have ended it; None where they would not have.
    stands_for : int or None
        The epoch that it would then stand for; None where none had ended.
    saved_epochs : int
        Epochs that it would not have begun.
    saved_seconds : float
    points : float or None
        Percentage points of validation accuracy gained by it, negative where lost; None where
        there is nothing to compare.
    sentence : Sentence
        All of it, in words.
    """

    stopped_at: int | None
    stands_for: int | None
    saved_epochs: int
    saved_seconds: float
    points: float | None
    sentence: Sentence


@dataclass(frozen=True)
class _Stop:
    """Where rules end a history: after how many of its epochs, and what is left of it."""

    whole: int  # epochs that ended before
    begun: int  # epochs that began before
    restore: int | None
    seconds: float  # that it took until then


def counterfactual(
    rules: Sequence[StopRule],
    history: Sequence[EpochEnded],
    chosen_epoch: int | None,
    validation_set: ValidationSet,
) -> Counterfactual:
    """What ``rules`` together would have done to a run with this ``history``.

    Parameters
    ----------
    rules : sequence of StopRule
    history : sequence of EpochEnded
        All whole epochs, in order.
    chosen_epoch : int or None
        The one that the run stands for; None for its last.
    validation_set : {'test', 'held-out'}
        What the validation figures were measured on.
    """
    if not history:
        return _unchanged(tr_noop("runs", "No epoch has ended, so there is nothing to say."))
    stop = _stop(rules, history)
    if stop is None:
        return _unchanged(tr_noop("runs", "Would not have stopped it."))
    if stop.whole == 0:
        return Counterfactual(
            1,
            None,
            len(history) - 1,
            _total(history) - stop.seconds,
            None,
            Sentence(
                tr_noop(
                    "runs", "Would have stopped it in its first epoch, with nothing to measure."
                )
            ),
        )
    return _changed(stop, history, chosen_epoch, validation_set)


def _unchanged(template: str) -> Counterfactual:
    return Counterfactual(None, None, 0, 0.0, None, Sentence(template))


def _stop(rules: Sequence[StopRule], history: Sequence[EpochEnded]) -> _Stop | None:
    watch = StopWatch(rules)
    budget = min((rule.seconds for rule in rules if isinstance(rule, TimeBudget)), default=math.inf)
    for index, (epoch, passed) in enumerate(
        zip(history, accumulate(epoch.seconds for epoch in history), strict=True), start=1
    ):
        if passed > budget:
            return _Stop(index - 1, index, None, budget)
        verdict = watch.follow(epoch)
        if verdict or passed == budget:
            return _Stop(index, index, verdict.restore if verdict else None, passed)
    return None


def _total(history: Sequence[EpochEnded]) -> float:
    return sum(epoch.seconds for epoch in history)


def _changed(
    stop: _Stop,
    history: Sequence[EpochEnded],
    chosen_epoch: int | None,
    validation_set: ValidationSet,
) -> Counterfactual:
    by_number = {epoch.epoch: epoch for epoch in history}
    stands_for = stop.restore or history[stop.whole - 1].epoch
    stood_for = history[-1].epoch if chosen_epoch is None else chosen_epoch
    points = _points(by_number.get(stands_for), by_number.get(stood_for))
    saved_epochs = len(history) - stop.begun
    saved_seconds = max(0.0, _total(history) - stop.seconds)
    stopped_at = history[stop.begun - 1].epoch
    if not saved_epochs and stands_for == stood_for:
        sentence = Sentence(
            tr_noop("runs", "Would have stopped it only at its end, and changed nothing.")
        )
    else:
        values = {
            "stop": _stop_sentence(stop, stopped_at, stands_for),
            "saved": _saved(saved_epochs, saved_seconds),
            "effect": _effect(points, validation_set),
        }
        sentence = Sentence(tr_noop("runs", "{stop}, {saved} and {effect}."), values)
    return Counterfactual(stopped_at, stands_for, saved_epochs, saved_seconds, points, sentence)


def _points(would: EpochEnded | None, did: EpochEnded | None) -> float | None:
    if would is None or did is None:
        return None
    points = 100 * (would.val_accuracy - did.val_accuracy)
    return points if math.isfinite(points) else None


def _stop_sentence(stop: _Stop, stopped_at: int, stands_for: int) -> Sentence:
    values = {"epoch": stopped_at, "best": stands_for}
    if stop.restore is not None:
        template = tr_noop("runs", "Would have stopped it at epoch {epoch}, kept epoch {best}")
    elif stop.whole < stop.begun:
        template = tr_noop("runs", "Would have stopped it in epoch {epoch}")
    else:
        template = tr_noop("runs", "Would have stopped it at epoch {epoch}")
    return Sentence(template, values)


def _saved(epochs: int, seconds: float) -> Sentence:
    if epochs == 0 and seconds < 1:
        return Sentence(tr_noop("runs", "saved no time"))
    values = {"count": Number(epochs, "count"), "time": duration(seconds)}
    if epochs == 0:
        return Sentence(tr_noop("runs", "saved {time}"), values)
    if epochs == 1:
        return Sentence(tr_noop("runs", "saved 1 epoch ({time})"), values)
    return Sentence(tr_noop("runs", "saved {count} epochs ({time})"), values)


def _effect(points: float | None, validation_set: ValidationSet) -> Sentence:
    if points is None:
        return Sentence(tr_noop("runs", "left no accuracy to compare"))
    images = (
        tr_noop("runs", "held-out images")
        if validation_set == "held-out"
        else tr_noop("runs", "test images")
    )
    values = {"points": Number(round(abs(points), 1), most=1), "images": Sentence(images)}
    if abs(points) < LEAST_POINTS:
        return Sentence(tr_noop("runs", "cost no accuracy on the {images}"), values)
    if points < 0:
        return Sentence(tr_noop("runs", "cost {points} points on the {images}"), values)
    return Sentence(tr_noop("runs", "gained {points} points on the {images}"), values)
