"""Forms, read off the fields of a model."""

import pytest

from cnnlab_gui.core.form import FormField, form_of
from cnnlab_gui.core.layers.augmentation import RandomRotation
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import BatchNormalization, Dropout
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.table import KINDS
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.core.training import RunSpecification, TrainingSettings


def line(model: type, name: str) -> FormField:
    return next(field for field in form_of(model) if field.name == name)


def test_that_the_form_of_a_convolution_has_its_main_parameters_first_and_advanced_ones_last() -> (
    None
):
    assert [(field.name, field.kind) for field in form_of(Conv2D)] == [
        ("filters", "integer"),
        ("kernel_size", "pair"),
        ("activation", "choice"),
        ("padding", "choice"),
        ("strides", "pair"),
        ("initializer", "choice"),
        ("l2", "real"),
    ]


def test_that_limits_and_choices_are_those_of_the_checker() -> None:
    filters, kernel = line(Conv2D, "filters"), line(Conv2D, "kernel_size")
    assert (filters.minimum, filters.maximum) == (1, 2048)
    assert (kernel.minimum, kernel.maximum) == (1, 64)
    assert line(Conv2D, "padding").choices == ("valid", "same")
    rate = line(Dropout, "rate")
    assert (rate.kind, rate.minimum, rate.maximum) == ("real", 0, 0.95)


def test_that_a_line_knows_its_unit_its_steps_its_word_for_zero_and_whether_it_can_wait() -> None:
    filters = line(Conv2D, "filters")
    assert (filters.factor, filters.advanced, filters.unit, filters.zero) == (2, False, "", "")
    assert line(Dense, "units").factor == 2
    assert line(Conv2D, "kernel_size").factor == 0
    assert line(TrainingSettings, "learning_rate").factor == 10
    assert line(RandomRotation, "degrees").unit == "°"
    assert line(MaxPooling2D, "strides").zero == "auto"
    l2 = line(Dense, "l2")
    assert (l2.advanced, l2.zero, l2.factor) == (True, "none", 10)
    assert line(Dense, "initializer").advanced


def test_that_a_layer_without_parameters_has_an_empty_form() -> None:
    assert form_of(BatchNormalization) == ()


UNTITLED = ("rate_changes", "stop_when")  # lists, which have editors of their own


def test_that_the_settings_have_a_line_for_each_field() -> None:
    titled = [name for name in TrainingSettings.model_fields if name not in UNTITLED]
    assert [field.name for field in form_of(TrainingSettings)] == titled
    assert line(TrainingSettings, "deterministic").kind == "flag"


def test_that_fields_without_a_title_are_not_for_people() -> None:
    assert form_of(RunSpecification) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_parameter_of_every_layer_is_on_its_form_with_title_and_help(
    kind: type[Layer],
) -> None:
    form = form_of(kind)
    assert {field.name for field in form} == set(kind.model_fields) - kind.ours
    assert len({field.name for field in form}) == len(form)
    assert all(field.title and field.help.endswith(".") for field in form)


@pytest.mark.parametrize("kind", KINDS)
def test_that_what_a_card_shows_leads_the_form_and_what_can_wait_ends_it(
    kind: type[Layer],
) -> None:
    form = form_of(kind)
    assert tuple(field.name for field in form[: len(kind.main)]) == kind.main
    assert [field.advanced for field in form] == sorted(field.advanced for field in form)
    assert not any(field.advanced for field in form if field.name in kind.main)
