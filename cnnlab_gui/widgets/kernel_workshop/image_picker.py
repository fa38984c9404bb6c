"""Which image the kernel slides over."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QToolButton, QWidget

from cnnlab_gui.widgets.theme import GRID, Theme


class ImagePicker(QWidget):
    """Goes through the test images, and offers to draw.

    Signals
    -------
    index_wanted : int
    drawing_wanted
    """

    index_wanted = Signal(int)
    drawing_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.box = QSpinBox()
        self.box.setAccessibleName(self.tr("Index of the test image"))
        self.box.setToolTip(self.tr("Type the index of a test image, or go through them by ↑ ↓."))
        self.box.setKeyboardTracking(False)
        self.box.setGroupSeparatorShown(True)
        self.box.setAccelerated(True)
        self.box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.box.valueChanged.connect(self.index_wanted)
        self.previous = self._make_button("left", self.tr("The test image before"), self._go_back)
        self.next = self._make_button("right", self.tr("The next test image"), self._go_on)
        self.draw = self._make_button(
            "pencil", self.tr("Draw an image for the kernel"), self.drawing_wanted.emit
        )
        self.draw.setText(self.tr("Draw…"))
        self.draw.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for made in (self.previous, self.next):
            made.setAutoRepeat(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        for each in (self.previous, self.box, self.next, self.draw):
            row.addWidget(each)
        row.addStretch(1)
        self.set_count(0)

    def _make_button(self, icon: str, tip: str, deed: Callable[[], None]) -> QToolButton:
        made = QToolButton()
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        self._theme.set_icon(made, icon)
        made.clicked.connect(lambda _: deed())
        return made

    def _go_back(self) -> None:
        self.box.stepBy(-1)

    def _go_on(self) -> None:
        self.box.stepBy(1)

    def set_count(self, count: int) -> None:
        """Say how many test images there are; the index stays where it can. Tells nobody."""
        self.box.blockSignals(True)
        self.box.setRange(0, max(0, count - 1))
        self.box.blockSignals(False)
        for each in (self.box, self.previous, self.next):
            each.setEnabled(count > 0)

    def show_index(self, index: int) -> None:
        """Show an index; tells nobody."""
        self.box.blockSignals(True)
        self.box.setValue(index)
        self.box.blockSignals(False)

    @property
    def index(self) -> int:
        return self.box.value()
