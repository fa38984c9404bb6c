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
from cnnlab_gui.core.inside.sheet import Cell, Look, Sheet
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.maps.sheet_paint import SheetPainter
from cnnlab_gui.widgets.theme import GRID, Theme

LEFT = 15 * GRID  # room for what stands beside a row
TOP = 5 * GRID  # room for what stands above a column
GRID_PLACE = ("row", "column", "channel")


@dataclass(frozen=True)
class Caption:
    """What stands beside a row: two lines, and whether the network was right."""

    title: str = ""
    detail: str = ""
    is_right: bool | None = None


@dataclass(frozen=True)
class Head:
    """What stands above a part of the sheet: from ``left`` on, ``width`` of its pixels wide."""

    text: str
    left: int
    width: int


@dataclass(frozen=True)
class Place:
    """One value of one map."""

    cell: Cell
    at: Position

    @property
    def pixel(self) -> Rect:
        """The value as an area of its map; a vector is one row of values."""
        return (
            Rect(0, self.at[0], 1, 1) if len(self.at) == 1 else Rect(self.at[0], self.at[1], 1, 1)
        )


@dataclass(frozen=True)
class Outline:
    """A frame around some values of a map; the map may stand beside the sheet."""

    cell: Cell
    area: Rect
    beside: bool = False


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
        self.setAccessibleName(self.tr("Maps"))
        keys = self.tr(
            "Arrow keys: another row, another image. Page up and down: another channel. "
            "Return: go from value to value, with Ctrl from map to map. Esc: let go."
        )
        self.setToolTip(keys)
        self.setAccessibleDescription(keys)
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
    ) -> None:
        """Show ``sheet``, the heads above it, and a caption for each row.

        What was pinned stays pinned where the new sheet still has it. A ``reference`` stands
        at the left; the caption of ``row`` is then below it, and no other is shown. The bars of
        a vector have names by row and layer.
        """
        self._sheet, self._heads, self._captions = sheet, heads, captions
        self._reference, self._row = reference, row
        self._bar_names = bar_names or {}
        self._image = self._as_image(sheet)
        self._reference_image = self._as_image(reference) if reference else QImage()
        self._painter.lay_out(sheet, reference)
        self._outlines = ()
        self._place = self._found_again(self._place)
        self._is_pinned = self._is_pinned and self._place is not None
        self.update()
        self.pointed.emit(self._place)

    def _as_image(self, sheet: Sheet) -> QImage:
        image = as_image(sheet.picture)
        image.setDevicePixelRatio(self.devicePixelRatioF())
        return image

    def clear(self) -> None:
        """Show nothing."""
        self._sheet = self._reference = None
        self._image = self._reference_image = QImage()
        self._place, self._outlines, self._is_pinned = None, (), False
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
        ratio = self.devicePixelRatioF()
        width, height = self.width() - self._left - GRID, self.height() - TOP - GRID
        return QSize(max(1, int(width * ratio)), max(1, int(height * ratio)))

    def _found_again(self, place: Place | None) -> Place | None:
        if place is None or self._sheet is None:
            return None
        old, found = place.cell, None
        for cell in self._sheet.cells:
            if (cell.row, cell.layer, cell.values) != (old.row, old.layer, old.values):
                continue
            if cell.channel == old.channel:
                return Place(cell, place.at)
            # In a grid, another channel of the same layer has taken the old one's place.
            found = cell if found is None and len(place.at) == len(GRID_PLACE) else found
        if found is None or self._reference is not None or found.channel is None:
            return None
        return Place(found, (*place.at[:2], found.channel))

    # Where things are, in logical pixels

    @property
    def origin(self) -> QPoint:
        """Where the sheet's corner is."""
        return QPoint(self._left, TOP)

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
        if self._reference:
            painter.drawImage(self.reference_origin, self._reference_image)
        self._painter.paint_heads(painter, self._heads)
        self._painter.paint_captions(painter, self._captions, self._row)
        self._painter.paint_bar_names(painter, self._sheet, self._bar_names)
        for outline in self._outlines:
            area = outline.cell.area_of(outline.area)
            self._painter.paint_outline(painter, self.rect_of(area, beside=outline.beside))
        if self._place:
            rect = self.rect_of(self._place.cell.area_of(self._place.pixel))
            self._painter.paint_place(painter, rect, pinned=self._is_pinned)
        if self.hasFocus():
            self._painter.paint_focus(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.room_changed.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and self._place is not None:
            # Over a map it would hide what is looked at.
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

    def pin(self, layer: int, row: int) -> None:
        """Pin the middle of a map, as a click there would."""
        cells = self._sheet.cells if self._sheet else ()
        found = [cell for cell in cells if (cell.layer, cell.row) == (layer, row)]
        place = self._middle_of(found[0]) if found else None
        if place:
            self._is_pinned = True
            self.choose_row(row)
            self._point_at(place)

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
        at = _stepped(place, step)
        if at is not None:
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


def _stepped(place: Place, step: tuple[int, int]) -> Position | None:
    """The value one further in a direction; None beyond the map's border."""
    cell, (rows, columns) = place.cell, place.cell.values
    if len(place.at) == 1:
        across = cell.columns if cell.look is Look.LINES else 1
        by = step[0] * across + (step[1] if cell.look is Look.LINES else 0)
        index = place.at[0] + by * cell.scale.reduce
        return (index,) if 0 <= index < columns else None
    row = place.at[0] + step[0] * cell.scale.reduce
    column = place.at[1] + step[1] * cell.scale.reduce
    return (row, column, *place.at[2:]) if 0 <= row < rows and 0 <= column < columns else None
