"""A training that is paused by closing the window, and goes on in another one."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.layers.pointwise import Dropout
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.engine import KerasEngine
from cnnlab_gui.widgets.theme import Theme
from tests.e2e.conftest import RealLab
from tests.qt_fixtures import OnDialog

EPOCHS = 24
CHANCY = Architecture(
    layers=(Flatten(), Dense(units=32), Dropout(), Dense(units=10, activation="softmax"))
)


def consent(dialog: QWidget) -> None:
    assert isinstance(dialog, QMessageBox)
    button = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Pause and close")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_that_pausing_quitting_starting_again_and_resuming_gives_the_weights_of_never_pausing(
    qtbot: QtBot,
    theme: Theme,
    write_npz: Callable[..., Path],
    on_dialog: OnDialog,
    tmp_path: Path,
) -> None:
    dataset = str(write_npz())
    first = RealLab(qtbot, theme, dataset)
    first.session.set_architecture(CHANCY, "")
    for name, value in (
        *(("epochs", EPOCHS), ("batch_size", 8), ("deterministic", True)),
        *(("optimizer", "sgd"), ("schedule", "cosine"), ("learning_rate", 0.05)),
    ):
        first.session.set_setting(name, value, "")
    wanted = first.session.specification
    first.press(Qt.Key.Key_F5)
    first.until(lambda: len(first.page.run.history) >= 2)
    on_dialog(consent)
    first.window.close()
    first.until(lambda: not first.window.isVisible())
    assert first.finished[-1].outcome == "paused"
    run, done = first.folder(), len(first.folder().read_history())
    assert 2 <= done < EPOCHS
    first.end()

    second = RealLab(qtbot, theme, dataset)
    pause = second.window.actions_by_name["pause"]
    second.until(lambda: pause.isEnabled() and run.name in pause.text())
    second.press(Qt.Key.Key_F6)
    second.until(lambda: bool(second.finished))
    assert second.finished[-1].outcome == "completed"
    assert second.folder().path == run.path
    assert [epoch.epoch for epoch in second.page.run.history] == list(range(1, EPOCHS + 1))
    second.end()

    engine = KerasEngine(DatasetLibrary(), RunStore(tmp_path / "never"))
    engine.train(wanted, lambda _: None, RunControl(), at=tmp_path / "whole")
    whole = RunFolder(tmp_path / "whole")
    expected = whole.read_snapshot(EPOCHS, wanted.architecture)
    given = run.read_snapshot(EPOCHS, wanted.architecture)
    for name, weights in expected.items():
        np.testing.assert_array_equal(given[name], weights, name)
    assert [(e.loss, e.val_loss, e.learning_rate) for e in run.read_history()] == [
        (e.loss, e.val_loss, e.learning_rate) for e in whole.read_history()
    ]
