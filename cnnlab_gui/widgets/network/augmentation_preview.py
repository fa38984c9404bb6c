"""What augmentation does to images: sixteen of them, as training may make them."""

from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from cnnlab_gui.bridge.translation import number
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.samples import packed
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.states import button, label
from cnnlab_gui.widgets.theme import GRID, Theme

SIDE = 4
COUNT = SIDE * SIDE
GAP = GRID // 2
NARROWEST = 22 * GRID
WIDEST = 40 * GRID
BUSY_AFTER_MS = 300
"""Anything quicker needs no word: the images before stay until the next ones come."""
FADED = 0.25
ENOUGH = 0.75
"""Where whole steps fill so much of a cell, an image grows in whole steps only."""


class SampleSquare(QWidget):
    """Up to 16 images in a square, sharp; a frame for words where there are none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._images: list[QImage] = []
        self._faded = False
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMaximumWidth(WIDEST)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Augmented samples"))
        theme.changed.connect(self.update)

    @property
    def count(self) -> int:
        """How many images are shown."""
        return len(self._images)

    @property
    def is_faded(self) -> bool:
        return self._faded

    def show_images(self, images: Images | None) -> None:
        """Show (N, H, W, C) images, or none."""
        chosen = () if images is None else packed(images[:COUNT, ..., :3])
        self._images = [as_image(picture) for picture in chosen]
        self.updateGeometry()
        self.fade(faded=False)

    def fade(self, *, faded: bool) -> None:
        """Draw the images paler: others are on their way."""
        self._faded = faded
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDEST, WIDEST)

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, NARROWEST)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        width = min(width, WIDEST)
        if not self._images:
            return width
        high, _ = self._tile(width)
        return ceil(SIDE * high + (SIDE - 1) * GAP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._images:
            colours = self._theme.colours
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(colours.border))
            painter.setBrush(QColor(colours.page))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), GAP, GAP)
            return
        painter.setOpacity(FADED if self._faded else 1.0)
        self._paint_images(painter)

    def _paint_images(self, painter: QPainter) -> None:
        """Each in its place, on whole pixels of the screen."""
        high, wide = self._tile(self.width())
        # Only what is made smaller is smoothed: a pixel of the network stays a square.
        is_smaller = high < self._images[0].height() / self.devicePixelRatioF()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smaller)
        for index, image in enumerate(self._images):
            row, column = divmod(index, SIDE)
            place = QRectF(column * (wide + GAP), row * (high + GAP), wide, high)
            painter.drawImage(place, image)

    def _tile(self, width: int) -> tuple[float, float]:
        """Height and width of one image, of whole pixels of the screen."""
        ratio = self.devicePixelRatioF()
        room = int((width - (SIDE - 1) * GAP) / SIDE * ratio)
        height, width = self._images[0].height(), self._images[0].width()
        zoom = zoom_into(room, max(height, width))
        return max(1, round(height * zoom)) / ratio, max(1, round(width * zoom)) / ratio


def zoom_into(room: int, side: int) -> float:
    """How many times larger an image of ``side`` pixels is drawn in ``room`` pixels."""
    whole = room // side
    return whole if whole * side >= ENOUGH * room else room / side


class AugmentationPreview(QWidget):
    """Sixteen samples under a caption, with a button for others.

    Signals
    -------
    wanted : ()
        Other samples are asked for.
    """

    wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = label(role="muted", wrap=True)
        self._square = SampleSquare(theme)
        self._message = label(wrap=True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        self._others = button(
            self.tr("Other samples"),
            self.wanted.emit,
            self.tr("Change the images by other chances."),
        )
        self._busy = QTimer(self)
        self._busy.setSingleShot(True)
        self._busy.setInterval(BUSY_AFTER_MS)
        self._busy.timeout.connect(self._show_that_it_takes_long)
        self._lay_out()
        self.show_unavailable()

    def _lay_out(self) -> None:
        place = QGridLayout()
        place.addWidget(self._square, 0, 0)
        place.addWidget(self._message, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self._caption)
        column.addLayout(place)
        column.addWidget(self._others, 0, Qt.AlignmentFlag.AlignLeft)

    def show_images(self, images: Images) -> None:
        """Show up to 16 images, (N, H, W, C) uint8."""
        self._busy.stop()
        self._square.show_images(images)
        text = self.tr("{count} images as the network may see them in training")
        self._caption.setText(text.format(count=number(self._square.count)))
        self._say("")

    def show_busy(self) -> None:
        """Say that images are on their way; those before stay until then."""
        self._others.setEnabled(True)
        if self._square.count:
            if not self._busy.isActive():
                self._busy.start()
        else:
            self._say(self.tr("The samples are being made…"))

    def show_unavailable(self) -> None:
        """Say that nothing can compute samples yet."""
        self._clear()
        self._say(self.tr("TensorFlow is starting…"), can_ask=False)

    def show_problem(self, text: str) -> None:
        """Say in a sentence why there are no samples."""
        self._clear()
        self._say(text, role="error")

    def _clear(self) -> None:
        self._busy.stop()
        self._square.show_images(None)
        self._caption.setText(self.tr("Images as the network may see them in training"))

    def _show_that_it_takes_long(self) -> None:
        self._square.fade(faded=True)
        self._say(self.tr("Other samples are being made…"), role="")

    def _say(self, text: str, role: str = "muted", *, can_ask: bool = True) -> None:
        self._message.setProperty("role", role)
        self._message.style().polish(self._message)
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self._others.setEnabled(can_ask)
