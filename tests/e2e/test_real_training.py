"""Real trainings in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.widgets.theme import Appearance
from tests.e2e.conftest import RealLab

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LONG = 2000  # epochs: more than any test waits for
LINEAR = Dense(units=64, activation="linear")


def focused_name() -> str:
    widget = QApplication.focusWidget()
    if isinstance(widget, QLineEdit):  # inside of a spin box
        widget = widget.parentWidget()
    return widget.accessibleName() if widget else ""


def test_that_a_network_is_built_and_trained_to_the_end_by_keyboard_alone(real: RealLab) -> None:
    before = real.session.architecture
    real.press(Key.Key_1, CTRL)
    for _ in range(100):
        if focused_name() == "Epochs":
            break
        real.press(Key.Key_Tab)
    assert focused_name() == "Epochs"
    real.qtbot.keyClicks(QApplication.focusWidget(), "4")
    assert real.session.settings.epochs == 4
    for _ in range(100):
        if focused_name() == "Layers":
            break
        real.press(Key.Key_Tab)
    assert focused_name() == "Layers"
    real.press(Key.Key_Home)
    real.press(Key.Key_Down)
    real.press(Key.Key_Down)
    real.press(Key.Key_Delete)
    assert [layer.kind for layer in real.session.architecture.layers] == ["Flatten", "Dense"]
    real.press(Key.Key_Z, CTRL)
    assert real.session.architecture == before
    finished = real.train()
    assert finished.outcome == "completed"
    assert finished.test_accuracy is not None
    assert finished.test_accuracy > 0.5
    assert real.window.tabs.currentWidget() is real.page
    assert len(real.page.run.history) == 4
    assert real.window.status.device_text != "TensorFlow is starting…"


def test_that_the_run_of_the_window_is_kept_and_can_be_read(real: RealLab) -> None:
    real.train()
    record = real.folder().read_record()
    assert (record.outcome, record.specification) == ("completed", real.session.specification)
    assert real.folder().read_history() == real.page.run.history
    report = real.folder().read_report()
    assert report is not None
    assert np.sum(report["confusion_matrix"]) == 50
    assert report["test_accuracy"] == real.finished[-1].test_accuracy


def test_that_a_stop_in_mid_run_ends_it_as_stopped_with_its_whole_epochs(real: RealLab) -> None:
    real.session.set_setting("epochs", LONG, "")
    real.press(Key.Key_F5)
    real.until(lambda: len(real.page.run.history) >= 2)
    real.press(Key.Key_F5, SHIFT)
    real.until(lambda: bool(real.finished))
    assert real.finished[-1].outcome == "stopped"
    record = real.folder().read_record()
    assert record.outcome == "stopped"
    assert real.folder().read_history() == real.page.run.history
    assert 2 <= len(real.page.run.history) < LONG
    assert real.page.error == ""


def test_that_a_loss_that_is_no_number_is_told_in_a_sentence(real: RealLab) -> None:
    real.session.set_setting("learning_rate", 10.0, "")
    for _ in range(20):  # so many products in a row leave float32 after a few steps
        real.session.set_architecture(real.session.architecture.inserted(1, LINEAR), "")
    real.session.set_setting("epochs", LONG, "")
    finished = real.train()
    assert finished.outcome == "failed"
    assert "The loss is no longer a number" in real.page.error
    assert "Use a smaller learning rate than 10." in real.page.error
    assert real.folder().read_record().outcome == "failed"
    assert real.window.actions_by_name["train"].isEnabled()


def test_that_the_second_run_shows_the_first_as_a_ghost(real: RealLab) -> None:
    real.session.set_setting("epochs", 1, "")
    real.train()
    first = real.page.run.name
    real.train()
    assert real.page.run.name != first
    assert [run.name for run, _ in real.page._loss._ghost_labels] == [first]


def test_that_dark_and_light_can_be_chosen_while_it_trains(real: RealLab) -> None:
    real.session.set_setting("epochs", LONG, "")
    real.press(Key.Key_F5)
    for appearance in (Appearance.DARK, Appearance.LIGHT, Appearance.DARK):
        before = len(real.page.run.history)
        real.window.theme.choose(appearance)
        real.until(lambda before=before: len(real.page.run.history) > before + 1)
    background = real.page._loss.backgroundBrush().color().name()
    assert background == real.window.theme.colours.page
    real.press(Key.Key_F5, SHIFT)
    real.until(lambda: bool(real.finished))
    assert real.finished[-1].outcome == "stopped"


def test_that_the_built_in_digits_are_learnt(real: RealLab) -> None:
    real.session.choose_dataset("stroke-digits", "")
    real.session.set_setting("limit", 500, "")
    real.session.set_setting("epochs", 2, "")
    finished = real.train()
    assert finished.outcome == "completed"
    assert real.folder().read_record().dataset.train_images == 500
    shown = [label.text() for label in real.window.data_page.findChildren(QLabel)]
    assert any(text.startswith("Stroke digits:") for text in shown)


def test_that_the_same_seed_gives_the_same_curves(real: RealLab) -> None:
    real.session.set_setting("deterministic", True, "")
    real.train()
    first = real.page.run.history
    real.train()
    figures = [
        [(e.loss, e.accuracy, e.val_loss, e.val_accuracy) for e in history]
        for history in (first, real.page.run.history)
    ]
    assert figures[0] == figures[1]


def test_that_closing_in_mid_run_loses_nothing(
    real: RealLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    real.session.set_setting("epochs", LONG, "")
    real.press(Key.Key_F5)
    real.until(lambda: len(real.page.run.history) >= 1)
    real.lab.training_desk.abandon()
    real.until(lambda: not real.window.isVisible())
    record = real.folder().read_record()
    assert record.outcome == "paused"
    assert real.folder().has_checkpoint
    assert real.folder().read_history() == real.page.run.history
