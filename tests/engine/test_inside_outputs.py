"""What every layer gives, in a network of one's own."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.state import NetworkState
from cnnlab_gui.core.layers.augmentation import RandomRotation
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import (
    Activation,
    BatchNormalization,
    Dropout,
    SpatialDropout2D,
)
from cnnlab_gui.core.layers.pooling import AveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine.builder import build, weights_of
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.engine import KerasEngine
from cnnlab_gui.engine.inside import network as network_module
from cnnlab_gui.engine.inside.inside import NETWORKS_KEPT, Inside
from cnnlab_gui.engine.inside.network import OpenNetwork

Images = NDArray[np.uint8]

EVERYTHING = Architecture(
    input_shape=(12, 10, 3),
    layers=(
        RandomRotation(),
        Conv2D(filters=4, activation="leaky_relu"),
        BatchNormalization(),
        MaxPooling2D(),
        SeparableConv2D(filters=5, padding="same", activation="linear"),
        Activation(activation="leaky_relu"),
        Conv2D(filters=2, enabled=False),
        SpatialDropout2D(),
        DepthwiseConv2D(kernel_size=(2, 2), activation="gelu"),
        Conv2D(filters=3, kernel_size=(1, 1), activation="linear"),
        Activation(activation="leaky_relu"),
        AveragePooling2D(pool_size=(2, 1)),
        Flatten(),
        Dense(units=6, activation="tanh"),
        Dropout(),
        Dense(units=4, activation="softmax"),
    ),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> KerasEngine:
    return KerasEngine(DatasetLibrary(), RunStore(tmp_path_factory.mktemp("home") / "runs"))


def images_for(architecture: Architecture, count: int = 3) -> Images:
    rng = np.random.default_rng(4)
    return rng.integers(0, 256, (count, *architecture.input_shape), np.uint8)


def random_network(architecture: Architecture, seed: int = 1) -> Any:
    """A plain Keras network whose every weight is by chance, and no variance below 0."""
    network, rng = build(architecture), np.random.default_rng(seed)
    for variable in network.weights:
        values = rng.normal(scale=0.5, size=variable.shape)
        variable.assign(np.abs(values) if "variance" in variable.name else values)
    return network


def state_of(architecture: Architecture, network: Any) -> NetworkState:
    return NetworkState(architecture, weights_of(network), object())


def test_that_each_layer_gives_what_plain_keras_gives(engine: KerasEngine) -> None:
    network, images = random_network(EVERYTHING), images_for(EVERYTHING)
    given = engine.layer_outputs(state_of(EVERYTHING, network), images)
    assert np.array_equal(given.images, (images / 255.0).astype(np.float32))
    expected = given.images
    assert len(given.outputs) == len(network.layers) == len(EVERYTHING.active().layers)
    for layer, output in zip(network.layers, given.outputs, strict=True):
        expected = layer(expected, training=False)
        np.testing.assert_allclose(output, expected, rtol=1e-5, atol=1e-6)
        assert output.dtype == np.float32


def test_that_a_state_with_another_key_has_other_weights_and_the_same_key_the_same(
    engine: KerasEngine,
) -> None:
    images = images_for(EVERYTHING)
    first = state_of(EVERYTHING, random_network(EVERYTHING, 1))
    second = state_of(EVERYTHING, random_network(EVERYTHING, 2))
    given = [engine.layer_outputs(state, images).probabilities for state in (first, second, first)]
    assert np.array_equal(given[0], given[2])
    assert not np.allclose(given[0], given[1])


def test_that_weights_that_are_in_already_are_not_read_again(engine: KerasEngine) -> None:
    state, images = state_of(EVERYTHING, random_network(EVERYTHING)), images_for(EVERYTHING)
    first = engine.layer_outputs(state, images).probabilities
    again = engine.layer_outputs(replace(state, weights={}), images).probabilities
    assert np.array_equal(first, again)


def test_that_images_beyond_one_call_are_computed_in_parts(
    engine: KerasEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = state_of(EVERYTHING, random_network(EVERYTHING))
    images = images_for(EVERYTHING, 7)
    whole = engine.layer_outputs(state, images)
    numbers = EVERYTHING.activation_count + 360
    monkeypatch.setattr(network_module, "NUMBERS_AT_ONCE", 3 * numbers + 1)
    parts = Inside().layer_outputs(state, images)
    for one, other in zip(whole.outputs, parts.outputs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


def test_that_no_image_gives_no_output(engine: KerasEngine) -> None:
    state = state_of(EVERYTHING, random_network(EVERYTHING))
    given = engine.layer_outputs(state, images_for(EVERYTHING, 0))
    assert [output.shape for output in given.outputs] == [
        (0, *report.output_shape)  # type: ignore[misc]
        for report in EVERYTHING.active().reports()
    ]


def test_that_images_of_another_shape_are_one_sentence(engine: KerasEngine) -> None:
    state = state_of(EVERYTHING, random_network(EVERYTHING))
    other = np.zeros((2, 28, 28, 1), np.uint8)
    with pytest.raises(CnnLabError, match=r"takes images of 12×10×3, but these are 28×28×1\."):
        engine.layer_outputs(state, other)


def test_that_weights_that_are_no_numbers_flow_through(engine: KerasEngine) -> None:
    state = state_of(EVERYTHING, random_network(EVERYTHING))
    kernel = state.weights["001.kernel"].copy()
    kernel[:] = np.nan
    broken = replace(state, weights={**state.weights, "001.kernel": kernel}, key="broken")
    given = engine.layer_outputs(broken, images_for(EVERYTHING))
    assert np.isnan(given.of(1)).all()
    assert np.isnan(given.probabilities).all()
    assert np.isfinite(given.of(0)).all()


def test_that_only_the_last_few_networks_are_kept() -> None:
    inside = Inside()
    for units in range(2, 4 + NETWORKS_KEPT):
        small = Architecture(
            input_shape=(2, 2, 1),
            layers=(Flatten(), Dense(units=units, activation="softmax")),
        )
        inside.layer_outputs(state_of(small, build(small)), images_for(small))
    assert len(inside._networks) == NETWORKS_KEPT


def test_that_a_leaky_relu_behind_a_convolution_says_nothing_on_stderr(
    capfd: pytest.CaptureFixture[str],
) -> None:
    layers = (
        *(Conv2D(filters=4, activation="linear"), Activation(activation="leaky_relu")),
        *(Conv2D(filters=4, activation="leaky_relu"), Flatten()),
        Dense(units=3, activation="softmax"),
    )
    leaky = Architecture(input_shape=(9, 9, 1), layers=layers)
    state, images = state_of(leaky, random_network(leaky)), images_for(leaky)
    inside = Inside()
    inside.layer_outputs(state, images)
    inside.occlusion(state, images, np.zeros(3, np.int64), 4)
    for layer in range(-1, 3):
        inside.class_activation(state, images, layer, np.zeros(3, np.int64))
    # TensorFlow's own words, past Python's stderr.
    assert "remapper failed" not in capfd.readouterr().err


def test_that_nothing_is_left_to_be_placed_on_a_gpu() -> None:
    network = OpenNetwork(EVERYTHING.active())
    places = {variable.value.device for layer in network._layers for variable in layer.weights}
    assert {place.rpartition("/")[2] for place in places} == {"device:CPU:0"}
    for function in (network._all_outputs, network._last_output(), network._activation_maps(3)):
        operations = function.graph.get_operations()
        free = {operation.type for operation in operations if not operation.device}
        assert free <= {"Placeholder", "ReadVariableOp", "Identity", "NoOp"}  # none computes
        assert {operation.device for operation in operations} == {"", "/device:CPU:0"}


CHANCES = Architecture(
    layers=(
        RandomRotation(),
        Conv2D(filters=4, strides=(2, 2), activation="leaky_relu"),
        SpatialDropout2D(),
        Flatten(),
        Dropout(),
        Dense(units=10, activation="softmax"),
    )
)


def test_that_a_training_gives_the_same_digits_beside_all_that_looks_inside(
    train: Any, specify: Callable[..., RunSpecification], tmp_path: Path
) -> None:
    specification = specify(CHANCES, deterministic=True, seed=7, epochs=2)
    alone = train(specification)
    assert alone.finished.outcome == "completed"

    engine = KerasEngine(DatasetLibrary(), RunStore(tmp_path / "runs"))
    over = threading.Event()
    seen: list[bytes] = []

    def go_on() -> None:
        images, classes = images_for(CHANCES), np.array([1, 2, 3])
        while not over.is_set():
            engine._inside._networks.clear()  # build anew each time
            state = NetworkState(CHANCES, engine.initial_weights(CHANCES, 3), len(seen))
            heat = engine.class_activation(state, images, 1, classes)
            hidden = engine.occlusion(state, images, classes, 14)
            outputs = engine.layer_outputs(state, images)
            seen.append(b"".join(map(bytes, (heat, hidden, outputs.probabilities))))

    beside = threading.Thread(target=go_on)
    beside.start()
    try:
        accompanied = train(specification)
    finally:
        over.set()
        beside.join()
    assert accompanied.figures == alone.figures
    assert len(seen) > 1
    assert len(set(seen)) == 1


def test_that_networks_looked_into_outlive_a_training_that_forgets_its_own(
    engine: KerasEngine, train: Any, specify: Callable[..., RunSpecification]
) -> None:
    state, images = state_of(EVERYTHING, random_network(EVERYTHING)), images_for(EVERYTHING)
    before = engine.layer_outputs(state, images).probabilities
    train(specify(epochs=1))
    keras.utils.clear_session(free_memory=False)
    assert np.array_equal(engine.layer_outputs(state, images).probabilities, before)
