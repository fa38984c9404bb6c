"""What is painted around and over a sheet: heads, captions, frames, marks."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from cnnlab_gui.core.inside.sheet import Cell, Sheet
from cnnlab_gui.widgets.theme import GRID, Theme

if TYPE_CHECKING:
    from cnnlab_gui.widgets.maps.sheet_view import Caption, SheetView

MARK = 2 * GRID  # side of a mark in a caption
RIGHT, WRONG = "✓", "✗"
LEAST_MARKED = 12  # pixels; a smaller map has no room for a mark


class SheetPainter:
    """Paints for one view; holds nothing but where the captions were put."""

    def __init__(self, theme: Theme, view: "SheetView") -> None:
        self._theme = theme
        self._view = view
        self._caption_rects: list[QRect] = []

    def row_at(self, point: QPoint) -> int | None:
        """The row whose caption is at a point."""
        for row, rect in enumerate(self._caption_rects):
            if rect.contains(point):
                return row
        return None

    def paint_heads(self, painter: QPainter, sheet: Sheet, heads: dict[int, str]) -> None:
        """Write what each column shows above it."""
        painter.setPen(QColor(self._theme.colours.muted))
        done: set[int] = set()
        columns = [(cell.layer, self._view.rect_of(cell.box)) for cell in _first_row(sheet)]
        for number, (layer, rect) in enumerate(columns):
            if layer in done or layer not in heads:
                continue
            done.add(layer)
            # A small map in the middle of its column has a name that is wider than itself.
            neighbours = [columns[n][1] for n in (number - 1, number + 1) if 0 <= n < len(columns)]
            room = _room_between(rect, neighbours, self._view.width())
            line = QRect(room.left(), 0, room.width(), self._view.origin.y() - 4)
            text = painter.fontMetrics().elidedText(
                heads[layer], Qt.TextElideMode.ElideRight, line.width()
            )
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)

    def paint_captions(
        self, painter: QPainter, sheet: Sheet, captions: tuple["Caption", ...], current: int
    ) -> None:
        """Write each row's caption beside it, and mark the row that the keys move."""
        colours = self._theme.colours
        self._caption_rects = []
        for row, caption in enumerate(captions):
            boxes = [self._view.rect_of(cell.box) for cell in sheet.cells if cell.row == row]
            if not boxes:
                self._caption_rects.append(QRect())
                continue
            top = min(box.top() for box in boxes)
            bottom = max(box.bottom() for box in boxes)
            rect = QRect(0, top, self._view.origin.x() - GRID, bottom - top + 1)
            self._caption_rects.append(rect)
            if row == current and len(captions) > 1:
                painter.fillRect(QRect(0, top, 3, rect.height()), QColor(colours.accent))
            self._paint_caption(painter, rect.adjusted(GRID, 0, 0, 0), caption)

    def _paint_caption(self, painter: QPainter, rect: QRect, caption: "Caption") -> None:
        colours = self._theme.colours
        plain = painter.font()
        bold = QFont(plain)
        bold.setWeight(QFont.Weight.DemiBold)
        wrap = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
        title_height = _height(bold, rect.width(), caption.title)
        mark = "" if caption.is_right is None else (RIGHT if caption.is_right else WRONG)
        detail = f"{mark} {caption.detail}".strip()
        detail_height = _height(plain, rect.width(), detail)
        top = rect.top() + max(0, (rect.height() - title_height - detail_height) // 2)
        painter.setFont(bold)
        painter.setPen(QColor(colours.text))
        painter.drawText(QRect(rect.left(), top, rect.width(), title_height), wrap, caption.title)
        painter.setFont(plain)
        painter.setPen(QColor(colours.error if caption.is_right is False else colours.muted))
        below = QRect(rect.left(), top + title_height, rect.width(), detail_height)
        painter.drawText(below, wrap, detail)

    def paint_dead(self, painter: QPainter, sheet: Sheet) -> None:
        """Cross out the channels that never say anything."""
        pen = QPen(QColor(self._theme.colours.error), 1.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        for cell in sheet.cells:
            if cell.is_dead:
                rect = self._view.rect_of(cell.box)
                if rect.width() >= LEAST_MARKED:
                    inner = rect.adjusted(3, 3, -4, -4)
                    painter.drawLine(inner.topLeft(), inner.bottomRight())
                    painter.drawLine(inner.topRight(), inner.bottomLeft())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def paint_outline(self, painter: QPainter, rect: QRect) -> None:
        """Frame what a value was made of: light on dark on light, seen on any map."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor("#000000"), 1))
        painter.drawRect(rect.adjusted(-2, -2, 1, 1))
        painter.setPen(QPen(QColor("#4db2ec"), 2))
        painter.drawRect(rect.adjusted(-1, -1, 0, 0))

    def paint_place(self, painter: QPainter, rect: QRect, *, pinned: bool) -> None:
        """Frame the value itself; what is pinned has a thicker frame."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor("#000000"), 1))
        painter.drawRect(rect.adjusted(-3 if pinned else -2, -3 if pinned else -2, 2, 2))
        painter.setPen(QPen(QColor("#ffffff"), 2 if pinned else 1))
        painter.drawRect(rect.adjusted(-1, -1, 0, 0))

    def paint_focus(self, painter: QPainter) -> None:
        """Show that keys go here."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(self._theme.colours.accent))
        painter.drawRect(self._view.rect().adjusted(0, 0, -1, -1))


def _first_row(sheet: Sheet) -> list[Cell]:
    """A map for each column, from left to right."""
    columns: dict[int, Cell] = {}
    for cell in sheet.cells:
        columns.setdefault(cell.layer, cell)
    return sorted(columns.values(), key=lambda cell: cell.box.left)


def _room_between(rect: QRect, neighbours: list[QRect], width: int) -> QRect:
    """As wide as its neighbours let it be, with ``rect`` in the middle."""
    middle = rect.center().x()
    half = min(
        [abs(other.center().x() - middle) // 2 for other in neighbours]
        or [min(middle, width - middle)]
    )
    half = max(half - 3, rect.width() // 2)
    return QRect(middle - half, rect.top(), 2 * half, rect.height())


def _height(font: QFont, width: int, text: str) -> int:
    if not text:
        return 0
    room = QRect(0, 0, width, 10_000)
    return QFontMetrics(font).boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).height()
