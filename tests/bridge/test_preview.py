"""A preview of augmentation: one request at a time, the latest wins."""

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.preview import PreviewController
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.augmentation import RandomFlip
from cnnlab_gui.core.layers.base import Layer

LAYERS = (RandomFlip(),)
IMAGES = np.zeros((2, 3, 3, 1), np.uint8)
GATE_SECONDS = 60.0


class Darkroom:
    """Answers with images of the grey level ``seed``. A seed can be held back, or fail."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.threads: set[QThread] = set()
        self.gates: dict[int, threading.Event] = {}
        self.problems: dict[int, Exception] = {}
        self.working = 0
        self.most_at_once = 0

    def hold(self, seed: int) -> threading.Event:
        self.gates[seed] = threading.Event()
        return self.gates[seed]

    def augmented(self, layers: tuple[Layer, ...], images: Images, seed: int) -> Images:
        self.asked.append(seed)
        self.threads.add(QThread.currentThread())
        self.working += 1
        self.most_at_once = max(self.most_at_once, self.working)
        if seed in self.gates:
            assert self.gates[seed].wait(GATE_SECONDS)
        self.working -= 1
        if seed in self.problems:
            raise self.problems[seed]
        assert layers == LAYERS
        return images + np.uint8(seed)


class Watch:
    """A controller, what it told, and the engine behind it."""

    def __init__(self) -> None:
        self.engine: Darkroom | None = Darkroom()
        self.controller = PreviewController(lambda: self.engine)  # type: ignore[arg-type, return-value]
        self.told: list[tuple[Any, ...]] = []
        self.threads: set[QThread] = set()
        self.controller.asked.connect(lambda: self._note("asked"))
        self.controller.ready.connect(lambda images: self._note("ready", int(images.max())))
        self.controller.failed.connect(lambda sentence: self._note("failed", str(sentence)))
        self.controller.unavailable.connect(lambda: self._note("unavailable"))

    def _note(self, *what: Any) -> None:
        self.told.append(what)
        self.threads.add(QThread.currentThread())

    def ask(self, seed: int) -> None:
        self.controller.ask(LAYERS, IMAGES, seed)


@pytest.fixture
def watch(qtbot: QtBot) -> Iterator[Watch]:
    made = Watch()
    engine = made.engine
    assert engine is not None
    yield made
    for gate in engine.gates.values():
        gate.set()
    made.controller.shut_down()


@pytest.fixture
def engine(watch: Watch) -> Darkroom:
    assert watch.engine is not None
    return watch.engine


def test_that_samples_are_made_in_a_worker_and_told_in_the_windows_thread(
    qtbot: QtBot, watch: Watch, engine: Darkroom
) -> None:
    with qtbot.waitSignal(watch.controller.ready):
        watch.ask(7)
        assert watch.told == [("asked",)]
    assert watch.told == [("asked",), ("ready", 7)]
    assert watch.threads == {QThread.currentThread()}
    assert QThread.currentThread() not in engine.threads


def test_that_only_the_latest_wish_is_answered_and_those_between_are_never_computed(
    qtbot: QtBot, watch: Watch, engine: Darkroom
) -> None:
    gate = engine.hold(1)
    watch.ask(1)
    qtbot.waitUntil(lambda: engine.asked == [1])
    watch.ask(2)
    watch.ask(3)
    with qtbot.waitSignal(watch.controller.ready):
        gate.set()
    assert engine.asked == [1, 3]
    assert [told for told in watch.told if told != ("asked",)] == [("ready", 3)]


def test_that_at_most_one_request_runs(qtbot: QtBot, watch: Watch, engine: Darkroom) -> None:
    for seed in range(1, 20):
        watch.ask(seed)
        qtbot.waitUntil(lambda: len(engine.asked) > 0)
    qtbot.waitUntil(lambda: watch.told[-1] == ("ready", 19))
    assert engine.most_at_once == 1


def test_that_a_failure_comes_as_its_sentence_and_the_next_wish_is_answered(
    qtbot: QtBot, watch: Watch, engine: Darkroom
) -> None:
    engine.problems[1] = CnnLabError("The memory of {device} is exhausted.", device="it")
    with qtbot.waitSignal(watch.controller.failed):
        watch.ask(1)
    with qtbot.waitSignal(watch.controller.ready):
        watch.ask(2)
    assert watch.told == [
        ("asked",),
        ("failed", "The memory of it is exhausted."),
        ("asked",),
        ("ready", 2),
    ]


@pytest.mark.provokes_errors
def test_that_an_unforeseen_failure_is_told_in_a_sentence(
    qtbot: QtBot, watch: Watch, engine: Darkroom
) -> None:
    engine.problems[1] = TypeError("not augmentation: Conv2D")
    with qtbot.waitSignal(watch.controller.failed):
        watch.ask(1)
    assert "TypeError: not augmentation: Conv2D" in watch.told[-1][1]


def test_that_the_failure_of_an_outdated_wish_is_dropped(
    qtbot: QtBot, watch: Watch, engine: Darkroom
) -> None:
    engine.problems[1] = CnnLabError("Too late.")
    gate = engine.hold(1)
    watch.ask(1)
    watch.ask(2)
    with qtbot.waitSignal(watch.controller.ready):
        gate.set()
    assert not any(told[0] == "failed" for told in watch.told)


def test_that_without_an_engine_it_says_so_and_answers_once_there_is_one(
    qtbot: QtBot, watch: Watch, engine: Darkroom
) -> None:
    watch.engine = None
    watch.ask(1)
    assert watch.told == [("unavailable",)]
    watch.engine = engine
    with qtbot.waitSignal(watch.controller.ready):
        watch.ask(2)
    assert engine.asked == [2]


def test_that_what_is_wanted_no_more_is_not_answered(
    qtbot: QtBot, watch: Watch, engine: Darkroom
) -> None:
    gate = engine.hold(1)
    watch.ask(1)
    watch.ask(2)
    watch.controller.drop()
    gate.set()
    qtbot.waitUntil(lambda: watch.controller._call is None)
    assert engine.asked == [1]
    assert watch.told == [("asked",), ("asked",)]


def test_that_shutting_down_waits_for_what_runs_and_begins_nothing_more(
    qtbot: QtBot, watch: Watch, engine: Darkroom
) -> None:
    gate = engine.hold(1)
    watch.ask(1)
    qtbot.waitUntil(lambda: engine.asked == [1])
    watch.ask(2)
    running = watch.controller._call
    assert running is not None
    gate.set()
    watch.controller.shut_down()
    assert not running.isRunning()
    qtbot.waitUntil(lambda: watch.controller._call is None)
    assert engine.asked == [1]
    assert not any(told[0] == "ready" for told in watch.told)
