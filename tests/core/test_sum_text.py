"""The line under the maps that says how a value came about."""

import numpy as np
import pytest
from numpy.typing import NDArray

from cnnlab_gui.core.inside.geometry import Position
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.inside.sum_text import MOST_TERMS, place_text, plain_text, sum_line
from cnnlab_gui.core.layers.arithmetic import Arithmetic
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import Activation, BatchNormalization
from cnnlab_gui.core.layers.pooling import (
    AveragePooling2D,
    GlobalAveragePooling2D,
    MaxPooling2D,
)
from cnnlab_gui.core.layers.vectors import Dense, Flatten

Floats = NDArray[np.float32]


def array(*values: float, shape: tuple[int, ...] = (-1,)) -> Floats:
    return np.array(values, np.float32).reshape(shape)


def random(*shape: int) -> Floats:
    return np.random.default_rng(4).normal(size=shape).astype(np.float32)


def said(
    layer: Layer,
    inputs: Floats,
    at: Position,
    most: int = MOST_TERMS,
    names: tuple[str, ...] = (),
    **weights: Floats,
) -> str:
    line = sum_line(at, layer.arithmetic(inputs, weights, at), names)
    return plain_text(line.pieces(most))


def edge() -> dict[str, Floats]:
    kernel = array(0.4, 0, -0.4, 0.4, 0, -0.4, 0.4, 0, -0.4, shape=(3, 3, 1, 1))
    return {"kernel": kernel, "bias": array(0.02)}


PATCH = array(0.91, 0.87, 0.12, 0.9, 0.5, 0.1, 0.8, 0.4, -0.0004, shape=(3, 3, 1))


# A weighed sum


def test_that_all_nine_products_of_a_3x3_kernel_stand_in_the_order_of_reading() -> None:
    assert said(Conv2D(filters=1), PATCH, (0, 0, 0), **edge()) == (
        "0.98 at row 0, column 0 = relu( 0.40·0.91 + 0·0.87 − 0.40·0.12 + 0.40·0.90 + 0·0.50 "
        "− 0.40·0.10 + 0.40·0.80 + 0·0.40 − 0.40·(−0.0004) + bias 0.02 )"
    )


def test_that_a_shorter_line_has_the_strongest_products_and_what_the_others_come_to() -> None:
    text = said(Conv2D(filters=1), PATCH, (0, 0, 0), 2, **edge())
    rest = 0.4 * 0.8 - 0.4 * 0.12 - 0.4 * 0.1 + 0.4 * 0.0004
    assert text.endswith(f"relu( 0.40·0.91 + 0.40·0.90 + … (7 more: {rest:.2f}) + bias 0.02 )")


def test_that_a_line_keeps_its_strongest_term_however_short() -> None:
    assert "relu( 0.40·0.91 + … (8 more" in said(Conv2D(filters=1), PATCH, (0, 0, 0), 0, **edge())


def test_that_a_negative_first_product_keeps_its_sign() -> None:
    kernel = -edge()["kernel"]
    text = said(Conv2D(filters=1), PATCH, (0, 0, 0), kernel=kernel, bias=array(-0.5))
    assert "relu( −0.40·0.91 " in text
    assert text.endswith("+ bias (−0.50) = −1.46 )")


@pytest.mark.parametrize(
    ("activation", "value", "end"),
    [
        ("relu", "0", "+ bias (−2.00) = −1.04 )"),
        ("tanh", "−0.78", "+ bias (−2.00) = −1.04 )"),
        ("linear", "−1.04", "+ bias (−2.00)"),
    ],
)
def test_that_what_an_activation_changes_is_told(activation: str, value: str, end: str) -> None:
    layer = Conv2D.model_validate({"kind": "Conv2D", "filters": 1, "activation": activation})
    for most in (1, 9):
        text = said(layer, PATCH, (0, 0, 0), most, kernel=edge()["kernel"], bias=array(-2))
        assert text.startswith(f"{value} at row 0, column 0 = ")
        assert text.endswith(end)


