"""Networks with something wrong, and what is offered for them."""

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.core.problems.base import ImageFacts, Problem, Remedy
from cnnlab_gui.core.problems.table import problem_of
from cnnlab_gui.core.training import RunSpecification, TrainingSettings

END = Dense(units=10, activation="softmax")


def specified(
    *layers: Layer, shape: tuple[int, int, int] = (28, 28, 1), batch: int = 32
) -> RunSpecification:
    # Copied, not made: an edit in the window can make a stack longer than a file may be.
    architecture = Architecture(input_shape=shape).model_copy(update={"layers": layers})
    return RunSpecification(
        architecture=architecture,
        dataset="fashion-mnist",
        settings=TrainingSettings(batch_size=batch, seed=7),
        preset="cnn-16",
    )


def own_images(shape: tuple[int, int, int] = (28, 28, 1), classes: int = 10) -> ImageFacts:
    return ImageFacts("Own images", shape, classes)


def problem(
    *layers: Layer,
    shape: tuple[int, int, int] = (28, 28, 1),
    classes: int = 10,
    batch: int = 32,
) -> Problem:
    """What is wrong with these layers, on images that have their shape."""
    found = problem_of(specified(*layers, shape=shape, batch=batch), own_images(shape, classes))
    assert found is not None
    return found


def texts(found: Problem) -> list[str]:
    return [str(remedy.text) for remedy in found.remedies]


def remedy(found: Problem, text: str) -> Remedy:
    return found.remedies[texts(found).index(text)]


def layers_after(found: Problem, text: str) -> tuple[Layer, ...]:
    """The layers that the remedy with this text leaves."""
    return remedy(found, text).specification.architecture.layers


def all_mend(found: Problem, shape: tuple[int, int, int] = (28, 28, 1), classes: int = 10) -> bool:
    """Whether nothing is wrong after any of the remedies."""
    images = own_images(shape, classes)
    return all(problem_of(one.specification, images) is None for one in found.remedies)
