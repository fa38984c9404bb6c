"""The line under a picture: what it is, and what its colours stand for."""

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.inside.colours import Table
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.theme import GRID, Theme

BAR = (8 * GRID, 10)
"""Width and height of the bar of colours, in pixels."""


class Caption(QWidget):
    """A line of text, and a bar of colours with the numbers at its ends."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self._bounds: tuple[float, float] | None = None
        self._table: Table | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        """All that can be read, whether there is room for it or not."""
        ends = [translated(Number(end, most=2)) for end in self._bounds or ()]
        return "  ".join([self._text, " … ".join(ends)]).strip()

    def show_text(
        self, text: str, bounds: tuple[float, float] | None = None, table: Table | None = None
    ) -> None:
        self._text, self._bounds, self._table = text, bounds, table
        self.setToolTip(self.text)
        self.setAccessibleName(self.text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(20 * GRID, self.fontMetrics().height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.colours.muted))
        room = self.rect()
        if self._bounds and self._table is not None:
            room = self._paint_bar(painter, self._bounds, self._table)
        text = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_bar(self, painter: QPainter, bounds: tuple[float, float], table: Table) -> QRect:
        """Paint the bar after the text; returns what is left for that."""
        metrics, middle = self.fontMetrics(), self.height() // 2
        low, high = (translated(Number(end, most=2)) for end in bounds)
        left = metrics.horizontalAdvance(self._text) + 2 * GRID
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        text_left = left
        for text in (low, high):
            width = metrics.horizontalAdvance(text)
            painter.drawText(QRect(left, 0, width + 2, self.height()), align, text)
            left += width + BAR[0] + GRID
        bar = QRect(
            text_left + metrics.horizontalAdvance(low) + GRID // 2, middle - BAR[1] // 2, *BAR
        )
        painter.drawImage(bar, as_image(np.ascontiguousarray(table[None])))
        return QRect(0, 0, text_left - GRID, self.height())