def test_that_what_an_activation_leaves_is_not_told_twice() -> None:
    assert said(Conv2D(filters=1), PATCH, (0, 0, 0), **edge()).endswith("+ bias 0.02 )")


def test_that_a_linear_layer_has_no_brackets() -> None:
    text = said(Conv2D(filters=1, activation="linear"), PATCH, (0, 0, 0), **edge())
    assert " = 0.40·0.91" in text
    assert text.endswith("+ bias 0.02")


def test_that_of_576_products_the_ten_strongest_are_shown_and_the_rest_adds_up() -> None:
    inputs, kernel = random(3, 3, 64), random(3, 3, 64, 2)
    layer = Conv2D(filters=2)
    at = (0, 0, 1)
    arithmetic = layer.arithmetic(inputs, {"kernel": kernel, "bias": array(0.1, 0.2)}, at)
    line = sum_line(at, arithmetic)
    strengths = np.sort(np.abs(inputs * kernel[..., 1]).ravel())[::-1]
    assert [term.strength for term in line.terms] == pytest.approx(strengths[:10].tolist())
    assert line.others == 566
    whole = sum(term.amount for term in line.terms) + line.others_sum + arithmetic.bias
    assert whole == pytest.approx(arithmetic.total, abs=1e-9)
    assert f"(566 more: {Number(line.others_sum)})" in plain_text(line.pieces())


def test_that_a_separable_convolution_weighs_its_filtered_maps() -> None:
    inputs = array(1, 2, shape=(1, 1, 2))
    text = said(
        SeparableConv2D(filters=1, kernel_size=(1, 1), activation="linear"),
        inputs,
        (0, 0, 0),
        depthwise_kernel=array(10, 20, shape=(1, 1, 2, 1)),
        pointwise_kernel=array(0.5, -0.5, shape=(1, 1, 2, 1)),
        bias=array(1),
    )
    assert text == "−14.00 at row 0, column 0 = 0.50·10.00 − 0.50·40.00 + bias 1.00"


def test_that_what_is_not_a_number_stands_first() -> None:
    patch = PATCH.copy()
    patch[2, 2] = np.nan
    text = said(Conv2D(filters=1), patch, (0, 0, 0), 1, **edge())
    assert text.startswith("NaN at row 0, column 0 = relu( −0.40·NaN + … (8 more: ")


def test_that_of_many_terms_too_what_is_not_a_number_stands_first() -> None:
    inputs = random(3, 3, 64)
    inputs[1, 1, 30] = np.nan
    kernel = np.abs(random(3, 3, 64, 1))
    text = said(Conv2D(filters=1), inputs, (0, 0, 0), kernel=kernel, bias=array(0))
    assert text.split("relu( ")[1].startswith(f"{Number(float(kernel[1, 1, 30, 0]))}·NaN + ")


def test_that_a_unit_of_a_dense_layer_is_named_by_its_place() -> None:
    weights = {"kernel": array(0.5, 0.25, shape=(2, 1)), "bias": array(0)}
    assert said(Dense(units=1, activation="linear"), array(1, 2), (0,), **weights) == (
        "1.00 at place 0 = 0.50·1.00 + 0.25·2.00 + bias 0"
    )


# Softmax


def test_that_softmax_is_a_power_of_e_among_all_and_names_the_class() -> None:
    weights = {"kernel": array(2.1, 0.3, -1, shape=(1, 3)), "bias": array(0, 0, 0)}
    layer = Dense(units=3, activation="softmax")
    share = np.exp(2.1) / np.exp([2.1, 0.3, -1]).sum()
    assert said(layer, array(1), (0,), names=("boot", "bag", "coat"), **weights) == (
        f"{share:.2f} for “boot” = e^2.10 / ( e^2.10 + e^0.30 + e^−1.00 )"
    )
    assert "e^2.10 + … (2 more) )" in said(layer, array(1), (0,), 1, **weights)


def test_that_an_activation_of_its_own_shares_out_too() -> None:
    text = said(Activation(activation="softmax"), array(1, 1, shape=(1, 1, 2)), (0, 0, 1))
    assert text == "0.50 at row 0, column 0 = e^1.00 / ( e^1.00 + e^1.00 )"


