"""A thin bar of colours: what the first and the last one stand for."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.inside.colours import DIVERGING, GREY, INFERNO, Table
from cnnlab_gui.core.inside.mosaic import MosaicSheet
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.inside.overlay import ACTIVATION, OCCLUSION
from cnnlab_gui.core.inside.sheet import INPUT, Cell, Look
from cnnlab_gui.core.inside.view import Seen, View
from cnnlab_gui.widgets.data.picture import as_image
from cnnlab_gui.widgets.theme import GRID, Theme

BAR = GRID
MOST_DECIMALS = 4


def _tr(text: str) -> str:
    return QCoreApplication.translate("MapsLegend", text)


@dataclass(frozen=True, eq=False)
class Legend:
    """The colours, and what stands at their ends."""

    table: Table
    low: str
    high: str


def legend_of(seen: Seen | None, cell: Cell | None = None) -> Legend | None:
    """What the colours of a map mean, or those of all maps; None where there are none.

    Parameters
    ----------
    seen : Seen or None
    cell : Cell, optional
        The map under the pointer.
    """
    if seen is not None and cell is not None:
        return _of_cell(seen, cell)
    return _of_all(seen) if seen is not None else None


def _of_all(seen: Seen) -> Legend | None:
    if seen.wish.view is View.EVIDENCE:
        return Legend(INFERNO, _tr("nothing"), _tr("most"))
    table, ends = _table(seen), _ends(seen)
    if not ends:
        return None
    if len(ends) == 1:
        return _numbered(table, *ends.pop())
    if table is DIVERGING:
        return Legend(table, "−", "+")
    return Legend(table, _tr("low"), _tr("high"))


def _of_cell(seen: Seen, cell: Cell) -> Legend | None:
    if cell.look is Look.BARS:
        return None
    if cell.layer == INPUT:
        is_grey = seen.outputs.images.shape[-1] != len("RGB")
        return _numbered(GREY, cell.low, cell.high) if is_grey else None
    if cell.layer == ACTIVATION:
        return Legend(INFERNO, _tr("nothing"), _tr("most"))
    if cell.layer == OCCLUSION:
        return Legend(DIVERGING, _tr("against"), _tr("for"))
    return _numbered(_table(seen), cell.low, cell.high)


def _table(seen: Seen) -> Table:
    return DIVERGING if seen.wish.view is View.KERNELS else INFERNO


def _ends(seen: Seen) -> set[tuple[float, float]]:
    """Where the colours of the maps end; of a mosaic there may be thousands."""
    if isinstance(seen.sheet, MosaicSheet):
        return {(low, high) for low, high in np.unique(seen.sheet.tiles.bounds, axis=0).tolist()}
    maps = [cell for cell in seen.sheet.cells if cell.look is Look.IMAGE and cell.layer != INPUT]
    return {(cell.low, cell.high) for cell in maps}


def _numbered(table: Table, low: float, high: float) -> Legend:
    ends = (translated(Number(end, most=MOST_DECIMALS)) for end in (low, high))
    return Legend(table, *ends)


class ScaleLegend(QWidget):
    """Shows a legend in one line."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._legend: Legend | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self.tr("What the colours stand for"))
        self.setToolTip(
            self.tr("What the first and the last colour stand for, of the map that is pointed at.")
        )
        theme.changed.connect(self.update)

    def show_legend(self, legend: Legend | None) -> None:
        """Show what colours mean; None for nothing."""
        self._legend = legend
        self.setAccessibleDescription(self.text)
        self.update()

    @property
    def text(self) -> str:
        """What stands at the ends."""
        return f"{self._legend.low} – {self._legend.high}" if self._legend else ""

    @property
    def bar(self) -> QRect:
        """Where the colours are."""
        if self._legend is None:
            return QRect()
        ends = self._legend.low, self._legend.high
        low, high = (self.fontMetrics().horizontalAdvance(end) for end in ends)
        whole = self.rect().adjusted(low + GRID, 0, -high - GRID, 0)
        return QRect(whole.left(), (self.height() - BAR) // 2, whole.width(), BAR)

    def sizeHint(self) -> QSize:
        return QSize(19 * GRID, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._legend is None:
            return
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.colours.muted))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignLeft, self._legend.low)
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignRight, self._legend.high)
        bar = self.bar
        if bar.width() > 0:
            painter.drawImage(bar, as_image(self._legend.table[None].copy()))
