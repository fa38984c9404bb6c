"""The whole calculation behind a value that was pinned."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from cnnlab_gui.core.inside.calculation import (
    ChannelPatch,
    Contributions,
    contributions,
    patch_of,
    steps,
)
from cnnlab_gui.core.inside.colours import DIVERGING, GREY, INFERNO, bounds, coloured, symmetric
from cnnlab_gui.core.inside.geometry import Position
from cnnlab_gui.core.inside.state import Values
from cnnlab_gui.core.inside.sum_text import value_pieces
from cnnlab_gui.core.layers.arithmetic import Arithmetic
from cnnlab_gui.widgets.maps import arithmetic_words as words
from cnnlab_gui.widgets.maps.arithmetic_strip import as_text, runs
from cnnlab_gui.widgets.maps.bar_list import MOST_ROWS, ROW, BarList
from cnnlab_gui.widgets.maps.calculation_text import calculation_text
from cnnlab_gui.widgets.maps.matrices_view import MatricesView, Matrix
from cnnlab_gui.widgets.maps.steps_view import StepsView
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID, Theme

MOST_INPUTS = 20
"""Bars of a vector's inputs; the others are added up in one."""
MOST_SHARES = 10
"""Lines shown at once of softmax's shares: all of ten classes."""
LEAST_PART, MOST_PART = 20 * GRID, 40 * GRID
"""Widths of the parts where they stand side by side."""
LEAST_HEADLINE = 14 * GRID
"""Of a part that holds the headline alone."""
QWIDGETSIZE_MAX = (1 << 24) - 1
WIDE = 1.8
"""From which ratio of width to height on, the parts stand side by side."""


