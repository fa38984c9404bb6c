"""The matrix of the Results page: its cells under mouse and keyboard, and how they are painted."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.results.confusion import Confusion
from cnnlab_gui.core.results.gather import RunResults
from cnnlab_gui.widgets.results.page import COUNTS, SHARES, ResultsPage
from cnnlab_gui.widgets.theme import Appearance, Theme
from tests.widgets.results_page_parts import press, results

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


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
