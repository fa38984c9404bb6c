"""The Data page filled: samples, one image large, search, numbers."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.widgets.data import grid as data_grid
from cnnlab_gui.widgets.data.page import DataPage
from cnnlab_gui.widgets.theme import Theme
from tests.widgets.data_page_parts import (
    LEFT,
    NAMES,
    SIZES,
    centre_of,
    is_large,
    made,
    press,
    shown_button,
)

# Qt's offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


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


def test_that_control_enter_opens_the_selected_images_class_and_escape_leads_back(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    page.browser.show_index(int(np.flatnonzero(dataset.y_train == 2)[3]))
    qtbot.keyClick(page.browser.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
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
