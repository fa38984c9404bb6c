"""One window for each home, with the whole application in processes of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cnnlab_gui.app.one_instance import Seat
from cnnlab_gui.core.runs.bundle import pack
from cnnlab_gui.core.runs.store import RunStore
from tests.core.bundle_parts import kept_run
from tests.e2e.test_commands import FORGIVEN

SECONDS = 120
PATIENCE_MS = 1000 * SECONDS

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start the application; whatever still runs at the end is killed."""
    sockets = tmp_path / "s"
    sockets.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(sockets))
    started: list[subprocess.Popen[str]] = []

    def start(home: Path, *arguments: object) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "cnnlab_gui", "gui", f"--home={home}"]
        root = Path(__file__).parents[2]
        process = subprocess.Popen(
            [*command, *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(root), "LANG": "C.UTF-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def is_taken(home: Path) -> bool:
    seat = Seat(home)
    is_free = seat.take()
    seat.leave()
    return not is_free


def ends_in_silence(process: "subprocess.Popen[str]") -> None:
    out, err = process.communicate(timeout=SECONDS)
    assert [line for line in err.splitlines() if FORGIVEN not in line] == []
    assert (out, process.returncode) == ("", 0)


def handed_in(folder: Path, name: str) -> Path:
    folder.mkdir()
    out = folder / f"{name}.cnnlab"
    pack(kept_run(RunStore(folder / "elsewhere").folder), out)
    return out


def test_that_a_second_start_hands_its_file_to_the_first_window_and_goes(
    start: Start, tmp_path: Path, qtbot: QtBot
) -> None:
    home, other = tmp_path / "home of two", tmp_path / "another home"
    first = start(home)
    qtbot.waitUntil(lambda: is_taken(home), timeout=PATIENCE_MS)
    ends_in_silence(start(home, handed_in(tmp_path / "sent", "homework")))
    runs = home / "runs"
    qtbot.waitUntil(lambda: any(runs.glob("*/run.json")), timeout=PATIENCE_MS)
    elsewhere = start(other)
    qtbot.waitUntil(lambda: is_taken(other), timeout=PATIENCE_MS)
    assert (first.poll(), elsewhere.poll()) == (None, None)


def test_that_after_a_kill_the_next_start_opens_the_window(
    start: Start, tmp_path: Path, qtbot: QtBot
) -> None:
    home = tmp_path / "home"
    killed = start(home)
    qtbot.waitUntil(lambda: is_taken(home), timeout=PATIENCE_MS)
    ends_in_silence(start(home))  # so that the killed one is known to listen
    killed.kill()
    killed.wait(SECONDS)
    following = start(home)
    qtbot.waitUntil(lambda: is_taken(home), timeout=PATIENCE_MS)
    ends_in_silence(start(home))
    assert following.poll() is None
