"""Layers that cannot stand where they stand, and what mends it."""

import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import BatchNormalization, Dropout, SpatialDropout2D
from cnnlab_gui.core.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.problems.shapes import Fault, stumbles_of
from tests.core.problem_parts import END, all_mend, layers_after, problem, texts

TAIL = (Flatten(), END)


def test_that_a_window_too_large_names_the_pooling_that_left_so_little() -> None:
    pools = [MaxPooling2D()] * 3
    found = problem(Conv2D(), *pools, BatchNormalization(), Conv2D(kernel_size=(5, 5)), *TAIL)
    assert str(found.sentence) == (
        "Conv2D 5×5 needs an image of at least 5×5, but MaxPooling2D leaves 3×3. Remove that "
        "MaxPooling2D, or use padding 'same'."
    )
    assert found.layer == 5
    assert texts(found) == [
        "Give this Conv2D padding 'same'",
        "Remove the MaxPooling2D before it",
        "Shrink its window to 3×3",
        "Remove this Conv2D",
    ]
    assert all_mend(found)
    head = (Conv2D(), *pools, BatchNormalization())
    same = Conv2D(kernel_size=(5, 5), padding="same")
    assert layers_after(found, texts(found)[0]) == (*head, same, *TAIL)
    one_less = (Conv2D(), *pools[1:], BatchNormalization())
    assert layers_after(found, texts(found)[1]) == (*one_less, Conv2D(kernel_size=(5, 5)), *TAIL)
    assert layers_after(found, texts(found)[2]) == (*head, Conv2D(kernel_size=(3, 3)), *TAIL)
    assert layers_after(found, texts(found)[3]) == (*head, *TAIL)


def test_that_a_convolution_that_left_so_little_is_named_but_kept() -> None:
    found = problem(Conv2D(kernel_size=(27, 27)), Conv2D(), *TAIL)
    assert "but Conv2D leaves 2×2. Remove this Conv2D," in str(found.sentence)
    assert texts(found) == [
        "Give this Conv2D padding 'same'",
        "Shrink its window to 2×2",
        "Remove this Conv2D",
    ]


def test_that_the_layer_is_named_that_shrank_the_side_that_is_short() -> None:
    layers = (MaxPooling2D(pool_size=(1, 20)), AveragePooling2D(pool_size=(2, 1)))
    found = problem(*layers, Conv2D(), *TAIL)
    assert "needs an image of at least 3×3, but MaxPooling2D leaves 14×1." in str(found.sentence)
    assert "Shrink its window to 3×1" in texts(found)


def test_that_a_layer_that_is_off_is_not_named() -> None:
    found = problem(MaxPooling2D(pool_size=(14, 14)), AveragePooling2D(enabled=False), Conv2D())
    assert "but MaxPooling2D leaves 2×2" in str(found.sentence)


@pytest.mark.parametrize("layer", [SeparableConv2D(), DepthwiseConv2D(), MaxPooling2D()])
def test_that_images_too_small_for_the_first_window_are_said_to_be_so(layer: Layer) -> None:
    found = problem(layer, *TAIL, shape=(5, 1, 1))
    assert "but the images are 5×1. Remove this" in str(found.sentence)
    assert found.layer == 0
    assert all_mend(found, (5, 1, 1))


def test_that_pooling_a_single_pixel_is_rather_removed() -> None:
    pools = [MaxPooling2D()] * 5
    found = problem(*pools, *TAIL)
    assert str(found.sentence) == (
        "MaxPooling2D 2×2 needs an image of at least 2×2, but MaxPooling2D leaves 1×1. Remove "
        "this MaxPooling2D, or use padding 'same'."
    )
    assert found.layer == 4
    assert texts(found) == ["Remove this MaxPooling2D", "Give this MaxPooling2D padding 'same'"]
    assert layers_after(found, "Remove this MaxPooling2D") == (*pools[1:], *TAIL)


def test_that_the_only_layer_is_not_offered_to_be_removed() -> None:
    assert texts(problem(Conv2D(kernel_size=(30, 30)))) == [
        "Give this Conv2D padding 'same'",
        "Shrink its window to 28×28",
    ]


def test_that_dense_after_feature_maps_gets_something_between() -> None:
    found = problem(Conv2D(), MaxPooling2D(), Dropout(enabled=False), Dense(), END)
    assert str(found.sentence) == (
        "Dense needs a list of numbers, but MaxPooling2D gives 13×13×32 feature maps. Put a "
        "Flatten layer between them."
    )
    assert found.layer == 3
    assert texts(found) == ["Put Flatten before Dense", "Put GlobalAveragePooling2D before Dense"]
    assert all_mend(found)
    for text, between in zip(texts(found), (Flatten(), GlobalAveragePooling2D()), strict=True):
        after = layers_after(found, text)
        assert after == (Conv2D(), MaxPooling2D(), Dropout(enabled=False), between, Dense(), END)


