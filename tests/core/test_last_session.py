"""What was set up is there at the next start."""

import logging
from pathlib import Path

import pytest

from cnnlab_gui.core.last_session import FILE_NAME, read_last_session, write_last_session
from cnnlab_gui.core.presets import PRESETS

SET_UP = PRESETS["cnn-16"].specification()


def test_that_what_was_kept_is_read_again(tmp_path: Path) -> None:
    write_last_session(tmp_path / "new", SET_UP, tmp_path / "net.cnnarch")
    last = read_last_session(tmp_path / "new")
    assert last is not None
    assert last.specification == SET_UP
    assert last.file == str(tmp_path / "net.cnnarch")


def test_that_a_first_start_has_no_last_session(tmp_path: Path) -> None:
    assert read_last_session(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{}", "[" * 5000, '{"schema_version": 9}', "x" * 1_100_000])
def test_that_a_file_that_is_none_is_passed_over_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    with caplog.at_level(logging.WARNING):
        assert read_last_session(tmp_path) is None
    assert "last session" in caplog.text


def test_that_a_home_that_cannot_be_written_to_is_no_error(
    unwritable_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        write_last_session(unwritable_folder, SET_UP, None)
    assert "could not be kept" in caplog.text


def test_that_a_home_that_may_not_be_looked_into_has_no_last_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(self))

    # Who runs the tests as root may look everywhere.
    monkeypatch.setattr(Path, "exists", refuse)
    assert read_last_session(tmp_path) is None
