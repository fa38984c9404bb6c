"""One number of a kernel: typed, stepped, or the corner of a matrix that is pasted."""

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.matrix_text import count_of, is_begun, number_of, text_of
from cnnlab_gui.core.layers.first_filter import LARGEST_NUMBER
from cnnlab_gui.widgets.theme import Theme

LONGEST = 24
NOTCH = 120
"""What a wheel turns at a step, in eighths of a degree."""
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class NumberField(QLineEdit):
    """Shows a number; what is no number is marked and told, and the one before holds again.

    Signals
    -------
    value_changed : float
    moved : int, int
        The keyboard is wanted in the field so many rows down and columns to the right.
    pasted : str
        The clipboard's text, which holds more than one number.
    refused : str
        Why what was typed cannot be taken; empty once it can.
    left
        The keyboard has gone elsewhere.
    """

    value_changed = Signal(float)
    moved = Signal(int, int)
    pasted = Signal(str)
    refused = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._value = 0.0
        self._before = 0.0  # what is being typed took its place
        self._tip = self.tr(
            "{name}: type a number like −1, 0.5 or 1/9, or press ↑ and ↓. Ctrl and an arrow goes "
            "to the next field; a whole matrix can be pasted."
        ).format(name=name)
        self._turned = 0
        self._is_clicked = False
        self.problem = ""
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMaxLength(LONGEST)
        self.setAccessibleName(name)
        self.setToolTip(self._tip)
        self.textEdited.connect(self._on_edited)
        theme.changed.connect(self._mark)
        self._mark()
        self.show_value(0.0)

    @property
    def value(self) -> float:
        return self._value

    def show_value(self, value: float, text: str = "") -> None:
        """Show ``value``, as ``text`` if that is given; tells nobody."""
        self._value = self._before = value
        self.setText((text or text_of(value)).replace(".", QLocale().decimalPoint()))
        self._set_problem("")

    def step(self, by: int) -> None:
        """Add ``by``, within what a kernel may hold."""
        value = max(-LARGEST_NUMBER, min(LARGEST_NUMBER, self._value + by))
        self.show_value(value)
        self.selectAll()
        self.value_changed.emit(value)

    def _on_edited(self, text: str) -> None:
        value, problem = self._before, ""
        try:
            value = number_of(text)
        except CnnLabError as error:
            problem = "" if is_begun(text) else translated(error.sentence)
        if value != self._value:
            self._value = value
            self.value_changed.emit(value)
        if problem != self.problem:
            self._set_problem(problem)
            self.refused.emit(problem)

    def _set_problem(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            self.setToolTip(problem or self._tip)
            self.setAccessibleDescription(problem)
            self._mark()

    def _mark(self) -> None:
        colours = self._theme.colours
        line, ink, page = colours.muted, colours.text, colours.page
        focused = colours.accent
        if self.problem:
            line = focused = ink = colours.error
            page = colours.error_page
        self.setStyleSheet(
            f"QLineEdit {{ border: 1px solid {line}; border-radius: 4px; padding: 0 1px;"
            f" color: {ink}; background: {page}; }}"
            f"QLineEdit:focus {{ border: 2px solid {focused}; padding: 0; }}"
        )

    # Keys, wheel and clipboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers()
        held &= ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_any()
        elif key in _MOVES and held == Qt.KeyboardModifier.ControlModifier:
            self.moved.emit(*_MOVES[key])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not held:
            self.step(1 if key == Qt.Key.Key_Up else -1)
        elif key in _MOVES and not held and self._is_at_end(_MOVES[key][1]):
            self.moved.emit(*_MOVES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.moved.emit(1, 0)
        else:
            super().keyPressEvent(event)

    def _is_at_end(self, direction: int) -> bool:
        """Whether an arrow key would leave the text."""
        if self.hasSelectedText():
            return self.selectedText() == self.text()
        return self.cursorPosition() == (len(self.text()) if direction > 0 else 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._turned += event.angleDelta().y()
        steps = int(self._turned / NOTCH)
        if steps:
            self._turned -= steps * NOTCH
            self.step(steps)
        event.accept()

    def paste_any(self) -> None:
        """Paste a number into the field, or have a matrix put into all fields."""
        text = QGuiApplication.clipboard().text()
        if count_of(text) > 1:
            self.pasted.emit(text)
        else:
            self.paste()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        paste = menu.findChild(QAction, "edit-paste")
        if paste is not None:
            paste.triggered.disconnect()
            paste.triggered.connect(self.paste_any)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # A click unselects; so after one it is selected when the button is let go.
        self._is_clicked = event.reason() is Qt.FocusReason.MouseFocusReason
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._is_clicked and not self.hasSelectedText():
            self.selectAll()
        self._is_clicked = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            if event.reason() is not Qt.FocusReason.MouseFocusReason:
                # What says so moves the page, and a click would miss what it was meant for.
                self._refuse_unfinished()
            self.show_value(self._value)
            self.left.emit()

    def _refuse_unfinished(self) -> None:
        """Tell why what was begun, and left so, is no number."""
        try:
            number_of(self.text())
        except CnnLabError as error:
            self.refused.emit(translated(error.sentence))
