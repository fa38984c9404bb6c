"""A sweep while it is set up: what each value would make of the network, and what is wrong."""

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.problems.table import check_run
from cnnlab_gui.core.sweep.factor import FACTORS, Factor
from cnnlab_gui.core.sweep.plan import MOST_TRIALS, SweepPlan, planned
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.core.training import RunSpecification

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class DraftRow:
    """One combination of values.

    Attributes
    ----------
    values : tuple of str
        As they were typed, one of each factor.
    specification : RunSpecification or None
        What it would train; None where a value is none.
    problem : Sentence or None
        Why that cannot be trained, or not be compared.
    """

    values: tuple[str, ...]
    specification: RunSpecification | None
    problem: Sentence | None = None


@dataclass(frozen=True)
class Draft:
    """All combinations, and the plan that they make.

    Attributes
    ----------
    rows : tuple of DraftRow
        Empty where there would be too many.
    plan : SweepPlan or None
        None where something is wrong.
    problem : Sentence or None
        The first thing that is wrong.
    """

    rows: tuple[DraftRow, ...]
    plan: SweepPlan | None
    problem: Sentence | None


def values_in(text: str) -> tuple[str, ...]:
    """What stands in ``text`` between commas, semicolons or spaces."""
    return tuple(part for part in re.split(r"[,;\s]+", text) if part)


def sensible_factors(base: RunSpecification) -> tuple[Factor, ...]:
    """The factors whose usual values make a difference to what is set up."""
    return tuple(factor for factor in FACTORS.values() if _tells(factor, base))


def _tells(factor: Factor, base: RunSpecification) -> bool:
    try:
        made = {factor.applied(base, text) for text in factor.usual}
    except CnnLabError:
        return False
    return len(made) == len(factor.usual)


def drafted(
    name: str,
    base: RunSpecification,
    factors: Values,
    seeds: Sequence[int],
    images: ImageFacts | None = None,
) -> Draft:
    """Look at what a person has typed so far; nothing is raised.

    Parameters
    ----------
    name : str
        The sweep's.
    base : RunSpecification
    factors : mapping of str to list of str
        Values by the name of the factor, as they were typed.
    seeds : list of int
    images : ImageFacts, optional
        Of the dataset, where it is known.
    """
    count = math.prod(len(values) for values in factors.values()) * max(1, len(seeds))
    rows = _rows(base, factors, images) if count <= MOST_TRIALS else ()
    wrong = next((row.problem for row in rows if row.problem), None)
    if wrong:
        return Draft(rows, None, wrong)
    try:
        return Draft(rows, planned(name, base, dict(factors), seeds, images), None)
    except CnnLabError as error:
        return Draft(rows, None, error.sentence)


def _rows(
    base: RunSpecification, factors: Values, images: ImageFacts | None
) -> tuple[DraftRow, ...]:
    seen: dict[RunSpecification, str] = {}
    rows = []
    for values in itertools.product(*factors.values()):
        row = _row(base, dict(zip(factors, values, strict=True)), images)
        made, text = row.specification, ", ".join(values)
        if made is not None and row.problem is None and made in seen:
            row = DraftRow(row.values, made, _same_as(seen[made]))
        elif made is not None:
            seen[made] = text
        rows.append(row)
    return tuple(rows)


def _row(base: RunSpecification, values: dict[str, str], images: ImageFacts | None) -> DraftRow:
    made: RunSpecification | None = None
    try:
        specification = base
        for name, text in values.items():
            specification = FACTORS[name].applied(specification, text)
        made = specification
        check_run(made, images)
    except CnnLabError as error:
        return DraftRow(tuple(values.values()), made, error.sentence)
    return DraftRow(tuple(values.values()), made)


def _same_as(other: str) -> Sentence:
    template = tr_noop(
        "errors", "This is the same as {other}, so there is nothing to compare. Take another value."
    )
    return Sentence(template, {"other": other})
