"""A first filter that is given: in the network from the start, and fixed to the last bit."""

import json
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.first_filter import Matrix, spread
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine.builder import build, build_outline, weights_of
from cnnlab_gui.engine.inside.start import initial_weights
from cnnlab_gui.engine.summary import summary_of

Specify = Callable[..., RunSpecification]
Weights = dict[str, NDArray[np.float32]]

EDGE: Matrix = ((-1.0, -1.0, -0.1), (-1.0, 7.3, -1.0), (-1.0, -1.0, -1.0))
BLUR: Matrix = ((0.1, 0.2), (0.3, 0.4))
FIRST, SECOND = "001", "002"


def stack(*, frozen: bool = True, given: bool = True) -> Architecture:
    """Two convolutions with first filters behind one without, and one that is left out."""
    first = Conv2D(filters=4, l2=0.01, activation="tanh")
    second = Conv2D(filters=3, kernel_size=(2, 2), activation="tanh")
    if given:
        first = first.with_first_filter(EDGE, frozen=frozen)
        second = second.with_first_filter(BLUR, frozen=frozen)
    return Architecture(
        layers=(
            Conv2D(filters=3, strides=(2, 2), activation="tanh"),
            Conv2D(filters=1, enabled=False).with_first_filter(BLUR),
            first,
            second,
            GlobalAveragePooling2D(),
            Dense(units=10, activation="softmax"),
        )
    )


def snapshot(folder: RunFolder, epoch: int) -> Weights:
    with np.load(folder.snapshot_path(epoch), allow_pickle=False) as file:
        return dict(file)


def begun(architecture: Architecture, seed: int = 5) -> Weights:
    keras.utils.set_random_seed(seed)
    return weights_of(build(architecture))


def without_first(weights: Weights) -> Weights:
    return {
        name: array[..., 1:] if name.startswith((FIRST, SECOND)) else array
        for name, array in weights.items()
    }


def assert_first_are_given(weights: Weights) -> None:
    for name, matrix, channels in ((FIRST, EDGE, 3), (SECOND, BLUR, 4)):
        assert np.array_equal(weights[f"{name}.kernel"][..., 0], spread(matrix, channels))
        assert weights[f"{name}.bias"][0] == 0


def assert_all_moved(before: Weights, after: Weights) -> None:
    for name, array in before.items():
        moved = after[name] != array
        assert moved.any(axis=tuple(range(moved.ndim - 1))).all(), name


def test_that_a_given_filter_is_there_from_the_start_and_all_else_as_the_seed_gives_it() -> None:
    with_filters, plain = begun(stack()), begun(stack(given=False))
    assert_first_are_given(with_filters)
    assert list(with_filters) == list(plain)
    for name, array in without_first(plain).items():
        assert np.array_equal(without_first(with_filters)[name], array), name


@pytest.mark.parametrize("deterministic", [False, True])
def test_that_a_fixed_filter_is_the_same_to_the_last_bit_after_training_and_all_else_learns(
    deterministic: bool, train: Any, specify: Specify
) -> None:
    folder = train(specify(stack(), epochs=2, deterministic=deterministic)).folder
    snapshots = [snapshot(folder, epoch) for epoch in range(3)]
    for weights in snapshots:
        assert_first_are_given(weights)
    assert_all_moved(without_first(snapshots[0]), without_first(snapshots[2]))


def test_that_what_a_training_begins_with_is_known_without_one(
    train: Any, specify: Specify
) -> None:
    folder = train(specify(stack(), epochs=1, seed=7)).folder
    foreseen, begun = initial_weights(stack(), 7), snapshot(folder, 0)
    assert list(foreseen) == list(begun)
    for name, array in begun.items():
        assert np.array_equal(foreseen[name], array), name


def test_that_a_given_filter_that_is_not_fixed_learns_too(train: Any, specify: Specify) -> None:
    folder = train(specify(stack(frozen=False), epochs=1)).folder
    before, after = snapshot(folder, 0), snapshot(folder, 1)
    assert_first_are_given(before)
    assert_all_moved(before, after)


def test_that_keras_fit_keeps_a_fixed_filter_too() -> None:
    keras.utils.set_random_seed(5)
    network = build(stack())
    network.compile("adam", "sparse_categorical_crossentropy")
    images = np.random.default_rng(0).random((20, 28, 28, 1), np.float32)
    before = weights_of(network)
    network.fit(images, np.arange(20) % 10, verbose=0)
    assert_first_are_given(weights_of(network))
    assert_all_moved(without_first(before), without_first(weights_of(network)))


def test_that_a_given_filter_changes_no_name_no_count_and_no_summary() -> None:
    given, plain = stack(), stack(given=False)
    assert build(given).count_params() == given.parameter_count == plain.parameter_count
    assert len(build(given).trainable_variables) == len(build(plain).trainable_variables)
    assert summary_of(given) == summary_of(plain)
    shapes = [variable.shape for variable in build_outline(given).variables]
    assert shapes == [variable.shape for variable in build(given).variables]


def test_that_keras_needs_no_code_of_ours_to_read_such_a_network() -> None:
    written = keras.saving.serialize_keras_object(build(stack()))
    assert "Conv2D" in json.dumps(written)
    assert "KeepFirst" not in json.dumps(written)
