"""One line that says what was done, with a button that takes it back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from cnnlab_gui.widgets.states import button, label
from cnnlab_gui.widgets.theme import GRID, Theme


class UndoStrip(QFrame):
    """Says what was done as long as it can be taken back.

    Signals
    -------
    undo_wanted
    closed
        The person does not want it back.
    """

    undo_wanted = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("said")
        self.setAccessibleName(self.tr("What was done"))
        self._theme = theme
        self._text = label(wrap=True)
        tip = self.tr("Bring back what was deleted (Ctrl+Z)")
        self.undo: QPushButton = button(self.tr("Undo"), self.undo_wanted.emit, tip)
        theme.set_icon(self.undo, "undo")
        close = button(self.tr("Close"), self._close, self.tr("Hide this message."))
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID)
        row.addWidget(self._text, 1)
        row.addWidget(self.undo)
        row.addWidget(close)
        theme.changed.connect(self._take_colours)
        self._take_colours()
        self.hide()

    @property
    def text(self) -> str:
        """What is said; empty where nothing is."""
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str) -> None:
        self._text.setText(text)
        self.show()

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def _take_colours(self) -> None:
        colours = self._theme.colours
        self.setStyleSheet(
            f"QFrame#said {{ background: {colours.selected}; border: 1px solid {colours.border};"
            " border-radius: 6px; }"
        )
