"""Editing a stack of layers, and the reasons why one cannot be trained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cnnlab_gui.core.architecture import (
    MAXIMUM_ACTIVATIONS,
    MAXIMUM_BATCH_ACTIVATIONS,
    MAXIMUM_LAYERS,
    MAXIMUM_PARAMETERS,
    Architecture,
    batch_problem,
    mismatch,
)
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import Activation, Dropout
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS

Architectures = st.SearchStrategy[Architecture]
Layers = st.SearchStrategy[Layer]

END = Dense(units=10, activation="softmax")


def stack(*layers: Layer, shape: tuple[int, int, int] = (28, 28, 1)) -> Architecture:
    return Architecture(input_shape=shape, layers=layers)


def problem(*layers: Layer) -> str:
    return str(stack(*layers).problem())


@given(data=st.data())
def test_that_inserting_keeps_the_others_and_removing_takes_it_back(
    any_architecture: Architectures, any_layer: Layers, data: st.DataObject
) -> None:
    before, layer = data.draw(any_architecture), data.draw(any_layer)
    index = data.draw(st.integers(0, len(before.layers)))
    kept = before.model_copy(deep=True)
    after = before.inserted(index, layer)
    assert after.layers[index] == layer
    assert after.layers[:index] + after.layers[index + 1 :] == before.layers
    assert after.removed(index) == before == kept


@given(data=st.data())
def test_that_moving_keeps_the_order_of_the_others_and_moving_back_undoes_it(
    any_architecture: Architectures, data: st.DataObject
) -> None:
    before = data.draw(any_architecture.filter(lambda one: len(one.layers) > 0))
    places = st.integers(0, len(before.layers) - 1)
    start, end = data.draw(places), data.draw(places)
    after = before.moved(start, end)
    assert after.layers[end] == before.layers[start]
    assert after.removed(end) == before.removed(start)
    assert after.moved(end, start) == before


@given(data=st.data())
def test_that_replacing_changes_one_layer_and_nothing_else(
    any_architecture: Architectures, any_layer: Layers, data: st.DataObject
) -> None:
    before = data.draw(any_architecture.filter(lambda one: len(one.layers) > 0))
    index = data.draw(st.integers(0, len(before.layers) - 1))
    layer = data.draw(any_layer)
    after = before.replaced(index, layer)
    assert after.layers[index] == layer
    assert after.removed(index) == before.removed(index)
    assert after.replaced(index, before.layers[index]) == before


def test_that_an_architecture_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        stack(END).layers = ()  # type: ignore[misc]


@given(data=st.data())
def test_that_every_layer_is_reported_and_none_after_the_first_fault_has_a_shape(
    any_architecture: Architectures, data: st.DataObject
) -> None:
    architecture = data.draw(any_architecture)
    reports = architecture.reports()
    assert [report.layer for report in reports] == list(architecture.layers)
    shapes = [report.output_shape for report in reports]
    standing = shapes.index(None) if None in shapes else len(shapes)
    assert all(shape and min(shape) >= 1 for shape in shapes[:standing])
    assert all(shape is None for shape in shapes[standing:])
    assert [k for k, report in enumerate(reports) if report.problem] == (
        [standing] if standing < len(shapes) else []
    )
    assert architecture.parameter_count == sum(report.parameters for report in reports)


def test_that_the_receptive_field_grows_with_windows_and_strides() -> None:
    reports = PRESETS["cnn-64"].architecture.reports()
    assert [report.receptive_field for report in reports[:4]] == [3, 4, 8, 10]
    assert [report.receptive_field for report in reports[4:]] == [None, None, None]


def test_that_an_empty_stack_is_told_to_get_a_layer() -> None:
    assert problem() == "There are no layers yet. Add one, or choose a preset."


def test_that_a_stack_that_shrinks_to_nothing_is_refused_at_the_layer_that_does() -> None:
    pools = [MaxPooling2D()] * 5
    architecture = stack(*pools, Flatten(), END)
    assert [bool(report.problem) for report in architecture.reports()] == [False] * 4 + [
        True,
        False,
        False,
    ]
    assert "MaxPooling2D 2×2 needs an image of at least 2×2, but here it is only 1×1." in str(
        architecture.problem()
    )


def test_that_dense_after_a_convolution_is_told_to_flatten_first() -> None:
    assert "Put a Flatten layer between them." in problem(Conv2D(), END)


def test_that_a_stack_that_ends_in_feature_maps_is_told_how_to_end() -> None:
    assert "gives 26×26×32 feature maps" in problem(Conv2D())
    assert "Add Flatten and a Dense layer at the end." in problem(Conv2D())


@pytest.mark.parametrize(
    "end", [Dense(units=10), Dense(units=10, activation="sigmoid"), Dropout(), Activation()]
)
def test_that_a_stack_that_ends_without_softmax_is_told_to_end_with_it(end: Layer) -> None:
    assert "End with a Dense layer whose activation is softmax." in problem(Flatten(), end)


def test_that_feature_maps_beyond_memory_are_refused_with_their_number_and_the_limit() -> None:
    wide = Architecture(
        input_shape=(1024, 1024, 1),
        layers=(Conv2D(filters=2048, padding="same"), GlobalAveragePooling2D(), END),
    )
    said = str(wide.problem())
    assert f"{wide.activation_count:,} numbers" in said
    assert f"{MAXIMUM_ACTIVATIONS:,}" in said


def test_that_more_multiply_adds_than_minutes_a_batch_are_refused() -> None:
    convs = [Conv2D(filters=512, padding="same")] * 8
    slow = stack(*convs, GlobalAveragePooling2D(), END, shape=(56, 56, 3))
    assert f"{slow.multiply_adds:,} multiply-adds" in str(slow.problem())


def test_that_a_batch_beyond_memory_is_refused_with_the_largest_that_fits() -> None:
    architecture = PRESETS["cnn-64"].architecture
    said = str(batch_problem(architecture, 10_000))
    most = MAXIMUM_BATCH_ACTIVATIONS // architecture.activation_count
    assert f"at most {most:,}" in said
    assert batch_problem(architecture, most) is None


def test_that_too_many_parameters_are_refused_with_their_number_and_the_limit() -> None:
    said = problem(Flatten(), Dense(units=16384), Dense(units=16384), END)
    assert "281,477,130 parameters" in said
    assert f"{MAXIMUM_PARAMETERS:,}" in said


def test_that_more_layers_than_a_file_may_hold_are_refused() -> None:
    most = stack(Flatten(), *[Dropout()] * (MAXIMUM_LAYERS - 2), END)
    assert most.problem() is None
    assert f"{MAXIMUM_LAYERS + 1} layers" in str(most.inserted(1, Dropout()).problem())


@pytest.mark.parametrize(
    "layers", [(Flatten(), END), (GlobalAveragePooling2D(), Activation(activation="softmax"))]
)
def test_that_a_stack_that_can_be_trained_has_no_problem(layers: tuple[Layer, ...]) -> None:
    stack(*layers).check()


def test_that_check_raises_the_sentence_of_the_problem() -> None:
    architecture = stack(Conv2D())
    with pytest.raises(CnnLabError) as caught:
        architecture.check()
    assert caught.value.sentence == architecture.problem()


def test_that_a_dataset_of_another_size_is_refused_with_both_sizes() -> None:
    said = str(mismatch(stack(Flatten(), END), (32, 32, 3), 10, "Own images"))
    assert "takes images of 28×28×1, but Own images has images of 32×32×3" in said


def test_that_a_dataset_with_other_classes_is_refused_with_both_numbers() -> None:
    said = str(mismatch(stack(Flatten(), END), (28, 28, 1), 3, "Own images"))
    assert "gives 10 numbers, but Own images has 3 classes" in said
    assert "Give the last Dense layer 3 units" in said


def test_that_a_dataset_that_fits_is_no_mismatch() -> None:
    assert mismatch(stack(Flatten(), END), (28, 28, 1), 10, "Own images") is None


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_that_fitting_leaves_no_mismatch_and_only_changes_the_two_ends(preset: object) -> None:
    architecture = preset.architecture  # type: ignore[attr-defined]
    fitted = architecture.fitted((40, 30, 3), 7)
    assert mismatch(fitted, (40, 30, 3), 7, "Own images") is None
    assert fitted.layers[:-1] == architecture.layers[:-1]


def test_that_fitting_reaches_the_last_dense_through_the_layers_after_it() -> None:
    softmax = Activation(activation="softmax")
    fitted = stack(Flatten(), Dense(units=50), Dense(units=10), softmax).fitted((9, 9, 1), 3)
    assert fitted == stack(Flatten(), Dense(units=50), Dense(units=3), softmax, shape=(9, 9, 1))


def test_that_fitting_without_a_last_dense_changes_the_input_alone() -> None:
    ends = (GlobalAveragePooling2D(), Activation(activation="softmax"))
    assert stack(Conv2D(), *ends).fitted((9, 9, 1), 3) == stack(Conv2D(), *ends, shape=(9, 9, 1))
