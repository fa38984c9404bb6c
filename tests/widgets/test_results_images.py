"""The images that a cell of the matrix opens."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.results.gather import RunResults
from cnnlab_gui.core.results.ranking import cell_images
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.results.details import CALIBRATION, CLASSES, IMAGES, MISTAKES
from cnnlab_gui.widgets.results.page import ResultsPage
from tests.widgets.results_page_parts import press, results

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


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
