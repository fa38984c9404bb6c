"""The mouse, pens and fingers, all told in the same words."""

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QEventPoint,
    QHideEvent,
    QInputDevice,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

MOUSE, TABLET = "mouse", "tablet"


@dataclass(frozen=True)
class Touch:
    """Where the mouse, a pen or a finger is.

    Attributes
    ----------
    place : QPointF
        In the widget.
    pressure : float or None
        From 0 to 1; None from what feels none.
    is_eraser : bool
        Whether a pen has its other end down.
    """

    place: QPointF
    pressure: float | None = None
    is_eraser: bool = False


class PointerWidget(QWidget):
    """Tells its heirs when a pointer goes down, moves and goes up; each finger is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setMouseTracking(True)

    # What heirs do

    def _begin(self, pointer: Hashable, touch: Touch) -> None:
        raise NotImplementedError

    def _move(self, pointer: Hashable, touch: Touch) -> None:
        raise NotImplementedError

    def _end(self, pointer: Hashable) -> None:
        raise NotImplementedError

    def _end_all(self) -> None:
        raise NotImplementedError

    def _is_busy(self, pointer: Hashable) -> bool:
        """Whether it is down, and went down here."""
        raise NotImplementedError

    def _point_at(self, place: QPointF | None, *, is_eraser: bool = False) -> None:
        """The mouse or a pen is there, down or not; None when it has left."""
        raise NotImplementedError

    # What Qt tells

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(MOUSE, Touch(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(event.position())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move(MOUSE, Touch(event.position()))
        else:
            self._end(MOUSE)  # what let the button go kept the news to itself

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._move(MOUSE, Touch(event.position()))
            self._end(MOUSE)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        super().leaveEvent(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        is_eraser = event.pointerType() is QPointingDevice.PointerType.Eraser
        feels = event.device().hasCapability(QInputDevice.Capability.Pressure)
        touch = Touch(event.position(), event.pressure() if feels else None, is_eraser)
        self._point_at(touch.place, is_eraser=is_eraser)
        match event.type():
            case QEvent.Type.TabletPress:
                self._begin(TABLET, touch)
            case QEvent.Type.TabletMove:
                self._move(TABLET, touch)
            case QEvent.Type.TabletRelease:
                self._move(TABLET, Touch(touch.place))  # lifted, it presses no more
                self._end(TABLET)
        event.accept()  # else it would come once more, as the mouse's

    def _touched(self, event: QTouchEvent) -> None:
        for finger in event.points():
            touch = Touch(QPointF(self.mapFromGlobal(finger.globalPosition())))
            match finger.state():
                case QEventPoint.State.Pressed if not self._is_busy(TABLET):  # else it is a palm
                    self._begin(finger.id(), touch)
                case QEventPoint.State.Updated:
                    self._move(finger.id(), touch)
                case QEventPoint.State.Released:
                    self._move(finger.id(), touch)
                    self._end(finger.id())
        if event.type() is QEvent.Type.TouchCancel:
            self._end_all()
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touched(event)
            return True
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._end_all()
        self._point_at(None)
        super().hideEvent(event)
