"""What is seen inside networks, asked by state and images."""

import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState, Values
from cnnlab_gui.core.text import size_text, tr_noop
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
        grey = _scaled(state, images)
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
        grey = _scaled(state, images)
        _check_classes(state, classes)
        _check_layer(state, layer)
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
        grey = _scaled(state, images)
        _check_classes(state, classes)

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


def _scaled(state: NetworkState, images: Images) -> Values:
    """``images`` as the network gets them in training."""
    wanted, given = state.architecture.input_shape, images.shape[1:]
    if given != wanted:
        raise CnnLabError(
            tr_noop(
                "errors",
                "This network takes images of {wanted}, but these are {given}. Choose images of "
                "the dataset that it was trained on, or another run.",
            ),
            wanted=size_text(wanted),
            given=size_text(given),
        )
    return GREY_LEVELS[images]


def _check_classes(state: NetworkState, classes: NDArray[np.int64]) -> None:
    count = (state.architecture.output_shape or (0,))[0]
    for number in classes:
        if not 0 <= number < count:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "There is no class {number}: this network tells {count:,} classes apart. "
                    "Choose one of 0 to {last:,}.",
                ),
                number=int(number),
                count=count,
                last=count - 1,
            )


def _check_layer(state: NetworkState, layer: int) -> None:
    reports = state.architecture.active().reports()
    if not -1 <= layer < len(reports):
        raise CnnLabError(
            tr_noop(
                "errors",
                "There is no layer {number}: this network has {count:,}. Choose another one.",
            ),
            number=layer + 1,
            count=len(reports),
        )
    if layer >= 0 and len(reports[layer].output_shape or ()) != 3:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{layer} gives a list of numbers, which have no place in the image. Choose a "
                "layer that gives feature maps, such as the last convolution.",
            ),
            layer=reports[layer].layer.kind,
        )
