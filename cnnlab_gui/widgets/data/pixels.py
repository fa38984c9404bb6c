"""One image large, with the number in each pixel where there is room for it."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.samples import Scale, packed, reduced
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.theme import GRID, Theme

SMALLEST_DIGIT = 8
"""Height in logical pixels of the smallest font that numbers are written in."""
READABLE = {1: 26, 3: 44}
"""Logical pixels for a pixel of so many channels that make its numbers easy to read."""
DIGIT_SHARE = {1: 0.42, 3: 0.24}
"""The font's height as a share of the pixel's."""
LARGEST = 72
STEP = 1.5
INK = ((118, "#000000"), (24, "#ffffff"), (0, "#a8a8a8"))
"""From which brightness on numbers are written in which colour."""


class PixelView(QWidget):
    """Shows an image as large as it fits, or closer with its numbers.

    Signals
    -------
    pointed : object
        (row, column) under the pointer or the keyboard's cursor; None for no pixel.
    zoomed : None
    """

    pointed = Signal(object)
    zoomed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: Images | None = None
        self._close: int | None = None  # device pixels for a pixel; None: all of the image
        self._middle = QPointF()  # of the view, in pixels of the image
        self._corner = QPoint()  # of the view, in device pixels of the enlarged image
        self._cursor: tuple[int, int] | None = None
        self._grabbed: QPointF | None = None
        self._drawn = QPixmap()
        self.setMinimumSize(20 * GRID, 20 * GRID)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("The image, pixel by pixel"))
        theme.changed.connect(self._draw)

    # What is shown

    def show_image(self, image: Images | None) -> None:
        """Show an (H, W, C) uint8 image, as close as the one before."""
        if image is None or self._image is None or image.shape != self._image.shape:
            self._close, self._cursor = None, None
        if image is not None and self._close is None:
            self._middle = QPointF(image.shape[1] / 2, image.shape[0] / 2)
        self._image = image
        self._draw()
        self.pointed.emit(self._cursor)

    @property
    def cursor_pixel(self) -> tuple[int, int] | None:
        return self._cursor

    @property
    def side(self) -> float:
        """Logical pixels that a pixel of the image takes."""
        scale = self._scale()
        return scale.zoom / scale.reduce / self.devicePixelRatioF()

    @property
    def numbers_shown(self) -> bool:
        return self._font() is not None

    # How close

    def _scale(self) -> Scale:
        if self._close is not None:
            return Scale(zoom=self._close)
        if self._image is None:
            return Scale()
        height, width = self._image.shape[:2]
        room = self._room()
        zoom = min(room.width() // width, room.height() // height)
        if zoom >= 1:
            return Scale(zoom=zoom)
        fitting = max(-(-width // max(1, room.width())), -(-height // max(1, room.height())))
        return Scale(reduce=fitting)

    def _room(self) -> QSize:
        """The view's size in device pixels, without its frame."""
        ratio = self.devicePixelRatioF()
        return QSize(int((self.width() - 2) * ratio), int((self.height() - 2) * ratio))

    @property
    def can_zoom_in(self) -> bool:
        return self._image is not None and self.side < LARGEST

    @property
    def can_zoom_out(self) -> bool:
        return self._close is not None

    def zoom_in(self) -> None:
        """Go closer: first to where the numbers are easily read."""
        if self._image is None or not self.can_zoom_in:
            return
        readable = READABLE[self._image.shape[2]]
        self._zoom_to(readable if self.side < readable else self.side * STEP)

    def zoom_out(self) -> None:
        """Go back, at last to the whole image."""
        if self._image is not None and self._close is not None:
            readable = READABLE[self._image.shape[2]]
            self._zoom_to(self.side / STEP if self.side > readable else 0)

    def _zoom_to(self, side: float) -> None:
        """Make a pixel ``side`` logical pixels wide, with the cursor in the middle."""
        if self._image is None:
            return
        self._close = None
        whole = self._scale().zoom
        close = round(min(side, LARGEST) * self.devicePixelRatioF())
        self._close = close if close > whole else None
        if self._cursor is not None:
            self._middle = QPointF(self._cursor[1] + 0.5, self._cursor[0] + 0.5)
        self._draw()
        self.zoomed.emit()

    def _shown_size(self) -> QSize:
        """The enlarged image's size in device pixels."""
        if self._image is None:
            return QSize()
        height, width = self._scale().size(*self._image.shape[:2])
        return QSize(width, height)

    def _place_corner(self) -> None:
        """Put the middle of the view where it is wanted, but leave no empty edge."""
        size, room, side = self._shown_size(), self._room(), self._scale().zoom
        left = round(self._middle.x() * side) - room.width() // 2
        top = round(self._middle.y() * side) - room.height() // 2
        self._corner = QPoint(
            max(0, min(left, size.width() - room.width())),
            max(0, min(top, size.height() - room.height())),
        )

    # Drawing

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()
        self.zoomed.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._draw()
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            pixel = self._pixel_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.text_of(pixel), self)
            return True
        return super().event(event)

    def _draw(self) -> None:
        """Draw what is seen of the image once, so that painting only copies it."""
        self._place_corner()
        ratio = self.devicePixelRatioF()
        seen = self._shown_size().boundedTo(self._room())
        self._drawn = QPixmap(seen)
        self._drawn.setDevicePixelRatio(ratio)
        if self._image is not None and not seen.isEmpty():
            self._drawn.fill(QColor(self._theme.colours.page))
            painter = QPainter(self._drawn)
            painter.scale(1 / ratio, 1 / ratio)
            self._draw_pixels(painter)
            self._draw_numbers(painter)
            painter.end()
        self.update()

    def _draw_pixels(self, painter: QPainter) -> None:
        if self._image is None:
            return
        scale = self._scale()
        picture = as_image(packed(reduced(self._image[None], scale.reduce))[0])
        target = QRect(-self._corner, picture.size() * scale.zoom)
        painter.drawImage(target, picture)

    def _font(self) -> QFont | None:
        """The font of the numbers, or None where there is no room for them."""
        if self._image is None or self._scale().reduce > 1:
            return None
        channels, side = self._image.shape[2], self._scale().zoom
        size = int(side * DIGIT_SHARE[channels])
        font = QFont(self.font())
        font.setPixelSize(max(1, size))
        smallest = SMALLEST_DIGIT * self.devicePixelRatioF()
        return font if size >= smallest and self._fits(font, side) else None

    @staticmethod
    def _fits(font: QFont, side: int) -> bool:
        return QFontMetrics(font).horizontalAdvance("255") <= side - 2

    def _draw_numbers(self, painter: QPainter) -> None:
        font = self._font()
        if font is None or self._image is None:
            return
        side = self._scale().zoom
        painter.setFont(font)
        seen = QRect(self._corner, self._drawn.size())
        for row in range(seen.top() // side, min(seen.bottom() // side + 1, self._image.shape[0])):
            for column in range(
                seen.left() // side, min(seen.right() // side + 1, self._image.shape[1])
            ):
                values = self._image[row, column].tolist()
                painter.setPen(QColor(ink_on(values)))
                cell = QRect(column * side, row * side, side, side).translated(-self._corner)
                text = "\n".join(str(value) for value in values)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self._theme.colours
        if self._image is None:
            return
        size = self._drawn.deviceIndependentSize().toSize()
        painter.drawPixmap(1, 1, self._drawn)
        painter.setPen(QColor(colours.accent if self.hasFocus() else colours.border))
        painter.drawRect(0, 0, size.width() + 1, size.height() + 1)
        if self._cursor is not None:
            ratio, side = self.devicePixelRatioF(), self.side
            left = 1 + self._cursor[1] * side - self._corner.x() / ratio
            top = 1 + self._cursor[0] * side - self._corner.y() / ratio
            painter.setClipRect(1, 1, size.width(), size.height())
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRect(QRect(round(left), round(top), round(side), round(side)))

    # Pointer and keyboard

    def _pixel_at(self, point: QPointF) -> tuple[int, int] | None:
        """Row and column of the image at a point of the widget."""
        if self._image is None:
            return None
        ratio, side = self.devicePixelRatioF(), self.side
        column = int((point.x() - 1 + self._corner.x() / ratio) // side)
        row = int((point.y() - 1 + self._corner.y() / ratio) // side)
        height, width = self._image.shape[:2]
        return (row, column) if 0 <= row < height and 0 <= column < width else None

    def text_of(self, pixel: tuple[int, int] | None) -> str:
        """What a tool tip says of a pixel."""
        if pixel is None or self._image is None:
            return ""
        values = self._image[pixel].tolist()
        if len(values) == 1:
            text = self.tr("Row {row}, column {column}: grey level {value}")
        else:
            text = self.tr("Row {row}, column {column}: red, green, blue {value}")
        return text.format(row=pixel[0], column=pixel[1], value=", ".join(map(str, values)))

    def _point_at(self, pixel: tuple[int, int] | None) -> None:
        if pixel != self._cursor:
            self._cursor = pixel
            self.update()
            self.pointed.emit(pixel)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._grabbed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None and self._close is not None:
            # From what is seen, not from a wish beyond the edge.
            room, side = self._room(), self._scale().zoom
            seen = QPointF(self._corner) + QPointF(room.width(), room.height()) / 2
            self._middle = seen / side + (self._grabbed - event.position()) / self.side
            self._grabbed = event.position()
            self._draw()
        self._point_at(self._pixel_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self._point_at(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y() > 0:
            self.zoom_in()
        elif event.angleDelta().y() < 0:
            self.zoom_out()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        steps: dict[int, tuple[int, int]] = {
            keys.Key_Left: (0, -1),
            keys.Key_Right: (0, 1),
            keys.Key_Up: (-1, 0),
            keys.Key_Down: (1, 0),
        }
        if event.key() in steps:
            self._step(*steps[event.key()])
        elif event.key() in (keys.Key_Plus, keys.Key_Equal):
            self.zoom_in()
        elif event.key() == keys.Key_Minus:
            self.zoom_out()
        else:
            super().keyPressEvent(event)

    def _step(self, down: int, right: int) -> None:
        """Move the cursor by a pixel, and the view with it."""
        if self._image is None:
            return
        height, width = self._image.shape[:2]
        row, column = self._cursor or (height // 2, width // 2)
        row, column = min(max(row + down, 0), height - 1), min(max(column + right, 0), width - 1)
        if self._close is not None:
            self._middle = QPointF(column + 0.5, row + 0.5)
            self._draw()
        self._point_at((row, column))


def ink_on(values: list[int]) -> str:
    """The colour that is read well on a pixel of one or three channels."""
    weights = (1.0,) if len(values) == 1 else (0.299, 0.587, 0.114)
    brightness = sum(weight * value for weight, value in zip(weights, values, strict=True))
    return next(colour for least, colour in INK if brightness >= least)
