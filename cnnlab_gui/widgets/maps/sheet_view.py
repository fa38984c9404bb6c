"""Shows one sheet of maps with its captions; says what is under the pointer or the keyboard."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.inside.sheet import Cell, Sheet
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.maps.sheet_paint import SheetPainter
from cnnlab_gui.widgets.theme import GRID, Theme

LEFT = 15 * GRID  # room for what stands beside a row
TOP = 3 * GRID  # room for what stands above a column


@dataclass(frozen=True)
class Caption:
    """What stands beside a row: two lines, and whether the network was right."""

    title: str = ""
    detail: str = ""
    is_right: bool | None = None


@dataclass(frozen=True)
class Place:
    """One value of one map."""

    cell: Cell
    at: Position

    @property
    def pixel(self) -> Rect:
        """The value as an area of its map; a vector is one row of values."""
        return Rect(0, self.at[0], 1, 1) if len(self.at) == 1 else Rect(*self.at[:2], 1, 1)


@dataclass(frozen=True)
class Outline:
    """A frame around some values of a map."""

    cell: Cell
    area: Rect


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
        self._image = QImage()
        self._heads: dict[int, str] = {}
        self._captions: tuple[Caption, ...] = ()
        self._outlines: tuple[Outline, ...] = ()
        self._place: Place | None = None
        self._is_pinned = False
        self._row = 0
        self._left = LEFT
        self._painter = SheetPainter(theme, self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(30 * GRID, 20 * GRID)
        theme.changed.connect(self.update)

    # What is shown

    def show_sheet(
        self, sheet: Sheet, heads: dict[int, str], captions: tuple[Caption, ...], *, row: int = 0
    ) -> None:
        """Show ``sheet``, the heads of its columns by layer, and a caption for each row.

        What was pinned stays pinned where the new sheet still has it.
        """
        self._sheet, self._heads, self._captions = sheet, heads, captions
        self._row = row
        self._image = as_image(sheet.picture)
        self._image.setDevicePixelRatio(self.devicePixelRatioF())
        self._outlines = ()
        self._place = self._found_again(self._place)
        self._is_pinned = self._is_pinned and self._place is not None
        self.update()
        self.pointed.emit(self._place)

    def clear(self) -> None:
        """Show nothing."""
        self._sheet, self._image = None, QImage()
        self._place, self._outlines, self._is_pinned = None, (), False
        self.update()

    def set_caption_room(self, pixels: int) -> None:
        """Leave so much room at the left, logical pixels."""
        if pixels != self._left:
            self._left = pixels
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
        ratio = self.devicePixelRatioF()
        width, height = self.width() - self._left - GRID, self.height() - TOP - GRID
        return QSize(max(1, int(width * ratio)), max(1, int(height * ratio)))

    def _found_again(self, place: Place | None) -> Place | None:
        if place is None or self._sheet is None:
            return None
        old = place.cell
        for cell in self._sheet.cells:
            same = (cell.row, cell.layer, cell.channel) == (old.row, old.layer, old.channel)
            if same and cell.values == old.values:
                return Place(cell, place.at)
        return None

    # Where things are, in logical pixels

    @property
    def origin(self) -> QPoint:
        """Where the sheet's corner is."""
        return QPoint(self._left, TOP)

    def rect_of(self, area: Rect) -> QRect:
        """An area of the sheet in the widget."""
        ratio = self.devicePixelRatioF()
        left, top = round(area.left / ratio), round(area.top / ratio)
        right = round((area.left + area.width) / ratio)
        bottom = round((area.top + area.height) / ratio)
        return QRect(left, top, right - left, bottom - top).translated(self.origin)

    def point_of(self, place: Place) -> QPoint:
        """The middle of a value in the widget."""
        return self.rect_of(place.cell.area_of(place.pixel)).center()

    def _place_at(self, point: QPoint) -> Place | None:
        if self._sheet is None:
            return None
        ratio = self.devicePixelRatioF()
        inner = point - self.origin
        x, y = int(inner.x() * ratio), int(inner.y() * ratio)
        cell = self._sheet.cell_at(x, y) if x >= 0 and y >= 0 else None
        at = cell.position_at(x, y) if cell else None
        return Place(cell, at) if cell and at is not None else None

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._sheet is None:
            return
        painter.drawImage(self.origin, self._image)
        self._painter.paint_dead(painter, self._sheet)
        self._painter.paint_heads(painter, self._sheet, self._heads)
        self._painter.paint_captions(painter, self._sheet, self._captions, self._row)
        for outline in self._outlines:
            self._painter.paint_outline(painter, self.rect_of(outline.cell.area_of(outline.area)))
        if self._place:
            rect = self.rect_of(self._place.cell.area_of(self._place.pixel))
            self._painter.paint_place(painter, rect, pinned=self._is_pinned)
        if self.hasFocus():
            self._painter.paint_focus(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.room_changed.emit()

    def event(self, event: QEvent) -> bool:
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
        self._place = None
        self._point_at(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        if place and event.button() is Qt.MouseButton.LeftButton:
            self.opened.emit(place.cell)

    def choose_row(self, row: int) -> None:
        """Let the arrow keys move this row."""
        if row != self._row and 0 <= row < len(self._captions):
            self._row = row
            self.update()
            self.row_chosen.emit(row)

    def _point_at(self, place: Place | None) -> None:
        if place != self._place:
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
        step = {
            keys.Key_Left: (0, -1),
            keys.Key_Right: (0, 1),
            keys.Key_Up: (-1, 0),
            keys.Key_Down: (1, 0),
        }.get(keys(key))
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

    def _pin_something(self) -> None:
        """Pin the value under the pointer, else the middle of the row's first map."""
        place = self._place or self._first_place()
        if place:
            self._is_pinned = True
            self._place = None
            self._point_at(place)

    def _first_place(self) -> Place | None:
        cells = self._sheet.cells if self._sheet else ()
        in_row = [cell for cell in cells if cell.row == self._row and cell.layer >= 0]
        return self._middle_of(in_row[0]) if in_row else None

    def _middle_of(self, cell: Cell) -> Place | None:
        box = cell.box
        # Between four values the lower right one: any will do, as long as it is one.
        at = cell.position_at(box.left + box.width // 2, box.top + box.height // 2)
        return Place(cell, at) if at is not None else None

    def _step_place(self, place: Place, step: tuple[int, int], *, to_another_map: bool) -> None:
        if to_another_map:
            there = self._neighbour(place.cell, step)
            if there:
                self._point_at(self._middle_of(there))
            return
        pixel = place.pixel
        rows, columns = place.cell.values
        row, column = pixel.top + step[0], pixel.left + step[1]
        if not (0 <= row < rows and 0 <= column < columns):
            return
        at = (column,) if len(place.at) == 1 else (row, column, *place.at[2:])
        self._point_at(Place(place.cell, at))

    def _neighbour(self, cell: Cell, step: tuple[int, int]) -> Cell | None:
        """The nearest map in a direction."""
        if self._sheet is None:
            return None
        middle = _middle(cell.box)

        def distance(other: Cell) -> float | None:
            down, right = (a - b for a, b in zip(_middle(other.box), middle, strict=True))
            onward = down * step[0] + right * step[1]
            aside = abs(down * step[1]) + abs(right * step[0])
            return onward + 3 * aside if onward > 0 else None

        found = [(d, index) for index, c in enumerate(self._sheet.cells) if (d := distance(c))]
        return self._sheet.cells[min(found)[1]] if found else None


def _middle(box: Rect) -> tuple[float, float]:
    return box.top + box.height / 2, box.left + box.width / 2
