"""A sheet of maps that is asked with the pointer or the keyboard."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from cnnlab_gui.widgets.maps.places import Place
from cnnlab_gui.widgets.maps.sheet_steps import STEPS, first_of_row, middle_of, neighbour, stepped
from cnnlab_gui.widgets.maps.sheet_surface import SheetSurface
from cnnlab_gui.widgets.theme import Theme


class SheetView(SheetSurface):
    """A sheet of maps that the pointer or the keyboard asks.

    With the keyboard: the arrow keys go from image to image; after Return they go from value
    to value, with Ctrl from map to map, until Escape.

    Signals
    -------
    row_chosen : int
    step_wanted : int, int
        A row, and by how many images it is to move on.
    channel_step_wanted : int
    opened : Cell
        A map was double-clicked.
    """

    row_chosen = Signal(int)
    step_wanted = Signal(int, int)
    channel_step_wanted = Signal(int)
    opened = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
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

    # Pointer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._is_pinned:
            self._point_at(self.place_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self._is_pinned:
            self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        place = self.place_at(event.position().toPoint())
        # A second click on what is pinned lets it go.
        self._is_pinned = place is not None and not (self._is_pinned and place == self._place)
        row = place.cell.row if place else self._painter.row_at(event.position().toPoint())
        if row is not None:
            self.choose_row(row)
        self._tell_of(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().toPoint())
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
