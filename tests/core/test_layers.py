"""What each kind of layer does to a shape, and what it costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cnnlab_gui.core.layers.augmentation import (
    RandomFlip,
    RandomRotation,
    RandomTranslation,
    RandomZoom,
)
from cnnlab_gui.core.layers.base import KerasCall, Layer, Shape, ShapeError, Window
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import (
    Activation,
    BatchNormalization,
    Dropout,
    SpatialDropout2D,
)
from cnnlab_gui.core.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.table import KINDS, LAYER_KINDS
from cnnlab_gui.core.layers.vectors import Dense, Flatten

# layer, shape in, shape out, parameters, multiply-adds: worked out by hand
CASES: list[tuple[Layer, Shape, Shape, int, int]] = [
    (Conv2D(filters=64), (28, 28, 1), (26, 26, 64), 640, 389_376),
    (Conv2D(filters=64), (13, 13, 64), (11, 11, 64), 36_928, 4_460_544),
    (Conv2D(filters=2, kernel_size=(1, 5)), (5, 5, 3), (5, 1, 2), 32, 150),
    (Conv2D(filters=3, padding="same"), (7, 5, 2), (7, 5, 3), 57, 1_890),
    (Conv2D(filters=1, strides=(2, 3)), (8, 9, 1), (3, 3, 1), 10, 81),
    (Conv2D(filters=1, strides=(2, 3), padding="same"), (7, 7, 1), (4, 3, 1), 10, 108),
    # 2 channels, 9 weights each and 2·4 to mix them, at 6·6 places
    (SeparableConv2D(filters=4), (8, 8, 2), (6, 6, 4), 30, 936),
    # 3 channels become 6; 6 weights each and 6·2 to mix them, at 4·3 places
    (
        SeparableConv2D(
            filters=2, kernel_size=(2, 3), strides=2, padding="same", depth_multiplier=2
        ),
        (8, 5, 3),
        (4, 3, 2),
        50,
        576,
    ),
    (DepthwiseConv2D(), (28, 28, 3), (26, 26, 3), 30, 18_252),
    (
        DepthwiseConv2D(kernel_size=(1, 2), strides=3, depth_multiplier=4),
        (7, 8, 2),
        (3, 3, 8),
        24,
        144,
    ),
    (DepthwiseConv2D(padding="same", strides=2), (5, 6, 1), (3, 3, 1), 10, 81),
    (MaxPooling2D(), (11, 11, 64), (5, 5, 64), 0, 0),
    (MaxPooling2D(padding="same"), (11, 11, 64), (6, 6, 64), 0, 0),
    (MaxPooling2D(pool_size=(3, 1)), (10, 10, 2), (3, 10, 2), 0, 0),
    (MaxPooling2D(pool_size=(3, 3), strides=(2, 1)), (9, 9, 5), (4, 7, 5), 0, 0),
    (MaxPooling2D(pool_size=(3, 2), strides=(1, 0)), (9, 9, 5), (7, 4, 5), 0, 0),
    (MaxPooling2D(pool_size=(1, 1), strides=(5, 5), padding="same"), (9, 4, 2), (2, 1, 2), 0, 0),
    (AveragePooling2D(), (4, 6, 1), (2, 3, 1), 0, 0),
    (AveragePooling2D(pool_size=(5, 5), padding="same"), (4, 6, 1), (1, 2, 1), 0, 0),
    (GlobalAveragePooling2D(), (5, 7, 9), (9,), 0, 0),
    (Flatten(), (5, 5, 64), (1600,), 0, 0),
    (Dense(units=128), (1600,), (128,), 204_928, 204_800),
    (Dropout(rate=0.25), (5, 5, 2), (5, 5, 2), 0, 0),
    (SpatialDropout2D(), (5, 5, 2), (5, 5, 2), 0, 0),
    (BatchNormalization(), (5, 5, 8), (5, 5, 8), 32, 0),
    (BatchNormalization(), (8,), (8,), 32, 0),
    (Activation(activation="tanh"), (3, 4, 5), (3, 4, 5), 0, 0),
    (RandomTranslation(), (5, 4, 3), (5, 4, 3), 0, 0),
    (RandomRotation(), (5, 4, 3), (5, 4, 3), 0, 0),
    (RandomZoom(), (5, 4, 3), (5, 4, 3), 0, 0),
    (RandomFlip(), (5, 4, 3), (5, 4, 3), 0, 0),
]


@pytest.mark.parametrize(("layer", "given_shape", "shape", "parameters", "multiply_adds"), CASES)
def test_that_shape_and_costs_are_those_worked_out_by_hand(
    layer: Layer, given_shape: Shape, shape: Shape, parameters: int, multiply_adds: int
) -> None:
    assert layer.output_shape(given_shape) == shape
    assert layer.parameter_count(given_shape) == parameters
    assert layer.multiply_adds(given_shape) == multiply_adds


MOST_CHARACTERS = 62  # of an explanation: two lines in the Inspector as it is at first


def test_that_every_kind_stands_in_the_cases_above() -> None:
    assert {type(case[0]) for case in CASES} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_kind_is_named_in_the_table_and_explained_to_people(kind: type[Layer]) -> None:
    layer = kind()
    assert LAYER_KINDS[layer.kind] is kind
    assert kind.title
    assert kind.explanation.endswith(".")
    assert len(kind.explanation) <= MOST_CHARACTERS


VECTOR_KINDS = (Flatten, Dense)
EITHER = (Dropout, BatchNormalization, Activation)
IMAGE_LAYERS = [kind() for kind in KINDS if kind not in (*VECTOR_KINDS, *EITHER)]


@pytest.mark.parametrize("layer", IMAGE_LAYERS, ids=[layer.kind for layer in IMAGE_LAYERS])
def test_that_a_layer_for_images_refuses_a_list_of_numbers(layer: Layer) -> None:
    with pytest.raises(ShapeError, match=f"^{layer.kind} needs an image, but .* length 12"):
        layer.output_shape((12,))


def test_that_dense_refuses_feature_maps_and_says_what_to_put_between() -> None:
    with pytest.raises(ShapeError, match=r"5×5×64 feature maps\. Put a Flatten layer between"):
        Dense().output_shape((5, 5, 64))


def test_that_a_second_flatten_is_refused_and_told_to_go() -> None:
    with pytest.raises(ShapeError, match=r"a row of length 10,816\. Remove this Flatten"):
        Flatten().output_shape((10_816,))


@pytest.mark.parametrize(
    "layer",
    [
        Conv2D(),
        SeparableConv2D(),
        DepthwiseConv2D(),
        MaxPooling2D(pool_size=(3, 3), strides=(1, 1)),
    ],
    ids=lambda layer: layer.kind,
)
def test_that_a_window_larger_than_the_image_is_refused_with_both_sizes(layer: Layer) -> None:
    with pytest.raises(ShapeError, match=r"3×3 needs an image of at least 3×3, .* only 5×2\."):
        layer.output_shape((5, 2, 1))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Conv2D, {"filters": 0}),
        (Conv2D, {"filters": 2049}),
        (Conv2D, {"filters": 3.0}),
        (Conv2D, {"filters": "3"}),
        (Conv2D, {"filters": True}),
        (Conv2D, {"kernel_size": (3, 65)}),
        (Conv2D, {"kernel_size": (3,)}),
        (Conv2D, {"strides": (0, 1)}),
        (Conv2D, {"padding": "full"}),
        (Conv2D, {"dilation_rate": (2, 2)}),
        (Conv2D, {"initializer": "ones"}),
        (Conv2D, {"l2": -0.1}),
        (Conv2D, {"enabled": 1}),
        (SeparableConv2D, {"strides": (2, 2)}),
        (SeparableConv2D, {"depth_multiplier": 17}),
        (DepthwiseConv2D, {"filters": 3}),
        (MaxPooling2D, {"pool_size": (0, 0)}),
        (MaxPooling2D, {"strides": (-1, 1)}),
        (SpatialDropout2D, {"rate": 1.0}),
        (RandomTranslation, {"height_factor": 0.95}),
        (RandomTranslation, {"fill_mode": "mirror"}),
        (RandomRotation, {"degrees": 181.0}),
        (RandomZoom, {"factor": -0.1}),
        (RandomFlip, {"mode": "both"}),
        (Dense, {"units": 10**10}),
        (Dense, {"activation": "selu"}),
        (Dropout, {"rate": 1.0}),
        (Dropout, {"rate": float("nan")}),
        (BatchNormalization, {"kind": "Dense"}),
        (Flatten, {"units": 3}),
    ],
)
def test_that_a_parameter_outside_its_bounds_is_refused(
    kind: type[Layer], values: dict[str, object]
) -> None:
    with pytest.raises(ValidationError):
        kind(**values)


def test_that_a_layer_cannot_be_changed() -> None:
    layer = Conv2D()
    with pytest.raises(ValidationError, match="frozen"):
        layer.filters = 5  # type: ignore[misc]


@given(data=st.data())
def test_that_a_layer_names_itself_and_its_keras_arguments_leave_out_what_is_ours(
    any_layer: st.SearchStrategy[Layer], data: st.DataObject
) -> None:
    layer = data.draw(any_layer)
    assert layer.ours >= {"kind", "enabled"}
    assert layer.ours.isdisjoint(layer.keras_arguments())
    assert LAYER_KINDS[layer.kind].model_validate_json(layer.model_dump_json()) == layer


@pytest.mark.parametrize(
    ("layer", "short"),
    [
        (Conv2D(filters=2048, kernel_size=(3, 5)), "2,048 · 3×5 · relu"),
        (Dense(units=16384), "16,384 · relu"),
        (RandomRotation(degrees=12.5), "12.5°"),
        (Dropout(), "0.5"),
        (Flatten(), ""),
    ],
)
def test_that_a_layer_is_told_in_short_by_its_main_parameters(layer: Layer, short: str) -> None:
    assert layer.short() == short


def test_that_a_pooling_s_stride_is_its_own_size_unless_one_is_given() -> None:
    assert MaxPooling2D(pool_size=(3, 2)).window() == Window((3, 2), (3, 2))
    assert MaxPooling2D(pool_size=(3, 2), strides=(0, 5)).window() == Window((3, 2), (3, 5))
    assert MaxPooling2D(pool_size=(3, 2)).keras_arguments() == {
        "pool_size": (3, 2),
        "strides": (3, 2),
        "padding": "valid",
    }


def test_that_l2_punishes_each_kernel_and_without_it_none_is_mentioned() -> None:
    punish = KerasCall("regularizers.L2", {"l2": 0.01})
    arguments = SeparableConv2D(l2=0.01, initializer="he_normal").keras_arguments()
    for kernel in ("depthwise", "pointwise"):
        assert arguments[f"{kernel}_initializer"] == "he_normal"
        assert arguments[f"{kernel}_regularizer"] == punish
    assert not any("regularizer" in name for name in SeparableConv2D().keras_arguments())


def test_that_a_rotation_is_told_in_degrees_and_handed_on_in_turns() -> None:
    assert RandomRotation(degrees=90.0).keras_arguments()["factor"] == 0.25
