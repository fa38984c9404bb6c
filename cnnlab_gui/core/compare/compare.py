"""Compares runs: the one way from rows to a `Comparison`."""

from collections.abc import Sequence
from statistics import fmean

from cnnlab_gui.core.compare.comparison import Comparison, GroupFigures, Pair
from cnnlab_gui.core.compare.differences import Group, differences, factor_of, groups
from cnnlab_gui.core.compare.pairs import Judged, accuracies_of, judged_pairs, means_of
from cnnlab_gui.core.compare.statistics import Mean
from cnnlab_gui.core.compare.verdict import (
    ALL_SINGLE,
    NOTHING,
    OTHER_CHECK,
    OTHER_IMAGES,
    SOME_SINGLE,
    Labels,
    left_out_sentence,
    luck_sentence,
    many_factors_sentence,
    pair_sentence,
    same_seed_sentence,
)
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.core.text import Sentence

MOST_FACTORS = 2
MOST_TOLD = 6  # pairs


def compare_runs(rows: Sequence[RunSummary]) -> Comparison:
    """Say what ``rows`` show, in any order of them.

    Runs that were not trained to their end are left out, and of those that are alike up to
    their seed all but the newest: they are not independent.
    """
    tested = [row for row in rows if _is_tested(row)]
    said: list[Sentence] = []
    if len(tested) < len(rows):
        said.append(left_out_sentence([row.name for row in rows if row not in tested]))
    if not tested:
        return Comparison(sentences=(Sentence(NOTHING),) if rows else ())
    compared = groups(tested)
    compared, doubled = _one_of_each_seed(compared)
    if doubled:
        said.append(same_seed_sentence(doubled))
    factors = factor_of(compared)
    means = means_of(compared)
    values = _values(compared, factors)
    labels = Labels(values)
    figures = tuple(map(_figures, compared, means, values, labels.whole))
    refusal = _refusal(tested)
    if refusal:
        return Comparison(factors, figures, (), (refusal, *said))
    if len(compared) == 1:
        return Comparison(factors, figures, (), (luck_sentence(means[0]), *said))
    if len(factors) > MOST_FACTORS:
        said.insert(0, many_factors_sentence(factors))
    pairs = tuple(_pair(pair, compared, means, labels) for pair in judged_pairs(means))
    return Comparison(factors, figures, pairs, (*_told(pairs, means), *said))


def _is_tested(row: RunSummary) -> bool:
    whole = row.status == "completed" or (row.status == "stopped" and row.stopped_by is not None)
    return whole and row.test_accuracy is not None


def _one_of_each_seed(compared: list[Group]) -> tuple[list[Group], list[str]]:
    """The newest run of each seed, and the names of the others."""
    kept, doubled = [], []
    for group in compared:
        newest = {row.seed: row for row in group.rows}  # the last of equal seeds is the newest
        kept.append(Group(tuple(newest.values())))
        doubled += [row.name for row in group.rows if newest[row.seed] is not row]
    return kept, doubled


def _values(compared: Sequence[Group], factors: Sequence[str]) -> list[dict[str, str]]:
    varied = differences([group.first for group in compared])
    return [{name: varied[name][index] for name in factors} for index in range(len(compared))]


def _refusal(rows: Sequence[RunSummary]) -> Sentence | None:
    """Why these cannot be compared; None if they can."""
    if len({row.dataset_id for row in rows}) > 1 or _differs_in_content(rows):
        return Sentence(OTHER_IMAGES)
    if len({row.factors.get("hold-out") for row in rows}) > 1:
        return Sentence(OTHER_CHECK)
    return None


def _differs_in_content(rows: Sequence[RunSummary]) -> bool:
    """Whether what has the same name is not the same: digests of as many images must agree."""
    digests: dict[str | None, set[str]] = {}
    for row in rows:
        digests.setdefault(row.factors.get("images"), set()).add(row.dataset_sha256)
    return any(len(each) > 1 for each in digests.values())


def _figures(group: Group, mean: Mean, values: dict[str, str], label: Sentence) -> GroupFigures:
    return GroupFigures(
        label=label,
        values=values,
        runs=tuple(row.name for row in group.rows),
        seeds=tuple(row.seed for row in group.rows),
        count=mean.count,
        accuracies=tuple(accuracies_of(group)),
        mean=mean.mean,
        deviation=mean.deviation,
        half_width=mean.half_width(),
        seconds=fmean(row.seconds for row in group.rows),
        parameters=group.first.parameters,
    )


def _pair(pair: Judged, compared: Sequence[Group], means: Sequence[Mean], labels: Labels) -> Pair:
    ratio = _time_ratio(compared[pair.better], compared[pair.worse])
    return Pair(
        better=pair.better,
        worse=pair.worse,
        difference=pair.lead,
        half_width=pair.difference.half_width if pair.difference else None,
        verdict=pair.verdict,
        time_ratio=ratio,
        seeds_needed=pair.seeds_needed,
        sentence=pair_sentence(pair, means, labels, ratio),
    )


def _time_ratio(better: Group, worse: Group) -> float | None:
    rows = (*better.rows, *worse.rows)
    if len({row.device for row in rows}) > 1 or not all(row.seconds > 0 for row in rows):
        return None
    return fmean(row.seconds for row in better.rows) / fmean(row.seconds for row in worse.rows)


def _told(pairs: Sequence[Pair], means: Sequence[Mean]) -> list[Sentence]:
    """The verdicts to be read: all of a few; of many, those on the best group."""
    if all(mean.count == 1 for mean in means):
        return [Sentence(ALL_SINGLE)]
    best = max(range(len(means)), key=lambda index: means[index].mean)
    told = pairs if len(pairs) <= MOST_TOLD else [pair for pair in pairs if pair.better == best]
    single = [pair for pair in told if pair.verdict == "single"]
    if len(single) < 2:
        return [pair.sentence for pair in told[:MOST_TOLD]]
    judged = [pair.sentence for pair in told if pair.verdict != "single"]
    return [*judged[: MOST_TOLD - 1], Sentence(SOME_SINGLE)]
