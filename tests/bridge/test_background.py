"""A call in a thread of its own."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.background import STACK_BYTES, BackgroundCall
from cnnlab_gui.core.errors import CancelledError, CnnLabError


class Notes(QObject):
    """Slots that note what came, and in which thread."""

    def __init__(self, call: BackgroundCall) -> None:
        super().__init__()
        self.done: list[Any] = []
        self.failed: list[str] = []
        self.progressed: list[tuple[int, int]] = []
        self.threads: set[QThread] = set()
        call.done.connect(self._on_done)
        call.failed.connect(self._on_failed)
        call.progressed.connect(self._on_progressed)

    def _on_done(self, answer: Any) -> None:
        self.done.append(answer)
        self.threads.add(QThread.currentThread())

    def _on_failed(self, sentence: object) -> None:
        self.failed.append(str(sentence))
        self.threads.add(QThread.currentThread())

    def _on_progressed(self, done: int, total: int) -> None:
        self.progressed.append((done, total))
        self.threads.add(QThread.currentThread())


def run(qtbot: QtBot, function: Callable[[], Any]) -> Notes:
    call = BackgroundCall(function)
    notes = Notes(call)
    with qtbot.waitSignal(call.finished):
        call.start()
    return notes


def test_that_the_answer_comes_once_and_in_the_windows_thread(qtbot: QtBot) -> None:
    worked_in: list[QThread] = []

    def work() -> str:
        worked_in.append(QThread.currentThread())
        return "answer"

    notes = run(qtbot, work)
    assert notes.done == ["answer"]
    assert notes.failed == []
    assert notes.threads == {QThread.currentThread()}
    assert worked_in[0] != QThread.currentThread()


def test_that_a_foreseen_failure_comes_as_its_sentence(qtbot: QtBot) -> None:
    def work() -> None:
        raise CnnLabError("{name} is missing.", name="It")

    notes = run(qtbot, work)
    assert (notes.done, notes.failed) == ([], ["It is missing."])


def test_that_a_cancelled_call_ends_in_neither_answer_nor_failure(qtbot: QtBot) -> None:
    def work() -> None:
        raise CancelledError("cancelled")

    notes = run(qtbot, work)
    assert (notes.done, notes.failed) == ([], [])


@pytest.mark.provokes_errors
def test_that_an_unforeseen_failure_is_logged_and_told_in_a_sentence(
    qtbot: QtBot, no_error_logged: list[Any]
) -> None:
    def work() -> None:
        raise KeyError("lost")

    notes = run(qtbot, work)
    assert notes.done == []
    assert len(notes.failed) == 1
    assert "KeyError: 'lost'" in notes.failed[0]
    assert "report it" in notes.failed[0]
    assert [record.exc_info[0] for record in no_error_logged] == [KeyError]


def test_that_progress_passes_the_largest_32_bit_number(qtbot: QtBot) -> None:
    call = BackgroundCall(lambda: call.report(2**31, 2**33))
    notes = Notes(call)
    with qtbot.waitSignal(call.finished):
        call.start()
    assert notes.progressed == [(2**31, 2**33)]
    assert notes.threads == {QThread.currentThread()}


def test_that_a_worker_has_a_stack_on_which_tensorflow_fits(qtbot: QtBot) -> None:
    assert BackgroundCall(lambda: None).stackSize() == STACK_BYTES == 16 * 1024 * 1024


def test_that_a_finished_call_can_be_made_again(qtbot: QtBot) -> None:
    answers = iter(("first", "second"))
    call = BackgroundCall(lambda: next(answers))
    notes = Notes(call)
    for _ in range(2):
        with qtbot.waitSignal(call.finished):
            call.start()
    assert notes.done == ["first", "second"]
