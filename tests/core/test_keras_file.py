"""Architectures out of ``.keras`` files: what Keras writes of each kind, in its several ways."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.keras_file import read_keras_architecture
from cnnlab_gui.core.layers.augmentation import (
    RandomFlip,
    RandomRotation,
    RandomTranslation,
    RandomZoom,
)
from cnnlab_gui.core.layers.base import Layer
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
from tests.core.keras_parts import (
    SHAPE,
    Written,
    convolution,
    dense,
    flatten,
    functional,
    image_input,
    initializer,
    layer,
    normalisation,
    pooling,
    regularizer,
    sequential,
    tensor,
    write_keras,
    written,
)

Read = Callable[[object], Architecture]

DEPTHWISE = ("depthwise",)
SEPARABLE = ("depthwise", "pointwise")
IMAGES = {"data_format": "channels_last", "seed": None}
FILLED = {**IMAGES, "fill_value": 0.0, "interpolation": "bilinear"}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return lambda content: read_keras_architecture(write_keras(tmp_path / "n.keras", content))


def function(name: str) -> Written:
    return {
        **{"module": "builtins", "class_name": "function"},
        **{"config": name, "registered_name": "function"},
    }


# As Keras 3.15 writes them, then what earlier ones do otherwise.
LAYERS: list[tuple[Written, Layer]] = [
    (convolution(filters=64, groups=1), Conv2D(filters=64)),
    (
        convolution(
            filters=5,
            kernel_size=[1, 64],
            strides=[2, 3],
            padding="same",
            activation="gelu",
            kernel_initializer=initializer("HeNormal", seed=3),
            kernel_regularizer=regularizer("L2", l2=0.01),
        ),
        Conv2D(
            filters=5,
            kernel_size=(1, 64),
            strides=(2, 3),
            padding="same",
            activation="gelu",
            initializer="he_normal",
            l2=0.01,
        ),
    ),
    (
        convolution("SeparableConv2D", SEPARABLE, filters=7, strides=[2, 2], depth_multiplier=3),
        SeparableConv2D(filters=7, strides=2, depth_multiplier=3),
    ),
    (
        convolution(
            "SeparableConv2D",
            SEPARABLE,
            filters=7,
            depth_multiplier=1,
            depthwise_initializer=initializer("LecunNormal"),
            pointwise_initializer=initializer("LecunNormal", seed=5),
            depthwise_regularizer=regularizer("L2", l2=0.5),
            pointwise_regularizer=regularizer("L1L2", l1=0, l2=0.5),
            # Keras 2
            groups=1,
            kernel_initializer=initializer(seed=None),
            kernel_regularizer=None,
            kernel_constraint=None,
        ),
        SeparableConv2D(filters=7, initializer="lecun_normal", l2=0.5),
    ),
    (
        convolution("DepthwiseConv2D", DEPTHWISE, strides=[3, 3], depth_multiplier=2),
        DepthwiseConv2D(strides=3, depth_multiplier=2),
    ),
    (pooling(), MaxPooling2D()),
    (
        pooling(pool_size=[3, 2], strides=[3, 2], padding="same"),
        MaxPooling2D(pool_size=(3, 2), padding="same"),
    ),
    (pooling(strides=None), MaxPooling2D()),
    (pooling(strides=[1, 2]), MaxPooling2D(strides=(1, 2))),
    (
        pooling("AveragePooling2D", pool_size=[3, 3], strides=[1, 1]),
        AveragePooling2D(pool_size=(3, 3), strides=(1, 1)),
    ),
    (
        layer("GlobalAveragePooling2D", data_format="channels_last", keepdims=False),
        GlobalAveragePooling2D(),
    ),
    (flatten(), Flatten()),
    (dense(units=16384, activation=None), Dense(units=16384, activation="linear")),
    (dense(activation=function("tanh")), Dense(units=10, activation="tanh")),
    (
        dense(activation=layer("ReLU", max_value=None, negative_slope=0, threshold=0.0)),
        Dense(units=10, activation="relu"),
    ),
    (
        dense(kernel_initializer="he_uniform", bias_initializer="zeros", activity_regularizer=None),
        Dense(units=10, activation="softmax", initializer="he_uniform"),
    ),
    (
        dense(kernel_initializer=initializer("RandomNormal", seed=None, mean=0.0, stddev=0.05)),
        Dense(units=10, activation="softmax", initializer="random_normal"),
    ),
    (dense(dtype="float32"), Dense(units=10, activation="softmax")),
    (layer("Dropout", rate=0.25, seed=None, noise_shape=None), Dropout(rate=0.25)),
    (layer("Dropout", rate=0, seed=7, trainable=False), Dropout(rate=0.0)),
    (
        written("SpatialDropout2D", rate=0.3, seed=None, name="s", dtype="float32"),
        SpatialDropout2D(rate=0.3),
    ),
    (normalisation(), BatchNormalization()),
    (normalisation(axis=[3], epsilon=0.0010000000474974513), BatchNormalization()),
    (layer("Activation", activation="elu"), Activation(activation="elu")),
    (layer("Activation", activation=function("sigmoid")), Activation(activation="sigmoid")),
    (
        layer("ReLU", max_value=None, negative_slope=0.0, threshold=0.0),
        Activation(activation="relu"),
    ),
    (layer("LeakyReLU", negative_slope=0.2), Activation(activation="leaky_relu")),
    (layer("LeakyReLU", alpha=0.20000000298023224), Activation(activation="leaky_relu")),
    (layer("ELU", alpha=1.0), Activation(activation="elu")),
    (layer("ELU"), Activation(activation="elu")),
    (layer("Softmax", axis=-1), Activation(activation="softmax")),
    (
        layer(
            "RandomTranslation",
            **FILLED,
            height_factor=0.1,
            width_factor=[-0.25, 0.25],
            fill_mode="reflect",
        ),
        RandomTranslation(height_factor=0.1, width_factor=0.25, fill_mode="reflect"),
    ),
    (
        layer(
            "RandomRotation",
            **FILLED,
            factor=[-10 / 360, 10 / 360],
            fill_mode="nearest",
            value_range=[0, 255],
        ),
        RandomRotation(degrees=10.0, fill_mode="nearest"),
    ),
    (
        layer("RandomRotation", **FILLED, factor=0.5, fill_mode="wrap", rng_type="stateful"),
        RandomRotation(degrees=180.0, fill_mode="wrap"),
    ),
    (
        layer("RandomZoom", **FILLED, height_factor=0.1, width_factor=None, fill_mode="constant"),
        RandomZoom(factor=0.1),
    ),
    (
        layer("RandomFlip", **IMAGES, mode="horizontal_and_vertical"),
        RandomFlip(mode="horizontal_and_vertical"),
    ),
]


def test_that_every_kind_is_among_those_that_are_read() -> None:
    assert {type(expected) for _, expected in LAYERS} == set(KINDS)


@pytest.mark.parametrize(("entry", "expected"), LAYERS, ids=lambda part: getattr(part, "kind", ""))
def test_that_a_layer_of_keras_becomes_ours(entry: Written, expected: Layer, read: Read) -> None:
    assert read(sequential(entry)).layers == (expected,)
    assert read(functional(entry, entry)).layers == (expected, expected)


SMALL = (Flatten(), Dense(units=10, activation="softmax"))


@pytest.mark.parametrize(
    "content",
    [
        sequential(flatten(), dense()),
        sequential(flatten(), dense(), shape=[32, 28, 28, 1]),
        sequential(flatten(), dense(), shape=[None, 28, 28]),
        sequential(flatten(), dense(), shape=None, build_input_shape=SHAPE),
        sequential(flatten(batch_input_shape=[None, 28, 28]), dense(), shape=None),
        sequential(flatten(batch_shape=[None, 28, 28, 1]), dense(), shape=None),
        # Keras 2 writes it twice, and less about the network.
        sequential(flatten(batch_input_shape=SHAPE), dense()),
        written("Sequential", "keras", name="s", layers=[
            written("InputLayer", name="i", batch_input_shape=SHAPE, dtype="float32"),
            flatten(), dense(),
        ]),
        functional(flatten(), dense()),
        functional(flatten(), dense(), input_layers=[["input_0", 0, 0]]),
        functional(flatten(), dense(), input_layers={"image": ["input_0", 0, 0]}),
        functional(flatten(), dense(), output_layers=[["dense_2", 0, 0]]),
        functional(
            flatten(), dense(), layers=functional(flatten(), dense())["config"]["layers"][::-1]
        ),
    ],
)  # fmt: skip
def test_that_the_ways_to_write_one_network_all_give_the_same(content: Written, read: Read) -> None:
    assert read(content) == Architecture(input_shape=(28, 28, 1), layers=SMALL)


def test_that_a_functional_network_of_keras_2_is_read(read: Read) -> None:
    content = functional(flatten(), dense(), input_layers=[["input_0", 0, 0]])
    content["module"] = "keras.src.engine.functional"
    for entry in content["config"]["layers"][1:]:
        (call,) = entry["inbound_nodes"]
        history = call["args"][0]["config"]["keras_history"]
        entry["inbound_nodes"] = [[[*history, {}]]]
    assert read(content).layers == SMALL


@pytest.mark.parametrize("keywords", [{"training": False}, {"training": None}, {"mask": None}])
def test_that_keywords_of_a_call_that_change_nothing_are_passed_over(
    keywords: dict[str, object], read: Read
) -> None:
    content = functional(flatten(), dense())
    content["config"]["layers"][2]["inbound_nodes"][0]["kwargs"] = keywords
    assert read(content).layers == SMALL


def test_that_a_call_may_hold_its_one_tensor_in_a_list(read: Read) -> None:
    content = functional(flatten(), dense())
    content["config"]["layers"][2]["inbound_nodes"][0]["args"] = [[tensor("flatten_1")]]
    assert read(content).layers == SMALL


def test_that_the_workshop_s_network_is_read_as_its_preset(read: Read) -> None:
    stage = (convolution(filters=64), pooling())
    content = sequential(*stage, *stage, flatten(), dense(units=128, activation="relu"), dense())
    content["config"]["layers"][1]["config"]["batch_input_shape"] = SHAPE
    assert read(content) == PRESETS["cnn-64"].architecture


def test_that_a_network_whose_layers_do_not_fit_is_read_for_the_window_to_mend(read: Read) -> None:
    architecture = read(sequential(dense(), convolution(filters=3), shape=[None, 2, 2, 4]))
    assert architecture.input_shape == (2, 2, 4)
    assert architecture.output_shape is None
    assert read(sequential()) == Architecture()


def test_that_how_it_was_compiled_is_not_looked_at(read: Read) -> None:
    content = sequential(flatten(), dense())
    content["compile_config"] = {"loss": {"module": "__main__", "class_name": "Evil", "config": 1}}
    content["config"]["layers"][0]["build_config"] = {"input_shape": "?"}
    assert read(content).layers == SMALL


def test_that_an_input_s_own_name_does_not_matter(read: Read) -> None:
    content = sequential(flatten(), dense(), shape=None)
    content["config"]["layers"].insert(0, image_input(name="<b>x</b>"))
    assert read(content).layers == SMALL
