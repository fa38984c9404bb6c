"""A sweep's plan: what is varied, and the trials that come of it."""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.problems.table import check_run
from cnnlab_gui.core.runs.record import SweepPlace
from cnnlab_gui.core.schema import SCHEMA_VERSION, SchemaVersion
from cnnlab_gui.core.sweep.factor import FACTORS, Factor, factor_named
from cnnlab_gui.core.text import plain, tr_noop
from cnnlab_gui.core.training import PRESET_NAME, STRICT, RunSpecification

MOST_FACTORS = 2
MOST_VALUES = 50
MOST_SEEDS = 100
MOST_TRIALS = 1000
MOST_CHARACTERS = 64  # of a sweep's name
SEEDS_BELOW = 2**31


def _known(name: str) -> str:
    if name not in FACTORS:
        raise ValueError("no factor")
    return name


class Varied(BaseModel):
    """One factor and its values, each written as `Factor.canonical` does."""

    model_config = STRICT

    factor: Annotated[str, AfterValidator(_known)]
    values: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=64)], ...],
        Field(min_length=1, max_length=MOST_VALUES),
    ]

    @property
    def entry(self) -> Factor:
        """The entry of the table."""
        return FACTORS[self.factor]


@dataclass(frozen=True)
class Trial:
    """One run of a sweep: a value of each factor, and a seed.

    Attributes
    ----------
    key : str
        Tells it from the sweep's other trials: ``filters=16, seed=0``.
    values : dict of str to str
        By the name of the factor.
    seed : int
    specification : RunSpecification
    """

    key: str
    values: dict[str, str]
    seed: int
    specification: RunSpecification

    @property
    def label(self) -> str:
        """Its values without the seed: ``filters=16``."""
        return _label(self.values)


class SweepPlan(BaseModel):
    """What a sweep trains. Its ``id`` is also the name of its folder.

    `planned` makes one of what a person wrote, and checks it.
    """

    model_config = STRICT

    schema_version: SchemaVersion = SCHEMA_VERSION
    id: Annotated[str, Field(pattern=PRESET_NAME, max_length=MOST_CHARACTERS)]
    base: RunSpecification
    factors: Annotated[tuple[Varied, ...], Field(min_length=1, max_length=MOST_FACTORS)]
    seeds: Annotated[
        tuple[Annotated[int, Field(ge=0, lt=SEEDS_BELOW)], ...],
        Field(min_length=1, max_length=MOST_SEEDS),
    ]

    @property
    def count(self) -> int:
        """How many trials there are."""
        count = len(self.seeds)
        for varied in self.factors:
            count *= len(varied.values)
        return count

    def trials(self) -> tuple[Trial, ...]:
        """All trials, each seed for all values before the next seed.

        So every value has a first result early, and a sweep that is cancelled can be compared.

        Raises
        ------
        CnnLabError
            A value is none, or the network has nothing that could take it.
        """
        return self._trials

    @cached_property
    def _trials(self) -> tuple[Trial, ...]:
        return tuple(
            self._trial(values, seed, specification)
            for seed in self.seeds
            for values, specification in self._varied
        )

    @cached_property
    def _varied(self) -> tuple[tuple[dict[str, str], RunSpecification], ...]:
        """The base with each combination of values, before seeds."""
        names = [varied.factor for varied in self.factors]
        combinations = itertools.product(*(varied.values for varied in self.factors))
        return tuple(self._with(dict(zip(names, each, strict=True))) for each in combinations)

    def _with(self, values: dict[str, str]) -> tuple[dict[str, str], RunSpecification]:
        specification = self.base
        for name, text in values.items():
            specification = FACTORS[name].applied(specification, text)
        return values, specification

    def _trial(self, values: dict[str, str], seed: int, varied: RunSpecification) -> Trial:
        settings = varied.settings.model_copy(update={"seed": seed})
        specification = varied.model_copy(update={"settings": settings})
        return Trial(f"{_label(values)}, seed={seed}", values, seed, specification)

    def trial(self, key: str) -> Trial:
        """The trial with this key; raises KeyError where there is none."""
        return self._by_key[key]

    @cached_property
    def _by_key(self) -> dict[str, Trial]:
        return {trial.key: trial for trial in self.trials()}

    def place(self, trial: Trial) -> SweepPlace:
        """What the record of the trial's run says of it."""
        return SweepPlace(sweep=self.id, trial=trial.key)

    def check(self, images: ImageFacts | None) -> None:
        """See that each trial can be trained, on ``images`` where they are known.

        Raises
        ------
        CnnLabError
            A factor stands twice, a value stands twice or changes nothing, there are too many
            runs, or the network would be impossible; the sentence says with which value.
        """
        self._check_factors()
        if self.count > MOST_TRIALS:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "This sweep would be {count:,} runs, and {limit:,} are the most. Take fewer "
                    "values or seeds.",
                ),
                count=self.count,
                limit=MOST_TRIALS,
            )
        seen: dict[RunSpecification, str] = {}
        for values, specification in self._varied:
            label = _label(values)
            _check(label, specification, images)
            if specification in seen:
                raise CnnLabError(
                    tr_noop(
                        "errors",
                        "{first} and {second} are the same network with the same settings, so "
                        "there is nothing to compare. Take another value.",
                    ),
                    first=seen[specification],
                    second=label,
                )
            seen[specification] = label

    def _check_factors(self) -> None:
        names = [varied.factor for varied in self.factors]
        for what in (names, [str(seed) for seed in self.seeds]):
            _check_unique(what)
        for varied in self.factors:
            for text in varied.values:
                varied.entry.canonical(text)
            _check_unique([f"{varied.factor}={text}" for text in varied.values])


