"""How often each grey level occurs, on a logarithmic axis."""

from math import ceil, floor, log10

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.bridge.translation import percent
from cnnlab_gui.core.samples import LEVELS, Histogram
from cnnlab_gui.widgets.theme import GRID, Theme

MOST_DECADES = 5
CHANNELS = (
    ("#D55E00", Qt.PenStyle.SolidLine),
    ("#009E73", Qt.PenStyle.DashLine),
    ("#0072B2", Qt.PenStyle.DotLine),
)
DARK_CHANNELS = ("#FF9345", "#2FD3A4", "#4DB2EC")


class GreyHistogram(QWidget):
    """Bars for grey images, three outlines for colour ones.

    Signals
    -------
    pointed : str
        What is at the pointer or the keyboard's cursor, in words; empty for nothing.
    """

    pointed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._histogram: Histogram | None = None
        self._bar_role = "training"
        self._bin: int | None = None
        self.setFixedHeight(15 * GRID)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Histogram of the grey levels"))
        self.setToolTip(
            self.tr("How many of the pixels have each grey level. Point at a bar, or use ← and →.")
        )
        theme.changed.connect(self.update)

    def show_histogram(self, histogram: Histogram | None, bar_role: str = "training") -> None:
        self._histogram, self._bar_role, self._bin = histogram, bar_role, None
        self.update()

    # Axes

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() - 1))
        return font

    def _plot(self) -> QRect:
        """The plot's area, inside its axes."""
        metrics = QFontMetrics(self._small())
        left = metrics.horizontalAdvance(percent(1e-4, 2)) + metrics.height() + GRID
        half = metrics.horizontalAdvance(str(LEVELS - 1)) // 2 + 1
        under = 2 * metrics.height() + 6
        return self.rect().adjusted(left, metrics.height() // 2 + 1, -half, -under)

    def _decades(self) -> tuple[int, int]:
        """The exponents at the bottom and the top of the axis."""
        if self._histogram is None:
            return -MOST_DECADES, 0
        shares = self._histogram.shares[self._histogram.shares > 0]
        top = ceil(log10(float(shares.max())) - 1e-9)
        bottom = floor(log10(float(shares.min())) + 1e-9)
        return min(max(bottom, top - MOST_DECADES), top - 1), top

    def _height_of(self, share: float, plot: QRect) -> float:
        """A share's y; the axis's bottom for none."""
        bottom, top = self._decades()
        if share <= 0:
            return plot.bottom()
        part = min(max((log10(share) - bottom) / (top - bottom), 0.0), 1.0)
        return plot.bottom() - part * plot.height()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._histogram is None:
            return
        painter = QPainter(self)
        painter.setFont(self._small())
        plot = self._plot()
        self._paint_axes(painter, plot)
        if len(self._histogram.shares) == 1:
            self._paint_bars(painter, plot)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for channel in range(len(self._histogram.shares)):
                self._paint_outline(painter, plot, channel)
            self._paint_names(painter, plot)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        colours = self._theme.colours
        if self._bin is not None:
            painter.setPen(QPen(QColor(colours.text), 1, Qt.PenStyle.DashLine))
            x = round(self._edge(self._bin, plot) + self._edge(self._bin + 1, plot)) // 2
            painter.drawLine(x, plot.top(), x, plot.bottom())
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_axes(self, painter: QPainter, plot: QRect) -> None:
        colours, metrics = self._theme.colours, painter.fontMetrics()
        bottom, top = self._decades()
        spacing = plot.height() / (top - bottom)
        every = ceil(metrics.height() / spacing)
        for decade in range(top, bottom - 1, -1):
            y = round(self._height_of(10.0**decade, plot))
            painter.setPen(QColor(colours.border))
            painter.drawLine(plot.left(), y, plot.right(), y)
            if (top - decade) % every == 0:
                painter.setPen(QColor(colours.muted))
                room = QRect(0, y - metrics.height() // 2, plot.left() - 4, metrics.height())
                text = percent(10.0**decade, max(0, -2 - decade))
                painter.drawText(room, Qt.AlignmentFlag.AlignRight, text)
        painter.setPen(QColor(colours.muted))
        under = plot.bottom() + 3
        for level in (0, 64, 128, 192, LEVELS - 1):
            x = round(plot.left() + level / (LEVELS - 1) * plot.width())
            room = QRect(x - 20, under, 40, metrics.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, str(level))
        room = QRect(plot.left(), under + metrics.height(), plot.width(), metrics.height() + 2)
        if self._histogram is not None and len(self._histogram.shares) > 1:
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft, self.tr("level"))
        else:
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, self.tr("grey level"))
        self._paint_upright(painter, plot)

    def _paint_upright(self, painter: QPainter, plot: QRect) -> None:
        """Write what the upright axis counts, from the bottom to the top."""
        high = painter.fontMetrics().height()
        painter.save()
        painter.translate(0, plot.bottom())
        painter.rotate(-90)
        room = QRect(-GRID, 0, plot.height() + 2 * GRID, high)
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, self.tr("pixels (log)"))
        painter.restore()

    def _edge(self, number_of_bin: int, plot: QRect) -> float:
        bins = self._histogram.shares.shape[1] if self._histogram else 1
        return plot.left() + number_of_bin / bins * plot.width()

    def _steps(self, channel: int, plot: QRect) -> QPolygonF:
        """A channel's shares as a flight of steps, in which any pixel at all can be seen."""
        steps = QPolygonF()
        shares = self._histogram.shares[channel].tolist() if self._histogram else []
        for place, share in enumerate(shares):
            y = self._height_of(share, plot)
            y = min(y, plot.bottom() - 1) if share > 0 else y
            steps.append(QPointF(self._edge(place, plot), y))
            steps.append(QPointF(self._edge(place + 1, plot), y))
        return steps

    def _paint_bars(self, painter: QPainter, plot: QRect) -> None:
        steps = self._steps(0, plot)
        steps.append(QPointF(plot.right() + 1, plot.bottom()))
        steps.append(QPointF(plot.left(), plot.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(self._theme.colours, self._bar_role)))
        painter.drawPolygon(steps)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _channel_pen(self, channel: int) -> QPen:
        colour, style = CHANNELS[channel]
        return QPen(QColor(DARK_CHANNELS[channel] if self._theme.is_dark else colour), 1.5, style)

    def _paint_outline(self, painter: QPainter, plot: QRect, channel: int) -> None:
        painter.setPen(self._channel_pen(channel))
        painter.drawPolyline(self._steps(channel, plot))

    def _paint_names(self, painter: QPainter, plot: QRect) -> None:
        """Name the outlines, each beside a piece of its line."""
        metrics = painter.fontMetrics()
        right, y = plot.right(), self.height() - metrics.height() // 2 - 2
        names = (self.tr("red"), self.tr("green"), self.tr("blue"))
        for channel in (2, 1, 0):
            width = metrics.horizontalAdvance(names[channel])
            painter.setPen(QColor(self._theme.colours.muted))
            room = QRect(right - width, y - metrics.height() // 2, width + 2, metrics.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft, names[channel])
            painter.setPen(self._channel_pen(channel))
            painter.drawLine(right - width - 20, y, right - width - 4, y)
            right -= width + 28

    # Pointer and keyboard

    def _point_at(self, place: int | None) -> None:
        if place == self._bin or self._histogram is None:
            return
        self._bin = place
        self.update()
        self.pointed.emit("" if place is None else self._text_of(place))

    def _text_of(self, place: int) -> str:
        if self._histogram is None:
            return ""
        wide = LEVELS // self._histogram.shares.shape[1]
        share = float(np.mean(self._histogram.shares[:, place]))
        text = self.tr("Grey levels {first} to {last}: {share} of the pixels.")
        return text.format(first=place * wide, last=(place + 1) * wide - 1, share=percent(share, 2))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._histogram is None:
            return
        plot, bins = self._plot(), self._histogram.shares.shape[1]
        place = int((event.position().x() - plot.left()) / max(1, plot.width()) * bins)
        self._point_at(min(max(place, 0), bins - 1))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() not in steps or self._histogram is None:
            super().keyPressEvent(event)
            return
        bins = self._histogram.shares.shape[1]
        start = -1 if self._bin is None else self._bin
        self._point_at(min(max(start + steps[event.key()], 0), bins - 1))
