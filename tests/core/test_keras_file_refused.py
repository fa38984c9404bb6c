"""What a layer of Keras may have and CNN Lab has not: each is one sentence with its remedy."""

from typing import Any

import pytest

from tests.core.keras_parts import (
    Refused,
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
    written,
)

FILLED = {"fill_mode": "constant", "interpolation": "bilinear", "fill_value": 0.0}


def separable(**config: Any) -> Written:
    kernels = ("depthwise", "pointwise")
    return convolution("SeparableConv2D", kernels, filters=3, depth_multiplier=1, **config)


def rotation(**config: Any) -> Written:
    return layer("RandomRotation", **(FILLED | config))


SETTINGS: list[tuple[Written, str]] = [
    (
        convolution(filters=3, dilation_rate=[2, 2], name="conv2d_1"),
        "Conv2D 'conv2d_1' has dilation_rate [2, 2], which CNN Lab does not have: here it is "
        "always 1. Change it in Keras, and save the network again.",
    ),
    (convolution(filters=3, groups=3), "Conv2D 'conv2d' has groups 3, which"),
    (convolution(filters=3, use_bias=False), "use_bias False, which CNN Lab does not have: here"),
    (convolution(filters=3, use_bias=None), "use_bias None, which"),
    (convolution(filters=3, use_bias=1), "use_bias 1, which"),
    (convolution(filters=3, data_format="channels_first"), "data_format 'channels_first', which"),
    (convolution(filters=3, trainable=False), "trainable False, which"),
    (dense(kernel_constraint=written("MaxNorm", max_value=2)), "kernel_constraint MaxNorm, which"),
    (dense(bias_regularizer=regularizer("L2", l2=0.1)), "bias_regularizer L2, which"),
    (dense(activity_regularizer=regularizer("L2", l2=0.1)), "activity_regularizer L2, which"),
    (dense(bias_initializer=initializer("Ones")), "bias_initializer Ones, which CNN Lab does not "),
    (dense(quantization_config={"mode": "int8"}), "quantization_config {…}, which"),
    (dense(dtype="mixed_float16"), "dtype 'mixed_float16', which CNN Lab does not have: here it"),
    (
        dense(dtype=written("DTypePolicy", "keras", name="bfloat16")),
        "dtype 'bfloat16', which CNN Lab does not have: here it is always 'float32'. Change",
    ),
    (dense(dtype=written("DTypePolicy", "keras")), "dtype None, which"),
    (dense(dtype={}), "dtype {…}, which"),
    (
        dense(lora_rank=4),
        "Dense 'dense' has lora_rank 4, which CNN Lab does not have. Change or remove it in "
        "Keras, and save the network again.",
    ),
    (dense(kernel_regularizer=regularizer("L1", l1=0.1)), "kernel_regularizer L1, which CNN Lab"),
    (dense(kernel_regularizer=regularizer("L1L2", l1=0.1, l2=0.1)), "kernel_regularizer L1L2, whi"),
    (dense(kernel_regularizer=regularizer("L2", l2=0.1, l3=1)), "kernel_regularizer L2, which"),
    (dense(kernel_regularizer="l2"), "Dense 'dense' is not written as Keras writes it (see 'l2')"),
    (
        dense(kernel_regularizer=regularizer("L2", l2=2.5)),
        "Dense 'dense': l2 must be a number from 0 to 1, but is 2.5. Change it in Keras, and save",
    ),
    (dense(kernel_regularizer=regularizer("L2")), "l2 must be a number from 0 to 1, but is None"),
    (
        dense(kernel_initializer=initializer("RandomNormal", mean=0.0, stddev=0.5)),
        "Dense 'dense' has kernel_initializer.stddev 0.5, which CNN Lab does not have. Change",
    ),
    (
        dense(kernel_initializer=initializer("Orthogonal", seed=None)),
        "initializer must be one of glorot_uniform, glorot_normal, he_uniform, he_normal, "
        "lecun_normal, random_normal, zeros, but is 'orthogonal'. Change it in Keras",
    ),
    (dense(kernel_initializer=initializer("HeNormal", input_axes=[1])), "input_axes [1], which"),
    (
        dense(activation="swish"),
        "Dense 'dense': activation must be one of relu, leaky_relu, elu, gelu, tanh, sigmoid, "
        "softmax, linear, but is 'swish'.",
    ),
    (dense(activation=layer("PReLU")), "Dense 'dense' has activation PReLU, which CNN Lab does"),
    (
        dense(activation=layer("LeakyReLU", name="inner", negative_slope=0.3)),
        "LeakyReLU 'inner' has negative_slope 0.3, which CNN Lab does not have: here it is always "
        "0.2. Change it",
    ),
    (layer("LeakyReLU", alpha=0.30000001192092896), "alpha 0.3, which"),
    (layer("LeakyReLU"), "LeakyReLU 'leakyrelu' is not written as Keras writes it (see negative_s"),
    (layer("ReLU", max_value=6), "ReLU 'relu' has max_value 6, which CNN Lab does not have: here"),
    (layer("ELU", alpha=0.5), "alpha 0.5, which"),
    (layer("Softmax", axis=1), "Softmax 'softmax' has axis 1, which CNN Lab does not have: here"),
    (normalisation(axis=1), "axis 1, which CNN Lab does not have: here it is always -1."),
    (normalisation(axis=[1, 2]), "axis [1, 2], which"),
    (normalisation(axis=[]), "axis [], which"),
    (normalisation(momentum=0.9), "momentum 0.9, which CNN Lab does not have: here it is always 0"),
    (normalisation(scale=False), "scale False, which"),
    (normalisation(renorm=True), "renorm True, which"),
    (normalisation(gamma_initializer=initializer("Zeros")), "gamma_initializer Zeros, which"),
    (normalisation(trainable=False), "trainable False, which"),
    (dense(units=10**10), "Dense 'dense': units must be a whole number from 1 to 16,384, but"),
    (dense(units=10**400), "16,384, but is 10,000,000,000,000,000,000,000,000,000,0…. Change"),
    (dense(units=10.0), "units must be a whole number from 1 to 16,384, but is 10.0. Change it"),
    (dense(units=True), "but is True"),
    (dense(units=None), "but is None"),
    (dense(units=[10]), "but is [10]"),
    (convolution(filters=3, padding="causal"), "must be one of valid, same, but is 'causal'"),
    (convolution(filters=3, kernel_size=[3, 99]), "kernel_size must be two whole numbers from 1 "),
    (convolution(filters=3, kernel_size=[3]), "kernel_size must be two whole numbers from 1 to 64"),
    (pooling(pool_size=[0, 2]), "pool_size must be two whole numbers from 1 to 64, but holds 0"),
    (pooling(strides=[1]), "strides must be two whole numbers from 0 to 64"),
    (layer("GlobalAveragePooling2D", keepdims=True), "keepdims True, which"),
    (layer("Dropout", rate=0.99), "rate must be a number from 0 to 0.95, but is 0.99"),
    (layer("Dropout", rate=0.5, noise_shape=[None, 1]), "noise_shape [None, 1], which"),
    (layer("Dropout"), "Dropout 'dropout' is not written as Keras writes it (see rate)"),
    (separable(strides=[1, 2]), "strides must be a whole number from 1 to 64, but is [1, 2]"),
    (
        separable(pointwise_initializer=initializer("HeNormal")),
        "has another depthwise_initializer than pointwise_initializer; in CNN Lab they are the "
        "same. Make them the same in Keras",
    ),
    (
        separable(depthwise_regularizer=regularizer("L2", l2=0.5)),
        "has another depthwise_regularizer than pointwise_regularizer",
    ),
    (rotation(factor=[-0.1, 0.2]), "factor [-0.1, 0.2], which CNN Lab does not have. Change or"),
    (rotation(factor=[-0.1, 0.0, 0.1]), "factor [-0.1, 0.0, 0.1], which"),
    (rotation(factor=["a", "b"]), "factor ['a', 'b'], which"),
    (rotation(factor=[0.1, -0.1]), "degrees must be a number from 0 to 180, but is -36"),
    (rotation(factor=0.75), "degrees must be a number from 0 to 180, but is 270"),
    (rotation(factor=10**400), "degrees must be a number from 0 to 180, but is 10,000,000,000,000"),
    (rotation(factor="a"), "degrees must be a number from 0 to 180, but is 'a'"),
    (rotation(factor=0.1, fill_value=1.0), "fill_value 1.0, which"),
    (rotation(factor=0.1, fill_value=10**400), "fill_value 10,000,000,000,000,"),
    (rotation(factor=0.1, interpolation="nearest"), "interpolation 'nearest', which"),
    (rotation(factor=0.1, fill_mode="mirror"), "fill_mode must be one of constant, nearest, "),
    (
        layer("RandomZoom", **FILLED, height_factor=0.1, width_factor=0.2),
        "width_factor 0.2, which CNN Lab does not have: here it is always None.",
    ),
    (
        layer("RandomTranslation", **FILLED, height_factor=-0.1, width_factor=0.2),
        "height_factor must be a number from 0 to 0.9, but is -0.1",
    ),
    (layer("RandomFlip", mode="diagonal"), "mode must be one of horizontal, vertical, horizontal_"),
    (layer("Reshape", target_shape=[28, 28, 1]), "CNN Lab has no layer kind Reshape (layer 'resh"),
    (
        layer("Rescaling", scale=0.5),
        "Rescaling (layer 'rescaling'). It has Conv2D, SeparableConv2D,",
    ),
    ({**layer("Add"), "config": {}}, "CNN Lab has no layer kind Add. It has Conv2D, "),
    (layer("TimeDistributed", layer=dense()), "kind TimeDistributed (layer 'timedistributed')."),
    (image_input(), "InputLayer 'input' is not written as Keras writes it (see class_name)"),
    (
        sequential(flatten(), name="inner"),
        "Sequential 'inner' is a network within the network, but CNN Lab has one stack of layers. "
        "Add its layers one by one instead, and save the network again.",
    ),
    (functional(flatten()), "Functional 'functional' is a network within the network"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "sentence"), SETTINGS, ids=[said for _, said in SETTINGS])
