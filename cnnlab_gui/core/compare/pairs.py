"""Groups of runs, each two judged by their figures alone: nothing is said yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from cnnlab_gui.core.compare.comparison import Verdict
from cnnlab_gui.core.compare.differences import Group
from cnnlab_gui.core.compare.statistics import (
    Difference,
    Mean,
    count_needed,
    difference_of,
    mean_of,
    shared_level,
)

MOST_ALL_PAIRS = 12  # groups; of more, each is compared with the best one only


@dataclass(frozen=True)
class Judged:
    """Two groups: their places, the better one first, and its lead in points."""

    better: int
    worse: int
    lead: float
    difference: Difference | None
    seeds_needed: int | None
    verdict: Verdict


def means_of(compared: Sequence[Group]) -> list[Mean]:
    """Mean test accuracy of each group, in percent."""
    return [mean_of(accuracies_of(group)) for group in compared]


def accuracies_of(group: Group) -> list[float]:
    """Test accuracies in percent, of rows that all have one."""
    return [100 * row.test_accuracy for row in group.rows if row.test_accuracy is not None]


def judged_pairs(means: Sequence[Mean]) -> list[Judged]:
    """Each two groups, or each with the best where they are many; the largest lead first."""
    order = sorted(range(len(means)), key=lambda index: -means[index].mean)
    level = shared_level(len(means) * (len(means) - 1) // 2)
    pairs = list(combinations(order, 2))
    if len(means) > MOST_ALL_PAIRS:
        pairs = [pair for pair in pairs if pair[0] == order[0]]
    judged = [_judge(better, worse, means[better], means[worse], level) for better, worse in pairs]
    return sorted(judged, key=lambda pair: -pair.lead)


def _judge(better: int, worse: int, one: Mean, other: Mean, level: float) -> Judged:
    lead = one.mean - other.mean
    difference = difference_of(one, other, level)
    if difference is None:
        alone = 1 in {one.count, other.count}
        return Judged(better, worse, lead, None, None, "single" if alone else "no-spread")
    if difference.is_real:
        return Judged(better, worse, lead, difference, None, "real")
    deviation = (((one.deviation or 0.0) ** 2 + (other.deviation or 0.0) ** 2) / 2) ** 0.5
    needed = count_needed(lead, deviation, level)
    # These were too few, whatever a formula says.
    needed = needed and max(needed, max(one.count, other.count) + 1)
    return Judged(better, worse, lead, difference, needed, "undecided")
