"""One thread looks into networks; of each wish only the latest is answered."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge import inference
from cnnlab_gui.bridge.inference import Cancelled, InferenceThread, Inquirer
from cnnlab_gui.core.errors import CancelledError, CnnLabError

GATE_SECONDS = 60.0


class Watch:
    """A thread, one client of it, and what that was told."""

    def __init__(self) -> None:
        self.thread = InferenceThread()
        self.client = Inquirer(self.thread)
        self.answers: list[Any] = []
        self.problems: list[str] = []
        self.threads: set[QThread] = set()
        self.done: list[Any] = []
        self.gates: list[threading.Event] = []
        self.client.answered.connect(self.answers.append)
        self.client.failed.connect(lambda why: self.problems.append(str(why)))

    def ask(self, answer: Any) -> None:
        self.client.ask(lambda cancelled: self._do(answer))

    def _do(self, answer: Any) -> Any:
        self.done.append(answer)
        self.threads.add(QThread.currentThread())
        return answer

    def hold(self, answer: Any) -> threading.Event:
        """Ask for what is answered only once the gate is open."""
        gate, begun = threading.Event(), threading.Event()
        self.gates.append(gate)

        def work(cancelled: Cancelled) -> Any:
            begun.set()
            assert gate.wait(GATE_SECONDS)
            return self._do(answer)

        self.client.ask(work)
        assert begun.wait(GATE_SECONDS)
        return gate


@pytest.fixture
def watch(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    monkeypatch.setattr(inference, "LONGEST_WITHOUT_ANSWER", GATE_SECONDS)
    made = Watch()
    # A client that has shown something just now drops what is not the latest.
    made.client._shown_at = float("inf")
    yield made
    for gate in made.gates:
        gate.set()
    made.thread.shut_down()


def test_that_work_is_done_in_one_other_thread(qtbot: QtBot, watch: Watch) -> None:
    for number in range(3):
        watch.ask(number)
        qtbot.waitUntil(lambda number=number: watch.answers[-1:] == [number])
    assert watch.threads == {watch.thread}
    assert not watch.client.is_waiting


def test_that_only_the_latest_of_waiting_wishes_is_worked_out(qtbot: QtBot, watch: Watch) -> None:
    gate = watch.hold("first")
    for number in range(20):
        watch.ask(number)
    gate.set()
    qtbot.waitUntil(lambda: watch.answers == [19])
    assert watch.done == ["first", 19]


def test_that_an_answer_to_an_earlier_wish_is_dropped(qtbot: QtBot, watch: Watch) -> None:
    gate = watch.hold("first")
    watch.ask("second")
    assert watch.client.is_waiting
    gate.set()
    qtbot.waitUntil(lambda: bool(watch.answers))
    assert watch.answers == ["second"]


def test_that_an_earlier_answer_is_shown_where_nothing_was_for_a_while(
    qtbot: QtBot, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inference, "LONGEST_WITHOUT_ANSWER", 0.0)
    watch.client._shown_at = 0.0
    gate = watch.hold("first")
    watch.ask("second")
    gate.set()
    qtbot.waitUntil(lambda: watch.answers == ["first", "second"])


def test_that_two_clients_do_not_replace_each_other(qtbot: QtBot, watch: Watch) -> None:
    other = Inquirer(watch.thread)
    told: list[Any] = []
    other.answered.connect(told.append)
    gate = watch.hold("mine")
    other.ask(lambda cancelled: "the other's")
    gate.set()
    qtbot.waitUntil(lambda: watch.answers == ["mine"] and told == ["the other's"])


def test_that_what_is_dropped_is_not_answered(qtbot: QtBot, watch: Watch) -> None:
    gate = watch.hold("dropped")
    watch.client.drop()
    gate.set()
    other = Inquirer(watch.thread)
    with qtbot.waitSignal(other.answered):
        other.ask(lambda cancelled: None)
    assert watch.answers == []
    assert not watch.client.is_waiting


def test_that_what_was_dropped_is_not_shown_for_want_of_anything_newer(
    qtbot: QtBot, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inference, "LONGEST_WITHOUT_ANSWER", 0.0)
    watch.client._shown_at = 0.0
    gate = watch.hold("dropped")
    watch.client.drop()
    watch.ask("asked since")
    gate.set()
    qtbot.waitUntil(lambda: bool(watch.answers) and not watch.client.is_waiting)
    assert watch.answers == ["asked since"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (CnnLabError("There is no image {index}.", index=7), ["There is no image 7."]),
        (CancelledError("cancelled"), []),
    ],
)
def test_that_a_failure_is_a_sentence_and_the_thread_goes_on(
    qtbot: QtBot, watch: Watch, error: Exception, told: list[str]
) -> None:
    def fail(cancelled: Cancelled) -> Any:
        raise error

    watch.client.ask(fail)
    other = Inquirer(watch.thread)
    with qtbot.waitSignal(other.answered):
        other.ask(lambda cancelled: None)
    assert watch.problems == told
    watch.ask("after")
    qtbot.waitUntil(lambda: watch.answers == ["after"])


def test_that_a_failure_of_an_earlier_wish_is_not_told(qtbot: QtBot, watch: Watch) -> None:
    gate, begun = threading.Event(), threading.Event()
    watch.gates.append(gate)

    def fail(cancelled: Cancelled) -> Any:
        begun.set()
        assert gate.wait(GATE_SECONDS)
        raise CnnLabError("This is no longer wanted.")

    watch.client.ask(fail)
    assert begun.wait(GATE_SECONDS)
    watch.ask("wanted")
    gate.set()
    qtbot.waitUntil(lambda: watch.answers == ["wanted"])
    assert watch.problems == []


@pytest.mark.parametrize("end", ["a newer wish", "the end"])
def test_that_long_work_is_told_when_nobody_wants_it(qtbot: QtBot, watch: Watch, end: str) -> None:
    begun, seen = threading.Event(), threading.Event()

    def work(cancelled: Callable[[], bool]) -> Any:
        begun.set()
        while not cancelled():
            threading.Event().wait(0.001)
        seen.set()
        raise CancelledError("nobody wants it")

    watch.client.ask(work)
    assert begun.wait(GATE_SECONDS)
    if end == "the end":
        watch.thread.shut_down()
    else:
        watch.ask("newer")
        qtbot.waitUntil(lambda: watch.answers == ["newer"])
    assert seen.is_set()


def test_that_nothing_is_begun_after_the_end(qtbot: QtBot, watch: Watch) -> None:
    watch.thread.shut_down()
    watch.ask("too late")
    assert not watch.thread.isRunning()
    assert watch.done == []
