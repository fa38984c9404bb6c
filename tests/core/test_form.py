"""Forms, read off the fields of a model."""

import pytest

from cnnlab_gui.core.form import FormField, form_of
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import BatchNormalization, Dropout
from cnnlab_gui.core.layers.table import KINDS
from cnnlab_gui.core.training import RunSpecification, TrainingSettings


def line(model: type, name: str) -> FormField:
    return next(field for field in form_of(model) if field.name == name)


def test_that_the_form_of_a_convolution_has_every_parameter_in_order() -> None:
    assert [(field.name, field.kind) for field in form_of(Conv2D)] == [
        ("filters", "integer"),
        ("kernel_size", "pair"),
        ("strides", "pair"),
        ("padding", "choice"),
        ("activation", "choice"),
    ]


def test_that_limits_and_choices_are_those_of_the_checker() -> None:
    filters, kernel = line(Conv2D, "filters"), line(Conv2D, "kernel_size")
    assert (filters.minimum, filters.maximum) == (1, 2048)
    assert (kernel.minimum, kernel.maximum) == (1, 64)
    assert line(Conv2D, "padding").choices == ("valid", "same")
    rate = line(Dropout, "rate")
    assert (rate.kind, rate.minimum, rate.maximum) == ("real", 0, 0.95)


def test_that_a_layer_without_parameters_has_an_empty_form() -> None:
    assert form_of(BatchNormalization) == ()


def test_that_the_settings_have_a_line_for_each_field() -> None:
    assert [field.name for field in form_of(TrainingSettings)] == list(
        TrainingSettings.model_fields
    )
    assert line(TrainingSettings, "deterministic").kind == "flag"


def test_that_fields_without_a_title_are_not_for_people() -> None:
    assert form_of(RunSpecification) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_parameter_of_every_layer_is_on_its_form_with_title_and_help(
    kind: type[Layer],
) -> None:
    form = form_of(kind)
    assert [field.name for field in form] == [name for name in kind.model_fields if name != "kind"]
    assert all(field.title and field.help.endswith(".") for field in form)
