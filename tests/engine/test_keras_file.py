"""What Keras itself saves comes in as the architecture that it is, or as a sentence."""

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keras import layers

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.keras_file import read_keras_architecture
from cnnlab_gui.core.keras_file.network import architecture_of
from cnnlab_gui.core.layers.augmentation import RandomRotation
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import Activation
from cnnlab_gui.core.layers.pooling import MaxPooling2D, WindowPooling
from cnnlab_gui.core.layers.table import KINDS
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.training import TrainingSettings
from cnnlab_gui.engine.builder import build, build_compiled, made

Import = Callable[[Any], Architecture]

IMAGE = (28, 28, 1)


@pytest.fixture
def imported(tmp_path: Path) -> Import:
    """Save a network with Keras, and read it without."""

    def through_file(network: Any) -> Architecture:
        path = tmp_path / "network.keras"
        with warnings.catch_warnings():
            # Keras 3.15 has not followed NumPy 2.
            warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
            warnings.filterwarnings("ignore", "You are saving a model that has not yet been built")
            network.save(path)
        return read_keras_architecture(path)

    return through_file


def network_of(*stack: Any, shape: tuple[int, ...] = IMAGE) -> Any:
    return keras.Sequential([keras.Input(shape), *stack])


def kept(layer: Layer) -> dict[str, Any]:
    """What a file keeps of ``layer``: what Keras knows, and two things it says in one way."""
    ours = {name: type(layer).model_fields[name].default for name in layer.ours}
    parameters = {**layer.model_dump(), **ours, "kind": layer.kind}
    if isinstance(layer, WindowPooling):
        parameters["strides"] = (0, 0) if layer.is_tiled else layer.window().strides
    if isinstance(layer, RandomRotation):
        # Keras has turns, so an angle may come back with another last digit.
        parameters["degrees"] = pytest.approx(layer.degrees, rel=1e-15)
    return parameters


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_that_any_sound_architecture_comes_back_from_what_keras_saves(
    sound_architecture: Callable[..., st.SearchStrategy[Architecture]],
    imported: Import,
    data: st.DataObject,
) -> None:
    keras.utils.clear_session(free_memory=False)
    architecture = data.draw(sound_architecture())
    read = imported(build(architecture))
    assert read.input_shape == architecture.input_shape
    for layer, expected in zip(read.layers, architecture.active().layers, strict=True):
        assert layer.model_dump() == kept(expected)
    again = imported(build(read))
    assert again == read


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_that_any_layer_at_its_bounds_comes_back_from_what_keras_says_of_it(
    any_layer: st.SearchStrategy[Layer], data: st.DataObject
) -> None:
    layer = data.draw(any_layer)
    content = keras.saving.serialize_keras_object(keras.Sequential([made(layer.keras_call())]))
    content["config"]["build_input_shape"] = [None, *IMAGE]
    (read,) = architecture_of(json.loads(json.dumps(content))).layers
    assert read.model_dump() == kept(layer)


@pytest.mark.parametrize("name", PRESETS)
def test_that_a_preset_comes_back_from_what_keras_saves(name: str, imported: Import) -> None:
    architecture = PRESETS[name].architecture
    assert imported(build_compiled(architecture, TrainingSettings())) == architecture


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_kind_comes_back_as_keras_makes_it_by_default(
    kind: type[Layer], imported: Import
) -> None:
    required: dict[str, Any] = {
        "Conv2D": {"filters": 3, "kernel_size": 3},
        "SeparableConv2D": {"filters": 3, "kernel_size": 3},
        "DepthwiseConv2D": {"kernel_size": 3},
        "AveragePooling2D": {"pool_size": 2},
        "Dense": {"units": 3},
        "Dropout": {"rate": 0.5},
        "SpatialDropout2D": {"rate": 0.5},
        "Activation": {"activation": "relu"},
        "RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1},
        "RandomRotation": {"factor": 0.1},
        "RandomZoom": {"height_factor": 0.1},
    }
    made_by_default = getattr(layers, kind.keras_class)(**required.get(kind.keras_class, {}))
    flat = [layers.Flatten()] if kind is Dense else []
    (layer,) = imported(network_of(*flat, made_by_default)).layers[len(flat) :]
    assert type(layer) is kind
    assert type(made(layer.keras_call())) is type(made_by_default)
    config, again = made_by_default.get_config(), made(layer.keras_call()).get_config()
    assert {**again, "name": "", "seed": None} == {**config, "name": "", "seed": None}


