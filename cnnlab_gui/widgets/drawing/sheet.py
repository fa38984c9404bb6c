"""The paper with its ink as a picture that is added to, never made again without need."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from cnnlab_gui.core.drawing.stroke import Stroke


@dataclass(frozen=True)
class Look:
    """How the sheet looks: its size in logical pixels, the unit of strokes, and colours."""

    size: tuple[float, float]
    unit: float
    ratio: float
    paper: str
    ink: str


class Sheet:
    """A pixmap that shows strokes; places are in units of the paper's longer side."""

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._look: Look | None = None

    def picture(self, look: Look, strokes: Callable[[], Iterable[Stroke]]) -> QPixmap:
        """Return the picture; it is painted anew only if it was forgotten or looks different."""
        if look != self._look:
            self._look = look
            size = (QSizeF(*look.size) * look.ratio).toSize()
            self._pixmap = QPixmap(size)
            self._pixmap.setDevicePixelRatio(look.ratio)
            self._pixmap.fill(QColor(look.paper))
            painter = self._painter(look)
            for stroke in strokes():
                paint(painter, stroke, QColor(look.ink))
            painter.end()
        return self._pixmap

    def forget(self) -> None:
        """Let the picture be painted anew."""
        self._look = None

    def add(self, piece: Stroke) -> None:
        """Paint more ink."""
        if self._look is None:
            return
        painter = self._painter(self._look)
        paint(painter, piece, QColor(self._look.ink))
        painter.end()

    def renew(self, area: QRectF, strokes: Iterable[Stroke]) -> None:
        """Paint all anew within ``area``."""
        if self._look is None:
            return
        # Whole pixels of the screen: else a faint seam would be left along the edge.
        unit = self._look.unit * self._look.ratio
        whole = QRectF(QRectF(area.topLeft() * unit, area.size() * unit).toAlignedRect())
        area = QRectF(whole.topLeft() / unit, whole.size() / unit)
        painter = self._painter(self._look)
        painter.setClipRect(area)
        painter.fillRect(area, QColor(self._look.paper))
        for stroke in strokes:
            left, top, right, bottom = stroke.box
            if QRectF(left, top, right - left, bottom - top).intersects(area):
                paint(painter, stroke, QColor(self._look.ink))
        painter.end()

    def _painter(self, look: Look) -> QPainter:
        painter = QPainter(self._pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(look.unit, look.unit)
        return painter


def paint(painter: QPainter, stroke: Stroke, ink: QColor) -> None:
    """Draw a stroke on a painter whose unit is the paper's longer side."""
    points = [QPointF(x, y) for x, y in stroke.points]
    if len(set(stroke.points)) == 1:
        painter.setPen(_pen(ink, max(stroke.widths)))
        painter.drawPoint(points[0])  # Qt draws no line without a length
    elif len(set(stroke.widths)) == 1:
        painter.setPen(_pen(ink, stroke.widths[0]))
        painter.drawPolyline(points)
    else:
        for at in range(len(points) - 1):
            painter.setPen(_pen(ink, (stroke.widths[at] + stroke.widths[at + 1]) / 2))
            painter.drawLine(points[at], points[at + 1])


def _pen(ink: QColor, width: float) -> QPen:
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(ink, width, Qt.PenStyle.SolidLine, cap, join)
