"""What a network can be asked, and the sentence for what it cannot."""

import numpy as np
import pytest

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.checks import (
    check_classes,
    check_images,
    check_layer,
    check_there_is,
)
from cnnlab_gui.core.inside.state import NetworkState
from tests.core.inside_parts import CLASSES, CONVOLUTION, FLAT, POOLING, network, weights_of

STATE = NetworkState(network().active(), weights_of(network(), 1), 0)
NO_LAYER = r"^There is no layer {}: this network has 4\. Choose another one\.$"


def test_that_images_of_another_size_are_refused() -> None:
    check_images(STATE, np.zeros((3, 10, 10, 1), np.uint8))
    for shape in ((3, 10, 10, 3), (3, 9, 10, 1), (10, 10, 1)):
        with pytest.raises(CnnLabError, match="takes images of 10×10×1, but these are"):
            check_images(STATE, np.zeros(shape, np.uint8))


def test_that_classes_that_the_network_does_not_know_are_refused() -> None:
    check_classes(STATE, np.array([0, 2, 1]))
    check_classes(STATE, np.array([], np.int64))
    for number in (3, -1):
        with pytest.raises(CnnLabError, match=f"no class {number}: .* 3 classes .* 0 to 2"):
            check_classes(STATE, np.array([0, number]))


def test_that_only_layers_that_give_maps_have_a_place_in_the_image() -> None:
    for layer in (-1, CONVOLUTION, POOLING):
        check_layer(STATE, layer)
    for layer, kind in ((FLAT, "Flatten"), (CLASSES, "Dense")):
        with pytest.raises(CnnLabError, match=f"^{kind} gives a list of numbers"):
            check_layer(STATE, layer)
    with pytest.raises(CnnLabError, match=NO_LAYER.format(5)):
        check_layer(STATE, CLASSES + 1)


def test_that_layers_are_counted_without_those_left_out() -> None:
    whole = NetworkState(network(), STATE.weights, 0)
    for state in (STATE, whole):
        for layer in (-1, 0, CLASSES):
            check_there_is(state, layer)
        for layer in (-2, CLASSES + 1):
            with pytest.raises(CnnLabError, match=NO_LAYER.format(layer + 1)):
                check_there_is(state, layer)
