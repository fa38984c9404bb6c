"""The whole calculation behind a value: what each map adds, its patches, its steps."""

import math

import numpy as np
import pytest

from cnnlab_gui.core.inside.calculation import (
    added,
    contributions,
    patch_of,
    shares,
    steps,
    tables,
)
from cnnlab_gui.core.layers.arithmetic import Arithmetic
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import Activation, BatchNormalization
from cnnlab_gui.core.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten

RNG = np.random.default_rng(8)
IMAGE = RNG.normal(size=(8, 8, 6)).astype(np.float32)


def random(*shape: int) -> np.ndarray:
    return RNG.normal(size=shape).astype(np.float32)


def convolved(padding: str = "valid", at: tuple[int, ...] = (2, 3, 1)) -> Arithmetic:
    weights = {"kernel": random(3, 3, 6, 2), "bias": random(2)}
    return Conv2D(filters=2, padding=padding).arithmetic(IMAGE, weights, at)


def separable() -> Arithmetic:
    weights = {
        "depthwise_kernel": random(3, 3, 6, 1),
        "pointwise_kernel": random(1, 1, 6, 2),
        "bias": random(2),
    }
    return SeparableConv2D(filters=2).arithmetic(IMAGE, weights, (2, 3, 1))


def dense(activation: str = "relu") -> Arithmetic:
    weights = {"kernel": random(50, 4), "bias": random(4)}
    return Dense(units=4, activation=activation).arithmetic(random(50), weights, (2,))


def normalised(variance: float = 0.25) -> Arithmetic:
    weights = {
        name: np.full(6, value, np.float32)
        for name, value in (
            ("gamma", 2),
            ("beta", -1),
            ("moving_mean", 0.5),
            ("moving_variance", variance),
        )
    }
    return BatchNormalization().arithmetic(IMAGE, weights, (1, 1, 1))


ALL = (
    convolved(),
    convolved("same", (0, 0, 0)),
    separable(),
    DepthwiseConv2D().arithmetic(
        IMAGE, {"kernel": random(3, 3, 6, 1), "bias": random(6)}, (0, 1, 2)
    ),
    MaxPooling2D().arithmetic(IMAGE, {}, (1, 1, 2)),
    AveragePooling2D(pool_size=(3, 3), padding="same").arithmetic(IMAGE, {}, (2, 2, 2)),
    GlobalAveragePooling2D().arithmetic(IMAGE, {}, (4,)),
    dense(),
    dense("softmax"),
    normalised(),
    Activation(activation="tanh").arithmetic(IMAGE, {}, (1, 2, 3)),
    Flatten().arithmetic(IMAGE, {}, (77,)),
)


# What each input adds


@pytest.mark.parametrize("arithmetic", [convolved(), separable(), dense()])
def test_that_what_the_inputs_add_comes_to_the_total_the_strongest_first(
    arithmetic: Arithmetic,
) -> None:
    adding = contributions(arithmetic).strongest
    amounts = [each.amount for each in adding]
    assert sum(amounts) + arithmetic.bias == pytest.approx(arithmetic.total, abs=1e-5)
    assert [abs(each) for each in amounts] == sorted(map(abs, amounts), reverse=True)
    assert {each.channel for each in adding} == set(arithmetic.channels)


def test_that_what_is_not_a_number_adds_first() -> None:
    image = IMAGE.copy()
    image[3, 4, 5] = math.nan
    weights = {"kernel": random(3, 3, 6, 2), "bias": random(2)}
    first = contributions(Conv2D(filters=2).arithmetic(image, weights, (2, 3, 1))).strongest[0]
    assert first.channel == 5
    assert math.isnan(first.amount)


def test_that_a_pooling_weighs_nothing() -> None:
    assert contributions(AveragePooling2D().arithmetic(IMAGE, {}, (1, 1, 2))).count == 0


def test_that_of_many_inputs_only_the_strongest_are_made_and_the_others_added_up() -> None:
    arithmetic = dense()
    every = contributions(arithmetic).strongest
    few = contributions(arithmetic, 3)
    assert few.strongest == every[:3]
    assert (few.count, few.others) == (len(every), len(every) - 3)
    assert few.others_amount == pytest.approx(sum(each.amount for each in every[3:]), abs=1e-6)
    assert contributions(arithmetic, len(every)).others == 0


# One channel's patch


def test_that_a_patch_times_its_kernel_gives_its_products() -> None:
    arithmetic = convolved()
    patch = patch_of(arithmetic, 4)
    assert patch is not None
    assert patch.channel == 4
    assert patch.values.tolist() == IMAGE[2:5, 3:6, 4].tolist()
    assert patch.kernel is not None
    assert patch.products is not None
    assert np.allclose(patch.values * patch.kernel, patch.products)
    amounts = {each.channel: each.amount for each in contributions(arithmetic).strongest}
    assert float(patch.products.sum()) == pytest.approx(amounts[4], abs=1e-5)


def test_that_a_patch_knows_what_of_it_is_padded() -> None:
    patch = patch_of(convolved("same", (0, 0, 0)))
    assert patch is not None
    assert patch.inside.tolist() == [[False] * 3, [False, True, True], [False, True, True]]


