"""The first problem of a specification, of an architecture."""

from cnnlab_gui.core.architecture import Architecture, batch_problem, mismatch
from cnnlab_gui.core.problems.base import ImageFacts, Problem
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.core.training import RunSpecification


def problem_of(specification: RunSpecification, images: ImageFacts | None) -> Problem | None:
    """The first reason why ``specification`` cannot be trained on ``images``, or None.

    Without ``images``, what depends on them is not asked.
    """
    architecture = specification.architecture
    sentence = architecture_problem(architecture)
    if sentence is None and images:
        sentence = mismatch(architecture, images.shape, images.classes, images.title)
    sentence = sentence or batch_problem(architecture, specification.settings.batch_size)
    if sentence is None:
        return None
    marked = [at for at, report in enumerate(architecture.reports()) if report.problem]
    return Problem(sentence, marked[0] if marked else None, ())


def architecture_problem(architecture: Architecture) -> Sentence | None:
    """The first reason why ``architecture`` cannot be trained, whatever the images."""
    return architecture.problem()


def check(architecture: Architecture) -> None:
    """Raise what `architecture_problem` says.

    Raises
    ------
    CnnLabError
        The architecture cannot be trained.
    """
    architecture.check()
