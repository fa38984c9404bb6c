"""The image that a network sees, enlarged with sharp pixels, and the marks over it."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QLine, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.drawing.placed import Placed
from cnnlab_gui.core.samples import Scale, packed, reduced
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.draw.seen_marks import (
    PAPER,
    box_rect,
    paint_box,
    paint_centre,
    paint_target,
)
from cnnlab_gui.widgets.theme import DARK, GRID, Theme

BLANK = np.zeros((28, 28, 1), np.uint8)
LEAST = 11 * GRID
"""Logical pixels across and down: enough for three to a pixel of 28."""
LEAST_WITH_LINES = 6
"""Logical pixels of a pixel from which on thin lines part them."""
LINES = 40
"""Opacity of these lines, of 255."""
STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class SeenPicture(QWidget):
    """The image alone, with sharp pixels.

    Signals
    -------
    pointed : object
        (row, column) under the pointer or the keyboard's cursor; None for no pixel.
    """

    pointed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: Images = BLANK
        self._placed: Placed | None = None
        self._has_target = False
        self._cursor: tuple[int, int] | None = None
        self._drawn = QPixmap()
        self._lines, self._lines_apart = QPixmap(), 0  # apart in device pixels
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(self.minimumSizeHint())
        theme.changed.connect(self.update)

    def show_image(self, image: Images, placed: Placed | None, *, has_target: bool) -> None:
        """Show an (H, W, 1 or 3) uint8 image and the marks of ``placed``."""
        if image.shape != self._image.shape:
            self._cursor = None
        self._image, self._placed, self._has_target = image, placed, has_target
        self._draw()
        self.pointed.emit(self._cursor)

    @property
    def image(self) -> Images:
        return self._image

    @property
    def has_target(self) -> bool:
        """Whether the place of MNIST's digits is shown."""
        return self._has_target

    @property
    def scale(self) -> Scale:
        """How a pixel of the image becomes device pixels."""
        return self._scale_within(self.width(), self.height())

    def height_within(self, width: int, height: int) -> int:
        """The height that the image takes of a place, its frame included."""
        scale = self._scale_within(max(LEAST, width), max(LEAST, height))
        rows = -(-len(self._image) // scale.reduce) * scale.zoom
        return max(LEAST, math.ceil(rows / self.devicePixelRatioF()) + 2)

    def _scale_within(self, room_across: int, room_down: int) -> Scale:
        ratio = self.devicePixelRatioF()
        height, width = self._image.shape[:2]
        across, down = int((room_across - 2) * ratio), int((room_down - 2) * ratio)
        zoom = min(across // width, down // height)
        if zoom >= 1:
            return Scale(zoom=zoom)
        return Scale(reduce=max(-(-width // max(1, across)), -(-height // max(1, down))))

    @property
    def side(self) -> float:
        """Logical pixels that a pixel of the image takes."""
        return self.scale.zoom / self.scale.reduce / self.devicePixelRatioF()

    @property
    def place(self) -> QRect:
        """Where the image is in the widget, without its frame."""
        return QRect(1, 1, *self._drawn_size())

    def _drawn_size(self) -> tuple[int, int]:
        size = self._drawn.deviceIndependentSize().toSize()
        return size.width(), size.height()

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, LEAST)

    def sizeHint(self) -> QSize:
        return QSize(28 * GRID + 2, 28 * GRID + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._draw()
        return super().event(event)

    # Painting

    def _draw(self) -> None:
        """Paint the image once, at the screen's own pixels."""
        scale, ratio = self.scale, self.devicePixelRatioF()
        picture = as_image(packed(reduced(self._image[None], scale.reduce))[0])
        self._drawn = QPixmap(picture.size() * scale.zoom)
        self._drawn.fill(QColor(PAPER))
        painter = QPainter(self._drawn)
        painter.drawImage(self._drawn.rect(), picture)
        if scale.zoom >= LEAST_WITH_LINES * ratio:
            painter.drawPixmap(0, 0, self._lines_over(self._drawn.size(), scale.zoom))
        painter.end()
        self._drawn.setDevicePixelRatio(ratio)
        self.update()

    def _lines_over(self, size: QSize, zoom: int) -> QPixmap:
        """The thin lines alone; kept, because painting them takes longer than all the rest."""
        if self._lines.size() != size or self._lines_apart != zoom:
            self._lines, self._lines_apart = QPixmap(size), zoom
            self._lines.fill(Qt.GlobalColor.transparent)
            colour = QColor(DARK.muted)
            colour.setAlpha(LINES)
            right, bottom = size.width() - 1, size.height() - 1
            painter = QPainter(self._lines)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.setPen(colour)
            painter.drawLines([QLine(x, 0, x, bottom) for x in range(zoom, right, zoom)])
            painter.drawLines([QLine(0, y, right, y) for y in range(zoom, bottom, zoom)])
            painter.end()
        return self._lines

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        place, side, colours = self.place, self.side, self._theme.colours
        painter.drawPixmap(place.topLeft(), self._drawn)
        painter.save()
        painter.setClipRect(place)
        painter.translate(place.topLeft())
        self._paint_marks(painter, side)
        if self._cursor is not None:
            row, column = self._cursor
            painter.setPen(QPen(QColor(DARK.validation), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(column * side, row * side, side, side))
        painter.restore()
        painter.setPen(QColor(colours.accent if self.hasFocus() else colours.border))
        painter.drawRect(place.adjusted(-1, -1, 0, 0))

    def _paint_marks(self, painter: QPainter, side: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._has_target:
            paint_target(painter, side)
        if self._placed is None:
            return
        if self._placed.box is not None:
            paint_box(painter, box_rect(self._placed.box, side))
        if self._placed.centre is not None:
            x, y = self._placed.centre
            paint_centre(painter, QPointF(x * side, y * side))

    # Pointer and keyboard

    def _pixel_at(self, point: QPointF) -> tuple[int, int] | None:
        column, row = int((point.x() - 1) // self.side), int((point.y() - 1) // self.side)
        height, width = self._image.shape[:2]
        return (row, column) if 0 <= row < height and 0 <= column < width else None

    def point_at(self, pixel: tuple[int, int] | None) -> None:
        """Move the cursor to a pixel, or take it away."""
        if pixel != self._cursor:
            self._cursor = pixel
            self.update()
            self.pointed.emit(pixel)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self._pixel_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is not None:
            height, width = self._image.shape[:2]
            row, column = self._cursor or (height // 2, width // 2)
            row, column = row + step[0], column + step[1]
            self.point_at((min(max(row, 0), height - 1), min(max(column, 0), width - 1)))
        elif event.key() == Qt.Key.Key_Escape and self._cursor is not None:
            self.point_at(None)
        else:
            super().keyPressEvent(event)
