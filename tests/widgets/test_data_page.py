"""The Data page, driven as a person drives it."""

import gc
import os
import tracemalloc
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.dataset import Dataset, DatasetInfo
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.data import grid as data_grid
from cnnlab_gui.widgets.data.layout import lay_out
from cnnlab_gui.widgets.data.page import DataPage
from cnnlab_gui.widgets.theme import Appearance, Theme

# Qt's offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

NAMES = ("cat", "dog", "eel")
LEFT = Qt.MouseButton.LeftButton
SIZES = [(730, 560), (900, 600), (1800, 1000)]


def made(
    train: tuple[int, ...] = (30, 50, 20),
    test: tuple[int, ...] = (5, 0, 9),
    shape: tuple[int, int, int] = (28, 28, 1),
    names: tuple[str, ...] = NAMES,
) -> Dataset:
    """A dataset with so many images a class; no two images are alike."""
    rng = np.random.default_rng(7)
    halves = []
    for counts in (train, test):
        labels = rng.permutation(np.repeat(np.arange(len(counts)), counts)).astype(np.uint8)
        halves += [rng.integers(0, 256, (len(labels), *shape), np.uint8), labels]
    return Dataset("made", "Made", names, *halves)


@pytest.fixture
def page(qtbot: QtBot, theme: Theme) -> DataPage:
    page = DataPage(theme)
    qtbot.addWidget(page)
    page.resize(900, 600)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def dataset(page: DataPage) -> Dataset:
    """The dataset that the page shows."""
    dataset = made()
    page.show_dataset(dataset)
    return dataset


def press(qtbot: QtBot, widget: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(widget, key)


def shown_texts(page: DataPage) -> str:
    """All that can be read on the page's labels."""
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisibleTo(page))


def shown_button(qtbot: QtBot, page: DataPage, text: str) -> QAbstractButton:
    """Wait for the one button with this text that can be seen."""

    def found() -> list[QAbstractButton]:
        buttons = page.findChildren(QAbstractButton)
        return [each for each in buttons if each.text() == text and each.isVisibleTo(page)]

    qtbot.waitUntil(lambda: len(found()) == 1)
    return found()[0]


def cut_texts(page: DataPage) -> list[str]:
    """What has not the room that its text needs."""
    return [
        shown.text()
        for shown in (*page.findChildren(QPushButton), *page.findChildren(QLabel))
        if shown.isVisibleTo(page)
        and shown is not page.browser.detail.name  # it may be any length, and is elided
        and (
            shown.height() < shown.heightForWidth(shown.width())
            or (
                shown.width() < shown.sizeHint().width()
                and not (isinstance(shown, QLabel) and shown.wordWrap())
            )
        )
    ]


def centre_of(page: DataPage, index: int) -> QPoint:
    rect = page.browser.grid.place_of(index)
    assert rect is not None, f"image {index} is not on the sheet"
    return rect.center()


def is_large(page: DataPage, image: np.ndarray) -> bool:
    """Whether the numbers of ``image`` are those that can be read at the right."""
    pixels = page.browser.detail.pixels
    return all(
        pixels.text_of((row, column)).endswith(f" {image[row, column, 0]}")
        for row, column in ((0, 0), (3, 20), (27, 27))
    )


# Filled


def test_that_the_headline_counts_images_and_classes(page: DataPage, dataset: Dataset) -> None:
    assert page.headline.text() == "100 images to learn from, 14 to test on, in 3 classes"
    assert "28×28 grey levels" in page.text.text()


def test_that_held_out_images_are_counted_and_none_are_not_mentioned(
    page: DataPage, dataset: Dataset
) -> None:
    page.set_validation_count(1234)
    assert "1,234 of the training images are held out" in page.text.text()
    page.set_validation_count(None)
    assert "held out" not in page.text.text()


def test_that_numbers_have_the_form_of_the_locale(
    page: DataPage, in_locale: Callable[[str], None]
) -> None:
    in_locale("de_DE")
    page.show_dataset(made(train=(3000, 1), test=(1, 1), shape=(4, 4, 1), names=("a", "b")))
    assert page.headline.text().startswith("3.001 images")


