"""An opened picture, with a frame around each character that was found in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.widgets.data.picture import image_of
from cnnlab_gui.widgets.theme import GRID, Theme

MARGIN = 2.0
PADDING = 3.0  # logical pixels between the ink and its frame
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True)
class Frame:
    """One found character.

    Attributes
    ----------
    box : (float, float, float, float)
        Left, top, right and bottom in pixels of the picture.
    text : str
        What it was read as; empty where that is not known yet.
    """

    box: tuple[float, float, float, float]
    text: str = ""


class PictureView(QWidget):
    """Shows a picture as large as there is room; a frame is chosen by a click or an arrow key.

    Signals
    -------
    chosen : int
        The number of a frame.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image = QImage()
        self._scaled = QPixmap()
        self._frames: tuple[Frame, ...] = ()
        self._current = 0
        self.setMinimumSize(20 * GRID, 20 * GRID)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("The opened picture"))
        self.setToolTip(
            self.tr("Each frame is one character that was found. Click one to see how it is read.")
        )
        theme.changed.connect(self.update)

    def show_picture(self, picture: Images) -> None:
        """Show an (H, W, 1 or 3) uint8 picture, without frames."""
        self._show(image_of(picture))

    def clear(self) -> None:
        """Let the picture go."""
        self._show(QImage())

    def _show(self, image: QImage) -> None:
        self._image, self._scaled = image, QPixmap()
        self._frames, self._current = (), 0
        self._describe()
        self.update()

    def set_frames(self, frames: Sequence[Frame]) -> None:
        """Show what was found; what is chosen stays, as far as there are so many."""
        self._frames = tuple(frames)
        self._current = min(self._current, max(0, len(self._frames) - 1))
        self._describe()
        self.update()

    @property
    def frames(self) -> tuple[Frame, ...]:
        return self._frames

    @property
    def current(self) -> int:
        """Number of the chosen frame."""
        return self._current

    def choose(self, number: int) -> None:
        """Choose a frame, as far as there are so many."""
        number = min(max(number, 0), len(self._frames) - 1)
        if number >= 0 and number != self._current:
            self._current = number
            self._describe()
            self.update()
            self.chosen.emit(number)

    def _describe(self) -> None:
        self.setAccessibleDescription(self._description())

    def _description(self) -> str:
        if self._image.isNull():
            return ""
        if not any(frame.text for frame in self._frames):
            return self.tr("Not read yet")
        read = " ".join(frame.text or "?" for frame in self._frames)
        if len(self._frames) == 1:
            return self.tr("Read as {read}").format(read=read)
        text = self.tr("{count} characters, read as {read}; number {current} is chosen")
        return text.format(count=len(self._frames), read=read, current=self._current + 1)

    # Places

    @property
    def _scale(self) -> float:
        """Logical pixels for each of the picture's."""
        room = self.width() - 2 * MARGIN, self.height() - 2 * MARGIN
        return min(
            room[0] / max(1, self._image.width()),
            room[1] / max(1, self._image.height()),
        )

    @property
    def _target(self) -> QRectF:
        width, height = self._image.width() * self._scale, self._image.height() * self._scale
        return QRectF((self.width() - width) / 2, MARGIN, width, height)

    def rect_of(self, number: int) -> QRectF:
        """Where a frame is, in logical pixels of the widget."""
        left, top, right, bottom = (side * self._scale for side in self._frames[number].box)
        found = QRectF(left, top, right - left, bottom - top).translated(self._target.topLeft())
        return found.adjusted(-PADDING, -PADDING, PADDING, PADDING)

    def _frame_at(self, point: QPoint) -> int | None:
        near = [at for at in range(len(self._frames)) if self.rect_of(at).contains(point)]
        return min(near, key=lambda at: self.rect_of(at).width(), default=None)

    def sizeHint(self) -> QSize:
        return QSize(40 * GRID, 40 * GRID)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.drawPixmap(self._target, self._picture(), QRectF(self._picture().rect()))
        colours = self._theme.colours
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawRect(self._target)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        for at, frame in enumerate(self._frames):
            is_current = at == self._current
            rect = self.rect_of(at)
            self._draw_frame(painter, rect, is_current=is_current)
            if frame.text:
                self._draw_text(painter, rect, frame.text, is_current=is_current)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._target.adjusted(-1, -1, 1, 1))

    def _picture(self) -> QPixmap:
        """The picture at the size at which it is seen, smooth where it is made smaller."""
        ratio = self.devicePixelRatioF()
        size = (self._target.size() * ratio).toSize().expandedTo(QSize(1, 1))
        if self._scaled.size() != size:
            way = (
                Qt.TransformationMode.SmoothTransformation
                if size.width() < self._image.width()
                else Qt.TransformationMode.FastTransformation
            )
            keep = Qt.AspectRatioMode.IgnoreAspectRatio
            self._scaled = QPixmap.fromImage(self._image.scaled(size, keep, way))
        return self._scaled

    def _draw_frame(self, painter: QPainter, rect: QRectF, *, is_current: bool) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        style = Qt.PenStyle.SolidLine if is_current else Qt.PenStyle.DashLine
        painter.setPen(QPen(QColor(self._theme.colours.accent), 2 if is_current else 1, style))
        painter.drawRect(rect)

    def _draw_text(self, painter: QPainter, rect: QRectF, text: str, *, is_current: bool) -> None:
        colours, metrics = self._theme.colours, painter.fontMetrics()
        width, height = metrics.horizontalAdvance(text) + GRID, metrics.height()
        top = max(rect.top() - height, self._target.top())
        tag = QRectF(rect.left(), top, width, height)
        back, front = (
            (colours.accent, colours.on_accent) if is_current else (colours.raised, colours.text)
        )
        painter.fillRect(tag, QColor(back))
        painter.setPen(QColor(front))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            at = self._frame_at(event.position().toPoint())
            if at is not None:
                self.choose(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.choose(self._current + step)
