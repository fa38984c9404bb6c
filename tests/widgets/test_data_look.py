"""From an image of the Data page to the page Feature maps."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.widgets.data.image_menu import ImageMenu
from cnnlab_gui.widgets.data.page import DataPage
from tests.widgets.data_page_parts import LEFT, centre_of, made, press, shown_button

# Qt's offscreen platform says so of every window with a least size.
pytestmark = [
    pytest.mark.qt_log_ignore("propagateSizeHints", extend=True),
    pytest.mark.qt_log_ignore("plugin does not support", extend=True),
]

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def wishes(page: DataPage) -> list[tuple[str, int]]:
    """What the page wishes to be looked at."""
    heard: list[tuple[str, int]] = []
    page.look_wanted.connect(lambda half, index: heard.append((half, index)))
    return heard


def some_image(page: DataPage, dataset: Dataset, label: int) -> int:
    return next(
        index
        for index in range(len(dataset.y_train))
        if dataset.y_train[index] == label
        and page.browser.grid.place_of(index)
        and index != page.browser.grid.selected
    )


def opened_menu(page: DataPage, qtbot: QtBot, index: int | None = None) -> dict[str, QAction]:
    """Ask for the menu of an image, or by key for that of the selected one."""
    grid = page.browser.grid
    if index is None:
        reason, where, asked = QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), grid
    else:
        reason, where = QContextMenuEvent.Reason.Mouse, centre_of(page, index)
        asked = grid.viewport()
    QApplication.sendEvent(asked, QContextMenuEvent(reason, where, asked.mapToGlobal(where)))
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), ImageMenu))
    menu = QApplication.activePopupWidget()
    return {action.text().partition("\t")[0]: action for action in menu.actions()}


def close_menu(qtbot: QtBot) -> None:
    QApplication.activePopupWidget().close()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


def test_that_the_button_wishes_the_large_image_to_be_looked_at(
    page: DataPage, dataset: Dataset, qtbot: QtBot, wishes: list[tuple[str, int]]
) -> None:
    page.browser.show_index(73)
    qtbot.mouseClick(shown_button(qtbot, page, "Look inside"), LEFT)
    qtbot.mouseClick(shown_button(qtbot, page, "Test 14"), LEFT)
    page.browser.show_index(5)
    qtbot.mouseClick(shown_button(qtbot, page, "Look inside"), LEFT)
    assert wishes == [("train", 73), ("test", 5)]


def test_that_the_button_waits_for_an_image(page: DataPage, qtbot: QtBot) -> None:
    page.show_dataset(made(train=(3, 0, 3)))
    assert shown_button(qtbot, page, "Look inside").isEnabled()
    page.browser.class_box.setCurrentIndex(2)
    assert not shown_button(qtbot, page, "Look inside").isEnabled()
    page.browser.class_box.setCurrentIndex(1)
    assert shown_button(qtbot, page, "Look inside").isEnabled()


def test_that_a_double_click_on_an_image_looks_at_it(
    page: DataPage, dataset: Dataset, qtbot: QtBot, wishes: list[tuple[str, int]]
) -> None:
    index, grid = some_image(page, dataset, 2), page.browser.grid
    place = centre_of(page, index)
    qtbot.mouseClick(grid.viewport(), LEFT, pos=place)
    assert wishes == []
    qtbot.mouseDClick(grid.viewport(), LEFT, pos=place)
    assert wishes == [("train", index)]
    assert grid.selected == index


def test_that_a_double_click_on_a_class_opens_it_and_looks_at_nothing(
    page: DataPage, dataset: Dataset, qtbot: QtBot, wishes: list[tuple[str, int]]
) -> None:
    grid = page.browser.grid
    left = min(grid.place_of(i).left() for i in range(100) if grid.place_of(i))
    place = QPoint(left - 14, centre_of(page, some_image(page, dataset, 0)).y())
    qtbot.mouseClick(grid.viewport(), LEFT, pos=place)
    assert page.browser.class_box.currentText() == "cat"
    covered = [i for i in range(100) if grid.place_of(i) and grid.place_of(i).contains(place)]
    assert covered, "no image came under the pointer, so this proves nothing"
    qtbot.mouseDClick(grid.viewport(), LEFT, pos=place)
    assert wishes == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_that_enter_looks_at_the_selected_image(
    page: DataPage, dataset: Dataset, qtbot: QtBot, wishes: list[tuple[str, int]], key: Qt.Key
) -> None:
    grid = page.browser.grid
    press(qtbot, grid, Qt.Key.Key_Right, key)
    page.browser.class_box.setCurrentIndex(2)
    press(qtbot, grid, Qt.Key.Key_Right, key)
    assert len(wishes) == 2
    assert wishes[1] == ("train", grid.selected)
    assert dataset.y_train[grid.selected] == 1
    qtbot.keyClick(grid, key, CONTROL)
    assert len(wishes) == 2


def test_that_the_menu_looks_at_the_image_under_the_pointer(
    page: DataPage, dataset: Dataset, qtbot: QtBot, wishes: list[tuple[str, int]]
) -> None:
    index = some_image(page, dataset, 1)
    entries = opened_menu(page, qtbot, index)
    assert list(entries) == ["Look inside", "All images of “dog”"]
    entries["Look inside"].trigger()
    close_menu(qtbot)
    assert wishes == [("train", index)]
    assert page.browser.detail.index_box.value() == index


def test_that_the_menu_comes_by_key_too_and_opens_the_class(
    page: DataPage, dataset: Dataset, qtbot: QtBot, wishes: list[tuple[str, int]]
) -> None:
    page.browser.show_index(some_image(page, dataset, 2))
    entries = opened_menu(page, qtbot)
    entries["All images of “eel”"].trigger()
    close_menu(qtbot)
    assert page.browser.class_box.currentText() == "eel"
    assert wishes == []
    assert list(opened_menu(page, qtbot)) == ["Look inside"]
    close_menu(qtbot)


def test_that_there_is_no_menu_where_no_image_is(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    grid = page.browser.grid
    viewport, beside = grid.viewport(), QPoint(3, 3)
    reasons = QContextMenuEvent.Reason
    event = QContextMenuEvent(reasons.Mouse, beside, viewport.mapToGlobal(beside))
    QApplication.sendEvent(viewport, event)
    assert QApplication.activePopupWidget() is None
    page.show_busy("Another")
    QApplication.sendEvent(grid, QContextMenuEvent(reasons.Keyboard, QPoint(), QPoint()))
    assert QApplication.activePopupWidget() is None


def test_that_looking_inside_needs_no_wider_page(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    needed = page.browser.detail.minimumSizeHint().width()
    assert needed <= page.browser.detail.minimumWidth()
