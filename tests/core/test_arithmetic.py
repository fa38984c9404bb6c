"""How one value of a layer comes about, worked out by hand."""

import itertools
import math
from typing import get_args

import numpy as np
import pytest

from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.layers.activations import activated
from cnnlab_gui.core.layers.arithmetic import Values
from cnnlab_gui.core.layers.augmentation import RandomRotation
from cnnlab_gui.core.layers.base import Activation as ActivationName
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


def numbers(*shape: int) -> Values:
    """1, 2, 3 and so on, in Keras's order."""
    return np.arange(1, math.prod(shape) + 1, dtype=np.float32).reshape(shape)


def floats(*values: float) -> Values:
    return np.array(values, np.float32)


GREY = numbers(3, 4, 1)
"""
 1  2  3  4
 5  6  7  8
 9 10 11 12
"""


def flat(values: Values | None) -> list[float]:
    assert values is not None
    return [float(value) for value in values.ravel()]


def test_that_a_convolution_weighs_its_patch_and_adds_the_bias() -> None:
    layer = Conv2D(filters=2, kernel_size=(2, 2), activation="relu")
    kernel = np.stack([np.zeros((2, 2, 1)), [[[1], [0]], [[-1], [2]]]], axis=-1)
    weights = {"kernel": kernel.astype(np.float32), "bias": floats(100, -7.5)}
    arithmetic = layer.arithmetic(GREY, weights, (1, 2, 1))
    assert (arithmetic.rule, arithmetic.activation) == ("sum", "relu")
    assert flat(arithmetic.inputs) == [7, 8, 11, 12]
    assert flat(arithmetic.weights) == [1, 0, -1, 2]
    assert flat(arithmetic.products) == [7, 0, -11, 24]
    assert arithmetic.bias == -7.5
    assert arithmetic.total == arithmetic.value == 12.5
    assert arithmetic.window == Rect(1, 2, 2, 2)
    assert list(arithmetic.channels) == [0]
    assert arithmetic.inside is not None
    assert arithmetic.inside.all()


def test_that_relu_hides_a_total_below_zero_but_the_total_is_told() -> None:
    layer = Conv2D(filters=1, kernel_size=(1, 1), activation="relu")
    weights = {"kernel": np.full((1, 1, 1, 1), -1, np.float32), "bias": floats(0.5)}
    arithmetic = layer.arithmetic(GREY, weights, (0, 1, 0))
    assert (arithmetic.total, arithmetic.value) == (-1.5, 0.0)


def test_that_a_window_of_even_size_is_padded_below_and_right_first() -> None:
    layer = Conv2D(filters=1, kernel_size=(2, 3), padding="same", strides=(2, 2))
    weights = {"kernel": np.ones((2, 3, 1, 1), np.float32), "bias": floats(0)}
    # 3 rows by 2: windows at 0 and 2, one row padded below. 4 columns: one padded at the right.
    arithmetic = layer.arithmetic(GREY, weights, (1, 1, 0))
    assert arithmetic.window == Rect(2, 2, 2, 3)
    assert flat(arithmetic.inputs) == [11, 12, 0, 0, 0, 0]
    assert arithmetic.inside is not None
    assert arithmetic.inside.tolist() == [[True, True, False], [False, False, False]]
    assert arithmetic.total == 23


def test_that_a_window_of_odd_size_reaches_beyond_the_first_row_and_column() -> None:
    layer = Conv2D(filters=1, padding="same")
    weights = {"kernel": np.ones((3, 3, 1, 1), np.float32), "bias": floats(0)}
    arithmetic = layer.arithmetic(GREY, weights, (0, 0, 0))
    assert arithmetic.window == Rect(-1, -1, 3, 3)
    assert flat(arithmetic.inputs) == [0, 0, 0, 0, 1, 2, 0, 5, 6]
    assert arithmetic.total == 14


def test_that_each_channel_of_a_depthwise_convolution_has_filters_of_its_own() -> None:
    layer = DepthwiseConv2D(kernel_size=(1, 2), depth_multiplier=2, activation="linear")
    weights = {"kernel": numbers(1, 2, 2, 2), "bias": floats(0, 0.5, 0, 0)}
    # Output channel 1 is the second filter (2, 6) of the first channel (1, 3, 5).
    arithmetic = layer.arithmetic(numbers(1, 3, 2), weights, (0, 1, 1))
    assert flat(arithmetic.inputs) == [3, 5]
    assert flat(arithmetic.weights) == [2, 6]
    assert arithmetic.channels == (0,)
    assert arithmetic.value == 3 * 2 + 5 * 6 + 0.5


