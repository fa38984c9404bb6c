"""The one table of checks, and what the first that finds something leads to."""

from collections.abc import Callable, Iterator

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.presets import DEFAULT_PRESET, preset_named
from cnnlab_gui.core.problems.base import ImageFacts, Problem, Remedy
from cnnlab_gui.core.problems.case import Case, Finding
from cnnlab_gui.core.problems.empty import no_layers, restarts
from cnnlab_gui.core.problems.ends import maps_at_the_end, no_softmax
from cnnlab_gui.core.problems.images import other_classes, other_shape
from cnnlab_gui.core.problems.miscomputed import column_of_one
from cnnlab_gui.core.problems.shapes import cannot_stand
from cnnlab_gui.core.problems.size import (
    batch_too_large,
    too_many_activations,
    too_many_layers,
    too_many_multiply_adds,
    too_many_parameters,
)
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.core.training import RunSpecification, TrainingSettings

# In this order: a check may rely on all before it having found nothing.
CHECKS: tuple[Callable[[Case], Finding | None], ...] = (
    no_layers,
    too_many_layers,
    other_shape,
    cannot_stand,
    maps_at_the_end,
    no_softmax,
    other_classes,
    column_of_one,
    too_many_parameters,
    too_many_activations,
    too_many_multiply_adds,
    batch_too_large,
)
MOST_REMEDIES = 4

Standing = tuple[int, ...]
"""How far from trainable, less is nearer: checks not passed, then how much the first finds."""


def problem_of(specification: RunSpecification, images: ImageFacts | None) -> Problem | None:
    """The first reason why ``specification`` cannot be trained on ``images``, or None.

    Without ``images``, what depends on them is not asked.
    """
    case = Case(specification, images)
    standing, finding = _examined(case)
    if finding is None:
        return None
    remedies = _helpful(case, standing, finding.offers()) or _helpful(
        case, standing, restarts(case)
    )
    return Problem(finding.sentence, finding.layer, remedies)


def architecture_finding(architecture: Architecture) -> Finding | None:
    """The first thing that keeps ``architecture`` from being trained, whatever the images."""
    some = preset_named(DEFAULT_PRESET).specification()
    specification = some.model_copy(
        update={"architecture": architecture, "settings": TrainingSettings(batch_size=1)}
    )
    _, finding = _examined(Case(specification, None))
    return finding


def architecture_problem(architecture: Architecture) -> Sentence | None:
    """The sentence of `architecture_finding`."""
    finding = architecture_finding(architecture)
    return finding.sentence if finding else None


def check(architecture: Architecture) -> None:
    """Raise what `architecture_problem` says.

    Raises
    ------
    CnnLabError
        The architecture cannot be trained.
    """
    _refuse(architecture_problem(architecture))


def check_run(specification: RunSpecification, images: ImageFacts | None) -> None:
    """Raise the sentence of what `problem_of` says.

    Raises
    ------
    CnnLabError
        The specification cannot be trained on these images.
    """
    _, finding = _examined(Case(specification, images))
    _refuse(finding.sentence if finding else None)


def _refuse(sentence: Sentence | None) -> None:
    if sentence:
        raise CnnLabError(sentence.template, **sentence.values)


def _examined(case: Case) -> tuple[Standing, Finding | None]:
    for passed, check_it in enumerate(CHECKS):
        finding = check_it(case)
        if finding:
            return (len(CHECKS) - passed, *finding.wrong), finding
    return (0,), None


def _helpful(case: Case, standing: Standing, offers: Iterator[Remedy]) -> tuple[Remedy, ...]:
    """Those offers after which less is wrong, what leaves least wrong first.

    Because less is wrong after each, no choice of remedies ever goes in circles.
    """
    found: list[tuple[Standing, Remedy]] = []
    for remedy in offers:
        if all(remedy.specification != other.specification for _, other in found):
            after, _ = _examined(Case(remedy.specification, case.images))
            if after < standing:
                found.append((after, remedy))
    found.sort(key=lambda pair: pair[0])
    return tuple(remedy for _, remedy in found[:MOST_REMEDIES])
