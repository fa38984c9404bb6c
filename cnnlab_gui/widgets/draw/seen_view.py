"""What a network sees of a drawing: its image, enlarged, and how the ink lies in it."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
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
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cnnlab_gui.bridge.translation import number
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.drawing.placed import Placed, Placement
from cnnlab_gui.core.normalise import CENTRE, INK_SIDE
from cnnlab_gui.core.samples import Scale, packed, reduced
from cnnlab_gui.core.text import size_text
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.draw.seen_marks import (
    PAPER,
    box_rect,
    paint_box,
    paint_centre,
    paint_target,
)
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import DARK, GRID, Theme

BLANK = np.zeros((28, 28, 1), np.uint8)
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
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(14 * GRID, 14 * GRID)
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
        room = max(self.minimumHeight(), height)
        scale = self._scale_within(max(self.minimumWidth(), width), room)
        rows = -(-self._image.shape[0] // scale.reduce) * scale.zoom
        return max(self.minimumHeight(), math.ceil(rows / self.devicePixelRatioF()) + 2)

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
            self._draw_lines(painter, scale.zoom)
        painter.end()
        self._drawn.setDevicePixelRatio(ratio)
        self.update()

    def _draw_lines(self, painter: QPainter, zoom: int) -> None:
        line = QColor(DARK.muted)
        line.setAlpha(LINES)
        height, width = self._image.shape[:2]
        for column in range(1, width):
            painter.fillRect(column * zoom, 0, 1, height * zoom, line)
        for row in range(1, height):
            painter.fillRect(0, row * zoom, width * zoom, 1, line)

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


class _Swatch(QWidget):
    """A scrap of the paper with one of the marks, for the legend."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self._mark = mark
        self.setFixedSize(2 * GRID, 2 * GRID)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(PAPER))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        if self._mark == "box":
            paint_box(painter, QRectF(3, 3, 10, 10))
        elif self._mark == "centre":
            paint_centre(painter, QPointF(8, 8), 0.8)
        else:
            painter.translate(3.5, 3.5)
            paint_swatch_target(painter)


def paint_swatch_target(painter: QPainter) -> None:
    """The dotted frame, small and nearer together."""
    pen = QPen(QColor(DARK.muted), 1)
    pen.setDashPattern([1, 2])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(0, 0, 9, 9))


class SeenView(QWidget):
    """The image that a network sees, its heading, and a legend below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = label(self.tr("What the network sees"), role="dock", wrap=True)
        self.picture = SeenPicture(theme)
        self.picture.setAccessibleName(self.heading.text())
        self.picture.setToolTip(
            self.tr(
                "The image that the network gets, pixel by pixel. Point at a pixel, or go "
                "there with the arrow keys, to read its grey level."
            )
        )
        self.picture.pointed.connect(self._tell_pixel)
        self.box = label(role="muted")
        self.centre = label(role="muted")
        self.target = label(self.tr("where MNIST's digits lie"), role="muted")
        self.target.setToolTip(
            self.tr(
                "MNIST's digits fill a box of {size} px at most, and their centre of mass is "
                "at {point}. A network that learnt from them reads best what lies there."
            ).format(
                size=size_text((int(INK_SIDE), int(INK_SIDE))), point=_point_of((CENTRE, CENTRE))
            )
        )
        self.readout = label(role="muted")
        self._rows = {mark: QWidget() for mark in ("box", "centre", "target")}
        self._legend = QWidget()
        self._lay_out()
        self.clear()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.heading)
        column.addWidget(self.picture, 1)
        legend = QVBoxLayout(self._legend)
        legend.setContentsMargins(0, 0, 0, 0)
        legend.setSpacing(GRID // 2)
        for mark, text in (("box", self.box), ("centre", self.centre), ("target", self.target)):
            line = QHBoxLayout(self._rows[mark])
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(GRID)
            line.addWidget(_Swatch(mark))
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            line.addWidget(text, 1)
            legend.addWidget(self._rows[mark])
        self.readout.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        legend.addWidget(self.readout)
        column.addWidget(self._legend)
        column.addStretch(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_picture()

    def _fit_picture(self) -> None:
        """Leave no gap between the image, whose pixels are whole, and its legend."""
        around = self.heading.heightForWidth(self.width()) + self._legend.sizeHint().height()
        room = self.height() - around - 2 * self.layout().spacing()
        self.picture.setMaximumHeight(self.picture.height_within(self.width(), room))

    # What is shown

    def show_placed(self, placed: Placed, placement: Placement) -> None:
        """Show what one grey image became and how it lies there."""
        image = placed.pixels[..., None]
        is_mnist = placement is Placement.MNIST and image.shape == BLANK.shape
        self._show(image, placed, has_target=is_mnist)

    def show_image(self, image: Images) -> None:
        """Show an (H, W, 1 or 3) uint8 image as it is, without marks."""
        self._show(image, None, has_target=False)

    def clear(self) -> None:
        """Show an empty paper, as large as the one before and with the same legend."""
        self._show(np.zeros_like(self.picture.image), None, has_target=self.picture.has_target)

    def _show(self, image: Images, placed: Placed | None, *, has_target: bool) -> None:
        box = placed.box if placed else None
        centre = placed.centre if placed else None
        size = self.tr("{size} px").format(size=_size_of(box)) if box else "–"
        self.box.setText(self.tr("box: {size}").format(size=size))
        self.centre.setText(self.tr("centre of mass: {point}").format(point=_point_of(centre)))
        if placed is not None or image.any():
            self._rows["box"].setVisible(placed is not None)
            self._rows["centre"].setVisible(placed is not None)
        self._rows["target"].setVisible(has_target)
        is_new = image.shape != self.picture.image.shape or has_target != self.picture.has_target
        self.picture.show_image(image, placed, has_target=has_target)
        if is_new:
            self._fit_picture()
        self.picture.setAccessibleDescription(self.legend)

    @property
    def legend(self) -> str:
        """What is said below the image, in one line."""
        size = self.tr("{size} px").format(size=size_text(self.picture.image.shape[:2]))
        return " · ".join((size, self.box.text(), self.centre.text()))

    def _tell_pixel(self, pixel: tuple[int, int] | None) -> None:
        self.readout.setText(self.text_of(pixel))

    def text_of(self, pixel: tuple[int, int] | None) -> str:
        """What is said of a pixel (row, column), or of none."""
        if pixel is None:
            size = size_text(self.picture.image.shape[:2])
            return self.tr("{size} pixels: point at one").format(size=size)
        values = self.picture.image[pixel].tolist()
        if len(values) == 1:
            text = self.tr("row {row}, column {column}: grey {value}")
        else:
            text = self.tr("row {row}, column {column}: {value}")
        return text.format(row=pixel[0], column=pixel[1], value=", ".join(map(str, values)))


def _size_of(box: tuple[float, float, float, float]) -> str:
    """Width × height in whole pixels."""
    left, top, right, bottom = box
    return f"{number(right - left)}×{number(bottom - top)}"


def _point_of(point: tuple[float, float] | None) -> str:
    if point is None:
        return "–"
    return "; ".join(number(each, 1) for each in point)