def test_that_a_separable_convolution_shows_what_made_each_filtered_map() -> None:
    arithmetic = separable()
    for place in range(6):
        patch = patch_of(arithmetic, place)
        assert patch is not None
        assert patch.products is not None
        assert patch.channel == place
        total = float(patch.products.sum()) + arithmetic.before[place].bias
        assert total == pytest.approx(float(arithmetic.inputs[0, 0, place]), abs=1e-5)


def test_that_the_largest_is_found_in_the_patch() -> None:
    patch = patch_of(MaxPooling2D(pool_size=(3, 3)).arithmetic(IMAGE, {}, (1, 1, 2)))
    assert patch is not None
    assert patch.chosen is not None
    assert patch.values[patch.chosen] == patch.values.max()


def test_that_none_of_equals_is_the_chosen_one() -> None:
    patch = patch_of(MaxPooling2D().arithmetic(np.zeros((2, 2, 1), np.float32), {}, (0, 0, 0)))
    assert patch is not None
    assert patch.chosen is None
    assert patch.kernel is None


@pytest.mark.parametrize("arithmetic", [dense(), normalised(), ALL[-1], ALL[-2]])
def test_that_what_looks_through_no_window_has_no_patch(arithmetic: Arithmetic) -> None:
    assert patch_of(arithmetic) is None


# The steps


@pytest.mark.parametrize("arithmetic", ALL, ids=lambda each: each.rule)
def test_that_the_last_step_is_the_value(arithmetic: Arithmetic) -> None:
    *others, last = steps(arithmetic)
    assert last.is_result
    assert last.number.value == arithmetic.value
    assert not any(step.is_result for step in others)


def test_that_a_sum_goes_by_products_bias_and_total_to_its_activation() -> None:
    arithmetic = convolved()
    products, bias, total, value = steps(arithmetic)
    assert products.number.value == added(arithmetic)
    assert products.number.value + bias.number.value == pytest.approx(total.number.value)
    assert [each.sign for each in (products, bias, total, value)] == ["", "+", "=", "="]
    assert str(products.words) == "the products of all 6 maps"
    assert str(value.words) == "relu: what is below 0 becomes 0"


def test_that_a_linear_sum_ends_at_its_total() -> None:
    assert str(steps(dense("linear"))[-1].words) == "total"


def test_that_softmax_says_among_how_many_it_shares_out() -> None:
    assert str(steps(dense("softmax"))[-1].words) == "softmax: its share among all 4"


def test_that_a_mean_divides_by_what_is_inside_the_border() -> None:
    total, count, mean = steps(
        AveragePooling2D(padding="same").arithmetic(IMAGE[:7], {}, (3, 0, 1))
    )
    assert count.number.value == 2
    assert total.number.value / 2 == pytest.approx(mean.number.value)


def test_that_the_steps_of_a_batch_normalisation_lead_to_its_value() -> None:
    came, mean, spread, scale, shift, value = (step.number.value for step in steps(normalised()))
    assert (came - mean) / spread * scale + shift == pytest.approx(value)


def test_that_a_variance_that_cannot_be_is_not_a_number() -> None:
    assert math.isnan(steps(normalised(-1.0))[2].number.value)


@pytest.mark.parametrize("arithmetic", ALL, ids=lambda each: each.rule)
def test_that_every_step_can_be_said(arithmetic: Arithmetic) -> None:
    for step in steps(arithmetic):
        assert "{" not in str(step.words)


def test_that_shares_are_softmaxs_and_the_units_own_is_its_value() -> None:
    arithmetic = dense("softmax")
    assert arithmetic.rivals is not None
    its = shares(arithmetic.rivals)
    assert its.sum() == pytest.approx(1)
    assert its[2] == pytest.approx(arithmetic.value, abs=1e-6)


# As tables


def test_that_a_table_holds_every_product_with_its_place_in_the_layer_before() -> None:
    (rows,) = tables(convolved("same", (0, 0, 1)))
    assert len(rows) == 4 * 6  # of each patch of nine, five are padded
    for row in rows:
        assert row.row is not None
        assert row.column is not None
        assert row.weight is not None
        assert row.value == IMAGE[row.row, row.column, row.channel]
        assert row.product == row.value * row.weight


def test_that_a_separable_convolution_has_a_table_of_each_kind() -> None:
    arithmetic = separable()
    before, own = tables(arithmetic)
    assert len(before) == 9 * 6
    assert [row.value for row in own] == arithmetic.inputs.ravel().tolist()
    products = [row.product for row in own if row.product is not None]
    assert sum(products) + arithmetic.bias == pytest.approx(arithmetic.total)


@pytest.mark.parametrize(
    ("arithmetic", "count"), [(ALL[4], 4), (ALL[5], 4), (ALL[6], 64), (ALL[9], 1), (ALL[-1], 1)]
)
def test_that_what_is_not_weighed_has_no_weights_in_its_table(
    arithmetic: Arithmetic, count: int
) -> None:
    (rows,) = tables(arithmetic)
    assert len(rows) == count
    assert {row.weight for row in rows} == {None}