def _label(values: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={text}" for name, text in values.items())


def _check_unique(texts: Sequence[str]) -> None:
    for text in texts:
        if texts.count(text) > 1:
            raise CnnLabError(
                tr_noop("errors", "{what} stands there twice. Name each once."), what=text
            )


def _check(label: str, specification: RunSpecification, images: ImageFacts | None) -> None:
    try:
        check_run(specification, images)
    except CnnLabError as error:
        raise CnnLabError(
            tr_noop("errors", "With {values} the network cannot be trained: {reason}"),
            values=label,
            reason=error.sentence,
        ) from error


def planned(
    name: str,
    base: RunSpecification,
    factors: Mapping[str, Sequence[str]],
    seeds: Sequence[int],
    images: ImageFacts | None = None,
) -> SweepPlan:
    """Make a plan of what a person wrote, and check it before anything starts.

    Parameters
    ----------
    name : str
        The sweep's; small letters, digits and single hyphens.
    base : RunSpecification
    factors : dict of str to list of str
        Values by the name of the factor, as they were written.
    seeds : list of int
    images : ImageFacts, optional
        Of the dataset, where it is known.

    Raises
    ------
    CnnLabError
        See `SweepPlan.check`; or there is no such factor, or the name is none.
    """
    check_name(name)
    check_amounts(factors)
    _check_seeds(seeds)
    varied: list[Varied] = []
    for factor_name, texts in factors.items():
        factor = factor_named(factor_name)
        values = tuple(factor.canonical(text) for text in texts)
        _check_unique([f"{factor.name}={value}" for value in values])
        varied.append(Varied(factor=factor.name, values=values))
    plan = SweepPlan(id=name, base=base, factors=tuple(varied), seeds=tuple(seeds))
    plan.check(images)
    return plan


def check_name(name: str) -> None:
    """See that a sweep can be called ``name``; raises CnnLabError."""
    if not re.fullmatch(PRESET_NAME, name) or len(name) > MOST_CHARACTERS:
        raise CnnLabError(
            tr_noop(
                "errors",
                "'{name}' is no name for a sweep. Use at most {limit} small letters and digits, "
                "with single hyphens between them.",
            ),
            name=plain(name),
            limit=MOST_CHARACTERS,
        )


def check_amounts(factors: Mapping[str, Sequence[str]]) -> None:
    """See that neither too many factors nor values are wanted; raises CnnLabError."""
    if not 1 <= len(factors) <= MOST_FACTORS:
        raise CnnLabError(
            tr_noop("errors", "A sweep varies one or two factors, not {count}."), count=len(factors)
        )
    for factor, texts in factors.items():
        if not 1 <= len(texts) <= MOST_VALUES:
            raise CnnLabError(
                tr_noop("errors", "A sweep takes 1 to {limit} values of {factor}, not {count}."),
                limit=MOST_VALUES,
                factor=plain(factor),
                count=len(texts),
            )


def _check_seeds(seeds: Sequence[int]) -> None:
    if not 1 <= len(seeds) <= MOST_SEEDS or not all(0 <= seed < SEEDS_BELOW for seed in seeds):
        raise CnnLabError(
            tr_noop("errors", "A sweep takes 1 to {limit} seeds, each from 0 to {most:,}."),
            limit=MOST_SEEDS,
            most=SEEDS_BELOW - 1,
        )
