"""What core predicts of an architecture is what Keras builds."""

import math
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.augmentation import (
    RandomFlip,
    RandomRotation,
    RandomTranslation,
    RandomZoom,
)
from cnnlab_gui.core.layers.base import KerasCall, Layer, Shape
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import (
    Activation,
    BatchNormalization,
    Dropout,
    SpatialDropout2D,
)
from cnnlab_gui.core.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.table import KINDS
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.training import TrainingSettings
from cnnlab_gui.engine.builder import build, build_compiled, made, weights_of

Sound = Callable[..., st.SearchStrategy[Architecture]]

AUGMENTATIONS: tuple[Layer, ...] = (
    RandomTranslation(height_factor=0.2, fill_mode="wrap"),
    RandomRotation(degrees=45.0),
    RandomZoom(factor=0.3, fill_mode="nearest"),
    RandomFlip(mode="vertical"),
)
IMAGE_LAYERS: tuple[Layer, ...] = (
    Conv2D(filters=5, kernel_size=(3, 2), strides=(2, 1), padding="same", activation="tanh"),
    BatchNormalization(),
    MaxPooling2D(pool_size=(2, 3), strides=(1, 2), padding="same"),
    Activation(activation="sigmoid"),
    SeparableConv2D(filters=4, kernel_size=(2, 3), depth_multiplier=2, initializer="he_normal"),
    SpatialDropout2D(rate=0.1),
    DepthwiseConv2D(kernel_size=(3, 1), depth_multiplier=3, l2=0.01, activation="gelu"),
    AveragePooling2D(pool_size=(1, 2)),
)
ALL_KINDS = Architecture(
    input_shape=(20, 17, 3),
    layers=(
        *AUGMENTATIONS,
        *IMAGE_LAYERS,
        Flatten(),
        Dropout(rate=0.25),
        Dense(units=7, activation="softmax"),
    ),
)
POOLED = Architecture(
    input_shape=(9, 8, 1),
    layers=(Conv2D(filters=3, l2=0.5), GlobalAveragePooling2D(), Activation(activation="softmax")),
)


def assert_built_as_predicted(architecture: Architecture) -> None:
    keras.utils.clear_session(free_memory=False)
    network = build(architecture)
    reports = [report for report in architecture.reports() if report.layer.enabled]
    shape: Shape = architecture.input_shape
    for built, report in zip(network.layers, reports, strict=True):
        assert report.output_shape is not None
        assert type(built).__name__ == report.layer.keras_class
        assert tuple(built.output.shape[1:]) == report.output_shape
        weights = {weight.name: tuple(weight.shape) for weight in built.weights}
        assert list(weights.items()) == list(report.layer.weight_shapes(shape).items())
        assert built.count_params() == report.parameters
        assert multiply_adds_of(built) == report.multiply_adds
        assert math.prod(built.output.shape[1:]) == report.activations
        assert_same_parameters(built, report.layer)
        shape = report.output_shape
    assert network.count_params() == architecture.parameter_count
    assert tuple(network.output_shape[1:]) == architecture.output_shape
    assert sum(map(multiply_adds_of, network.layers)) == architecture.multiply_adds
    outputs = sum(math.prod(built.output.shape[1:]) for built in network.layers)
    assert outputs == architecture.activation_count


def multiply_adds_of(built: keras.Layer) -> int:
    """Each weight of a kernel is multiplied once at every place of the output."""
    places = math.prod(built.output.shape[1:-1])
    kernels = [weight for weight in built.weights if weight.name.endswith("kernel")]
    return places * sum(math.prod(kernel.shape) for kernel in kernels)


def assert_same_parameters(built: keras.Layer, layer: Layer) -> None:
    config = built.get_config()
    for name, value in layer.keras_arguments().items():
        if name.endswith("initializer"):
            assert config[name]["class_name"] == type(keras.initializers.get(value)).__name__
        elif isinstance(value, KerasCall):
            assert f"regularizers.{config[name]['class_name']}" == value.path
            assert config[name]["config"] == value.arguments
        elif isinstance(layer, RandomRotation) and name == "factor":
            assert config[name] == (-value, value)
        elif isinstance(layer, SeparableConv2D | DepthwiseConv2D) and name == "strides":
            assert config[name] == (value, value)
        else:
            assert config[name] == value


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_that_any_architecture_costs_what_keras_builds(
    sound_architecture: Sound, data: st.DataObject
) -> None:
    assert_built_as_predicted(data.draw(sound_architecture()))


