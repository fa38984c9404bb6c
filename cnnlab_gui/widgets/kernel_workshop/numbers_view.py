"""A small matrix of numbers on the colours that they have in the picture."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.inside.colours import GREY, Table, coloured
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.widgets.theme import Theme

LUMA = (0.299, 0.587, 0.114)
BRIGHT = 118
"""From which brightness on, of 255, black is read better than white."""


class NumbersView(QWidget):
    """Shows n×n numbers, or n×n empty cells."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cell = QSize(56, 32)
        self._shape = (3, 3)
        self._values: NDArray[np.float64] | None = None
        self._colours: NDArray[np.uint32] | None = None
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_room(self, shape: tuple[int, int], cell: QSize, font: QFont) -> None:
        """Take so many rows and columns, so much room for each number, and this font."""
        self._shape, self._cell = shape, cell
        self.setFont(font)
        self.updateGeometry()
        self.update()

    def show_values(
        self, values: NDArray[np.float64] | None, low: float, high: float, table: Table = GREY
    ) -> None:
        """Show (rows, columns) numbers; None leaves the cells empty."""
        self._values = values
        if values is not None:
            self._shape = (values.shape[0], values.shape[1])
            self._colours = coloured(values.astype(np.float32), low, high, table)
        self.setAccessibleDescription("; ".join(" ".join(row) for row in self.texts))
        self.update()

    @property
    def values(self) -> NDArray[np.float64] | None:
        return self._values

    @property
    def texts(self) -> list[list[str]]:
        """What stands in the cells, row by row; nothing where they are empty."""
        if self._values is None:
            return []
        return [[translated(Number(value, most=2)) for value in row] for row in self._values]

    def sizeHint(self) -> QSize:
        rows, columns = self._shape
        return QSize(columns * self._cell.width() + 1, rows * self._cell.height() + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        texts = self.texts
        font = QFont(self.font())
        if self._shape == (1, 1):
            font.setBold(True)
        painter.setFont(font)
        for row in range(self._shape[0]):
            for column in range(self._shape[1]):
                width, height = self._cell.width(), self._cell.height()
                cell = QRect(column * width, row * height, width, height)
                if texts and self._colours is not None:
                    colour = QColor.fromRgba(int(self._colours[row, column]))
                    painter.fillRect(cell, colour)
                    painter.setPen(ink_on(colour))
                    centre = Qt.AlignmentFlag.AlignCenter
                    painter.drawText(cell, centre, texts[row][column])
                painter.setPen(QPen(QColor(self._theme.colours.border), 1))
                painter.drawRect(cell)


def ink_on(colour: QColor) -> QColor:
    """Black or white, whichever is read better on ``colour``."""
    parts = (colour.red(), colour.green(), colour.blue())
    brightness = sum(weight * part for weight, part in zip(LUMA, parts, strict=True))
    return QColor(Qt.GlobalColor.black if brightness >= BRIGHT else Qt.GlobalColor.white)
