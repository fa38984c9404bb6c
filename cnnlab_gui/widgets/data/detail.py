"""One image large, found by its index, above the histogram of its set."""

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.tips import plain_tip
from cnnlab_gui.bridge.translation import number, percent
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.samples import Histogram, Indices, histogram
from cnnlab_gui.widgets.data.histogram import GreyHistogram
from cnnlab_gui.widgets.data.pixels import PixelView
from cnnlab_gui.widgets.states import button, label
from cnnlab_gui.widgets.theme import GRID, Theme

HARDLY = 0.005


class NameLabel(QLabel):
    """A class's name, cut where it does not fit, and the set that the image is in."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._set = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "dock")
        theme.changed.connect(self.update)

    def show_name(self, name: str, its_set: str) -> None:
        self._set = its_set
        self.setText(name)
        self.setToolTip(plain_tip(name))
        self.setAccessibleName(f"{name}, {its_set}" if name else "")

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        name, small = self.fontMetrics(), QFont(QApplication.font(self))
        # A painter takes what a font leaves open from the widget's, which is large and bold.
        small.setPointSizeF(small.pointSizeF())
        small.setWeight(QFont.Weight.Normal)
        room = self.width() - QFontMetrics(small).horizontalAdvance(self._set) - GRID
        text = name.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        baseline = (self.height() + name.ascent() - name.descent()) // 2
        painter.drawText(0, baseline, text)
        painter.setFont(small)
        painter.setPen(QColor(self._theme.colours.muted))
        painter.drawText(name.horizontalAdvance(text) + GRID, baseline, self._set)


class IndexBox(QSpinBox):
    """Takes any index; its arrows go from one to the next image of the class that is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._members: Indices | None = None

    def set_members(self, members: Indices | None) -> None:
        """Let the arrows stop at these indices only, in rising order; None for all."""
        self._members = members

    def stepBy(self, steps: int) -> None:
        if self._members is None or not len(self._members):
            super().stepBy(steps)
            return
        rank = int(np.searchsorted(self._members, self.value())) + steps
        self.setValue(int(self._members[min(max(rank, 0), len(self._members) - 1)]))


class ImageDetail(QWidget):
    """Shows the image that the grid looks at.

    Signals
    -------
    index_wanted : int
        An index that was typed.
    look_wanted : int
        The image that is to be looked at from inside the network.
    """

    index_wanted = Signal(int)
    look_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(30 * GRID)
        self.index_box = self._make_index_box()
        self.closer = self._zoom_button("+", self.tr("Go closer, to read the numbers"))
        self.farther = self._zoom_button("−", self.tr("Go back, to see the whole image"))
        self.name = NameLabel(theme)
        self.pixels = PixelView(theme)
        self.readout = label(role="muted", wrap=True)
        self.look = button(
            self.tr("Look inside"),
            lambda: self.look_wanted.emit(self.index_box.value()),
            self.tr("Show this image on the page Feature maps"),
        )
        self.levels_sentence = label(role="muted", wrap=True)
        self.levels = GreyHistogram(theme)
        self._sentence = ""
        self._arrange()
        self.closer.clicked.connect(lambda _: self.pixels.zoom_in())
        self.farther.clicked.connect(lambda _: self.pixels.zoom_out())
        self.pixels.zoomed.connect(self._enable_zoom)
        self.pixels.pointed.connect(self._read_out)
        self.levels.pointed.connect(
            lambda text: self.levels_sentence.setText(text or self._sentence)
        )

    def _make_index_box(self) -> IndexBox:
        box = IndexBox()
        box.setAccessibleName(self.tr("Index of the image"))
        box.setToolTip(self.tr("Type an index to see that image of the set."))
        box.setKeyboardTracking(False)
        box.setGroupSeparatorShown(True)
        box.setAccelerated(True)
        box.valueChanged.connect(self.index_wanted)
        return box

    def _zoom_button(self, text: str, tip: str) -> QPushButton:
        made = button(text, lambda: None)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        made.setFixedWidth(4 * GRID)
        made.setStyleSheet("padding-left: 0; padding-right: 0;")
        return made

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        caption = label(self.tr("&Image"))
        caption.setBuddy(self.index_box)
        head.addWidget(caption)
        head.addWidget(self.index_box)
        head.addStretch(1)
        head.addWidget(self.farther)
        head.addWidget(self.closer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.name)
        column.addWidget(self.pixels, 1)
        below = QHBoxLayout()
        below.setSpacing(GRID)
        below.addWidget(self.readout, 1)
        below.addWidget(self.look)
        column.addLayout(below)
        column.addWidget(self.levels_sentence)
        column.addWidget(self.levels)

    # What is shown

    def set_count(self, count: int) -> None:
        """Say how many images the set has, from which one can be chosen."""
        self.index_box.blockSignals(True)
        self.index_box.setRange(0, max(0, count - 1))
        self.index_box.blockSignals(False)

    def show_image(self, index: int, image: Images, name: str, its_set: str) -> None:
        """Show an (H, W, C) image of a class in a set."""
        self.index_box.blockSignals(True)
        self.index_box.setValue(index)
        self.index_box.blockSignals(False)
        self.name.show_name(name, its_set)
        text = self.tr("Image {index}: {name}, {set}")
        self.pixels.setAccessibleDescription(
            text.format(index=number(index), name=name, set=its_set)
        )
        self.pixels.show_image(image)
        self.look.setEnabled(True)
        self._enable_zoom()

    def show_nothing(self) -> None:
        """Show that no image is selected."""
        self.name.show_name("", "")
        self.pixels.show_image(None)
        self.look.setEnabled(False)
        self._enable_zoom()

    def clear(self) -> None:
        self.show_nothing()
        self.levels.show_histogram(None)

    def show_levels(self, images: Images, members: Indices | None, bar_role: str) -> None:
        """Show the histogram of ``images``, or of some of them."""
        counted = (
            histogram(images, members) if len(images if members is None else members) else None
        )
        self._sentence = self._black_sentence(counted) if counted else ""
        self.levels_sentence.setText(self._sentence)
        self.levels.setAccessibleDescription(self._sentence)
        self.levels.show_histogram(counted, bar_role)

    def _black_sentence(self, counted: Histogram) -> str:
        if counted.black < HARDLY:
            return self.tr("Hardly any pixel is black.")
        if counted.exact:
            text = self.tr("{share} of the pixels are black.")
        else:
            text = self.tr("About {share} of the pixels are black.")
        return text.format(share=percent(counted.black, 0))

    def _enable_zoom(self) -> None:
        self.closer.setEnabled(self.pixels.can_zoom_in)
        self.farther.setEnabled(self.pixels.can_zoom_out)

    def _read_out(self, pixel: tuple[int, int] | None) -> None:
        self.readout.setText(
            self.pixels.text_of(pixel) or self.tr("Point at a pixel to read its number.")
        )
