"""Draws a row of the palette: a heading, or a kind with its icon and what it does."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cnnlab_gui.bridge.palette_model import PaletteRole
from cnnlab_gui.widgets.theme import GRID, Theme, renderer_of

AnyIndex = QModelIndex | QPersistentModelIndex

ICON = 28
LINES = 2  # of explanation


class PaletteRowDelegate(QStyledItemDelegate):
    """All kinds are as high as each other, so that rows do not jump while one types."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        line = QFontMetrics(option.font).height()
        if index.data(PaletteRole.NAME) is None:
            return QSize(24 * GRID, line + GRID)
        return QSize(24 * GRID, (1 + LINES) * line + 2 * GRID)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = option.rect.adjusted(GRID, 0, -GRID, 0)
        name = index.data(PaletteRole.NAME)
        if name is None:
            self._paint_heading(painter, option.font, inner, str(index.data()))
        else:
            self._paint_frame(painter, option, inner)
            place = QRectF(inner.left() + GRID, inner.top() + 1.5 * GRID, ICON, ICON)
            renderer_of(name, self._theme.colours.accent).render(painter, place)
            text = inner.adjusted(ICON + 2 * GRID, GRID, -GRID, -GRID)
            self._paint_names(painter, option.font, text, index)
            self._paint_explanation(painter, option.font, text, index)
        painter.restore()

    def _paint_heading(self, painter: QPainter, font: QFont, line: QRect, text: str) -> None:
        painter.setFont(_demi_bold(font))
        painter.setPen(QColor(self._theme.colours.muted))
        bottom = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(line.adjusted(GRID, 0, 0, -GRID // 4), bottom, text)

    def _paint_frame(self, painter: QPainter, option: QStyleOptionViewItem, row: QRect) -> None:
        colours = self._theme.colours
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if not (selected or hovered):
            return
        painter.setPen(QPen(QColor(colours.accent if selected else colours.border), 1))
        painter.setBrush(QColor(colours.selected if selected else colours.raised))
        painter.drawRoundedRect(QRectF(row).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_names(self, painter: QPainter, font: QFont, text: QRect, index: AnyIndex) -> None:
        bold, line = _demi_bold(font), QRect(text)
        painter.setPen(QColor(self._theme.colours.text))
        for each, role in ((bold, PaletteRole.NAME), (font, PaletteRole.TITLE)):
            metrics = QFontMetrics(each)
            shown = metrics.elidedText(
                str(index.data(role)), Qt.TextElideMode.ElideRight, line.width()
            )
            painter.setFont(each)
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft, shown)
            line.setLeft(line.left() + metrics.horizontalAdvance(shown) + GRID)

    def _paint_explanation(
        self, painter: QPainter, font: QFont, text: QRect, index: AnyIndex
    ) -> None:
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.muted))
        metrics = QFontMetrics(font)
        explanation = str(index.data(PaletteRole.EXPLANATION))
        for at, line in enumerate(wrapped(explanation, font, text.width(), LINES)):
            baseline = text.top() + (at + 1) * metrics.height() + metrics.ascent()
            painter.drawText(QPointF(text.left(), baseline), line)


def wrapped(text: str, font: QFont, width: int, most: int) -> list[str]:
    """``text`` in at most ``most`` lines of ``width`` pixels; the last ends with … if cut."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    starts: list[int] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    starts = starts[:most]
    lines = [text[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    if lines:
        lines[-1] = QFontMetrics(font).elidedText(
            lines[-1], Qt.TextElideMode.ElideRight, max(0, width)
        )
    return lines


def _demi_bold(font: QFont) -> QFont:
    made = QFont(font)
    made.setWeight(QFont.Weight.DemiBold)
    return made
