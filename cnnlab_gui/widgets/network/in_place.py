"""Edits a layer's main parameters where they stand, on its card."""

from typing import cast

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFrame, QHBoxLayout, QWidget

from cnnlab_gui.core.form import form_of
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.widgets.forms import FieldEditor
from cnnlab_gui.widgets.theme import GRID


class InPlaceEditor(QFrame):
    """One field at a time over its box on the card; Tab goes on to the next.

    Every change holds at once. Enter and leaving close it; Escape takes back what was
    changed in the box. A number that cannot be is told first: only another Enter closes.

    Signals
    -------
    edited : str, object
        A parameter's name and new value.
    entered
        The keyboard has come to a box.
    closed : bool
        It is gone; whether it was left by a key, so that the keyboard is free.
    """

    edited = Signal(str, object)
    entered = Signal()
    closed = Signal(bool)

    def __init__(self, layer: Layer, name: str, chips: dict[str, QRect], viewport: QWidget) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self.setAutoFillBackground(True)
        self._layer, self._chips, self._name = layer, chips, name
        self._fields = {field.name: field for field in form_of(type(layer))}
        self._field: FieldEditor | None = None
        self._is_closed = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)

    @property
    def field(self) -> FieldEditor | None:
        """What edits, while it is open."""
        return self._field

    def begin(self) -> None:
        """Show it and take the keyboard."""
        self._show_field(self._name)
        _application().focusChanged.connect(self._on_focus_changed)

    def follow(self, layer: Layer, chips: dict[str, QRect]) -> None:
        """Go on with ``layer`` as it is now, its boxes where they lie now."""
        if type(layer) is not type(self._layer):
            self.close_now()
            return
        self._layer, self._chips = layer, chips
        if self._field:
            self._field.show_value(getattr(layer, self._name))
        self._place()

    def close_now(self, *, by_key: bool = False) -> None:
        """End editing; what was changed holds."""
        if self._is_closed:
            return
        self._is_closed = True
        _application().focusChanged.disconnect(self._on_focus_changed)
        self.closed.emit(by_key)
        self.hide()
        self.deleteLater()

    def _show_field(self, name: str) -> None:
        before, self._name = self._field, name
        self._field = FieldEditor(self._fields[name])
        self._field.show_value(getattr(self._layer, name))
        # Not `_name`: a field may still send a value as the keyboard leaves it for the next.
        self._field.edited.connect(lambda value: self.edited.emit(name, value))
        self._field.entered.connect(self.entered)
        for part in self._field.parts:
            part.installEventFilter(self)
        self._row.addWidget(self._field)
        self._place()
        self.show()
        self.raise_()
        self._field.select_all()
        if before:
            # Only now, so that the keyboard has gone from one to the other.
            before.hide()
            before.deleteLater()
        first = self._field.parts[0]
        if isinstance(first, QComboBox):
            first.showPopup()

    def _place(self) -> None:
        """Over the field's box, as large as it needs, inside the list."""
        if not self._field:
            return
        box, wanted = self._chips[self._name], self._field.sizeHint()
        width = max(box.width(), wanted.width())
        left = max(0, min(box.left(), self._viewport.width() - width - GRID))
        # Its first line lies over the box; what it says of a number that cannot be, below.
        line = self._field.parts[0].sizeHint().height()
        top = min(box.center().y() - line // 2 + 1, self._viewport.height() - wanted.height())
        self.setGeometry(left, max(0, top), width, wanted.height())

    def event(self, event: QEvent) -> bool:
        """Grow with what the field has to say."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            match event.key():
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    if self._field and self._field.finish():
                        self.close_now(by_key=True)
                    return True
                case Qt.Key.Key_Escape:
                    if self._field:
                        self._field.take_back()
                    self.close_now(by_key=True)
                    return True
                case Qt.Key.Key_Tab:
                    return self._go_on(watched, 1)
                case Qt.Key.Key_Backtab:
                    return self._go_on(watched, -1)
        return super().eventFilter(watched, event)

    def _go_on(self, part: QObject, places: int) -> bool:
        """To the next box, or past the last one back to the list."""
        parts = self._field.parts if self._field else []
        at = [id(each) for each in parts].index(id(part)) + places
        if 0 <= at < len(parts):
            parts[at].setFocus(Qt.FocusReason.TabFocusReason)
            return True
        names = self._layer.main
        to = names.index(self._name) + places
        if 0 <= to < len(names):
            self._show_field(names[to])
        else:
            self.close_now(by_key=True)
        return True

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        # None while a list of choices opens, or another application is in front.
        at: QObject | None = now
        while at is not None and at is not self:
            at = at.parent()
        if now is not None and at is None:
            self.close_now()


def _application() -> QApplication:
    return cast(QApplication, QApplication.instance())
