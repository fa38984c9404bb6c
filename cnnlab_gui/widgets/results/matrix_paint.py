"""Paints a confusion matrix: its cells as one picture, numbers and names on and around it."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QLinearGradient, QPainter, QPen
from PySide6.QtWidgets import QWidget

from cnnlab_gui.bridge.translation import number, percent
from cnnlab_gui.core.results.confusion import Confusion
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.results.matrix_colours import (
    TICKS,
    cells_picture,
    shade,
    strength,
    text_on,
)
from cnnlab_gui.widgets.results.matrix_layout import BAR, SPACE, MatrixLayout
from cnnlab_gui.widgets.theme import GRID, Theme

SMALLEST_POINTS = 6.0
LEAST_WITH_GAPS = 10
STOPS = 16
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _tr(text: str) -> str:
    return QCoreApplication.translate("MatrixPainter", text)


def corner_lines() -> tuple[str, str]:
    """What columns and rows are, for the corner between their names."""
    return _tr("taken for →"), _tr("is ↓")


@dataclass(frozen=True)
class Marks:
    """What is marked: the cells at the keyboard and the pointer, and the one that is opened."""

    cursor: tuple[int, int] | None
    hovered: tuple[int, int] | None
    opened: tuple[int, int] | None
    as_shares: bool

    @property
    def pointed(self) -> tuple[int, int] | None:
        return self.hovered or self.cursor or self.opened


class MatrixPainter:
    """Keeps the picture of the cells between paintings."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._picture: QImage | None = None

    def forget(self) -> None:
        """The matrix or the colours are others now."""
        self._picture = None

    def paint(
        self, widget: QWidget, font: QFont, confusion: Confusion, layout: MatrixLayout, marks: Marks
    ) -> None:
        """Paint all of it on ``widget``, from its paint event."""
        painter = QPainter(widget)
        painter.setFont(font)
        if self._picture is None:
            self._picture = as_image(cells_picture(confusion.shares, self._theme.colours))
        painter.drawImage(layout.cells, self._picture)
        if layout.side >= LEAST_WITH_GAPS:
            self._paint_gaps(painter, layout)
        self._paint_numbers(painter, confusion, layout, marks)
        self._paint_diagonal(painter, layout)
        self._paint_names(painter, confusion, layout, marks)
        self._paint_marks(painter, layout, marks)
        self._paint_legend(painter, layout.legend)

    def text_of(self, confusion: Confusion, row: int, column: int, *, as_shares: bool) -> str:
        """What stands in a cell; nothing where no image is."""
        count = int(confusion.counts[row, column])
        if not count:
            return ""
        if not as_shares:
            return str(count)
        per_cent = 100 * float(confusion.shares[row, column])
        is_whole = per_cent in (0.0, 100.0) or 1 <= per_cent < 99.5
        return number(per_cent, 0 if is_whole else 1)

    def _paint_gaps(self, painter: QPainter, layout: MatrixLayout) -> None:
        painter.setPen(QPen(QColor(self._theme.colours.page), 1))
        cells = layout.cells
        for index in range(1, layout.classes):
            x, y = layout.left + layout.edge(index), layout.top + layout.edge(index)
            painter.drawLine(x - 1, cells.top(), x - 1, cells.bottom())
            painter.drawLine(cells.left(), y - 1, cells.right(), y - 1)

    def _paint_numbers(
        self, painter: QPainter, confusion: Confusion, layout: MatrixLayout, marks: Marks
    ) -> None:
        texts = {
            (i, j): self.text_of(confusion, i, j, as_shares=marks.as_shares)
            for i in range(layout.classes)
            for j in range(layout.classes)
            if layout.side >= 2 * LEAST_WITH_GAPS
        }
        font = _fitting(painter.font(), texts.values(), round(layout.side) - 3)
        if font is None or self._picture is None:
            return
        painter.save()
        bold = QFont(font)
        bold.setBold(True)
        for (i, j), text in texts.items():
            painter.setFont(bold if i == j else font)
            painter.setPen(text_on(self._picture.pixelColor(j, i)))
            painter.drawText(layout.cell(i, j), Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def _paint_diagonal(self, painter: QPainter, layout: MatrixLayout) -> None:
        """Frame what is right, so that it stands apart also without colour."""
        if layout.side < LEAST_WITH_GAPS:
            return
        painter.setPen(QPen(QColor(self._theme.colours.training), 1))
        for index in range(layout.classes):
            painter.drawRect(layout.cell(index, index).adjusted(0, 0, -2, -2))

    def _paint_names(
        self, painter: QPainter, confusion: Confusion, layout: MatrixLayout, marks: Marks
    ) -> None:
        for index in range(layout.classes):
            is_row = marks.pointed is not None and marks.pointed[0] == index
            is_column = marks.pointed is not None and marks.pointed[1] == index
            is_shown = index % layout.every == 0
            name = str(index) if layout.by_number else confusion.names[index]
            if is_shown or is_row:
                self._paint_row_name(painter, layout, index, name, strong=is_row)
            if is_shown or is_column:
                self._paint_column_name(painter, layout, index, name, strong=is_column)
        painter.setPen(QColor(self._theme.colours.muted))
        corner = QRect(0, 0, layout.left - SPACE, layout.top - SPACE)
        high = painter.fontMetrics().height()
        for up, text in enumerate(reversed(corner_lines())):
            room = QRect(0, corner.bottom() - (up + 1) * high, corner.width(), high)
            if painter.fontMetrics().horizontalAdvance(text) <= room.width() and room.top() >= 0:
                painter.drawText(room, RIGHT, text)

    def _paint_row_name(
        self, painter: QPainter, layout: MatrixLayout, index: int, name: str, *, strong: bool
    ) -> None:
        cell, high = layout.cell(index, 0), painter.fontMetrics().height()
        middle = cell.center().y()
        room = QRect(0, middle - high // 2, layout.left - SPACE, high)
        self._paint_name(painter, room, name, RIGHT, strong=strong)

    def _paint_column_name(
        self, painter: QPainter, layout: MatrixLayout, index: int, name: str, *, strong: bool
    ) -> None:
        cell, high = layout.cell(0, index), painter.fontMetrics().height()
        painter.save()
        painter.translate(cell.center().x() - high // 2, layout.top - SPACE)
        painter.rotate(-90)
        self._paint_name(painter, QRect(0, 0, layout.top - SPACE, high), name, LEFT, strong=strong)
        painter.restore()

    def _paint_name(
        self,
        painter: QPainter,
        room: QRect,
        name: str,
        where: Qt.AlignmentFlag,
        *,
        strong: bool,
    ) -> None:
        colours = self._theme.colours
        if strong:
            painter.fillRect(room, QColor(colours.selected))
        painter.setPen(QColor(colours.text if strong else colours.muted))
        middle = Qt.TextElideMode.ElideMiddle
        painter.drawText(room, where, painter.fontMetrics().elidedText(name, middle, room.width()))

    def _paint_marks(self, painter: QPainter, layout: MatrixLayout, marks: Marks) -> None:
        colours = self._theme.colours
        for cell, colour in (
            (marks.opened, colours.text),
            (marks.hovered, colours.muted),
            (marks.cursor, colours.accent),
        ):
            if cell is None or cell[0] >= layout.classes or cell[1] >= layout.classes:
                continue
            rect = layout.cell(*cell).adjusted(-1, -1, 0, 0)
            if layout.side < LEAST_WITH_GAPS:
                rect = rect.adjusted(-3, -3, 3, 3)
            # A light line within a dark one is seen on any cell.
            painter.setPen(QPen(QColor(colours.page), 1))
            painter.drawRect(rect.adjusted(2, 2, -2, -2))
            pen = QPen(QColor(colour), 2)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_legend(self, painter: QPainter, place: QRect) -> None:
        colours, metrics = self._theme.colours, painter.fontMetrics()
        names = (_tr("right"), _tr("wrong"))
        wide = max(metrics.horizontalAdvance(name) for name in names) + GRID
        high = metrics.height()
        end = metrics.horizontalAdvance(percent(1, 0)) // 2 + 2
        bar = QRect(place.left() + wide, place.top(), place.width() - wide - end, BAR)
        bar.translate(0, (high - BAR) // 2)
        if place.width() < 15 * GRID:
            return
        for line, (name, right) in enumerate(zip(names, (True, False), strict=True)):
            here = bar.translated(0, line * high)
            gradient = QLinearGradient(QPointF(here.topLeft()), QPointF(here.topRight()))
            for stop in range(STOPS + 1):
                gradient.setColorAt(stop / STOPS, shade((stop / STOPS) ** 2, colours, right=right))
            painter.fillRect(here, gradient)
            painter.setPen(QColor(colours.muted))
            room = QRect(place.left(), here.center().y() - high // 2, wide - GRID // 2, high)
            painter.drawText(room, RIGHT, name)
        under = bar.bottom() + high + 4
        taken: list[range] = []
        for share in TICKS:
            text = percent(share, 0)
            half = metrics.horizontalAdvance(text) // 2
            x = bar.left() + round(strength(share) * (bar.width() - 1))
            if any(x + half >= each.start and x - half < each.stop for each in taken):
                continue
            taken.append(range(x - half - GRID, x + half + GRID))
            painter.drawLine(x, under - 2, x, under)
            room = QRect(x - half - 2, under, 2 * half + 4, metrics.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)


def _fitting(font: QFont, texts: object, room: int) -> QFont | None:
    """``font``, as much smaller as lets every text have ``room`` pixels; None if too small."""
    longest = max(texts, key=len, default="")  # type: ignore[call-overload]
    fitting = QFont(font)
    fitting.setBold(True)
    while fitting.pointSizeF() >= SMALLEST_POINTS:
        if QFontMetrics(fitting).horizontalAdvance(longest) <= room:
            fitting.setBold(False)
            return fitting if longest else None
        fitting.setPointSizeF(fitting.pointSizeF() - 0.5)
    return None