def test_that_the_balance_of_the_classes_is_told_in_a_sentence(page: DataPage) -> None:
    page.show_dataset(made(train=(5, 5, 5)))
    assert page.browser.caption.text() == "Every class has 5 images."
    page.show_dataset(made())
    assert page.browser.caption.text() == "“dog” has the most images, 50; “eel” the fewest, 20."


def test_that_every_class_has_its_line_of_samples(page: DataPage, dataset: Dataset) -> None:
    grid = page.browser.grid
    seen = [index for index in range(100) if grid.place_of(index)]
    tops = {
        name: {grid.place_of(index).top() for index in seen if dataset.y_train[index] == label}
        for label, name in enumerate(NAMES)
    }
    assert max(tops["cat"]) < min(tops["dog"])
    assert max(tops["dog"]) < min(tops["eel"])


def test_that_the_grid_shows_each_images_own_pixels_enlarged_by_a_whole_factor(
    page: DataPage, dataset: Dataset
) -> None:
    picture = page.browser.grid.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()
    for index in (i for i in range(100) if page.browser.grid.place_of(i)):
        rect = page.browser.grid.place_of(index)
        zoom = rect.width() // 28
        assert rect.width() == 28 * zoom
        for row, column in ((0, 5), (14, 14), (27, 27)):
            x = round((rect.left() + (column + 0.5) * zoom) * ratio)
            y = round((rect.top() + (row + 0.5) * zoom) * ratio)
            if picture.rect().contains(x, y):
                assert QColor(picture.pixel(x, y)).red() == dataset.x_train[index, row, column, 0]


def test_that_painting_again_makes_no_picture_again(
    page: DataPage, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_grid, "mosaic", lambda *_: pytest.fail("made in a paint event"))
    page.browser.grid.viewport().repaint()


