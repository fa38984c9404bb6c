"""Watches a run for its stop rules: whether one of them holds, and how near each is."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.stopping.rule import (
    Metric,
    NoImprovement,
    NotANumber,
    Reaches,
    StopRule,
    TimeBudget,
    rises,
)
from cnnlab_gui.core.stopping.text import duration, figure, metric_name, rule_sentence
from cnnlab_gui.core.text import Sentence, tr_noop


@dataclass(frozen=True)
class Verdict:
    """A run is to end.

    Attributes
    ----------
    rule : StopRule
        The first of the person's rules that holds.
    epoch : int
        The last whole epoch; 0 where none has ended.
    restore : int or None
        The epoch that the run then stands for; None for its last.
    sentence : Sentence
        Why, naming every rule that holds.
    rules : tuple of StopRule
        All that hold.
    """

    rule: StopRule
    epoch: int
    restore: int | None
    sentence: Sentence
    rules: tuple[StopRule, ...]


@dataclass(frozen=True)
class Nearness:
    """How near a rule is to ending the run: ``share`` in [0, 1], and in words."""

    rule: StopRule
    share: float
    sentence: Sentence


class StopWatch:
    """Follows one run with all its rules; the first that holds ends it.

    Parameters
    ----------
    rules : sequence of StopRule
    history : iterable of EpochEnded
        Of a run that is resumed: followed at once, and what it says is not told again.
    """

    def __init__(self, rules: Sequence[StopRule], history: Iterable[EpochEnded] = ()) -> None:
        self._rules = tuple(rules)
        self._first: EpochEnded | None = None
        self._last: EpochEnded | None = None
        # Rules that watch the same figure share its best epoch.
        metrics = {rule.metric for rule in rules if isinstance(rule, NoImprovement)}
        self._best: dict[Metric, EpochEnded | None] = dict.fromkeys(metrics)
        self._waited: dict[Metric, int] = dict.fromkeys(metrics, 0)
        self._seconds = 0.0
        for epoch in history:
            self.follow(epoch)

    @property
    def epoch(self) -> int:
        """The last whole epoch; 0 where none has ended."""
        return self._last.epoch if self._last else 0

    @property
    def restorable(self) -> frozenset[int]:
        """Epochs that the run may come to stand for, so that their weights are still needed."""
        metrics = {r.metric for r in self._rules if isinstance(r, NoImprovement) and r.restore_best}
        return frozenset(best.epoch for m in metrics if (best := self._best[m]))

    def follow(self, epoch: EpochEnded) -> Verdict | None:
        """Take a whole epoch in; whether the run is to end after it."""
        self._first = self._first or epoch
        self._last = epoch
        for metric, best in self._best.items():
            if _is_better(epoch, best, metric):
                self._best[metric], self._waited[metric] = epoch, 0
            else:
                self._waited[metric] += 1
        self._seconds += epoch.seconds
        return self._verdict(tuple(rule for rule in self._rules if self._holds(rule, epoch)))

    def after(self, seconds: float) -> Verdict | None:
        """Whether the run is to end because it took ``seconds``, pauses not counted.

        To be asked at any time, also within an epoch.
        """
        self._seconds = seconds
        over = (rule for rule in self._rules if isinstance(rule, TimeBudget))
        return self._verdict(tuple(rule for rule in over if seconds >= rule.seconds))

    def at_loss(self, loss: float) -> Verdict | None:
        """Whether the run is to end because its running ``loss`` is no longer a number."""
        if math.isfinite(loss):
            return None
        return self._verdict(tuple(rule for rule in self._rules if isinstance(rule, NotANumber)))

    def nearness(self) -> tuple[Nearness, ...]:
        """How near each rule is, in their order."""
        return tuple(self._nearness(rule) for rule in self._rules)

    def _holds(self, rule: StopRule, epoch: EpochEnded) -> bool:
        match rule:
            case Reaches():
                return _reaches(rule, getattr(epoch, rule.metric))
            case NoImprovement():
                return self._waited[rule.metric] >= rule.epochs
            case NotANumber():
                return not (math.isfinite(epoch.loss) and math.isfinite(epoch.val_loss))
            case TimeBudget():
                return False  # only `after` knows how long it really took

    def _verdict(self, rules: tuple[StopRule, ...]) -> Verdict | None:
        if not rules:
            return None
        restores = (
            self._best[rule.metric]
            for rule in rules
            if isinstance(rule, NoImprovement) and rule.restore_best
        )
        restore = next((best.epoch for best in restores if best), None)
        return Verdict(rules[0], self.epoch, restore, self._why(rules, restore), rules)

    def _why(self, rules: tuple[StopRule, ...], restore: int | None) -> Sentence:
        said = rule_sentence(_plain(rules[0]))
        for rule in rules[1:]:
            said = Sentence(
                tr_noop("runs", "{rule}, and {another}"),
                {"rule": said, "another": rule_sentence(_plain(rule))},
            )
        values = {"epoch": self.epoch, "rule": said, "restore": restore}
        if not self.epoch:
            template = tr_noop("runs", "Stopped in the first epoch by its rule: {rule}.")
        elif restore is None:
            template = tr_noop("runs", "Stopped with {epoch} epochs by its rule: {rule}.")
            if self.epoch == 1:
                template = tr_noop("runs", "Stopped with 1 epoch by its rule: {rule}.")
        else:
            template = tr_noop(
                "runs",
                "Stopped with {epoch} epochs by its rule: {rule}. It stands for epoch {restore}, "
                "the best.",
            )
        return Sentence(template, values)

    def _nearness(self, rule: StopRule) -> Nearness:
        match rule:
            case Reaches():
                return self._near_value(rule)
            case NoImprovement():
                return self._near_patience(rule)
            case TimeBudget():
                sentence = Sentence(
                    tr_noop("runs", "{passed} of {whole}"),
                    {"passed": duration(self._seconds), "whole": duration(rule.seconds)},
                )
                return Nearness(rule, _share(self._seconds, rule.seconds), sentence)
            case NotANumber():
                if self._last and self._holds(rule, self._last):
                    return Nearness(rule, 1.0, rule_sentence(rule))
                return Nearness(rule, 0.0, Sentence(tr_noop("runs", "the loss is a number")))

    def _near_value(self, rule: Reaches) -> Nearness:
        values: dict[str, object] = {
            "metric": metric_name(rule.metric),
            "goal": figure(rule.metric, rule.value),
        }
        if self._first is None or self._last is None:
            return Nearness(
                rule, 0.0, Sentence(tr_noop("runs", "{metric} to reach {goal}"), values)
            )
        now: float = getattr(self._last, rule.metric)
        values["now"] = figure(rule.metric, now)
        if rises(rule.metric):
            sentence = Sentence(tr_noop("runs", "{metric} {now} of {goal}"), values)
            return Nearness(rule, _share(now, rule.value), sentence)
        start: float = getattr(self._first, rule.metric)
        sentence = Sentence(tr_noop("runs", "{metric} {now}, to reach {goal}"), values)
        share = 1.0 if _reaches(rule, now) else _share(start - now, start - rule.value)
        return Nearness(rule, share, sentence)

    def _near_patience(self, rule: NoImprovement) -> Nearness:
        waited = min(self._waited[rule.metric], rule.epochs)
        better = (
            tr_noop("runs", "{waited} of {count} epochs without a better {metric}")
            if rises(rule.metric)
            else tr_noop("runs", "{waited} of {count} epochs without a lower {metric}")
        )
        values = {
            "waited": Number(waited, "count"),
            "count": Number(rule.epochs, "count"),
            "metric": metric_name(rule.metric),
        }
        return Nearness(rule, _share(waited, rule.epochs), Sentence(better, values))


def _is_better(epoch: EpochEnded, best: EpochEnded | None, metric: Metric) -> bool:
    """Equal is not better; what is no number never is."""
    value: float = getattr(epoch, metric)
    if not math.isfinite(value):
        return False
    if best is None:
        return True
    before: float = getattr(best, metric)
    return value > before if rises(metric) else value < before


def _reaches(rule: Reaches, value: float) -> bool:
    return value >= rule.value if rises(rule.metric) else value <= rule.value


def _plain(rule: StopRule) -> StopRule:
    """Without what is to be restored: the sentence says which epoch it was."""
    if isinstance(rule, NoImprovement):
        return rule.model_copy(update={"restore_best": False})
    return rule


def _share(part: float, whole: float) -> float:
    if not (math.isfinite(part) and whole > 0):
        return 1.0 if math.isfinite(part) else 0.0
    return min(1.0, max(0.0, part / whole))