# What is compared, averaged, brought to scale, passed on


def test_that_a_maximum_names_its_rivals_and_where_it_was_found() -> None:
    inputs = np.zeros((4, 4, 1), np.float32)
    inputs[2:, 2:, 0] = array(0.1, 0.83, 0.2, 0, shape=(2, 2))
    assert said(MaxPooling2D(), inputs, (1, 1, 0)) == (
        "0.83 at row 1, column 1 = the largest of 0.10, 0.83, 0.20, 0, found at row 2, column 3"
    )
    assert "the largest of 0.83, 0.20, … (2 more), found" in said(
        MaxPooling2D(), inputs, (1, 1, 0), 2
    )


def test_that_of_a_large_window_the_largest_are_shown_not_the_strongest() -> None:
    inputs = -np.arange(16, dtype=np.float32).reshape(4, 4, 1)
    text = said(MaxPooling2D(pool_size=(4, 4)), inputs, (0, 0, 0))
    assert "the largest of 0, −1.00, −2.00, " in text
    assert "−9.00, … (6 more)" in text


def test_that_a_mean_counts_nothing_beyond_the_border() -> None:
    inputs = array(*range(1, 10), shape=(3, 3, 1))
    layer = AveragePooling2D(padding="same")
    assert said(layer, inputs, (1, 1, 0)).endswith("= the mean of 9.00")
    assert said(layer, inputs, (0, 1, 0)).endswith("= the mean of 3.00, 6.00")


def test_that_a_mean_of_a_whole_map_says_how_many_more_there_are() -> None:
    text = said(GlobalAveragePooling2D(), random(7, 7, 2), (1,))
    assert text.startswith(f"{Number(float(random(7, 7, 2)[..., 1].mean()))} at place 1 = the mean")
    assert text.endswith("… (39 more)")


def test_that_batch_normalisation_shows_its_formula() -> None:
    text = said(
        BatchNormalization(),
        array(0.83, shape=(1, 1, 1)),
        (0, 0, 0),
        gamma=array(1.2),
        beta=array(-0.1),
        moving_mean=array(0.4),
        moving_variance=array(0.25),
    )
    assert text.endswith(
        "= (0.83 − mean 0.40) / √(variance 0.25 + 0.001) · scale 1.20 + shift (−0.10)"
    )


def test_that_a_function_shows_what_it_was_given() -> None:
    text = said(Activation(activation="relu"), array(-0.31, shape=(1, 1, 1)), (0, 0, 0))
    assert text == "0 at row 0, column 0 = relu( −0.31 )"


def test_that_what_is_passed_on_says_so() -> None:
    text = said(Flatten(), array(1, 2, shape=(1, 2, 1)), (1,))
    assert text == "2.00 at place 1, passed on unchanged"


def test_that_a_large_place_has_its_thousands_marked() -> None:
    assert str(place_text((1599,))) == "at place 1,599"


def test_that_the_numbers_of_a_line_are_the_arithmetics_own() -> None:
    arithmetic = Arithmetic(
        "sum", 5.0, 7.0, array(2.0), None, (0,), weights=array(3.0), bias=9.0, activation="relu"
    )
    numbers = [
        piece.text.value
        for piece in sum_line((0,), arithmetic).pieces()
        if isinstance(piece.text, Number)
    ]
    assert numbers == [5.0, 3.0, 2.0, 9.0, 7.0]


@pytest.mark.parametrize(
    ("layer", "value", "text"),
    [
        (MaxPooling2D(), 0.0, "0 at row 0, column 0 = the largest of 4: all are 0"),
        (MaxPooling2D(), 0.3, "0.30 at row 0, column 0 = the largest of 4: all are 0.30"),
        (AveragePooling2D(), 0.0, "0 at row 0, column 0 = the mean of 4: all are 0"),
    ],
)
def test_that_no_one_of_equals_is_called_the_largest(layer: Layer, value: float, text: str) -> None:
    assert said(layer, np.full((2, 2, 1), value, np.float32), (0, 0, 0)) == text
