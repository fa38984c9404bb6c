"""Tells what a drawing is, so that it is kept and can be learnt from."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cnnlab_gui.core.drawing.naming import DIGITS
from cnnlab_gui.widgets.maps.elided import ElidedLabel
from cnnlab_gui.widgets.states import button
from cnnlab_gui.widgets.theme import GRID

Way = tuple[str, Callable[[], None], str]
"""A button's text, what it does, and its tool tip."""


class LabelBar(QWidget):
    """A button for each digit, and above them what became of the last one pressed.

    Signals
    -------
    label_given : str
        The drawing is this digit.
    """

    label_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {digit: self._button(digit) for digit in DIGITS}
        self._told = ElidedLabel("muted")
        self._ways = QHBoxLayout()
        self._ways.setSpacing(GRID)
        above = QHBoxLayout()
        above.setSpacing(GRID)
        # The room of the buttons that come is kept, so that nothing jumps.
        above.addStrut(self.buttons[DIGITS[0]].sizeHint().height())
        above.addWidget(self._told, 1)
        above.addLayout(self._ways)
        row = QHBoxLayout()
        row.setSpacing(GRID // 2)
        for made in self.buttons.values():
            row.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addLayout(above)
        column.addLayout(row)
        self.tell("")
        self.set_can_keep(False)

    def _button(self, digit: str) -> QPushButton:
        text = self.tr("Keep the drawing as a {digit}").format(digit=digit)
        made = button(digit, lambda: self.label_given.emit(digit), text)
        made.setAccessibleName(text)
        made.setProperty("compact", True)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setMinimumWidth(3 * GRID)
        return made

    def set_can_keep(self, can: bool) -> None:
        """Whether there is something to keep."""
        for made in self.buttons.values():
            made.setEnabled(can)

    @property
    def told(self) -> str:
        return self._told.text()

    def tell(self, text: str, *ways: Way, more: str = "") -> None:
        """Say what was done, and ``more`` in a tool tip; ways on are buttons."""
        text = text or self.tr("What is it really? Keep it as a")
        self._told.setText(text)
        self._told.setToolTip(more or text)
        while self._ways.count():
            item = self._ways.takeAt(0)
            widget = item.widget() if item else None
            if widget:
                widget.hide()
                widget.deleteLater()
        for name, act, tip in ways:
            self._ways.addWidget(button(name, act, tip))
