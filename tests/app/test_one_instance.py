"""One window for each home, with real processes and real sockets."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from cnnlab_gui.app.one_instance import Answer, Doorkeeper, Seat, address_of, ask
from cnnlab_gui.core.wish import MOST_BYTES, Wish

SECONDS = 30.0

# The first that takes the seat listens; each says what came of it, and the first what is wished.
CONTESTANT = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from cnnlab_gui.app.one_instance import Answer, Doorkeeper, Seat
from cnnlab_gui.core.wish import Wish
seat = Seat(Path(sys.argv[1]))
answer = seat.take_or_ask(Wish((sys.argv[2],)), 60, 60)
print(answer.name, flush=True)
if answer is Answer.ABSENT:
    application = QCoreApplication([])
    doorkeeper = Doorkeeper(seat)
    doorkeeper.wished.connect(lambda wish: print(*wish.files, flush=True))
    application.exec()
"""

Start = Callable[[Path, str], "subprocess.Popen[str]"]


@pytest.fixture(autouse=True)
def own_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "s"
    folder.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def start(home: Path, file: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", CONTESTANT, str(home), file]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def line_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_that_of_many_at_once_one_is_the_first_and_does_what_all_wish(
    home: Path, start: Start
) -> None:
    processes = [start(home, f"/run-{number}.cnnlab") for number in range(4)]
    answers = [line_of(process) for process in processes]
    assert sorted(answers) == ["ABSENT", "DONE", "DONE", "DONE"]
    first = answers.index("ABSENT")
    others = {f"/run-{number}.cnnlab" for number in range(4) if number != first}
    assert {line_of(processes[first]) for _ in others} == others
    assert [process.wait(SECONDS) for process in processes if process is not processes[first]] == [
        *(0, 0, 0),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is left behind by a pipe")
def test_that_after_a_kill_the_next_is_the_first_and_listens(home: Path, start: Start) -> None:
    killed = start(home, "/a.cnnlab")
    assert line_of(killed) == "ABSENT"
    second = start(home, "/b.cnnlab")  # so that the killed one is known to listen
    assert (line_of(second), line_of(killed)) == ("DONE", "/b.cnnlab")
    killed.send_signal(signal.SIGKILL)
    killed.wait(SECONDS)
    assert Path(address_of(home)).exists()
    next_one = start(home, "/c.cnnlab")
    assert line_of(next_one) == "ABSENT"
    assert line_of(start(home, "/d.cnnlab")) == "DONE"
    assert line_of(next_one) == "/d.cnnlab"


def test_that_another_home_has_a_window_of_its_own(home: Path, tmp_path: Path) -> None:
    first, other, same = Seat(home), Seat(tmp_path / "other"), Seat(home / ".." / "home")
    assert first.take()
    assert other.take()
    assert not same.take()
    assert same.address == first.address != other.address
    first.leave()
    assert same.take()
    for seat in (other, same):
        seat.leave()


def test_that_a_window_that_does_not_answer_is_told_from_one_that_is_not_there(home: Path) -> None:
    assert ask(address_of(home), Wish(), 0.05) is Answer.ABSENT
    held = Seat(home)
    assert held.take()
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(held.address)
        deaf.listen()
        assert Seat(home).take_or_ask(Wish(), 0, 0.05) is Answer.SILENT
    assert Seat(home).take_or_ask(Wish(), 0, 0.05) is Answer.SILENT
    held.leave()


def test_that_no_lock_in_the_home_still_opens_a_window(
    unwritable_folder: Path, qtbot: QtBot
) -> None:
    seat = Seat(unwritable_folder / "home")
    assert seat.take_or_ask(Wish()) is Answer.ABSENT
    assert not Path(seat.address).exists()
    Doorkeeper(seat).close()
    assert not Path(seat.address).exists()
    assert not seat.is_held


@pytest.mark.parametrize("sent", [b"{}\n", b"x" * (MOST_BYTES + 2), b"\xff\xff\n"])
def test_that_a_stranger_is_turned_away_and_the_next_is_heard(
    home: Path, qtbot: QtBot, sent: bytes
) -> None:
    seat = Seat(home)
    assert seat.take()
    doorkeeper = Doorkeeper(seat)
    wishes: list[Wish] = []
    doorkeeper.wished.connect(wishes.append)
    stranger = QLocalSocket()
    stranger.connectToServer(seat.address)
    with qtbot.waitSignal(stranger.disconnected, timeout=10_000):
        stranger.write(sent)
    assert wishes == []
    assert b"done" not in stranger.readAll().data()
    guest = QLocalSocket()
    guest.connectToServer(seat.address)
    guest.write(Wish(("/a.cnnlab",)).line())
    qtbot.waitUntil(guest.canReadLine, timeout=10_000)
    assert guest.readLine().data() == b"done\n"
    assert wishes == [Wish(("/a.cnnlab",))]
    doorkeeper.close()
    seat.leave()


def test_that_only_this_user_may_ask(home: Path, qtbot: QtBot) -> None:
    seat = Seat(home)
    assert seat.take()
    doorkeeper = Doorkeeper(seat)
    assert Path(seat.address).stat().st_mode & 0o077 == 0
    doorkeeper.close()
    seat.leave()


@pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="only root gives a link to somebody else"
)
def test_that_nobody_is_led_elsewhere_by_somebody_elses_link(
    home: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    seat = Seat(home)
    assert seat.take()
    doorkeeper = Doorkeeper(seat)
    link = tmp_path / "link"
    link.symlink_to(seat.address)
    os.lchown(link, 65_534, 65_534)
    assert ask(str(link), Wish(), 0.2) is Answer.ABSENT
    doorkeeper.close()
    seat.leave()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["gui", "--home", "{file}"], "is a file"),
        (["gui", "--home", "{file}/in"], "a part of its path is a file"),
        (["gui", "file://elsewhere/a%20b.cnnlab"], "is no file on this computer"),
    ],
)
def test_that_what_cannot_be_opened_is_refused_with_one_sentence(
    tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    file = tmp_path / "file"
    file.touch()
    command = [sys.executable, "-m", "cnnlab_gui", *(a.format(file=file) for a in arguments)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert sentence in done.stderr


def test_that_a_second_start_hands_its_file_over(home: Path, qtbot: QtBot, tmp_path: Path) -> None:
    seat = Seat(home)
    assert seat.take()
    doorkeeper = Doorkeeper(seat)
    wishes: list[Wish] = []
    doorkeeper.wished.connect(wishes.append)
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_ACTIVATION_TOKEN": "t"}
    url = (tmp_path / "a b.cnnlab").as_uri()
    assert "%20" in url
    command = [sys.executable, "-X", "importtime", "-m", "cnnlab_gui", url, "b.cnnarch"]
    log = tmp_path / "log"
    with log.open("w") as stderr:
        second = subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=stderr)
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    assert second.returncode == 0
    files = (str(tmp_path / "a b.cnnlab"), str(tmp_path / "b.cnnarch"))
    assert wishes == [Wish(files, "t")]
    assert "PySide6.QtWidgets" not in log.read_text()
    doorkeeper.close()
    seat.leave()
