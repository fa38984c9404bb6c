"""One sweep at a time, in a thread."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.sweeps import SweepController, SweepState
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.sweep.plan import SweepPlan, planned
from cnnlab_gui.core.sweep.progress import (
    EmitSweep,
    SweepEvent,
    SweepFinished,
    SweepPaused,
    SweepStarted,
    SweepWentOn,
)
from cnnlab_gui.core.sweep.runner import SweepControl
from cnnlab_gui.core.text import Sentence

PLAN = planned("try", PRESETS["cnn-64"].specification(), {"filters": ("8", "16")}, (0,))
STARTED = SweepStarted("try", 2, 1)
DONE = SweepFinished("completed", Sentence("done"))
LOOK_SECONDS = 0.005

Act = Callable[[EmitSweep, SweepControl], None]


class Acting:
    """A runner that does what the test says."""

    def __init__(self, act: Act) -> None:
        self._act = act

    def run(self, plan: SweepPlan, emit: EmitSweep, control: SweepControl) -> None:
        assert plan is PLAN
        emit(STARTED)
        self._act(emit, control)


class Watch(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.controller = SweepController()
        self.told: list[SweepEvent | SweepState] = []
        self.threads: set[QThread] = set()
        self.controller.sweep_event.connect(self._note)
        self.controller.state_changed.connect(self._note)

    def _note(self, what: SweepEvent | SweepState) -> None:
        self.told.append(what)
        self.threads.add(QThread.currentThread())

    @property
    def events(self) -> list[SweepEvent]:
        return [each for each in self.told if not isinstance(each, SweepState)]

    @property
    def states(self) -> list[SweepState]:
        return [each for each in self.told if isinstance(each, SweepState)]

    def start(self, act: Act) -> None:
        self.controller.start(lambda: Acting(act), PLAN)


@pytest.fixture
def watch(qtbot: QtBot) -> Watch:
    return Watch()


def until_idle(qtbot: QtBot, watch: Watch) -> None:
    qtbot.waitUntil(lambda: watch.controller.state is SweepState.IDLE)


def obedient(emit: EmitSweep, control: SweepControl) -> None:
    """Pauses, goes on and ends as it is asked."""
    paused = False
    look = threading.Event()
    while not control.cancelled:
        if control.paused is not paused:
            paused = control.paused
            emit(SweepPaused() if paused else SweepWentOn())
        look.wait(LOOK_SECONDS)
    emit(SweepFinished("cancelled", Sentence("cancelled")))


def test_that_events_come_in_order_in_the_windows_thread(qtbot: QtBot, watch: Watch) -> None:
    worked_in: list[QThread] = []

    def act(emit: EmitSweep, control: SweepControl) -> None:
        worked_in.append(QThread.currentThread())
        emit(DONE)

    watch.start(act)
    until_idle(qtbot, watch)
    assert watch.told == [SweepState.RUNNING, STARTED, DONE, SweepState.IDLE]
    assert watch.threads == {QThread.currentThread()}
    assert worked_in[0] != QThread.currentThread()


def test_that_it_pauses_goes_on_and_is_cancelled(qtbot: QtBot, watch: Watch) -> None:
    state = SweepState
    watch.start(obedient)
    watch.controller.pause()
    qtbot.waitUntil(lambda: watch.controller.state is state.PAUSED)
    watch.controller.go_on()
    qtbot.waitUntil(lambda: SweepWentOn() in watch.events)
    assert watch.controller.state is state.RUNNING
    watch.controller.cancel()
    until_idle(qtbot, watch)
    assert watch.states == [
        *(state.RUNNING, state.PAUSING, state.PAUSED, state.RUNNING),
        *(state.CANCELLING, state.IDLE),
    ]
    assert watch.events[-1] == SweepFinished("cancelled", Sentence("cancelled"))


def test_that_a_pause_taken_back_before_it_came_is_none(qtbot: QtBot, watch: Watch) -> None:
    asked = threading.Event()

    def late(emit: EmitSweep, control: SweepControl) -> None:
        asked.wait(60)
        emit(SweepPaused())
        emit(SweepWentOn())
        emit(DONE)

    watch.start(late)
    watch.controller.pause()
    watch.controller.go_on()
    asked.set()
    until_idle(qtbot, watch)
    assert SweepState.PAUSED not in watch.states


def test_that_a_paused_sweep_can_be_cancelled(qtbot: QtBot, watch: Watch) -> None:
    watch.start(obedient)
    watch.controller.pause()
    qtbot.waitUntil(lambda: watch.controller.state is SweepState.PAUSED)
    watch.controller.cancel()
    until_idle(qtbot, watch)
    assert isinstance(watch.events[-1], SweepFinished)


def test_that_a_second_sweep_is_ignored_while_one_runs(qtbot: QtBot, watch: Watch) -> None:
    second: list[str] = []
    watch.start(obedient)
    watch.start(lambda emit, control: second.append("ran"))
    watch.controller.cancel()
    until_idle(qtbot, watch)
    assert second == []


def test_that_nothing_passes_after_the_end(qtbot: QtBot, watch: Watch) -> None:
    def act(emit: EmitSweep, control: SweepControl) -> None:
        emit(DONE)
        emit(SweepPaused())
        emit(SweepFinished("failed", Sentence("again")))

    watch.start(act)
    until_idle(qtbot, watch)
    assert watch.events == [STARTED, DONE]


def test_that_shutting_down_waits_for_the_end(qtbot: QtBot, watch: Watch) -> None:
    watch.start(obedient)
    watch.controller.shut_down()
    until_idle(qtbot, watch)
    assert isinstance(watch.events[-1], SweepFinished)


def test_that_a_runner_that_cannot_be_made_says_why(qtbot: QtBot, watch: Watch) -> None:
    def make() -> Acting:
        raise CnnLabError("no room")

    watch.controller.start(make, PLAN)
    until_idle(qtbot, watch)
    assert watch.events == [SweepFinished("failed", Sentence("no room"))]


def _break(emit: EmitSweep, control: SweepControl) -> None:
    raise ZeroDivisionError("by zero")


def _say_nothing(emit: EmitSweep, control: SweepControl) -> None:
    pass


@pytest.mark.provokes_errors
@pytest.mark.parametrize(
    ("act", "named"), [(_break, "ZeroDivisionError"), (_say_nothing, "AssertionError")]
)
def test_that_a_runner_that_breaks_off_still_ends_the_sweep_once(
    qtbot: QtBot, watch: Watch, no_error_logged: list[Any], act: Act, named: str
) -> None:
    watch.start(act)
    until_idle(qtbot, watch)
    finished = [each for each in watch.events if isinstance(each, SweepFinished)]
    assert [each.outcome for each in finished] == ["failed"]
    assert named in str(finished[0].detail)
    assert len(no_error_logged) == 1
