"""A small picture of how the learning rate will go on."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.core.schedule import preview
from cnnlab_gui.core.training import TrainingSettings
from cnnlab_gui.widgets.theme import GRID

POINTS = 240


class RateCurve(QWidget):
    """Draws what a schedule does over all epochs, from 0 to its highest rate."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings: TrainingSettings | None = None
        self._epochs = np.zeros(2)
        self._rates = np.zeros(2)
        self.setAccessibleName(self.tr("Curve of the learning rate"))
        self.setToolTip(self.tr("The learning rate over the epochs."))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(17 * GRID)

    def show_settings(self, settings: TrainingSettings) -> None:
        """Draw the schedule of ``settings``."""
        if settings == self._settings:
            return
        self._settings = settings
        self._epochs, self._rates = preview(settings, POINTS)
        self.setAccessibleDescription(
            self.tr("From {first} at the beginning to {last} at the end; at most {most}.").format(
                first=_short(self._rates[0]),
                last=_short(self._rates[-1]),
                most=_short(self._rates.max()),
            )
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(40 * GRID, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._settings is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = QFont(self.font())
        small.setPointSizeF(max(7.0, small.pointSizeF() - 1))
        painter.setFont(small)
        metrics = QFontMetricsF(small)
        top = float(self._rates.max())
        left = max(metrics.horizontalAdvance(text) for text in (_short(top), "0")) + GRID
        plot = QRectF(self.rect()).adjusted(left, metrics.height() / 2, -GRID, -metrics.height())
        plot.setBottom(plot.bottom() - GRID / 2)
        self._paint_axes(painter, plot, top)
        self._paint_curve(painter, plot, top)
        painter.end()

    def _paint_axes(self, painter: QPainter, plot: QRectF, top: float) -> None:
        palette = self.palette()
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        for y in (plot.top(), plot.bottom()):
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        height = QFontMetricsF(painter.font()).height()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for y, text in ((plot.top(), _short(top)), (plot.bottom(), "0")):
            box = QRectF(0, y - height / 2, plot.left() - GRID / 2, height)
            painter.drawText(box, int(right), text)
        assert self._settings is not None
        below = QRectF(plot.left(), plot.bottom() + GRID / 2, plot.width(), height)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft), self.tr("start"))
        end = self.tr("epoch {count}").format(count=self._settings.epochs)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignRight), end)

    def _paint_curve(self, painter: QPainter, plot: QRectF, top: float) -> None:
        assert self._settings is not None
        x = plot.left() + plot.width() * self._epochs / self._settings.epochs
        y = plot.bottom() - plot.height() * self._rates / top
        points = [QPointF(*each) for each in zip(x.tolist(), y.tolist(), strict=True)]
        points.append(QPointF(plot.right(), points[-1].y()))
        pen = QPen(self.palette().color(QPalette.ColorRole.Accent), 2)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))


def _short(rate: float) -> str:
    return f"{rate:.3g}"
