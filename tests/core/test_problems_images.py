"""Networks for other images than those of the dataset."""

import pytest

from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D
from cnnlab_gui.core.layers.pointwise import Activation, Dropout
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.problems.table import problem_of
from tests.core.problem_parts import (
    END,
    all_mend,
    layers_after,
    own_images,
    problem,
    remedy,
    specified,
    texts,
)

SOFTMAX = Activation(activation="softmax")


def test_that_images_of_another_shape_are_told_with_both_and_the_network_fitted() -> None:
    found = problem_of(specified(Flatten(), END), own_images((32, 32, 3), 4))
    assert found is not None
    assert str(found.sentence) == (
        "The network takes images of 28×28×1, but Own images has images of 32×32×3. Choose "
        "another dataset, or fit the network to this one."
    )
    assert found.layer is None
    assert texts(found) == ["Fit the network to Own images"]
    fitted = remedy(found, "Fit the network to Own images").specification.architecture
    assert fitted == specified(Flatten(), END).architecture.fitted((32, 32, 3), 4)
    assert all_mend(found, (32, 32, 3), 4)


def test_that_the_shape_of_the_images_comes_before_faults_that_follow_from_it() -> None:
    small = specified(*PRESETS["cnn-64"].architecture.layers, shape=(4, 4, 1))
    found = problem_of(small, own_images())
    assert found is not None
    assert texts(found) == ["Fit the network to Own images"]
    assert all_mend(found)


def test_that_another_number_of_classes_is_given_to_the_last_dense() -> None:
    found = problem(Flatten(), Dense(), Dense(units=7), Dropout(), SOFTMAX, classes=3)
    assert str(found.sentence) == (
        "The last layer gives a list of length 7, but Own images has 3 classes. Give the last "
        "Dense layer 3 units, or fit the network to this dataset."
    )
    assert found.layer == 2
    assert texts(found)[0] == "Give Dense 3 units"
    assert layers_after(found, "Give Dense 3 units") == (
        Flatten(),
        Dense(),
        Dense(units=3),
        Dropout(),
        SOFTMAX,
    )
    assert all_mend(found, classes=3)


def test_that_a_network_that_gives_a_single_number_is_told_so_in_good_grammar() -> None:
    found = problem(Flatten(), Dense(units=1, activation="softmax"), classes=3)
    assert str(found.sentence).startswith("The last layer gives a list of length 1, but Own images")


def test_that_a_convolution_that_counts_the_classes_gets_filters() -> None:
    layers = (Conv2D(filters=5), GlobalAveragePooling2D(), SOFTMAX)
    found = problem(*layers)
    assert str(found.sentence).endswith("has 10 classes. Give the last Conv2D 10 filters.")
    assert found.layer == 0
    assert texts(found) == ["Give Conv2D 10 filters", "Put Dense 10 before Activation"]
    assert layers_after(found, "Give Conv2D 10 filters") == (Conv2D(filters=10), *layers[1:])
    assert layers_after(found, "Put Dense 10 before Activation") == (
        *layers[:2],
        Dense(units=10, activation="linear"),
        SOFTMAX,
    )
    assert all_mend(found)


@pytest.mark.parametrize(
    "layers",
    [
        (Flatten(),),
        (Conv2D(filters=7), Flatten()),
        (Conv2D(filters=7), DepthwiseConv2D(depth_multiplier=2), GlobalAveragePooling2D()),
    ],
)
def test_that_numbers_that_no_layer_counts_get_a_dense_before_softmax(
    layers: tuple[Layer, ...],
) -> None:
    found = problem(*layers, SOFTMAX)
    assert str(found.sentence).endswith("Put a Dense layer of 10 units before it.")
    assert found.layer == len(layers)
    assert texts(found) == ["Put Dense 10 before Activation"]
    assert all_mend(found)
