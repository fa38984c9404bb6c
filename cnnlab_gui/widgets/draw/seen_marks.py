"""What is drawn over the image that a network sees: the ink's box and its centre of mass."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnnlab_gui.core.normalise import CENTRE, INK_SIDE
from cnnlab_gui.widgets.theme import DARK

PAPER = "#000000"
MARK = DARK.accent
"""The paper is black in light and dark, so its marks have the colours of the dark."""
TARGET = DARK.muted
CROSS = 6.0
RING = 3.5
CASING = 150
"""Opacity of the dark edge that keeps a mark apart from white ink, of 255."""


def box_rect(box: tuple[float, float, float, float], side: float) -> QRectF:
    """A box in pixels of the image, in those of the screen; ``side`` is one's length there."""
    left, top, right, bottom = (edge * side for edge in box)
    return QRectF(left, top, right - left, bottom - top)


def paint_target(painter: QPainter, side: float) -> None:
    """Show, dotted, where the ink of MNIST's digits lies."""
    least = CENTRE - INK_SIDE / 2
    rect = box_rect((least, least, least + INK_SIDE, least + INK_SIDE), side)
    pen = QPen(QColor(TARGET), 1)
    pen.setDashPattern([1, 3])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawRect(rect)


def paint_swatch_target(painter: QPainter) -> None:
    """The dotted frame, small and nearer together."""
    pen = QPen(QColor(TARGET), 1)
    pen.setDashPattern([1, 2])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(0, 0, 9, 9))


def paint_box(painter: QPainter, rect: QRectF) -> None:
    """Show, dashed, what the ink fills."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, CASING), 3))
    painter.drawRect(rect)
    pen = QPen(QColor(MARK), 1.5)
    pen.setDashPattern([4, 2])
    painter.setPen(pen)
    painter.drawRect(rect)


def paint_centre(painter: QPainter, point: QPointF, scale: float = 1.0) -> None:
    """Show a centre of mass as a cross in a ring."""
    arm, ring = CROSS * scale, RING * scale
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(QColor(0, 0, 0, CASING), 3.5), QPen(QColor(MARK), 1.5)):
        painter.setPen(pen)
        painter.drawLine(point - QPointF(arm, 0), point + QPointF(arm, 0))
        painter.drawLine(point - QPointF(0, arm), point + QPointF(0, arm))
        painter.drawEllipse(point, ring, ring)
