"""Stacks without a beginning or without a sound end."""

import pytest

from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import Activation, BatchNormalization, Dropout
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS, is_modified
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

ADD_DENSE = "Add Dense 10 with softmax"
ADD_FLATTEN = "Add Flatten and Dense 10 with softmax"
ADD_GLOBAL = "Add GlobalAveragePooling2D and Dense 10 with softmax"
SOFTMAX = Activation(activation="softmax")
WORKSHOP = "Start with the workshop's network"
NO_SOFTMAX = (
    "The last layer must turn its numbers into probabilities. End with a Dense layer whose "
    "activation is softmax."
)


def test_that_an_empty_stack_is_offered_networks_to_start_with() -> None:
    found = problem()
    assert str(found.sentence) == "There are no layers yet. Add one, or choose a preset."
    assert found.layer is None
    assert texts(found) == [WORKSHOP, ADD_FLATTEN, ADD_GLOBAL]
    assert all_mend(found)
    assert layers_after(found, ADD_FLATTEN) == (Flatten(), END)
    assert layers_after(found, ADD_GLOBAL) == (GlobalAveragePooling2D(), END)


def test_that_the_workshop_s_network_is_then_the_unmodified_preset() -> None:
    specification = remedy(problem(), WORKSHOP).specification
    assert specification.architecture == PRESETS["cnn-64"].architecture
    assert specification.preset == "cnn-64"
    assert not is_modified(specification)
    assert specification.settings == specified().settings


def test_that_a_network_to_start_with_fits_the_images() -> None:
    found = problem_of(specified(), own_images((40, 30, 3), 7))
    assert found is not None
    assert all_mend(found, (40, 30, 3), 7)
    assert {one.specification.architecture.input_shape for one in found.remedies} == {(40, 30, 3)}


def test_that_a_network_is_offered_without_images_too() -> None:
    found = problem_of(specified(shape=(20, 20, 3)), None)
    assert found is not None
    after = [one.specification.architecture for one in found.remedies]
    assert {(one.input_shape, one.output_shape) for one in after} == {((20, 20, 3), (10,))}


def test_that_layers_that_are_all_off_can_be_switched_on() -> None:
    layers = (Flatten(enabled=False), END.model_copy(update={"enabled": False}))
    found = problem(*layers)
    assert str(found.sentence) == (
        "All layers are switched off, so nothing can learn. Switch some on."
    )
    assert found.layer is None
    assert texts(found) == ["Switch all layers on", WORKSHOP, ADD_FLATTEN, ADD_GLOBAL]
    assert all_mend(found)
    assert layers_after(found, "Switch all layers on") == (Flatten(), END)
    assert layers_after(found, ADD_FLATTEN) == (*layers, Flatten(), END)


def test_that_switching_on_what_has_faults_of_its_own_comes_last() -> None:
    assert texts(problem(Conv2D(enabled=False)))[-1] == "Switch all layers on"


def test_that_feature_maps_at_the_end_are_made_into_answers() -> None:
    found = problem(Conv2D(), Dropout())
    assert str(found.sentence) == (
        "The last layer gives 26×26×32 feature maps, but the answer must be one number for each "
        "class. Add Flatten and a Dense layer at the end."
    )
    assert found.layer == 1
    assert texts(found) == [ADD_FLATTEN, ADD_GLOBAL]
    assert all_mend(found)
    assert layers_after(found, ADD_FLATTEN) == (Conv2D(), Dropout(), Flatten(), END)
    assert layers_after(found, ADD_GLOBAL) == (Conv2D(), Dropout(), GlobalAveragePooling2D(), END)


def test_that_an_end_that_is_switched_off_can_be_switched_on_again() -> None:
    off = END.model_copy(update={"enabled": False})
    found = problem(Flatten(), Dense(), off)
    assert found.layer == 1
    assert texts(found)[0] == "Switch Dense on"
    assert layers_after(found, "Switch Dense on") == (Flatten(), Dense(), END)
    maps = problem(Conv2D(), Flatten(enabled=False), off)
    assert texts(maps)[0] == "Switch the last 2 layers on"
    assert layers_after(maps, "Switch the last 2 layers on") == (Conv2D(), Flatten(), END)


