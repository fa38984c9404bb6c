"""What is painted around and over a sheet: heads, captions, frames, marks."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QRegion

from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.sheet import Cell, Look, Sheet
from cnnlab_gui.widgets.maps.captions import blank_text
from cnnlab_gui.widgets.maps.places import Caption, Head, Outline
from cnnlab_gui.widgets.theme import GRID, Theme

if TYPE_CHECKING:
    from cnnlab_gui.widgets.maps.sheet_surface import SheetSurface

RIGHT, WRONG = "✓", "✗"
BRIGHT = 110  # of 255, green: what letters must be dark on


class SheetPainter:
    """Paints for one view; holds nothing but where the captions were put."""

    def __init__(self, theme: Theme, view: "SheetSurface") -> None:
        self._theme = theme
        self._view = view
        self._caption_rects: list[QRect] = []
        self._rows: list[Rect] = []
        self._below: Sheet | None = None

    def row_at(self, point: QPoint) -> int | None:
        """The row whose caption is at a point."""
        for row, rect in enumerate(self._caption_rects):
            if rect.contains(point) and point.y() >= self._view.window_rect.top():
                return row
        return None

    def lay_out(self, sheet: Sheet, reference: Sheet | None) -> None:
        """Find out where the rows are, once for each sheet."""
        self._below, self._rows = reference, []
        if reference is not None:
            return
        rows: dict[int, tuple[int, int]] = {}
        for cell in sheet.cells:
            top, bottom = rows.get(cell.row, (cell.box.top, 0))
            end = cell.box.top + cell.box.height
            rows[cell.row] = min(top, cell.box.top), max(bottom, end)
        for row in range(max(rows, default=-1) + 1):
            top, bottom = rows.get(row, (0, 0))
            self._rows.append(Rect(top, 0, bottom - top, 1))

    def row_rect(self, row: int) -> Rect | None:
        """Where the maps of a row are, in pixels of the sheet."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def paint_blanks(self, painter: QPainter, sheet: Sheet) -> None:
        """Say in the place of a map that is not there why it is not."""
        painter.setPen(QColor(self._theme.colours.muted))
        for blank in sheet.blanks:
            text = blank_text(blank.channels)
            middle = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(self._view.rect_of(blank.box), middle, text)

    def paint_heads(self, painter: QPainter, heads: tuple[Head, ...]) -> None:
        """Write what each part of the sheet shows above it."""
        painter.setPen(QColor(self._theme.colours.muted))
        rects = [self._view.rect_of(Rect(0, head.left, 1, head.width)) for head in heads]
        for number, (head, rect) in enumerate(zip(heads, rects, strict=True)):
            if rect.right() < -rect.width() or rect.left() > self._view.width() + rect.width():
                continue  # far out of sight
            # A small map in the middle of its column has a name that is wider than itself.
            neighbours = [rects[n] for n in (number - 1, number + 1) if 0 <= n < len(rects)]
            room = _room_between(rect, neighbours, self._view.width())
            line = QRect(room.left(), 0, room.width(), self._view.window_rect.top() - 3)
            text = _elided_lines(painter.fontMetrics(), head.text, line.width())
            bottom = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
            painter.drawText(line, bottom, text)

    def paint_captions(
        self, painter: QPainter, captions: tuple[Caption, ...], current: int
    ) -> None:
        """Write each row's caption beside it, and mark the row that the keys move."""
        colours = self._theme.colours
        self._caption_rects = []
        width = self._view.window_rect.left() - GRID
        if self._below is not None:
            if current < len(captions):
                height = self._below.picture.shape[0] / self._view.devicePixelRatioF()
                top = self._view.reference_origin.y() + round(height) + GRID
                rect = QRect(0, top, width, self._view.height() - top)
                self._paint_caption(painter, rect.adjusted(GRID, 0, 0, 0), captions[current], 0.0)
            return
        for row, (caption, lines) in enumerate(zip(captions, self._rows, strict=False)):
            inner = self._view.rect_of(lines)
            rect = QRect(0, inner.top(), width, inner.height())
            self._caption_rects.append(rect)
            if row == current and len(captions) > 1:
                painter.fillRect(QRect(0, rect.top(), 3, rect.height()), QColor(colours.accent))
            self._paint_caption(painter, rect.adjusted(GRID, 0, 0, 0), caption, 0.5)

    def _paint_caption(
        self, painter: QPainter, rect: QRect, caption: Caption, middle: float
    ) -> None:
        colours = self._theme.colours
        plain = painter.font()
        bold = QFont(plain)
        bold.setWeight(QFont.Weight.DemiBold)
        wrap = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
        title_height = _height(bold, rect.width(), caption.title)
        mark = "" if caption.is_right is None else (RIGHT if caption.is_right else WRONG)
        detail = f"{mark} {caption.detail}".strip()
        detail_height = _height(plain, rect.width(), detail)
        top = rect.top() + max(0, round((rect.height() - title_height - detail_height) * middle))
        painter.setFont(bold)
        painter.setPen(QColor(colours.text))
        painter.drawText(QRect(rect.left(), top, rect.width(), title_height), wrap, caption.title)
        painter.setFont(plain)
        painter.setPen(QColor(colours.error if caption.is_right is False else colours.muted))
        below = QRect(rect.left(), top + title_height, rect.width(), detail_height)
        painter.drawText(below, wrap, detail)

    def paint_names_beside(
        self, painter: QPainter, reference: Sheet, names: tuple[str, ...]
    ) -> None:
        """Write above each map that stands beside the sheet what it shows."""
        painter.setPen(QColor(self._theme.colours.muted))
        width = self._view.window_rect.left() - GRID
        bottom = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
        for cell, name in zip(reference.cells, names, strict=False):
            rect = self._view.rect_of(cell.box, beside=True)
            half = min(rect.center().x(), width - rect.center().x())
            room = QRect(rect.center().x() - half, 0, 2 * half, rect.top() - 3)
            text = _elided_lines(painter.fontMetrics(), name, room.width())
            painter.drawText(room, bottom, text)

    def paint_bar_names(
        self, painter: QPainter, sheet: Sheet, names: dict[tuple[int, int], tuple[str, ...]]
    ) -> None:
        """Write into each bar what it stands for; on its dark ground in either appearance."""
        for cell in sheet.cells if names else ():
            texts = names.get((cell.row, cell.layer))
            if texts is None or cell.look is not Look.BARS:
                continue
            for index, text in enumerate(texts):
                rect = self._view.rect_of(cell.area_of(Rect(0, index, 1, 1)))
                if rect.height() < painter.fontMetrics().height():
                    break
                room = rect.adjusted(GRID // 2, 0, -GRID // 2, 0)
                shown = painter.fontMetrics().elidedText(
                    text, Qt.TextElideMode.ElideRight, room.width()
                )
                at = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
                painter.setPen(QColor("#ffffff"))
                painter.drawText(room, at, shown)
                # The part that lies on the bright bar is dark.
                painter.save()
                painter.setClipRegion(self._bright_part(rect, sheet, cell, index))
                painter.setPen(QColor("#000000"))
                painter.drawText(room, at, shown)
                painter.restore()

    def _bright_part(self, rect: QRect, sheet: Sheet, cell: Cell, index: int) -> QRegion:
        """The pixels of a bar on which dark letters are read better than white ones."""
        area = cell.area_of(Rect(0, index, 1, 1))
        line = sheet.picture[area.top + area.height // 3, area.left : area.left + area.width]
        green = (line >> 8) & 0xFF
        bright = (green > BRIGHT).nonzero()[0]
        if not len(bright):
            return QRegion(0, 0, 0, 0)
        span = Rect(area.top, area.left + int(bright[0]), area.height, len(bright))
        return QRegion(self._view.rect_of(span))

    def paint_outlines(self, painter: QPainter, outlines: tuple[Outline, ...]) -> None:
        """Frame what a value was made of; what stands beside the sheet is never out of sight."""
        is_clipped = painter.hasClipping()
        for outline in outlines:
            area = outline.cell.area_of(outline.area)
            painter.setClipping(is_clipped and not outline.beside)
            self.paint_outline(painter, self._view.rect_of(area, beside=outline.beside))
        painter.setClipping(is_clipped)

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


def _room_between(rect: QRect, neighbours: list[QRect], width: int) -> QRect:
    """As wide as its neighbours let it be, with ``rect`` in the middle."""
    middle = rect.center().x()
    half = min(
        [abs(other.center().x() - middle) // 2 for other in neighbours]
        or [min(middle, width - middle)]
    )
    half = max(half - 3, rect.width() // 2)
    return QRect(middle - half, rect.top(), 2 * half, rect.height())


def _elided_lines(metrics: QFontMetrics, text: str, width: int) -> str:
    return "\n".join(
        metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in text.split("\n")
    )


def _height(font: QFont, width: int, text: str) -> int:
    if not text:
        return 0
    room = QRect(0, 0, width, 10_000)
    return QFontMetrics(font).boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).height()
