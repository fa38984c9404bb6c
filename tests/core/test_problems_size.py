"""Networks and batches that are too large to be trained."""

import pytest

from cnnlab_gui.core.architecture import MAXIMUM_LAYERS
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import BatchNormalization, Dropout
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.problems.base import Problem
from cnnlab_gui.core.problems.counts import count_name, count_text
from cnnlab_gui.core.problems.size import (
    MAXIMUM_ACTIVATIONS,
    MAXIMUM_BATCH_ACTIVATIONS,
    MAXIMUM_MULTIPLY_ADDS,
    MAXIMUM_PARAMETERS,
)
from cnnlab_gui.core.problems.slimming import Cost, total
from cnnlab_gui.core.problems.table import problem_of
from tests.core.problem_parts import (
    END,
    all_mend,
    layers_after,
    own_images,
    problem,
    remedy,
    specified,
    texts,
)

GLOBAL_END = (GlobalAveragePooling2D(), END)
PHOTO = (224, 224, 3)
POSTER = (1024, 1024, 1)


def cost_with(found: Problem, text: str, index: int, more: int, cost: Cost) -> int:
    """What the network after a remedy costs with ``more`` filters or units at ``index``."""
    after = remedy(found, text).specification.architecture
    name = count_name(after.layers[index])
    assert name is not None
    wider = after.layers[index].model_copy(update={name: getattr(after.layers[index], name) + more})
    return total(after.replaced(index, wider).reports(), cost)


def test_that_parameters_are_saved_by_pooling_before_flatten_or_by_fewer_units() -> None:
    layers = (Conv2D(filters=64), Dropout(), Flatten(), Dense(), END)
    found = problem(*layers, shape=PHOTO)
    assert str(found.sentence) == (
        f"This network has 403,737,738 parameters; more than {MAXIMUM_PARAMETERS:,} do not fit in "
        "memory. Add pooling before Flatten, or use fewer units."
    )
    assert found.layer == 3
    assert texts(found) == ["Put MaxPooling2D 4×4 before Flatten", "Give Dense 31 units"]
    assert all_mend(found, PHOTO)
    pooled = (*layers[:2], MaxPooling2D(pool_size=(4, 4)), *layers[2:])
    assert layers_after(found, texts(found)[0]) == pooled
    assert layers_after(found, texts(found)[1]) == (*layers[:3], Dense(units=31), END)
    assert cost_with(found, "Give Dense 31 units", 3, 1, "parameters") > MAXIMUM_PARAMETERS


def test_that_a_network_may_have_as_many_parameters_as_the_limit_and_no_more() -> None:
    full = specified(Flatten(), Dense(units=2390), END, shape=(470, 89, 1))
    assert full.architecture.parameter_count == MAXIMUM_PARAMETERS
    assert problem_of(full, None) is None
    found = problem(Flatten(), Dense(units=2391), END, shape=(470, 89, 1))
    assert "Give Dense 2,390 units" in texts(found)


def test_that_pooling_is_only_offered_where_it_helps() -> None:
    found = problem(Flatten(), Dense(units=16384), Dense(units=16384), END)
    assert "281,477,130 parameters" in str(found.sentence)
    assert found.layer == 2
    assert texts(found) == ["Give Dense 5,314 units"]
    assert cost_with(found, "Give Dense 5,314 units", 2, 0, "parameters") <= MAXIMUM_PARAMETERS
    assert cost_with(found, "Give Dense 5,314 units", 2, 1, "parameters") > MAXIMUM_PARAMETERS


def test_that_where_one_thinner_layer_is_not_enough_all_are_made_thinner() -> None:
    found = problem(Flatten(), *[Dense(units=16384)] * 5, END)
    assert texts(found) == ["Divide all filters and units by 4"]
    thin = layers_after(found, "Divide all filters and units by 4")
    assert thin == (Flatten(), *[Dense(units=4096)] * 5, END)
    assert all_mend(found)


def test_that_the_layer_of_the_classes_keeps_its_size() -> None:
    found = problem(Conv2D(filters=10), Flatten(), END, shape=POSTER, batch=1)
    assert found.layer == 2
    assert texts(found) == ["Put MaxPooling2D before Flatten", "Give Conv2D 9 filters"]
    assert {one.specification.architecture.layers[-1] for one in found.remedies} == {END}


def test_that_feature_maps_beyond_memory_are_pooled_or_made_fewer() -> None:
    layers = (Conv2D(filters=2048, padding="same"), *GLOBAL_END)
    found = problem(*layers, shape=POSTER, batch=1)
    assert str(found.sentence) == (
        f"One image makes 2,147,485,706 numbers in this network; more than "
        f"{MAXIMUM_ACTIVATIONS:,} do not fit in memory in a batch. Use fewer filters, or add "
        "pooling earlier."
    )
    assert found.layer == 0
    assert texts(found) == ["Put MaxPooling2D 16×16 before Conv2D", "Give Conv2D 23 filters"]
    assert all_mend(found, POSTER)
    assert layers_after(found, texts(found)[0]) == (MaxPooling2D(pool_size=(16, 16)), *layers)
    assert cost_with(found, "Give Conv2D 23 filters", 0, 1, "activations") > MAXIMUM_ACTIVATIONS


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (SeparableConv2D(filters=100, padding="same"), "Give SeparableConv2D"),
        (DepthwiseConv2D(depth_multiplier=16, padding="same"), "Give DepthwiseConv2D the multi"),
    ],
)
def test_that_each_kind_of_convolution_has_something_to_reduce(layer: Layer, text: str) -> None:
    found = problem(layer, BatchNormalization(), *GLOBAL_END, shape=(1024, 1024, 2), batch=1)
    assert texts(found)[1].startswith(text)
    assert all_mend(found, (1024, 1024, 2))