@pytest.mark.parametrize("name", PRESETS)
def test_that_a_preset_costs_what_keras_builds(name: str) -> None:
    assert_built_as_predicted(PRESETS[name].architecture)


def test_that_every_kind_of_layer_is_built_as_predicted() -> None:
    assert {type(layer) for layer in (*ALL_KINDS.layers, *POOLED.layers)} == set(KINDS)
    assert_built_as_predicted(ALL_KINDS)
    assert_built_as_predicted(POOLED)


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_that_a_layer_that_is_not_enabled_is_left_out_and_costs_nothing(
    sound_architecture: Sound, data: st.DataObject
) -> None:
    architecture = data.draw(sound_architecture())
    network = build(architecture)
    enabled = [layer for layer in architecture.layers if layer.enabled]
    assert [type(built).__name__ for built in network.layers] == [
        layer.keras_class for layer in enabled
    ]
    shape = architecture.input_shape
    for report in architecture.reports():
        if not report.layer.enabled:
            assert report.output_shape == shape
            assert (report.parameters, report.multiply_adds, report.activations) == (0, 0, 0)
        shape = report.output_shape


# One side of the largest image that a receptive field is looked for in.
LARGEST_SIDE = 400


def windows_alone(layer: Layer) -> Layer:
    """A layer that mixes the pixels of ``layer``'s windows, and lets every one of them count."""
    changes: dict[str, Any] = {"activation": "linear"} if hasattr(layer, "activation") else {}
    if isinstance(layer, MaxPooling2D):
        # The largest value alone would hide the others.
        return AveragePooling2D(**layer.model_dump(exclude={"kind"}))
    return layer.model_copy(update=changes)


def roomy(layers: tuple[Layer, ...]) -> Architecture | None:
    """``layers`` on an image in whose middle one output's field lies with room on all sides."""
    stack = Architecture(input_shape=(1024, 1024, 1), layers=layers)
    field = stack.reports()[-1].receptive_field
    if field is None or max(field) * 4 > LARGEST_SIDE:
        return None
    steps = [
        math.prod(layer.window().strides[axis] for layer in layers if layer.window())  # type: ignore[union-attr]
        for axis in (0, 1)
    ]
    height, width = (4 * side + 2 * step for side, step in zip(field, steps, strict=True))
    return stack.model_copy(update={"input_shape": (height, width, 1)})


