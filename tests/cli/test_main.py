"""The frame of all commands: odd consoles, errors nobody foresaw, no TensorFlow, no display."""

import os
import subprocess
import sys

import pytest

from cnnlab_gui.cli import main
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.engine import runtime
from tests.cli.conftest import Cnnlab

COMMAND = [sys.executable, "-m", "cnnlab_gui"]


def test_that_a_console_without_the_signs_gets_others_for_them() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [*COMMAND, "describe"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "26?26?64" in done.stdout
    assert done.stderr == ""


@pytest.mark.provokes_errors
def test_that_an_error_nobody_foresaw_is_one_sentence(
    cnnlab: Cnnlab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setitem(main.COMMANDS, "presets", broken)
    done = cnnlab("presets")
    done.says("Something unexpected happened: ZeroDivisionError: a bug.")


def test_that_doctor_says_that_tensorflow_cannot_be_loaded(
    cnnlab: Cnnlab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent() -> None:
        raise CnnLabError("TensorFlow cannot be loaded: {reason}.", reason="no DLL")

    monkeypatch.setattr(runtime, "start", absent)
    done = cnnlab("doctor")
    assert done.code == 0
    assert "TensorFlow cannot be loaded: no DLL." in done.out


def test_that_a_missing_tensorflow_is_one_sentence() -> None:
    script = (
        "import sys; sys.modules['tensorflow'] = None; sys.modules['keras'] = None\n"
        "sys.argv = ['cnnlab', 'train', '--dataset', 'stroke-digits', '--limit', '10']\n"
        "from cnnlab_gui.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("TensorFlow cannot be loaded: ")
    assert len(done.stderr.splitlines()) == 1
