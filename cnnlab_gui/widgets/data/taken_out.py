"""A quiet strip that says which drawings were taken out, and puts them back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from cnnlab_gui.bridge.translation import number
from cnnlab_gui.widgets.states import button, label
from cnnlab_gui.widgets.theme import GRID, Theme


class TakenOutStrip(QFrame):
    """Is there while a drawing can be put back.

    Signals
    -------
    put_back_wanted : None
        The drawing that was taken out last is to be put back.
    closed : None
        None is to be put back any more.
    """

    put_back_wanted = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("strip")
        self.text = label(wrap=True)
        self.put_back = button(self.tr("Put back"), self.put_back_wanted.emit)
        self.put_back.setToolTip(self.tr("Put the drawing that was taken out last back."))
        self.close_button = button(self.tr("Close"), self._close)
        self.close_button.setToolTip(self.tr("Hide this message; the drawings stay taken out."))
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self.text, 1)
        row.addWidget(self.put_back)
        row.addWidget(self.close_button)
        theme.changed.connect(self._colour)
        self._colour()
        self.hide()

    def show_taken_out(self, labels: list[str]) -> None:
        """Say what was taken out, the last at the end; nothing hides the strip."""
        if not labels:
            self.hide()
            return
        if len(labels) == 1:
            text = self.tr("A drawing of “{label}” was taken out of your drawings.")
        else:
            text = self.tr("{count} drawings were taken out, the last one of “{label}”.")
        self.text.setText(text.format(label=labels[-1], count=number(len(labels))))
        self.show()

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def _colour(self) -> None:
        colours = self._theme.colours
        self.setStyleSheet(
            f"QFrame#strip {{ background: {colours.selected}; "
            f"border: 1px solid {colours.border}; border-radius: 6px; }}"
        )