def test_that_the_pooling_of_narrow_images_is_no_wider_than_they_are() -> None:
    found = problem(Conv2D(filters=2048, padding="same"), *GLOBAL_END, shape=(1024, 16, 1), batch=1)
    pool = layers_after(found, texts(found)[0])[0]
    assert pool == MaxPooling2D()
    wide = problem(Conv2D(filters=2048, padding="same"), *GLOBAL_END, shape=(1024, 1, 1), batch=500)
    assert texts(wide)[1] == "Put MaxPooling2D 4×1 before Conv2D"


def test_that_pooling_stands_right_before_the_layer_that_costs_most() -> None:
    layers = (Conv2D(filters=2), Conv2D(filters=99), *GLOBAL_END)
    found = problem(*layers, shape=POSTER, batch=1)
    assert found.layer == 1
    pooled = (layers[0], MaxPooling2D(pool_size=(4, 4)), *layers[1:])
    assert layers_after(found, "Put MaxPooling2D 4×4 before Conv2D") == pooled


def test_that_pooling_stands_first_where_it_must_shrink_all_layers() -> None:
    layers = (*[Conv2D(padding="same")] * 3, Conv2D(filters=33, padding="same"), *GLOBAL_END)
    found = problem(*layers, shape=(1024, 1024, 1), batch=1)
    assert found.layer == 3
    assert texts(found)[0] == "Put MaxPooling2D 4×4 before Conv2D"
    assert layers_after(found, texts(found)[0])[0] == MaxPooling2D(pool_size=(4, 4))
    assert "Give Conv2D 1 filters" not in texts(found)


def test_that_more_multiply_adds_than_minutes_a_batch_are_reduced() -> None:
    layers = (*[Conv2D(filters=512, padding="same")] * 8, *GLOBAL_END)
    found = problem(*layers, shape=(56, 56, 3))
    assert str(found.sentence) == (
        f"One image costs 51,834,622,976 multiply-adds in this network; with more than "
        f"{MAXIMUM_MULTIPLY_ADDS:,} a single batch takes minutes. Use fewer filters, or add "
        "pooling earlier."
    )
    assert found.layer == 1
    assert texts(found) == [
        "Put MaxPooling2D 4×4 before Conv2D",
        "Divide all filters and units by 4",
    ]
    assert all_mend(found, (56, 56, 3))


def test_that_a_batch_beyond_memory_becomes_the_largest_that_fits() -> None:
    layers = PRESETS["cnn-64"].architecture.layers
    shape = (64, 64, 1)
    found = problem(*layers, shape=shape, batch=4096)
    activations = specified(*layers, shape=shape).architecture.activation_count
    most = MAXIMUM_BATCH_ACTIVATIONS // activations
    assert str(found.sentence) == (
        f"A batch of 4,096 images makes {4096 * activations:,} numbers in this network; more than "
        f"{MAXIMUM_BATCH_ACTIVATIONS:,} do not fit in memory. Use a batch of at most {most:,}."
    )
    assert found.layer == 0
    assert texts(found) == [
        f"Use batches of {most:,}",
        "Put MaxPooling2D before Conv2D",
        "Give Conv2D 8 filters",
    ]
    assert all_mend(found, shape)
    smaller = found.remedies[0].specification
    assert smaller.settings.batch_size == most
    assert smaller.architecture.layers == layers
    assert problem_of(specified(*layers, shape=shape, batch=most + 1), own_images(shape))


def test_that_layers_beyond_the_limit_are_removed_and_the_end_is_kept() -> None:
    most = (Flatten(), *[Dropout()] * (MAXIMUM_LAYERS - 2), END)
    assert problem_of(specified(*most), own_images()) is None
    found = problem(*most[:-1], Dropout(), Dropout(), END)
    assert str(found.sentence) == "This network has 202 layers; 200 are the most. Remove some."
    assert found.layer == MAXIMUM_LAYERS
    assert texts(found) == [
        "Remove the 2 layers before the last Dense",
        "Remove the last 2 layers",
    ]
    assert layers_after(found, texts(found)[0]) == most
    assert layers_after(found, texts(found)[1]) == (*most[:-1], Dropout())


def test_that_a_single_layer_too_many_is_called_so() -> None:
    found = problem(Flatten(), *[Dropout()] * (MAXIMUM_LAYERS - 1), END)
    assert texts(found) == ["Remove the layer before the last Dense", "Remove the last layer"]


def test_that_layers_that_are_off_go_first_where_there_are_too_many() -> None:
    off = [Dropout(enabled=False)] * MAXIMUM_LAYERS
    found = problem(Flatten(), *off, END)
    assert texts(found)[0] == "Remove the layers that are switched off"
    assert layers_after(found, texts(found)[0]) == (Flatten(), END)


def test_that_what_is_left_of_a_layer_is_one_unit_in_good_grammar() -> None:
    assert [str(count_text(Dense(), count)) for count in (1, 2, 1024)] == [
        "Give Dense a single unit",
        "Give Dense 2 units",
        "Give Dense 1,024 units",
    ]
    assert str(count_text(Conv2D(), 1)) == "Give Conv2D a single filter"
    assert str(count_text(DepthwiseConv2D(), 1)) == "Give DepthwiseConv2D the multiplier 1"
