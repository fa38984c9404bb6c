"""What the first argument of a start means: a command, or something for the window."""

from pathlib import Path

import pytest

from cnnlab_gui.__main__ import _is_openable


def test_that_a_file_of_any_kind_is_for_the_window(tmp_path: Path) -> None:
    picture = tmp_path / "seven.png"
    picture.touch()
    assert _is_openable(str(picture))


@pytest.mark.parametrize("name", ["a.cnnlab", "A.CNNARCH", "a.keras"])
def test_that_a_file_of_ours_is_for_the_window_though_it_is_missing(name: str) -> None:
    assert _is_openable(name)


@pytest.mark.parametrize("name", ["train", "--help", "missing.png", "x" * 5000 + ".png", "\0.png"])
def test_that_all_else_is_for_the_command_line(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train").touch()
    assert not _is_openable(name)
