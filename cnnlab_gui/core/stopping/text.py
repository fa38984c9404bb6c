"""Stop rules as text: read with patience, written in one way, and said to people."""

import re
from collections.abc import Callable, Iterable, Mapping

from pydantic import ValidationError

from cnnlab_gui.core.errors import CnnLabError
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
from cnnlab_gui.core.text import MOST_SHOWN, Sentence, tr_noop

LONGEST = 200  # characters of a rule

METRIC_NAMES: Mapping[Metric, str] = {
    "accuracy": tr_noop("runs", "training accuracy"),
    "loss": tr_noop("runs", "training loss"),
    "val_accuracy": tr_noop("runs", "validation accuracy"),
    "val_loss": tr_noop("runs", "validation loss"),
}

_METRIC = r"(?P<metric>(?:(?:val|validation|train|training)[ _-]*)?(?:acc|accuracy|loss))"
_NUMBER = r"(?P<number>\d+(?:[.,]\d+)?(?:e[+-]?\d+)?)"
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.ASCII)


_REACHES = _pattern(
    rf"{_METRIC}\s*(?P<way>>=|=>|<=|=<|>|<|==?|reaches|at least|at most)?\s*"
    rf"{_NUMBER}\s*(?P<percent>%?)"
)
_NO_IMPROVEMENT = _pattern(
    rf"(?:{_METRIC}[\s,:]*)?(?:patience|no improvement(?: (?:for|in))?)\s*=?\s*"
    r"(?P<number>\d+)(?:\s*epochs?)?(?P<restore>[\s,]*(?:and\s+)?restores?(?:[\s_-]*best)?)?"
)
_TIME = _pattern(
    rf"(?:(?:time|after)\s*(?:>=|:|=)?\s*)?{_NUMBER}\s*"
    r"(?P<unit>s|sec|seconds?|m|min|minutes?|h|hours?)"
)
_NAN = _pattern(r"nan|not a number|loss\s*(?:is|==?)\s*nan")


def parse_rule(text: str) -> StopRule:
    """What ``text`` asks for.

    ``accuracy >= 95%``, ``val_loss <= 0.2``, ``val_loss patience 3 restore``, ``10 min``, ``nan``;
    capital letters and spaces do not matter. Without a metric, patience watches ``val_loss``.

    Raises
    ------
    CnnLabError
        It is no rule, or one that could never hold.
    """
    wanted = " ".join(text[: LONGEST + 1].lower().split()).replace("≥", ">=").replace("≤", "<=")
    makers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], StopRule]], ...] = (
        (_NAN, lambda _: NotANumber()),
        (_NO_IMPROVEMENT, _no_improvement),
        (_REACHES, _reaches),
        (_TIME, _time),
    )
    for pattern, make in makers:
        found = pattern.fullmatch(wanted) if len(text) <= LONGEST else None
        if found:
            try:
                return make(found)
            except ValidationError as error:
                raise _out_of_range(text) from error
    raise CnnLabError(
        tr_noop(
            "errors",
            "{text} is no stop rule. Write for example accuracy >= 95%, val_loss <= 0.3, "
            "val_loss patience 3 restore, 10 min, or nan.",
        ),
        text=_quoted(text),
    )


def readable_rules(texts: Iterable[str]) -> tuple[StopRule, ...]:
    """The rules of a run that says them as text.

    One that this version cannot read is left out: it is no reason to show none.
    """
    rules = []
    for text in texts:
        try:
            rules.append(parse_rule(text))
        except CnnLabError:
            continue
    return tuple(rules)


def _metric(written: str | None) -> Metric:
    name = re.sub(r"[ _-]", "", written or "val_loss")
    kind = "loss" if name.endswith("loss") else "accuracy"
    if name.startswith("val"):
        return "val_loss" if kind == "loss" else "val_accuracy"
    return "loss" if kind == "loss" else "accuracy"


def _number(written: str) -> float:
    return float(written.replace(",", "."))


def _no_improvement(found: re.Match[str]) -> StopRule:
    return NoImprovement(
        metric=_metric(found["metric"]),
        epochs=int(found["number"][:9]),
        restore_best=bool(found["restore"]),
    )


