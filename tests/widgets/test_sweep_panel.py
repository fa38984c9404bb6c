"""How far a sweep is, and what can be done with it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.sweeps import SweepState
from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.sweep.plan import planned
from cnnlab_gui.core.sweep.progress import (
    SweepEvent,
    SweepFinished,
    SweepStarted,
    SweepTracker,
    TrialEnded,
    TrialStarted,
)
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.sweep.panel import SweepPanel
from cnnlab_gui.widgets.theme import Theme

PLAN = planned("try", PRESETS["cnn-64"].specification(), {"filters": ("8", "16")}, (0, 1))
KEYS = [trial.key for trial in PLAN.trials()]


class Show:
    def __init__(self, panel: SweepPanel) -> None:
        self.panel = panel
        self.tracker = SweepTracker(PLAN, clock=lambda: 0.0)
        panel.show_plan(PLAN, lambda: self.tracker.progress)
        panel.show_state(SweepState.RUNNING)
        self.follow(SweepStarted("try", 4, 2))

    def follow(self, *events: SweepEvent) -> None:
        for event in events:
            self.tracker.follow(event)
        self.panel.refresh_soon()

    def end(self, key: str, accuracy: float) -> None:
        finished = RunFinished("completed", test_accuracy=accuracy)
        self.follow(TrialStarted(key), TrialEnded(key, "completed", "r", None, finished))

    def texts(self) -> list[list[str]]:
        model = self.panel.model
        return [
            [model.index(row, column).data() for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Show:
    panel = SweepPanel(theme)
    qtbot.addWidget(panel)
    return Show(panel)


def offered(panel: SweepPanel) -> list[str]:
    return [each.text() for each in panel.findChildren(QPushButton) if not each.isHidden()]


def test_that_results_stream_in_with_mean_and_deviation(qtbot: QtBot, show: Show) -> None:
    show.end(KEYS[0], 0.90)
    qtbot.waitUntil(lambda: "1 of 4 runs done" in show.panel.headline)
    assert show.texts() == [["8", "90.0 %", "waiting", "90.0 %"], ["16", *["waiting"] * 2, "–"]]
    show.end(KEYS[2], 0.92)
    qtbot.waitUntil(lambda: "2 of 4 runs done" in show.panel.headline)
    assert show.texts()[0][-1] == "91.0 ± 1.4 %"


def test_that_what_an_earlier_start_completed_counts(qtbot: QtBot, show: Show) -> None:
    show.follow(SweepStarted("try", 4, 2, (KEYS[1],)))
    show.panel.model.set_known({KEYS[1]: 0.8})
    qtbot.waitUntil(lambda: "1 of 4 runs done" in show.panel.headline)
    assert show.texts()[1] == ["16", "80.0 %", "waiting", "80.0 %"]


def test_that_a_failed_trial_says_why(qtbot: QtBot, show: Show) -> None:
    why = Sentence("no memory")
    show.follow(TrialStarted(KEYS[0]), TrialEnded(KEYS[0], "failed", None, why))
    qtbot.waitUntil(lambda: "1 failed" in show.panel.headline)
    assert show.texts()[0][1] == "failed"
    tip = show.panel.model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert "no memory" in tip


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        (SweepState.RUNNING, ["Hide the runs", "Pause", "Cancel"]),
        (SweepState.PAUSED, ["Hide the runs", "Go on", "Cancel"]),
        (SweepState.IDLE, ["Hide the runs", "Close"]),
    ],
)
def test_that_only_what_can_be_done_is_offered(
    show: Show, state: SweepState, buttons: list[str]
) -> None:
    show.panel.show_state(state)
    assert offered(show.panel) == buttons


def test_that_buttons_tell_wishes_by_mouse_and_keyboard(qtbot: QtBot, show: Show) -> None:
    panel = show.panel
    with qtbot.waitSignal(panel.pause_wanted):
        QTest.mouseClick(panel.pause, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.cancel_wanted):
        QTest.keyClick(panel.cancel, Qt.Key.Key_Space)
    panel.show_state(SweepState.PAUSED)
    with qtbot.waitSignal(panel.go_on_wanted):
        QTest.keyClick(panel.go_on, Qt.Key.Key_Space)


def test_that_an_interrupted_sweep_is_offered(qtbot: QtBot, show: Show) -> None:
    show.panel.offer(PLAN, 3)
    assert show.panel.headline == "Sweep of Filters was interrupted: 3 of 4 runs are done"
    assert offered(show.panel) == ["Go on", "Forget it"]
    with qtbot.waitSignal(show.panel.forget_wanted):
        QTest.mouseClick(show.panel.forget, Qt.MouseButton.LeftButton)


def end(show: Show, failed: int = 0) -> None:
    told = Sentence(f"{4 - failed} runs are completed.")
    finished = SweepFinished("completed", told, 4 - failed, failed, 61.0)
    show.follow(finished)
    show.panel.show_state(SweepState.IDLE)
    show.panel.show_finished(finished)


def test_that_the_end_is_a_line_that_can_be_closed(show: Show) -> None:
    end(show)
    assert show.panel.headline == "Sweep of Filters: done in 1 min"
    assert show.panel.text == ""
    assert not show.panel.shows_runs
    assert offered(show.panel) == ["Show the runs", "Close"]
    QTest.mouseClick(show.panel.fold, Qt.MouseButton.LeftButton)
    assert show.panel.shows_runs
    QTest.mouseClick(show.panel.close_it, Qt.MouseButton.LeftButton)
    assert show.panel.isHidden()


def test_that_a_sweep_whose_runs_failed_has_ended_and_one_that_gave_up_could_not_go_on(
    show: Show,
) -> None:
    said = Sentence("0 of 4 runs are completed, 4 failed.")
    for failed, headline in ((4, "ended after 1 min"), (1, "it could not go on")):
        show.panel.show_finished(SweepFinished("failed", said, 0, failed, 61.0))
        assert show.panel.headline == f"Sweep of Filters: {headline}"
        assert show.panel.text == str(said)


def test_that_failed_runs_are_told_at_the_end(show: Show) -> None:
    end(show, failed=1)
    assert show.panel.text == "3 runs are completed."


def test_that_whoever_hides_the_runs_has_them_hidden_in_the_next_sweep(
    qtbot: QtBot, show: Show
) -> None:
    with qtbot.waitSignal(show.panel.folded) as folded:
        QTest.keyClick(show.panel.fold, Qt.Key.Key_Space)
    assert folded.args == [True]
    assert not show.panel.shows_runs
    assert show.panel.fold.text() == "Show the runs"
    Show(show.panel)
    assert not show.panel.shows_runs


def test_that_the_end_of_a_sweep_hides_the_runs_of_no_other_one(qtbot: QtBot, show: Show) -> None:
    with qtbot.assertNotEmitted(show.panel.folded):
        end(show)
        show.panel.fold.click()
        show.panel.fold.click()
    Show(show.panel)
    assert show.panel.shows_runs


def test_that_many_values_take_no_more_room_than_three(qtbot: QtBot, theme: Theme) -> None:
    heights = []
    for count in (2, 3, 4, 20):
        panel = SweepPanel(theme)
        qtbot.addWidget(panel)
        values = tuple(map(str, range(1, count + 1)))
        plan = planned("try", PRESETS["cnn-64"].specification(), {"filters": values}, (0,))
        panel.show_plan(plan, lambda: SweepTracker(PLAN).progress)
        heights.append(panel.sizeHint().height())
    assert heights[0] < heights[1] == heights[2] == heights[3]
