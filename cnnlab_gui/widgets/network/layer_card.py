"""Draws one layer of the list as a card, and knows what lies where on it.

Two lines and two bars: the kind and what it gives; the main parameters, each in a
box of its own that can be edited in place, and the number of weights; this layer's
share of all weights and of all multiply-adds.
"""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cnnlab_gui.bridge.layer_model import LayerRole
from cnnlab_gui.bridge.translation import number
from cnnlab_gui.core.architecture import LayerReport
from cnnlab_gui.widgets.theme import GRID, Theme, renderer_of

AnyIndex = QModelIndex | QPersistentModelIndex

ICON = 26
EYE = 18
BAR_HEIGHT = 4
OFF = 0.45  # how strong a layer is drawn that is left out


@dataclass(frozen=True)
class CardParts:
    """Where the parts of a card lie, in the coordinates of the list.

    Attributes
    ----------
    frame, icon, eye, first, second : QRect
        The whole, the two icons, and the two lines of text.
    bars : QRect
        Both bars together.
    chips : dict of str to QRect
        The box of each main parameter, by the parameter's name.
    """

    frame: QRect
    icon: QRect
    eye: QRect
    first: QRect
    second: QRect
    bars: QRect
    chips: dict[str, QRect]

    def chip_at(self, place: QPoint) -> str:
        """The parameter whose box is at ``place``; empty if none is."""
        return next((name for name, box in self.chips.items() if box.contains(place)), "")


def card_parts(rect: QRect, font: QFont, report: LayerReport | None) -> CardParts:
    """Lay out the card of a row at ``rect``; the input has no report."""
    line = QFontMetrics(font).height()
    frame = rect.adjusted(GRID, 2, -GRID, -2)
    icon = QRect(frame.left() + GRID, frame.top() + GRID - 1, ICON, ICON)
    eye = QRect(0, frame.bottom() - EYE - 3, EYE, EYE)
    eye.moveLeft(icon.center().x() - EYE // 2 + 1)
    left, right = icon.right() + GRID, frame.right() - GRID
    first = QRect(left, frame.top() + GRID // 2 + 1, right - left, line)
    second = QRect(left, first.bottom() + GRID // 2, right - left, line + 4)
    bars = QRect(left, frame.bottom() - GRID // 2 - BAR_HEIGHT - 1, right - left, BAR_HEIGHT)
    return CardParts(frame, icon, eye, first, second, bars, _chips(second, font, report))


def _chips(line: QRect, font: QFont, report: LayerReport | None) -> dict[str, QRect]:
    metrics, left, chips = QFontMetrics(font), line.left(), {}
    for name in report.layer.main if report else ():
        text = report.layer.shown(name) if report else ""
        width = metrics.horizontalAdvance(text) + GRID + 4
        chips[name] = QRect(left, line.top(), min(width, line.right() - left), line.height())
        left += width + GRID // 2
    return chips


class LayerCardDelegate(QStyledItemDelegate):
    """Heights come from the font, so that large fonts fit."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.hovered = (-1, "")  # the row and the part under the pointer

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(24 * GRID, 2 * QFontMetrics(option.font).height() + 4 * GRID)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        report: LayerReport | None = index.data(LayerRole.REPORT)
        parts = card_parts(option.rect, option.font, report)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wrong = bool(index.data(LayerRole.IS_WRONG))
        self._paint_frame(painter, option, parts, wrong)
        if report and not report.layer.enabled:
            painter.setOpacity(OFF)
        self._paint_icon(painter, parts, report, wrong)
        self._paint_first_line(painter, option, parts, index, report)
        if report:
            self._paint_chips(painter, option, parts, index.row(), report)
            self._paint_bars(painter, parts, index)
        painter.setOpacity(1.0)
        self._paint_eye(painter, option, parts, index.row(), report)
        painter.restore()

    def _paint_frame(
        self, painter: QPainter, option: QStyleOptionViewItem, parts: CardParts, wrong: bool
    ) -> None:
        colours, state = self._theme.colours, option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        edge = colours.border
        if wrong:
            edge = colours.error
        elif selected or hovered:
            edge = colours.accent
        painter.setPen(QPen(QColor(edge), 2 if selected or wrong else 1))
        painter.setBrush(QColor(colours.selected if selected else colours.raised))
        painter.drawRoundedRect(QRectF(parts.frame).adjusted(1, 1, -1, -1), 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(parts.frame).adjusted(4, 4, -4, -4), 4, 4)

    def _paint_icon(
        self, painter: QPainter, parts: CardParts, report: LayerReport | None, wrong: bool
    ) -> None:
        colours = self._theme.colours
        name = report.layer.kind if report else "Input"
        colour = colours.error if wrong else colours.accent
        renderer_of("warning" if wrong else name, colour).render(painter, QRectF(parts.icon))

    def _paint_first_line(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        parts: CardParts,
        index: AnyIndex,
        report: LayerReport | None,
    ) -> None:
        colours = self._theme.colours
        shape = str(index.data(LayerRole.SHAPE))
        line = parts.first
        painter.setFont(option.font)
        painter.setPen(QColor(colours.muted))
        painter.drawText(line, _AT_RIGHT, shape)
        room = line.width() - QFontMetrics(option.font).horizontalAdvance(shape) - GRID
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        bold.setStrikeOut(report is not None and not report.layer.enabled)
        painter.setFont(bold)
        painter.setPen(QColor(colours.text))
        kind = report.layer.kind if report else self.tr("Input")
        painter.drawText(line, _AT_LEFT, _elided(bold, kind, room))

    def _paint_chips(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        parts: CardParts,
        row: int,
        report: LayerReport,
    ) -> None:
        colours, right = self._theme.colours, parts.second.left()
        painter.setFont(option.font)
        for name, box in parts.chips.items():
            painter.setPen(
                QColor(colours.accent if self.hovered == (row, name) else colours.border)
            )
            painter.setBrush(QColor(colours.window))
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setPen(QColor(colours.text))
            text = report.layer.shown(name)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            right = box.right() + GRID
        if report.parameters:
            painter.setPen(QColor(colours.muted))
            text = number(report.parameters)
            if QFontMetrics(option.font).horizontalAdvance(text) <= parts.second.right() - right:
                painter.drawText(parts.second, _AT_RIGHT, text)

    def _paint_bars(self, painter: QPainter, parts: CardParts, index: AnyIndex) -> None:
        """On the left its share of the weights, on the right of the multiply-adds."""
        colours, half = self._theme.colours, (parts.bars.width() - GRID) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        for place, role, colour in (
            (0, LayerRole.PARAMETER_SHARE, colours.accent),
            (1, LayerRole.PRODUCT_SHARE, colours.muted),
        ):
            share = index.data(role)
            if not share:
                continue
            track = QRectF(parts.bars)
            track.setLeft(track.left() + place * (half + GRID))
            track.setWidth(half)
            painter.setBrush(QColor(colours.border))
            painter.drawRoundedRect(track, 2, 2)
            track.setWidth(max(2.0, half * share))
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(track, 2, 2)

    def _paint_eye(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        parts: CardParts,
        row: int,
        report: LayerReport | None,
    ) -> None:
        if report is None:
            return
        state = option.state
        seen = state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver)
        if seen or not report.layer.enabled:
            colours = self._theme.colours
            colour = colours.accent if self.hovered == (row, "eye") else colours.muted
            name = "eye" if report.layer.enabled else "eye-off"
            renderer_of(name, colour).render(painter, QRectF(parts.eye))


_AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _elided(font: QFont, text: str, width: int) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))
