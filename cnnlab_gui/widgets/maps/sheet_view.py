"""Shows one sheet of maps with its captions; says what is under the pointer or the keyboard."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.sheet import Sheet
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.maps.places import Caption, Head, Outline, Place
from cnnlab_gui.widgets.maps.sheet_numbers import TileNumbers
from cnnlab_gui.widgets.maps.sheet_paint import SheetPainter
from cnnlab_gui.widgets.maps.sheet_scroll import SheetScroll
from cnnlab_gui.widgets.maps.sheet_steps import (
    STEPS,
    first_of_row,
    found_again,
    middle_of,
    neighbour,
    stepped,
)
from cnnlab_gui.widgets.theme import GRID, Theme

LEFT = 15 * GRID  # room for what stands beside a row
TOP = 5 * GRID  # room for what stands above a column
FRAME = 3  # logical pixels that the frame of a value goes beyond it


class SheetView(QWidget):
    """A sheet of maps that the pointer or the keyboard asks.

    With the keyboard: the arrow keys go from image to image; after Return they go from value
    to value, with Ctrl from map to map, until Escape.

    Signals
    -------
    room_changed
        There is another room for the sheet; see `room`.
    pointed : Place or None
        The value under the pointer, or the one that is pinned.
    row_chosen : int
    step_wanted : int, int
        A row, and by how many images it is to move on.
    channel_step_wanted : int
    opened : Cell
        A map was double-clicked.
    """

    room_changed = Signal()
    pointed = Signal(object)
    row_chosen = Signal(int)
    step_wanted = Signal(int, int)
    channel_step_wanted = Signal(int)
    opened = Signal(object)

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
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(30 * GRID, 20 * GRID)
        self.setAccessibleName(self.tr("Maps"))
        keys = self.tr(
            "Arrow keys: another row, another image. Page up and down: another channel. "
            "Return: go from value to value, with Ctrl from map to map. Esc: let go. Where "
            "nothing is out of sight, the wheel changes the channel, with Shift the image."
        )
        self.setAccessibleDescription(keys)
        self.setToolTip(
            self.tr(
                "Arrow keys: another row, another image\n"
                "Page up and down: another channel\n"
                "Return: from value to value; Esc lets go"
            )
        )
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

    def _place_at(self, point: QPoint) -> Place | None:
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

    # Pointer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._is_pinned:
            self._point_at(self._place_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self._is_pinned:
            self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        place = self._place_at(event.position().toPoint())
        # A second click on what is pinned lets it go.
        self._is_pinned = place is not None and not (self._is_pinned and place == self._place)
        row = place.cell.row if place else self._painter.row_at(event.position().toPoint())
        if row is not None:
            self.choose_row(row)
        self._tell_of(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        if place and event.button() is Qt.MouseButton.LeftButton:
            self.opened.emit(place.cell)

    def choose_row(self, row: int) -> None:
        """Let the arrow keys move this row."""
        if row != self._row and 0 <= row < len(self._captions):
            self._row = row
            self._show_current()
            self.update()
            self.row_chosen.emit(row)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self._scroll.turn(event) and self._sheet is not None:
            steps = self._scroll.steps(event)
            if steps and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.step_wanted.emit(self._row, steps)
            elif steps:
                self.channel_step_wanted.emit(steps)
        event.accept()

    def _point_at(self, place: Place | None) -> None:
        if place != self._place:
            self._tell_of(place)

    def _tell_of(self, place: Place | None) -> None:
        self._place = place
        self._outlines = ()
        self.update()
        self.pointed.emit(place)

    def unpin(self) -> None:
        """Let go of what is pinned."""
        self._is_pinned = False
        self._point_at(None)
        self.update()

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, key = Qt.Key, event.key()
        step = STEPS.get(key)
        with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if step and self._is_pinned and self._place:
            self._step_place(self._place, step, to_another_map=with_control)
        elif step and step[0]:
            self.choose_row(self._row + step[0])
        elif step:
            self.step_wanted.emit(self._row, step[1])
        elif key in (keys.Key_Home, keys.Key_End):
            self.step_wanted.emit(self._row, -(10**9) if key == keys.Key_Home else 10**9)
        elif key in (keys.Key_PageUp, keys.Key_PageDown):
            self.channel_step_wanted.emit(-1 if key == keys.Key_PageUp else 1)
        elif key in (keys.Key_Return, keys.Key_Enter, keys.Key_Space) and not self._is_pinned:
            self._pin_something()
        elif key == keys.Key_Escape and self._is_pinned:
            self.unpin()
        else:
            super().keyPressEvent(event)

    def pin(self, layer: int, row: int) -> None:
        """Pin the middle of a map, as a click there would."""
        cells = self._sheet.cells if self._sheet else ()
        found = [cell for cell in cells if (cell.layer, cell.row) == (layer, row)]
        place = middle_of(found[0]) if found else None
        if place:
            self._is_pinned = True
            self.choose_row(row)
            self._tell_of(place)
            self._show_current()

    def _pin_something(self) -> None:
        """Pin the value under the pointer, else the middle of the row's first map."""
        cells = self._sheet.cells if self._sheet else ()
        place = self._place or first_of_row(cells, self._row)
        if place:
            self._is_pinned = True
            self._tell_of(place)
            self._show_current()

    def _step_place(self, place: Place, step: tuple[int, int], *, to_another_map: bool) -> None:
        if to_another_map:
            there = neighbour(self._sheet, place.cell, step) if self._sheet else None
            middle = middle_of(there) if there else None
            if middle:
                self.choose_row(middle.cell.row)
                self._point_at(middle)
                self._show_current()
            return
        at = stepped(place, step)
        if at is not None:
            self._point_at(Place(place.cell, at))
            self._show_current()
