"""The maps, and beside or below them the whole calculation of one of their values."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSplitter, QWidget

from cnnlab_gui.widgets.maps.arithmetic_panel import ArithmeticPanel
from cnnlab_gui.widgets.theme import GRID, Theme

WIDTH, HEIGHT = 42 * GRID, 26 * GRID
LEAST_WIDTH_BESIDE = 121 * GRID


class WholeSum(QSplitter):
    """Shares its room between the maps and the calculation, when that is shown.

    Signals
    -------
    opened
        By `button`, which is to be laid out elsewhere.
    """

    opened = Signal()

    def __init__(self, theme: Theme, maps: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panel = ArithmeticPanel(theme)
        self.panel.hide()
        self.addWidget(maps)
        self.addWidget(self.panel)
        self.setStretchFactor(0, 1)
        self.setChildrenCollapsible(False)
        self.button = QPushButton(self.tr("Whole sum"))
        self.button.setCheckable(True)
        self.button.toggled.connect(lambda _: self._show_panel())
        self.set_available(True)

    def set_available(self, available: bool) -> None:
        """Only what a layer gives has a sum; where none is shown, the maps get all the room."""
        self.button.setEnabled(available)
        self.button.setToolTip(
            self.tr("Shows the whole calculation of the value that is pinned, beside the maps.")
            if available
            else self.tr("Only the values of maps have a sum: see Grid and All channels.")
        )
        self._show_panel()

    def _show_panel(self) -> None:
        on = self.button.isChecked() and self.button.isEnabled()
        if on is not self.panel.isHidden():
            return
        self.panel.setVisible(on)
        if on:
            self._share_room()
            self.opened.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Else what a person dragged it to stays.
        if self.panel.isVisible() and self._direction() is not self.orientation():
            self._share_room()

    def _direction(self) -> Qt.Orientation:
        """Below the maps where there is little width, so that these stay large."""
        is_narrow = self.width() < LEAST_WIDTH_BESIDE
        return Qt.Orientation.Vertical if is_narrow else Qt.Orientation.Horizontal

    def _share_room(self) -> None:
        self.setOrientation(self._direction())
        beside = self.orientation() is Qt.Orientation.Horizontal
        part, room = (WIDTH, self.width()) if beside else (HEIGHT, self.height())
        self.setSizes([room - part, part])