def test_that_a_separable_convolution_tells_the_sums_that_it_mixes() -> None:
    layer = SeparableConv2D(filters=2, kernel_size=(1, 2), depth_multiplier=1, activation="relu")
    weights = {
        "depthwise_kernel": numbers(1, 2, 2, 1),  # channel 0: 1, 3; channel 1: 2, 4
        "pointwise_kernel": np.array([[[[0, 10], [0, -1]]]], np.float32),
        "bias": floats(0, 0.25),
    }
    arithmetic = layer.arithmetic(numbers(1, 3, 2), weights, (0, 1, 1))
    first, second = arithmetic.before
    assert (flat(first.inputs), flat(first.weights), first.value) == ([3, 5], [1, 3], 18)
    assert (flat(second.inputs), flat(second.weights), second.value) == ([4, 6], [2, 4], 32)
    assert (first.channels, second.channels) == ((0,), (1,))
    assert first.window == second.window == arithmetic.window == Rect(0, 1, 1, 2)
    assert (first.rule, first.bias, first.activation) == ("sum", 0.0, "linear")
    assert flat(arithmetic.inputs) == [18, 32]
    assert flat(arithmetic.weights) == [10, -1]
    assert arithmetic.value == 180 - 32 + 0.25


def test_that_a_separable_convolution_tells_the_filters_of_a_channel_one_after_another() -> None:
    layer = SeparableConv2D(filters=1, kernel_size=(1, 1), depth_multiplier=2)
    weights = {
        "depthwise_kernel": numbers(1, 1, 2, 2),  # channel 0: 1 and 2; channel 1: 3 and 4
        "pointwise_kernel": np.ones((1, 1, 4, 1), np.float32),
        "bias": floats(0),
    }
    arithmetic = layer.arithmetic(np.array([[[10, 100]]], np.float32), weights, (0, 0, 0))
    assert [one.channels for one in arithmetic.before] == [(0,), (0,), (1,), (1,)]
    assert [one.value for one in arithmetic.before] == [10, 20, 300, 400]
    assert [flat(one.weights) for one in arithmetic.before] == [[1], [2], [3], [4]]
    assert arithmetic.total == 730


def test_that_dense_weighs_all_numbers_before_it() -> None:
    layer = Dense(units=2, activation="linear")
    weights = {"kernel": numbers(3, 2), "bias": floats(0, -1)}
    arithmetic = layer.arithmetic(numbers(3), weights, (1,))
    assert flat(arithmetic.inputs) == [1, 2, 3]
    assert flat(arithmetic.weights) == [2, 4, 6]
    assert list(arithmetic.channels) == [0, 1, 2]
    assert (arithmetic.window, arithmetic.inside, arithmetic.rivals) == (None, None, None)
    assert arithmetic.value == 27


def test_that_softmax_tells_the_totals_it_shares_out_among() -> None:
    layer = Dense(units=3, activation="softmax")
    weights = {"kernel": floats(0, 1, 2)[np.newaxis], "bias": floats(0.5, 0, -1)}
    arithmetic = layer.arithmetic(floats(2), weights, (2,))
    assert flat(arithmetic.rivals) == [0.5, 2, 3]
    assert arithmetic.total == 3
    assert arithmetic.value == pytest.approx(math.exp(3) / sum(map(math.exp, (0.5, 2, 3))))


@pytest.mark.parametrize("kind", [Conv2D, SeparableConv2D, DepthwiseConv2D])
def test_that_a_softmax_over_maps_shares_out_among_the_channels_of_a_pixel(
    kind: type[Layer],
) -> None:
    layer = kind(kernel_size=(1, 1), activation="softmax")
    shape = (2, 2, 3)
    weights = {
        name: np.linspace(-1, 1, math.prod(of), dtype=np.float32).reshape(of)
        for name, of in layer.weight_shapes(shape).items()
    }
    inputs = numbers(*shape)
    channels = layer.output_shape(shape)[2]
    shares = [layer.arithmetic(inputs, weights, (1, 0, k)) for k in range(channels)]
    assert sum(share.value for share in shares) == pytest.approx(1)
    assert flat(shares[0].rivals) == pytest.approx([share.total for share in shares])


