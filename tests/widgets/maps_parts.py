"""What the tests of the Feature maps page share: sheets to show, hands and eyes for them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QCursor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.grid import Room, grid_sheet
from cnnlab_gui.core.inside.look import Looker
from cnnlab_gui.core.inside.mosaic import mosaic_sheet
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import Cell, Sheet
from cnnlab_gui.core.inside.sources import Source, Untrained
from cnnlab_gui.core.inside.state import LayerOutputs
from cnnlab_gui.core.inside.view import EMPTY_SHEET, Seen, Wish
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.widgets.maps.places import Caption, Place
from cnnlab_gui.widgets.maps.sheet_view import SheetView
from cnnlab_gui.widgets.theme import Theme
from tests.core.inside_parts import CountingEngine, network
from tests.core.sheet_parts import outputs_of

MAPS, POOLED, LONG, SHORT = range(4)
GAP = 12
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT_BUTTON = Qt.MouseButton.LeftButton
NO_BUTTON = Qt.MouseButton.NoButton
NO_KEY = Qt.KeyboardModifier.NoModifier


def numbers(images: int = 3, seed: int = 1) -> LayerOutputs:
    """Two layers of maps, one of 200 numbers and one of 3, for images of 6×6."""
    rng = np.random.default_rng(seed)
    shapes = ((6, 6, 1), (4, 4, 5), (2, 2, 5), (200,), (3,))
    values = [rng.random((images, *shape), np.float32) for shape in shapes]
    layers = (Conv2D(filters=5), MaxPooling2D(), Flatten(), Dense(units=3, activation="softmax"))
    return outputs_of(*values, layers=layers)


def grid(
    columns: Sequence[int] = (MAPS, POOLED),
    channel: int = 1,
    side: int = 48,
    outputs: LayerOutputs | None = None,
) -> Sheet:
    return grid_sheet(outputs or numbers(), columns, channel, MapScale(), Room(side, GAP, GAP))


def mosaic(layer: int = MAPS, size: tuple[int, int] = (200, 200), row: int = 0) -> Sheet:
    order = np.arange(5)
    return mosaic_sheet(numbers(), row, layer, order, MapScale(), size)


def cell_of(sheet: Sheet, row: int, layer: int, channel: int | None = None) -> Cell:
    """The first cell of a row and a layer, or that of a channel."""
    return next(
        cell
        for cell in sheet.cells
        if (cell.row, cell.layer) == (row, layer) and channel in (None, cell.channel)
    )


def point_of(view: SheetView, cell: Cell, row: int, column: int) -> QPoint:
    """The middle of a value in the widget, worked out anew."""
    zoom = cell.scale.zoom
    x = cell.box.left + (column + 0.5) * zoom
    y = cell.box.top + (row + 0.5) * zoom
    ratio = view.devicePixelRatioF()
    return QPoint(int(view.origin.x() + x / ratio), int(view.origin.y() + y / ratio))


def hover(widget: QWidget, point: QPoint) -> None:
    place = QPointF(widget.mapToGlobal(point))
    moved = QMouseEvent(QEvent.Type.MouseMove, QPointF(point), place, NO_BUTTON, NO_BUTTON, NO_KEY)
    QApplication.sendEvent(widget, moved)


def leave(widget: QWidget) -> None:
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))


def open_window(qtbot: QtBot, widget: QWidget, width: int, height: int) -> None:
    """Show a widget, active, and the display's own pointer far from it."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    QCursor.setPos(widget.screen().geometry().bottomRight())
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()


def look(
    wish: Wish,
    data: Dataset,
    source: Source | None = None,
    engine: CountingEngine | None = None,
    architecture: Architecture | None = None,
    **more: Any,
) -> Seen:
    """What a network of four layers, or another one, gives."""
    source = source or Untrained(architecture or network(), 1)
    wish = replace(wish, **more)
    return Looker().look(engine or CountingEngine(), source, wish, data, lambda: False)