def test_that_what_is_off_at_the_end_is_not_offered_where_it_does_not_help() -> None:
    found = problem(Flatten(), Dense(), Dropout(enabled=False))
    assert "Switch Dropout on" not in texts(found)


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "linear"])
def test_that_a_last_dense_of_the_right_size_is_given_softmax(activation: str) -> None:
    last = Dense(units=10, activation=activation, l2=0.5)
    found = problem(Flatten(), last)
    assert str(found.sentence) == NO_SOFTMAX
    assert found.layer == 1
    assert texts(found) == ["Give Dense softmax", ADD_DENSE]
    assert all_mend(found)
    assert layers_after(found, "Give Dense softmax") == (
        Flatten(),
        last.model_copy(update={"activation": "softmax"}),
    )
    assert layers_after(found, ADD_DENSE) == (Flatten(), last, END)


def test_that_a_last_dense_of_another_size_gets_one_more_after_it() -> None:
    found = problem(Flatten(), Dense())
    assert texts(found) == [ADD_DENSE, "Give Dense 10 units and softmax"]
    assert all_mend(found)
    assert layers_after(found, ADD_DENSE) == (Flatten(), Dense(), END)
    assert layers_after(found, "Give Dense 10 units and softmax") == (Flatten(), END)


def test_that_a_last_activation_is_given_softmax() -> None:
    found = problem(Flatten(), Dense(units=10, activation="linear"), Activation())
    assert texts(found) == ["Give Activation softmax", ADD_DENSE]
    assert layers_after(found, "Give Activation softmax")[2] == SOFTMAX


def test_that_a_dropout_after_softmax_is_moved_before_it_or_removed() -> None:
    dropout = Dropout(rate=0.3)
    found = problem(Flatten(), Dense(), END, dropout)
    assert str(found.sentence) == (
        "Dense turns the numbers into probabilities with softmax, but Dropout after it changes "
        "them. Move Dropout before Dense, or remove it."
    )
    assert found.layer == 3
    assert texts(found) == ["Move Dropout before Dense", "Remove this Dropout", ADD_DENSE]
    assert all_mend(found)
    assert layers_after(found, "Move Dropout before Dense") == (Flatten(), Dense(), dropout, END)
    assert layers_after(found, "Remove this Dropout") == (Flatten(), Dense(), END)
    assert layers_after(found, ADD_DENSE) == (Flatten(), Dense(), END, dropout, END)


def test_that_several_layers_after_softmax_are_moved_or_removed_together() -> None:
    found = problem(Flatten(), END, Dropout(), Dropout(enabled=False), BatchNormalization())
    move, remove = "Move the 2 layers after Dense before it", "Remove the 2 layers after Dense"
    assert texts(found) == [move, remove, ADD_DENSE]
    off = Dropout(enabled=False)
    assert layers_after(found, move) == (Flatten(), Dropout(), BatchNormalization(), END, off)
    assert layers_after(found, remove) == (Flatten(), END, off)


def test_that_another_activation_after_softmax_is_rather_removed() -> None:
    found = problem(Flatten(), END, Activation())
    assert texts(found)[0] == "Remove this Activation"
    assert layers_after(found, "Remove this Activation") == (Flatten(), END)


def test_that_a_dropout_after_the_last_dense_gives_way_to_it() -> None:
    off = Dropout(rate=0.1, enabled=False)
    found = problem(Flatten(), Dense(units=10), off, Dropout())
    assert str(found.sentence) == NO_SOFTMAX
    assert texts(found) == ["End with Dense and softmax", ADD_DENSE]
    assert all_mend(found)
    assert layers_after(found, "End with Dense and softmax") == (Flatten(), Dropout(), END, off)


@pytest.mark.parametrize(
    "layers",
    [
        (Conv2D(filters=10), GlobalAveragePooling2D()),
        (Flatten(), Dense(units=10, activation="linear"), BatchNormalization()),
    ],
)
def test_that_numbers_of_the_right_count_can_just_go_through_softmax(
    layers: tuple[Layer, ...],
) -> None:
    found = problem(*layers)
    assert texts(found) == ["Add Activation with softmax", ADD_DENSE]
    assert all_mend(found)
    assert layers_after(found, "Add Activation with softmax") == (*layers, SOFTMAX)


def test_that_a_softmax_that_does_not_reach_the_end_is_none() -> None:
    found = problem(Flatten(), END, Dense(units=10))
    assert str(found.sentence) == NO_SOFTMAX
    maps = problem(Conv2D(activation="softmax"))
    assert "feature maps" in str(maps.sentence)