class ArithmeticPanel(QWidget):
    """Shows what each map adds, one patch × kernel = products at a time, and the steps.

    Ctrl+C copies all of it as text.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._arithmetic: Arithmetic | None = None
        self._at: Position = ()
        self._class_names: tuple[str, ...] = ()
        self._is_of_image = False
        self._place = 0
        self._patch: ChannelPatch | None = None
        self.headline = label(role="dock", wrap=True)
        self.hint = label(
            self.tr("Click a value to see here how it came about."), "muted", wrap=True
        )
        self.bars_caption = label(role="muted", wrap=True)
        self.bars = BarList(theme, self.tr("What each input adds to the sum"))
        self.shares_caption = label(self.tr("Totals, and their shares of all"), "muted", wrap=True)
        self.shares = BarList(theme, self.tr("Totals and shares of the classes"))
        self.shares.setSelectionMode(BarList.SelectionMode.NoSelection)
        self.patch_caption = label(wrap=True)
        self.matrices = MatricesView(theme)
        self.matrices.setAccessibleName(self.tr("The numbers of one map"))
        self.steps = StepsView(theme)
        self.steps.setAccessibleName(self.tr("From the sum to the value"))
        self.bars.setToolTip(self.tr("Click a line, or use ↑ and ↓, to see its numbers."))
        self.shares.setToolTip(
            self.tr("Softmax gives each class its share of e to the power of all totals.")
        )
        self.setAccessibleName(self.tr("The whole calculation"))
        self._lay_out()
        self._add_copying()
        self.bars.chosen.connect(self._show_place)
        theme.changed.connect(self._take_colours)
        self._take_colours()
        self.show_sum(None)

    # Making

    def _lay_out(self) -> None:
        self._flow = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._flow.setSpacing(2 * GRID)
        self._parts = [
            _column(self.headline, self.hint, self.bars_caption, self.bars),
            _column(self.patch_caption, self.matrices),
            _column(self.steps),
            _column(self.shares_caption, self.shares),
        ]
        for part in self._parts:
            self._flow.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        self._flow.addStretch(1)
        body = QWidget()
        body.setLayout(self._flow)
        self._flow.setContentsMargins(GRID, GRID, GRID, GRID)
        self._area = QScrollArea()
        self._area.setWidget(body)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setObjectName("calculation")
        self._area.setAccessibleName(self.tr("The whole calculation"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)

    def _take_colours(self) -> None:
        """Show where the keys go: it is scrolled, and copied from, with the keyboard."""
        accent = self._theme.colours.accent
        self._area.setStyleSheet(f"#calculation:focus {{ border: 1px solid {accent}; }}")

    def _add_copying(self) -> None:
        self.copying = QAction(self.tr("Copy the calculation"), self)
        self.copying.setShortcut(QKeySequence.StandardKey.Copy)
        self.copying.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.copying.triggered.connect(lambda _: self.copy())
        self.addAction(self.copying)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def copy(self) -> None:
        """Put the whole calculation on the clipboard, as text."""
        QGuiApplication.clipboard().setText(self.text)

    @property
    def text(self) -> str:
        """The whole calculation as plain text; empty where nothing is pinned."""
        if self._arithmetic is None:
            return ""
        return calculation_text(self._arithmetic, self._at, self._class_names)

    @property
    def is_wide(self) -> bool:
        """Whether the parts stand side by side."""
        return self._flow.direction() is QBoxLayout.Direction.LeftToRight

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Side by side where it is low and wide, else one below the other."""
        wide = self.width() > WIDE * self.height()
        directions = QBoxLayout.Direction
        self._flow.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        beside = 6 * GRID
        for place, part in enumerate(self._parts):
            # The matrices are as wide as they are; the others share what is left.
            shares_out = wide and part is not self.matrices.parentWidget()
            is_headline = place == 0 and self.bars.isHidden()
            least = LEAST_HEADLINE if is_headline else LEAST_PART
            if shares_out and not part.isHidden():
                beside += least + self._flow.spacing()
            part.setMinimumWidth(least if shares_out else 0)
            part.setMaximumWidth(MOST_PART if shares_out else QWIDGETSIZE_MAX)
            self._flow.setStretch(place, 8 if shares_out else 0)
        self.patch_caption.setWordWrap(not wide)
        line = self.fontMetrics().height() + GRID // 2
        room = self.height() - 2 * GRID
        rows = (room - 5 * line) // ROW
        self.bars.set_most_rows(rows if wide else MOST_ROWS)
        self.shares.set_most_rows(rows if wide else MOST_SHARES)
        width = max(1, self.width() - beside)
        self.matrices.set_height(max(8 * GRID, room - line) if wide else None, width)

    # What is shown

    def show_sum(
        self,
        arithmetic: Arithmetic | None,
        class_names: tuple[str, ...] = (),
        *,
        at: Position = (0,),
        is_of_image: bool = False,
    ) -> None:
        """Show how a value came about.

        Parameters
        ----------
        arithmetic : Arithmetic or None
            None for nothing.
        class_names : tuple of str
            Where the layer gives one number for each class.
        at : Position
            Where the value stands in its layer's output.
        is_of_image : bool
            The layer gets the image itself, which is grey; the maps of layers are not.
        """
        stays = self._is_like(arithmetic, at)
        self._arithmetic, self._at, self._class_names = arithmetic, at, class_names
        self._is_of_image = is_of_image
        self.hint.setVisible(arithmetic is None)
        self.headline.setVisible(arithmetic is not None)
        self.copying.setEnabled(arithmetic is not None)
        if arithmetic is None:
            self._show_nothing()
            return
        self.headline.setText(as_text(runs(value_pieces(at, arithmetic.value, class_names))))
        is_vector = arithmetic.inputs.ndim == 1
        adding = contributions(arithmetic, MOST_INPUTS if is_vector else None)
        if not stays:
            self._place = adding.strongest[0].place if adding.strongest else 0
        self._show_contributions(arithmetic, adding)
        self._show_shares(arithmetic)
        self._show_patch()
        self.steps.show_steps(steps(arithmetic))
        self.setAccessibleDescription(f"{self.headline.text()}\n{self.steps.text}")
        self._hide_empty_parts()

    def _is_like(self, arithmetic: Arithmetic | None, at: Position) -> bool:
        """Whether this is the same value, at another moment: then the chosen map stays."""
        old = self._arithmetic
        return (
            old is not None
            and arithmetic is not None
            and at == self._at
            and old.inputs.shape == arithmetic.inputs.shape
        )

    def _show_nothing(self) -> None:
        self._patch = None
        self.bars.show_bars(())
        self.shares.show_bars(())
        self.matrices.show_matrices(())
        self.steps.show_steps(())
        for caption in (self.bars_caption, self.shares_caption, self.patch_caption):
            caption.hide()
        self.setAccessibleDescription(self.hint.text())
        self._hide_empty_parts()

    def _hide_empty_parts(self) -> None:
        """An empty part would leave a gap."""
        rivals = self._arithmetic is not None and self._arithmetic.rivals is not None
        for part, filled in zip(
            self._parts,
            (True, self._patch is not None, self._arithmetic is not None, rivals),
            strict=True,
        ):
            part.setVisible(filled)
        self._arrange()

    # What each input adds

    def _show_contributions(self, arithmetic: Arithmetic, adding: Contributions) -> None:
        shown = adding.count > 1
        self.bars_caption.setVisible(shown)
        if not shown:
            self.bars.show_bars(())
            return
        is_vector = arithmetic.inputs.ndim == 1
        self.bars_caption.setText(words.contributions_text(adding, is_vector=is_vector))
        bars = words.contribution_bars(arithmetic, adding, is_of_image=self._is_of_image)
        self.bars.show_bars(bars, None if is_vector else self._place)

    # Softmax

    def _show_shares(self, arithmetic: Arithmetic) -> None:
        rivals = arithmetic.rivals
        self.shares_caption.setVisible(rivals is not None)
        if rivals is None:
            self.shares.show_bars(())
            return
        self.shares.show_bars(words.share_bars(rivals, self._class_names, own=self._at[-1]))

    # One map's numbers

    def _show_place(self, place: int) -> None:
        if self._arithmetic is not None and self._arithmetic.inputs.ndim == 3:
            self._place = place
            self._show_patch()

    def _show_patch(self) -> None:
        arithmetic = self._arithmetic
        self._patch = patch_of(arithmetic, self._place) if arithmetic else None
        if arithmetic is None or self._patch is None:
            self.patch_caption.hide()
            self.matrices.show_matrices(())
            return
        text = words.patch_text(arithmetic, self._patch, self._place, is_of_image=self._is_of_image)
        self.patch_caption.setText(text)
        self.patch_caption.setVisible(bool(text))
        self.matrices.show_matrices(self._matrices_of(arithmetic, self._patch))

    def _matrices_of(self, arithmetic: Arithmetic, patch: ChannelPatch) -> list[Matrix]:
        """Coloured by one scale for all maps, so that these can be compared."""
        source = arithmetic.before[self._place] if arithmetic.before else arithmetic
        low, high = bounds(source.inputs)
        table = GREY if self._is_of_image else INFERNO
        if self._is_of_image:
            low, high = 0.0, max(1.0, high)
        values = coloured(patch.values, min(low, 0.0), high, table)
        caption = self.tr("patch") if patch.kernel is not None else ""
        outside = ~patch.inside
        shown = [Matrix(caption, "", patch.values, values, outside, patch.chosen)]
        for sign, text, numbers, whole in (
            ("×", self.tr("kernel"), patch.kernel, source.weights),
            ("=", self.tr("products"), patch.products, source.products),
        ):
            if numbers is not None and whole is not None:
                shown.append(Matrix(text, sign, numbers, _diverging(numbers, whole)))
        return shown


def _column(*widgets: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID // 2)
    for widget in widgets:
        column.addWidget(widget)
    return made


def _diverging(
    numbers: Values, whole: Values
) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint32]]":
    return coloured(numbers, *symmetric(whole), DIVERGING)
