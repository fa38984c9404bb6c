"""The Draw page with what answers it at once, without TensorFlow."""

from dataclasses import dataclass
from itertools import count

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QTabWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.drawing.placed import Placed, Placement
from cnnlab_gui.core.drawing.reader import Box, Question, Reader, Reading, StrokeDrawing
from cnnlab_gui.core.drawing.stroke import Stroke
from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.widgets.draw.answers import FIRST
from cnnlab_gui.widgets.draw.page import DrawPage
from cnnlab_gui.widgets.theme import Theme
from tests.core.inside_parts import NAMES, CountingEngine, network
from tests.widgets.maps_parts import open_window

DIGITS = tuple("0123456789")
DOWN = Stroke.even([(0.3, 0.2), (0.3, 0.8)], 0.08)
ACROSS = Stroke.even([(0.1, 0.9), (0.9, 0.9)], 0.08)
ROOM = (740, 590)  # what the window of 1280×720 leaves to the page
LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
COPY = Qt.DropAction.CopyAction


def of(
    dataset: str, names: tuple[str, ...] = NAMES, architecture: Architecture | None = None
) -> Network:
    """A network that was trained on a dataset, as far as the page can tell."""
    return Network("run", architecture or network(), names, dataset=dataset)


BOXES = tuple((10.0 + 30 * at, 10.0, 30.0 + 30 * at, 50.0) for at in range(5))
"""Places beside each other in `picture`."""


def picture(height: int = 60, width: int = 200) -> Images:
    return np.full((height, width, 1), 230, np.uint8)


@dataclass(frozen=True)
class Character:
    """One that was found in a picture."""

    stroke: Stroke
    box: Box

    def placed(self, shape: tuple[int, ...], placement: Placement) -> Placed:
        return StrokeDrawing((self.stroke,)).placed(shape, placement)


@dataclass(frozen=True, eq=False)
class Row:
    """A picture with characters beside each other; all are one thing where none is a digit."""

    characters: tuple[Character, ...]

    def pieces(self, placement: Placement) -> tuple[Character, ...]:
        return self.characters if placement is Placement.MNIST else self.characters[:1]


class Drawer:
    """Has what is on a page read, and notes what the page told."""

    def __init__(self, page: DrawPage) -> None:
        self.page = page
        self.window = page.window()  # Qt alone would let it go
        self.engine = CountingEngine()
        self.reader = Reader()
        self.told: list[tuple[str, object]] = []
        names = ("question_changed", "open_wanted", "paste_wanted", "whole_wanted")
        for name in names:
            getattr(page, name).connect(lambda name=name: self.told.append((name, None)))
        for name in ("file_dropped", "image_dropped", "compare_wanted", "label_given"):
            getattr(page, name).connect(lambda value, name=name: self.told.append((name, value)))

    def draw(self, *strokes: Stroke) -> None:
        self.page.canvas.set_strokes(strokes or (DOWN,))

    def question(self, panel: int = FIRST, known: Network | None = None) -> Question:
        return self.page.question(panel, known or of("mnist"))

    def read(self, panel: int = FIRST, known: Network | None = None) -> Reading:
        """Answer the page in a panel."""
        known = known or of("mnist")
        reading = self.reader.read(self.engine, known, self.question(panel, known))
        self.page.show_reading(panel, reading)
        return reading

    def is_seen(self, reading: Reading) -> bool:
        """Whether what the network got of the chosen drawing is shown."""
        placed, view = reading.placed[reading.chosen], self.page.seen
        return np.array_equal(view.picture.image[..., 0], placed.pixels) and "–" not in view.legend

    def open(self, *characters: Stroke) -> "Row":
        """Have a picture opened in which these were found, beside each other."""
        row = Row(tuple(Character(each, box) for each, box in zip(characters, BOXES, strict=False)))
        self.page.show_picture(picture(), row)
        return row

    def press(self, qtbot: QtBot, *keys: Qt.Key) -> None:
        for key in keys:
            qtbot.keyClick(QApplication.focusWidget(), key)

    def drop(self, data: QMimeData) -> bool:
        """Drag something over the page and let it go there; whether the page would take it."""
        place, actions = self.page.rect().center(), COPY
        enter = QDragEnterEvent(place, actions, data, LEFT, NO_KEY)
        enter.ignore()
        QApplication.sendEvent(self.page, enter)
        dropped = QDropEvent(QPointF(place), actions, data, LEFT, NO_KEY)
        self.page.dropEvent(dropped)
        return enter.isAccepted()

    def names(self) -> list[str]:
        """What was told, without the values, and nothing twice in a row."""
        told = [name for name, _ in self.told]
        return [
            name for at, name in zip(count(), told, strict=False) if told[at - 1 : at] != [name]
        ]


@pytest.fixture
def drawer(qtbot: QtBot, theme: Theme) -> Drawer:
    window, tabs, page = QMainWindow(), QTabWidget(), DrawPage(theme)  # as in the laboratory's
    tabs.setDocumentMode(True)
    tabs.addTab(page, "Draw")
    window.setCentralWidget(tabs)
    open_window(qtbot, window, *ROOM)
    resize(page, *ROOM)
    return Drawer(page)


def resize(page: DrawPage, width: int, height: int) -> None:
    """Give the page another size, by that of its window, and wait until it is laid out."""
    around = page.window().size() - page.size()
    page.window().resize(QSize(width, height) + around)
    settle()


def settle() -> None:
    """What is laid out may ask for being laid out once more."""
    for _ in range(3):
        QApplication.processEvents()
