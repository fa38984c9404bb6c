"""What is seen inside networks, asked by state and images."""

import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.inside.checks import check_classes, check_images, check_layer
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState, Values
from cnnlab_gui.engine.inside.network import OpenNetwork
from cnnlab_gui.engine.inside.occlusion import occlusion
from cnnlab_gui.engine.resident import GREY_LEVELS

NETWORKS_KEPT = 4
"""Two runs side by side, each with its variant of a moment ago."""


class Inside:
    """Keeps the networks that were last looked into. From any thread, one after the other."""

    def __init__(self) -> None:
        self._networks: OrderedDict[Architecture, OpenNetwork] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def layer_outputs(self, state: NetworkState, images: Images) -> LayerOutputs:
        """See `cnnlab_gui.core.ports.Engine`; images of another shape raise CnnLabError."""
        check_images(state, images)
        grey = GREY_LEVELS[images]
        with self._one_at_a_time:
            return LayerOutputs(state, grey, self._opened(state).outputs(grey))

    def class_activation(
        self, state: NetworkState, images: Images, layer: int, classes: NDArray[np.int64]
    ) -> Values:
        """Grad-CAM, see `OpenNetwork.activation_maps`.

        Raises
        ------
        CnnLabError
            The images have another shape, ``layer`` gives no maps, or there is no such class.
        """
        check_images(state, images)
        check_classes(state, classes)
        check_layer(state, layer)
        grey = GREY_LEVELS[images]
        with self._one_at_a_time:
            return self._opened(state).activation_maps(layer, grey, classes)

    def occlusion(
        self,
        state: NetworkState,
        images: Images,
        classes: NDArray[np.int64],
        patch: int,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Values:
        """See `cnnlab_gui.engine.inside.occlusion.occlusion`.

        Raises
        ------
        CnnLabError
            The images have another shape, there is no such class, or ``patch`` is below 1.
        CancelledError
            As ``cancelled`` said.
        """
        check_images(state, images)
        check_classes(state, classes)
        grey = GREY_LEVELS[images]

        def probabilities(hidden: Values) -> Values:
            with self._one_at_a_time:
                return self._opened(state).probabilities(hidden)

        with self._one_at_a_time:
            at_once = self._opened(state).images_at_once
        return occlusion(probabilities, grey, classes, patch, at_once, cancelled)

    def _opened(self, state: NetworkState) -> OpenNetwork:
        """The network of ``state`` with its weights in it."""
        architecture = state.architecture.active()
        network = self._networks.pop(architecture, None) or OpenNetwork(architecture)
        self._networks[architecture] = network
        if len(self._networks) > NETWORKS_KEPT:
            self._networks.popitem(last=False)
        network.load(state)
        return network
