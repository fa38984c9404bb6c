"""What core predicts of an architecture is what Keras builds."""

from collections.abc import Callable

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import Activation, BatchNormalization, Dropout
from cnnlab_gui.core.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.table import KINDS
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.training import TrainingSettings
from cnnlab_gui.engine.builder import build, build_compiled, weights_of

ALL_KINDS = Architecture(
    input_shape=(20, 17, 3),
    layers=(
        Conv2D(filters=5, kernel_size=(3, 2), strides=(2, 1), padding="same", activation="tanh"),
        BatchNormalization(),
        MaxPooling2D(pool_size=(2, 3), padding="same"),
        Activation(activation="sigmoid"),
        Conv2D(filters=4, kernel_size=(2, 2)),
        AveragePooling2D(pool_size=(1, 2)),
        GlobalAveragePooling2D(),
        Flatten(),
        Dropout(rate=0.25),
        Dense(units=7, activation="softmax"),
    ),
)


def assert_built_as_predicted(architecture: Architecture) -> None:
    keras.utils.clear_session(free_memory=False)
    network = build(architecture)
    for built, report in zip(network.layers, architecture.reports(), strict=True):
        assert type(built).__name__ == report.layer.keras_class
        assert tuple(built.output.shape[1:]) == report.output_shape
        assert built.count_params() == report.parameters
        assert_same_parameters(built, report.layer)
    assert network.count_params() == architecture.parameter_count
    assert tuple(network.output_shape[1:]) == architecture.output_shape


def assert_same_parameters(built: keras.Layer, layer: Layer) -> None:
    config = built.get_config()
    for name, value in layer.keras_arguments().items():
        assert config[name] == value


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_that_any_architecture_has_the_shapes_and_parameters_that_keras_builds(
    sound_architecture: Callable[..., st.SearchStrategy[Architecture]], data: st.DataObject
) -> None:
    assert_built_as_predicted(data.draw(sound_architecture()))


@pytest.mark.parametrize("name", PRESETS)
def test_that_a_preset_has_the_shapes_and_parameters_that_keras_builds(name: str) -> None:
    assert_built_as_predicted(PRESETS[name].architecture)


def test_that_every_kind_of_layer_is_built_as_predicted() -> None:
    assert {type(layer) for layer in ALL_KINDS.layers} == set(KINDS)
    assert_built_as_predicted(ALL_KINDS)


@settings(max_examples=20)
@given(
    side=st.integers(1, 9),
    size=st.integers(1, 9),
    stride=st.integers(1, 4),
    padding=st.sampled_from(["valid", "same"]),
)
def test_that_core_refuses_a_window_exactly_where_keras_does(
    side: int, size: int, stride: int, padding: str
) -> None:
    layer = Conv2D(filters=1, kernel_size=(size, 1), strides=(stride, 1), padding=padding)
    keras_layer = keras.layers.Conv2D(**layer.keras_arguments())
    try:
        shape = layer.output_shape((side, 3, 1))
    except CnnLabError:
        with pytest.raises(ValueError, match="Computed output size would be"):
            keras_layer.compute_output_shape((None, side, 3, 1))
    else:
        assert keras_layer.compute_output_shape((None, side, 3, 1))[1:] == shape


def test_that_an_architecture_that_cannot_be_trained_never_reaches_keras() -> None:
    with pytest.raises(CnnLabError, match="Put a Flatten layer between them"):
        build(Architecture(layers=(Conv2D(), Dense(units=10, activation="softmax"))))


def test_that_a_network_is_compiled_as_in_the_workshop() -> None:
    network = build_compiled(PRESETS["dense-baseline"].architecture, TrainingSettings())
    assert isinstance(network.optimizer, keras.optimizers.Adam)
    assert network.loss == "sparse_categorical_crossentropy"
    assert float(network.optimizer.learning_rate) == np.float32(0.001)


def test_that_weights_are_copied_out_under_the_number_of_their_layer() -> None:
    network = build(ALL_KINDS)
    weights = weights_of(network)
    assert sorted(weights) == [
        "000.bias",
        "000.kernel",
        "001.beta",
        "001.gamma",
        "001.moving_mean",
        "001.moving_variance",
        "004.bias",
        "004.kernel",
        "009.bias",
        "009.kernel",
    ]
    assert sum(array.size for array in weights.values()) == ALL_KINDS.parameter_count
    assert all(array.dtype == np.float32 for array in weights.values())
    before = weights["000.bias"].copy()
    network.layers[0].bias.assign_add(np.ones(5))
    assert np.array_equal(weights["000.bias"], before)
