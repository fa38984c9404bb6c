"""The Feature maps page with a desk behind it that answers at once, without TensorFlow."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.choice import drawn
from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.inside.sources import Untrained
from cnnlab_gui.core.inside.view import Seen, View, Wish
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.widgets.maps.page import VIEWS, MapsPage
from cnnlab_gui.widgets.theme import Theme
from tests.core.inside_parts import (
    CountingEngine,
    images,
    network,
)
from tests.widgets.maps_parts import CTRL, NO_KEY, cell_of, look, open_window, point_of

Key = Qt.Key
DEEP = network().model_copy(
    update={"layers": (Conv2D(filters=4), Conv2D(filters=6), *network().layers[2:])}
)
DRAWING = drawn(np.full((10, 10, 1), 9, np.uint8))


class Desk:
    """Answers a page at once, from networks that were never trained."""

    def __init__(self, qtbot: QtBot, page: MapsPage) -> None:
        self.qtbot, self.page = qtbot, page
        self.view = page.panels[0].view
        self.engine = CountingEngine()
        self.architectures = [network(), network(filters=6)]
        self.answers = True
        self.wishes: list[Wish] = []
        page.wish_changed.connect(self.answer)

    def start(self, data: Dataset | None = None) -> None:
        self.page.set_dataset(data or images())
        self.ask()

    def ask(self) -> None:
        """Look into the networks as they are now."""
        for panel, architecture in enumerate(self.architectures[: self.count]):
            self.page.set_network(panel, Network.untrained(architecture, 1))
        self.answer()

    def use(self, architecture: Architecture) -> None:
        self.architectures[0] = architecture
        self.ask()

    @property
    def count(self) -> int:
        return 2 if self.page.is_comparing else 1

    def answer(self) -> None:
        self.wishes.append(self.page.wish)
        if not self.answers or self.page.dataset is None:
            return
        for panel, architecture in enumerate(self.architectures[: self.count]):
            self.page.show_seen(panel, self.seen(panel, architecture), ())

    def seen(self, panel: int, architecture: Architecture) -> Seen:
        assert self.page.dataset is not None
        source = Untrained(architecture.active(), 1)
        return look(self.page.wish_of(panel), self.page.dataset, source, self.engine)

    # Hands

    def press(self, *keys: Qt.Key, with_control: bool = False, panel: int = 0) -> None:
        for key in keys:
            view = self.page.panels[panel].view
            self.qtbot.keyClick(view, key, CTRL if with_control else NO_KEY)

    def show(self, view: View) -> None:
        self.page.switch.choose(VIEWS.index(view))

    def pin(self, layer: int, panel: int = 0) -> None:
        view = self.page.panels[panel].view
        assert view.sheet is not None
        at = point_of(view, cell_of(view.sheet, 0, layer), 0, 0)
        self.qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
        assert view.is_pinned

    def open_cell(self, row: int, layer: int, channel: int | None = None) -> None:
        assert self.view.sheet is not None
        at = point_of(self.view, cell_of(self.view.sheet, row, layer, channel), 0, 0)
        self.qtbot.mouseDClick(self.view, Qt.MouseButton.LeftButton, pos=at)

    def rows(self) -> list[int]:
        return [chosen.index for chosen in self.page.wish.rows]


@pytest.fixture
def maps_page(qtbot: QtBot, theme: Theme) -> MapsPage:
    made = MapsPage(theme)
    open_window(qtbot, made, 1100, 640)
    return made


@pytest.fixture
def desk(qtbot: QtBot, maps_page: MapsPage) -> Iterator[Desk]:
    """A page that shows the workshop's images in the grid."""
    made = Desk(qtbot, maps_page)
    made.start()
    made.wishes.clear()
    yield made
    made.answers = False
