"""Which images the Feature maps page shows: typed, or taken from a menu."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.choice import Chosen, Rows, drawn, label_of, workshop_choice
from cnnlab_gui.widgets.maps.images_bar import ImagesBar
from cnnlab_gui.widgets.maps.refusal_line import RefusalLine
from cnnlab_gui.widgets.theme import Appearance, Theme
from tests.widgets.data_page_parts import made

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

DRAWING = drawn(np.full((28, 28, 1), 7, np.uint8))


@pytest.fixture
def data() -> Dataset:
    """Sixty training and forty test images; the class "eel" has no test image."""
    return made(train=(20, 20, 20), test=(20, 20, 0))


@pytest.fixture
def bar(qtbot: QtBot, theme: Theme, data: Dataset) -> Iterator[ImagesBar]:
    """The bar, with another field beside it, and the workshop's images."""
    window = QWidget()
    qtbot.addWidget(window)
    made_bar = ImagesBar(theme)
    column = QVBoxLayout(window)
    column.addWidget(made_bar)
    column.addWidget(QLineEdit())
    made_bar.set_dataset(data)
    made_bar.set_lot(0)
    made_bar.show_rows(workshop_choice(data))
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield made_bar  # noqa: PT022 (the window has to outlive the test)


@pytest.fixture
def told(bar: ImagesBar) -> list[Rows | str]:
    """All that the bar says: chosen images, and sentences."""
    heard: list[Rows | str] = []
    bar.chosen.connect(heard.append)
    bar.refused.connect(lambda sentence: heard.append(translated(sentence)))
    return heard


def of_test(*indices: int) -> Rows:
    return tuple(Chosen("test", index) for index in indices)


def typed(qtbot: QtBot, bar: ImagesBar, text: str, *keys: Qt.Key) -> None:
    bar.edit.setFocus()
    bar.edit.selectAll()
    qtbot.keyClicks(bar.edit, text)
    for key in keys or (Qt.Key.Key_Return,):
        qtbot.keyClick(bar.edit, key)


def class_action(bar: ImagesBar, text: str) -> QAction:
    return next(each for each in bar.classes.actions() if each.text() == text)


# Typing


def test_that_the_chosen_images_are_written_and_nothing_is_told(
    bar: ImagesBar, told: list[Rows | str]
) -> None:
    bar.show_rows(of_test(5, 6))
    assert bar.edit.text() == "5, 6"
    assert bar.rows == of_test(5, 6)
    assert told == []


def test_that_enter_shows_the_typed_images(
    bar: ImagesBar, told: list[Rows | str], qtbot: QtBot
) -> None:
    typed(qtbot, bar, "3 1,39")
    assert told == [of_test(3, 1, 39)]
    assert bar.edit.text() == "3, 1, 39"
    qtbot.keyClick(bar.edit, Qt.Key.Key_Return)
    assert len(told) == 1


def test_that_leaving_the_line_shows_the_typed_images_too(
    bar: ImagesBar, told: list[Rows | str], qtbot: QtBot
) -> None:
    typed(qtbot, bar, "3", Qt.Key.Key_Tab)
    assert told == [of_test(3)]


def test_that_wrong_text_is_marked_and_told_and_changes_nothing(
    bar: ImagesBar, told: list[Rows | str], qtbot: QtBot, theme: Theme
) -> None:
    usual = bar.edit.toolTip()
    typed(qtbot, bar, "0, 40")
    sentence = "There is no image 40: the dataset has 40 test images, 0 to 39."
    assert told == [sentence]
    assert bar.edit.text() == "0, 40"
    assert bar.edit.toolTip() == bar.edit.accessibleDescription() == sentence
    assert bar.rows == of_test(0, 23, 28)
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        theme.choose(appearance)
        ink = bar.edit.palette().color(QPalette.ColorRole.Text).name()
        assert ink == theme.colours.error
    assert [each.isVisible() for each in bar.edit.actions()] == [True]
    typed(qtbot, bar, "0, 4")
    assert told == [sentence, of_test(0, 4)]
    assert bar.edit.toolTip() == usual
    assert [each.isVisible() for each in bar.edit.actions()] == [False]
    assert bar.edit.palette().color(QPalette.ColorRole.Text).name() == theme.colours.text


def test_that_leaving_what_was_refused_tells_it_no_second_time(
    bar: ImagesBar, told: list[Rows | str], qtbot: QtBot
) -> None:
    typed(qtbot, bar, "shoe", Qt.Key.Key_Return, Qt.Key.Key_Tab)
    assert len(told) == 1
    assert bar.edit.is_marked


