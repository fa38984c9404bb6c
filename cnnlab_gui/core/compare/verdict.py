"""What is said of groups of runs, in plain words."""

from collections.abc import Mapping, Sequence

from cnnlab_gui.core.compare.pairs import Judged
from cnnlab_gui.core.compare.statistics import Mean
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.runs.factors import NONE
from cnnlab_gui.core.text import Sentence, plain, tr_noop

MOST_SEEDS_WORTHWHILE = 50
NOTABLE_RATIO = 1.1  # of training times

# Things that are counted: with a number before them they make a label.
_MANY: Mapping[str, str] = {
    "filters": tr_noop("compare", "{value} filters"),
    "convolutions": tr_noop("compare", "{value} convolutions"),
    "dense units": tr_noop("compare", "{value} dense units"),
    "epochs": tr_noop("compare", "{value} epochs"),
    "images": tr_noop("compare", "{value} images"),
}
_ONE: Mapping[str, str] = {
    "filters": tr_noop("compare", "{value} filter"),
    "convolutions": tr_noop("compare", "{value} convolution"),
    "dense units": tr_noop("compare", "{value} dense unit"),
    "epochs": tr_noop("compare", "{value} epoch"),
    "images": tr_noop("compare", "{value} image"),
}
_FREE_TEXT = frozenset({"dataset"})  # that a stranger may have written
_NAMED = tr_noop("compare", "{factor} {value}")
_WITHOUT = tr_noop("compare", "no {factor}")
_BOTH = tr_noop("compare", "{one}, {other}")
_ALIKE = tr_noop("compare", "these runs")


def label_of(values: Mapping[str, str]) -> Sentence:
    """What tells a group from the others: ``64 filters``, ``learning rate 0.01, 2 epochs``."""
    # Of a network without convolutions nobody asks how many filters they have.
    told = {name: value for name, value in values.items() if value != NONE} or values
    labels = [_label(factor, value) for factor, value in told.items()]
    if not labels:
        return Sentence(_ALIKE)
    whole = labels[0]
    for label in labels[1:]:
        whole = Sentence(_BOTH, {"one": whole, "other": label})
    return whole


def _label(factor: str, value: str) -> Sentence:
    if value == NONE:
        return Sentence(_WITHOUT, {"factor": Sentence(factor)})
    value = plain(value) if factor in _FREE_TEXT else short_value(value)
    if factor not in _MANY or not value[:1].isdigit():
        return Sentence(_NAMED, {"factor": Sentence(factor), "value": value})
    return Sentence((_ONE if value == "1" else _MANY)[factor], {"value": value})


def short_value(value: str) -> str:
    """``64, 64`` as ``64``."""
    parts = value.split(", ")
    return parts[0] if len(set(parts)) == 1 else value


class Labels:
    """How the groups of one comparison are called in a sentence."""

    def __init__(self, values: Sequence[Mapping[str, str]]) -> None:
        self._values = values
        self.whole = [label_of(each) for each in values]

    def of_worse(self, index: int) -> Sentence | str:
        """Short where the better one has just been named: than ``16``."""
        value = next(iter(self._values[index].values()), NONE)
        if len(self._values[index]) > 1 or value == NONE:
            return self.whole[index]
        return short_value(value)

    def is_many(self, index: int) -> bool:
        """Whether ``are`` follows."""
        values = self._values[index]
        return len(values) == 1 and self.whole[index].template in _MANY.values()


def pair_sentence(
    pair: Judged, means: Sequence[Mean], labels: Labels, time_ratio: float | None
) -> Sentence:
    """The verdict on two groups."""
    values = {
        "better": labels.whole[pair.better],
        "worse": labels.of_worse(pair.worse),
        **_figures(pair),
        "seeds": _seeds(means[pair.better].count, means[pair.worse].count),
    }
    many = labels.is_many(pair.better)
    match pair.verdict:
        case "real":
            return _with_time(Sentence(_REAL_MANY if many else _REAL, values), time_ratio)
        case "undecided":
            return _undecided(pair, values)
        case "single":
            return Sentence(_SINGLE if pair.lead else _SINGLE_ALIKE, values)
        case "no-spread":
            return Sentence(_NO_SPREAD if pair.lead else _ALL_THE_SAME, values)


_REAL_MANY = tr_noop(
    "compare", "{better} are better than {worse} by {difference} ± {half_width} points: real."
)
_REAL = tr_noop(
    "compare", "{better} is better than {worse} by {difference} ± {half_width} points: real."
)
_SINGLE = tr_noop(
    "compare",
    "{better} did better than {worse} by {difference} points, but a single run says nothing about "
    "luck: train each with at least three seeds.",
)
_SINGLE_ALIKE = tr_noop(
    "compare",
    "{better} and {worse} did equally well, but a single run says nothing about luck: train each "
    "with at least three seeds.",
)
_NO_SPREAD = tr_noop(
    "compare",
    "{better} did better than {worse} by {difference} points, but no run differs from those like "
    "it, so luck cannot be judged: train each with further seeds.",
)
_ALL_THE_SAME = tr_noop(
    "compare",
    "{better} and {worse} gave exactly the same: train each with further seeds.",
)
_UNDECIDED = tr_noop(
    "compare",
    "No difference that {seeds} could show: {better} and {worse} differ by {difference} ± "
    "{half_width} points.",
)
_MORE_SEEDS = tr_noop(
    "compare",
    "{verdict} If that is what there is, about {needed} seeds each would probably show it.",
)
_TOO_MANY_SEEDS = tr_noop(
    "compare", "{verdict} To show so little would take more than {most} seeds each."
)


