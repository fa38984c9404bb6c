"""What is written past Python to stdout and stderr, and which log has it."""

import logging
import os
import subprocess
import sys
import tempfile
from typing import Any

import pytest

from cnnlab_gui.engine.native_output import STDERR, in_log

LOG = logging.getLogger("cnnlab_gui.tests.native")

# With stdout closed, the file has its number; what reads it must not find another in its place.
WITHOUT_STDOUT = """
import logging, os, sys
from cnnlab_gui.engine.native_output import STDOUT, in_log
file = open(sys.argv[1], "rb")
assert file.fileno() == STDOUT
with in_log(STDOUT, logging.getLogger("cnnlab_gui"), "%s"):
    sys.stderr.write(os.read(STDOUT, 100).decode())
"""


def test_that_what_is_written_meanwhile_is_in_the_log_alone(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, LOG.name), in_log(STDERR, LOG, "it said: %s"):
        os.write(STDERR, b"oneDNN is on\n")
    os.write(STDERR, b"for people")
    assert caplog.messages == ["it said: oneDNN is on"]
    assert capfd.readouterr().err == "for people"


def test_that_silence_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, LOG.name), in_log(STDERR, LOG, "it said: %s"):
        pass
    assert caplog.messages == []


def test_that_a_full_disk_loses_what_is_written_and_nothing_else(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: Any, **_named: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with in_log(STDERR, LOG, "it said: %s"):
        os.write(STDERR, b"oneDNN is on\n")
    os.write(STDERR, b"for people")
    assert capfd.readouterr().err == "for people"


@pytest.mark.skipif(os.name == "nt", reason="a shell that can start a program without stdout")
def test_that_without_stdout_its_number_is_left_to_the_file_that_has_it(tmp_path: Any) -> None:
    file = tmp_path / "file"
    file.write_text("its own content", encoding="utf-8")
    done = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", sys.executable, "-c", WITHOUT_STDOUT, str(file)],
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert done.stderr == "its own content"
