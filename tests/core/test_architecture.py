"""Editing a stack of layers, and what each layer does where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import Activation, BatchNormalization, Dropout
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS, Preset

Architectures = st.SearchStrategy[Architecture]
Layers = st.SearchStrategy[Layer]

END = Dense(units=10, activation="softmax")


def stack(*layers: Layer, shape: tuple[int, int, int] = (28, 28, 1)) -> Architecture:
    return Architecture(input_shape=shape, layers=layers)


def lettered(names: str) -> Architecture:
    """A stack whose layers can be told apart: ``abc``."""
    return stack(*[Dense(units=ord(name)) for name in names])


def letters(architecture: Architecture) -> str:
    return "".join(chr(layer.units) for layer in architecture.layers if isinstance(layer, Dense))


@given(data=st.data())
def test_that_inserting_keeps_the_others_and_removing_takes_it_back(
    any_architecture: Architectures, any_layer: Layers, data: st.DataObject
) -> None:
    before = data.draw(any_architecture)
    added = data.draw(st.lists(any_layer, min_size=1, max_size=3))
    index = data.draw(st.integers(0, len(before.layers)))
    kept = before.model_copy(deep=True)
    after = before.inserted(index, *added)
    places = range(index, index + len(added))
    assert list(after.layers[index : places.stop]) == added
    assert after.layers[:index] + after.layers[places.stop :] == before.layers
    assert after.removed(*places) == before == kept


def test_that_several_layers_are_removed_wherever_they_stand() -> None:
    assert letters(lettered("abcdef").removed(4, 0, 1)) == "cdf"
    assert lettered("abc").removed() == lettered("abc")


@pytest.mark.parametrize(
    ("indices", "before", "expected"),
    [
        ([1], 4, "acdbef"),
        ([3], 0, "dabcef"),
        ([0], 6, "bcdefa"),
        ([1, 3], 6, "acefbd"),
        ([4, 1], 0, "beacdf"),
        ([1, 4], 3, "acbedf"),
        ([2, 3], 3, "abcdef"),
        ([2], 2, "abcdef"),
        ([2], 3, "abcdef"),
        ([], 3, "abcdef"),
    ],
)
def test_that_layers_are_moved_in_their_order_before_another(
    indices: list[int], before: int, expected: str
) -> None:
    assert letters(lettered("abcdef").moved(indices, before)) == expected


@given(data=st.data())
def test_that_moving_keeps_every_layer_and_the_order_of_the_others(
    any_architecture: Architectures, data: st.DataObject
) -> None:
    before = data.draw(any_architecture)
    count = len(before.layers)
    indices = data.draw(st.sets(st.integers(0, count - 1))) if count else set()
    place = data.draw(st.integers(0, count))
    after = before.moved(indices, place)
    at = place - sum(index < place for index in indices)
    arrived = range(at, at + len(indices))
    assert [after.layers[k] for k in arrived] == [before.layers[k] for k in sorted(indices)]
    assert after.removed(*arrived) == before.removed(*indices)


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


def test_that_a_layer_that_is_off_passes_on_what_it_gets_at_no_cost() -> None:
    off = Conv2D(strides=(2, 2), enabled=False)
    report = stack(Conv2D(), off, Flatten(), END).reports()[1]
    assert (report.output_shape, report.receptive_field) == ((26, 26, 32), (3, 3))
    assert (report.parameters, report.multiply_adds, report.activations) == (0, 0, 0)
    assert stack(Conv2D(kernel_size=(30, 30), enabled=False)).reports()[0].problem is None


@given(data=st.data())
def test_that_what_is_off_changes_nothing_for_the_others(
    any_architecture: Architectures, data: st.DataObject
) -> None:
    architecture = data.draw(any_architecture)
    reports = [report for report in architecture.reports() if report.layer.enabled]
    assert reports == list(architecture.active().reports())
    assert architecture.output_shape == architecture.active().output_shape


@given(data=st.data())
def test_that_switching_off_is_undone_by_switching_on_and_changes_nothing_else(
    any_architecture: Architectures, data: st.DataObject
) -> None:
    before = data.draw(any_architecture)
    before = before.switched(range(len(before.layers)), enabled=True)
    indices = {index for index in range(len(before.layers)) if data.draw(st.booleans())}
    after = before.switched(indices, enabled=False)
    assert {k for k, layer in enumerate(after.layers) if not layer.enabled} == indices
    assert after.switched(indices, enabled=True) == before
    assert after.active() == before.removed(*indices)


@pytest.mark.parametrize(
    ("layers", "index", "stage"),
    [
        ((Conv2D(), MaxPooling2D(), END), 0, range(2)),
        ((Conv2D(), BatchNormalization(), Dropout(), MaxPooling2D(), END), 0, range(4)),
        ((Conv2D(), Conv2D(), MaxPooling2D()), 0, range(1)),
        ((Conv2D(), Conv2D(), MaxPooling2D()), 1, range(1, 3)),
        ((SeparableConv2D(), Activation(), MaxPooling2D(), MaxPooling2D()), 0, range(3)),
        ((Conv2D(), Dropout(), Flatten(), END), 0, range(1)),
        ((Conv2D(), GlobalAveragePooling2D()), 0, range(1)),
        ((Conv2D(),), 0, range(1)),
        ((Flatten(), END), 1, range(1, 2)),
    ],
)
def test_that_a_stage_goes_to_the_pooling_before_the_next_weights(
    layers: tuple[Layer, ...], index: int, stage: range
) -> None:
    assert stack(*layers).stage_at(index) == stage


def test_that_one_convolution_less_is_cnn_64_without_its_second_stage() -> None:
    architecture = PRESETS["cnn-64"].architecture
    less = architecture.removed(*architecture.stage_at(2))
    assert less == PRESETS["cnn-one-conv"].architecture


def test_that_the_receptive_field_grows_with_windows_and_strides() -> None:
    reports = PRESETS["cnn-64"].architecture.reports()
    fields = [report.receptive_field for report in reports]
    assert fields == [(3, 3), (4, 4), (8, 8), (10, 10), None, None, None]


def test_that_the_receptive_field_has_a_height_and_a_width_of_its_own() -> None:
    layers = (
        Conv2D(kernel_size=(1, 5), strides=(1, 2)),
        Dropout(),
        MaxPooling2D(pool_size=(3, 1)),
        Conv2D(kernel_size=(2, 2)),
    )
    reports = stack(*layers).reports()
    assert [report.receptive_field for report in reports] == [(1, 5), (1, 5), (3, 5), (6, 7)]


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_that_fitting_only_changes_the_two_ends(preset: Preset) -> None:
    architecture = preset.architecture
    fitted = architecture.fitted((40, 30, 3), 7)
    assert (fitted.input_shape, fitted.output_shape) == ((40, 30, 3), (7,))
    assert fitted.layers[:-1] == architecture.layers[:-1]


def test_that_fitting_reaches_the_last_dense_through_the_layers_after_it() -> None:
    softmax = Activation(activation="softmax")
    fitted = stack(Flatten(), Dense(units=50), Dense(units=10), softmax).fitted((9, 9, 1), 3)
    assert fitted == stack(Flatten(), Dense(units=50), Dense(units=3), softmax, shape=(9, 9, 1))


def test_that_fitting_passes_over_layers_that_are_off() -> None:
    off = (Conv2D(enabled=False), Dense(units=5, enabled=False))
    fitted = stack(Flatten(), END, *off).fitted((9, 9, 1), 3)
    last = Dense(units=3, activation="softmax")
    assert fitted == stack(Flatten(), last, *off, shape=(9, 9, 1))


def test_that_fitting_without_a_last_dense_changes_the_input_alone() -> None:
    ends = (GlobalAveragePooling2D(), Activation(activation="softmax"))
    assert stack(Conv2D(), *ends).fitted((9, 9, 1), 3) == stack(Conv2D(), *ends, shape=(9, 9, 1))
