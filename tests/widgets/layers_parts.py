"""What the tests of the Layers dock share: a panel on the screen, hands and eyes for it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.network.layers_panel import LayersPanel
from cnnlab_gui.widgets.network.layers_view import LayersView
from cnnlab_gui.widgets.theme import Theme

WORKSHOP = PRESETS["cnn-64"].architecture
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


@pytest.fixture
def panel(qtbot: QtBot, session: LabSession, theme: Theme) -> Iterator[LayersPanel]:
    """Yield the Layers dock's panel on the screen, its list with the keyboard."""
    made = LayersPanel(session, theme)
    qtbot.addWidget(made)
    made.resize(280, 700)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.view.setFocus()
    yield made
    QGuiApplication.clipboard().clear()


@pytest.fixture
def view(panel: LayersPanel) -> LayersView:
    return panel.view


def initials(session: LabSession) -> str:
    return "".join(layer.kind[0] for layer in session.architecture.layers)


def click(
    qtbot: QtBot, view: LayersView, place: QPoint, modifiers: Qt.KeyboardModifier = NONE
) -> None:
    qtbot.mouseClick(view.viewport(), LEFT, modifiers, place)


def card(view: LayersView, layer: int) -> QPoint:
    """A place on a layer's card where nothing else can be clicked."""
    return view.parts_of(layer + 1).icon.center()


def chip(view: LayersView, layer: int, name: str) -> QPoint:
    return view.parts_of(layer + 1).chips[name].center()


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert isinstance(widget, QSpinBox | QComboBox)
    return widget
