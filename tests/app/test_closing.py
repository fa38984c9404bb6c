"""Closing the window, while a training runs and while none does."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from cnnlab_gui.bridge.training import TrainingState
from tests.app.conftest import Bench
from tests.qt_fixtures import OnDialog, ShelfLibrary


def answer(text: str, seen: list[str]) -> Callable[[QWidget], None]:
    """Press the button ``text`` of a question."""

    def press(dialog: QWidget) -> None:
        assert isinstance(dialog, QMessageBox)
        seen.append(dialog.text())
        button = next(b for b in dialog.findChildren(QPushButton) if b.text() == text)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    return press


def test_that_a_window_at_rest_closes_without_a_question(bench: Bench) -> None:
    bench.ready()
    bench.window.close()
    bench.until(lambda: not bench.window.isVisible())


def test_that_go_on_keeps_the_training_and_the_window(bench: Bench, on_dialog: OnDialog) -> None:
    seen: list[str] = []
    bench.start_and_hold()
    on_dialog(answer("Go on training", seen))
    bench.window.close()
    bench.until(lambda: bool(seen))
    assert seen == ["Pause the training and close?"]
    assert bench.window.isVisible()
    assert bench.desk.state is TrainingState.RUNNING
    bench.go_on()
    bench.until(lambda: bool(bench.finished))
    assert bench.finished[-1].outcome == "completed"
    assert bench.window.isVisible()


def test_that_escape_is_no_consent(bench: Bench, on_dialog: OnDialog) -> None:
    seen: list[bool] = []

    def escape(dialog: QWidget) -> None:
        seen.append(True)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    bench.start_and_hold()
    on_dialog(escape)
    bench.window.close()
    bench.until(lambda: bool(seen))
    assert bench.window.isVisible()
    assert bench.desk.state is TrainingState.RUNNING


def test_that_enter_alone_is_no_consent(bench: Bench, on_dialog: OnDialog) -> None:
    seen: list[bool] = []

    def enter(dialog: QWidget) -> None:
        seen.append(True)
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    bench.start_and_hold()
    on_dialog(enter)
    bench.window.close()
    bench.until(lambda: bool(seen))
    assert bench.desk.state is TrainingState.RUNNING


@pytest.mark.parametrize("how", ["close", "quit"])
def test_that_pause_and_close_ends_the_run_as_paused_and_closes(
    bench: Bench, on_dialog: OnDialog, how: str
) -> None:
    seen: list[str] = []
    bench.start_and_hold(epoch=2)
    on_dialog(answer("Pause and close", seen))
    if how == "close":
        bench.window.close()
    else:
        bench.window.actions_by_name["quit"].trigger()
    bench.until(lambda: not bench.window.isVisible())
    assert len(seen) == 1
    assert bench.finished[-1].outcome == "paused"
    record = bench.folder().read_record()
    assert (record.outcome, record.detail) == ("paused", "Paused.")
    assert len(bench.folder().read_history()) == 1


def test_that_a_run_that_ends_during_the_question_is_completed_all_the_same(
    bench: Bench, on_dialog: OnDialog
) -> None:
    seen: list[str] = []
    bench.start_and_hold()

    def wait_and_stop(dialog: QWidget) -> None:
        bench.go_on()
        bench.until(lambda: bool(bench.finished))
        answer("Pause and close", seen)(dialog)

    on_dialog(wait_and_stop)
    bench.window.close()
    bench.until(lambda: not bench.window.isVisible())
    assert bench.folder().read_record().outcome == "completed"


def test_that_a_run_that_is_stopping_is_waited_for_without_a_question(bench: Bench) -> None:
    bench.start_and_hold()
    bench.window.actions_by_name["stop"].trigger()
    bench.window.close()
    bench.until(lambda: not bench.window.isVisible())
    assert bench.folder().read_record().outcome == "stopped"


def test_that_a_run_that_only_waits_to_start_does_not_keep_the_window_open(
    bench: Bench, shelf: ShelfLibrary
) -> None:
    bench.ready()
    held = shelf.hold("mnist")
    bench.lab.data_desk.choose("mnist")
    bench.window.actions_by_name["train"].trigger()
    bench.window.close()
    bench.until(lambda: not bench.window.isVisible())
    held.set()
    bench.lab.datasets.shut_down()
    bench.qtbot.waitUntil(lambda: bench.lab.datasets.dataset is not None)
    assert bench.engine.asked == []


def test_that_closing_during_a_download_cancels_it(bench: Bench, shelf: ShelfLibrary) -> None:
    bench.ready()
    shelf.hold("fashion-mnist")
    bench.lab.data_desk.choose("fashion-mnist")
    bench.until(shelf.reached.is_set)
    bench.window.close()
    bench.until(lambda: not bench.window.isVisible())
    bench.lab.shut_down()
    assert "fashion-mnist" in shelf.absent
