"""An error that nobody foresaw: the log, and one dialog."""

import sys
import threading
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.app import errors
from cnnlab_gui.app.errors import ErrorReporter
from cnnlab_gui.core import logs
from tests.app.dialog_parts import Dialogs
from tests.qt_fixtures import OnDialog

pytestmark = [pytest.mark.provokes_errors, pytest.mark.qt_no_exception_capture]


@pytest.fixture
def reporter(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    logs.start()
    made = errors.install()
    yield made
    made.setParent(None)


@pytest.fixture
def dialogs(on_dialog: OnDialog) -> Dialogs:
    return Dialogs(on_dialog, QMessageBox.informativeText)


def break_down() -> None:
    raise ZeroDivisionError("nobody foresaw this")


def test_that_an_error_in_a_slot_is_shown_once_and_logged_once(
    qtbot: QtBot,
    reporter: ErrorReporter,
    dialogs: Dialogs,
    no_error_logged: list[Any],
    capfd: pytest.CaptureFixture[str],
) -> None:
    dialogs.expect()
    QTimer.singleShot(0, break_down)
    qtbot.waitUntil(lambda: bool(dialogs.texts))
    (text,) = dialogs.texts
    assert text.startswith("ZeroDivisionError: nobody foresaw this")
    assert str(logs.log_path()) in text
    assert len(no_error_logged) == 1
    log = logs.log_path().read_text(encoding="utf-8")
    assert "in break_down" in log
    assert capfd.readouterr().err.count("Traceback") == 1


def test_that_errors_while_the_dialog_is_open_are_logged_and_open_no_other(
    qtbot: QtBot, reporter: ErrorReporter, on_dialog: OnDialog, no_error_logged: list[Any]
) -> None:
    seen: list[str] = []

    def break_again(dialog: QWidget) -> None:
        seen.append(dialog.text())
        for _ in range(3):
            QTimer.singleShot(0, break_down)
        qtbot.waitUntil(lambda: len(no_error_logged) == 4)
        QCoreApplication.processEvents()  # what was reported is shown, if it is
        assert QApplication.activeModalWidget() is dialog

    on_dialog(break_again)
    QTimer.singleShot(0, break_down)
    qtbot.waitUntil(lambda: bool(seen) and not reporter._open)
    assert len(seen) == 1


def test_that_an_error_in_another_thread_is_shown_in_the_windows_thread(
    qtbot: QtBot, reporter: ErrorReporter, dialogs: Dialogs
) -> None:
    dialogs.expect()
    thread = threading.Thread(target=break_down)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(dialogs.texts))
    assert "ZeroDivisionError" in dialogs.texts[0]


def test_that_an_application_without_stderr_reports_all_the_same(
    qtbot: QtBot,
    reporter: ErrorReporter,
    dialogs: Dialogs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    dialogs.expect()
    reporter.report(ZeroDivisionError, ZeroDivisionError("silent"), None)
    qtbot.waitUntil(lambda: bool(dialogs.texts))
    assert dialogs.texts[0].startswith("ZeroDivisionError: silent")
