"""Test images with what was answered for them, as many as there are, drawn as they come in view."""

from collections.abc import Callable
from math import ceil

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from cnnlab_gui.bridge.tips import plain_tip
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.results.ranking import Indices
from cnnlab_gui.core.samples import Scale, fitting_scale, scaled
from cnnlab_gui.widgets.data.labels import paint_frame
from cnnlab_gui.widgets.data.layout import step_of
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.theme import GRID, Theme

IMAGE_SIDE = 64
"""Logical pixels; an image is drawn as large as fits in that by whole factors."""
NAME_LETTERS = 12
Captions = Callable[[int], tuple[str, ...]]
Tip = Callable[[int], str]


class ImageSheet(QAbstractScrollArea):
    """Shows images in a given order, each with some lines of text below it.

    Signals
    -------
    image_wanted : int
        The index of an image that is to be looked at from inside the network.
    """

    image_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._images: Images | None = None
        self._indices: Indices = np.zeros(0, np.int64)
        self._captions: Captions = lambda _: ()
        self._tip: Tip = lambda _: ""
        self._lines = 1
        self._current = 0
        self._pressed: int | None = None
        self._hovered: int | None = None
        self._drawn: dict[int, QImage] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(20 * GRID, 12 * GRID)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("Test images"))
        theme.changed.connect(self.viewport().update)

    # What is shown

    def show_images(
        self, images: Images, indices: Indices, captions: Captions, tip: Tip, lines: int
    ) -> None:
        """Show ``images[indices]`` in that order, with ``lines`` lines of text below each."""
        self._images, self._indices = images, indices
        self._captions, self._tip, self._lines = captions, tip, lines
        self._current, self._hovered = 0, None
        self._drawn = {}
        self.verticalScrollBar().setValue(0)
        self._lay_out()
        self._describe()

    def clear(self) -> None:
        """Let go of the images."""
        self._images, self._indices, self._drawn = None, np.zeros(0, np.int64), {}
        self._lay_out()

    @property
    def indices(self) -> Indices:
        return self._indices

    @property
    def current(self) -> int | None:
        """The image that the keyboard is at."""
        return int(self._indices[self._current]) if len(self._indices) else None

    @property
    def drawn_count(self) -> int:
        """How many images were made into pictures: those that came in view."""
        return len(self._drawn)

    def place_of(self, position: int) -> QRect:
        """Where the tile of the image at ``position`` in the order is, in the viewport."""
        row, column = divmod(position, self.columns)
        top = row * self._tile_height - self.verticalScrollBar().value()
        return QRect(column * self._tile_width, top, self._tile_width, self._tile_height)

    # Layout

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() - 1))
        return font

    @property
    def columns(self) -> int:
        least = self._least_width
        return max(1, self.viewport().width() // least)

    @property
    def _least_width(self) -> int:
        letters = NAME_LETTERS if self._lines > 1 else len("> 99.9 %")
        text = QFontMetrics(self._small()).averageCharWidth() * letters
        return max(IMAGE_SIDE, text) + GRID

    @property
    def _tile_width(self) -> int:
        return self.viewport().width() // self.columns

    @property
    def _tile_height(self) -> int:
        text = self._lines * QFontMetrics(self._small()).height()
        return self._image_height + text + 2 * GRID

    @property
    def _image_height(self) -> int:
        """How high an image is drawn, in logical pixels."""
        if self._images is None:
            return IMAGE_SIDE
        return round(self._scale(self._images).size(*self._images.shape[1:3])[0] / self._ratio)

    @property
    def _ratio(self) -> float:
        return self.devicePixelRatioF()

    def _scale(self, images: Images) -> Scale:
        height, width = images.shape[1:3]
        return fitting_scale(height, width, round(IMAGE_SIDE * self._ratio))

    @property
    def _rows(self) -> int:
        return ceil(len(self._indices) / self.columns)

    def _lay_out(self) -> None:
        bar, high = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(high)
        bar.setSingleStep(self._tile_height)
        bar.setRange(0, max(0, self._rows * self._tile_height - high))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self._drawn = {}
            self._lay_out()
        return done

    def _in_view(self) -> range:
        """Positions of what is seen at least in part."""
        top, high = self.verticalScrollBar().value(), self.viewport().height()
        first, last = top // self._tile_height, (top + high) // self._tile_height
        return range(first * self.columns, min((last + 1) * self.columns, len(self._indices)))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self._small())
        painter.fillRect(self.viewport().rect(), QColor(self._theme.colours.page))
        if self._images is None:
            return
        seen = self._in_view()
        self._draw(self._images, seen)
        for position in seen:
            self._paint_tile(painter, position)
        if self.hasFocus():
            painter.setPen(QColor(self._theme.colours.accent))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _draw(self, images: Images, seen: range) -> None:
        """Make the pictures of what is in view; those far away are let go."""
        missing = [position for position in seen if position not in self._drawn]
        if not missing:
            return
        near = range(seen.start - len(seen), seen.stop + len(seen))
        self._drawn = {at: picture for at, picture in self._drawn.items() if at in near}
        pictures = scaled(images, self._indices[missing], self._scale(images))
        for position, picture in zip(missing, pictures, strict=True):
            made = as_image(picture)
            made.setDevicePixelRatio(self._ratio)
            self._drawn[position] = made

    def _paint_tile(self, painter: QPainter, position: int) -> None:
        colours, place = self._theme.colours, self.place_of(position)
        picture = self._drawn[position]
        size = picture.deviceIndependentSize().toSize()
        left = place.left() + (place.width() - size.width()) // 2
        rect = QRect(QPoint(left, place.top() + GRID // 2), size)
        painter.drawImage(rect.topLeft(), picture)
        if position == self._hovered:
            paint_frame(painter, rect, 2, colours.muted)
        if position == self._current and self.hasFocus():
            paint_frame(painter, rect, 2, colours.accent)
        metrics = painter.fontMetrics()
        top = place.top() + GRID + self._image_height
        for line, text in enumerate(self._captions(int(self._indices[position]))):
            is_last = line == self._lines - 1
            painter.setPen(QColor(colours.text if not is_last else colours.muted))
            room = QRect(place.left(), top + line * metrics.height(), place.width(), 0)
            room.setHeight(metrics.height())
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room.width() - GRID)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)

    # Pointer and keyboard

    def _position_at(self, point: QPoint) -> int | None:
        row = (point.y() + self.verticalScrollBar().value()) // self._tile_height
        column = point.x() // max(1, self._tile_width)
        position = row * self.columns + column
        there = 0 <= column < self.columns and 0 <= position < len(self._indices)
        return int(position) if there else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._position_at(event.position().toPoint()))

    def _hover(self, position: int | None) -> None:
        if position != self._hovered:
            self._hovered = position
            there = position is not None
            shape = Qt.CursorShape.PointingHandCursor if there else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self._hover(None)
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            position = self._position_at(event.pos())
            said = "" if position is None else self._tip(int(self._indices[position]))
            QToolTip.showText(event.globalPos(), plain_tip(said), self.viewport())
            return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = self._position_at(event.position().toPoint())
            if self._pressed is not None:
                self._go_to(self._pressed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        position, pressed = self._position_at(event.position().toPoint()), self._pressed
        self._pressed = None
        if position is not None and position == pressed:
            self.image_wanted.emit(int(self._indices[position]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        page = max(1, self.viewport().height() // self._tile_height)
        step = step_of(key, page, self.columns)
        if step is not None and len(self._indices):
            line_start = self._current - self._current % self.columns
            there = self._current + step[0] * self.columns + step[1]
            if key == Qt.Key.Key_Home:
                there = line_start
            elif key == Qt.Key.Key_End:
                there = line_start + self.columns - 1
            self._go_to(min(max(there, 0), len(self._indices) - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.image_wanted.emit(self.current)
        else:
            super().keyPressEvent(event)

    def _go_to(self, position: int) -> None:
        self._current = position
        place, bar = self.place_of(position), self.verticalScrollBar()
        if place.top() < 0:
            bar.setValue(bar.value() + place.top())
        elif place.bottom() > self.viewport().height():
            bar.setValue(bar.value() + place.bottom() - self.viewport().height())
        self._describe()
        self.viewport().update()

    def _describe(self) -> None:
        self.setAccessibleDescription("" if self.current is None else self._tip(self.current))
