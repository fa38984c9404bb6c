"""The reliability diagram: how often a network is right, against how often it says it is."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.bridge.translation import percent
from cnnlab_gui.core.results.calibration import Calibration, ReliabilityBin
from cnnlab_gui.widgets.results.words import bin_sentence
from cnnlab_gui.widgets.theme import GRID, Theme

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
LEAST = QSize(24 * GRID, 20 * GRID)
COUNTS_HEIGHT = 5 * GRID
FEWEST = 10
"""Answers; a bin of fewer says little, and is only outlined."""


class CalibrationView(QWidget):
    """Shows bins of confidence: a bar as high as its accuracy, its gap hatched, its count below.

    Signals
    -------
    pointed : str
        What the bin at the pointer or the cursor says; empty where there is none.
    """

    pointed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: Calibration | None = None
        self._bin: int | None = None
        self.setMinimumSize(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Calibration curve"))
        self.setToolTip(
            self.tr(
                "Each bar holds the answers of about the same confidence: its height is how many "
                "are right. On the dashed line a network can be believed. Point at a bar, or "
                "use ← and →."
            )
        )
        theme.changed.connect(self.update)

    def show_calibration(self, found: Calibration | None) -> None:
        self._shown, self._bin = found, None
        self.update()

    @property
    def _bins(self) -> tuple[ReliabilityBin, ...]:
        return self._shown.bins if self._shown else ()

    # Axes

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() - 1))
        return font

    def _plot(self) -> QRect:
        """The square in which the bars stand."""
        metrics = QFontMetrics(self._small())
        left = metrics.horizontalAdvance(percent(1, 0)) + metrics.height() + GRID
        under = 2 * metrics.height() + COUNTS_HEIGHT + 2 * GRID
        end = metrics.horizontalAdvance(percent(1, 0)) // 2 + 3
        room = self.rect().adjusted(left, metrics.height() // 2 + 1, -end, -under)
        side = max(1, min(room.width(), room.height()))
        return QRect(room.topLeft(), QSize(side, side))

    def _x(self, share: float, plot: QRect) -> float:
        return plot.left() + share * plot.width()

    def _y(self, share: float, plot: QRect) -> float:
        return plot.bottom() + 1 - share * plot.height()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown is None:
            return
        painter = QPainter(self)
        painter.setFont(self._small())
        plot = self._plot()
        self._paint_axes(painter, plot)
        most = max((each.count for each in self._bins), default=0)
        for at, each in enumerate(self._bins):
            self._paint_bin(painter, plot, each, is_pointed=at == self._bin)
            self._paint_count(painter, plot, each, most)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(self._theme.colours.text), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(
            QPointF(plot.left(), self._y(0, plot)), QPointF(self._x(1, plot), self._y(1, plot))
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.hasFocus():
            painter.setPen(QColor(self._theme.colours.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_axes(self, painter: QPainter, plot: QRect) -> None:
        colours, metrics = self._theme.colours, painter.fontMetrics()
        high = metrics.height()
        foot = plot.bottom() + COUNTS_HEIGHT + GRID
        for share in TICKS:
            x, y, text = round(self._x(share, plot)), round(self._y(share, plot)), percent(share, 0)
            painter.setPen(QColor(colours.border))
            painter.drawLine(plot.left(), y, plot.right(), y)
            painter.setPen(QColor(colours.muted))
            room = QRect(0, y - high // 2, plot.left() - GRID // 2, high)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, text)
            half = metrics.horizontalAdvance(text) // 2 + 2
            room = QRect(x - half, foot, 2 * half, high)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
        room = QRect(plot.left(), foot + high, plot.width(), high)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self.tr("how sure it says it is"))
        painter.save()
        painter.translate(0, plot.bottom())
        painter.rotate(-90)
        room = QRect(0, 0, plot.height(), high)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self.tr("how often it is right"))
        painter.restore()

    def _paint_bin(
        self, painter: QPainter, plot: QRect, shown: ReliabilityBin, *, is_pointed: bool
    ) -> None:
        if not shown.count:
            return
        colours = self._theme.colours
        left, right = self._x(shown.low, plot) + 1, self._x(shown.high, plot) - 1
        right_share, said = self._y(shown.accuracy, plot), self._y(shown.confidence, plot)
        bar = QRectF(QPointF(left, right_share), QPointF(right, self._y(0, plot)))
        if shown.count < FEWEST:
            painter.setPen(QPen(QColor(colours.training), 1, Qt.PenStyle.DotLine))
            painter.drawRect(bar.adjusted(0, 0, -1, -1))
        else:
            painter.fillRect(bar, QColor(colours.training))
            self._paint_gap(painter, QRectF(QPointF(left, right_share), QPointF(right, said)))
        if is_pointed:
            painter.setPen(QPen(QColor(colours.text), 2))
            top = QPointF(left, self._y(1, plot))
            painter.drawRect(QRectF(top, QPointF(right, self._y(0, plot))))

    def _paint_gap(self, painter: QPainter, gap: QRectF) -> None:
        """Hatch what lies between how sure it says it is and how often it is right."""
        colours, gap = self._theme.colours, gap.normalized()
        hatched = QColor(colours.validation)
        painter.fillRect(gap, QColor(colours.page))
        painter.setPen(QPen(hatched, 1))
        painter.fillRect(gap, QBrush(hatched, Qt.BrushStyle.BDiagPattern))
        painter.drawRect(gap.adjusted(0, 0, -1, -1))

    def _paint_count(
        self, painter: QPainter, plot: QRect, shown: ReliabilityBin, most: int
    ) -> None:
        """How many answers a bin holds, as a bar that hangs below the axis."""
        if not shown.count:
            return
        left, right = self._x(shown.low, plot) + 1, self._x(shown.high, plot) - 1
        length = max(1.0, shown.count / most * COUNTS_HEIGHT)
        top = plot.bottom() + 3
        painter.fillRect(
            QRectF(QPointF(left, top), QPointF(right, top + length)),
            QColor(self._theme.colours.field),
        )

    # Pointer and keyboard

    def _bin_at(self, point: QPoint) -> int | None:
        plot = self._plot()
        if not self._bins or not plot.left() <= point.x() <= plot.right():
            return None
        return min(
            int((point.x() - plot.left()) / plot.width() * len(self._bins)), len(self._bins) - 1
        )

    def _point_at(self, at: int | None) -> None:
        if at == self._bin:
            return
        self._bin = at
        said = "" if at is None else bin_sentence(self._bins[at])
        self.setAccessibleDescription(said)
        self.pointed.emit(said)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._bin_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._bins) - 1
        at = last + 1 if self._bin is None else self._bin
        there = {
            Qt.Key.Key_Left: at - 1,
            Qt.Key.Key_Right: at + 1 if self._bin is not None else 0,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if there is None or last < 0:
            super().keyPressEvent(event)
        else:
            self._point_at(min(max(there, 0), last))
