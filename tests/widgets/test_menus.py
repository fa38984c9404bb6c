"""Buttons that open a menu, as they look when it has closed."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.widgets.data.page import DataPage
from cnnlab_gui.widgets.maps.choices import ColumnsButton
from cnnlab_gui.widgets.maps.images_bar import ImagesBar
from cnnlab_gui.widgets.maps.more_button import MoreButton
from cnnlab_gui.widgets.theme import Appearance, Theme
from tests.widgets.maps_parts import hover

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def pointed_at(button: QPushButton) -> None:
    """As Qt has it while the pointer is over a button, and when that opens its menu."""
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    hover(button, button.rect().center())


def columns(theme: Theme) -> tuple[QWidget, QPushButton]:
    made = ColumnsButton()
    made.set_layers([(0, "Conv2D")], (0,), (0,))
    return made, made


def more(theme: Theme) -> tuple[QWidget, QPushButton]:
    made = MoreButton(theme)
    return made, made


def images(theme: Theme) -> tuple[QWidget, QPushButton]:
    made = ImagesBar(theme)
    made.setEnabled(True)
    return made, made.button


def data(theme: Theme) -> tuple[QWidget, QPushButton]:
    made = DataPage(theme)
    buttons = made.findChildren(QPushButton)
    return made, next(each for each in buttons if each.menu() is not None)


@pytest.fixture(params=[columns, more, images, data])
def button(request: pytest.FixtureRequest, qtbot: QtBot, theme: Theme) -> Iterator[QPushButton]:
    """A button in a window, and a field that has the keyboard."""
    window, field = QWidget(), QLineEdit()
    widget, made = request.param(theme)
    row = QHBoxLayout(window)
    row.addWidget(field)
    row.addWidget(widget)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    field.setFocus()
    QCursor.setPos(window.screen().geometry().bottomRight())
    yield made  # noqa: PT022 (the window has to outlive the test)


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_that_a_button_looks_as_before_when_its_menu_has_closed(
    button: QPushButton, qtbot: QtBot, theme: Theme, appearance: Appearance
) -> None:
    theme.choose(appearance)
    before = button.grab().toImage()
    pointed_at(button)
    assert button.grab().toImage() != before
    with qtbot.waitExposed(button.menu()):
        button.menu().popup(button.mapToGlobal(QPoint(0, button.height())))
    button.menu().close()
    assert button.grab().toImage() == before
