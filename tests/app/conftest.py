"""The real window with a small engine behind it that needs no TensorFlow."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.core.ports import Library
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.widgets.theme import Theme
from tests.app.small_engine import STEPS, SmallEngine
from tests.qt_fixtures import *  # noqa: F403
from tests.qt_fixtures import ShelfLibrary, small_dataset

PATIENCE_MS = 10_000


class Bench:
    """One laboratory, and what a test needs around it."""

    def __init__(
        self,
        qtbot: QtBot,
        theme: Theme,
        library: Library,
        make_engine: Callable[[Library, RunStore], SmallEngine],
    ) -> None:
        self.qtbot = qtbot
        self.engine: SmallEngine | None = None
        self.finished: list[RunFinished] = []
        self.has_ended = False

        def make(library: Library, store: RunStore) -> SmallEngine:
            made = make_engine(library, store)
            self.engine = made
            return made

        self.lab = Laboratory(theme, make, library)
        self.window = self.lab.window
        self.desk = self.lab.training_desk
        self.desk.finished.connect(self.finished.append)
        with qtbot.waitActive(self.window, timeout=PATIENCE_MS):
            self.window.show()
            self.window.activateWindow()

    @property
    def page(self) -> Any:
        return self.window.train_page

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def ready(self) -> "Bench":
        """Wait until engine and images are there."""
        self.until(lambda: self.desk.device is not None and self.lab.datasets.dataset is not None)
        return self

    def start_and_hold(self, epoch: int = 2) -> None:
        """Train, and wait in the middle of ``epoch``."""
        self.ready()
        assert self.engine is not None
        self.engine.hold_in = epoch
        self.window.actions_by_name["train"].trigger()
        points = (epoch - 1) * STEPS + STEPS // 2
        self.until(lambda: len(self.page.run.loss.x) >= points - epoch)

    def go_on(self) -> None:
        assert self.engine is not None
        self.engine.go_on.set()

    def train(self) -> RunFinished:
        """Train to the end."""
        self.ready()
        before = len(self.finished)
        self.window.actions_by_name["train"].trigger()
        self.until(lambda: len(self.finished) > before)
        return self.finished[-1]

    def folder(self) -> RunFolder:
        return RunFolder(Path(self.finished[-1].run or ""))

    def end(self) -> None:
        """Close the window and wait for its threads."""
        if self.has_ended:
            return
        self.has_ended = True
        if self.engine:
            self.engine.go_on.set()
        self.desk.abandon()
        self.until(lambda: not self.window.isVisible())
        self.lab.shut_down()
        self.window.deleteLater()
        self.lab.deleteLater()


@pytest.fixture
def shelf(qapp: QApplication) -> Iterator[ShelfLibrary]:
    """Stroke digits and MNIST are here, Fashion-MNIST is not, and ``tiny`` fits no preset."""
    library = ShelfLibrary("stroke-digits", "fashion-mnist", "mnist")
    library.datasets["tiny"] = small_dataset("tiny", side=8, classes=3)
    library.absent.add("fashion-mnist")
    yield library
    for gate in library.gates.values():
        gate.set()


@pytest.fixture
def open_bench(qtbot: QtBot, theme: Theme, shelf: ShelfLibrary) -> Iterator[Callable[..., Bench]]:
    """Open a window; more than one after the other, if a test wants."""
    opened: list[Bench] = []

    def open_bench(
        make_engine: Callable[..., SmallEngine] = SmallEngine, library: Library = shelf
    ) -> Bench:
        opened.append(Bench(qtbot, theme, library, make_engine))
        return opened[-1]

    yield open_bench
    for gate in shelf.gates.values():
        gate.set()
    for bench in opened:
        bench.end()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def bench(open_bench: Callable[..., Bench]) -> Bench:
    return open_bench()
