"""The ending of a file says how it is read."""

from pathlib import Path

import pytest

from cnnlab_gui.core.architecture_file import write_architecture
from cnnlab_gui.core.architecture_sources import read_any_architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import with_ending
from cnnlab_gui.core.presets import PRESETS


@pytest.mark.parametrize("name", ["net.cnnarch", "net.CNNARCH", "net.json", "net"])
def test_that_any_ending_but_keras_is_read_as_our_own(tmp_path: Path, name: str) -> None:
    write_architecture(tmp_path / name, PRESETS["cnn-16"].architecture)
    assert read_any_architecture(tmp_path / name) == PRESETS["cnn-16"].architecture


def test_that_a_file_of_ours_that_is_called_keras_is_no_keras_file(tmp_path: Path) -> None:
    path = tmp_path / "net.Keras"
    write_architecture(path, PRESETS["cnn-16"].architecture)
    with pytest.raises(CnnLabError, match=r"net\.Keras"):
        read_any_architecture(path)


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("a", "a.cnnarch"),
        ("a.cnnarch", "a.cnnarch"),
        ("a.v2", "a.v2.cnnarch"),
        ("a.", "a..cnnarch"),
    ],
)
def test_that_an_ending_is_put_behind_a_name_that_has_another(name: str, whole: str) -> None:
    assert with_ending(Path("x") / name, ".cnnarch") == Path("x") / whole
