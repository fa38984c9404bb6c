"""Groups of runs as dots with their intervals: where the bars lie apart, it is no luck."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.bridge.run_columns import duration
from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.compare.comparison import GroupFigures
from cnnlab_gui.widgets.theme import GRID, Theme

ROW, AXIS = 4 * GRID, 3 * GRID
MOST_LABEL, MOST_FIGURES = 0.3, 0.4  # of the width
MARGIN = 0.08  # of the range shown, at both ends
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
MOST_TICKS = 5
DOT, SMALL_DOT = 4.5, 2.5  # radii in pixels


class IntervalPlot(QWidget):
    """A row for each group: what it is, its runs, mean and interval, and the figures in words.

    Signals
    -------
    chosen : tuple of str
        Names of the runs of the group that was pressed.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._groups: tuple[GroupFigures, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Groups of runs"))
        self.setToolTip(
            self.tr(
                "The dot is a group's mean, small dots are its runs; the bar would hold the true "
                "mean 95 times of 100. Press a row to select its runs."
            )
        )
        theme.changed.connect(self.update)

    def show_groups(self, groups: Sequence[GroupFigures]) -> None:
        self._groups = tuple(groups)
        words = (f"{translated(group.label)}: {self.figures(group)}" for group in self._groups)
        self.setAccessibleDescription("\n".join(words))
        self.updateGeometry()
        self.update()

    @property
    def groups(self) -> tuple[GroupFigures, ...]:
        return self._groups

    def sizeHint(self) -> QSize:
        return QSize(60 * GRID, max(1, len(self._groups)) * ROW + AXIS)

    def minimumSizeHint(self) -> QSize:
        return QSize(40 * GRID, max(1, len(self._groups)) * ROW + AXIS)

    def figures(self, group: GroupFigures) -> str:
        """Mean and standard deviation, how many seeds, and what it cost."""
        mean = f"{number(group.mean, 2)} %"
        if group.deviation is not None:
            mean = f"{number(group.mean, 2)} ± {number(group.deviation, 2)} %"
        if group.count == 1:
            seeds = self.tr("1 seed")
        else:
            seeds = self.tr("{count} seeds").format(count=number(group.count))
        return f"{mean}  ·  {seeds}  ·  {duration(group.seconds)}"

    def _range(self) -> tuple[float, float]:
        ends = [
            value
            for group in self._groups
            for value in (
                *group.accuracies,
                group.mean - (group.half_width or 0),
                group.mean + (group.half_width or 0),
            )
        ]
        low, high = min(ends), max(ends)
        room = MARGIN * max(high - low, 0.1)
        # No interval of a share goes beyond all or nothing.
        return max(low - room, 0.0), min(high + room, 100.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._groups:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        letters = self.fontMetrics()
        labels = [translated(group.label) for group in self._groups]
        figures = [self.figures(group) for group in self._groups]
        left = min(
            max(map(letters.horizontalAdvance, labels)) + 2 * GRID, MOST_LABEL * self.width()
        )
        right = min(
            max(map(letters.horizontalAdvance, figures)) + 2 * GRID, MOST_FIGURES * self.width()
        )
        height = len(self._groups) * ROW
        plot = QRectF(left, 0, max(self.width() - left - right, 1.0), height)
        painter.fillRect(plot, QColor(self._theme.colours.window))
        self._draw_axis(painter, plot)
        for row, group in enumerate(self._groups):
            place = QRectF(0, row * ROW, self.width(), ROW)
            self._words(painter, QRectF(0, place.y(), left - GRID, ROW), labels[row])
            self._words(painter, QRectF(plot.right() + GRID, place.y(), right, ROW), figures[row])
            self._draw(painter, QRectF(left, place.y(), plot.width(), ROW), group)
        painter.end()

    def _words(self, painter: QPainter, place: QRectF, text: str) -> None:
        painter.setPen(QColor(self._theme.colours.text))
        middle = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(text, middle, int(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _draw_axis(self, painter: QPainter, plot: QRectF) -> None:
        """Round accuracies, with a line up through all rows."""
        low, high = self._range()
        step = next((s for s in STEPS if (high - low) / s <= MOST_TICKS), STEPS[-1])
        decimals = 0 if step >= 1 else 1 if step >= 0.1 else 2
        colours = self._theme.colours
        for tick in range(math.ceil(low / step), math.floor(high / step) + 1):
            x = plot.left() + (tick * step - low) / max(high - low, 1e-9) * plot.width()
            painter.setPen(QColor(colours.border))
            painter.drawLine(QPointF(x, 0), QPointF(x, plot.bottom()))
            painter.setPen(QColor(colours.muted))
            place = QRectF(x - 5 * GRID, plot.bottom(), 10 * GRID, AXIS)
            text = f"{number(tick * step, decimals)} %"
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _draw(self, painter: QPainter, place: QRectF, group: GroupFigures) -> None:
        low, high = self._range()

        def at(value: float) -> float:
            return place.left() + (value - low) / max(high - low, 1e-9) * place.width()

        colours, y = self._theme.colours, place.center().y()
        painter.save()
        painter.setClipRect(place)
        if group.half_width is not None:
            painter.setPen(QPen(QColor(colours.accent), 2))
            ends = at(group.mean - group.half_width), at(group.mean + group.half_width)
            painter.drawLine(QPointF(ends[0], y), QPointF(ends[1], y))
            for end in ends:
                painter.drawLine(QPointF(end, y - GRID / 2), QPointF(end, y + GRID / 2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.muted))
        for value in group.accuracies:
            painter.drawEllipse(QPointF(at(value), y + GRID), SMALL_DOT, SMALL_DOT)
        painter.setBrush(QColor(colours.accent))
        painter.drawEllipse(QPointF(at(group.mean), y), DOT, DOT)
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = int(event.position().y() // ROW)
        if 0 <= row < len(self._groups):
            self.chosen.emit(self._groups[row].runs)
