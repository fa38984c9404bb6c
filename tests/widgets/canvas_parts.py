"""Paper to draw on in a test, and hands that draw on it."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QEventPoint,
    QInputDevice,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnlab_gui.widgets.drawing.canvas import DrawingCanvas
from cnnlab_gui.widgets.theme import Theme

LEFT = Qt.MouseButton.LeftButton
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ACROSS = ((0.25, 0.5), (0.5, 0.5), (0.75, 0.5))
DOWN = ((0.5, 0.25), (0.5, 0.75))


@pytest.fixture
def canvas(qtbot: QtBot, theme: Theme) -> DrawingCanvas:
    canvas = DrawingCanvas(theme)
    qtbot.addWidget(canvas)
    canvas.resize(284, 284)
    with qtbot.waitExposed(canvas):
        canvas.show()
    return canvas


def at(canvas: DrawingCanvas, x: float, y: float) -> QPoint:
    """A place of the paper, in units of its longer side, as one of the widget."""
    longer = max(canvas.paper.width(), canvas.paper.height())
    return (canvas.paper.topLeft() + QPointF(x, y) * longer).toPoint()


def draw(canvas: DrawingCanvas, *places: tuple[float, float], lift: bool = True) -> None:
    QTest.mousePress(canvas, LEFT, pos=at(canvas, *places[0]))
    for place in places[1:]:
        QTest.mouseMove(canvas, at(canvas, *place))
    if lift:
        QTest.mouseRelease(canvas, LEFT, pos=at(canvas, *places[-1]))


def touch(canvas: DrawingCanvas, kind: QEvent.Type, *fingers: QPoint) -> None:
    """Have fingers touch, move or leave the canvas; a real screen would send just that."""
    state = {
        QEvent.Type.TouchBegin: QEventPoint.State.Pressed,
        QEvent.Type.TouchUpdate: QEventPoint.State.Updated,
        QEvent.Type.TouchEnd: QEventPoint.State.Released,
    }[kind]
    points = [
        QEventPoint(number, state, QPointF(place), QPointF(canvas.mapToGlobal(place)))
        for number, place in enumerate(fingers)
    ]
    screen = QTest.createTouchDevice()
    # Not through the application: which window it takes them to depends on the platform.
    canvas.event(QTouchEvent(kind, screen, Qt.KeyboardModifier(0), points))


def pen_event(
    canvas: DrawingCanvas,
    kind: QEvent.Type,
    x: float,
    y: float,
    pressure: float,
    *,
    is_eraser: bool = False,
) -> None:
    end = QPointingDevice.PointerType.Eraser if is_eraser else QPointingDevice.PointerType.Pen
    feels = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
    device = QPointingDevice("pen", 1, QInputDevice.DeviceType.Stylus, end, feels, 1, 1)
    place, none = QPointF(at(canvas, x, y)), Qt.KeyboardModifier(0)
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.TabletRelease else LEFT
    event = QTabletEvent(kind, device, place, place, pressure, 0, 0, 0, 0, 0, none, LEFT, held)
    QApplication.sendEvent(canvas, event)


def write(
    canvas: DrawingCanvas,
    places: list[tuple[float, float, float]],
    *,
    is_eraser: bool = False,
    lift: bool = True,
) -> None:
    """Move a pen over places: x, y and pressure each."""
    kind = QEvent.Type.TabletPress
    for x, y, pressure in places:
        pen_event(canvas, kind, x, y, pressure, is_eraser=is_eraser)
        kind = QEvent.Type.TabletMove
    if lift:
        pen_event(canvas, QEvent.Type.TabletRelease, *places[-1][:2], 0.0, is_eraser=is_eraser)


def lift(canvas: DrawingCanvas, x: float, y: float, *, is_eraser: bool) -> None:
    pen_event(canvas, QEvent.Type.TabletRelease, x, y, 0.0, is_eraser=is_eraser)
