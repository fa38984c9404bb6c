"""The top of the Draw page: what it shows, and what can be had beside the drawing."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from cnnlab_gui.widgets.maps.elided import ElidedLabel
from cnnlab_gui.widgets.states import button
from cnnlab_gui.widgets.theme import GRID, Theme


class DrawHead(QWidget):
    """A headline, and buttons at its right.

    Attributes
    ----------
    back, open : QPushButton
    compare, maps : QPushButton
        Down while two networks answer, and while feature maps are shown.

    Signals
    -------
    back_wanted, open_wanted
    """

    back_wanted = Signal()
    open_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headline = ElidedLabel("headline")
        self.back = button(
            self.tr("Back to drawing"),
            self.back_wanted.emit,
            self.tr("Put the picture away; the drawing is still there"),
        )
        self.open = button(
            self.tr("Open picture…"),
            self.open_wanted.emit,
            self.tr("Read a photo or a scan; it can be dropped here or pasted, too"),
        )
        theme.set_icon(self.back, "pencil")
        theme.set_icon(self.open, "image")
        self.compare = self._switch(
            self.tr("Compare"), self.tr("Two networks side by side on the same drawing")
        )
        self.maps = self._switch(
            self.tr("Feature maps"), self.tr("What the layers make of the drawing, live")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.headline, 1)
        for each in (self.back, self.open, self.compare, self.maps):
            row.addWidget(each)

    def _switch(self, text: str, tip: str) -> QPushButton:
        made = QPushButton(text)
        made.setCheckable(True)
        made.setToolTip(tip)
        return made
