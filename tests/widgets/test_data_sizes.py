"""The Data page at every size, in both colours, and what it keeps in memory."""

import gc
import tracemalloc
import weakref

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QPushButton,
    QSpinBox,
)
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.widgets.data.layout import lay_out
from cnnlab_gui.widgets.data.page import DataPage
from cnnlab_gui.widgets.theme import Appearance, Theme
from tests.widgets.data_page_parts import (
    SIZES,
    cut_texts,
    info,
    made,
    press,
    shown_button,
)

# Qt's offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


# Sizes, memory, looks


@pytest.mark.parametrize("shape", [(28, 28, 1), (64, 64, 3), (200, 200, 1), (3, 300, 3)])
@pytest.mark.parametrize("size", SIZES)
def test_that_images_of_any_size_have_a_place_at_any_page_size(
    page: DataPage, qtbot: QtBot, shape: tuple[int, int, int], size: tuple[int, int]
) -> None:
    page.show_dataset(made(shape=shape))
    page.resize(*size)
    qtbot.waitUntil(lambda: (page.width(), page.height()) == size)
    rect = page.browser.grid.place_of(page.browser.grid.selected)
    assert page.browser.grid.viewport().rect().contains(rect)
    assert max(rect.width(), rect.height()) >= 24
    assert page.browser.detail.pixels.side > 0


def test_that_a_wider_page_has_more_columns_and_keeps_the_first_images(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    grid = page.browser.grid
    page.show_dataset(made(train=(200,) * 10, test=(1,) * 10, names=tuple("abcdefghij")))
    page.resize(*SIZES[0])
    qtbot.waitUntil(lambda: page.width() == SIZES[0][0])
    few, first = grid.columns, grid.selected
    page.resize(1700, SIZES[0][1])
    qtbot.waitUntil(lambda: grid.columns > few)
    assert grid.selected == first
    assert grid.place_of(first) is not None


def test_that_256_classes_are_reached_by_scrolling(page: DataPage, qtbot: QtBot) -> None:
    names = tuple(f"class {k}" for k in range(256))
    page.show_dataset(made(train=(2,) * 256, test=(1,) * 256, shape=(8, 8, 1), names=names))
    grid = page.browser.grid
    grid.setFocus()
    press(qtbot, grid, *[Qt.Key.Key_PageDown] * 60)
    assert page.browser.detail.name.text() == "class 255"
    assert grid.viewport().rect().contains(grid.place_of(grid.selected))


def test_that_the_page_holds_no_copy_of_the_images(page: DataPage) -> None:
    dataset = made(train=(8000, 8000, 8000))
    size = dataset.x_train.nbytes
    tracemalloc.start()
    try:
        page.show_dataset(dataset)
        page.browser.class_box.setCurrentIndex(1)
        assert tracemalloc.get_traced_memory()[0] < size / 8
    finally:
        tracemalloc.stop()


def test_that_the_page_lets_go_of_a_dataset_when_another_is_read(page: DataPage) -> None:
    dataset = made()
    held = weakref.ref(dataset.x_train)
    page.show_dataset(dataset)
    page.show_busy("Another")
    del dataset
    gc.collect()
    assert held() is None


def test_that_the_dark_theme_recolours_the_grid(
    page: DataPage, dataset: Dataset, theme: Theme
) -> None:
    theme.choose(Appearance.DARK)
    grid = page.browser.grid.viewport()
    corner = grid.grab().toImage().pixelColor(grid.width() - 3, grid.height() - 3)
    assert corner == QColor(theme.colours.page)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("image", [(8, 8), (28, 28), (64, 64), (200, 200), (32, 48), (1, 900)])
@pytest.mark.parametrize("classes", [2, 10, 256, None])
def test_that_images_are_as_sharp_as_they_are_large_on_any_screen(
    image: tuple[int, int], classes: int | None, ratio: float
) -> None:
    layout = lay_out(image, classes, QSize(410, 384), 130, ratio)
    assert layout.cell == layout.scale.size(*image)
    assert 24 <= max(layout.cell) / ratio <= 64
    assert layout.columns * layout.pitch[1] <= 410 * ratio
    assert layout.pitch[0] > layout.cell[0]


def test_that_the_tabulator_reaches_every_control(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    page.offer_download(info())
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.strip.start.setFocus()
    reached = []
    while (focused := QApplication.focusWidget()) not in reached:
        reached.append(focused)
        press(qtbot, focused, Qt.Key.Key_Tab)
    browser, detail = page.browser, page.browser.detail
    assert reached == [
        page.strip.start,
        page.open,
        shown_button(qtbot, page, "Training 100"),
        browser.class_box,
        browser.other,
        browser.grid,
        detail.index_box,
        shown_button(qtbot, page, "+"),
        detail.pixels,
        detail.look,
        detail.levels,
    ]


@pytest.mark.parametrize("size", SIZES)
def test_that_no_text_is_cut(
    page: DataPage, dataset: Dataset, qtbot: QtBot, size: tuple[int, int]
) -> None:
    page.set_validation_count(20)
    page.resize(*size)
    qtbot.waitUntil(lambda: not cut_texts(page))
    assert (page.width(), page.height()) == size


def test_that_every_control_has_a_name_and_a_tool_tip(page: DataPage, dataset: Dataset) -> None:
    for kind in (QPushButton, QComboBox, QSpinBox):
        for control in page.findChildren(kind):
            name = control.accessibleName() or (
                control.text() if isinstance(control, QPushButton) else ""
            )
            if control.isVisibleTo(page):
                assert name
                assert control.toolTip(), name
    for drawn in (page.browser.grid, page.browser.detail.pixels, page.browser.detail.levels):
        assert drawn.accessibleName()
        assert drawn.focusPolicy() == Qt.FocusPolicy.StrongFocus
