"""A drawing that the Feature maps page, or another one, asks a person for."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.app.drawing import ask_for_drawing, is_of_digits
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.choice import drawn
from cnnlab_gui.widgets.drawing.dialog import DrawingDialog
from cnnlab_gui.widgets.theme import Theme
from tests.app.conftest import Bench
from tests.qt_fixtures import OnDialog, small_dataset
from tests.widgets.test_drawing_canvas import ACROSS, draw

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
DIGITS = tuple("0123456789")
CLOTHES = ("T-shirt", "Trouser")


def dataset_of(name: str, class_names: tuple[str, ...]) -> Dataset:
    return replace(small_dataset(name), class_names=class_names)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def draw_and_take(kept: list[Any]) -> Callable[[QWidget], None]:
    """Draw a line in the dialog, keep what the network would see of it, and take it."""

    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, DrawingDialog)
        draw(dialog.canvas, *ACROSS)
        kept.append(dialog.image())
        dialog.ok.click()

    return act


def test_that_the_drawing_is_what_was_seen_in_the_dialog(
    theme: Theme, parent: QWidget, on_dialog: OnDialog
) -> None:
    kept: list[Any] = []
    on_dialog(draw_and_take(kept))
    image = ask_for_drawing(small_dataset("made", side=20), theme, parent)
    assert image is not None
    assert image.shape == (20, 20, 1)
    assert image.max() > 100
    np.testing.assert_array_equal(image, kept[0])


def test_that_who_closes_the_dialog_has_no_drawing(
    theme: Theme, parent: QWidget, on_dialog: OnDialog
) -> None:
    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, DrawingDialog)
        draw(dialog.canvas, *ACROSS)
        dialog.reject()

    on_dialog(act)
    assert ask_for_drawing(small_dataset("made"), theme, parent) is None


def test_that_without_images_nothing_is_asked(theme: Theme, parent: QWidget) -> None:
    assert ask_for_drawing(None, theme, parent) is None


def test_that_no_dialog_is_left_behind(theme: Theme, parent: QWidget, on_dialog: OnDialog) -> None:
    on_dialog(lambda dialog: dialog.close())
    ask_for_drawing(small_dataset("made"), theme, parent)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert parent.findChildren(DrawingDialog) == []


def test_that_a_drawing_comes_first_among_the_images_that_are_seen(
    open_bench: Callable[..., Bench], on_dialog: OnDialog
) -> None:
    bench = open_bench().ready()
    page = bench.window.maps_page
    bench.window.show_page(page)
    bench.until(lambda: page.seen() is not None)
    rows = page.wish.rows
    kept: list[Any] = []
    on_dialog(draw_and_take(kept))
    page.controls.drawing_wanted.emit()
    assert page.wish.rows == (drawn(kept[0]), *rows[:2])

    def is_seen() -> bool:
        seen = page.seen()
        return seen is not None and seen.wish.rows == page.wish.rows

    bench.until(is_seen)
    seen = page.seen()
    assert seen is not None
    np.testing.assert_allclose(seen.outputs.images[0], kept[0] / 255, atol=1e-6)
    assert page.panels[0].view.captions[0].title == "drawing"


def test_that_who_does_not_draw_keeps_the_images(
    open_bench: Callable[..., Bench], on_dialog: OnDialog
) -> None:
    bench = open_bench().ready()
    page = bench.window.maps_page
    bench.window.show_page(page)
    bench.until(lambda: page.seen() is not None)
    rows = page.wish.rows
    on_dialog(lambda dialog: dialog.close())
    page.controls.drawing_wanted.emit()
    assert page.wish.rows == rows


@pytest.mark.parametrize(
    ("name", "class_names", "expected"),
    [
        ("mnist", DIGITS, True),
        ("stroke-digits", DIGITS, True),
        ("my/own/folder", DIGITS, True),
        ("fashion-mnist", CLOTHES, False),
        ("my/own/folder", ("0", "1"), False),
    ],
)
def test_that_digits_are_known_by_the_name_of_the_dataset_or_its_classes(
    name: str, class_names: tuple[str, ...], expected: bool
) -> None:
    assert is_of_digits(dataset_of(name, class_names)) is expected


@pytest.mark.parametrize(
    ("name", "class_names", "is_centred"), [("mnist", DIGITS, True), ("clothes", CLOTHES, False)]
)
def test_that_only_digits_are_centred_from_the_start(
    theme: Theme,
    parent: QWidget,
    on_dialog: OnDialog,
    name: str,
    class_names: tuple[str, ...],
    is_centred: bool,
) -> None:
    seen: list[tuple[bool, str]] = []

    def look_and_leave(dialog: QWidget) -> None:
        assert isinstance(dialog, DrawingDialog)
        seen.append((dialog.centre.isChecked(), dialog.ok.text()))
        dialog.reject()

    on_dialog(look_and_leave)
    assert ask_for_drawing(dataset_of(name, class_names), theme, parent, "Use it") is None
    assert seen == [(is_centred, "Use it")]