def seen_by_the_centre(stack: Architecture) -> tuple[int, int]:
    """Height and width of the pixels of the input that one output value in the middle needs."""
    network = keras.Sequential(
        [keras.Input(stack.input_shape)]
        + [made(layer.keras_call()) for layer in stack.active().layers]
    )
    for weight in network.weights:
        if weight.name.endswith("kernel"):
            weight.assign(np.ones(weight.shape))
    image = tf.ones((1, *stack.input_shape))
    with tf.GradientTape() as tape:
        tape.watch(image)
        output = network(image, training=False)
        centre = output[0, output.shape[1] // 2, output.shape[2] // 2, 0]
    rows, columns = np.nonzero(tape.gradient(centre, image).numpy()[0, :, :, 0])
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_that_the_receptive_field_is_what_the_gradient_of_one_output_reaches(
    sound_architecture: Sound, data: st.DataObject
) -> None:
    stack: Architecture | None = None
    layers = data.draw(sound_architecture(most=5)).layers
    # As much of it as has a field on an image that is quickly looked through.
    for end in range(1, len(layers) + 1):
        stack = roomy(tuple(map(windows_alone, layers[:end]))) or stack
    if stack and stack.active().layers:
        assert seen_by_the_centre(stack) == stack.reports()[-1].receptive_field


@pytest.mark.parametrize(
    ("layers", "field"),
    [
        ((Conv2D(kernel_size=(3, 5)), AveragePooling2D(), Conv2D(filters=2)), (8, 10)),
        ((Conv2D(kernel_size=(1, 2), strides=(3, 1)), DepthwiseConv2D(kernel_size=(2, 1))), (4, 2)),
        ((AveragePooling2D(pool_size=(3, 3), strides=(1, 0)), SeparableConv2D()), (5, 9)),
    ],
)
def test_that_the_receptive_field_is_the_one_worked_out_by_hand(
    layers: tuple[Layer, ...], field: tuple[int, int]
) -> None:
    stack = roomy(tuple(map(windows_alone, layers)))
    assert stack is not None
    assert stack.reports()[-1].receptive_field == field == seen_by_the_centre(stack)


@settings(max_examples=60)
@given(
    kind=st.sampled_from(
        [Conv2D, SeparableConv2D, DepthwiseConv2D, MaxPooling2D, AveragePooling2D]
    ),
    side=st.integers(1, 9),
    size=st.integers(1, 9),
    stride=st.integers(1, 4),
    padding=st.sampled_from(["valid", "same"]),
)
def test_that_core_refuses_a_window_exactly_where_keras_does(
    kind: type[Layer], side: int, size: int, stride: int, padding: str
) -> None:
    name = "kernel_size" if "kernel_size" in kind.model_fields else "pool_size"
    square = kind in (SeparableConv2D, DepthwiseConv2D)
    strides = stride if square else (stride, 1)
    layer = kind(**{name: (size, 1)}, strides=strides, padding=padding)
    keras_layer = made(layer.keras_call())
    try:
        shape = layer.output_shape((side, 3, 1))
    except CnnLabError:
        with pytest.raises(ValueError, match="Computed output size would be"):
            keras_layer.compute_output_shape((None, side, 3, 1))
    else:
        assert keras_layer.compute_output_shape((None, side, 3, 1))[1:] == shape


@pytest.mark.parametrize("kind", [Conv2D, SeparableConv2D, DepthwiseConv2D, Dense])
def test_that_initialiser_and_l2_act_on_every_kernel_of_a_layer(kind: type[Layer]) -> None:
    begun = kind(initializer="he_uniform", l2=0.25)
    built = made(begun.keras_call())
    built.build((None, 3) if kind is Dense else (None, 5, 5, 3))
    kernels = [weight for weight in built.weights if weight.name.endswith("kernel")]
    assert len(kernels) == len(begun.kernels)
    for kernel, loss in zip(kernels, built.losses, strict=True):
        assert float(loss) == pytest.approx(0.25 * np.square(kernel.numpy()).sum(), rel=1e-5)
    zeros = made(begun.model_copy(update={"initializer": "zeros", "l2": 0.0}).keras_call())
    zeros.build((None, 3) if kind is Dense else (None, 5, 5, 3))
    assert zeros.losses == []
    assert not any(weight.numpy().any() for weight in zeros.weights)


def test_that_an_architecture_that_cannot_be_trained_never_reaches_keras() -> None:
    with pytest.raises(CnnLabError, match="Put a Flatten layer between them"):
        build(Architecture(layers=(Conv2D(), Dense(units=10, activation="softmax"))))


def test_that_a_network_is_compiled_as_in_the_workshop() -> None:
    network = build_compiled(PRESETS["dense-baseline"].architecture, TrainingSettings())
    assert isinstance(network.optimizer, keras.optimizers.Adam)
    assert network.loss == "sparse_categorical_crossentropy"
    assert float(network.optimizer.learning_rate) == np.float32(0.001)


def test_that_weights_are_copied_out_under_the_number_of_their_layer() -> None:
    layers = (*IMAGE_LAYERS, Flatten(), Dense(units=7, activation="softmax"))
    architecture = Architecture(input_shape=(20, 17, 3), layers=layers)
    network = build(architecture)
    weights = weights_of(network)
    assert sorted(weights) == [
        "000.bias",
        "000.kernel",
        "001.beta",
        "001.gamma",
        "001.moving_mean",
        "001.moving_variance",
        "004.bias",
        "004.depthwise_kernel",
        "004.pointwise_kernel",
        "006.bias",
        "006.kernel",
        "009.bias",
        "009.kernel",
    ]
    assert sum(array.size for array in weights.values()) == architecture.parameter_count
    assert all(array.dtype == np.float32 for array in weights.values())
    before = weights["000.bias"].copy()
    network.layers[0].bias.assign_add(np.ones(5))
    assert np.array_equal(weights["000.bias"], before)


def test_that_a_layer_that_draws_by_chance_keeps_no_weights() -> None:
    # Its state is no parameter, and no snapshot holds it.
    layers = (*AUGMENTATIONS, SpatialDropout2D(), Flatten(), Dropout())
    network = build(Architecture(layers=(*layers, Dense(units=7, activation="softmax"))))
    assert sorted(weights_of(network)) == ["007.bias", "007.kernel"]
