"""The Results page: what it says, what a cell opens, and what can be done by key and by mouse."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.inside.network import SET_UP
from cnnlab_gui.core.results.confusion import Confusion
from cnnlab_gui.core.results.gather import RunResults
from cnnlab_gui.core.results.ranking import cell_images, mistakes
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.results.class_table import IMAGES as COUNT
from cnnlab_gui.widgets.results.class_table import RECALL
from cnnlab_gui.widgets.results.details import CALIBRATION, CLASSES, IMAGES, MISTAKES
from cnnlab_gui.widgets.results.image_sheet import ImageSheet
from cnnlab_gui.widgets.results.page import COUNTS, SHARES, ResultsPage
from cnnlab_gui.widgets.theme import Appearance, Theme
from tests.widgets.results_page_parts import results

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def press(qtbot: QtBot, widget: QWidget, *keys: Qt.Key) -> None:
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    for key in keys:
        qtbot.keyClick(widget, key)


def shown_buttons(page: QWidget) -> dict[str, QAbstractButton]:
    found = page.findChildren(QAbstractButton)
    return {each.text(): each for each in found if each.isVisibleTo(page) and each.text()}


def shown_button(qtbot: QtBot, page: QWidget, text: str) -> QAbstractButton:
    """Wait for the button with this text; a layout shows a new one only later."""
    qtbot.waitUntil(lambda: text in shown_buttons(page))
    return shown_buttons(page)[text]


@pytest.fixture
def found(results_page: ResultsPage) -> RunResults:
    """The results that the page shows."""
    made = results()
    results_page.show_results(made)
    return made


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


# The matrix


def test_that_a_cell_says_how_many_of_which_class_were_taken_for_which(
    qtbot: QtBot, results_page: ResultsPage
) -> None:
    counts = np.array([[866, 134], [0, 0]])
    results_page.show_results(results(confusion=Confusion(counts, ("shirt", "bag")), answers=None))
    matrix, told = results_page.matrix, results_page.sentence
    qtbot.mouseMove(matrix, matrix.place_of(0, 1).center())
    text = "134 of 1,000 images of “shirt” were taken for “bag” (13.4\N{NO-BREAK SPACE}%)."
    qtbot.waitUntil(lambda: told.text() == text)
    press(qtbot, matrix, Key.Key_Down)
    assert told.text() == "There is no test image of “bag”."
    press(qtbot, matrix, Key.Key_Up)
    assert "were recognised" in matrix.accessibleDescription()


def test_that_the_keyboard_goes_through_the_matrix_and_stops_at_its_edges(
    qtbot: QtBot, results_page: ResultsPage, found: RunResults
) -> None:
    matrix = results_page.matrix
    for keys, there in (
        ((Key.Key_Left, Key.Key_Up), (0, 0)),
        ((Key.Key_Right, Key.Key_Down, Key.Key_Down), (2, 1)),
        ((Key.Key_End,), (2, 3)),
        ((Key.Key_PageDown, Key.Key_Right), (3, 3)),
        ((Key.Key_Home, Key.Key_PageUp), (0, 0)),
    ):
        press(qtbot, matrix, *keys)
        assert matrix.cursor_cell == there


def test_that_counts_and_shares_can_be_written_into_the_cells(
    results_page: ResultsPage, found: RunResults
) -> None:
    counts = np.array([[997, 3], [50, 50]])
    results_page.show_results(results(confusion=Confusion(counts, ("a", "b")), answers=None))
    matrix = results_page.matrix
    results_page.units.button(COUNTS).setChecked(True)
    assert [matrix.text_of(0, 0), matrix.text_of(0, 1), matrix.text_of(1, 0)] == ["997", "3", "50"]
    results_page.units.button(SHARES).setChecked(True)
    assert [matrix.text_of(0, 0), matrix.text_of(0, 1), matrix.text_of(1, 0)] == [
        "99.7",
        "0.3",
        "50",
    ]


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_that_right_and_wrong_are_of_two_hues_and_stronger_with_their_share(
    results_page: ResultsPage, theme: Theme, appearance: Appearance
) -> None:
    theme.choose(appearance)
    counts = np.array([[90, 10, 0], [40, 60, 0], [0, 1, 99]])
    results_page.show_results(results(confusion=Confusion(counts, ("a", "b", "c")), answers=None))
    picture = results_page.matrix.grab().toImage()

    def colour(row: int, column: int) -> QColor:
        place = results_page.matrix.place_of(row, column)
        return picture.pixelColor(place.topLeft() + QPoint(6, 6))

    right, wrong = QColor(theme.colours.training), QColor(theme.colours.validation)
    assert abs(colour(2, 2).hue() - right.hue()) < 10
    assert abs(colour(1, 0).hue() - wrong.hue()) < 10
    assert colour(0, 2).name() == theme.colours.window
    assert colour(1, 0).hslSaturation() > 40
    away = [abs(colour(*cell).red() - colour(0, 2).red()) for cell in ((0, 1), (1, 0))]
    assert away[1] > away[0] > 0


@pytest.mark.parametrize("classes", [1, 2, 3, 17, 60, 256])
def test_that_a_matrix_of_any_size_fits_and_each_cell_is_found_where_it_is_painted(
    qtbot: QtBot, results_page: ResultsPage, classes: int
) -> None:
    made = results(images=300, classes=classes)
    results_page.show_results(made)
    matrix = results_page.matrix
    matrix.grab()
    last = classes - 1
    assert matrix.rect().contains(matrix.place_of(last, last))
    for cell in ((0, 0), (last // 2, last), (last, 0), (last, last)):
        with qtbot.waitSignal(matrix.cell_wanted) as caught:
            qtbot.mouseClick(matrix, LEFT, pos=matrix.place_of(*cell).center())
        assert caught.args == list(cell)


# A cell's images


def test_that_the_most_frequent_mix_up_is_open_first(
    results_page: ResultsPage, found: RunResults
) -> None:
    assert found.confusion is not None
    assert found.answers is not None
    worst = found.confusion.mixups(1)[0]
    shown = cell_images(found.answers, worst.true, worst.taken)
    np.testing.assert_array_equal(results_page.details.sheet.indices, shown)


def test_that_a_cell_opens_its_images_by_mouse_and_by_key(
    qtbot: QtBot, results_page: ResultsPage, found: RunResults
) -> None:
    assert found.answers is not None
    details, matrix = results_page.details, results_page.matrix
    details.show_view(CLASSES)
    qtbot.mouseClick(matrix, LEFT, pos=matrix.place_of(1, 1).center())
    assert details.switch.checkedId() == IMAGES
    np.testing.assert_array_equal(details.sheet.indices, cell_images(found.answers, 1, 1))
    assert details.cell_text.text().startswith("“dog”, recognised: ")
    press(qtbot, matrix, Key.Key_Right, Key.Key_Return)
    np.testing.assert_array_equal(details.sheet.indices, cell_images(found.answers, 1, 2))
    assert details.cell_text.text().startswith("“dog”, taken for “eel”: ")


def test_that_an_empty_cell_says_so(results_page: ResultsPage) -> None:
    results_page.show_results(results(images=3))
    confusion = results_page.matrix.confusion
    assert confusion is not None
    row, column = (int(at[0]) for at in np.nonzero(confusion.counts == 0))
    results_page.open_cell(row, column)
    assert "this cell is empty" in results_page.details.no_images.text
    assert not results_page.details.sheet.isVisibleTo(results_page)


def test_that_an_image_is_wanted_by_click_and_by_enter(
    qtbot: QtBot, results_page: ResultsPage, found: RunResults
) -> None:
    results_page.open_cell(0, 0)
    sheet = results_page.details.sheet
    with qtbot.waitSignal(results_page.image_wanted) as caught:
        qtbot.mouseClick(sheet.viewport(), LEFT, pos=sheet.place_of(1).center())
    assert caught.args == [int(sheet.indices[1])]
    with qtbot.waitSignal(results_page.image_wanted) as caught:
        press(qtbot, sheet, Key.Key_Right, Key.Key_Down, Key.Key_Return)
    assert caught.args == [int(sheet.indices[2 + sheet.columns])]
    assert f"Test image {sheet.current:,} is “cat”" in sheet.accessibleDescription()


def test_that_a_press_that_is_let_go_elsewhere_opens_nothing(
    qtbot: QtBot, results_page: ResultsPage, found: RunResults
) -> None:
    results_page.open_cell(0, 0)
    sheet = results_page.details.sheet
    with qtbot.assertNotEmitted(results_page.image_wanted):
        qtbot.mousePress(sheet.viewport(), LEFT, pos=sheet.place_of(0).center())
        qtbot.mouseRelease(sheet.viewport(), LEFT, pos=sheet.place_of(1).center())


def test_that_all_images_of_a_cell_are_reached_and_only_those_in_view_are_drawn(
    qtbot: QtBot, results_page: ResultsPage
) -> None:
    results_page.show_results(results(images=4000, classes=2))
    results_page.open_cell(0, 0)
    sheet = results_page.details.sheet
    sheet.grab()
    count, seen = len(sheet.indices), sheet.drawn_count
    assert 0 < seen < count / 4
    while sheet.current != sheet.indices[-1]:
        before = sheet.current
        press(qtbot, sheet, Key.Key_PageDown, Key.Key_End)
        sheet.grab()
        assert sheet.current != before
        assert sheet.drawn_count < count / 4
    assert sheet.viewport().rect().contains(sheet.place_of(count - 1).center())


@pytest.mark.parametrize("shape", [(28, 28, 1), (8, 40, 3), (200, 150, 3)])
def test_that_images_of_any_shape_are_drawn_as_they_are(
    results_page: ResultsPage, shape: tuple[int, int, int]
) -> None:
    made = results(shape=shape)
    assert made.images is not None
    made.images[:] = 200
    results_page.show_results(made)
    results_page.open_cell(0, 0)
    sheet = results_page.details.sheet
    picture, place = sheet.viewport().grab().toImage(), sheet.place_of(0)
    colour = picture.pixelColor(place.center().x(), place.top() + 8)
    assert colour.name() == "#c8c8c8"


def test_that_without_images_the_reason_stands_in_their_place(results_page: ResultsPage) -> None:
    note = Sentence("The images of Made cannot be shown: they are gone.")
    results_page.show_results(replace(results(), images=None, note=note))
    details = results_page.details
    for view, notice in ((IMAGES, details.no_images), (MISTAKES, details.no_mistakes)):
        details.show_view(view)
        assert str(note) in notice.text
        assert notice.isVisibleTo(results_page)
    assert str(note) in results_page.note.text()
    details.show_view(CALIBRATION)
    assert details.curve.isVisibleTo(results_page)


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
