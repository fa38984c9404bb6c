"""Layers as text on the clipboard."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.architecture_file import ArchitectureFile
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Flatten
from cnnlab_gui.core.layers_text import MAXIMUM_CHARACTERS, layers_from_text, layers_to_text
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.schema import SCHEMA_VERSION

NO_LAYERS = "The clipboard holds no layers that can be put in ("


@given(data=st.data())
def test_that_any_layers_come_back_from_their_text(
    any_layer: st.SearchStrategy[Layer], data: st.DataObject
) -> None:
    enabled = st.booleans()
    layers = tuple(
        layer.model_copy(update={"enabled": data.draw(enabled)})
        for layer in data.draw(st.lists(any_layer, min_size=1, max_size=6))
    )
    assert layers_from_text(layers_to_text(layers)) == layers


@given(data=st.data())
def test_that_the_layers_of_a_whole_file_are_taken(
    any_architecture: st.SearchStrategy[Architecture], data: st.DataObject
) -> None:
    architecture = data.draw(any_architecture.filter(lambda drawn: drawn.layers))
    content = ArchitectureFile(schema_version=SCHEMA_VERSION, architecture=architecture)
    text = content.model_dump_json(indent=1)
    assert layers_from_text(text) == architecture.layers


def test_that_a_layer_s_text_can_be_read_and_typed_by_a_person() -> None:
    text = layers_to_text([Conv2D(filters=5), MaxPooling2D(enabled=False)])
    lines = text.splitlines()
    assert lines[:3] == ["[", "  {", '    "kind": "Conv2D",']
    assert '    "kernel_size": [3, 3],' in lines
    assert '    "enabled": false,' in lines
    typed = '{"kind": "Conv2D", "filters": 5}'
    assert layers_from_text(typed) == (Conv2D(filters=5),)
    assert layers_from_text(f" [{typed},\n{typed}]\n") == (Conv2D(filters=5), Conv2D(filters=5))


def test_that_a_given_filter_stands_row_by_row_in_a_layer_s_text() -> None:
    layer = Conv2D().with_first_filter(((-1.0, -1.5, 1e-05), (0.0, 8.0, 0.0), (1.0, 1.0, 1.0)))
    lines = layers_to_text([layer]).splitlines()
    at = lines.index('    "first_filter": [')
    rows = ["      [-1.0, -1.5, 1e-05],", "      [0.0, 8.0, 0.0],", "      [1.0, 1.0, 1.0]"]
    assert lines[at + 1 : at + 4] == rows
    typed = '{"kind": "Conv2D", "kernel_size": [1, 2], "first_filter": [[-1, 1]]}'
    assert layers_from_text(typed) == (Conv2D().with_first_filter(((-1.0, 1.0),)),)


def test_that_the_layers_of_a_file_of_the_first_version_are_taken() -> None:
    text = '{"schema_version": 1, "architecture": {"layers": [{"kind": "Flatten"}]}}'
    assert layers_from_text(text) == (Flatten(),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        (" \n", "it is empty"),
        ("[Dear class, tomorrow", "it is not JSON: see line 1, column 2"),
        ('["\ud800"]', "it is not JSON"),
        ("[]", "its list is empty"),
        ('{"schema_version": 2, "architecture": {}}', "its list is empty"),
        ('{"architecture": {}}', "schema_version is missing"),
        ("{}", "layer 1: it does not say its kind"),
        ("[[]]", "layer 1: it is no JSON object"),
        ('[{"kind": "Flatten"}, null]', "layer 2: it is no JSON object"),
        ('{"kind": "Lambda"}', "layer 1: the kind 'Lambda' is not known. There are Conv2D, "),
        ('{"kind": ["Conv2D"]}', "layer 1: the kind "),
        ('[{"kind": "Flatten"}, {"kind": "Dense", "units": 0}]', "layer 2 (Dense): units must be "),
        ('{"kind": "Dense", "code": "x"}', "layer 1 (Dense): code is not known"),
        ('{"kind": "Dense", "units": NaN}', "it is not JSON: see line 1, column 28"),
        ('{"kind": "Dense", "l2": 1e999}', "'1e999' is no number that can be used"),
        ('{"kind": "Dense", "kind": "Dense"}', "'kind' stands twice in one place"),
        ("[" * 100_000, "it is nested too deep"),
        ("[" * 190 + "]" * 190, "layer 1: it is no JSON object"),
        (json.dumps([{"kind": "Flatten"}] * 201), "there are 201 layers, and 200 are the most"),
        ('{"schema_version": 2, "architecture": {}, "hook": 1}', "hook is not known"),
        (" " * (MAXIMUM_CHARACTERS + 1), "its text is longer than 1,000,000 characters"),
    ],
)
def test_that_other_text_is_refused_in_one_sentence(text: str, reason: str) -> None:
    with pytest.raises(CnnLabError, match=re.escape(NO_LAYERS + reason)) as caught:
        layers_from_text(text)
    assert str(caught.value).endswith("Copy layers in CNN Lab, then try again.")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["Dear class, tomorrow", "\n Conv2D", "\ud800", "3", '"Conv2D"', "null", "model.add([])"],
)
def test_that_text_that_is_no_layers_at_all_is_called_so(text: str) -> None:
    with pytest.raises(CnnLabError) as caught:
        layers_from_text(text)
    assert str(caught.value) == (
        "The clipboard holds other text than layers, so nothing was put in. Copy layers in CNN "
        "Lab, then try again."
    )


def test_that_layers_of_a_newer_application_ask_for_it() -> None:
    cnn_16 = PRESETS["cnn-16"].architecture
    text = ArchitectureFile(schema_version=SCHEMA_VERSION, architecture=cnn_16).model_dump_json()
    newer = text.replace('"schema_version":4', '"schema_version":7')
    assert newer != text
    with pytest.raises(CnnLabError, match=r"come from a newer CNN Lab \(version 7; this one reads"):
        layers_from_text(newer)
