"""The real window with the real Keras behind it, on images that are quickly learnt."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.widgets.theme import Theme
from tests.qt_fixtures import *  # noqa: F403

PATIENCE_MS = 120_000
SMALL = Architecture(layers=(Flatten(), Dense(units=16), Dense(units=10, activation="softmax")))


class RealLab:
    """One laboratory as a person has it."""

    def __init__(self, qtbot: QtBot, theme: Theme, dataset: str) -> None:
        self.qtbot = qtbot
        self.lab = Laboratory(theme)
        self.window, self.session = self.lab.window, self.lab.session
        self.page = self.window.train_page
        self.session.choose_dataset(dataset, "")
        self.session.set_architecture(SMALL, "")
        self.session.set_setting("epochs", 3, "")
        self.session.undo_stack.clear()
        self.finished: list[RunFinished] = []
        self.lab.training_desk.finished.connect(self.finished.append)
        with qtbot.waitActive(self.window, timeout=PATIENCE_MS):
            self.window.show()
            self.window.activateWindow()

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the keyboard is."""
        target = QApplication.activePopupWidget() or QApplication.focusWidget() or self.window
        self.qtbot.keyClick(target, key, modifier)

    def train(self) -> RunFinished:
        """Press F5 and wait for the end of the run."""
        before = len(self.finished)
        self.press(Qt.Key.Key_F5)
        self.until(lambda: len(self.finished) > before)
        return self.finished[-1]

    def folder(self) -> RunFolder:
        return RunFolder(Path(self.finished[-1].run or ""))

    def end(self) -> None:
        self.lab.training_desk.abandon()
        self.until(lambda: not self.window.isVisible())
        self.lab.shut_down()
        self.window.deleteLater()
        self.lab.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def real(qtbot: QtBot, theme: Theme, write_npz: Callable[..., Path]) -> Iterator[RealLab]:
    made = RealLab(qtbot, theme, str(write_npz()))
    yield made
    made.end()
