"""Draws one layer of the list as a card: icon, kind, parameters, output shape, its share."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cnnlab_gui.bridge.layer_model import LayerRole
from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.widgets.theme import GRID, Theme, renderer_of

AnyIndex = QModelIndex | QPersistentModelIndex

ICON = 28
BAR_WIDTH = 56
BAR_HEIGHT = 5


class LayerCardDelegate(QStyledItemDelegate):
    """Two lines a card, heights from the font, so that large fonts fit."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        height = 2 * QFontMetrics(option.font).height() + 3 * GRID
        return QSize(24 * GRID, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        problem = index.data(LayerRole.PROBLEM)
        card = option.rect.adjusted(GRID, 2, -GRID, -2)
        self._paint_frame(painter, option, card, bool(problem))
        self._paint_icon(painter, card, str(index.data(LayerRole.KIND)), bool(problem))
        inner = card.adjusted(ICON + 2 * GRID, GRID // 2, -GRID, -GRID // 2)
        half = inner.height() // 2
        self._paint_first_line(painter, option, inner.adjusted(0, 0, 0, -half), index)
        self._paint_second_line(painter, option, inner.adjusted(0, half, 0, 0), index)
        painter.restore()

    def _paint_frame(
        self, painter: QPainter, option: QStyleOptionViewItem, card: QRect, wrong: bool
    ) -> None:
        colours = self._theme.colours
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        edge = colours.border
        if wrong:
            edge = colours.error
        elif selected or hovered:
            edge = colours.accent
        painter.setPen(QPen(QColor(edge), 2 if selected or wrong else 1))
        painter.setBrush(QColor(colours.selected if selected else colours.raised))
        painter.drawRoundedRect(QRectF(card).adjusted(1, 1, -1, -1), 6, 6)
        if selected and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(card).adjusted(4, 4, -4, -4), 4, 4)

    def _paint_icon(self, painter: QPainter, card: QRect, kind: str, wrong: bool) -> None:
        colours = self._theme.colours
        top = card.top() + (card.height() - ICON) / 2
        place = QRectF(card.left() + GRID, top, ICON, ICON)
        colour = colours.error if wrong else colours.accent
        renderer_of("warning" if wrong else kind, colour).render(painter, place)

    def _paint_first_line(
        self, painter: QPainter, option: QStyleOptionViewItem, line: QRect, index: AnyIndex
    ) -> None:
        colours = self._theme.colours
        parameters = index.data(LayerRole.PARAMETERS)
        right = number(parameters) if parameters else ""
        font = option.font
        painter.setFont(font)
        painter.setPen(QColor(colours.muted))
        painter.drawText(line, _AT_RIGHT, right)
        taken = QFontMetrics(font).horizontalAdvance(right) + GRID if right else 0
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(colours.text))
        room = line.width() - taken
        kind = _elided(bold, str(index.data(LayerRole.KIND)), room)
        painter.drawText(line, _AT_LEFT, kind)
        used = QFontMetrics(bold).horizontalAdvance(kind) + GRID
        painter.setFont(font)
        short = _elided(font, str(index.data(LayerRole.SHORT) or ""), room - used)
        painter.drawText(line.adjusted(used, 0, 0, 0), _AT_LEFT, short)

    def _paint_second_line(
        self, painter: QPainter, option: QStyleOptionViewItem, line: QRect, index: AnyIndex
    ) -> None:
        colours = self._theme.colours
        font = option.font
        painter.setFont(font)
        problem = index.data(LayerRole.PROBLEM)
        share = index.data(LayerRole.SHARE)
        if problem:
            painter.setPen(QColor(colours.error))
            text = _elided(font, translated(problem), line.width())
        else:
            painter.setPen(QColor(colours.muted))
            text = f"→ {index.data(LayerRole.SHAPE)}"
        painter.drawText(line, _AT_LEFT, text)
        if share and not problem:
            top = line.center().y() - BAR_HEIGHT / 2 + 1
            track = QRectF(line.right() - BAR_WIDTH, top, BAR_WIDTH, BAR_HEIGHT)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.border))
            painter.drawRoundedRect(track, 2, 2)
            painter.setBrush(QColor(colours.accent))
            track.setWidth(max(2.0, BAR_WIDTH * share))
            painter.drawRoundedRect(track, 2, 2)


_AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _elided(font: QFont, text: str, width: int) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))