def test_that_escape_brings_back_what_is_in_force(
    bar: ImagesBar, told: list[Rows | str], qtbot: QtBot
) -> None:
    typed(qtbot, bar, "shoe", Qt.Key.Key_Return, Qt.Key.Key_Escape)
    assert bar.edit.text() == "0, 23, 28"
    assert not bar.edit.is_marked
    typed(qtbot, bar, "7", Qt.Key.Key_Escape, Qt.Key.Key_Tab)
    assert bar.rows == of_test(0, 23, 28)
    assert len(told) == 1


def test_that_a_choice_from_the_menu_takes_the_mark_away(
    bar: ImagesBar, told: list[Rows | str], qtbot: QtBot
) -> None:
    typed(qtbot, bar, "shoe")
    bar.workshop.trigger()
    assert bar.edit.text() == "0, 23, 28"
    assert not bar.edit.is_marked
    assert len(told) == 1


@pytest.fixture
def line(bar: ImagesBar) -> RefusalLine:
    """The line below the bar."""
    made_line = RefusalLine(bar)
    layout = bar.window().layout()
    assert layout is not None
    layout.addWidget(made_line)
    return made_line


def test_that_why_it_was_refused_is_a_line_of_the_page(
    bar: ImagesBar, line: RefusalLine, qtbot: QtBot
) -> None:
    assert not line.isVisible()
    typed(qtbot, bar, "0, 40")
    assert line.isVisible()
    assert line.text() == "There is no image 40: the dataset has 40 test images, 0 to 39."
    typed(qtbot, bar, "shoe")
    assert line.isVisible()
    assert "shoe" in line.text()


def test_that_the_line_goes_as_soon_as_the_text_is_mended(
    bar: ImagesBar, line: RefusalLine, told: list[Rows | str], qtbot: QtBot
) -> None:
    typed(qtbot, bar, "0, 40")
    assert line.isVisible()
    qtbot.keyClick(bar.edit, Qt.Key.Key_Backspace)
    assert bar.edit.text() == "0, 4"
    assert not line.isVisible()
    assert not bar.edit.is_marked
    assert len(told) == 1
    qtbot.keyClick(bar.edit, Qt.Key.Key_Return)
    assert bar.rows == of_test(0, 4)


@pytest.mark.parametrize("way", ["escape", "menu", "elsewhere"])
def test_that_the_line_goes_with_what_was_refused(
    bar: ImagesBar, line: RefusalLine, qtbot: QtBot, way: str
) -> None:
    typed(qtbot, bar, "shoe")
    assert line.isVisible()
    if way == "escape":
        qtbot.keyClick(bar.edit, Qt.Key.Key_Escape)
    elif way == "menu":
        bar.workshop.trigger()
    else:
        bar.hide()  # as by a view without images
    assert not line.isVisible()
    assert bar.edit.text() == "0, 23, 28"


def test_that_up_and_down_lead_to_the_neighbours_and_end_at_the_last(
    bar: ImagesBar, told: list[Rows | str], qtbot: QtBot
) -> None:
    typed(qtbot, bar, "4, 38", Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down)
    assert told == [of_test(4, 38), of_test(5, 39), of_test(4, 38)]
    assert bar.edit.text() == "4, 38"


# The menu


def test_that_images_at_random_are_others_each_time(bar: ImagesBar, told: list[Rows | str]) -> None:
    bar.at_random.trigger()
    bar.at_random.trigger()
    first, second = told
    assert len(set(first)) == len(set(second)) == 3
    assert first != second
    assert bar.rows == second


def test_that_each_start_draws_other_lots_and_a_lot_is_drawn_again(
    theme: Theme, data: Dataset, qtbot: QtBot
) -> None:
    drawn_first = set()
    for _ in range(5):
        made_bar = ImagesBar(theme)
        qtbot.addWidget(made_bar)
        made_bar.set_dataset(data)
        made_bar.at_random.trigger()
        drawn_first.add(made_bar.rows)
        made_bar.set_lot(7)
        made_bar.at_random.trigger()
        again = made_bar.rows
        made_bar.set_lot(7)
        made_bar.at_random.trigger()
        assert made_bar.rows == again
    assert len(drawn_first) > 1


def test_that_three_of_a_class_are_of_that_class(
    bar: ImagesBar, told: list[Rows | str], data: Dataset
) -> None:
    class_action(bar, "dog").trigger()
    (rows,) = told
    assert [label_of(data, each) for each in rows] == [1, 1, 1]
    class_action(bar, "A random class").trigger()
    assert len({label_of(data, each) for each in told[1]}) == 1


def test_that_a_class_can_be_chosen_only_where_it_has_images(bar: ImagesBar) -> None:
    assert class_action(bar, "dog").isEnabled()
    assert not class_action(bar, "eel").isEnabled()
    bar.halves["train"].trigger()
    assert class_action(bar, "eel").isEnabled()


