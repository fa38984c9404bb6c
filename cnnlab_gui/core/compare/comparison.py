"""What a set of runs says of what was tried: figures of each group, and each two compared.

The window, the command line and a sweep show the same `Comparison`.
"""

from dataclasses import dataclass
from typing import Any, Literal

from cnnlab_gui.core.text import Sentence

Verdict = Literal["real", "undecided", "single", "no-spread"]
"""More than luck; not to be told from luck; a group of one run; no run differs from its like."""


@dataclass(frozen=True)
class GroupFigures:
    """One row: runs that are alike in all but their seed.

    Accuracies are of the test images, in percent.

    Attributes
    ----------
    label : Sentence
        What tells it from the other groups: ``64 filters``.
    values : dict of str to str
        The factors that differ between groups.
    runs : tuple of str
        Names, in the order of the seeds.
    seeds : tuple of int
    count : int
    accuracies : tuple of float
    mean : float
    deviation, half_width : float or None
        Standard deviation, and half of the mean's 95 % interval; None for a single run.
    seconds : float
        Mean of the training times.
    parameters : int
    """

    label: Sentence
    values: dict[str, str]
    runs: tuple[str, ...]
    seeds: tuple[int, ...]
    count: int
    accuracies: tuple[float, ...]
    mean: float
    deviation: float | None
    half_width: float | None
    seconds: float
    parameters: int


@dataclass(frozen=True)
class Pair:
    """Two groups compared.

    Attributes
    ----------
    better, worse : int
        Which groups, by their place; the first has the higher mean.
    difference : float
        In points, at least 0.
    half_width : float or None
        So that all pairs together hold with 95 % (Bonferroni); None where chance cannot be
        judged.
    verdict : Verdict
    time_ratio : float or None
        How many times as long the better one took; None where they ran on different devices.
    seeds_needed : int or None
        How many seeds each would probably show such a difference, where these cannot.
    sentence : Sentence
    """

    better: int
    worse: int
    difference: float
    half_width: float | None
    verdict: Verdict
    time_ratio: float | None
    seeds_needed: int | None
    sentence: Sentence


@dataclass(frozen=True)
class Comparison:
    """All that is said of a set of runs.

    Attributes
    ----------
    factors : tuple of str
        In what the groups differ, English names of `cnnlab_gui.core.runs.factors`.
    groups : tuple of GroupFigures
    pairs : tuple of Pair
        The largest difference first; empty where the runs cannot be compared.
    sentences : tuple of Sentence
        What a person should read, the most important first.
    """

    factors: tuple[str, ...] = ()
    groups: tuple[GroupFigures, ...] = ()
    pairs: tuple[Pair, ...] = ()
    sentences: tuple[Sentence, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values, sentences in English."""
        return {name: _plain(value) for name, value in vars(self).items()}


def _plain(value: object) -> Any:
    if isinstance(value, Sentence):
        return str(value)
    if isinstance(value, GroupFigures | Pair):
        return {name: _plain(each) for name, each in vars(value).items()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
