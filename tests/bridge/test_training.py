"""One training at a time, in a thread."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.training import Job, TrainingController, TrainingState, TrainingThread
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.events import BatchProgress, RunEvent, RunFinished
from cnnlab_gui.core.ports import Emit

IDLE, RUNNING, STOPPING = TrainingState.IDLE, TrainingState.RUNNING, TrainingState.STOPPING


def batch(step: int) -> BatchProgress:
    return BatchProgress(1, step, 5, loss=1.0, accuracy=0.5, images_per_second=100.0)


def five_batches(emit: Emit, stop: threading.Event) -> None:
    for step in range(1, 6):
        emit(batch(step))
    emit(RunFinished("completed"))


def until_stopped(emit: Emit, stop: threading.Event) -> None:
    emit(batch(1))
    outcome = "stopped" if stop.wait(60) else "failed"
    emit(RunFinished(outcome))


class Watch(QObject):
    """Notes what a controller tells, in the order in which it comes."""

    def __init__(self, controller: TrainingController) -> None:
        super().__init__()
        self.controller = controller
        self.told: list[RunEvent | TrainingState] = []
        self.threads: set[QThread] = set()
        controller.run_event.connect(self._note)
        controller.state_changed.connect(self._note)

    def _note(self, what: RunEvent | TrainingState) -> None:
        self.told.append(what)
        self.threads.add(QThread.currentThread())

    @property
    def events(self) -> list[RunEvent]:
        return [each for each in self.told if not isinstance(each, TrainingState)]

    @property
    def states(self) -> list[TrainingState]:
        return [each for each in self.told if isinstance(each, TrainingState)]


@pytest.fixture
def watch(qtbot: QtBot) -> Watch:
    return Watch(TrainingController())


def run(qtbot: QtBot, watch: Watch, job: Job) -> None:
    watch.controller.start(job)
    qtbot.waitUntil(lambda: watch.controller.state is IDLE)


def test_that_all_events_come_between_running_and_idle(qtbot: QtBot, watch: Watch) -> None:
    run(qtbot, watch, five_batches)
    middle = [batch(step) for step in range(1, 6)]
    assert watch.told == [RUNNING, *middle, RunFinished("completed"), IDLE]


def test_that_events_arrive_in_the_windows_thread(qtbot: QtBot, watch: Watch) -> None:
    worked_in: list[QThread] = []

    def job(emit: Emit, stop: threading.Event) -> None:
        worked_in.append(QThread.currentThread())
        five_batches(emit, stop)

    run(qtbot, watch, job)
    assert watch.threads == {QThread.currentThread()}
    assert worked_in[0] != QThread.currentThread()


def test_that_a_stop_is_honoured_and_told_before_the_end(qtbot: QtBot, watch: Watch) -> None:
    watch.controller.start(until_stopped)
    qtbot.waitUntil(lambda: bool(watch.events))
    watch.controller.stop()
    assert watch.controller.state is STOPPING
    qtbot.waitUntil(lambda: watch.controller.state is IDLE)
    assert watch.told == [RUNNING, batch(1), STOPPING, RunFinished("stopped"), IDLE]


def test_that_a_second_stop_tells_nothing_new(qtbot: QtBot, watch: Watch) -> None:
    watch.controller.start(until_stopped)
    watch.controller.stop()
    watch.controller.stop()
    qtbot.waitUntil(lambda: watch.controller.state is IDLE)
    assert watch.states == [RUNNING, STOPPING, IDLE]


def test_that_a_stop_without_a_training_does_nothing(watch: Watch) -> None:
    watch.controller.stop()
    assert watch.told == []


def test_that_a_second_start_is_ignored_while_one_runs(qtbot: QtBot, watch: Watch) -> None:
    second: list[str] = []
    watch.controller.start(until_stopped)
    watch.controller.start(lambda emit, stop: second.append("ran"))
    watch.controller.stop()
    qtbot.waitUntil(lambda: watch.controller.state is IDLE)
    assert second == []
    assert watch.states == [RUNNING, STOPPING, IDLE]


def test_that_a_training_that_was_stopped_does_not_stop_the_next(
    qtbot: QtBot, watch: Watch
) -> None:
    watch.controller.start(until_stopped)
    watch.controller.stop()
    qtbot.waitUntil(lambda: watch.controller.state is IDLE)
    watch.told.clear()

    def job(emit: Emit, stop: threading.Event) -> None:
        emit(RunFinished("stopped" if stop.is_set() else "completed"))

    run(qtbot, watch, job)
    assert watch.events == [RunFinished("completed")]


def test_that_a_training_can_be_started_as_soon_as_idle_is_told(qtbot: QtBot, watch: Watch) -> None:
    again = [five_batches]

    def start_again(state: TrainingState) -> None:
        if state is IDLE and again:
            watch.controller.start(again.pop())

    watch.controller.state_changed.connect(start_again)
    watch.controller.start(five_batches)
    qtbot.waitUntil(lambda: watch.states.count(IDLE) == 2)
    assert watch.events.count(RunFinished("completed")) == 2


def test_that_nothing_passes_after_the_terminal_event(qtbot: QtBot, watch: Watch) -> None:
    def job(emit: Emit, stop: threading.Event) -> None:
        emit(RunFinished("completed"))
        emit(batch(1))
        emit(RunFinished("failed"))

    run(qtbot, watch, job)
    assert watch.events == [RunFinished("completed")]


def _raise_at_once(emit: Emit, stop: threading.Event) -> None:
    raise ZeroDivisionError("by zero")


def _say_nothing(emit: Emit, stop: threading.Event) -> None:
    emit(batch(1))


@pytest.mark.provokes_errors
@pytest.mark.parametrize(
    ("job", "named"), [(_raise_at_once, "ZeroDivisionError"), (_say_nothing, "AssertionError")]
)
def test_that_a_job_that_breaks_off_still_ends_with_a_terminal_event(
    qtbot: QtBot, watch: Watch, no_error_logged: list[Any], job: Job, named: str
) -> None:
    run(qtbot, watch, job)
    last = watch.events[-1]
    assert isinstance(last, RunFinished)
    assert last.outcome == "failed"
    assert named in str(last.detail)
    assert len(no_error_logged) == 1


@pytest.mark.provokes_errors
def test_that_an_error_after_the_end_does_not_make_a_second_end(
    qtbot: QtBot, watch: Watch, no_error_logged: list[Any]
) -> None:
    def job(emit: Emit, stop: threading.Event) -> None:
        emit(RunFinished("completed"))
        raise OSError("too late")

    run(qtbot, watch, job)
    assert watch.events == [RunFinished("completed")]
    assert len(no_error_logged) == 1


def test_that_many_events_keep_their_order(qtbot: QtBot, watch: Watch) -> None:
    def job(emit: Emit, stop: threading.Event) -> None:
        for step in range(2000):
            emit(batch(step))
        emit(RunFinished("completed"))

    run(qtbot, watch, job)
    assert [event.step for event in watch.events[:-1]] == list(range(2000))


def test_that_a_training_thread_can_be_asked_to_stop_from_any_thread(qtbot: QtBot) -> None:
    thread = TrainingThread(until_stopped)
    asked: Callable[[], None] = thread.control.stop
    with qtbot.waitSignal(thread.finished):
        thread.start()
        threading.Thread(target=asked).start()


def test_that_stop_overrules_a_pause_that_is_on_its_way(qtbot: QtBot, watch: Watch) -> None:
    gate = threading.Event()

    def job(emit: Emit, control: RunControl) -> None:
        gate.wait(60)
        emit(RunFinished("paused" if control.pauses else "stopped"))

    watch.controller.start(job)
    watch.controller.pause()
    watch.controller.stop()
    watch.controller.pause()
    gate.set()
    qtbot.waitUntil(lambda: watch.controller.state is IDLE)
    assert watch.states == [RUNNING, TrainingState.PAUSING, STOPPING, IDLE]
    assert watch.events == [RunFinished("stopped")]


def test_that_a_pause_asks_for_a_pause(qtbot: QtBot, watch: Watch) -> None:
    def job(emit: Emit, control: RunControl) -> None:
        control.wait(60)
        emit(RunFinished("paused" if control.pauses else "stopped"))

    watch.controller.start(job)
    watch.controller.pause()
    qtbot.waitUntil(lambda: watch.controller.state is IDLE)
    assert watch.events == [RunFinished("paused")]
