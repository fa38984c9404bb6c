"""The workshop's five exercises, done in the window as a person does them, actions counted."""

import multiprocessing

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget

from cnnlab_gui.bridge.sweeps import SweepState
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.widgets.sweep.dialog import SweepDialog
from tests.e2e.conftest import RealLab
from tests.qt_fixtures import OnDialog

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
MOST_ACTIONS = 9
IMAGES, EPOCHS = 64, 1


class Learner:
    """A person before the window, once the training data is loaded; each deed is counted."""

    def __init__(self, real: RealLab, preset: str) -> None:
        self.real = real
        self.compare = real.window.compare_page
        self.actions = 0
        session = real.session
        session.choose_preset(preset, "", session.specification.dataset)
        session.set_setting("limit", IMAGES, "")
        session.set_setting("epochs", EPOCHS, "")
        desk = real.lab.training_desk
        real.until(lambda: desk.engine is not None and real.lab.datasets.dataset is not None)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.actions += 1
        self.real.press(key, modifiers)

    def type(self, text: str) -> None:
        """A typed value is one action, as it is one wish."""
        self.actions += 1
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClicks(target, text)

    def click(self, widget: QWidget) -> None:
        self.actions += 1
        QTest.mouseClick(widget, LEFT)

    def click_layer(self, row: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.actions += 1
        view = self.real.window.layers_panel.view
        index = view.model().index(row, 0)
        view.scrollTo(index)
        corner = view.visualRect(index).topLeft() + QPoint(8, 8)
        QTest.mouseClick(view.viewport(), LEFT, modifiers, corner)

    def train(self) -> None:
        """F5, and wait."""
        self.actions += 1
        # A platform without windows of its own does not give the keyboard back after a dialog.
        self.real.window.activateWindow()
        self.real.until(self.real.window.isActiveWindow)
        finished = self.real.train()
        assert finished.outcome in {"completed", "stopped"}
        assert finished.test_accuracy is not None

    def open_comparison(self) -> tuple[RunSummary, ...]:
        """Ctrl+6: all runs, the newest first, each with what it costs and what it gets right."""
        self.press(Key.Key_6, CTRL)
        self.real.until(lambda: len(self.compare.model.shown) == len(self.real.finished))
        for row in range(len(self.compare.model.shown)):
            for key in ("test", "seconds"):
                cell = self.compare.model.index(row, self.compare.model.column_of(key))
                assert cell.data()
        return self.compare.model.shown

    def kinds(self) -> list[str]:
        return [layer.kind for layer in self.real.session.architecture.layers]


@pytest.fixture
def learner(real: RealLab) -> Learner:
    return Learner(real, "cnn-64")


def test_exercise_1_that_other_filters_are_compared_by_a_sweep(
    learner: Learner, on_dialog: OnDialog
) -> None:
    desk = learner.real.lab.sweep_desk

    def set_up(dialog: QWidget) -> None:
        assert isinstance(dialog, SweepDialog)
        learner.real.until(dialog.isActiveWindow)
        learner.click(dialog.first.values_line)
        learner.press(Key.Key_A, CTRL)
        learner.type("4, 8")
        learner.click(dialog.seeds)
        learner.press(Key.Key_A, CTRL)
        learner.type("1")
        learner.press(Key.Key_Return)

    on_dialog(set_up)
    learner.press(Key.Key_T, CTRL | SHIFT)
    assert desk.state is SweepState.RUNNING
    learner.real.until(lambda: desk.state is SweepState.IDLE)
    model = desk.panel.model
    rows = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert rows == ["4", "8"]
    assert all("%" in model.mean_text(row) for row in range(2))
    runs = learner.compare.model
    learner.real.until(lambda: len(learner.compare.selected) == 2)
    assert {run.factors["filters"] for run in runs.shown} == {"4", "8"}
    assert all(run.test_accuracy is not None and run.seconds > 0 for run in runs.shown)
    learner.real.until(lambda: "at least three seeds" in learner.compare.verdict.text)
    assert multiprocessing.active_children() == []
    assert learner.actions <= MOST_ACTIONS


def test_exercise_2_that_the_last_convolution_is_removed_and_the_effect_is_seen(
    learner: Learner,
) -> None:
    learner.train()
    learner.click_layer(3)
    learner.press(Key.Key_Delete, CTRL)
    learner.train()
    assert learner.kinds() == ["Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dense"]
    after, before = learner.open_comparison()
    assert (before.factors["convolutions"], after.factors["convolutions"]) == ("2", "1")
    assert after.parameters > before.parameters
    assert learner.actions <= MOST_ACTIONS


def test_exercise_3_that_a_convolution_is_added_and_the_effect_is_seen(learner: Learner) -> None:
    learner.train()
    learner.click_layer(3)
    learner.press(Key.Key_D, CTRL | SHIFT)
    learner.train()
    assert learner.kinds().count("Conv2D") == 3
    after, before = learner.open_comparison()
    assert (before.factors["convolutions"], after.factors["convolutions"]) == ("2", "3")
    assert learner.actions <= MOST_ACTIONS


def test_exercise_4_that_all_convolutions_but_the_first_are_removed(real: RealLab) -> None:
    learner = Learner(real, "cnn-three-conv")
    learner.train()
    learner.click_layer(3)
    learner.click_layer(6, SHIFT)
    learner.press(Key.Key_Delete)
    learner.train()
    assert learner.kinds() == ["Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dense"]
    after, before = learner.open_comparison()
    assert (before.factors["convolutions"], after.factors["convolutions"]) == ("3", "1")
    assert learner.actions <= MOST_ACTIONS


def test_exercise_5_that_a_training_stops_when_a_value_is_reached(
    learner: Learner, on_dialog: OnDialog
) -> None:
    learner.real.session.set_setting("epochs", 50, "")

    def set_up(dialog: QWidget) -> None:
        learner.real.until(dialog.isActiveWindow)
        add = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Add a rule")
        learner.actions += 1  # it opens its menu, in which Qt waits for a choice
        add.menu().actions()[0].trigger()
        learner.actions += 1
        learner.type("30")
        learner.press(Key.Key_Return)
        learner.press(Key.Key_Escape)

    on_dialog(set_up)
    bar = learner.real.window.training_bar
    learner.click(next(b for b in bar.findChildren(QToolButton) if b.text().startswith("Stop")))
    learner.train()
    assert learner.real.finished[-1].stopped_by is not None
    record = learner.real.folder().read_record()
    assert record.specification.settings.stop_when[0].value == 0.3
    history = learner.real.folder().read_history()
    assert len(history) < 50
    assert history[-1].val_accuracy >= 0.3
    assert all(epoch.val_accuracy < 0.3 for epoch in history[:-1])
    assert learner.actions <= MOST_ACTIONS
