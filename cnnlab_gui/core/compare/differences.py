"""In what runs differ, and which of them are alike in all but their seed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cnnlab_gui.core.runs.factors import FACTOR_NAMES, NONE, without_repetitions
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.core.text import tr_noop

NETWORK = tr_noop("factors", "network")
"""What differs where no factor says how two networks do."""

SEED = "seed"
# They name a run, or where and how exactly it was computed, but not what was tried.
_NO_CAUSE = frozenset({SEED, "preset", "device", "repeatable"})
_OF_A_CONVOLUTION = ("filters", "kernel", "pooling")
_STAGE_KINDS = frozenset(
    {"Conv2D", "SeparableConv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"}
)
_DROPOUT_KINDS = frozenset({"Dropout", "SpatialDropout2D"})

Differences = Mapping[str, tuple[str, ...]]
"""By the name of a factor: its value in each run."""


@dataclass(frozen=True)
class Group:
    """Runs that are alike in all but their seed; at least one, in the order of their seeds."""

    rows: tuple[RunSummary, ...]

    @property
    def first(self) -> RunSummary:
        return self.rows[0]


def differences(rows: Sequence[RunSummary]) -> Differences:
    """The factors in which ``rows`` differ, in the order of `FACTOR_NAMES`.

    What follows from another one is left out: one more convolution has filters, too.
    """
    factors = [row.factors for row in rows]
    every = {name: tuple([each.get(name, NONE) for each in factors]) for name in FACTOR_NAMES}
    found = {name: values for name, values in every.items() if len(set(values)) > 1}
    for name in _implied(found):
        found.pop(name, None)
    networks = tuple(row.network for row in rows)
    if len(set(networks)) > 1 and not found.keys() & set(_network_names()):
        found = {NETWORK: networks, **found}
    if found.keys() - {"preset"}:
        found.pop("preset", None)
    return found


def groups(rows: Iterable[RunSummary]) -> list[Group]:
    """Put runs together that are alike in all but their seed; devices do not count either.

    Groups come in the order of what differs between them: 16, 32, 64 filters.
    """
    found: dict[object, list[RunSummary]] = {}
    for row in rows:
        causes = tuple((name, row.factors.get(name)) for name in FACTOR_NAMES if _is_cause(name))
        found.setdefault((causes, row.network, row.dataset_id), []).append(row)
    alike = [
        Group(tuple(sorted(each, key=lambda row: (row.seed, row.created, row.name))))
        for each in found.values()
    ]
    varied = differences([group.first for group in alike])
    ranks = [
        [_rank(values[index]) for name, values in varied.items() if _is_cause(name)]
        for index in range(len(alike))
    ]
    return [alike[index] for index in sorted(range(len(alike)), key=ranks.__getitem__)]


def factor_of(compared: Sequence[Group]) -> tuple[str, ...]:
    """The factors in which groups differ: one or two, if what made a difference shall be known."""
    varied = differences([group.first for group in compared])
    return tuple(name for name in varied if _is_cause(name))


def _is_cause(name: str) -> bool:
    return name not in _NO_CAUSE


def _network_names() -> tuple[str, ...]:
    return FACTOR_NAMES[: FACTOR_NAMES.index("input") + 1][1:]  # all but the preset


def _implied(found: Differences) -> set[str]:
    """Factors that differ only because others do."""
    implied: set[str] = set()
    without: frozenset[str] = frozenset()
    if "convolutions" in found:
        implied |= {name for name in _OF_A_CONVOLUTION if _is_one_value(found.get(name, ()))}
        if "0" in found["convolutions"]:
            without |= _STAGE_KINDS
    if NONE in found.get("dropout", ()):
        without |= _DROPOUT_KINDS
    stacks = {
        tuple(without_repetitions([kind for kind in stack.split(" · ") if kind not in without]))
        for stack in found.get("layers", ())
    }
    return implied | ({"layers"} if len(stacks) == 1 else set())


def _is_one_value(values: Iterable[str]) -> bool:
    """Whether all layers of all networks have the same, where they have it."""
    return len({part for value in values for part in value.split(", ")} - {NONE}) <= 1


def _rank(value: str) -> tuple[float, str]:
    """Numbers in their order, then words in theirs."""
    number = value.split(", ", maxsplit=1)[0].replace(",", "")
    try:
        return float(number), value
    except ValueError:
        return float("inf"), value