def _undecided(pair: Judged, values: Mapping[str, object]) -> Sentence:
    verdict = Sentence(_UNDECIDED, values)
    if pair.seeds_needed is None or pair.seeds_needed > MOST_SEEDS_WORTHWHILE:
        return Sentence(_TOO_MANY_SEEDS, {"verdict": verdict, "most": MOST_SEEDS_WORTHWHILE})
    return Sentence(_MORE_SEEDS, {"verdict": verdict, "needed": pair.seeds_needed})


def _seeds(one: int, other: int) -> Sentence:
    if one == other:
        return Sentence(tr_noop("compare", "these {count} seeds"), {"count": one})
    template = tr_noop("compare", "these {one} and {other} seeds")
    return Sentence(template, {"one": one, "other": other})


def _figures(pair: Judged) -> dict[str, object]:
    """The lead and its half width, to the same digit."""
    half_width = pair.difference.half_width if pair.difference else pair.lead
    decimals = _decimals(min(pair.lead, half_width))
    return {
        "difference": Number(round(pair.lead, decimals), most=decimals),
        "half_width": Number(max(round(half_width, decimals), 10**-decimals), most=decimals),
    }


def _decimals(smallest: float) -> int:
    """As many as say something of the smallest of some figures in percent."""
    return 1 if smallest >= 0.095 else 2


def _with_time(verdict: Sentence, ratio: float | None) -> Sentence:
    if ratio is None or 1 / NOTABLE_RATIO < ratio < NOTABLE_RATIO:
        return verdict
    if ratio < 1:
        template = tr_noop("compare", "{verdict} And that in only {share} of the time.")
        return Sentence(template, {"verdict": verdict, "share": Number(ratio, "percent")})
    template = tr_noop("compare", "{verdict} Training took {ratio} times as long.")
    return Sentence(template, {"verdict": verdict, "ratio": Number(round(ratio, 1), most=1)})


ALL_SINGLE = tr_noop(
    "compare",
    "One run each says nothing about luck: train each with at least three seeds.",
)

SOME_SINGLE = tr_noop(
    "compare",
    "What was trained once only says nothing about luck: train each with at least three seeds.",
)


def luck_sentence(mean: Mean) -> Sentence:
    """What runs that differ in nothing but their seed say."""
    if mean.deviation is None:
        return Sentence(tr_noop("compare", "This is a single run: there is nothing to compare."))
    decimals = _decimals(mean.deviation)
    return Sentence(
        tr_noop(
            "compare",
            "These {count} runs differ only in their seed: {mean} ± {deviation} % on the test "
            "images. So much is luck.",
        ),
        {
            "count": mean.count,
            "mean": Number(round(mean.mean, decimals), most=decimals),
            "deviation": Number(round(mean.deviation, decimals), most=decimals),
        },
    )


def many_factors_sentence(factors: Sequence[str]) -> Sentence:
    """That nobody can say which of many factors made a difference."""
    listed: Sentence | None = None
    for factor in factors:
        name = Sentence(factor)
        listed = Sentence(_BOTH, {"one": listed, "other": name}) if listed else name
    return Sentence(
        tr_noop(
            "compare",
            "These runs differ in more than two things ({factors}), so what made a difference "
            "cannot be said. Change one thing at a time.",
        ),
        {"factors": listed},
    )


def left_out_sentence(names: Sequence[str]) -> Sentence:
    """That runs without an end are not compared."""
    return Sentence(
        tr_noop(
            "compare", "Left out, because they were not trained to their end and tested: {names}."
        ),
        {"names": _listed(names)},
    )


def same_seed_sentence(names: Sequence[str]) -> Sentence:
    """That of runs with the same seed only one counts."""
    return Sentence(
        tr_noop(
            "compare",
            "Left out, because a newer run has the same settings and seed, and so the same luck: "
            "{names}.",
        ),
        {"names": _listed(names)},
    )


def _listed(names: Sequence[str], most: int = 6) -> str:
    told = [plain(name) for name in names[:most]]
    return ", ".join([*told, "…"] if len(names) > most else told)


OTHER_IMAGES = tr_noop(
    "compare",
    "These runs cannot be compared: they learned from different datasets, and were tested with "
    "different images. Choose runs of one dataset.",
)
OTHER_CHECK = tr_noop(
    "compare",
    "These runs cannot be compared: not all hold the same share of the training images back. "
    "Choose runs with the same 'Held out'.",
)
NOTHING = tr_noop(
    "compare", "None of these runs was trained to its end and tested yet, so nothing can be said."
)
