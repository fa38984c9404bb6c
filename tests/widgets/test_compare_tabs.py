"""The tabs of the Compare page: curves, accuracy and cost, the verdict, notes."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.compare.compare import compare_runs
from cnnlab_gui.core.curves import RunCurves
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.widgets.compare.page import ComparePage
from cnnlab_gui.widgets.theme import Theme
from tests.run_rows import made_run, some_runs
from tests.widgets.compare_parts import opened_page, texts, with_runs


@pytest.fixture
def empty_page(qtbot: QtBot, theme: Theme) -> ComparePage:
    return opened_page(qtbot, theme)


@pytest.fixture
def page(qtbot: QtBot, empty_page: ComparePage) -> ComparePage:
    return with_runs(qtbot, empty_page)


def test_that_accuracy_and_cost_are_of_runs_on_the_same_images(
    qtbot: QtBot, page: ComparePage
) -> None:
    with qtbot.waitSignal(page.selection_changed):
        page.select(["cnn-64-001"])
    page.tabs.setCurrentWidget(page.cost)
    plot = page.cost.plot
    assert plot is not None
    assert len(plot.places.runs) == 6
    assert "Fashion-MNIST" in texts(page)
    plot.clicked.emit("cnn-9-001", False)
    assert page.selected == ["cnn-9-001"]


def test_that_the_verdict_is_asked_for_when_it_is_looked_at(
    qtbot: QtBot, page: ComparePage
) -> None:
    with qtbot.waitSignal(page.verdict_wanted) as asked:
        page.tabs.setCurrentWidget(page.verdict)
    assert len(asked.args[0]) == 7  # a single one is selected: all are compared
    chosen = ["cnn-9-001", "cnn-9-002", "cnn-64-001", "cnn-64-002"]
    with qtbot.waitSignal(page.verdict_wanted) as asked:
        page.select(chosen)
    assert {run.name for run in asked.args[0]} == set(chosen)
    page.show_comparison(compare_runs(asked.args[0]))
    assert "64" in page.verdict.text
    assert [group.count for group in page.verdict.plot.groups] == [2, 2]
    assert "three seeds" in page.verdict.advice
    with qtbot.waitSignal(page.sweep_wanted):
        qtbot.mouseClick(page.verdict.sweep, Qt.MouseButton.LeftButton)


def test_that_a_press_on_a_group_selects_its_runs(qtbot: QtBot, page: ComparePage) -> None:
    page.tabs.setCurrentWidget(page.verdict)
    page.show_comparison(compare_runs([run for run in some_runs() if run.name != "on-digits"]))
    with qtbot.waitSignal(page.selection_changed):
        qtbot.mouseClick(page.verdict.plot, Qt.MouseButton.LeftButton, pos=QPoint(20, 40))
    assert set(page.selected) == {"cnn-16-001", "cnn-16-002"}


def curves(run_name: str, epochs: int = 3, seconds: float = 2.0, at: float = 0.5) -> RunCurves:
    made = RunCurves(run_name, epochs)
    for epoch in range(1, epochs + 1):
        made.follow(EpochEnded(epoch, 0.6, at, 0.5, at + epoch / 50, seconds, 1e-3, 100))
    return made


def test_that_a_press_on_a_line_selects_its_run(qtbot: QtBot, page: ComparePage) -> None:
    known = {name: curves(name, at=at) for name, at in (("cnn-64-001", 0.5), ("cnn-9-001", 0.8))}
    with qtbot.waitSignal(page.selection_changed):
        page.select(["cnn-64-001"])
    page.show_curves(known)
    plot = page.curves.plot
    assert plot is not None
    assert (plot.drawn, plot.ghosts) == (("cnn-64-001",), ("cnn-9-001",))
    plot.clicked.emit("cnn-9-001", False)
    assert page.selected == ["cnn-9-001"]
    plot.clicked.emit("cnn-64-001", True)
    assert set(page.selected) == {"cnn-9-001", "cnn-64-001"}
    plot.clicked.emit("cnn-9-001", True)
    assert page.selected == ["cnn-64-001"]


def test_that_what_can_be_chosen_goes_on_in_another_line_where_there_is_no_room(
    qtbot: QtBot, page: ComparePage
) -> None:
    page.resize(page.minimumSizeHint().width(), 560)
    boxes = (page.curves.figure, page.curves.across, page.curves.training, page.curves.log)
    qtbot.waitUntil(lambda: len({box.y() for box in boxes}) > 1)
    edges = [box.mapTo(page, QPoint(box.width(), 0)).x() for box in boxes]
    assert max(edges) <= page.width()
    page.resize(900, 560)
    middles = lambda: {box.geometry().center().y() // 3 for box in boxes}  # noqa: E731
    qtbot.waitUntil(lambda: len(middles()) == 1)


def test_that_the_verdict_comes_to_the_front_unless_somebody_writes(page: ComparePage) -> None:
    page.show_verdict()
    assert page.tabs.currentWidget() is page.verdict
    page.tabs.setCurrentWidget(page.notes)
    page.show_verdict()
    assert page.tabs.currentWidget() is page.notes


def test_that_of_very_many_groups_the_best_are_drawn(page: ComparePage) -> None:
    runs = [
        made_run(f"r-{at:03d}", filters=at + 1, test_accuracy=0.5 + at / 1000) for at in range(140)
    ]
    page.show_comparison(compare_runs(runs))
    assert len(page.verdict.plot.groups) == 100
    assert page.verdict.plot.groups[0].runs == ("r-040",)
    assert "The 100 best of 140 groups are drawn." in page.verdict.text
    page.show_comparison(compare_runs(runs[:100]))
    assert "are drawn" not in page.verdict.text


def test_that_opening_compares_nothing_until_the_verdict_is_in_front(
    qtbot: QtBot, empty_page: ComparePage
) -> None:
    follows = qtbot.waitSignal(empty_page.selection_changed)
    with qtbot.assertNotEmitted(empty_page.verdict_wanted), follows:
        empty_page.show_runs(some_runs())
    assert empty_page.cost.plot is None
    with qtbot.waitSignal(empty_page.verdict_wanted):
        empty_page.tabs.setCurrentWidget(empty_page.verdict)
