"""The kernels that have names, each with a small picture of its matrix."""

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.inside.colours import DIVERGING, coloured, symmetric
from cnnlab_gui.core.inside.kernel import KERNELS
from cnnlab_gui.core.layers.first_filter import Matrix
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.theme import GRID

ICON = 30
"""Pixels of a picture: as many for each number of a matrix of 3×3 as of 5×5."""


class PresetBar(QWidget):
    """Offers the presets in one row, or in two where that has no room.

    Signals
    -------
    kernel_wanted : tuple of tuple of float
        The matrix of the one that was chosen.
    """

    kernel_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Known kernels"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.buttons = {
            kernel.matrix: self._make_button(index) for index, kernel in enumerate(KERNELS)
        }
        self._group = QButtonGroup(self)
        for made in self.buttons.values():
            self._group.addButton(made)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GRID // 2)
        self._columns = 0
        self._arrange(len(self.buttons))

    def _make_button(self, index: int) -> QToolButton:
        kernel = KERNELS[index]
        made = QToolButton(self)
        made.setText(translated(kernel.name))
        made.setToolTip(translated(kernel.explanation))
        made.setAccessibleName(made.text())
        made.setAccessibleDescription(made.toolTip())
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setIcon(matrix_icon(kernel.matrix))
        made.setIconSize(QSize(ICON, ICON))
        made.setCheckable(True)
        made.setAutoRaise(True)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.clicked.connect(lambda _: self.kernel_wanted.emit(kernel.matrix))
        return made

    def show_chosen(self, matrix: Matrix) -> None:
        """Mark the preset that ``matrix`` is, if it is one."""
        chosen = self.buttons.get(matrix)
        # An exclusive group would not let go of the last one.
        self._group.setExclusive(False)
        for made in self.buttons.values():
            made.setChecked(made is chosen)
        self._group.setExclusive(chosen is not None)

    def resizeEvent(self, event: object) -> None:
        wanted = sum(made.sizeHint().width() for made in self.buttons.values())
        wanted += self._grid.spacing() * (len(self.buttons) - 1)
        rows = min(3, -(-wanted // max(1, self.width())))
        self._arrange(-(-len(self.buttons) // rows))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for index, made in enumerate(self.buttons.values()):
            self._grid.addWidget(made, *divmod(index, columns))


def matrix_icon(matrix: Matrix) -> QIcon:
    """A picture of a matrix: white is 0, one colour is above, the other below."""
    values = np.array(matrix, np.float32)
    picture = as_image(np.ascontiguousarray(coloured(values, *symmetric(values), DIVERGING)))
    pixels = QPixmap.fromImage(picture.scaled(ICON * 4, ICON * 4))
    return QIcon(pixels)
