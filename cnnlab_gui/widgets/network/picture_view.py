"""Shows a picture of a network: scrolled, zoomed, and each block a thing to point at."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QByteArray, QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
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
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from cnnlab_gui.core.picture.colours import PictureColours
from cnnlab_gui.core.picture.shapes import INPUT, NetworkPicture, Rectangle
from cnnlab_gui.core.picture.svg import svg_text
from cnnlab_gui.widgets.theme import GRID, Colours, Theme

LEAST_FIT, MOST_FIT = 0.64, 1.6
"""Fitted, a network that would be too small to read is shown as it is, and scrolled."""
LEAST_ZOOM, MOST_ZOOM = 0.25, 6.0
STEP = 1.25
INSET = 2.0
CORNER = 8.0


class PictureView(QAbstractScrollArea):
    """Shows an SVG with the places of its blocks.

    Signals
    -------
    layer_chosen : int
        Index of the layer that was clicked or gone to by key; -1 is the input.
    """

    layer_chosen = Signal(int)

    def __init__(
        self, theme: Theme, facts: Callable[[int], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._facts = facts
        self._picture: NetworkPicture | None = None
        self._zoom: float | None = None
        self._selected = INPUT
        self._hovered: int | None = None
        self._drawn = QPixmap()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(30 * GRID, 20 * GRID)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("Picture of the network"))
        theme.changed.connect(self._forget)

    def show_picture(self, picture: NetworkPicture) -> None:
        """Show ``picture`` in the theme's colours."""
        self._picture = picture
        self._selected = min(self._selected, len(picture.blocks) - 2)
        self._hovered = None
        self.setAccessibleDescription(picture.title)
        self._lay_out()

    @property
    def picture(self) -> NetworkPicture | None:
        """What is shown."""
        return self._picture

    # The selected block

    @property
    def selected(self) -> int:
        return self._selected

    def select(self, layer: int) -> None:
        """Outline layer ``layer`` and scroll to it; -1 is the input."""
        if self._picture is None or not INPUT <= layer < len(self._picture.blocks) - 1:
            return
        self._selected = layer
        place = self.place_of(layer)
        bar, room = self.horizontalScrollBar(), self.viewport().width()
        if place.left() < 0 or place.width() > room:
            bar.setValue(bar.value() + int(place.left()))
        elif place.right() > room:
            bar.setValue(bar.value() + int(place.right() - room) + 1)
        self.viewport().update()

    def place_of(self, layer: int) -> QRectF:
        """The strip of layer ``layer`` in the viewport; empty if there is none."""
        if self._picture is None or not 0 <= layer + 1 < len(self._picture.blocks):
            return QRectF()
        return self._on_screen(self._picture.blocks[layer + 1].slot)

    def _choose(self, layer: int) -> None:
        if layer != self._selected:
            self.select(layer)
        self.layer_chosen.emit(self._selected)

    # Zoom

    @property
    def scale(self) -> float:
        """Pixels for one unit of the picture."""
        return self._fitting() if self._zoom is None else self._zoom

    @property
    def is_fitted(self) -> bool:
        return self._zoom is None

    def fit(self) -> None:
        """Make the whole picture fill the view, as far as it stays readable."""
        self._zoom = None
        self._lay_out()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Make the picture larger by ``factor``; what is at ``at`` stays where it is."""
        point = at or QPointF(self.viewport().rect().center())
        before, origin = self.scale, self._origin()
        x, y = ((point.x() - origin.x()) / before, (point.y() - origin.y()) / before)
        self._zoom = min(MOST_ZOOM, max(LEAST_ZOOM, before * factor))
        self._lay_out()
        self.horizontalScrollBar().setValue(round(x * self.scale - point.x()))
        self.verticalScrollBar().setValue(round(y * self.scale - point.y()))

    def zoom_in(self) -> None:
        self.zoom_by(STEP)

    def zoom_out(self) -> None:
        self.zoom_by(1 / STEP)

    def _fitting(self) -> float:
        if self._picture is None:
            return 1.0
        # Without scroll bars: they come and go with what is decided here.
        room = self.maximumViewportSize()
        width, height = room.width() / self._picture.width, room.height() / self._picture.height
        if min(width, height) < LEAST_FIT:
            return min(1.0, max(LEAST_FIT, height))
        return min(width, height, MOST_FIT)

    # Where it lies

    def _size(self) -> QSize:
        if self._picture is None:
            return QSize()
        return QSize(int(self._picture.width * self.scale), int(self._picture.height * self.scale))

    def _origin(self) -> QPointF:
        """Where the picture's corner lies in the viewport: in the middle if there is room."""
        size, room = self._size(), self.viewport().size()
        return QPointF(
            max(0, room.width() - size.width()) // 2 - self.horizontalScrollBar().value(),
            max(0, room.height() - size.height()) // 2 - self.verticalScrollBar().value(),
        )

    def _on_screen(self, place: Rectangle) -> QRectF:
        origin, scale = self._origin(), self.scale
        return QRectF(
            origin.x() + place.x * scale,
            origin.y() + place.y * scale,
            place.width * scale,
            place.height * scale,
        )

    def _layer_at(self, point: QPointF | QPoint) -> int | None:
        if self._picture is None:
            return None
        origin, scale = self._origin(), self.scale
        return self._picture.layer_at(
            (point.x() - origin.x()) / scale, (point.y() - origin.y()) / scale
        )

    def _lay_out(self) -> None:
        size, room = self._size(), self.viewport().size()
        for bar, length, visible in (
            (self.horizontalScrollBar(), size.width(), room.width()),
            (self.verticalScrollBar(), size.height(), room.height()),
        ):
            bar.setRange(0, max(0, length - visible))
            bar.setPageStep(visible)
            bar.setSingleStep(3 * GRID)
        self._forget()

    def _forget(self) -> None:
        self._drawn = QPixmap()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._forget()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        colours = self._theme.colours
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._hovered not in {None, self._selected}:
            self._frame(painter, self._hovered, colours.border, colours.page)
        self._frame(painter, self._selected, colours.accent, colours.selected)
        painter.drawPixmap(0, 0, self._drawing(self._picture))
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._framed(self._selected, 2 * INSET), CORNER, CORNER)
        painter.end()

    def _framed(self, layer: int | None, inset: float = 0) -> QRectF:
        by = INSET + inset
        return self.place_of(INPUT if layer is None else layer).adjusted(by, by, -by, -by)

    def _frame(self, painter: QPainter, layer: int | None, line: str, fill: str) -> None:
        painter.setPen(QPen(QColor(line), 1.5))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(self._framed(layer), CORNER, CORNER)

    def _drawing(self, picture: NetworkPicture) -> QPixmap:
        """What is in view; drawn when that changes, copied when only a frame does."""
        ratio = self.viewport().devicePixelRatioF()
        if self._drawn.isNull() or self._drawn.devicePixelRatio() != ratio:
            self._drawn = QPixmap(self.viewport().size() * ratio)
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._drawn)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            left = -self._origin().x() / self.scale
            seen = (left, left + self.viewport().width() / self.scale)
            colours = picture_colours(self._theme.colours)
            svg = svg_text(picture, colours, page=False, seen=seen)
            place = self._on_screen(Rectangle(0, 0, picture.width, picture.height))
            QSvgRenderer(QByteArray(svg.encode())).render(painter, place)
            painter.end()
        return self._drawn

    # Mouse and keyboard

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            layer = self._layer_at(event.pos())
            if layer is None:
                QToolTip.hideText()
            else:
                place = self.place_of(layer).toRect()
                # As rich text, of which long lines are wrapped.
                told = "<qt>" + "<br>".join(map(escape, self._facts(layer).splitlines())) + "</qt>"
                QToolTip.showText(event.globalPos(), told, self.viewport(), place)
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._layer_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        layer = self._layer_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and layer is not None:
            self._choose(layer)

    def _hover(self, layer: int | None) -> None:
        if layer == self._hovered:
            return
        self._hovered = layer
        pointing = (
            Qt.CursorShape.ArrowCursor if layer is None else Qt.CursorShape.PointingHandCursor
        )
        self.viewport().setCursor(pointing)
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turned:
                self.zoom_by(STEP ** (turned / 120), event.position())
            event.accept()
        elif self.verticalScrollBar().maximum() == 0 and not event.angleDelta().x():
            # There is only one way to go, and most mice have only one wheel.
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - turned)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._picture.blocks) - 2 if self._picture else INPUT
        goals = {
            Qt.Key.Key_Left: self._selected - 1,
            Qt.Key.Key_Right: self._selected + 1,
            Qt.Key.Key_Home: INPUT,
            Qt.Key.Key_End: last,
        }
        zooms = {
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
            Qt.Key.Key_0: self.fit,
        }
        key = Qt.Key(event.key())
        if key in goals:
            self._choose(goals[key])
        elif key in zooms:
            zooms[key]()
        else:
            super().keyPressEvent(event)


def picture_colours(colours: Colours) -> PictureColours:
    """The theme's colours in a picture."""
    return PictureColours(
        page=colours.page,
        text=colours.text,
        muted=colours.muted,
        input=colours.muted,
        convolution=colours.accent,
        pooling=colours.validation,
        vector=colours.vector,
        error=colours.error,
    )