def _reaches(found: re.Match[str]) -> StopRule:
    metric = _metric(found["metric"])
    value = _number(found["number"])
    if found["percent"]:
        value = round(value / 100, 12)  # 33.3 % is 0.333, not 0.33299999999999996
    way = found["way"] or ""
    if rises(metric):
        if "<" in way or way == "at most":
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "An accuracy is better the higher it is, so this rule would stop at once. "
                    "Write {metric} >= {value}.",
                ),
                metric=metric,
                value=found["number"] + found["percent"],
            )
        if value > 1:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "An accuracy is a share of the images, so it is never above 1, or 100 %. "
                    "Write for example {metric} >= 95%.",
                ),
                metric=metric,
            )
    elif ">" in way or way == "at least":
        raise CnnLabError(
            tr_noop(
                "errors",
                "A loss is better the lower it is, so this rule would stop at once. "
                "Write {metric} <= {value}.",
            ),
            metric=metric,
            value=found["number"] + found["percent"],
        )
    return Reaches(metric=metric, value=value)


def _time(found: re.Match[str]) -> StopRule:
    number, unit = _number(found["number"]), found["unit"][0]
    return TimeBudget(seconds=number if unit == "s" else round(number * _UNITS[unit], 6))


def _quoted(text: str) -> str:
    """What was written, short and with nothing that is markup."""
    kept = text[:MOST_SHOWN].replace("<=", "≤")
    harmless = "".join(c if c.isalnum() or c in " _-.,:>=%≤≥" else "?" for c in kept)
    return f"'{harmless}{'…' if len(text) > MOST_SHOWN else ''}'"


def _out_of_range(text: str) -> CnnLabError:
    return CnnLabError(
        tr_noop(
            "errors",
            "The number in {text} cannot be. Patience goes from 1 to 1,000 epochs, a time is more "
            "than 0 seconds and at most 2,700 hours, a loss is at most 1,000.",
        ),
        text=_quoted(text),
    )


def rule_text(rule: StopRule) -> str:
    """``rule`` as `parse_rule` reads it, always in the same words."""
    match rule:
        case Reaches():
            return f"{rule.metric} {'>=' if rises(rule.metric) else '<='} {_written(rule.value)}"
        case NoImprovement():
            epochs = "1 epoch" if rule.epochs == 1 else f"{rule.epochs} epochs"
            restore = ", restore best" if rule.restore_best else ""
            return f"{rule.metric} no improvement for {epochs}{restore}"
        case TimeBudget():
            if rule.seconds % 60:
                return f"time {_written(rule.seconds)} s"
            return f"time {_written(rule.seconds / 60)} min"
        case NotANumber():
            return "nan"


def _written(value: float) -> str:
    return repr(value).removesuffix(".0")


def rule_sentence(rule: StopRule) -> Sentence:
    """``rule`` in words, to stand alone or in a list."""
    match rule:
        case Reaches():
            template = (
                tr_noop("runs", "{metric} at least {value}")
                if rises(rule.metric)
                else tr_noop("runs", "{metric} at most {value}")
            )
            return Sentence(
                template,
                {"metric": metric_name(rule.metric), "value": figure(rule.metric, rule.value)},
            )
        case NoImprovement():
            return _no_improvement_sentence(rule)
        case TimeBudget():
            return Sentence(
                tr_noop("runs", "after {duration}"), {"duration": duration(rule.seconds)}
            )
        case NotANumber():
            return Sentence(tr_noop("runs", "the loss is no longer a number"))


def _no_improvement_sentence(rule: NoImprovement) -> Sentence:
    if rule.epochs == 1:
        template = tr_noop("runs", "{metric} not better for 1 epoch")
    else:
        template = tr_noop("runs", "{metric} not better for {count} epochs")
    said = Sentence(
        template,
        {"metric": metric_name(rule.metric), "count": Number(rule.epochs, "count")},
    )
    if not rule.restore_best:
        return said
    return Sentence(tr_noop("runs", "{rule}; then back to the best epoch"), {"rule": said})


def metric_name(metric: Metric) -> Sentence:
    """What people call it: ``validation accuracy``."""
    return Sentence(METRIC_NAMES[metric])


def figure(metric: Metric, value: float) -> Number:
    """A value of ``metric``: ``85.1 %``, or a loss."""
    return Number(value, "percent") if rises(metric) else Number(value)


def duration(seconds: float) -> Sentence:
    """``40 s``, ``3 min`` or ``2.5 h``, whichever reads best."""
    if seconds < 100:
        most = 0 if seconds >= 10 or seconds == round(seconds) else 1
        return Sentence(tr_noop("runs", "{count} s"), {"count": _short(seconds, most)})
    if seconds < 100 * 60:
        return Sentence(tr_noop("runs", "{count} min"), {"count": _short(seconds / 60, 1)})
    return Sentence(tr_noop("runs", "{count} h"), {"count": _short(seconds / 3600, 1)})


def _short(value: float, most: int) -> Number:
    rounded = round(value, most)
    is_whole = rounded == round(rounded)
    return Number(rounded, "count") if is_whole else Number(rounded, most=most)
