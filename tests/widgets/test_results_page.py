"""The Results page: what it says, where there is nothing to say, and coming back to it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.inside.network import SET_UP
from cnnlab_gui.core.results.confusion import Confusion
from cnnlab_gui.core.results.gather import RunResults
from cnnlab_gui.core.results.ranking import mistakes
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.results.class_table import IMAGES as COUNT
from cnnlab_gui.widgets.results.class_table import RECALL
from cnnlab_gui.widgets.results.details import CALIBRATION, CLASSES, IMAGES, MISTAKES
from cnnlab_gui.widgets.results.image_sheet import ImageSheet
from cnnlab_gui.widgets.results.page import ResultsPage
from tests.widgets.results_page_parts import press, results, shown_button

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


# States


def test_that_an_empty_page_says_what_will_appear_and_trains(
    qtbot: QtBot, results_page: ResultsPage
) -> None:
    assert "No results yet" in results_page.notice.text
    with qtbot.waitSignal(results_page.train_wanted):
        shown_button(qtbot, results_page, "Train").click()


def test_that_a_busy_page_can_be_cancelled(qtbot: QtBot, results_page: ResultsPage) -> None:
    results_page.show_busy("Reading.")
    with qtbot.waitSignal(results_page.cancel_wanted):
        shown_button(qtbot, results_page, "Cancel").click()


def test_that_figures_stay_while_answers_are_computed(
    qtbot: QtBot, results_page: ResultsPage
) -> None:
    results_page.show_results(replace(results(answers=None, needs_answers=True), images=None))
    results_page.show_computing("Computing…")
    assert results_page.matrix.isVisibleTo(results_page)
    with qtbot.waitSignal(results_page.cancel_wanted):
        shown_button(qtbot, results_page, "Cancel").click()
    results_page.show_not_computed("Cancelled.")
    with qtbot.waitSignal(results_page.answers_wanted):
        shown_button(qtbot, results_page, "Compute").click()
    results_page.show_results(results())
    assert not results_page.busy.isVisibleTo(results_page)


def test_that_a_problem_takes_the_place_of_the_figures(
    results_page: ResultsPage, found: RunResults
) -> None:
    results_page.show_problem(Sentence("The run is gone."))
    assert "The run is gone." in results_page.notice.text
    assert not results_page.matrix.isVisibleTo(results_page)
    assert results_page.results is None


# What is said


def test_that_the_headline_and_the_worst_mix_up_are_said_in_words(
    results_page: ResultsPage, found: RunResults
) -> None:
    counts = np.array([[8, 2, 0], [134, 866, 0], [0, 0, 990]])
    made = results(confusion=Confusion(counts, ("T-shirt", "shirt", "bag")), answers=None)
    results_page.show_results(made)
    assert results_page.headline.text() == "93.2\N{NO-BREAK SPACE}% of 2,000 test images are right."
    said = results_page.text.text()
    assert said == "“shirt” is most often taken for “T-shirt” (134 times). Loss: 0.500."


def test_that_one_mistake_among_many_is_not_rounded_away(results_page: ResultsPage) -> None:
    counts = np.array([[9999, 1], [0, 9000]])
    results_page.show_results(results(confusion=Confusion(counts, ("a", "b")), answers=None))
    assert results_page.headline.text().replace("\N{NO-BREAK SPACE}", " ").startswith("> 99.9 % of")
    assert "was once taken for" in results_page.text.text()


def test_that_a_network_without_a_mistake_is_praised_and_its_views_say_so(
    results_page: ResultsPage,
) -> None:
    made = results()
    answers = made.answers
    assert answers is not None
    right = type(answers)(2, 0.0, answers.predicted.astype(np.uint8), answers.probabilities)
    results_page.show_results(results(answers=right, confusion=Confusion.of(right, made.names)))
    assert results_page.text.text().startswith("Not one of them is wrong.")
    results_page.details.show_view(MISTAKES)
    assert "There are no mistakes" in results_page.details.no_mistakes.text
    assert not results_page.details.mistakes.isVisibleTo(results_page)


def test_that_the_epoch_it_stands_for_is_told_and_a_better_one_offered(
    qtbot: QtBot, results_page: ResultsPage, found: RunResults
) -> None:
    assert results_page.epoch.text() == "cnn-16-001: stands for epoch 2"
    assert results_page.best.text() == "Take the last epoch (3)"
    results_page.choose("cnn-16-001")
    results_page.show_results(results(epoch=3, last_epoch=3, best_epoch=2))
    assert results_page.epoch.text() == "stands for epoch 3"
    with qtbot.waitSignal(results_page.epoch_wanted) as caught:
        shown_button(qtbot, results_page, "Take the best epoch (2)").click()
    assert caught.args == [2]


@pytest.mark.parametrize(
    ("epoch", "last", "best", "can_choose"),
    [(3, 3, 3, True), (2, None, 2, True), (3, 3, None, True), (3, 3, 2, False)],
)
def test_that_no_epoch_is_offered_where_there_is_no_other_or_none_may_be_chosen(
    results_page: ResultsPage, epoch: int, last: int | None, best: int | None, can_choose: bool
) -> None:
    made = results(epoch=epoch, last_epoch=last, best_epoch=best)
    results_page.show_results(made, can_choose=can_choose)
    assert not results_page.best.isVisibleTo(results_page)


def test_that_another_run_can_be_chosen(qtbot: QtBot, results_page: ResultsPage) -> None:
    results_page.set_runs(["a-001", "b-001"])
    assert results_page.box.chosen == SET_UP
    with qtbot.waitSignal(results_page.run_wanted) as caught:
        results_page.box.activated.emit(2)
    assert caught.args == ["b-001"]


# Mistakes, classes, calibration


def test_that_the_fifty_surest_mistakes_are_shown(
    results_page: ResultsPage, found: RunResults
) -> None:
    assert found.answers is not None
    results_page.details.show_view(MISTAKES)
    shown = results_page.details.mistakes.indices
    np.testing.assert_array_equal(shown, mistakes(found.answers)[:50])
    assert len(shown) == 50


def test_that_classes_are_sorted_by_numbers_and_not_by_letters(
    results_page: ResultsPage,
) -> None:
    counts = np.diag([9, 1000, 80, 100])
    counts[3, 0] = 900
    made = results(confusion=Confusion(counts, ("a", "b", "c", "d")), answers=None)
    results_page.show_results(made)
    table = results_page.details.table

    def first_column() -> list[str]:
        model = table.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    assert first_column() == ["a", "b", "c", "d"]
    table.sortByColumn(COUNT, Qt.SortOrder.AscendingOrder)
    assert first_column() == ["a", "c", "b", "d"]
    table.sortByColumn(RECALL, Qt.SortOrder.AscendingOrder)
    assert first_column()[0] == "d"
    results_page.show_results(made)
    assert first_column()[0] == "d"


def test_that_the_calibration_is_told_in_one_sentence_and_bin_by_bin(
    qtbot: QtBot, results_page: ResultsPage, found: RunResults
) -> None:
    details = results_page.details
    details.show_view(CALIBRATION)
    assert details.calibration_text.text().startswith("When it says ")
    press(qtbot, details.curve, Key.Key_End)
    assert "90\N{NO-BREAK SPACE}% to 100\N{NO-BREAK SPACE}%" in details.bin_text.text()
    press(qtbot, details.curve, Key.Key_Left)
    assert "80\N{NO-BREAK SPACE}% to 90\N{NO-BREAK SPACE}%" in details.bin_text.text()
    press(qtbot, details.curve, Key.Key_Home)
    assert details.bin_text.text().startswith("No answer was given with 0")
    details.curve.grab()


# Room, and coming back


@pytest.mark.parametrize("size", [(730, 560), (746, 598), (1400, 900)])
@pytest.mark.parametrize("view", [IMAGES, CLASSES, CALIBRATION, MISTAKES])
def test_that_no_word_is_cut(
    results_page: ResultsPage, found: RunResults, size: tuple[int, int], view: int
) -> None:
    results_page.resize(*size)
    results_page.details.show_view(view)
    results_page.show_computing("The network is being asked for every test image…")
    results_page.grab()
    assert results_page.minimumSizeHint().width() <= 730
    for shown in results_page.findChildren(QAbstractButton):
        if shown.isVisibleTo(results_page) and shown.text():
            text = shown.fontMetrics().horizontalAdvance(shown.text())
            assert shown.width() >= text, shown.text()


def test_that_the_same_run_shown_anew_keeps_what_is_open(
    results_page: ResultsPage, found: RunResults
) -> None:
    results_page.open_cell(2, 2)
    results_page.details.show_view(CALIBRATION)
    results_page.show_results(results(epoch=3))
    assert results_page.details.switch.checkedId() == CALIBRATION
    assert results_page.details.cell_text.text().startswith("“eel”, recognised")
    results_page.show_results(results(path=Path("runs/another-001")))
    assert results_page.details.switch.checkedId() == IMAGES


def test_that_everything_on_the_page_has_a_name(
    results_page: ResultsPage, found: RunResults
) -> None:
    details = results_page.details
    parts = (results_page.matrix, results_page.box, details.table, details.curve)
    sheets = results_page.findChildren(ImageSheet)
    assert len({each.accessibleName() for each in (*parts, *sheets)}) == 6
    for each in results_page.findChildren(QAbstractButton):
        if each.text():
            assert each.toolTip(), each.text()