def test_that_max_pooling_points_at_the_first_of_the_largest() -> None:
    image = np.zeros((4, 4, 2), np.float32)
    image[2:, 1:, 1] = [[1, 2, 4], [5, 5, 3]]
    image[..., 0] = 9
    layer = MaxPooling2D(pool_size=(2, 3), strides=(2, 1))
    arithmetic = layer.arithmetic(image, {}, (1, 1, 1))
    assert (arithmetic.rule, arithmetic.value, arithmetic.chosen) == ("maximum", 5, (3, 1, 1))
    assert flat(arithmetic.inputs) == [1, 2, 4, 5, 5, 3]
    assert arithmetic.channels == (1,)
    assert (arithmetic.weights, arithmetic.products) == (None, None)


@pytest.mark.parametrize("lowest", [-3.0, -math.inf])
def test_that_what_lies_beyond_the_border_is_never_the_largest(lowest: float) -> None:
    layer = MaxPooling2D(pool_size=(3, 3), strides=(1, 1), padding="same")
    image = np.full((2, 2, 1), lowest, np.float32)
    arithmetic = layer.arithmetic(image, {}, (0, 0, 0))
    assert (arithmetic.value, arithmetic.chosen) == (lowest, (0, 0, 0))
    assert arithmetic.window == Rect(-1, -1, 3, 3)


def test_that_average_pooling_does_not_count_what_is_padded() -> None:
    layer = AveragePooling2D(pool_size=(2, 2), padding="same")
    arithmetic = layer.arithmetic(GREY, {}, (1, 0, 0))
    assert flat(arithmetic.inputs) == [9, 10, 0, 0]
    assert flat(arithmetic.weights) == [0.5, 0.5, 0, 0]
    assert (arithmetic.rule, arithmetic.value) == ("mean", 9.5)


def test_that_global_pooling_is_the_mean_of_one_whole_map() -> None:
    arithmetic = GlobalAveragePooling2D().arithmetic(numbers(2, 2, 3), {}, (1,))
    assert flat(arithmetic.inputs) == [2, 5, 8, 11]
    assert (arithmetic.value, arithmetic.window) == (6.5, Rect(0, 0, 2, 2))
    assert arithmetic.channels == (1,)


@pytest.mark.parametrize(("inputs", "at"), [(numbers(2, 2, 2), (0, 1, 1)), (numbers(4)[2:], (1,))])
def test_that_batch_normalisation_tells_what_it_subtracts_and_divides_by(
    inputs: Values, at: Position
) -> None:
    weights = {
        "gamma": floats(9, 3),
        "beta": floats(9, 0.5),
        "moving_mean": floats(9, 1),
        "moving_variance": floats(9, 4),
    }
    arithmetic = BatchNormalization().arithmetic(inputs, weights, at)
    assert arithmetic.rule == "normalise"
    assert dict(arithmetic.parameters) == {
        "gamma": 3,
        "beta": 0.5,
        "mean": 1,
        "variance": 4,
        "epsilon": 0.001,
    }
    assert flat(arithmetic.inputs) == [4]
    assert arithmetic.value == pytest.approx(3 * (4 - 1) / math.sqrt(4.001) + 0.5)


IMAGE, VECTOR = numbers(2, 3, 2), numbers(5)


@pytest.mark.parametrize(
    ("layer", "inputs", "at", "from_place"),
    [
        (Dropout(), IMAGE, (1, 2, 0), Rect(1, 2, 1, 1)),
        (Dropout(), VECTOR, (3,), None),
        (SpatialDropout2D(), IMAGE, (0, 1, 1), Rect(0, 1, 1, 1)),
        (RandomRotation(), IMAGE, (1, 0, 1), Rect(1, 0, 1, 1)),
    ],
)
def test_that_what_acts_in_training_alone_hands_the_number_on(
    layer: Layer, inputs: Values, at: Position, from_place: Rect | None
) -> None:
    arithmetic = layer.arithmetic(inputs, {}, at)
    assert (arithmetic.rule, arithmetic.value) == ("copy", inputs[at])
    assert (arithmetic.window, arithmetic.channels) == (from_place, (at[-1],))


def test_that_flatten_finds_the_pixel_and_channel_of_each_of_its_numbers() -> None:
    places = [Flatten().arithmetic(IMAGE, {}, (k,)) for k in range(IMAGE.size)]
    assert [place.value for place in places] == flat(IMAGE)
    expected = [
        (Rect(row, column, 1, 1), (channel,))
        for row, column, channel in itertools.product(range(2), range(3), range(2))
    ]
    assert [(place.window, place.channels) for place in places] == expected


