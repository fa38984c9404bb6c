"""Titles, names, notes and tags that look like markup are shown as they are."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QTableView, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.runs_model import RunsModel
from cnnlab_gui.bridge.tips import plain_tip
from cnnlab_gui.core.results.confusion import Confusion
from cnnlab_gui.widgets.compare.page import ComparePage
from cnnlab_gui.widgets.results.page import ResultsPage
from cnnlab_gui.widgets.theme import Theme
from tests.core.results_parts import by_chance
from tests.run_rows import made_run
from tests.widgets.results_page_parts import results

EVIL = "<img src='//evil/x.png'>"
SHOWN = "&lt;img src=&#x27;//evil/x.png&#x27;&gt;"
NAMES = (EVIL, "<b>dog</b>", "eel & fox", "fox")


def rich_labels(page: QWidget) -> list[str]:
    """What stands in labels that would take markup for such."""
    plain = Qt.TextFormat.PlainText
    return [
        each.text()
        for each in page.findChildren(QLabel)
        if each.textFormat() is not plain and ("<" in each.text() or "evil" in each.text())
    ]


@pytest.mark.parametrize("text", ["", "plain", "two\nlines", 'with "quotes"'])
def test_that_a_tip_without_markup_stays_as_it_is(text: str) -> None:
    assert plain_tip(text) == text


def test_that_a_tip_with_markup_shows_it_line_by_line() -> None:
    assert plain_tip("a < b\n<b>c</b>") == "<qt>a &lt; b<br>&lt;b&gt;c&lt;/b&gt;</qt>"
    assert plain_tip("&lt;b&gt;") == "<qt>&amp;lt;b&amp;gt;</qt>"


def test_that_no_cell_of_the_table_of_runs_has_a_tip_with_a_stranger_s_markup(
    qtbot: QtBot,
) -> None:
    model = RunsModel()
    evil = {"notes": EVIL, "tags": (EVIL,), "network": EVIL, "dataset": EVIL, "preset": EVIL}
    factors = made_run().factors | {"dataset": EVIL}
    model.set_runs([made_run(EVIL, factors=factors, **evil), made_run("other")])
    tips = [
        model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]
    assert not any("<img" in tip for tip in tips)
    assert sum(SHOWN in tip for tip in tips) >= 4


def test_that_the_compare_page_shows_a_stranger_s_words_as_they_are(
    qtbot: QtBot, theme: Theme
) -> None:
    page = ComparePage(theme)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.selection_changed):
        page.show_runs([made_run(EVIL, notes=EVIL, dataset=EVIL), made_run("other")])
    assert rich_labels(page) == []


def test_that_the_results_page_shows_a_stranger_s_words_as_they_are(
    qtbot: QtBot, results_page: ResultsPage
) -> None:
    answers = by_chance(7, 400, 4)
    made = results(names=NAMES, confusion=Confusion.of(answers, NAMES), run=EVIL, title=EVIL)
    results_page.show_results(made)
    assert rich_labels(results_page) == []
    tips = [
        view.model().index(row, column).data(Qt.ItemDataRole.ToolTipRole) or ""
        for view in results_page.findChildren(QTableView)
        for row in range(view.model().rowCount())
        for column in range(view.model().columnCount())
    ]
    assert any(SHOWN in tip for tip in tips)
    assert not any("<img" in tip for tip in tips)
    matrix = results_page.matrix
    place: QPoint = matrix.place_of(0, 0).center()
    help_wanted = QHelpEvent(QEvent.Type.ToolTip, place, matrix.mapToGlobal(place))
    QApplication.sendEvent(matrix, help_wanted)
    assert SHOWN in QToolTip.text()
    assert "<img" not in QToolTip.text()
    QToolTip.hideText()