def test_that_the_workshop_s_own_code_is_read_as_its_presets(imported: Import) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Do not pass an `input_shape`", UserWarning)
        convolutional = keras.Sequential(
            [
                layers.Conv2D(64, (3, 3), activation="relu", input_shape=IMAGE),
                layers.MaxPooling2D(2, 2),
                layers.Conv2D(64, (3, 3), activation="relu"),
                layers.MaxPooling2D(2, 2),
                layers.Flatten(),
                layers.Dense(128, activation="relu"),
                layers.Dense(10, activation="softmax"),
            ]
        )
        dense = keras.Sequential(
            [
                layers.Flatten(input_shape=(28, 28)),
                layers.Dense(128, activation=keras.activations.relu),
                layers.Dense(10, activation=keras.activations.softmax),
            ]
        )
    convolutional.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    assert imported(convolutional) == PRESETS["cnn-64"].architecture
    assert imported(dense) == PRESETS["dense-baseline"].architecture


def test_that_a_network_built_late_is_read(imported: Import) -> None:
    network = keras.Sequential([layers.Flatten(), layers.Dense(10, activation="softmax")])
    with pytest.raises(CnnLabError, match="does not say how large its images are"):
        imported(network)
    network.build((None, *IMAGE))
    assert imported(network).input_shape == IMAGE


def chain(*stack: Any) -> Any:
    outputs = inputs = keras.Input(IMAGE)
    for layer in stack:
        outputs = layer(outputs)
    return keras.Model(inputs, outputs)


def test_that_a_functional_chain_is_read_in_its_order(imported: Import) -> None:
    stack = [
        layers.Conv2D(3, 3, kernel_regularizer="l2"),
        layers.ReLU(),
        layers.MaxPool2D(),
        layers.Dropout(0.5),
        layers.Flatten(),
        layers.Dense(10),
        layers.Softmax(),
    ]
    read = imported(chain(*stack))
    assert read == imported(network_of(*stack))
    assert [layer.kind for layer in read.layers] == [
        *("Conv2D", "Activation", "MaxPooling2D", "Dropout", "Flatten", "Dense", "Activation")
    ]
    assert read.layers[:3] == (
        Conv2D(filters=3, activation="linear", l2=0.01),
        Activation(activation="relu"),
        MaxPooling2D(),
    )
    dictionary = {"image": keras.Input(IMAGE, name="image")}
    assert imported(keras.Model(dictionary, [layers.Flatten()(dictionary["image"])])).layers == (
        Flatten(),
    )


def branched() -> Any:
    inputs = keras.Input(IMAGE)
    ways = [layers.Conv2D(3, 3, name=f"way_{k}")(inputs) for k in range(2)]
    return keras.Model(inputs, layers.Add(name="sum")(ways))


def shared() -> Any:
    layer, inputs = layers.Conv2D(1, 3, padding="same", name="twin"), keras.Input(IMAGE)
    return keras.Model(inputs, layer(layer(inputs)))


def forked() -> Any:
    inputs = keras.Input(IMAGE)
    return keras.Model(inputs, [layers.Flatten()(inputs), layers.GlobalAveragePooling2D()(inputs)])


def operations() -> Any:
    inputs = keras.Input(IMAGE)
    return keras.Model(inputs, keras.ops.relu(layers.Conv2D(3, 3)(inputs)) * 2.0)


def in_training() -> Any:
    inputs = keras.Input(IMAGE)
    return keras.Model(inputs, layers.Dropout(0.5)(inputs, training=True))


def frozen() -> Any:
    network = network_of(layers.Conv2D(3, 3))
    network.trainable = False
    return network


def quantized() -> Any:
    network = network_of(layers.Flatten(), layers.Dense(8))
    network.quantize("int8")
    return network


@keras.saving.register_keras_serializable(package="Custom")
class Doubled(layers.Layer):
    def call(self, inputs: Any) -> Any:
        return inputs * 2


@keras.saving.register_keras_serializable(package="Custom")
class OwnNetwork(keras.Model):
    def call(self, inputs: Any) -> Any:
        return inputs


def mine(values: Any) -> Any:
    return values


OWN_CODE = "which is code of its own and no part of Keras; CNN Lab never runs such code"

