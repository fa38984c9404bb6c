"""An image, a kernel, and what comes of them, with the sum behind the place pointed at."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.colours import DIVERGING, GREY, INFERNO, Table, bounds, symmetric
from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.kernel import (
    POOL,
    Place,
    filtered,
    first_place,
    largest_at,
    pooled,
    step_at,
)
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.inside.state import Values
from cnnlab_gui.core.text import size_text
from cnnlab_gui.widgets.kernel_workshop.image_picker import ImagePicker
from cnnlab_gui.widgets.kernel_workshop.plane import Plane
from cnnlab_gui.widgets.kernel_workshop.play_bar import PlayBar
from cnnlab_gui.widgets.kernel_workshop.player import Player
from cnnlab_gui.widgets.kernel_workshop.sum_panel import SumPanel
from cnnlab_gui.widgets.theme import GRID, Theme

USUAL = (728, 470)
"""Room in pixels that it has beside the docks of a small screen; with more, numbers grow."""


class Spot(NamedTuple):
    """A place that is pointed at, in the result or in what pooling made of it."""

    at: Place
    is_pooled: bool = False


class KernelBench(QWidget):
    """Applies the editor's matrix to an image, live.

    Signals
    -------
    matrix_changed
        See `editor`.
    """

    matrix_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: Values = np.zeros((28, 28), np.float32)
        self._title = ""
        self.result: Values | None = None
        self.small: Values | None = None
        self._problem = ""
        self._spot: Spot | None = None
        self._is_pinned = False
        self.picker = ImagePicker(theme)
        self.relu = self._make_check(
            "relu", self.tr("Set to 0 what is below, as the activation relu does")
        )
        self.pooling = self._make_check(
            self.tr("Max pooling 2×2"), self.tr("Keep the largest of each 2×2 pixels")
        )
        self.pooling.setChecked(True)
        self.player = Player(self)
        self.play_bar = PlayBar(theme, self.player)
        self.play = self.play_bar.play
        self.input_plane = Plane(theme, self.tr("The image"), takes_keys=False)
        self.result_plane = Plane(theme, self.tr("After the kernel"))
        self.small_plane = Plane(theme, self.tr("After pooling"))
        self.sums = SumPanel(theme)
        self.editor = self.sums.editor
        self._lay_out()
        self._connect()
        self.sums.set_side(self.editor.side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sums.set_scale(min(self.width() / USUAL[0], self.height() / USUAL[1]))

    def hideEvent(self, event: QHideEvent) -> None:
        if event.spontaneous():
            self.player.pause()  # the window was made an icon; the page is still in front
        else:
            self.show_whole()
        super().hideEvent(event)

    def _make_check(self, text: str, tip: str) -> QCheckBox:
        made = QCheckBox(text)
        made.setToolTip(tip)
        return made

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 4)
        middle = QHBoxLayout()
        middle.setSpacing(GRID)
        middle.addWidget(self.relu)
        middle.addWidget(self.play_bar)
        middle.addStretch(1)
        grid.addWidget(self.picker, 0, 0)
        grid.addLayout(middle, 0, 1)
        grid.addWidget(self.pooling, 0, 2)
        for index, plane in enumerate((self.input_plane, self.result_plane, self.small_plane)):
            grid.addWidget(plane, 1, index)
            grid.setColumnStretch(index, 1)
        grid.setRowStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(grid, 1)
        column.addWidget(self.sums)

    def _connect(self) -> None:
        for switch in (self.relu, self.pooling):
            switch.toggled.connect(lambda _: self.compute())
        self.editor.matrix_changed.connect(self._on_matrix_changed)
        self.player.moved.connect(self._on_played)
        self.player.changed.connect(self._show_played)
        self.play_bar.whole_wanted.connect(self.show_whole)
        self.input_plane.pointed.connect(self._on_pointed_at_input)
        self.input_plane.chosen.connect(lambda row, column: self._pin(self._under((row, column))))
        for plane, is_pooled in ((self.result_plane, False), (self.small_plane, True)):
            plane.pointed.connect(lambda at, p=is_pooled: self._hover(at and Spot(at, p)))
            plane.chosen.connect(lambda row, column, p=is_pooled: self._pin(Spot((row, column), p)))
            plane.stepped.connect(lambda down, right, p=is_pooled: self._step(down, right, p))
            plane.pin_wanted.connect(self._toggle_pin)
            plane.release_wanted.connect(self.let_go)
            plane.play_wanted.connect(self.player.toggle)

    # The image and the kernel

    def show_image(self, image: Values, title: str) -> None:
        """Take an (H, W) float32 image in [0, 1]."""
        self._image, self._title = image, title
        self.show_whole()
        self.compute()

    def _on_matrix_changed(self) -> None:
        self.show_whole()
        self.sums.set_side(self.editor.side)
        self.compute()
        self.matrix_changed.emit()

    @property
    def colours(self) -> tuple[tuple[float, float], Table]:
        """What the result's colours stand for."""
        values = np.zeros((1, 1), np.float32) if self.result is None else self.result
        if self.relu.isChecked():
            return (0.0, bounds(values)[1] or 1.0), INFERNO
        return symmetric(values), DIVERGING

    def compute(self) -> None:
        """Apply the kernel anew, and show what comes of it."""
        self._problem, self.result, self.small = "", None, None
        try:
            self.result = filtered(self._image, self.editor.matrix, relu=self.relu.isChecked())
        except CnnLabError as error:
            self._problem = translated(error.sentence)
        if self.result is not None and self.pooling.isChecked():
            self.small = pooled(self.result)
        if self.result is None:
            self.player.set_size((0, 0))
        else:
            first = first_place(self._image, self.editor.matrix)
            self.player.set_size(self.result.shape, first)
        self.play.setEnabled(self.result is not None)
        self._spot = self._kept_within(self._spot)
        self._show_pictures()
        self._show_spot()

    def _show_pictures(self) -> None:
        size, (ends, table) = self._image.shape, self.colours
        self.input_plane.show_values(self._image, (0, 1), GREY, reference=size)
        self.result_plane.show_values(self.result, ends, table, reference=size)
        self.small_plane.show_values(self.small, ends, table, reference=size, factor=POOL)
        planes = (self.input_plane, self.result_plane, self.small_plane)
        image, after, small = (plane.caption for plane in planes)
        image.show_text(self._title)
        if self.result is None:
            after.show_text("")
        else:
            after.show_text(size_text(self.result.shape), ends, table)
        if self.small is None:
            small.show_text("")
        elif self.small.size:
            small.show_text(size_text(self.small.shape), ends, table)
        else:
            small.show_text(self.tr("Too small to be pooled"))

    # What is pointed at

    @property
    def spot(self) -> Spot | None:
        return self._spot

    @property
    def is_pinned(self) -> bool:
        return self._is_pinned

    def _values_of(self, *, is_pooled: bool) -> Values | None:
        return self.small if is_pooled else self.result

    def _kept_within(self, spot: Spot | None) -> Spot | None:
        """The nearest place there is; None if there is none."""
        values = self._values_of(is_pooled=spot.is_pooled) if spot else None
        if spot is None or values is None or not values.size:
            return None
        row, column = (
            min(max(index, 0), length - 1)
            for index, length in zip(spot.at, values.shape, strict=True)
        )
        return Spot((row, column), spot.is_pooled)

    def _under(self, pixel: Place) -> Spot:
        """Where the window is whose middle is at a pixel of the image."""
        half = self.editor.side // 2
        return Spot((pixel[0] - half, pixel[1] - half))

    def _on_pointed_at_input(self, pixel: Place | None) -> None:
        self._hover(self._under(pixel) if pixel else None)

    def _hover(self, spot: Spot | None) -> None:
        if self._is_pinned or self.player.is_playing:
            return
        if spot is None and (self.result_plane.hasFocus() or self.small_plane.hasFocus()):
            return
        self._show_at(spot)

    def _show_at(self, spot: Spot | None) -> None:
        spot = self._kept_within(spot)
        if spot != self._spot:
            self._spot = spot
            self._show_spot()

    def _reach(self, spot: Spot) -> None:
        """Show the result as far as a place that is to be seen."""
        if self.result is None:
            return
        width, (row, column) = self.result.shape[1], spot.at
        self.player.reach((row + 1) * POOL * width if spot.is_pooled else row * width + column + 1)
        self._show_played()

    def _pin(self, spot: Spot) -> None:
        """Hold a place that was clicked; a second click lets it go. What slides goes on there."""
        spot = self._kept_within(spot) or spot
        if self.player.is_playing:
            row, column = spot.at
            self.player.leap((row * POOL, column * POOL) if spot.is_pooled else spot.at)
            return
        self._reach(spot)
        self._is_pinned = not (self._is_pinned and spot == self._spot)
        self._spot = self._kept_within(spot)
        self._show_spot()

    def _toggle_pin(self) -> None:
        if self._spot is not None:
            self._is_pinned = not self._is_pinned
            self._show_spot()

    def _step(self, down: int, right: int, is_pooled: bool) -> None:
        """Move by the keyboard, from the middle if nothing is pointed at."""
        self.player.pause()
        values = self._values_of(is_pooled=is_pooled)
        if values is None or not values.size:
            return
        if self._spot and self._spot.is_pooled == is_pooled:
            row, column = self._spot.at
            self._show_at(Spot((row + down, column + right), is_pooled))
        else:
            self._show_at(Spot((values.shape[0] // 2, values.shape[1] // 2), is_pooled))
        if self._spot:
            self._reach(self._spot)

    def let_go(self) -> None:
        """Hold no place, and play no more."""
        self.player.reset()
        self._is_pinned = False
        self._spot = None
        self._show_spot()

    @property
    def can_let_go(self) -> bool:
        return self._spot is not None or bool(self.player.count)

    def show_whole(self) -> None:
        """Play no more, and show all of the result; a place that is held stays."""
        if self.player.count:
            spot = self._spot if self._is_pinned else None
            self.player.reset()
            self._show_at(spot)

    def _on_played(self, row: int, column: int) -> None:
        self._is_pinned = False
        self._spot = Spot((row, column))
        self._show_played()
        self._show_spot()

    # Playing

    def _show_played(self) -> None:
        """Show of the result what has been worked out up to here."""
        count = self.player.count or None
        self.result_plane.show_first(count)
        small = None
        if count and self.result is not None:
            width = self.result.shape[1]
            small = count // width // POOL * (width // POOL)
        self.small_plane.show_first(small)

    # The sum

    def _show_spot(self) -> None:
        spot = self._spot
        for plane in (self.result_plane, self.small_plane):
            plane.can_release = self.can_let_go
        if spot is None or self.result is None:
            for plane in (self.input_plane, self.result_plane, self.small_plane):
                plane.show_outlines()
            self.sums.show_hint(self._problem or self._hint())
            return
        at = largest_at(self.result, spot.at) if spot.is_pooled else spot.at
        side = self.editor.side
        self.input_plane.show_outlines((Rect(*at, side, side), self._is_pinned))
        own = (Rect(*at, 1, 1), self._is_pinned or spot.is_pooled)
        if spot.is_pooled:
            square = Rect(spot.at[0] * POOL, spot.at[1] * POOL, POOL, POOL)
            self.result_plane.show_outlines((square, False), own)
            self.small_plane.show_outlines((Rect(*spot.at, 1, 1), self._is_pinned))
        else:
            self.result_plane.show_outlines(own)
            self.small_plane.show_outlines()
        self._show_sum(at, spot)

    def _show_sum(self, at: Place, spot: Spot) -> None:
        if self.result is None:
            return
        step = step_at(self._image, self.editor.matrix, at)
        before = self._pooling_text(spot.at) + " " if spot.is_pooled else ""
        value = float(self.result[at])
        self.sums.show_step(step, self.editor.matrix, value, *self.colours, before)
        for plane in (self.result_plane, self.small_plane):
            plane.setAccessibleDescription(self.result_plane.text_at(at))

    def _pooling_text(self, at: Place) -> str:
        if self.result is None:
            return ""
        row, column = at[0] * POOL, at[1] * POOL
        values = self.result[row : row + POOL, column : column + POOL].ravel()
        rivals = "; ".join(translated(Number(value)) for value in values.tolist())
        largest = translated(Number(float(values.max())))
        text = self.tr("{largest} is the largest of {rivals}. Its sum:")
        return text.format(largest=largest, rivals=rivals)

    def _hint(self) -> str:
        return self.tr(
            "Point at a pixel, or go there with the arrow keys, to see the sum behind it. "
            "A click or Enter holds it, Esc lets it go."
        )