def test_that_dense_on_the_images_themselves_is_told_so() -> None:
    found = problem(Dense(), END)
    assert str(found.sentence) == (
        "Dense needs a list of numbers, but the images are 28×28×1. Put a Flatten layer between "
        "them."
    )
    assert found.layer == 0


def test_that_a_flatten_that_is_off_is_switched_on() -> None:
    found = problem(Conv2D(), Flatten(enabled=False), Dense(), END)
    assert texts(found)[0] == "Switch Flatten on"
    assert layers_after(found, "Switch Flatten on") == (Conv2D(), Flatten(), Dense(), END)


def test_that_of_several_that_are_off_the_nearest_is_switched_on() -> None:
    off = (GlobalAveragePooling2D(enabled=False), Conv2D(), Flatten(enabled=False))
    found = problem(*off, Dense(), END)
    assert texts(found)[0] == "Switch Flatten on"
    assert layers_after(found, "Switch Flatten on") == (*off[:2], Flatten(), Dense(), END)


def test_that_a_dense_among_convolutions_goes_where_the_list_is() -> None:
    found = problem(Conv2D(), Dense(), MaxPooling2D(), Flatten(), END)
    assert texts(found)[:2] == ["Move this Dense after Flatten", "Remove this Dense"]
    moved = layers_after(found, "Move this Dense after Flatten")
    assert moved == (Conv2D(), MaxPooling2D(), Flatten(), Dense(), END)


def test_that_a_flatten_too_late_goes_before_the_first_of_several_dense() -> None:
    found = problem(Conv2D(), Dense(), Dense(), Flatten(), END)
    assert texts(found)[0] == "Move Flatten before this Dense"
    assert layers_after(found, texts(found)[0]) == (Conv2D(), Flatten(), Dense(), Dense(), END)


@pytest.mark.parametrize("layer", [Conv2D(), MaxPooling2D(), SpatialDropout2D()])
@pytest.mark.parametrize("maker", [Flatten(), GlobalAveragePooling2D()])
def test_that_a_layer_for_images_after_a_list_goes_before_what_made_it(
    layer: Layer, maker: Layer
) -> None:
    found = problem(Conv2D(), maker, Dense(), layer, END)
    assert str(found.sentence) == (
        f"{layer.kind} needs an image, but after {maker.kind} there is only a list of numbers. "
        f"Move {layer.kind} before {maker.kind}, or remove it."
    )
    assert found.layer == 3
    assert texts(found) == [f"Move {layer.kind} before {maker.kind}", f"Remove this {layer.kind}"]
    assert all_mend(found)
    assert layers_after(found, texts(found)[0]) == (Conv2D(), layer, maker, Dense(), END)
    assert layers_after(found, texts(found)[1]) == (Conv2D(), maker, Dense(), END)


def test_that_a_flatten_too_early_goes_behind_all_layers_for_images() -> None:
    images = (Conv2D(), Dropout(), MaxPooling2D())
    found = problem(Flatten(), *images, Dropout(), END)
    assert texts(found)[0] == "Move Flatten after MaxPooling2D"
    assert layers_after(found, texts(found)[0]) == (*images, Flatten(), Dropout(), END)


def test_that_a_flatten_that_another_one_follows_is_removed() -> None:
    found = problem(Flatten(), Conv2D(), MaxPooling2D(), Flatten(), END)
    assert found.layer == 1
    assert texts(found)[0] == "Remove the Flatten before it"
    assert layers_after(found, texts(found)[0]) == (Conv2D(), MaxPooling2D(), Flatten(), END)


def test_that_of_flatten_and_global_pooling_one_is_removed() -> None:
    found = problem(Conv2D(), Flatten(), GlobalAveragePooling2D(), END)
    assert str(found.sentence).endswith("Remove one of the two.")
    assert texts(found) == ["Remove the Flatten before it", "Remove this GlobalAveragePooling2D"]
    assert all_mend(found)


def test_that_the_second_of_two_flattens_is_removed() -> None:
    found = problem(Flatten(), Dense(units=12), Flatten(), END)
    assert str(found.sentence) == (
        "Flatten lays feature maps out in one row, but the layer before already gives a row of "
        "length 12. Remove this Flatten."
    )
    assert found.layer == 2
    assert texts(found) == ["Remove this Flatten"]
    assert layers_after(found, "Remove this Flatten") == (Flatten(), Dense(units=12), END)


def test_that_every_layer_that_cannot_stand_is_counted_as_if_those_before_were_mended() -> None:
    layers = (Conv2D(kernel_size=(9, 9)), Dense(), MaxPooling2D(), Flatten(), Conv2D())
    stumbles = stumbles_of(Architecture(input_shape=(4, 4, 1), layers=layers))
    assert stumbles == [
        (0, Fault.WINDOW_TOO_LARGE),
        (1, Fault.LIST_MISSING),
        (2, Fault.IMAGE_GONE),
        (3, Fault.TWICE_FLATTENED),
        (4, Fault.IMAGE_GONE),
    ]
