"""The sample grid: many small images in one picture, a line a class or one class's all.

The picture of the lines in view is made when they change; painting only copies it.
"""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from cnnlab_gui.bridge.translation import number
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.samples import (
    EMPTY,
    ClassRows,
    Indices,
    OneClass,
    Sheet,
    mosaic,
    neighbour,
)
from cnnlab_gui.widgets.data.image_menu import ImageMenu
from cnnlab_gui.widgets.data.labels import (
    MIDDLE_LEFT,
    ClassLine,
    class_labels_width,
    index_labels_width,
    paint_class_label,
    paint_frame,
    paint_index_label,
)
from cnnlab_gui.widgets.data.layout import INSET, GridLayout, lay_out, step_of
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.theme import GRID, Theme

ALL_CLASSES = -1
MARGIN_LINES = 1
"""Lines drawn above and below those in view, so that small steps cost nothing."""


class SampleGrid(QAbstractScrollArea):
    """Shows samples of every class, or all images of one.

    Signals
    -------
    looked_at : int
        The image under the pointer, else the selected one.
    look_wanted : int
        An image that is to be looked at from inside the network.
    remove_wanted : int
        An image that is to be taken out; only while `removable`.
    class_wanted : int
        A label, or `ALL_CLASSES`.
    """

    looked_at = Signal(int)
    look_wanted = Signal(int)
    remove_wanted = Signal(int)
    class_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._images: Images | None = None
        self._sheet: Sheet = ClassRows(np.zeros((0, 0), np.int64))
        self._classes: tuple[ClassLine, ...] = ()
        self.removable = False
        self._bar_role = "training"
        self._layout: GridLayout | None = None
        self._picture = QImage()
        self._drawn = range(0)
        self._selected: int | None = None
        self._hovered: int | None = None
        self._pressed: int | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(40 * GRID, 16 * GRID)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("Sample images"))
        theme.changed.connect(self.viewport().update)

    # What is shown

    def show_classes(
        self, images: Images, classes: tuple[ClassLine, ...], chosen: Indices, bar_role: str
    ) -> None:
        """Show a line for each class: name, count, balance, and its chosen images."""
        self._bar_role = bar_role
        self._show(images, ClassRows(chosen, self._depth), classes)

    def show_class(self, images: Images, members: Indices) -> None:
        """Show all images of one class, each line led by its first image's index."""
        self._show(images, OneClass(members), ())

    def clear(self) -> None:
        """Let go of the images."""
        self._images = self._layout = self._selected = self._hovered = None
        self._picture, self._drawn = QImage(), range(0)
        self.viewport().update()

    def _show(self, images: Images, sheet: Sheet, classes: tuple[ClassLine, ...]) -> None:
        if images is not self._images or type(sheet) is not type(self._sheet):
            self.verticalScrollBar().setValue(0)
        self._images, self._sheet, self._classes = images, sheet, classes
        self._hovered = None
        self._lay_out()

    @property
    def columns(self) -> int:
        """How many images are in a full line."""
        return self._layout.columns if self._layout else 1

    @property
    def _depth(self) -> int:
        """How many lines a class has."""
        return self._layout.depth if self._layout else 1

    @property
    def selected(self) -> int | None:
        return self._selected

    def select(self, index: int | None) -> None:
        """Select an image and scroll to it, if it is on the sheet."""
        self._selected = index
        self._scroll_to_selected()
        self.viewport().update()
        if index is not None:
            self.looked_at.emit(index)

    def _scroll_to_selected(self) -> None:
        place = self._place_of(self._selected)
        if place is not None and self._layout is not None:
            bar, height = self.verticalScrollBar(), self._layout.line_height
            top, bottom = int(place[0] * height), self._layout.height_of(place[0] + 1)
            bar.setValue(max(min(bar.value(), top), bottom - self.viewport().height()))

    def select_first(self) -> None:
        """Select the first image of the sheet; none where it is empty."""
        first = (0, 0)
        empty = self._sheet.line_count(self.columns) == 0
        self.select(None if empty else neighbour(self._sheet, first, first, self.columns))

    def place_of(self, index: int) -> QRect | None:
        """An image's place in the viewport, in logical pixels; None if it is not shown."""
        place = self._place_of(index)
        if place is None or self._layout is None:
            return None
        rect, ratio = self._layout.cell_rect(*place, self._scrolled), self._layout.ratio
        corner = QPoint(round(rect.left() / ratio), round(rect.top() / ratio))
        return QRect(corner, rect.size() / ratio)

    def _place_of(self, index: int | None) -> tuple[int, int] | None:
        return None if index is None else self._sheet.place_of(index, self.columns)

    # Laying out, and making the picture

    @property
    def _scrolled(self) -> int:
        return self.verticalScrollBar().value()

    def _lay_out(self) -> None:
        if self._images is None:
            return
        metrics = self.fontMetrics()
        left = (
            class_labels_width(metrics, self._classes)
            if self._classes
            else index_labels_width(metrics, len(self._images))
        )
        height, width = self._images.shape[1:3]
        lines = len(self._classes) or None
        view, ratio = self.viewport().size(), self.devicePixelRatioF()
        self._layout = lay_out((height, width), lines, view, left, ratio)
        if isinstance(self._sheet, ClassRows):
            self._sheet = ClassRows(self._sheet.chosen, self._layout.depth)
        bar = self.verticalScrollBar()
        needed = self._layout.height_of(self._sheet.line_count(self.columns))
        self._drawn = range(0)
        bar.setPageStep(view.height())
        bar.setSingleStep(max(1, round(self._layout.line_height)))
        bar.setRange(0, max(0, needed - view.height()))
        self._draw_lines()

    def _lines_in_view(self) -> range:
        if self._layout is None:
            return range(0)
        seen = self._layout.lines_between(self._scrolled, self._scrolled + self.viewport().height())
        return range(seen.start, min(seen.stop, self._sheet.line_count(self.columns)))

    def _draw_lines(self) -> None:
        """Make the picture of the lines in view, unless it is there."""
        seen, drawn = self._lines_in_view(), self._drawn
        there = drawn.start <= seen.start and seen.stop <= drawn.stop and len(drawn) > 0
        if not there and self._images is not None and self._layout is not None:
            last = self._sheet.line_count(self.columns)
            start, stop = seen.start - MARGIN_LINES, seen.stop + MARGIN_LINES
            self._drawn = range(max(0, start), min(last, stop))
            indices = self._sheet.lines(self._drawn.start, self._drawn.stop, self.columns)
            picture = mosaic(self._images, indices, self._layout.scale, self._layout.pitch)
            self._picture = as_image(picture)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        place, seen = self._place_of(self._selected), self._lines_in_view()
        self._lay_out()
        if place is not None and place[0] in seen:
            self._scroll_to_selected()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._draw_lines()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self._lay_out()
        return done

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        colours = self._theme.colours
        painter.fillRect(self.viewport().rect(), QColor(colours.page))
        if self._layout is None:
            return
        for line in self._lines_in_view():
            self._paint_label(painter, line)
        painter.save()
        painter.scale(1 / self._layout.ratio, 1 / self._layout.ratio)
        corner = self._layout.cell_rect(self._drawn.start, 0, self._scrolled).topLeft()
        painter.drawImage(corner, self._picture)
        self._paint_frame(painter, self._hovered, colours.muted)
        self._paint_frame(painter, self._selected, colours.accent)
        painter.restore()
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            left = round(self._layout.left / self._layout.ratio) - INSET
            painter.drawRect(self.viewport().rect().adjusted(left, 0, -1, -1))

    def _paint_label(self, painter: QPainter, line: int) -> None:
        if self._layout is None:
            return
        rect, colours = self._layout.label_rect(line, self._scrolled), self._theme.colours
        if not self._classes:
            first = int(self._sheet.lines(line, line + 1, self.columns)[0, 0])
            paint_index_label(painter, rect, first, colours)
            return
        if line % self._depth:
            return
        shown = self._classes[line // self._depth]
        paint_class_label(painter, rect, shown, colours, getattr(colours, self._bar_role))
        if not shown.count:
            room = QRect(rect)
            room.setLeft(rect.right() + 2 * GRID)
            room.setRight(self.viewport().width())
            painter.setPen(QColor(colours.muted))
            painter.drawText(room, MIDDLE_LEFT, self.tr("No image of this class in this set."))

    def _paint_frame(self, painter: QPainter, index: int | None, colour: str) -> None:
        place = self._place_of(index)
        if place is None or self._layout is None:
            return
        rect = self._layout.cell_rect(*place, self._scrolled)
        paint_frame(painter, rect, max(2, round(2 * self._layout.ratio)), colour)

    # Pointer and keyboard

    def _image_at(self, point: QPoint) -> int | None:
        line, column = self._place_at(point)
        if line is None or not 0 <= column < self.columns:
            return None
        index = int(self._sheet.lines(line, line + 1, self.columns)[0, column])
        return None if index == EMPTY else index

    def _place_at(self, point: QPoint) -> tuple[int | None, int]:
        if self._layout is None:
            return None, -1
        line, column = self._layout.place_at(point, self._scrolled)
        there = 0 <= line < self._sheet.line_count(self.columns)
        return (line if there else None), column

    def _label_at(self, point: QPoint) -> int | None:
        """The class whose name is at a point."""
        line, column = self._place_at(point)
        if line is None or column >= 0 or not self._classes:
            return None
        return line // self._depth

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        on_label = self._label_at(point) is not None
        shape = Qt.CursorShape.PointingHandCursor if on_label else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self._hover(self._image_at(point))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self._hover(None)
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip_at(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def _hover(self, index: int | None) -> None:
        if index == self._hovered:
            return
        self._hovered = index
        self.viewport().update()
        shown = self._selected if index is None else index
        if shown is not None:
            self.looked_at.emit(shown)

    def _tip_at(self, point: QPoint) -> str:
        label, index = self._label_at(point), self._image_at(point)
        if label is not None:
            text = self.tr("{name}: {count} images. Click to see all of them.")
            shown = self._classes[label]
            return text.format(name=shown.name, count=number(shown.count))
        if index is not None:
            text = self.tr("Image {index}. Click to keep it, double-click to look inside.")
            return text.format(index=number(index))
        return ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        label, index = self._label_at(point), self._image_at(point)
        self._pressed = None
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if label is not None:
            self.class_wanted.emit(label)
        elif index is not None:
            self._pressed = index
            self.select(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # The first of the two clicks may have opened a class, and put an image under the pointer.
        index, before = self._image_at(event.position().toPoint()), self._pressed
        self.mousePressEvent(event)
        if index is not None and index == before == self._pressed:
            self.look_wanted.emit(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the image at the pointer, or with the selected one."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self._selected if by_key else self._image_at(event.pos())
        place = None if index is None else self.place_of(index)
        if index is None or place is None:
            return
        self.select(index)
        label = self._label_of(index)
        name = self._classes[label].name if self._classes else ""
        menu = ImageMenu(name, self, removable=self.removable)
        menu.remove_wanted.connect(lambda: self.remove_wanted.emit(index))
        menu.look_wanted.connect(lambda: self.look_wanted.emit(index))
        menu.class_wanted.connect(lambda: self.class_wanted.emit(label))
        menu.popup(self.viewport().mapToGlobal(place.center()) if by_key else event.globalPos())

    def _label_of(self, index: int) -> int:
        """The class in whose line an image is."""
        place = self._place_of(index)
        return ALL_CLASSES if place is None else place[0] // self._depth

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        place = self._place_of(self._selected)
        key = event.key()
        step = step_of(key, max(1, len(self._lines_in_view()) - 1), self.columns)
        if step is not None:
            step = step if place else (0, 0)
            there = neighbour(self._sheet, place or (0, 0), step, self.columns)
            if there is not None:
                self.select(there)
        elif key in (keys.Key_Return, keys.Key_Enter) and place:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                if self._classes:
                    self.class_wanted.emit(place[0] // self._depth)
            else:
                self.look_wanted.emit(self._selected)
        elif key == keys.Key_Delete and place and self.removable:
            self.remove_wanted.emit(self._selected)
        elif key in (keys.Key_Escape, keys.Key_Backspace) and not self._classes:
            self.class_wanted.emit(ALL_CLASSES)
        else:
            super().keyPressEvent(event)
