"""Architectures as files: what is written can be read, anything else is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.architecture_file import (
    MAXIMUM_BYTES,
    read_architecture,
    write_architecture,
)
from cnnlab_gui.core.errors import CnnLabError
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


CHANGES: dict[str, tuple[Change, str]] = {
    "unknown kind": (lambda content: layer(content).update(kind="Lambda"), "layers.0"),
    "no kind": (lambda content: layer(content).pop("kind"), "layers.0"),
    "extra field of a layer": (lambda content: layer(content).update(name="x"), "layers.0"),
    "extra field": (lambda content: content.update(code="import os"), "code"),
    "out of range": (lambda content: layer(content).update(filters=10**10), "filters"),
    "number as text": (lambda content: layer(content).update(filters="64"), "filters"),
    "newer schema": (lambda content: content.update(schema_version=2), "schema_version"),
    "no architecture": (lambda content: content.pop("architecture"), "architecture"),
    "input too wide": (
        lambda content: content["architecture"].update(input_shape=[28, 5000, 1]),
        "input_shape.1",
    ),
    "too many layers": (
        lambda content: content["architecture"].update(layers=[{"kind": "Flatten"}] * 201),
        "layers",
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
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not an architecture"),
        (b"{", "is not an architecture"),
        (b"[]", "is not an architecture"),
        (b"null", "is not an architecture"),
        (b"[" * 100_000, "is not an architecture"),
        (b"\xff\xfe\x00", "is not a text file"),
        (b" " * (MAXIMUM_BYTES + 1), "is larger than 1,000,000 bytes"),
    ],
)
def test_that_a_file_that_is_no_architecture_is_refused_in_one_sentence(
    content: bytes, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "network.json"
    path.write_bytes(content)
    with pytest.raises(CnnLabError, match=sentence) as caught:
        read_architecture(path)
    assert str(path) in str(caught.value)


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