def test_that_the_workshops_images_are_test_images_and_named(
    bar: ImagesBar, told: list[Rows | str]
) -> None:
    assert bar.workshop.text() == "The workshop's images: 0, 23, 28"
    bar.show_rows((Chosen("train", 3),))
    bar.workshop.trigger()
    assert told == [of_test(0, 23, 28)]
    assert bar.half == "test"
    bar.set_dataset(made(train=(9, 9, 9), test=(9, 9, 0)))
    assert bar.workshop.text() == "The first images: 0, 1, 2"


def test_that_training_images_are_chosen_by_the_same_indices(
    bar: ImagesBar, told: list[Rows | str], qtbot: QtBot
) -> None:
    bar.halves["train"].trigger()
    assert told == [tuple(Chosen("train", index) for index in (0, 23, 28))]
    assert bar.edit.text() == "0, 23, 28"
    typed(qtbot, bar, "59")
    assert told[1] == (Chosen("train", 59),)
    bar.halves["test"].trigger()
    assert told[2] == of_test(0, 23, 28)


def test_that_the_menu_asks_for_a_drawing(bar: ImagesBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.drawing_wanted):
        bar.draw.trigger()


# Drawings, and both halves


def test_that_drawings_and_images_of_the_other_half_are_named_by_words(
    bar: ImagesBar, told: list[Rows | str], qtbot: QtBot
) -> None:
    bar.show_rows((Chosen("test", 4), DRAWING, Chosen("train", 50)))
    assert bar.edit.text() == "4, drawing, training 50"
    typed(qtbot, bar, "drawing, 4, training 51")
    assert told == [(DRAWING, Chosen("test", 4), Chosen("train", 51))]
    typed(qtbot, bar, "4")
    typed(qtbot, bar, "drawing")
    assert told[1:] == [
        of_test(4),
        "There is no such drawing. Draw one first, or name an index.",
    ]


def test_that_bare_indices_count_in_the_half_that_is_shown(bar: ImagesBar) -> None:
    bar.show_rows((Chosen("train", 50),))
    assert bar.half == "train"
    assert bar.edit.text() == "50"
    assert bar.halves["train"].isChecked()
    bar.show_rows((DRAWING,))
    assert bar.half == "train"


def test_that_a_drawing_stays_when_the_half_changes(bar: ImagesBar, told: list[Rows | str]) -> None:
    bar.show_rows((Chosen("test", 4), DRAWING))
    bar.halves["train"].trigger()
    assert told == [(Chosen("train", 4), DRAWING)]
    bar.show_rows((DRAWING,))
    bar.halves["test"].trigger()
    assert bar.half == "test"
    assert len(told) == 1


# The dataset


def test_that_another_dataset_leaves_out_what_it_lacks(
    bar: ImagesBar, told: list[Rows | str]
) -> None:
    bar.set_dataset(made(test=(10, 10, 4), names=("x", "y", "z & co")))
    assert bar.rows == of_test(0, 23)
    assert bar.edit.text() == "0, 23"
    assert [each.text() for each in bar.classes.actions() if each.data() is not None] == [
        "x",
        "y",
        "z && co",
    ]
    assert told == []


def test_that_nothing_can_be_chosen_without_a_dataset(
    bar: ImagesBar, told: list[Rows | str], data: Dataset
) -> None:
    bar.set_dataset(None)
    assert not bar.isEnabled()
    assert bar.edit.text() == ""
    for action in (bar.at_random, bar.workshop, bar.halves["train"]):
        action.trigger()
    assert told == []
    bar.set_dataset(data)
    assert bar.isEnabled()


def test_that_256_classes_are_offered(bar: ImagesBar, told: list[Rows | str]) -> None:
    names = tuple(f"class {k}" for k in range(256))
    data = made(train=(2,) * 256, test=(2,) * 256, shape=(3, 3, 1), names=names)
    bar.set_dataset(data)
    class_action(bar, "class 255").trigger()
    (rows,) = told
    assert [label_of(data, each) for each in rows] == [255, 255]


# Looks


def test_that_every_control_has_a_name_and_a_tool_tip(bar: ImagesBar) -> None:
    assert bar.edit.accessibleName()
    assert bar.edit.toolTip()
    assert bar.button.text()
    assert bar.button.toolTip()


def test_that_the_bar_fits_into_a_line_of_a_small_window(bar: ImagesBar) -> None:
    bar.halves["train"].trigger()
    assert bar.minimumSizeHint().width() <= 340
    assert bar.sizeHint().height() <= 40


def test_that_numbers_have_the_form_of_the_locale(
    bar: ImagesBar, in_locale: Callable[[str], None]
) -> None:
    in_locale("de_DE")
    bar.set_dataset(made(train=(3000, 1), test=(1, 1), shape=(2, 2, 1), names=("a", "b")))
    assert bar.halves["train"].text() == "3.001 training images"
