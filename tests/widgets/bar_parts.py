"""What the tests of the training bar share: a bar in a window, hands and eyes for it."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.widgets.forms import FieldEditor
from cnnlab_gui.widgets.theme import GRID, Theme
from cnnlab_gui.widgets.training_bar import TrainingBar
from cnnlab_gui.widgets.wish_box import WishBox
from tests.qt_fixtures import ShelfLibrary

LEFT = Qt.MouseButton.LeftButton
WIDE = 1600
LEAVING = ["Seed", "Batch", "Epochs", "Preset", "Dataset"]


class Bar:
    """The bar with its three actions, and what it wishes."""

    def __init__(self, session: LabSession, theme: Theme) -> None:
        self.train, self.pause, self.stop = QAction("&Train"), QAction("&Pause"), QAction("&Stop")
        self.train.setToolTip("Train this network")
        self.widget = TrainingBar(session, theme, self.train, self.pause, self.stop)
        self.window = QWidget()  # it takes its least size from the bar, as the real one does
        row = QHBoxLayout(self.window)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.widget)
        self.wishes: list[tuple[Any, ...]] = []
        for name in ("preset", "dataset", "folder", "file", "more"):
            signal = getattr(self.widget, f"{name}_wanted")
            signal.connect(lambda *values, name=name: self.wishes.append((name, *values)))

    def box(self, name: str) -> WishBox:
        boxes = self.widget.findChildren(WishBox)
        return next(box for box in boxes if box.accessibleName() == name)

    def entries(self, name: str) -> list[str]:
        box = self.box(name)
        return [box.itemText(index) for index in range(box.count())]

    def buttons(self) -> list[QPushButton]:
        return self.widget.findChildren(QPushButton)

    def button(self, text: str) -> QPushButton:
        return next(b for b in self.buttons() if b.text() == text)

    def editor(self, name: str) -> FieldEditor:
        return next(e for e in self.widget.findChildren(FieldEditor) if e.field.name == name)

    def widen_to(self, width: int) -> None:
        self.window.resize(width, self.window.height())

    def controls(self) -> list[QWidget]:
        """All that stands in the row, seen or not, from left to right."""
        layout = self.widget.layout()
        assert layout
        items = [layout.itemAt(index) for index in range(layout.count())]
        return [widget for item in items if item and (widget := item.widget())]

    def titles(self) -> list[str]:
        """The titles in sight."""
        return [c.text() for c in self.controls() if isinstance(c, QLabel) and c.isVisible()]

    def faults(self) -> list[str]:
        """What is wrong with the places of what is in sight."""
        found, end = [], 0
        for each in (each for each in self.controls() if each.isVisible()):
            name = f"{type(each).__name__} {each.geometry().getRect()}"
            least = each.minimumSizeHint().width()
            found += [f"{name} is too near"] if each.x() < end + GRID else []
            found += [f"{name} is cut"] if each.width() < least else []
            end = each.x() + each.width()
        return found + (["beyond the edge"] if end + GRID > self.widget.width() else [])

    def choose(self, qtbot: QtBot, name: str, text: str) -> None:
        """Choose an entry as a person does, with the list of the box open."""
        box = self.box(name)
        box.showPopup()
        view = box.view()
        view.setCurrentIndex(view.model().index(self.entries(name).index(text), 0))
        qtbot.keyClick(view, Qt.Key.Key_Return)


@pytest.fixture
def bar(qtbot: QtBot, session: LabSession, theme: Theme, shelf: ShelfLibrary) -> Bar:
    shelf.absent.add("second")
    session.choose_dataset("first", "")
    session.undo_stack.clear()
    made = Bar(session, theme)
    made.widget.set_infos(shelf.infos())
    qtbot.addWidget(made.window)
    made.widen_to(WIDE)
    with qtbot.waitActive(made.window):
        made.window.show()
        made.window.activateWindow()
    return made
