"""A convolution's first filter, where one is given: what it is, and what becomes of it."""

import numpy as np
from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.inside.colours import DIVERGING, coloured, symmetric
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.first_filter import Matrix
from cnnlab_gui.core.text import size_text
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.states import button, label
from cnnlab_gui.widgets.theme import GRID, Theme

SIDE = 9 * GRID


class MatrixPicture(QWidget):
    """A matrix as squares: blue below zero, white at it, orange above; at most 72×72."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def colours(self) -> list[list[str]]:
        """What colour each number has: ``#RRGGBB``."""
        image = self._image
        return [
            [image.pixelColor(column, row).name() for column in range(image.width())]
            for row in range(image.height())
        ]

    def show_matrix(self, matrix: Matrix) -> None:
        """Show ``matrix``; its numbers stand in the tool tip."""
        values = np.array(matrix, np.float32)
        self._image = as_image(coloured(values, *symmetric(values), DIVERGING))
        lines = ("  ".join(translated(Number(each, most=2)) for each in row) for row in matrix)
        self.setToolTip("\n".join(lines))
        self.setAccessibleName(self.toolTip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        rows, columns = self._image.height(), self._image.width()
        cell = (SIDE - 1) // max(rows, columns)
        painter = QPainter(self)
        painter.setPen(QPen(QColor(self._theme.colours.border), 1))
        for row in range(rows):
            for column in range(columns):
                place = QRectF(column * cell + 0.5, row * cell + 0.5, cell, cell)
                painter.setBrush(self._image.pixelColor(column, row))
                painter.drawRect(place)


class FirstFilterRow(QWidget):
    """Shows the given first filter of a convolution; hidden where there is none.

    Signals
    -------
    freezing_wanted : bool
        Whether training shall leave it as it is.
    removal_wanted
        It shall begin by chance, as all others do.
    """

    freezing_wanted = Signal(bool)
    removal_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label(wrap=True)
        self._picture = MatrixPicture(theme)
        self._fixed = QCheckBox(self.tr("Keep it fixed while training"))
        self._fixed.setToolTip(
            self.tr("Its numbers and its bias of 0 stay exactly so; all other filters learn.")
        )
        self._fixed.toggled.connect(self.freezing_wanted)
        self._remove = button(
            self.tr("Remove"),
            self.removal_wanted.emit,
            self.tr("Let the first filter begin by chance, as the others do."),
        )
        self._remove.setAccessibleName(self.tr("Remove the given first filter"))
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(GRID)
        right.addWidget(self._title)
        right.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignLeft)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(self._fixed)
        # The order in which they are read, not in which they were made.
        self.setTabOrder(self._remove, self._fixed)

    def show_layer(self, layer: object) -> None:
        """Show the first filter that ``layer`` is given, or nothing."""
        if not isinstance(layer, Conv2D) or layer.first_filter is None:
            self.hide()
            return
        size = size_text(layer.kernel_size)
        self._title.setText(self.tr("First filter: {size}, given").format(size=size))
        self._picture.show_matrix(layer.first_filter)
        with QSignalBlocker(self._fixed):
            self._fixed.setChecked(layer.first_filter_frozen)
        self.show()