CAPTIONS = tuple(
    Caption(f"image {n}", "read as cat", is_right) for n, is_right in enumerate((True, False, None))
)


class Eye:
    """A view of a sheet, and all that it told."""

    def __init__(self, qtbot: QtBot, view: SheetView) -> None:
        self.qtbot, self.view = qtbot, view
        self.sheet = EMPTY_SHEET
        self.pointed: list[Place | None] = []
        self.told: list[tuple[Any, ...]] = []
        view.pointed.connect(self.pointed.append)
        for name in ("row_chosen", "step_wanted", "channel_step_wanted", "opened", "room_changed"):
            signal = getattr(view, name)
            signal.connect(lambda *values, name=name: self.told.append((name, *values)))

    def show(self, sheet: Sheet, captions: tuple[Caption, ...] = CAPTIONS, **more: Any) -> None:
        self.sheet = sheet
        self.view.show_sheet(sheet, more.pop("heads", ()), captions, **more)

    def cell(self, row: int, layer: int, channel: int | None = None) -> Cell:
        return cell_of(self.sheet, row, layer, channel)

    def hover(self, cell: Cell, row: int = 0, column: int = 0) -> None:
        hover(self.view, point_of(self.view, cell, row, column))

    def click(self, cell: Cell, row: int = 0, column: int = 0) -> None:
        self.click_at(point_of(self.view, cell, row, column))

    def click_at(self, point: QPoint) -> None:
        self.qtbot.mouseClick(self.view, LEFT_BUTTON, pos=point)

    def press(self, *keys: Qt.Key, with_control: bool = False) -> None:
        for key in keys:
            self.qtbot.keyClick(self.view, key, CTRL if with_control else NO_KEY)

    @property
    def at(self) -> tuple[int, ...] | None:
        return self.view.place.at if self.view.place else None

    @property
    def map(self) -> tuple[int, int, int | None]:
        """Row, layer and channel of the map that is pointed at."""
        assert self.view.place is not None
        cell = self.view.place.cell
        return cell.row, cell.layer, cell.channel

    def picture(self) -> QImage:
        return self.view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)

    def colours(self, rect: QRect) -> set[str]:
        image = self.picture()
        ratio = image.devicePixelRatio()
        found = set()
        for y in range(round(rect.top() * ratio), round((rect.bottom() + 1) * ratio)):
            for x in range(round(rect.left() * ratio), round((rect.right() + 1) * ratio)):
                if image.valid(x, y):
                    found.add(image.pixelColor(x, y).name())
        return found


@pytest.fixture
def eye(qtbot: QtBot, theme: Theme) -> Eye:
    """Three images, and what two layers make of them, in channel 1."""
    view = SheetView(theme)
    open_window(qtbot, view, 500, 300)
    made = Eye(qtbot, view)
    made.show(grid())
    made.pointed.clear()
    made.told.clear()
    view.setFocus()
    return made


@pytest.fixture(params=[1.0, 2.0, 1.5])
def ratio(request: pytest.FixtureRequest, eye: Eye, monkeypatch: pytest.MonkeyPatch) -> float:
    """Pixels of the screen for each logical one."""
    monkeypatch.setattr(eye.view, "devicePixelRatioF", lambda: request.param)
    eye.show(grid())
    return float(request.param)


def changed(one: QImage, other: QImage) -> int:
    """How many pixels differ."""
    return int(np.count_nonzero(pixels(one) != pixels(other)))


def where_changed(one: QImage, other: QImage) -> QRect:
    """The smallest rectangle around the pixels that differ."""
    ys, xs = np.nonzero(pixels(one) != pixels(other))
    assert len(xs), "nothing differs"
    return QRect(QPoint(int(xs.min()), int(ys.min())), QPoint(int(xs.max()), int(ys.max())))


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32)
    # The image goes when this ends.
    return rows.reshape(image.height(), image.bytesPerLine() // 4)[:, : image.width()].copy()
