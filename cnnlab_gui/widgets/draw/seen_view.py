"""What a network sees of a drawing: its image, enlarged, and how the ink lies in it."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cnnlab_gui.bridge.translation import number
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.drawing.placed import Placed, Placement
from cnnlab_gui.core.normalise import CENTRE, INK_SIDE
from cnnlab_gui.core.text import size_text
from cnnlab_gui.widgets.draw.seen_marks import PAPER, paint_box, paint_centre, paint_swatch_target
from cnnlab_gui.widgets.draw.seen_picture import BLANK, SeenPicture
from cnnlab_gui.widgets.draw.seldom import SeldomTold
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID, Theme

LEAST = 14 * GRID
BESIDE = 18 * GRID
QWIDGETSIZE_MAX = (1 << 24) - 1


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


class SeenView(QWidget):
    """The image that a network sees, its heading, and a legend below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = label(self.tr("What it sees"), role="dock")
        self.picture = SeenPicture(theme)
        self.picture.setAccessibleName(self.tr("What the network sees"))
        self.picture.setToolTip(
            self.tr(
                "The image that the network gets, pixel by pixel. Point at a pixel, or go "
                "there with the arrow keys, to read its grey level."
            )
        )
        self.picture.pointed.connect(self._tell_pixel)
        self._told = SeldomTold(self.picture)
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
        self._is_beside = False
        self._side = BESIDE
        self._rows = {mark: QWidget() for mark in ("box", "centre", "target")}
        self._legend = QWidget()
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._lay_out()
        self.clear()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.heading)
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
        self._body.setSpacing(GRID)
        self._body.addWidget(self.picture, 1)
        self._body.addWidget(self._legend)
        self._body.addStretch(0)
        column.addLayout(self._body)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_picture()

    def _fit_picture(self) -> None:
        """Leave no gap between the image, whose pixels are whole, and its legend."""
        head, legend = self.heading.sizeHint().height(), self._legend.sizeHint().height()
        if self._is_beside:
            side = self.picture.height_within(self.width() // 2 - 2 * GRID, max(legend, self._side))
            self.picture.setFixedSize(side, side)
            return
        room = self.height() - head - legend - 2 * GRID
        self.picture.setMinimumSize(LEAST, LEAST)
        self.picture.setMaximumWidth(QWIDGETSIZE_MAX)
        self.picture.setMaximumHeight(self.picture.height_within(self.width(), room))

    def set_beside(self, on: bool, *, is_small: bool = False) -> None:
        """Have the legend beside a small picture, or below a large one."""
        self._is_beside = on
        self._side = LEAST if is_small else BESIDE
        self._body.setDirection(
            QBoxLayout.Direction.LeftToRight if on else QBoxLayout.Direction.TopToBottom
        )
        stretch = (0, 1) if on else (1, 0)
        self._body.setStretch(0, stretch[0])
        self._body.setStretch(1, stretch[1])
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Preferred, policy.Maximum if on else policy.Preferred)
        self._fit_picture()

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
        # A label that is given the text it has lays out the page anew all the same.
        for line, text in (
            (self.box, self.tr("box: {size}").format(size=size)),
            (self.centre, self.tr("centre of mass: {point}").format(point=_point_of(centre))),
        ):
            if text != line.text():
                line.setText(text)
        if placed is not None or image.any():
            self._rows["box"].setVisible(placed is not None)
            self._rows["centre"].setVisible(placed is not None)
        self._rows["target"].setVisible(has_target)
        is_new = image.shape != self.picture.image.shape or has_target != self.picture.has_target
        self.picture.show_image(image, placed, has_target=has_target)
        if is_new:
            self._fit_picture()
        self._told.tell(self.legend)

    @property
    def legend(self) -> str:
        """What is said below the image, in one line."""
        size = self.tr("{size} px").format(size=size_text(self.picture.image.shape[:2]))
        return " · ".join((size, self.box.text(), self.centre.text()))

    def _tell_pixel(self, pixel: tuple[int, int] | None) -> None:
        text = self.text_of(pixel)
        if text != self.readout.text():
            self.readout.setText(text)

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
