"""The log file of the home."""

import logging
import os
import warnings
from pathlib import Path

import pytest

from cnnlab_gui.core import logs

log = logging.getLogger("cnnlab_gui.test")


def test_that_a_message_is_in_the_log_of_the_home_with_its_level() -> None:
    logs.start()
    log.info("began with %d images", 7)
    assert "INFO cnnlab_gui.test: began with 7 images" in logs.log_path().read_text()


def test_that_starting_twice_writes_a_message_once() -> None:
    logs.start()
    logs.start()
    log.warning("said once")
    assert logs.log_path().read_text().count("said once") == 1


def test_that_a_warning_is_in_the_log_and_not_on_stderr(
    capfd: pytest.CaptureFixture[str],
) -> None:
    logs.start()
    warnings.warn("old-fashioned", stacklevel=1)
    assert "old-fashioned" in logs.log_path().read_text()
    assert capfd.readouterr().err == ""


def test_that_a_home_that_cannot_be_written_has_no_log_and_says_nothing(
    unwritable_folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CNNLAB_HOME", str(unwritable_folder))
    logs.start()
    log.info("into the void")
    assert not logs.log_path().exists()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("obstacle", ["log", "folder"])
def test_that_a_log_that_cannot_be_opened_or_written_says_nothing(
    obstacle: str, capfd: pytest.CaptureFixture[str]
) -> None:
    if obstacle == "log":
        logs.log_path().mkdir(parents=True)
    else:
        full = Path("/dev/full")
        if not full.exists():
            pytest.skip("this system has no /dev/full")
        logs.log_path().parent.mkdir(parents=True)
        logs.log_path().symlink_to(full)
    logs.start()
    log.info("into the void")
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among files")
def test_that_a_pipe_in_the_place_of_a_log_is_not_waited_for() -> None:
    for path in (logs.log_path(), logs.crash_path()):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        os.mkfifo(path)
    logs.catch_crashes()
    logs.start()
    log.info("nobody reads this")
    assert logs.log_path().is_fifo()
