"""A second start onto a window that does not answer: the person decides what happens."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from cnnlab_gui.app.one_instance import Answer, Seat
from cnnlab_gui.app.silent_window import Choice, ask_about_silent_window
from cnnlab_gui.core.wish import Wish
from tests.qt_fixtures import OnDialog

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the deaf one has a Unix socket")


@pytest.fixture
def silent_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home whose window holds the seat and hears nothing."""
    sockets = tmp_path / "s"
    sockets.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(sockets))
    first = Seat(tmp_path / "home <b>of</b> mine")
    assert first.take()
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(first.address)
        deaf.listen()
        assert Seat(first.home).take_or_ask(Wish(), 0, 0.05) is Answer.SILENT
        yield first.home
    first.leave()


def press(dialog: QWidget, text: str) -> None:
    buttons = dialog.findChildren(QPushButton)
    (button,) = (each for each in buttons if each.text().replace("&", "") == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("button", "choice"),
    [
        ("Wait for it", Choice.WAIT),
        ("Open a second window", Choice.OPEN_ANOTHER),
        ("Cancel", Choice.GIVE_UP),
    ],
)
def test_that_each_button_is_its_choice(
    silent_home: Path, on_dialog: OnDialog, button: str, choice: Choice
) -> None:
    on_dialog(lambda dialog: press(dialog, button))
    assert ask_about_silent_window(silent_home) is choice


@pytest.mark.parametrize(
    ("key", "choice"),
    [
        (Qt.Key.Key_Return, Choice.WAIT),
        (Qt.Key.Key_Escape, Choice.GIVE_UP),
    ],
)
def test_that_return_waits_and_escape_gives_up(
    silent_home: Path, on_dialog: OnDialog, key: Qt.Key, choice: Choice
) -> None:
    on_dialog(lambda dialog: QTest.keyClick(dialog, key))
    assert ask_about_silent_window(silent_home) is choice


def test_that_the_home_is_named_as_it_is_in_the_box_and_on_stderr(
    silent_home: Path, on_dialog: OnDialog, capsys: pytest.CaptureFixture[str]
) -> None:
    said: list[str] = []

    def read(dialog: QWidget) -> None:
        assert isinstance(dialog, QMessageBox)
        assert dialog.textFormat() is Qt.TextFormat.PlainText
        said.extend([dialog.windowTitle(), dialog.text(), dialog.informativeText()])

    on_dialog(read)
    assert ask_about_silent_window(silent_home) is Choice.GIVE_UP
    sentence = f"CNN Lab is open already with {silent_home}, but its window does not answer."
    assert said[:2] == ["CNN Lab is open already", sentence]
    assert "no run is lost" in said[2]
    assert capsys.readouterr().err.strip() == sentence