def test_that_an_activation_of_its_own_works_on_one_number() -> None:
    arithmetic = Activation(activation="leaky_relu").arithmetic(-IMAGE, {}, (0, 1, 0))
    assert (arithmetic.rule, arithmetic.total, arithmetic.value) == ("function", -3, -0.2 * 3)
    assert (arithmetic.window, arithmetic.rivals) == (Rect(0, 1, 1, 1), None)


@pytest.mark.parametrize(
    ("inputs", "at", "rivals"),
    [(IMAGE, (0, 1, 0), [3, 4]), (VECTOR, (2,), [1, 2, 3, 4, 5])],
)
def test_that_an_activation_softmax_shares_out_among_channels_or_the_whole_list(
    inputs: Values, at: Position, rivals: list[float]
) -> None:
    arithmetic = Activation(activation="softmax").arithmetic(inputs, {}, at)
    assert flat(arithmetic.rivals) == rivals
    assert flat(arithmetic.inputs) == [3]
    assert arithmetic.value == pytest.approx(math.exp(3) / sum(map(math.exp, rivals)))


BELOW_AND_ABOVE = {  # of -1 and 2
    "relu": (0, 2),
    "leaky_relu": (-0.2, 2),
    "elu": (-0.63212056, 2),
    "gelu": (-0.15865525, 1.95449974),
    "tanh": (-0.76159416, 0.96402758),
    "sigmoid": (0.26894142, 0.88079708),
    "linear": (-1, 2),
}


@pytest.mark.parametrize("name", get_args(ActivationName))
def test_that_an_activation_is_what_keras_makes_of_it_anywhere(name: str) -> None:
    if name != "softmax":
        assert activated(name, -1.0) == pytest.approx(BELOW_AND_ABOVE[name][0], abs=1e-8)
        assert activated(name, 2.0) == pytest.approx(BELOW_AND_ABOVE[name][1], abs=1e-8)
    rivals = np.array([-1e300, 1e300, 0.0])
    for far in (-1e300, 1e300):
        assert not math.isnan(activated(name, far, rivals))
    assert math.isnan(activated(name, math.nan, np.array([0.0, math.nan])))


def made_up(layer: Layer, number: float) -> tuple[Values, dict[str, Values]]:
    shape = (7,) if isinstance(layer, Dense) else (5, 5, 2)
    weights = {
        name: np.full(of, number, np.float32) for name, of in layer.weight_shapes(shape).items()
    }
    return numbers(*shape), weights


def named(layer: Layer) -> str:
    return f"{layer.kind}-{getattr(layer, 'activation', '')}"


ACTIVATIONS = get_args(ActivationName)
WITH_WEIGHTS: list[Layer] = [
    BatchNormalization(),
    *[
        kind(activation=activation)
        for kind in (Conv2D, SeparableConv2D, DepthwiseConv2D, Dense)
        for activation in ACTIVATIONS
    ],
]


@pytest.mark.parametrize("layer", WITH_WEIGHTS, ids=named)
def test_that_a_value_is_nan_where_the_weights_are(layer: Layer) -> None:
    inputs, weights = made_up(layer, math.nan)
    at = (0,) * len(layer.output_shape(inputs.shape))
    assert math.isnan(layer.arithmetic(inputs, weights, at).value)


@pytest.mark.parametrize("number", [math.inf, -math.inf, 3e38, -3e38])
@pytest.mark.parametrize("layer", WITH_WEIGHTS, ids=named)
def test_that_numbers_beyond_all_bounds_do_no_harm(layer: Layer, number: float) -> None:
    inputs, weights = made_up(layer, number)
    at = (0,) * len(layer.output_shape(inputs.shape))
    arithmetic = layer.arithmetic(inputs, weights, at)
    assert isinstance(arithmetic.value, float)
    assert isinstance(arithmetic.products, np.ndarray | None)


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_value_is_nan_where_its_input_is(kind: type[Layer]) -> None:
    layer = kind()
    inputs, weights = made_up(layer, 1.0)
    at = (0,) * len(layer.output_shape(inputs.shape))
    assert math.isnan(layer.arithmetic(np.full_like(inputs, math.nan), weights, at).value)


def test_that_max_pooling_chooses_what_is_no_number() -> None:
    image = numbers(2, 2, 1)
    image[1, 0] = math.nan
    arithmetic = MaxPooling2D().arithmetic(image, {}, (0, 0, 0))
    assert math.isnan(arithmetic.value)
    assert arithmetic.chosen == (1, 0, 0)
