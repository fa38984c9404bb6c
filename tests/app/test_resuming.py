"""Pause and Resume: one action, the bar's button, the page's offers."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from cnnlab_gui.bridge.training import TrainingState
from cnnlab_gui.widgets.train.rate_box import RateBox
from tests.app.conftest import Bench


def pause(bench: Bench) -> None:
    bench.start_and_hold(epoch=2)
    QTest.keyClick(bench.window, Qt.Key.Key_F6)
    bench.until(lambda: bool(bench.finished))


def shown_buttons(bench: Bench, text: str) -> list[QPushButton]:
    return [
        each
        for each in bench.page.findChildren(QPushButton)
        if each.text() == text and each.isVisible()
    ]


def texts(bench: Bench) -> list[str]:
    return [each.text() for each in bench.page.findChildren(QLabel) if each.isVisible()]


def test_that_f6_pauses_and_f6_again_resumes_to_the_end(bench: Bench) -> None:
    pause(bench)
    action = bench.window.actions_by_name["pause"]
    run = Path(bench.finished[-1].run or "")
    assert bench.finished[-1].outcome == "paused"
    assert bench.desk.state is TrainingState.IDLE
    assert (action.isEnabled(), action.iconText()) == (True, "Resume")
    assert run.name in action.text()
    bench.go_on()
    QTest.keyClick(bench.window, Qt.Key.Key_F6)
    bench.until(lambda: len(bench.finished) == 2)
    assert bench.engine is not None
    assert bench.engine.resumed == [run]
    assert bench.finished[-1].outcome == "completed"
    assert [epoch.epoch for epoch in bench.page.run.history] == [1, 2, 3, 4, 5]
    assert (action.isEnabled(), action.iconText()) == (False, "Pause")


def test_that_the_curves_of_a_run_go_on_where_they_ended(bench: Bench) -> None:
    pause(bench)
    curves, drawn = bench.page.run, len(bench.page.run.loss.x)
    bench.go_on()
    bench.desk.resume(Path(bench.finished[-1].run or ""))
    bench.until(lambda: len(bench.finished) == 2)
    assert bench.page.run is curves
    assert len(curves.loss.x) > drawn
    assert (curves.loss.x[1:] > curves.loss.x[:-1]).all()


def test_that_a_run_resumed_in_another_window_shows_its_earlier_epochs(
    open_bench: Callable[..., Bench],
) -> None:
    first = open_bench()
    pause(first)
    run = Path(first.finished[-1].run or "")
    first.end()
    second = open_bench().ready()
    second.desk.resume(run)
    second.until(lambda: bool(second.finished))
    assert [epoch.epoch for epoch in second.page.run.history] == [1, 2, 3, 4, 5]


def test_that_the_page_offers_to_resume_a_paused_run(bench: Bench) -> None:
    pause(bench)
    (resume,) = shown_buttons(bench, "Resume")
    bench.go_on()
    QTest.mouseClick(resume, Qt.MouseButton.LeftButton)
    bench.until(lambda: len(bench.finished) == 2)
    assert shown_buttons(bench, "Resume") == []


def test_that_training_something_new_forgets_what_was_paused(bench: Bench) -> None:
    pause(bench)
    bench.go_on()
    bench.train()
    assert not bench.window.actions_by_name["pause"].isEnabled()
    assert shown_buttons(bench, "Resume") == []


def test_that_a_paused_run_is_offered_at_the_next_start_until_it_is_left(
    open_bench: Callable[..., Bench],
) -> None:
    first = open_bench()
    pause(first)
    name = Path(first.finished[-1].run or "").name
    first.end()
    second = open_bench()
    second.until(lambda: len(shown_buttons(second, "Resume")) == 1)
    assert f"{name} was paused after epoch 1 of 5." in texts(second)
    assert name in second.window.actions_by_name["pause"].text()
    (leave,) = shown_buttons(second, "Leave it")
    QTest.mouseClick(leave, Qt.MouseButton.LeftButton)
    second.until(lambda: len(shown_buttons(second, "Train")) == 1)
    assert not second.window.actions_by_name["pause"].isEnabled()
    second.end()
    third = open_bench().ready()
    third.lab.unfinished.shut_down()
    QApplication.processEvents()
    assert not third.window.actions_by_name["pause"].isEnabled()


def test_that_a_run_that_broke_off_is_offered_and_goes_on(open_bench: Callable[..., Bench]) -> None:
    first = open_bench()
    pause(first)
    folder = first.folder()
    folder.write_record(folder.read_record().model_copy(update={"outcome": None, "detail": None}))
    first.end()
    second = open_bench().ready()
    second.until(lambda: len(shown_buttons(second, "Resume")) == 1)
    assert any("broke off after epoch 1 of 5" in text for text in texts(second))
    QTest.mouseClick(shown_buttons(second, "Resume")[0], Qt.MouseButton.LeftButton)
    second.until(lambda: bool(second.finished))
    assert second.finished[-1].outcome == "completed"


def test_that_a_run_that_was_deleted_is_no_longer_offered(bench: Bench) -> None:
    pause(bench)
    name = bench.folder().name
    bench.window.show_page(bench.window.compare_page)
    bench.until(lambda: bench.window.compare_page.model.row_of(name) >= 0)
    bench.lab.compare_desk.delete([name])
    bench.until(lambda: not bench.window.actions_by_name["pause"].isEnabled())
    bench.window.show_page(bench.page)
    assert shown_buttons(bench, "Resume") == []


def test_that_a_run_that_was_renamed_is_still_the_one_to_resume(bench: Bench) -> None:
    pause(bench)
    name = bench.folder().name
    bench.window.show_page(bench.window.compare_page)
    bench.until(lambda: bench.window.compare_page.model.row_of(name) >= 0)
    bench.lab.compare_desk.rename(name, "my long run")
    action = bench.window.actions_by_name["pause"]
    bench.until(lambda: "my long run" in action.text())
    bench.go_on()
    action.trigger()
    bench.until(lambda: len(bench.finished) == 2)
    assert bench.finished[-1].outcome == "completed"
    assert bench.folder().name == "my long run"


def test_that_ctrl_z_brings_back_what_was_deleted_wherever_the_keyboard_is(bench: Bench) -> None:
    bench.train()
    bench.train()
    page = bench.window.compare_page
    bench.window.show_page(page)
    bench.until(lambda: len(page.model.runs) == 2 and bool(page.selected))
    page.table.setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
    bench.until(lambda: len(page.model.runs) == 1)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    bench.until(lambda: len(page.model.runs) == 2)
    (delete,) = [each for each in page.findChildren(QPushButton) if each.text() == "Delete"]
    QTest.mouseClick(delete, Qt.MouseButton.LeftButton)
    bench.until(lambda: len(page.model.runs) == 1)
    focus = QApplication.focusWidget() or bench.window
    QTest.keyClick(focus, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    bench.until(lambda: len(page.model.runs) == 2)


def test_that_the_last_run_of_the_window_before_can_be_shown(
    open_bench: Callable[..., Bench],
) -> None:
    first = open_bench()
    first.train()
    name = first.folder().name
    first.end()
    second = open_bench().ready()
    second.window.show_page(second.page)
    second.until(lambda: len(shown_buttons(second, f"Show {name}")) == 1)
    QTest.mouseClick(shown_buttons(second, f"Show {name}")[0], Qt.MouseButton.LeftButton)
    assert [epoch.epoch for epoch in second.page.run.history] == [1, 2, 3, 4, 5]


def test_that_another_learning_rate_reaches_the_run(bench: Bench) -> None:
    bench.start_and_hold(epoch=2)
    box = bench.page.findChild(RateBox)
    assert box.isVisible()
    (halve,) = shown_buttons(bench, "÷2")
    QTest.mouseClick(halve, Qt.MouseButton.LeftButton)
    assert bench.engine is not None
    bench.until(lambda: bench.engine is not None and bench.engine.rates == [0.0005])
    bench.go_on()
    bench.until(lambda: bool(bench.finished))
    assert not box.isVisible()


def test_that_the_best_epoch_is_not_offered_where_the_last_is_the_best(bench: Bench) -> None:
    bench.train()
    assert not any("best epoch (" in each.text() for each in bench.page.findChildren(QPushButton))


def test_that_one_press_lets_a_run_stand_for_its_best_epoch(bench: Bench) -> None:
    bench.ready()
    assert bench.engine is not None
    bench.engine.best_at = 3
    bench.train()
    (take,) = shown_buttons(bench, "Take the best epoch (3)")
    QTest.mouseClick(take, Qt.MouseButton.LeftButton)
    bench.until(lambda: not take.isVisible())
    assert bench.folder().read_record().chosen_epoch == 3
    report = bench.folder().read_report()
    assert report is not None
    assert report["epoch"] == 3
    assert bench.lab.networks.find("").stands_for == 3
    bench.window.show_page(bench.window.maps_page)
    panel = bench.window.maps_page.panels[0]
    bench.until(lambda: panel.shown_epoch == 3)


def test_that_a_run_of_the_past_is_opened_on_the_train_page_with_its_best_epoch(
    open_bench: Callable[..., Bench],
) -> None:
    first = open_bench().ready()
    assert first.engine is not None
    first.engine.best_at = 2
    first.train()
    name = first.folder().name
    first.end()
    second = open_bench().ready()
    second.window.show_page(second.window.compare_page)
    second.until(lambda: second.window.compare_page.selected == [name])
    second.window.compare_page.deeds.actions["curves"].trigger()
    assert second.window.tabs.currentWidget() is second.page
    assert [epoch.epoch for epoch in second.page.run.history] == [1, 2, 3, 4, 5]
    second.until(lambda: len(shown_buttons(second, "Take the best epoch (2)")) == 1)
    assert any("Stop rule" in text and "stopped it" in text for text in texts(second))
    assert any(text.startswith(f"{name}: Best epoch: 2.") for text in texts(second))
