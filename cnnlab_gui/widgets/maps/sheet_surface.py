"""A sheet of maps with what stands around it: where each part is, and how it is painted."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.sheet import Sheet
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.maps.places import Caption, Head, Outline, Place
from cnnlab_gui.widgets.maps.sheet_numbers import TileNumbers
from cnnlab_gui.widgets.maps.sheet_paint import SheetPainter
from cnnlab_gui.widgets.maps.sheet_scroll import SheetScroll
from cnnlab_gui.widgets.maps.sheet_steps import found_again
from cnnlab_gui.widgets.theme import GRID, Theme

LEFT = 15 * GRID  # room for what stands beside a row
TOP = 5 * GRID  # room for what stands above a column
FRAME = 3  # logical pixels that the frame of a value goes beyond it


class SheetSurface(QWidget):
    """A sheet of maps with heads, captions and a frame around the value that is asked about.

    Signals
    -------
    room_changed
        There is another room for the sheet; see `room`.
    pointed : Place or None
        The value that is asked about is another one, or of another sheet.
    """

    room_changed = Signal()
    pointed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sheet: Sheet | None = None
        self._reference: Sheet | None = None
        self._image, self._reference_image = QImage(), QImage()
        self._heads: tuple[Head, ...] = ()
        self._captions: tuple[Caption, ...] = ()
        self._bar_names: dict[tuple[int, int], tuple[str, ...]] = {}
        self._names_beside: tuple[str, ...] = ()
        self._outlines: tuple[Outline, ...] = ()
        self._place: Place | None = None
        self._is_pinned = False
        self._row = 0
        self._left = LEFT
        self._painter = SheetPainter(theme, self)
        self._numbers = TileNumbers()
        self._scroll = SheetScroll(theme, self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(30 * GRID, 20 * GRID)
        self.setAccessibleName(self.tr("Maps"))
        theme.changed.connect(self.update)

    # What is shown

    def show_sheet(
        self,
        sheet: Sheet,
        heads: tuple[Head, ...],
        captions: tuple[Caption, ...],
        *,
        row: int = 0,
        reference: Sheet | None = None,
        bar_names: dict[tuple[int, int], tuple[str, ...]] | None = None,
        names_beside: tuple[str, ...] = (),
    ) -> None:
        """Show ``sheet``, the heads above it, and a caption for each row.

        What was pinned stays pinned where the new sheet still has it. A ``reference`` stands
        at the left, each of its maps below its name; the caption of ``row`` is then below it,
        and no other is shown. The bars of a vector have names by row and layer.
        """
        before = self._sheet
        self._sheet, self._heads, self._captions = sheet, heads, captions
        self._reference, self._row = reference, row
        self._bar_names = bar_names or {}
        self._names_beside = names_beside
        self._image = self._as_image(sheet)
        self._reference_image = self._as_image(reference) if reference else QImage()
        self._painter.lay_out(sheet, reference)
        is_as_large = before is not None and before.picture.shape == sheet.picture.shape
        self._scroll.fit(self._image.deviceIndependentSize().toSize(), self.window_rect)
        self._outlines = ()
        # Beside a reference stands one layer: another channel is another map.
        if self._place:
            self._place = found_again(self._place, sheet, in_grid=reference is None)
        self._is_pinned = self._is_pinned and self._place is not None
        if not is_as_large:
            # Else a person may have moved it, and another image comes.
            self._show_current()
        self.update()
        self.pointed.emit(self._place)

    def _show_current(self) -> None:
        """Bring into sight what is pinned, or else the row that the arrow keys move."""
        row = self._painter.row_rect(self._row)
        if self._is_pinned and self._place:
            # As much of the map as there is room for, and the value in any case.
            cell = self._place.cell
            for area in (cell.box, cell.area_of(self._place.pixel)):
                self._scroll.show_area(self.rect_of(area), self.window_rect)
        elif row is not None:
            inner, window = self.rect_of(row), self.window_rect
            self._scroll.show_area(QRect(window.left(), inner.top(), 1, inner.height()), window)

    def _as_image(self, sheet: Sheet) -> QImage:
        image = as_image(sheet.picture)
        image.setDevicePixelRatio(self.devicePixelRatioF())
        return image

    def clear(self) -> None:
        """Show nothing."""
        self._sheet = self._reference = None
        self._image = self._reference_image = QImage()
        self._place, self._outlines, self._is_pinned = None, (), False
        self._scroll.fit(QSize(), self.window_rect)
        self.update()

    def set_caption_room(self, pixels: int | None) -> None:
        """Leave so much room at the left, logical pixels; None for the usual."""
        wanted = LEFT if pixels is None else pixels
        if wanted != self._left:
            self._left = wanted
            self.room_changed.emit()

    def set_outlines(self, outlines: tuple[Outline, ...]) -> None:
        """Frame what the value under the pointer was made of."""
        self._outlines = outlines
        self.update()

    @property
    def sheet(self) -> Sheet | None:
        return self._sheet

    @property
    def place(self) -> Place | None:
        """The value under the pointer, or the one that is pinned."""
        return self._place

    @property
    def is_pinned(self) -> bool:
        return self._is_pinned

    @property
    def row(self) -> int:
        """The row that the arrow keys move."""
        return self._row

    @property
    def captions(self) -> tuple[Caption, ...]:
        return self._captions

    @property
    def room(self) -> QSize:
        """What a sheet may take, in the screen's own pixels."""
        ratio, room = self.devicePixelRatioF(), self.window_rect
        return QSize(max(1, int(room.width() * ratio)), max(1, int(room.height() * ratio)))

    # Where things are, in logical pixels

    @property
    def window_rect(self) -> QRect:
        """Where the sheet is seen: right of the captions, below the heads."""
        width, height = self.width() - self._left - GRID, self.height() - TOP - GRID
        return QRect(self._left, TOP, max(1, width), max(1, height))

    @property
    def origin(self) -> QPoint:
        """Where the sheet's corner is; out of sight where the sheet was moved."""
        return self.window_rect.topLeft() - self._scroll.offset

    @property
    def reference_origin(self) -> QPoint:
        """Where the corner of what stands beside it is."""
        return QPoint(GRID, TOP)

    def rect_of(self, area: Rect, *, beside: bool = False) -> QRect:
        """An area of the sheet, or of what stands beside it, in the widget."""
        ratio = self.devicePixelRatioF()
        left, top = round(area.left / ratio), round(area.top / ratio)
        right = round((area.left + area.width) / ratio)
        bottom = round((area.top + area.height) / ratio)
        corner = self.reference_origin if beside else self.origin
        return QRect(left, top, right - left, bottom - top).translated(corner)

    def point_of(self, place: Place) -> QPoint:
        """The middle of a value in the widget."""
        return self.rect_of(place.cell.area_of(place.pixel)).center()

    def place_at(self, point: QPoint) -> Place | None:
        """The value that is seen at a point of the widget."""
        if self._sheet is None or (self._scroll.is_needed and not self.window_rect.contains(point)):
            return None
        ratio = self.devicePixelRatioF()
        inner = point - self.origin
        x, y = int(inner.x() * ratio), int(inner.y() * ratio)
        cell = self._sheet.cell_at(x, y) if x >= 0 and y >= 0 else None
        at = cell.position_at(x, y) if cell else None
        return Place(cell, at) if cell and at is not None else None

    def _is_over_maps(self, point: QPoint) -> bool:
        """Whether a point is on a sheet, between its maps too."""
        sheets = (self.origin, self._image), (self.reference_origin, self._reference_image)
        return any(
            QRect(corner, image.deviceIndependentSize().toSize()).contains(point)
            for corner, image in sheets
        )

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._sheet is None:
            return
        if self._reference:
            painter.drawImage(self.reference_origin, self._reference_image)
            self._painter.paint_names_beside(painter, self._reference, self._names_beside)
        window = self.window_rect
        self._clip(painter, window)
        painter.drawImage(self.origin, self._image)
        self._painter.paint_blanks(painter, self._sheet)
        self._painter.paint_bar_names(painter, self._sheet, self._bar_names)
        self._numbers.paint(painter, self.origin, self.devicePixelRatioF(), self._sheet)
        self._clip(painter, window.adjusted(-FRAME, -FRAME, FRAME, FRAME))
        self._painter.paint_outlines(painter, self._outlines)
        if self._place:
            rect = self.rect_of(self._place.cell.area_of(self._place.pixel))
            self._painter.paint_place(painter, rect, pinned=self._is_pinned)
        self._clip(painter, QRect(window.left(), 0, window.width(), TOP))
        self._painter.paint_heads(painter, self._heads)
        self._clip(painter, QRect(0, TOP, self._left, window.height()))
        self._painter.paint_captions(painter, self._captions, self._row)
        painter.setClipping(False)
        if self.hasFocus():
            self._painter.paint_focus(painter)

    def _clip(self, painter: QPainter, rect: QRect) -> None:
        """What was moved out of sight is not to lie over what stays."""
        if self._scroll.is_needed:
            painter.setClipRect(rect)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scroll.put(self.window_rect)
        self.room_changed.emit()

    def event(self, event: QEvent) -> bool:
        is_tip = event.type() is QEvent.Type.ToolTip
        if is_tip and isinstance(event, QHelpEvent) and self._is_over_maps(event.pos()):
            # It would hide what is looked at.
            event.ignore()
            return True
        done = super().event(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self.room_changed.emit()
        return done

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