def test_that_what_a_layer_has_and_ours_has_not_is_named(
    entry: Written, sentence: str, refused: Refused
) -> None:
    assert sentence in refused(sequential(entry))


OWN = "which is code of its own and no part of Keras; CNN Lab never runs such code. Replace it by"
CODE = {"class_name": "__lambda__", "config": {"code": "4wEAAAAA", "defaults": None}}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (layer("Lambda", function=CODE, arguments={}), "Lambda 'lambda' uses 'lambda', "),
        (dense(activation=CODE), "Dense 'dense' uses 'lambda', "),
        (dense(activation={"value": ["4wEAAAAA", None, None]}), "Dense 'dense' uses 'lambda', "),
        ({**dense(), "module": None}, "Dense 'dense' uses 'Dense', "),
        ({**dense(), "module": "__main__"}, "uses 'Dense', "),
        ({**dense(), "module": "kerasevil.layers"}, "uses 'Dense', "),
        ({**dense(), "module": "os; import keras"}, "uses 'Dense', "),
        ({**dense(), "module": 3}, "uses 'Dense', "),
        ({**dense(), "registered_name": "Custom>Dense"}, "uses 'Custom>Dense', "),
        ({**dense(), "registered_name": 3}, "uses 'Dense', "),
        (dense(kernel_initializer=written("HeNormal", "my.code")), "uses 'HeNormal', "),
        (dense(bias_initializer=written("Zeros", "my.code")), "uses 'Zeros', "),
        (dense(kernel_regularizer=written("L2", "my.code", l2=0.1)), "uses 'L2', "),
        (dense(activation=written("ReLU", "my.code")), "uses 'ReLU', "),
    ],
)
def test_that_code_of_one_s_own_is_refused(content: Written, name: str, refused: Refused) -> None:
    sentence = refused(sequential(content))
    assert name in sentence
    assert OWN in sentence


def test_that_a_function_of_one_s_own_is_no_activation_that_is_known(refused: Refused) -> None:
    own = {"module": "builtins", "class_name": "function", "config": "Custom>mine"}
    assert "but is 'Custom>mine'" in refused(sequential(dense(activation=own)))


def test_that_a_subclass_of_a_network_is_refused(refused: Refused) -> None:
    content = {**sequential(dense()), "module": None, "registered_name": "Custom>Mine"}
    sentence = refused({**content, "class_name": "Mine"})
    assert "Mine 'sequential' uses 'Custom>Mine', " + OWN in sentence


def test_that_a_name_is_shown_without_markup_and_cut(refused: Refused) -> None:
    sentence = refused(sequential(dense(name="<img src='/etc/x'>" + "a" * 500, units=0)))
    assert sentence.startswith("Dense '?img src??/etc/x?>aaaaaaaaaaaaaaaaaaaaaa…': units must be")
