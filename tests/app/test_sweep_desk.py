"""Sweeps in the window: refused, cancelled, closed on, gone on with at the next start."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from cnnlab_gui.bridge.sweeps import SweepState
from cnnlab_gui.core.sweep.plan import SweepPlan, planned
from cnnlab_gui.core.sweep.progress import EmitSweep, SweepFinished, SweepStarted
from cnnlab_gui.core.sweep.runner import SweepControl
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.sweep.dialog import SweepDialog
from tests.app.conftest import Bench
from tests.qt_fixtures import OnDialog

LOOK_SECONDS = 0.005


class Patient:
    """A runner that trains nothing: it waits until it is cancelled."""

    plans: list[SweepPlan]

    def __init__(self) -> None:
        self.plans = []

    def run(self, plan: SweepPlan, emit: EmitSweep, control: SweepControl) -> None:
        self.plans.append(plan)
        emit(SweepStarted(plan.id, plan.count, 1))
        look = threading.Event()
        while not control.cancelled:
            look.wait(LOOK_SECONDS)
        emit(SweepFinished("cancelled", Sentence("Cancelled.")))


class Sweeping:
    def __init__(self, bench: Bench) -> None:
        self.bench = bench.ready()
        self.desk = bench.lab.sweep_desk
        self.runner = Patient()
        self.desk._make_runner = lambda home, jobs, gpu: self.runner

    def start(self, name: str = "filters-001") -> SweepPlan:
        base = self.bench.lab.session.specification
        plan = planned(name, base, {"filters": ("4", "8")}, (0,))
        self.desk.start(plan)
        self.bench.until(lambda: bool(self.runner.plans))
        return plan

    def until_idle(self) -> None:
        self.bench.until(lambda: self.desk.state is SweepState.IDLE and not self.desk._calls)


@pytest.fixture
def sweeping(bench: Bench) -> Sweeping:
    return Sweeping(bench)


def answer(text: str, seen: list[str]) -> Callable[[QWidget], None]:
    def press(dialog: QWidget) -> None:
        assert isinstance(dialog, QMessageBox)
        seen.append(dialog.text())
        button = next(b for b in dialog.findChildren(QPushButton) if b.text() == text)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    return press


def note(seen: list[str]) -> Callable[[QWidget], None]:
    def read(dialog: QWidget) -> None:
        assert isinstance(dialog, QMessageBox)
        seen.append(dialog.text())

    return read


def test_that_the_dialog_starts_nothing_where_it_is_left(
    sweeping: Sweeping, on_dialog: OnDialog
) -> None:
    def leave(dialog: QWidget) -> None:
        assert isinstance(dialog, SweepDialog)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    on_dialog(leave)
    sweeping.bench.window.actions_by_name["sweep"].trigger()
    sweeping.until_idle()
    assert sweeping.runner.plans == []
    assert sweeping.desk.panel.isHidden()


def test_that_a_sweep_is_refused_while_a_training_runs(
    sweeping: Sweeping, on_dialog: OnDialog
) -> None:
    seen: list[str] = []
    sweeping.bench.start_and_hold()
    on_dialog(note(seen))
    sweeping.bench.window.actions_by_name["sweep"].trigger()
    sweeping.bench.until(lambda: bool(seen))
    assert seen[0].startswith("A training is running")


def test_that_a_training_is_refused_while_a_sweep_runs(sweeping: Sweeping) -> None:
    bench = sweeping.bench
    sweeping.start()
    bench.window.actions_by_name["train"].trigger()
    assert bench.page.error.startswith("A sweep is running")
    assert bench.engine is not None
    assert bench.engine.asked == []
    sweeping.desk._controller.cancel()
    sweeping.until_idle()
    bench.train()
    assert len(bench.engine.asked) == 1


def test_that_cancelling_asks_and_the_sweep_is_not_offered_again(
    sweeping: Sweeping, on_dialog: OnDialog, open_bench: Callable[..., Bench]
) -> None:
    seen: list[str] = []
    sweeping.start()
    on_dialog(answer("Go on", seen))
    sweeping.desk.panel.cancel.click()
    assert sweeping.desk.state is SweepState.RUNNING
    on_dialog(answer("Cancel the sweep", seen))
    sweeping.desk.panel.cancel.click()
    sweeping.until_idle()
    assert seen == ["Cancel the sweep?"] * 2
    assert "cancelled" in sweeping.desk.panel.headline
    sweeping.bench.end()
    again = Sweeping(open_bench())
    again.until_idle()
    assert again.desk.panel.isHidden()


def test_that_closing_asks_once_and_the_sweep_can_go_on_at_the_next_start(
    sweeping: Sweeping, on_dialog: OnDialog, open_bench: Callable[..., Bench]
) -> None:
    seen: list[str] = []
    plan = sweeping.start()
    on_dialog(answer("Pause and close", seen))
    sweeping.bench.window.close()
    sweeping.bench.until(lambda: not sweeping.bench.window.isVisible())
    assert seen == ["Pause the sweep and close?"]
    sweeping.bench.end()
    again = Sweeping(open_bench())
    panel = again.desk.panel
    again.bench.until(lambda: "was interrupted" in panel.headline)
    assert panel.headline == "Sweep of Filters was interrupted: 0 of 2 runs are done"
    panel.go_on.click()
    again.bench.until(lambda: bool(again.runner.plans))
    assert again.runner.plans == [plan]
    again.desk._controller.cancel()
    again.until_idle()


def test_that_a_forgotten_sweep_is_not_offered_again(
    sweeping: Sweeping, open_bench: Callable[..., Bench]
) -> None:
    sweeping.start()
    sweeping.desk._closing = True  # as when the window closes
    sweeping.desk._controller.cancel()
    sweeping.bench.until(lambda: not sweeping.bench.window.isVisible())
    sweeping.bench.end()
    second = Sweeping(open_bench())
    second.bench.until(lambda: "was interrupted" in second.desk.panel.headline)
    second.desk.panel.forget.click()
    assert second.desk.panel.isHidden()
    second.bench.end()
    third = Sweeping(open_bench())
    third.until_idle()
    assert third.desk.panel.isHidden()


def test_that_a_home_that_cannot_be_written_is_told(
    sweeping: Sweeping, on_dialog: OnDialog
) -> None:
    seen: list[str] = []
    sweeps: Path = sweeping.desk._sweeps.folder
    sweeps.parent.mkdir(parents=True, exist_ok=True)
    sweeps.write_text("in the way")
    base = sweeping.bench.lab.session.specification
    on_dialog(note(seen))
    sweeping.desk.start(planned("a-001", base, {"filters": ("4", "8")}, (0,)))
    sweeping.bench.until(lambda: bool(seen))
    assert sweeping.desk.state is SweepState.IDLE


def test_that_hidden_runs_stay_hidden_in_the_next_start(
    sweeping: Sweeping, open_bench: Callable[..., Bench]
) -> None:
    sweeping.start()
    assert sweeping.desk.panel.shows_runs
    sweeping.desk.panel.fold.click()
    sweeping.desk._controller.cancel()
    sweeping.until_idle()
    sweeping.bench.end()
    again = Sweeping(open_bench())
    again.start("filters-002")
    assert not again.desk.panel.shows_runs
    again.desk.panel.fold.click()
    assert again.desk.panel.shows_runs
    again.desk._controller.cancel()
    again.until_idle()
