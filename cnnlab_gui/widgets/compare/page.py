"""The Compare page: all runs in a table, their curves and figures side by side."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from cnnlab_gui.widgets.states import Notice
from cnnlab_gui.widgets.theme import GRID, Theme


class ComparePage(QFrame):
    """Shows the runs of the home beside each other."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._theme = theme
        self._notice = Notice()
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.addWidget(self._notice)
        self.show_empty()

    def show_empty(self) -> None:
        """Say what will appear, and what makes it appear."""
        self._notice.show_text(
            self.tr("No runs yet"),
            self.tr("Every training is kept and stands here, beside all others."),
        )
