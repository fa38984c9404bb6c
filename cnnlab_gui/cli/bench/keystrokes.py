"""What the builder works out at each keystroke, without TensorFlow, timed here."""

import time

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.costs import batch_bytes
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.problems.table import problem_of
from cnnlab_gui.core.training import RunSpecification

KEYSTROKES = 200
TOO_MANY = 2048  # filters before Flatten


def long_stack(layers: int, *, last_filters: int = 8) -> Architecture:
    """Stack so many layers into a network that can be trained with few enough ``last_filters``."""
    front = [Conv2D(filters=8, padding="same") for _ in range(layers - 3)]
    front[-1] = Conv2D(filters=last_filters, padding="same")
    end = (Flatten(), Dense(units=128), Dense(units=10, activation="softmax"))
    return Architecture(layers=(*front, *end))


def shapes_milliseconds(layers: int, *, last_filters: int = 8) -> list[float]:
    """Change one number in a stack of so many layers, again and again.

    Parameters
    ----------
    layers : int
    last_filters : int, optional
        Of the last convolution; with ``TOO_MANY`` the network cannot be trained, and remedies
        are worked out as well.

    Returns
    -------
    list of float
        Milliseconds each time for shapes, parameters, multiply-adds, receptive fields,
        memory, and what is wrong: nothing is known from the time before.
    """
    start = long_stack(layers, last_filters=last_filters)
    images = ImageFacts("", start.input_shape, 10)
    taken = []
    for keystroke in range(KEYSTROKES):
        changed = start.replaced(0, Conv2D(filters=keystroke + 1, padding="same"))
        specification = RunSpecification(architecture=changed, dataset="mnist")
        before = time.perf_counter()
        changed.reports()
        _ = changed.parameter_count, changed.multiply_adds, batch_bytes(changed, 32)
        problem_of(specification, images)
        taken.append(1000 * (time.perf_counter() - before))
    return taken
