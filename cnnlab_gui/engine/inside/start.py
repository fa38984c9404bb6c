"""The weights that a training begins with."""

import random

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.runs.weights import Weights
from cnnlab_gui.engine.builder import build, weights_of
from cnnlab_gui.engine.keras_state import BUILDING


def initial_weights(architecture: Architecture, seed: int) -> Weights:
    """What a training of ``architecture`` with ``seed`` begins with, to the last bit.

    An initialiser without a seed takes one from Python's random numbers when it is made,
    and nothing else of the start is left to chance. A training beside it does not notice:
    it builds while nobody else does, and finds chance as it was.

    Raises
    ------
    CnnLabError
        The architecture cannot be trained.
    """
    with BUILDING:
        before = random.getstate()
        random.seed(seed)
        try:
            return weights_of(build(architecture))
        finally:
            random.setstate(before)
