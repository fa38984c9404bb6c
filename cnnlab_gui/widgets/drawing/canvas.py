"""Paper to draw on with the mouse, a pen or fingers; what is drawn is kept as strokes."""

from collections.abc import Hashable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.widgets.drawing.strokes import Grey, Stroke, paint, rendered
from cnnlab_gui.widgets.theme import GRID, Theme

PAPER, INK, HINT = QColor("#000000"), QColor("#ffffff"), QColor("#8a8a8a")
"""As the datasets have it, in light and dark."""
PEN = 0.09
"""The pen's width at first, in units of the paper's longer side: 2.5 of 28 pixels."""
LEAST_STEP = 0.004
"""Points nearer than this to the one before are left out."""
MOST_UNDONE = 200
MARGIN = 2.0
MOUSE, TABLET = "mouse", "tablet"
_UNDO, _REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


class DrawingCanvas(QWidget):
    """White ink on black paper.

    Signals
    -------
    changed
        There is more ink, or less, or what can be undone is another.
    """

    changed = Signal()

    def __init__(
        self, theme: Theme, shape: tuple[int, int] = (28, 28), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        height, width = shape
        self._sides = (width / max(shape), height / max(shape))
        self._states: list[tuple[Stroke, ...]] = [()]
        self._at = 0
        self._live: dict[Hashable, list[tuple[float, float]]] = {}
        self._pen = PEN
        self._drawn = QPixmap()
        self.setMinimumSize(20 * GRID, 20 * GRID)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("Paper to draw on"))
        self.setToolTip(self.tr("Draw with the mouse, a pen or a finger."))
        theme.changed.connect(self.update)

    # The drawing

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """All strokes, also those that are being drawn."""
        live = (Stroke(tuple(points), self._pen) for points in self._live.values())
        return (*self._states[self._at], *live)

    @property
    def is_empty(self) -> bool:
        return not self.strokes

    def pixels(self, height: int, width: int, *, centred: bool = False) -> Grey:
        """The drawing as an image of the paper's proportions; see `strokes.rendered`.

        Returns
        -------
        (height, width) uint8
            0 is paper, 255 is ink.
        """
        return rendered(self.strokes, height, width, centred=centred)

    @property
    def pen(self) -> float:
        """Width of the next strokes, in units of the paper's longer side."""
        return self._pen

    def set_pen(self, width: float) -> None:
        self._end_all()
        self._pen = width

    def clear(self) -> None:
        """Take all ink away; this can be undone."""
        self._end_all()
        if self._states[self._at]:
            self._add(())

    # Undo

    @property
    def can_undo(self) -> bool:
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        return self._at < len(self._states) - 1

    def undo(self) -> None:
        self._end_all()
        self._go(-1)

    def redo(self) -> None:
        self._end_all()
        self._go(1)

    def _go(self, by: int) -> None:
        if 0 <= self._at + by < len(self._states):
            self._at += by
            self._forget()

    def _add(self, strokes: tuple[Stroke, ...]) -> None:
        self._states[self._at + 1 :] = [strokes]
        del self._states[: -MOST_UNDONE - 1]
        self._at = len(self._states) - 1
        self._forget()

    def _forget(self) -> None:
        """Let the picture be made again."""
        self._drawn = QPixmap()
        self.update()
        self.changed.emit()

    # Strokes that are being drawn

    def _begin(self, pen: Hashable, place: QPointF) -> bool:
        if not self.paper.contains(place):
            return False
        self._live[pen] = [self._on_paper(place)]
        self.update()
        self.changed.emit()
        return True

    def _draw_to(self, pen: Hashable, place: QPointF) -> None:
        points = self._live.get(pen)
        if points is None:
            return
        x, y = self._on_paper(place)
        if max(abs(x - points[-1][0]), abs(y - points[-1][1])) < LEAST_STEP:
            return
        points.append((x, y))
        self.update()
        self.changed.emit()

    def _end(self, pen: Hashable) -> None:
        points = self._live.pop(pen, None)
        if points:
            self._add((*self._states[self._at], Stroke(tuple(points), self._pen)))

    def _end_all(self) -> None:
        for pen in tuple(self._live):
            self._end(pen)

    # Places

    @property
    def paper(self) -> QRectF:
        """The paper's place in the widget, in logical pixels."""
        unit, (width, height) = self._unit, self._sides
        room = QRectF(self.rect())
        left = (room.width() - unit * width) / 2
        top = (room.height() - unit * height) / 2
        return QRectF(left, top, unit * width, unit * height)

    @property
    def _unit(self) -> float:
        """Logical pixels along the paper's longer side."""
        width, height = self._sides
        room = (self.width() - 2 * MARGIN) / width, (self.height() - 2 * MARGIN) / height
        return max(1.0, float(int(min(room))))

    def _on_paper(self, place: QPointF) -> tuple[float, float]:
        """A place of the widget in units of the longer side; at the edge if it is beyond."""
        from_corner, (width, height) = (place - self.paper.topLeft()) / self._unit, self._sides
        return min(max(from_corner.x(), 0), width), min(max(from_corner.y(), 0), height)

    def sizeHint(self) -> QSize:
        return QSize(40 * GRID, 40 * GRID)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(self.paper.topLeft(), self._picture())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(self.paper)
        painter.translate(self.paper.topLeft())
        painter.scale(self._unit, self._unit)
        for stroke in self.strokes[len(self._states[self._at]) :]:
            paint(painter, stroke, INK)
        painter.restore()
        colours = self._theme.colours
        if self.is_empty:
            painter.setPen(HINT)
            painter.drawText(self.paper, Qt.AlignmentFlag.AlignCenter, self.tr("Draw here"))
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRect(self.paper.adjusted(-1, -1, 1, 1))
        else:
            painter.setPen(QPen(QColor(colours.border), 1))
            painter.drawRect(self.paper.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _picture(self) -> QPixmap:
        """The paper with all finished strokes."""
        ratio = self.devicePixelRatioF()
        size = (self.paper.size() * ratio).toSize()
        if self._drawn.size() != size or self._drawn.devicePixelRatio() != ratio:
            self._drawn = QPixmap(size)
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(PAPER)
            painter = QPainter(self._drawn)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(self._unit, self._unit)
            for stroke in self._states[self._at]:
                paint(painter, stroke, INK)
            painter.end()
        return self._drawn

    # Mouse, pen, fingers and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(MOUSE, event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._draw_to(MOUSE, event.position())
        else:
            self._end(MOUSE)  # what let the button go kept the news to itself

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._draw_to(MOUSE, event.position())
            self._end(MOUSE)

    def tabletEvent(self, event: QTabletEvent) -> None:
        match event.type():
            case QEvent.Type.TabletPress:
                self._begin(TABLET, event.position())
            case QEvent.Type.TabletMove:
                self._draw_to(TABLET, event.position())
            case QEvent.Type.TabletRelease:
                self._draw_to(TABLET, event.position())
                self._end(TABLET)
        event.accept()  # else it would come once more, as the mouse's

    def _touched(self, event: QTouchEvent) -> None:
        for finger in event.points():
            place = self.mapFromGlobal(finger.globalPosition())
            match finger.state():
                case QEventPoint.State.Pressed:
                    self._begin(finger.id(), place)
                case QEventPoint.State.Updated:
                    self._draw_to(finger.id(), place)
                case QEventPoint.State.Released:
                    self._draw_to(finger.id(), place)
                    self._end(finger.id())
        if event.type() is QEvent.Type.TouchCancel:
            self._end_all()
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touched(event)
            return True
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(_UNDO) or event.matches(_REDO):
                event.accept()  # so that it undoes the last stroke, not the window's last edit
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(_UNDO):
            self.undo()
        elif event.matches(_REDO):
            self.redo()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._end_all()
        super().hideEvent(event)
