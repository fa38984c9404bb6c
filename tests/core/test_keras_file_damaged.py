"""Files that a stranger made, or a disk damaged, under the name of a ``.keras`` file."""

import io
import json
import os
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.keras_file import read_keras_architecture
from cnnlab_gui.core.keras_file.archive import (
    MAXIMUM_CONFIG_BYTES,
    MAXIMUM_MEMBERS,
)
from cnnlab_gui.core.keras_file.network import architecture_of
from cnnlab_gui.core.zip_check import BYTES_PER_MEMBER
from tests.core.keras_parts import (
    SHAPE,
    Written,
    convolution,
    dense,
    flatten,
    functional,
    layer,
    normalisation,
    pooling,
    regularizer,
    sequential,
    write_keras,
)

CONFIG = json.dumps(sequential(flatten(), dense()))
Members = dict[str, str | bytes]


def zipped(members: Members, compression: int = zipfile.ZIP_STORED, level: int = 9) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression, compresslevel=level) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


SOUND = zipped({"metadata.json": "{}", "config.json": CONFIG, "model.weights.h5": b"\x89HDF" * 9})


def read(content: bytes, folder: Path) -> Architecture:
    path = folder / "network.keras"
    path.write_bytes(content)
    try:
        return read_keras_architecture(path)
    finally:
        assert path.read_bytes() == content


@pytest.mark.parametrize(
    "content",
    [
        SOUND,
        zipped({"config.json": CONFIG}, zipfile.ZIP_DEFLATED),
        zipped({"assets/": "", "assets/words.txt": "a", "config.json": "\ufeff" + CONFIG}),
        zipped({"config.json": CONFIG, **{f"assets/{k}": "" for k in range(MAXIMUM_MEMBERS - 1)}}),
        # The weights are read by nobody.
        zipped({"config.json": CONFIG, "model.weights.h5": b"\0" * 10**7}, zipfile.ZIP_DEFLATED),
    ],
)
def test_that_a_sound_file_is_read_packed_or_not(content: bytes, tmp_path: Path) -> None:
    assert [layer.kind for layer in read(content, tmp_path).layers] == ["Flatten", "Dense"]


def twice(name: str) -> bytes:
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w") as archive:
        warnings.simplefilter("ignore")  # zipfile's own, of the name
        archive.writestr("config.json", CONFIG)
        archive.writestr(name, CONFIG)
        archive.writestr(name, "{}")
    return file.getvalue()


def patched(at: bytes, offset: int, value: bytes, content: bytes = SOUND) -> bytes:
    """``content`` with ``value`` written ``offset`` bytes after the last ``at``."""
    place = content.rindex(at) + offset
    return content[:place] + value + content[place + len(value) :]


def entry(offset: int, value: bytes, name: bytes = b"config.json") -> bytes:
    """`SOUND` with ``value`` in the directory's entry of ``name``."""
    return patched(name, offset - 46, value)


END = b"PK\x05\x06"
START = struct.unpack("<L", SOUND[-6:-2])[0]
LENGTH = struct.unpack("<L", SOUND[-10:-6])[0]
CUT = "it is cut short, damaged, or not made by Keras"
ODD_NAME = "one of its parts has a name that Keras never gives"


def word(number: int) -> bytes:
    return struct.pack("<L", number)


REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", CUT),
    "a letter": (b"Dear class, " * 9, CUT),
    "end only": (END + bytes(18), "it has no config.json"),
    "cut at the end": (SOUND[:-1], CUT),
    "cut in the middle": (SOUND[: len(SOUND) // 2], CUT),
    "cut at the start": (SOUND[1:], CUT),
    "bytes after it": (SOUND + b"\0", CUT),
    "bytes before it": (b"#!/bin/sh\n" + SOUND, CUT),
    "comment": (patched(END, 20, b"\x05\0") + b"hello", CUT),
    "several disks": (patched(END, 4, b"\x01\0"), CUT),
    "HDF5": (b"\x89HDF\r\n\x1a\n" + bytes(99), "it is in the older form .h5"),
    "too many members": (
        zipped({"config.json": CONFIG, **{str(k): "" for k in range(MAXIMUM_MEMBERS)}}),
        "it has more than 1,000 parts",
    ),
    "more members than it says": (
        patched(END, 8, b"\x01\0\x01\0"),
        CUT,
    ),
    "long directory": (
        patched(END, 12, word(BYTES_PER_MEMBER * MAXIMUM_MEMBERS + 1)),
        "it has more than 1,000 parts",
    ),
    "directory elsewhere": (patched(END, 16, word(START - 1)), CUT),
    "directory longer than the file": (patched(END, 12, word(LENGTH + 1)), CUT),
    "large directory": (SOUND[:-22] + b"PK\x06\x07" + bytes(16) + SOUND[-22:], "larger than 4 GB"),
    "large member": (entry(24, word(0xFFFFFFFF)), "larger than 4 GB"),
    "no config": (zipped({"model.weights.h5": b""}), "it has no config.json"),
    "config in a folder": (zipped({"model/config.json": CONFIG}), "it has no config.json"),
    "config twice": (twice("config.json"), "two of its parts have the same name"),
    "another twice": (twice("notes"), "two of its parts have the same name"),
    "name with a null": (
        patched(b"metadata.json", 0, b"config.json\0x"),
        ODD_NAME,
    ),
    "name upwards": (zipped({"config.json": CONFIG, "../../x": ""}), ODD_NAME),
    "name from the root": (zipped({"config.json": CONFIG, "/etc/x": ""}), ODD_NAME),
    "name of Windows": (zipped({"config.json": CONFIG, "C:x": ""}), ODD_NAME),
    "name with a backslash": (
        patched(b"metadata.json", 0, b"a\\", zipped({"metadata.json": "", "config.json": CONFIG})),
        ODD_NAME,
    ),
    "name with an escape": (zipped({"config.json": CONFIG, "\x1b[2J": ""}), ODD_NAME),
    "endless name": (zipped({"config.json": CONFIG, "a" * 256: ""}), ODD_NAME),
    "locked": (entry(8, b"\x01\0"), "it is locked with a password"),
    "another locked": (entry(8, b"\x01\0", b"model.weights.h5"), "it is locked with a password"),
    "overlapping": (entry(42, word(0), b"model.weights.h5"), CUT),
    "over the directory": (entry(42, word(START - 8), b"model.weights.h5"), CUT),
    "packed otherwise": (zipped({"config.json": CONFIG}, zipfile.ZIP_LZMA), CUT),
    "packed in no known way": (entry(10, b"\x63\0"), CUT),
    "config too large": (
        zipped({"config.json": CONFIG + " " * MAXIMUM_CONFIG_BYTES}),
        "its config.json is larger than 2,000,000 bytes",
    ),
    "bomb": (
        zipped({"config.json": " " * 1_900_000 + CONFIG}, zipfile.ZIP_DEFLATED),
        "its config.json is packed more than 200 times",
    ),
    "longer than it says": (entry(24, word(9)), CUT),
    "shorter than it says": (entry(24, word(len(CONFIG) + 9)), CUT),
    "another sum": (entry(16, word(1)), CUT),
    "another name at its place": (patched(b"config.json", 0, b"konfig.json", SOUND[:START])
                                  + SOUND[START:], CUT),
    "not text": (zipped({"config.json": b"\xff\xfe\0"}), CUT),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_that_a_file_that_is_none_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    content, reason = REFUSED[name]
    with pytest.raises(CnnLabError) as caught:
        read(content, tmp_path)
    path = tmp_path / "network.keras"
    assert str(caught.value).startswith(f"{path} is no .keras file that can be read: ")
    assert f"{reason}. Save the network again with model.save('network.keras')." in str(
        caught.value
    )


@pytest.mark.parametrize("name", ["missing.keras", "."])
def test_that_a_missing_file_or_a_folder_is_refused_in_one_sentence(
    name: str, tmp_path: Path
) -> None:
    with pytest.raises(CnnLabError, match=r"could not be read: .* Check the name"):
        read_keras_architecture(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_that_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "network.keras")
    with pytest.raises(CnnLabError, match="it is no file"):
        read_keras_architecture(tmp_path / "network.keras")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_that_whatever_a_disk_does_to_a_file_it_is_an_architecture_or_one_sentence(
    data: st.DataObject, tmp_path: Path
) -> None:
    content = bytearray(SOUND)
    # Half of the changes hit the directory, which is what is believed.
    place = st.integers(0, len(content) - 1) | st.integers(START, len(content) - 1)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(place)] = data.draw(st.integers(0, 255))
    outcome = outcome_of(lambda: read(bytes(content[: data.draw(place) + 1 or None]), tmp_path))
    assert isinstance(outcome, Architecture) or outcome.endswith(".")
    whole = outcome_of(lambda: read(bytes(content), tmp_path))
    assert isinstance(whole, Architecture) or whole.endswith(".")


def outcome_of(act: Callable[[], Architecture]) -> Architecture | str:
    try:
        return act()
    except CnnLabError as error:
        return str(error)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container within ``value`` with a key or an index of it."""
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from places(value[key])


BOTH: list[Written] = [
    sequential(
        convolution(filters=3, kernel_regularizer=regularizer("L2", l2=0.1)),
        convolution("SeparableConv2D", ("depthwise", "pointwise"), filters=3, depth_multiplier=1),
        normalisation(),
        layer("LeakyReLU", negative_slope=0.2),
        pooling(),
        layer("RandomRotation", factor=[-0.1, 0.1], fill_mode="wrap", fill_value=0.0),
        flatten(batch_input_shape=SHAPE),
        dense(activation=layer("Softmax", axis=-1)),
    ),
    functional(convolution(filters=3), layer("Dropout", rate=0.5), flatten(), dense()),
]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
)


def test_that_what_is_changed_below_is_read_as_it_is() -> None:
    assert [len(architecture_of(content).layers) for content in BOTH] == [8, 4]


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_that_whatever_is_changed_in_a_config_it_is_an_architecture_or_one_sentence(
    data: st.DataObject,
) -> None:
    content = json.loads(json.dumps(data.draw(st.sampled_from(BOTH))))
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(list(places(content))))
        if data.draw(st.booleans()):
            container[key] = data.draw(JSON)
        else:  # something else of the file itself
            other, other_key = data.draw(st.sampled_from(list(places(content))))
            container[key] = json.loads(json.dumps(other[other_key]))
    outcome = outcome_of(lambda: architecture_of(content))
    assert isinstance(outcome, Architecture) or re.fullmatch(r"[^\n<&]{20,900}\.", outcome)


def test_that_a_file_as_keras_lays_it_out_is_the_one_that_the_other_tests_read(
    tmp_path: Path,
) -> None:
    path = write_keras(tmp_path / "n.keras", CONFIG)
    assert read_keras_architecture(path) == read(SOUND, tmp_path)
