"""Questions answered in the background: the last one counts."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.latest import LatestCall
from cnnlab_gui.core.errors import CnnLabError

GATE_SECONDS = 30


class Slow:
    """Answers once it is let go."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.asked: list[str] = []

    def __call__(self, question: str) -> str:
        self.asked.append(question)
        self.gate.wait(GATE_SECONDS)
        if question == "bad":
            raise CnnLabError("That was a bad question.")
        return question.upper()


@pytest.fixture
def slow() -> Slow:
    return Slow()


def test_that_what_was_asked_in_between_is_never_answered(qtbot: QtBot, slow: Slow) -> None:
    call, answers = LatestCall(slow), []
    call.done.connect(answers.append)
    for question in ("a", "b", "c"):
        call.ask(question)
    assert call.is_busy
    slow.gate.set()
    qtbot.waitUntil(lambda: not call.is_busy and bool(answers))
    assert answers == ["C"]
    assert slow.asked == ["a", "c"]


def test_that_an_answer_that_comes_after_the_next_question_is_dropped(
    qtbot: QtBot, slow: Slow
) -> None:
    call, answers = LatestCall(slow), []
    call.done.connect(answers.append)
    slow.gate.set()
    call.ask("old")
    call._call.wait()  # its answer is on the way to this thread
    call.ask("new")
    qtbot.waitUntil(lambda: bool(answers))
    call._call.wait()
    assert answers == ["NEW"]


def test_that_a_question_after_a_failure_is_answered(qtbot: QtBot, slow: Slow) -> None:
    call = LatestCall(slow)
    slow.gate.set()
    with qtbot.waitSignal(call.failed) as failed:
        call.ask("bad")
    assert str(failed.args[0]) == "That was a bad question."
    with qtbot.waitSignal(call.done) as done:
        call.ask("good")
    assert done.args == ["GOOD"]
    call.shut_down()


def test_that_nothing_is_begun_after_the_end(qtbot: QtBot, slow: Slow) -> None:
    call = LatestCall(slow)
    call.ask("a")
    qtbot.waitUntil(lambda: slow.asked == ["a"])
    call.ask("b")
    slow.gate.set()
    call.shut_down()
    qtbot.waitUntil(lambda: not call.is_busy)
    assert slow.asked == ["a"]
