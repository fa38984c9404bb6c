"""One picture of numbers, enlarged pixel by pixel, in which places can be pointed at."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.inside.colours import Table, coloured
from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.kernel import Place
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.inside.state import Values
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.kernel_workshop.caption import Caption
from cnnlab_gui.widgets.theme import GRID, Theme

STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
FRAME = 2
"""Pixels round the picture, for what outlines its border."""


class Plane(QWidget):
    """Shows (H, W) numbers in colours, and a caption below.

    Signals
    -------
    pointed : object
        (row, column) under the pointer; None for none.
    chosen : int, int
        Row and column that were clicked.
    stepped : int, int
        An arrow key: so many rows down, and columns to the right.
    pin_wanted, release_wanted, play_wanted
        Enter, Esc and Space.
    """

    pointed = Signal(object)
    chosen = Signal(int, int)
    stepped = Signal(int, int)
    pin_wanted = Signal()
    release_wanted = Signal()
    play_wanted = Signal()

    def __init__(
        self, theme: Theme, name: str, *, takes_keys: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values: Values | None = None
        self._image = QImage()
        self._reference = (1, 1)
        self._factor = 1
        self._outlines: Sequence[tuple[Rect, bool]] = ()
        self._shown_count: int | None = None
        self.can_release = False
        self.caption = Caption(theme, self)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setMinimumSize(10 * GRID, 10 * GRID)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)
        if takes_keys:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.update)

    def show_values(
        self,
        values: Values | None,
        bounds: tuple[float, float],
        table: Table,
        *,
        reference: tuple[int, int] = (1, 1),
        factor: int = 1,
    ) -> None:
        """Show (H, W) numbers, ``bounds`` in the table's first and last colour.

        They are as large as an image of the size ``reference`` can be, and ``factor`` times so.
        """
        self._values, self._reference, self._factor = values, reference, factor
        self._image = QImage()
        if values is not None and values.size:
            self._image = as_image(np.ascontiguousarray(coloured(values, *bounds, table)))
        self._place_caption()
        self.update()

    def show_outlines(self, *outlines: tuple[Rect, bool]) -> None:
        """Outline pixels, thickly where True."""
        self._outlines = outlines
        self.update()

    def show_first(self, count: int | None) -> None:
        """Show only so many pixels, row by row from the top; None shows all."""
        self._shown_count = count
        self.update()

    @property
    def image(self) -> QImage:
        """One pixel for each number; null where there is none."""
        return self._image

    @property
    def outlines(self) -> Sequence[tuple[Rect, bool]]:
        return self._outlines

    @property
    def shown_count(self) -> int | None:
        return self._shown_count

    @property
    def side(self) -> float:
        """Logical pixels that a number takes; a whole number of the screen's, if it is enlarged."""
        return self._factor * self._reference_side

    @property
    def _reference_side(self) -> float:
        ratio = self.devicePixelRatioF()
        height, width = self._reference
        across = (self.width() - 2 * FRAME) * ratio / width
        down = (self.height() - 2 * FRAME - self.caption.sizeHint().height()) * ratio / height
        fitting = max(0.01, min(across, down))
        return (int(fitting) if fitting >= 1 else fitting) / ratio

    def _place_caption(self) -> None:
        """Right below the picture, as far down as below one of the reference's size."""
        top = 2 * FRAME + round(self._reference[0] * self._reference_side)
        self.caption.setGeometry(0, top, self.width(), self.caption.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_caption()

    def place_at(self, point: QPointF) -> Place | None:
        """Row and column at a point of the widget."""
        column, row = (point - QPointF(FRAME, FRAME)).toTuple()
        row, column = int(row // self.side), int(column // self.side)
        is_inside = 0 <= row < self._image.height() and 0 <= column < self._image.width()
        return (row, column) if is_inside else None

    def rect_of(self, rect: Rect) -> QRectF:
        """Where pixels of the picture are in the widget."""
        side = self.side
        return QRectF(
            FRAME + rect.left * side, FRAME + rect.top * side, rect.width * side, rect.height * side
        )

    def sizeHint(self) -> QSize:
        return QSize(28 * GRID, 28 * GRID)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        height, width = self._image.height(), self._image.width()
        whole = self.rect_of(Rect(0, 0, height, width))
        painter.fillRect(whole, QColor(self._theme.colours.window))
        for part in self._shown_parts(height, width):
            source = QRect(part.left, part.top, part.width, part.height)
            painter.drawImage(self.rect_of(part), self._image, QRectF(source))
        colours = self._theme.colours
        painter.setPen(QColor(colours.accent if self.hasFocus() else colours.border))
        painter.drawRect(whole.adjusted(-1, -1, 0, 0))
        for rect, is_thick in self._outlines:
            self._outline(painter, self.rect_of(rect), 4 if is_thick else 2)

    def _shown_parts(self, height: int, width: int) -> list[Rect]:
        if self._shown_count is None:
            return [Rect(0, 0, height, width)]
        rows, rest = divmod(self._shown_count, width)
        return (
            [Rect(0, 0, rows, width), Rect(rows, 0, 1, rest)] if rest else [Rect(0, 0, rows, width)]
        )

    def _outline(self, painter: QPainter, rect: QRectF, width: int) -> None:
        """Outline in the accent colour, with an edge that is seen on any colour."""
        for colour, wide in ((self._theme.colours.on_accent, width + 2), (None, width)):
            pen = QPen(QColor(colour or self._theme.colours.accent), wide)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(rect)

    # Pointer and keyboard

    def text_at(self, place: Place | None) -> str:
        """What is said of a number, for a tool tip."""
        if place is None or self._values is None:
            return ""
        text = self.tr("Row {row}, column {column}: {value}")
        value = translated(Number(float(self._values[place])))
        return text.format(row=place[0], column=place[1], value=value)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        self.setToolTip(self.text_at(place))
        self.pointed.emit(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and place is not None:
            self.chosen.emit(*place)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in STEPS:
            self.stepped.emit(*STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pin_wanted.emit()
        elif key == Qt.Key.Key_Space:
            self.play_wanted.emit()
        elif key == Qt.Key.Key_Escape and self.can_release:
            self.release_wanted.emit()
        else:
            super().keyPressEvent(event)
