"""Architectures as files: what is written can be read, anything else is refused."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import MAXIMUM_LAYERS, Architecture
from cnnlab_gui.core.architecture_file import (
    MAXIMUM_BYTES,
    read_architecture,
    write_architecture,
)
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.first_filter import LARGEST_SIDE
from cnnlab_gui.core.layers_text import layers_from_text, layers_to_text
from cnnlab_gui.core.presets import PRESETS

Change = Callable[[dict[str, Any]], object]


@given(data=st.data())
def test_that_any_architecture_comes_back_from_its_json(
    any_architecture: st.SearchStrategy[Architecture], data: st.DataObject
) -> None:
    architecture = data.draw(any_architecture)
    assert Architecture.model_validate_json(architecture.model_dump_json()) == architecture


@pytest.mark.parametrize("name", PRESETS)
def test_that_a_preset_comes_back_from_its_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / "network.json"
    write_architecture(path, PRESETS[name].architecture)
    assert read_architecture(path) == PRESETS[name].architecture
    assert [entry.name for entry in tmp_path.iterdir()] == ["network.json"]


def layer(content: dict[str, Any], index: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = content["architecture"]["layers"][index]
    return found


def network(content: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = content["architecture"]
    return found


CHANGES: dict[str, tuple[Change, str]] = {
    "unknown kind": (
        lambda content: layer(content).update(kind="Lambda"),
        "layer 1: the kind 'Lambda' is not known. There are Conv2D, SeparableConv2D, ",
    ),
    "no kind": (lambda content: layer(content).pop("kind"), "layer 1: it does not say its kind"),
    "no layer": (
        lambda content: network(content).update(layers=[{"kind": "Flatten"}, 7]),
        "layer 2: it is no JSON object",
    ),
    "extra field of a layer": (
        lambda content: layer(content).update(name="x"),
        "layer 1 (Conv2D): name is not known",
    ),
    "extra field": (lambda content: content.update(code="import os"), "code is not known"),
    "integer out of range": (
        lambda content: layer(content).update(filters=10**10),
        "layer 1 (Conv2D): filters must be a whole number from 1 to 2,048, but is 10,000,000,000",
    ),
    "real number out of range": (
        lambda content: layer(content).update(l2=-0.5),
        "layer 1 (Conv2D): l2 must be a number from 0 to 1, but is -0.5",
    ),
    "pair out of range": (
        lambda content: layer(content, 1).update(pool_size=[2, 65]),
        "layer 2 (MaxPooling2D): pool_size must be two whole numbers from 1 to 64, but holds 65",
    ),
    "three of a pair": (
        lambda content: layer(content, 1).update(pool_size=[2, 2, 2]),
        "two whole numbers from 1 to 64, but holds [2, 2, 2]",
    ),
    "one of a pair": (
        lambda content: layer(content, 1).update(pool_size=[2]),
        "two whole numbers from 1 to 64, but holds [2]",
    ),
    "unknown choice": (
        lambda content: layer(content).update(padding="full"),
        "layer 1 (Conv2D): padding must be one of valid, same, but is 'full'",
    ),
    "number as text": (
        lambda content: layer(content).update(filters="64"),
        "filters must be a whole number from 1 to 2,048, but is '64'",
    ),
    "number as truth": (
        lambda content: layer(content).update(filters=True),
        "filters must be a whole number from 1 to 2,048, but is True",
    ),
    "truth as number": (
        lambda content: layer(content).update(enabled=0),
        "layer 1 (Conv2D): enabled must be true or false, but is 0",
    ),
    "first filter of another size": (
        lambda content: layer(content).update(first_filter=[[1, 2, 3], [4, 5, 6]]),
        "layer 1 (Conv2D): first_filter must have 3 rows of 3 numbers, as kernel_size says, but "
        "holds […]",
    ),
    "first filter with rows that differ": (
        lambda content: layer(content).update(first_filter=[[1, 2, 3], [4, 5, 6], [7]]),
        "layer 1 (Conv2D): first_filter must have 3 rows of 3 numbers",
    ),
    "first filter that is one row": (
        lambda content: layer(content).update(first_filter=[1, 2, 3]),
        "layer 1 (Conv2D): first_filter must be a list of rows of numbers from -1,000 to 1,000, "
        "or null, but holds 1",
    ),
    "first filter that is a text": (
        lambda content: layer(content).update(first_filter="edge"),
        "or null, but holds 'edge'",
    ),
    "number of a first filter out of range": (
        lambda content: layer(content).update(first_filter=[[0, 0, 0], [0, -1e9, 0], [0, 0, 0]]),
        "numbers from -1,000 to 1,000, or null, but holds -1000000000.0",
    ),
    "truth in a first filter": (
        lambda content: layer(content).update(first_filter=[[0, 0, 0], [0, True, 0], [0, 0, 0]]),
        "or null, but holds True",
    ),
    "first filter of a large kernel": (
        lambda content: layer(content).update(kernel_size=[8, 3], first_filter=[[1, 2, 3]] * 8),
        "layer 1 (Conv2D): first_filter can be given for a kernel_size of at most 7×7; for a "
        "larger one it must be null",
    ),
    "first filter of a kernel out of range": (
        lambda content: layer(content).update(kernel_size=[0, 3], first_filter=[[1, 2, 3]]),
        "layer 1 (Conv2D): kernel_size must be two whole numbers from 1 to 64, but holds 0",
    ),
    "first filter of another kind": (
        lambda content: layer(content, 1).update(first_filter=[[1, 2], [3, 4]]),
        "layer 2 (MaxPooling2D): first_filter is not known",
    ),
    "fixed as a number": (
        lambda content: layer(content).update(first_filter_frozen=1),
        "layer 1 (Conv2D): first_filter_frozen must be true or false, but is 1",
    ),
    "unknown schema": (
        lambda content: content.update(schema_version=0),
        "(schema_version must be 1 to 4, but is 0)",
    ),
    "schema as text": (
        lambda content: content.update(schema_version="5"),
        "(schema_version must be 1 to 4, but is '5')",
    ),
    "schema with a point": (
        lambda content: content.update(schema_version=100.0),
        "(schema_version must be 1 to 4, but is 100.0)",
    ),
    "schema of 1 with a point": (
        lambda content: content.update(schema_version=1.0),
        "(schema_version must be 1 to 4, but is 1.0)",
    ),
    "schema as truth": (
        lambda content: content.update(schema_version=True),
        "(schema_version must be 1 to 4, but is True)",
    ),
    "no schema": (lambda content: content.pop("schema_version"), "(schema_version is missing)"),
    "layers as text": (
        lambda content: network(content).update(layers="Conv2D"),
        "(layers must be a list, but is 'Conv2D')",
    ),
    "layers as object": (
        lambda content: network(content).update(layers={}),
        "(layers must be a list, but is {…})",
    ),
    "no architecture": (lambda content: content.pop("architecture"), "architecture is missing"),
    "architecture as list": (
        lambda content: content.update(architecture=[]),
        "(architecture must be a JSON object, but is [])",
    ),
    "input too wide": (
        lambda content: network(content).update(input_shape=[28, 5000, 1]),
        "input_shape must be a height and a width from 1 to 1,024 and from 1 to 4 channels, but "
        "holds 5,000",
    ),
    "input without channels": (
        lambda content: network(content).update(input_shape=[28, 28]),
        "from 1 to 4 channels, but holds [28, 28]",
    ),
    "too many layers": (
        lambda content: network(content).update(layers=[{"kind": "Flatten"}] * 201),
        "there are 201 layers, and 200 are the most",
    ),
    "markup and an endless name": (
        lambda content: layer(content).update({"<img src=x>" + "\n" * 9 + "a" * 900: 1}),
        "layer 1 (Conv2D): ?img src?x>?????????aaaaaaaaaaaaaaaaaaaa… is not known",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_that_a_changed_file_is_refused_with_the_place_and_left_as_it_is(
    name: str, tmp_path: Path
) -> None:
    change, place = CHANGES[name]
    path = tmp_path / "network.json"
    write_architecture(path, PRESETS["cnn-64"].architecture)
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))
    before = path.read_bytes()
    with pytest.raises(CnnLabError, match="is not an architecture that this version can") as caught:
        read_architecture(path)
    assert place in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600
    assert path.read_bytes() == before


NESTED = b'{"architecture":' * 1000 + b"{}" + b"}" * 1000


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not an architecture that this version can read (it is empty)"),
        (b"{", "(it is not JSON: see line 1, column 1)"),
        (b'{\n "architecture": }', "(it is not JSON: see line 2, column 18)"),
        (b"[]", "(it is no JSON object)"),
        (b"null", "(it is no JSON object)"),
        (b"[" * 100_000, "(it is nested too deep)"),
        (b"[" * 300_000 + b"]" * 300_000, "(it is nested too deep)"),
        (NESTED, "(it is nested too deep)"),
        (b'{"architecture": {}, "architecture": {}}', "('architecture' stands twice in one place)"),
        (b'{"architecture": {"layers": [{"kind": "Dropout", "rate": NaN}]}}', "(it is not JSON: "),
        (b'{"architecture": {"layers": [{"kind": "Dropout", "rate": 1e999}]}}', "('1e999' is no "),
        (b'{"schema_version": ' + b"9" * 5000 + b"}", "(it is not JSON: "),
        (b'{"architecture": "\\ud800"}', "(it is not JSON: "),
        (b"\xff\xfe\x00", "is not a text file"),
        (b" " * (MAXIMUM_BYTES + 1), "is larger than 1,000,000 bytes"),
    ],
)
def test_that_a_file_that_is_no_architecture_is_refused_in_one_sentence(
    content: bytes, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "network.json"
    path.write_bytes(content)
    with pytest.raises(CnnLabError, match=re.escape(sentence)) as caught:
        read_architecture(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == content


@pytest.mark.parametrize("version", [5, 10**400])
def test_that_a_file_of_a_newer_schema_asks_for_the_newer_application(
    version: int, tmp_path: Path
) -> None:
    path = tmp_path / "network.json"
    path.write_text(json.dumps({"schema_version": version, "architecture": {"news": [[]]}}))
    with pytest.raises(CnnLabError, match=r"network\.json was saved by a newer CNN Lab") as caught:
        read_architecture(path)
    sentence = str(caught.value)
    assert "; this one reads up to 4). Install the newer one." in sentence
    assert len(sentence) < len(str(path)) + 200


def test_that_a_file_says_version_4_and_one_of_version_1_or_2_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "network.json"
    write_architecture(path, PRESETS["cnn-16"].architecture)
    assert json.loads(path.read_text())["schema_version"] == 4
    path.write_text(path.read_text().replace('"schema_version": 4', '"schema_version": 2'))
    assert read_architecture(path) == PRESETS["cnn-16"].architecture
    path.write_text(OF_VERSION_1)
    assert read_architecture(path) == PRESETS["cnn-one-conv"].architecture


# As it was written before layers had initialisers and could be left out.
OF_VERSION_1 = """{"schema_version": 1, "architecture": {"input_shape": [28, 28, 1], "layers": [
{"kind": "Conv2D", "filters": 64, "kernel_size": [3, 3], "strides": [1, 1], "padding": "valid",
 "activation": "relu"},
{"kind": "MaxPooling2D", "pool_size": [2, 2], "padding": "valid"},
{"kind": "Flatten"},
{"kind": "Dense", "units": 128, "activation": "relu"},
{"kind": "Dense", "units": 10, "activation": "softmax"}]}}"""


def test_that_the_largest_network_of_given_filters_can_be_read_again(tmp_path: Path) -> None:
    number = -1.2345678901234567e-05
    matrix = ((number,) * LARGEST_SIDE,) * LARGEST_SIDE
    layer = Conv2D(activation="leaky_relu", initializer="glorot_uniform", l2=abs(number))
    layers = (layer.with_first_filter(matrix),) * MAXIMUM_LAYERS
    architecture = Architecture(layers=layers)
    path = tmp_path / "network.json"
    write_architecture(path, architecture)
    assert read_architecture(path) == architecture
    assert layers_from_text(layers_to_text(layers)) == layers


def test_that_one_of_very_many_keys_is_found_twice(tmp_path: Path) -> None:
    keys = [f'"{number:x}":1' for number in range(90_000)]
    path = tmp_path / "network.json"
    path.write_text("{" + ",".join([*keys, '"15f8f":1']) + "}")
    with pytest.raises(CnnLabError, match=r"\('15f8f' stands twice in one place\)"):
        read_architecture(path)


def test_that_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "network.json"
    write_architecture(path, PRESETS["cnn-16"].architecture)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_architecture(path) == PRESETS["cnn-16"].architecture


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_that_a_missing_file_or_a_folder_is_refused_in_one_sentence(
    name: str, tmp_path: Path
) -> None:
    with pytest.raises(CnnLabError, match=r"could not be read: .* Check the name"):
        read_architecture(tmp_path / name)