def test_that_a_small_step_of_scrolling_makes_no_picture_again(
    page: DataPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_dataset(made(train=(3000, 10), names=("many", "few"), test=(1, 1)))
    page.browser.class_box.setCurrentIndex(1)
    grid, bar = page.browser.grid, page.browser.grid.verticalScrollBar()
    qtbot.waitUntil(lambda: grid.viewport().width() + bar.width() <= grid.width())
    monkeypatch.setattr(data_grid, "mosaic", lambda *_: pytest.fail("made again"))
    bar.setValue(bar.value() + 3)


# Training and test images


def test_that_the_switch_shows_the_test_images(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    qtbot.mouseClick(shown_button(qtbot, page, "Test 14"), LEFT)
    assert len(page.browser.images) == 14
    assert page.browser.detail.index_box.maximum() == 13
    assert is_large(page, dataset.x_test[page.browser.grid.selected])


def test_that_the_switch_is_worked_by_the_arrow_keys(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    training = shown_button(qtbot, page, "Training 100")
    training.setFocus()
    press(qtbot, training, Qt.Key.Key_Right)
    press(qtbot, shown_button(qtbot, page, "Test 14"), Qt.Key.Key_Space)
    assert len(page.browser.images) == 14


def test_that_a_class_without_test_images_is_told_and_can_be_chosen(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    qtbot.mouseClick(shown_button(qtbot, page, "Test 14"), LEFT)
    assert page.browser.caption.text() == ("“eel” has the most images, 9; classes without any: 1.")
    page.browser.class_box.setCurrentIndex(2)
    assert page.browser.caption.text() == "No image of the class “dog” is in this set."
    assert page.browser.grid.selected is None
    assert page.browser.detail.name.text() == ""
    page.browser.class_box.setCurrentIndex(1)
    assert dataset.y_test[page.browser.grid.selected] == 0


def test_that_another_dataset_starts_at_its_training_images(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    qtbot.mouseClick(shown_button(qtbot, page, "Test 14"), LEFT)
    page.browser.class_box.setCurrentIndex(1)
    other = made(train=(4, 4), test=(2, 2), shape=(9, 12, 3), names=("x", "y"))
    page.show_dataset(other)
    assert page.browser.images is other.x_train
    assert shown_button(qtbot, page, "Training 8").isChecked()
    assert page.browser.caption.text() == "Every class has 4 images."
    assert page.browser.class_box.currentText() == "All classes"
    assert [page.browser.class_box.itemText(row) for row in range(3)] == ["All classes", "x", "y"]


# Looking at one image


def test_that_a_click_keeps_an_image_at_the_right(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    grid = page.browser.grid
    index = next(i for i in range(100) if grid.place_of(i) and dataset.y_train[i] == 2)
    qtbot.mouseClick(grid.viewport(), LEFT, pos=centre_of(page, index))
    assert grid.selected == index
    assert page.browser.detail.index_box.value() == index
    assert page.browser.detail.name.text() == "eel"
    assert is_large(page, dataset.x_train[index])


def test_that_the_pointer_shows_an_image_and_leaving_shows_the_kept_one(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    grid = page.browser.grid
    kept = grid.selected
    other = next(i for i in range(100) if grid.place_of(i) and i != kept)
    with qtbot.waitSignal(grid.looked_at, check_params_cb=lambda index: index == other):
        qtbot.mouseMove(grid.viewport(), centre_of(page, other))
    assert is_large(page, dataset.x_train[other])
    assert grid.selected == kept
    with qtbot.waitSignal(grid.looked_at, check_params_cb=lambda index: index == kept):
        qtbot.mouseMove(grid.viewport(), QPoint(grid.viewport().width() - 2, 2))
    assert is_large(page, dataset.x_train[kept])


def test_that_arrow_keys_go_from_image_to_image(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    grid = page.browser.grid
    first = grid.selected
    press(qtbot, grid, Qt.Key.Key_Right)
    right = grid.selected
    assert grid.place_of(right).left() > grid.place_of(first).left()
    assert is_large(page, dataset.x_train[right])
    press(qtbot, grid, Qt.Key.Key_Down)
    assert grid.place_of(grid.selected).top() > grid.place_of(right).top()
    press(qtbot, grid, Qt.Key.Key_Up, Qt.Key.Key_Left)
    assert grid.selected == first


def test_that_other_samples_shows_other_images(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    before = [i for i in range(100) if page.browser.grid.place_of(i)]
    qtbot.mouseClick(shown_button(qtbot, page, "Other samples"), LEFT)
    assert [i for i in range(100) if page.browser.grid.place_of(i)] != before


# Search


def test_that_a_typed_index_shows_that_image_and_puts_it_first_in_its_line(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    box, grid = page.browser.detail.index_box, page.browser.grid
    box.selectAll()
    qtbot.keyClicks(box, "73")
    press(qtbot, box, Qt.Key.Key_Return)
    assert grid.selected == 73
    assert is_large(page, dataset.x_train[73])
    mates = [i for i in range(100) if dataset.y_train[i] == dataset.y_train[73]]
    lefts = [grid.place_of(i).left() for i in mates if grid.place_of(i)]
    assert grid.place_of(73).left() == min(lefts)


def test_that_choosing_a_class_shows_all_of_its_images_in_order(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    grid = page.browser.grid
    qtbot.keyClicks(page.browser.class_box, "dog")
    members = np.flatnonzero(dataset.y_train == 1)
    places = [grid.place_of(int(index)) for index in members]
    assert None not in places
    assert sorted(places, key=lambda rect: (rect.top(), rect.left())) == places
    assert page.browser.caption.text() == "All 50 training images of the class “dog”."
    assert grid.selected == members[0]


def test_that_a_click_on_a_classs_name_shows_that_class_and_a_button_leads_back(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    grid = page.browser.grid
    dog = next(i for i in range(100) if dataset.y_train[i] == 1 and grid.place_of(i))
    qtbot.mouseClick(grid.viewport(), LEFT, pos=QPoint(10, centre_of(page, dog).y()))
    assert page.browser.class_box.currentText() == "dog"
    qtbot.mouseClick(shown_button(qtbot, page, "All classes"), LEFT)
    assert page.browser.class_box.currentText() == "All classes"


def test_that_enter_opens_the_selected_images_class_and_escape_leads_back(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    page.browser.show_index(int(np.flatnonzero(dataset.y_train == 2)[3]))
    press(qtbot, page.browser.grid, Qt.Key.Key_Return)
    assert page.browser.class_box.currentText() == "eel"
    press(qtbot, page.browser.grid, Qt.Key.Key_Escape)
    assert page.browser.class_box.currentText() == "All classes"


def test_that_the_index_of_another_class_shows_that_class(page: DataPage, dataset: Dataset) -> None:
    page.browser.class_box.setCurrentIndex(1)
    index = int(np.flatnonzero(dataset.y_train == 2)[-1])
    page.browser.detail.index_box.setValue(index)
    assert page.browser.class_box.currentText() == "eel"
    assert page.browser.grid.selected == index


def test_that_the_index_arrows_stay_in_the_chosen_class(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    page.browser.class_box.setCurrentIndex(2)
    members = np.flatnonzero(dataset.y_train == 1)
    press(qtbot, page.browser.detail.index_box, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert page.browser.grid.selected == members[2]


def test_that_a_class_of_many_images_scrolls_to_the_one_searched_for(
    page: DataPage, theme: Theme
) -> None:
    page.show_dataset(made(train=(3000, 10), names=("many", "few"), test=(1, 1)))
    page.browser.class_box.setCurrentIndex(1)
    grid, last = page.browser.grid, int(np.flatnonzero(page.browser.labels == 0)[-1])
    page.browser.show_index(last)
    assert grid.verticalScrollBar().value() > 0
    assert grid.viewport().rect().contains(grid.place_of(last))


def test_that_the_selected_image_stays_in_view_when_the_page_becomes_narrower(
    page: DataPage, qtbot: QtBot
) -> None:
    page.resize(1700, 600)
    page.show_dataset(made(train=(3000, 10), names=("many", "few"), test=(1, 1)))
    page.browser.class_box.setCurrentIndex(1)
    grid, columns = page.browser.grid, page.browser.grid.columns
    page.browser.show_index(1500 + int(np.argmin(page.browser.labels[1500:])))
    page.resize(*SIZES[0])
    qtbot.waitUntil(lambda: grid.columns < columns)
    assert grid.viewport().rect().contains(grid.place_of(grid.selected))


# Numbers


def test_that_the_keyboard_reads_pixel_by_pixel(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    detail = page.browser.detail
    press(qtbot, detail.pixels, Qt.Key.Key_Right, Qt.Key.Key_Down)
    value = dataset.x_train[page.browser.grid.selected, 15, 15, 0]
    assert detail.readout.text() == f"Row 15, column 15: grey level {value}"


def test_that_the_pointer_reads_a_pixel(page: DataPage, dataset: Dataset, qtbot: QtBot) -> None:
    detail = page.browser.detail
    side = detail.pixels.side
    qtbot.mouseMove(detail.pixels, QPoint(round(1 + 20.5 * side), round(1 + 3.5 * side)))
    value = dataset.x_train[page.browser.grid.selected, 3, 20, 0]
    assert detail.readout.text() == f"Row 3, column 20: grey level {value}"


def test_that_going_closer_writes_the_numbers_and_going_back_shows_all(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    detail = page.browser.detail
    whole = detail.pixels.side
    assert not detail.pixels.numbers_shown
    qtbot.mouseClick(shown_button(qtbot, page, "+"), LEFT)
    assert detail.pixels.numbers_shown
    qtbot.mouseClick(shown_button(qtbot, page, "−"), LEFT)
    assert detail.pixels.side == whole
    assert not shown_button(qtbot, page, "−").isEnabled()


def test_that_a_close_view_follows_the_keyboard_to_the_images_edge(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    detail = page.browser.detail
    press(qtbot, detail.pixels, *[Qt.Key.Key_Right] * 14)
    press(qtbot, detail.pixels, Qt.Key.Key_Plus, *[Qt.Key.Key_Up] * 14)
    corner = QPoint(detail.pixels.width() - 5, 5)
    qtbot.mouseMove(detail.pixels, corner)
    assert detail.readout.text().startswith("Row 0, column 27:")
    press(qtbot, detail.pixels, Qt.Key.Key_Minus)
    assert detail.pixels.cursor_pixel == (0, 27)


def test_that_numbers_are_written_without_asking_where_there_is_room(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    page.resize(1800, 1000)
    qtbot.waitUntil(lambda: page.browser.detail.pixels.numbers_shown)


def test_that_a_pixel_of_colour_is_read_as_three_values(page: DataPage, qtbot: QtBot) -> None:
    dataset = made(shape=(64, 64, 3))
    page.show_dataset(dataset)
    press(qtbot, page.browser.detail.pixels, Qt.Key.Key_Left)
    values = ", ".join(map(str, dataset.x_train[page.browser.grid.selected, 32, 31]))
    assert page.browser.detail.readout.text() == f"Row 32, column 31: red, green, blue {values}"


def test_that_the_histogram_is_read_by_keyboard(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    detail = page.browser.detail
    press(qtbot, detail.levels, Qt.Key.Key_Right, Qt.Key.Key_Right)
    share = 100 * np.mean((dataset.x_train >= 4) & (dataset.x_train < 8))
    assert detail.levels_sentence.text() == f"Grey levels 4 to 7: {share:.2f} % of the pixels."


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


# Nothing to show


def test_that_an_empty_page_says_what_will_appear_and_how(page: DataPage, qtbot: QtBot) -> None:
    assert "No images yet" in shown_texts(page)
    for text, wish in (
        ("Open a folder…", page.folder_wanted),
        ("Open a file…", page.file_wanted),
        ("Use the built-in stroke digits", page.built_in_wanted),
    ):
        with qtbot.waitSignal(wish):
            qtbot.mouseClick(shown_button(qtbot, page, text), LEFT)


def test_that_a_busy_page_says_what_is_read(page: DataPage, dataset: Dataset) -> None:
    page.show_busy("Fashion-MNIST")
    assert "Fashion-MNIST is being read…" in shown_texts(page)
    assert "100 images" not in shown_texts(page)


def test_that_a_problem_is_told_with_three_next_steps(page: DataPage, qtbot: QtBot) -> None:
    sentence = Sentence("{file} is cut off.", {"file": "a.gz"})
    page.show_problem("Fashion-MNIST", sentence)
    assert "Fashion-MNIST cannot be used" in shown_texts(page)
    assert "a.gz is cut off." in shown_texts(page)
    for text, wish in (
        ("Try again", page.reload_wanted),
        ("Choose another folder…", page.folder_wanted),
        ("Use the built-in stroke digits", page.built_in_wanted),
    ):
        with qtbot.waitSignal(wish):
            qtbot.mouseClick(shown_button(qtbot, page, text), LEFT)


@pytest.mark.parametrize(("available", "text"), [(True, "Download again"), (False, "Download")])
def test_that_a_download_that_mends_a_problem_is_the_first_next_step(
    page: DataPage, qtbot: QtBot, available: bool, text: str
) -> None:
    page.show_problem("Fashion-MNIST", Sentence("It is cut off."), info(available=available))
    mending = shown_button(qtbot, page, text)
    assert mending.property("primary")
    assert "31 MB" in mending.toolTip()
    assert not shown_button(qtbot, page, "Use the built-in stroke digits").property("primary")
    with qtbot.waitSignal(page.download_wanted) as wish:
        qtbot.mouseClick(mending, LEFT)
    assert wish.args == ["fashion-mnist"]


def test_that_a_dataset_replaces_a_problem(page: DataPage) -> None:
    page.show_problem("x", Sentence("It is cut off."))
    page.show_dataset(made())
    assert "cut off" not in shown_texts(page)


def test_that_own_images_can_be_opened_from_the_filled_page(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    folder, file, built_in = page.open.menu().actions()
    for action, wish in (
        (folder, page.folder_wanted),
        (file, page.file_wanted),
        (built_in, page.built_in_wanted),
    ):
        with qtbot.waitSignal(wish):
            action.trigger()


# The download


def info(download_bytes: int = 30_900_000, *, available: bool = False) -> DatasetInfo:
    return DatasetInfo(
        id="fashion-mnist",
        title="Fashion-MNIST",
        available=available,
        where=Path("somewhere"),
        count_train=60_000,
        count_test=10_000,
        class_names=NAMES,
        image_shape=(28, 28, 1),
        download_bytes=download_bytes,
    )


def test_that_a_missing_dataset_is_offered_above_any_state(page: DataPage, qtbot: QtBot) -> None:
    page.offer_download(info())
    assert "Fashion-MNIST is not on this computer." in shown_texts(page)
    page.show_dataset(made())
    with qtbot.waitSignal(page.download_wanted) as wish:
        qtbot.mouseClick(shown_button(qtbot, page, "Download 31 MB"), LEFT)
    assert wish.args == ["fashion-mnist"]


def test_that_no_offer_shows_no_strip(page: DataPage) -> None:
    page.offer_download(info())
    page.offer_download(None)
    assert not page.strip.isVisibleTo(page)


def test_that_a_download_shows_how_far_it_is_and_can_be_cancelled(
    page: DataPage, qtbot: QtBot
) -> None:
    page.offer_download(info())
    page.show_download(12_000_000, 30_900_000)
    assert "Fashion-MNIST: 12 of 31 MB are here." in shown_texts(page)
    assert page.strip.bar.value() / page.strip.bar.maximum() == pytest.approx(0.388, abs=0.001)
    with qtbot.waitSignal(page.download_cancelled):
        qtbot.mouseClick(shown_button(qtbot, page, "Cancel"), LEFT)
    assert not page.strip.cancel.isEnabled()
    page.show_download_ended(None)
    assert shown_button(qtbot, page, "Download 31 MB").isEnabled()


def test_that_a_download_of_unknown_size_shows_that_it_goes_on(page: DataPage) -> None:
    page.offer_download(info())
    page.show_download(0, 0)
    assert page.strip.bar.maximum() == 0
    assert page.strip.bar.isVisibleTo(page)


def test_that_sizes_beyond_two_gigabytes_are_shown(page: DataPage) -> None:
    page.offer_download(info(6_000_000_000))
    page.show_download(3_000_000_000, 6_000_000_000)
    assert page.strip.bar.value() == 500


def test_that_a_finished_download_hides_the_strip(page: DataPage) -> None:
    page.offer_download(info())
    page.show_download(30, 30)
    page.show_download_ended(None)
    assert not page.strip.isVisibleTo(page)


def test_that_a_failed_download_says_why_and_can_be_tried_again(
    page: DataPage, qtbot: QtBot, theme: Theme
) -> None:
    page.offer_download(info())
    page.show_download(1, 30)
    page.show_download_ended(Sentence("The server said {code}.", {"code": 404}))
    theme.choose(Appearance.DARK)
    assert "The server said 404." in shown_texts(page)
    assert theme.colours.error_page in page.strip.styleSheet()
    with qtbot.waitSignal(page.download_wanted):
        qtbot.mouseClick(shown_button(qtbot, page, "Try again"), LEFT)
    assert "404" not in shown_texts(page)


def test_that_an_offer_does_not_hide_a_download_that_runs(page: DataPage) -> None:
    page.offer_download(info())
    page.show_download(1_000_000, 30_900_000)
    page.offer_download(info())
    assert "1 of 31 MB" in shown_texts(page)


# Real data


@pytest.mark.realdata
def test_that_fashion_mnist_is_shown_with_its_counts_and_names(
    page: DataPage, qtbot: QtBot
) -> None:
    from cnnlab_gui.engine.datasets.library import DatasetLibrary

    dataset = DatasetLibrary(Path(os.environ["CNNLAB_DATA_DIR"])).load("fashion-mnist")
    page.show_dataset(dataset)
    assert page.headline.text().startswith("60,000 images to learn from, 10,000 to test on")
    assert page.browser.caption.text() == "Every class has 6,000 images."
    qtbot.mouseClick(shown_button(qtbot, page, "Test 10,000"), LEFT)
    page.browser.detail.index_box.setValue(23)
    assert page.browser.detail.name.text() == "Ankle boot"
    assert is_large(page, dataset.x_test[23])
