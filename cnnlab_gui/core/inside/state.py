"""A network at one moment, and what its layers give for some images."""

from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.runs.weights import Weights

Values = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class NetworkState:
    """An architecture with weights.

    Attributes
    ----------
    architecture : Architecture
        It can be trained.
    weights : mapping of str
        Named as a snapshot's are: ``000.kernel``.
    key : hashable
        Two states of one architecture with the same key have the same weights.
    """

    architecture: Architecture
    weights: Weights = field(repr=False)
    key: Hashable


@dataclass(frozen=True, eq=False)
class LayerOutputs:
    """What a network's layers give for a few images.

    Attributes
    ----------
    state : NetworkState
    images : (N, H, W, C) float32
        In [0, 1], as the network gets them.
    outputs : tuple of (N, ...) float32
        One array for each enabled layer, in order.
    """

    state: NetworkState
    images: Values = field(repr=False)
    outputs: tuple[Values, ...] = field(repr=False)

    def of(self, layer: int) -> Values:
        """What ``layer`` gives; -1 for the images themselves."""
        return self.images if layer < 0 else self.outputs[layer]

    @property
    def probabilities(self) -> Values:
        """(N, classes) float32: what the last layer gives."""
        return self.outputs[-1]