UNSUPPORTED: dict[str, tuple[Callable[[], Any], str]] = {
    "merge": (branched, "CNN Lab has no layer kind Add (layer 'sum'). It has Conv2D, "),
    "branch": (forked, "has several inputs or outputs"),
    "shared layer": (shared, "Conv2D 'twin' stands in the network 2 times"),
    "operations": (operations, "CNN Lab has no layer kind Relu (layer 'relu"),
    "call in training": (in_training, "is called with training=True, which CNN Lab"),
    "frozen": (frozen, "has trainable False, which CNN Lab does not have"),
    "quantized": (quantized, "which CNN Lab does not have"),
    "nested": (
        lambda: network_of(keras.Sequential([layers.Flatten()], name="inner")),
        "Sequential 'inner' is a network within the network",
    ),
    "nested chain": (
        lambda: network_of(chain(layers.Flatten())),
        "is a network within the network",
    ),
    "lambda": (
        lambda: network_of(layers.Lambda(lambda x: x, name="f")),
        f"Lambda 'f' uses 'lambda', {OWN_CODE}",
    ),
    "lambda activation": (
        lambda: network_of(layers.Activation(lambda x: x, name="f")),
        f"Activation 'f' uses 'lambda', {OWN_CODE}",
    ),
    "own function": (
        lambda: network_of(layers.Activation(mine)),
        "activation must be one of relu, leaky_relu, elu, gelu, tanh, sigmoid, softmax, linear, "
        "but is 'mine'",
    ),
    "own layer": (
        lambda: network_of(Doubled(name="d")),
        f"Doubled 'd' uses 'Custom>Doubled', {OWN_CODE}",
    ),
    "own network": (
        lambda: OwnNetwork(name="n"),
        f"OwnNetwork 'n' uses 'Custom>OwnNetwork', {OWN_CODE}",
    ),
    "preprocessing": (
        lambda: network_of(layers.Rescaling(1 / 255, name="scale")),
        "CNN Lab has no layer kind Rescaling (layer 'scale'). It has Conv2D, ",
    ),
    "recurrent": (
        lambda: network_of(layers.LSTM(3, name="memory"), shape=(28, 28)),
        "CNN Lab has no layer kind LSTM (layer 'memory')",
    ),
    "wrapper": (
        lambda: network_of(layers.TimeDistributed(layers.Dense(3), name="wrap")),
        "CNN Lab has no layer kind TimeDistributed (layer 'wrap')",
    ),
    "dilation": (
        lambda: network_of(layers.Conv2D(3, 3, dilation_rate=2, name="conv")),
        "Conv2D 'conv' has dilation_rate [2, 2], which CNN Lab does not have: here it is always 1",
    ),
    "no bias": (lambda: network_of(layers.Conv2D(3, 3, use_bias=False)), "has use_bias False"),
    "slope": (lambda: network_of(layers.LeakyReLU()), "has negative_slope 0.3, which"),
    "momentum": (
        lambda: network_of(layers.BatchNormalization(momentum=0.9)),
        "has momentum 0.9, which CNN Lab does not have: here it is always 0.99",
    ),
    "channels first": (
        lambda: network_of(layers.BatchNormalization(axis=1)),
        "has axis 1, which CNN Lab does not have: here it is always -1",
    ),
    "L1": (
        lambda: network_of(layers.Conv2D(3, 3, kernel_regularizer="l1")),
        "has kernel_regularizer L1, which",
    ),
    "half precision": (
        lambda: network_of(layers.Conv2D(3, 3, dtype="mixed_float16")),
        "has dtype 'mixed_float16', which",
    ),
    "whole numbers in": (
        lambda: keras.Sequential([keras.Input(IMAGE, dtype="uint8"), layers.Flatten()]),
        "has dtype 'uint8', which",
    ),
    "one side": (
        lambda: network_of(layers.RandomRotation((-0.1, 0.2))),
        "has factor [-0.1, 0.2], which",
    ),
    "open size": (
        lambda: network_of(layers.Conv2D(3, 3), shape=(None, None, 1)),
        "leaves the size of its images open: [None, None, 1]",
    ),
    "no image": (
        lambda: network_of(layers.Dense(3), shape=(784,)),
        "takes in [784], but CNN Lab takes in images",
    ),
    "too wide": (
        lambda: network_of(layers.Conv2D(2049, 1)),
        "filters must be a whole number from 1 to 2,048, but is 2,049",
    ),
    "too many layers": (
        lambda: network_of(*[layers.ReLU() for _ in range(201)]),
        "has 201 layers, but 200 are the most in CNN Lab",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_that_what_cnn_lab_does_not_have_is_one_sentence(name: str, imported: Import) -> None:
    make, sentence = UNSUPPORTED[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Keras's own, of lambdas and networks never built
        network = make()
        with pytest.raises(CnnLabError) as caught:
            imported(network)
    assert sentence in str(caught.value)
    assert str(caught.value).endswith(".")
