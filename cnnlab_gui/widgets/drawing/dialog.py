"""A dialog to draw one image, and to see at once what the network gets of it."""

import numpy as np
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.normalise import IMAGE_SIDE
from cnnlab_gui.core.text import size_text
from cnnlab_gui.widgets.data.pixels import PixelView
from cnnlab_gui.widgets.drawing.canvas import DrawingCanvas
from cnnlab_gui.widgets.drawing.tools import DrawingTools
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID, Theme


class DrawingDialog(QDialog):
    """Paper, and beside it the image that the network will see.

    Parameters
    ----------
    theme : Theme
    image_shape : (int, int, int)
        Height, width and channels of the images that the network takes.
    parent : QWidget, optional
    is_of_digits : bool
        Whether those images are digits, which MNIST's way of centring is made for.
    use : str
        What the button says that takes the drawing; "Look inside" if nothing is given.
    """

    def __init__(
        self,
        theme: Theme,
        image_shape: tuple[int, int, int],
        parent: QWidget | None = None,
        *,
        is_of_digits: bool = False,
        use: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Draw an image"))
        self._shape = image_shape
        self.canvas = DrawingCanvas(theme, image_shape[:2])
        self.seen = PixelView(theme)
        self.seen.setAccessibleName(self.tr("What the network sees, pixel by pixel"))
        self.centre = self._make_switch(is_of_digits=is_of_digits)
        self.tools = DrawingTools(self.canvas, theme)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(use or self.tr("Look inside"))
        self.ok.setProperty("primary", True)
        self._arrange()
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.canvas.changed.connect(self._show)
        self.centre.toggled.connect(self._show)
        self.canvas.setFocus()
        self._show()

    def _make_switch(self, *, is_of_digits: bool) -> QCheckBox:
        made = QCheckBox(self.tr("Centre it as MNIST does"))
        made.setToolTip(
            self.tr(
                "Bring the drawing to the size and place that MNIST's digits have. "
                "A network that learned from them reads it far better so."
            )
        )
        made.setChecked(is_of_digits and self._shape == (IMAGE_SIDE, IMAGE_SIDE, 1))
        made.setVisible(self._shape[:2] == (IMAGE_SIDE, IMAGE_SIDE))
        return made

    def _arrange(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(GRID)
        left.addWidget(self.canvas, 1)
        left.addWidget(self.tools)
        right = QVBoxLayout()
        right.setSpacing(GRID)
        right.addWidget(label(self.tr("What the network sees"), "dock"))
        right.addWidget(label(self._size_sentence(), "muted"))
        right.addWidget(self.seen, 1)
        right.addWidget(self.centre)
        halves = QHBoxLayout()
        halves.setSpacing(3 * GRID)
        halves.addLayout(left, 3)
        halves.addLayout(right, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(halves, 1)
        column.addWidget(self._buttons)
        self.resize(90 * GRID, 58 * GRID)

    def _size_sentence(self) -> str:
        text = self.tr("An image of {size} pixels")
        return text.format(size=size_text(self._shape[:2]))

    def image(self) -> Images:
        """What the network sees: (H, W, C) uint8, the same in all channels."""
        height, width, channels = self._shape
        grey = self.canvas.pixels(height, width, centred=self.centre.isChecked())
        return np.repeat(grey[..., None], channels, axis=2)

    def _show(self) -> None:
        self.seen.show_image(self.image())
        self.ok.setEnabled(not self.canvas.is_empty)
