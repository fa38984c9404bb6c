"""The Results page: how good a run is on the test images, and where it errs."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from cnnlab_gui.widgets.states import Notice
from cnnlab_gui.widgets.theme import GRID, Theme


class ResultsPage(QFrame):
    """Shows what a run answers for the test images."""

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
            self.tr("No results yet"),
            self.tr("Train a network: what it gets right and wrong on test images stands here."),
        )
