"""How many digits a network reads right: of a test set, and of simulated drawings."""

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset, Images, Labels
from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.inside.state import NetworkState
from cnnlab_gui.core.pretrained import Measured
from cnnlab_gui.core.runs.weights import Weights
from cnnlab_gui.engine.datasets.drawings.simulated import network_images, simulated_drawings
from cnnlab_gui.engine.inside.network import OpenNetwork
from cnnlab_gui.engine.resident import GREY_LEVELS


def read_by(architecture: Architecture, weights: Weights, images: Images) -> NDArray[np.int64]:
    """What a network takes ``(N, H, W, C) uint8`` images for, ``(N,)``."""
    network = OpenNetwork(architecture.active())
    network.load(NetworkState(architecture, weights, object()))
    return np.asarray(network.probabilities(GREY_LEVELS[images]).argmax(axis=1), np.int64)


def share_read(
    architecture: Architecture, weights: Weights, images: Images, labels: Labels
) -> float:
    """The share of images that a network reads right."""
    return float((read_by(architecture, weights, images) == labels).mean())


def measured(architecture: Architecture, weights: Weights, digits: Dataset) -> Measured:
    """Measure a network as its record tells of it."""
    drawings = simulated_drawings(digits)
    shares = {
        placement: share_read(architecture, weights, *network_images(drawings, placement))
        for placement in (Placement.MNIST, Placement.AS_DRAWN)
    }
    return Measured(
        test_accuracy=share_read(architecture, weights, digits.x_test, digits.y_test),
        drawings=shares[Placement.MNIST],
        drawings_as_drawn=shares[Placement.AS_DRAWN],
        drawings_count=len(drawings),
    )
