"""A plot as a picture file, on white paper."""

from PySide6.QtCore import QBuffer, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsView

DOTS = 2  # of a PNG, in each direction, for each of the plot's own pixels


def png_of(plot: QGraphicsView) -> bytes:
    """What ``plot`` shows, with `DOTS` for each of its pixels."""
    image = QImage(plot.viewport().size() * DOTS, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint(plot, painter, QRectF(image.rect()))
    painter.end()
    buffer = _buffer()
    # PySide's stubs ask for bytes, and its code takes them or str.
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def svg_of(plot: QGraphicsView) -> bytes:
    """What ``plot`` shows, as lines and words that stay sharp at any size."""
    buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(plot.viewport().size())
    generator.setViewBox(plot.viewport().rect())
    generator.setTitle(plot.accessibleName())
    painter = QPainter(generator)
    _paint(plot, painter, QRectF(plot.viewport().rect()))
    painter.end()
    return bytes(buffer.data().data())


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    return buffer


def _paint(plot: QGraphicsView, painter: QPainter, place: QRectF) -> None:
    plot.scene().render(painter, place, QRectF(plot.viewport().rect()))
