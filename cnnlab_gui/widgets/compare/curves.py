"""Curves of the selected runs over each other, and all others behind them as ghosts."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPen
from PySide6.QtWidgets import QWidget

from cnnlab_gui.bridge.translation import number
from cnnlab_gui.core.curves import RunCurves
from cnnlab_gui.core.files import write_atomically
from cnnlab_gui.widgets.compare.drawn import LEAST, Across, Line, nearest, points_of
from cnnlab_gui.widgets.compare.ends import room_for, shortened, texts_at
from cnnlab_gui.widgets.compare.paper import png_of, svg_of
from cnnlab_gui.widgets.compare.pens import RunPens
from cnnlab_gui.widgets.theme import LIGHT, Colours, Theme
from cnnlab_gui.widgets.train.curves import (
    EpochAxis,
    Metric,
    ValueAxis,
    extremes,
)

AXIS_WIDTH = 52
LEAST_HEIGHT = 80
REACH = 10  # pixels from a line within which the pointer is on it
MARGIN = 0.1  # above and below the curves, in their height
MOST_WHOLE_EPOCHS_MARKED = 30
MOST_POINTS_BOLD = 100
GHOST_OPACITY = 110  # of 255
PAPER = QSize(900, 560)  # of a saved picture


class SecondsAxis(pg.AxisItem):  # type: ignore[misc]
    """The bottom axis where it shows seconds."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        decimals = 1 if spacing < 1 else 0
        return [number(value, decimals) if value >= 0 else "" for value in values]


class CompareCurves(pg.PlotWidget):  # type: ignore[misc]
    """Draws one metric of many runs.

    Signals
    -------
    clicked : str, bool
        A run's line was pressed; whether Ctrl was held, to add it to the selection.
    """

    clicked = Signal(str, bool)

    def __init__(
        self,
        metric: Metric,
        theme: Theme,
        pens: RunPens,
        parent: QWidget | None = None,
        *,
        in_print: bool = False,
    ) -> None:
        super().__init__(parent, axisItems={"left": ValueAxis(metric)}, enableMenu=False)
        # pyqtgraph makes a menu all the same, which nothing owns: it would outlive its window.
        menu = self.plotItem.ctrlMenu
        menu.setParent(self, menu.windowFlags())
        self._theme = theme
        self._pens = pens
        self._in_print = in_print
        self._metric = metric
        self._across: Across = "epochs"
        self._log = False
        self._with_training = False
        self._selected: tuple[str, ...] = ()
        self._ghosts: tuple[str, ...] = ()
        self._known: Mapping[str, RunCurves] = {}
        self._labels: Mapping[str, str] = {}
        self._items: list[Any] = []
        self._lines: list[Line] = []
        self._make_items()
        self._set_up()

    def _set_up(self) -> None:
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.getAxis("left").setWidth(AXIS_WIDTH)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.scene().sigMouseClicked.connect(self._on_mouse_clicked)
        # The room that names need is in pixels.
        self.getViewBox().sigResized.connect(lambda _: self._draw())
        self._theme.changed.connect(self._take_colours)
        self.set_metric(self._metric)
        self.set_across(self._across)

    def _make_items(self) -> None:
        self._pointed = pg.PlotDataItem()
        self._pointed.setZValue(20)
        self.addItem(self._pointed, ignoreBounds=True)
        self._readout = pg.TextItem("", anchor=(0, 1))
        self._readout.setZValue(30)
        self._readout.hide()
        self.addItem(self._readout, ignoreBounds=True)

    @property
    def _colours(self) -> Colours:
        return LIGHT if self._in_print else self._theme.colours

    @property
    def drawn(self) -> tuple[str, ...]:
        """Names of the runs that are drawn in colour, in the order of the selection."""
        return tuple(line.name for line in self._lines if line.pen is not None)

    @property
    def ghosts(self) -> tuple[str, ...]:
        """Names of the runs that are drawn faintly behind them."""
        return tuple(line.name for line in self._lines if line.pen is None)

    @property
    def readout(self) -> str:
        """What is said of the line under the pointer; empty where there is none."""
        return self._readout.toPlainText() if self._readout.isVisible() else ""

    def set_metric(self, metric: Metric) -> None:
        self._metric = metric
        self.getAxis("left")._metric = metric
        self.setAccessibleName(metric.title)
        self._take_colours()

    def set_across(self, across: Across) -> None:
        """Draw over epochs, or over seconds of training."""
        self._across = across
        axis = EpochAxis("bottom") if across == "epochs" else SecondsAxis("bottom")
        self.setAxisItems({"bottom": axis})
        self._take_colours()

    def set_log(self, log: bool) -> None:
        """Show the metric on a logarithmic axis."""
        self._log = log
        self.getAxis("left").setLogMode(y=log)
        self._draw()

    def set_with_training(self, on: bool) -> None:
        """Draw training faintly beside validation."""
        self._with_training = on
        self._draw()

    def show_runs(
        self,
        selected: Sequence[str],
        ghosts: Sequence[str],
        known: Mapping[str, RunCurves],
        labels: Mapping[str, str] | None = None,
    ) -> None:
        """Draw these runs, as far as their curves are ``known``.

        What stands at the end of a line is its entry in ``labels``, or else its name.
        """
        self._selected, self._ghosts, self._known = tuple(selected), tuple(ghosts), known
        self._labels = labels or {}
        self._draw()

    @property
    def _texts(self) -> dict[str, str]:
        texts = {name: self._labels.get(name, name) for name in self._selected}
        if self._in_print:
            return texts
        return {name: shortened(text) for name, text in texts.items()}

    def _take_colours(self) -> None:
        colours = self._colours
        self.setBackground(colours.page)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(colours.border))
            axis.setTextPen(QColor(colours.muted))
        words = self.tr("epoch") if self._across == "epochs" else self.tr("seconds of training")
        self.setLabel("bottom", words, color=colours.muted)
        self.showGrid(y=True, alpha=0.15)
        self._readout.fill = pg.mkBrush(colours.raised)
        self._readout.border = pg.mkPen(colours.border)
        self._readout.setColor(colours.text)
        self._draw()

    def _draw(self) -> None:
        self._forget()
        ghosts = [name for name in self._ghosts if name not in self._pens]
        self._lines = [
            line
            for names in (ghosts, self._selected)
            for name in names
            if (line := self._line(name, self._metric.validation)) is not None
        ]
        self._draw_ghosts([line for line in self._lines if line.pen is None])
        drawn = [line for line in self._lines if line.pen is not None]
        for line in drawn:
            if self._with_training:
                self._draw_training(line)
            self._draw_line(line)
        self._set_ranges(drawn or self._lines)
        for item in texts_at(self, drawn, self._texts):
            self._add(item)

    def _forget(self) -> None:
        for item in self._items:
            self.removeItem(item)
        self._items, self._lines = [], []
        self._pointed.setData([], [])
        self._readout.hide()

    def _line(self, name: str, figure: str) -> Line | None:
        run = self._known.get(name)
        if run is None or not run.history:
            return None
        x, y = points_of(run, figure, self._across)
        return Line(name, x, self._axis_values(y), self._pen_of(name))

    def _pen_of(self, name: str) -> QPen | None:
        return self._pens.in_print(name) if self._in_print else self._pens.of(name)

    def _axis_values(self, values: Any) -> Any:
        return np.log10(np.maximum(values, LEAST)) if self._log else values

    def _draw_ghosts(self, ghosts: list[Line]) -> None:
        """All in one item, with breaks between them."""
        if not ghosts:
            return
        gap = np.array([np.nan])
        x = np.concatenate([part for line in ghosts for part in (line.x, gap)])
        y = np.concatenate([part for line in ghosts for part in (line.y, gap)])
        colour = QColor(self._colours.muted)
        colour.setAlpha(GHOST_OPACITY)
        item = pg.PlotDataItem(x, y, connect="finite", pen=pg.mkPen(colour, width=1))
        item.setZValue(-20)
        self._add(item)

    def _draw_line(self, line: Line) -> None:
        assert line.pen is not None
        marked = len(line.x) <= MOST_WHOLE_EPOCHS_MARKED
        item = pg.PlotDataItem(
            line.x,
            line.y,
            pen=_quick(line.pen, len(line.x)),
            antialias=True,
            symbol="o" if marked else None,
            symbolSize=6,
            symbolBrush=line.pen.color(),
            symbolPen=pg.mkPen(self._colours.page, width=1),
        )
        self._add(item)

    def _draw_training(self, line: Line) -> None:
        training = self._line(line.name, self._metric.training)
        if training is None or line.pen is None:
            return
        pen = QPen(line.pen)
        colour = QColor(pen.color())
        colour.setAlpha(GHOST_OPACITY)
        pen.setColor(colour)
        pen.setWidthF(1.0)
        self._add(pg.PlotDataItem(training.x, training.y, pen=pen, antialias=True))

    def _add(self, item: Any) -> None:
        self.addItem(item, ignoreBounds=True)
        self._items.append(item)

    def _set_ranges(self, lines: list[Line]) -> None:
        """As wide as the longest of ``lines`` with its name, and as high as all of them."""
        last = max((float(line.x[-1]) for line in lines), default=1.0)
        axis = self.getAxis("bottom")
        if isinstance(axis, EpochAxis):
            axis.last = round(last)
        width = max(float(self.getViewBox().width()), 1.0)
        room = room_for(lines, self._texts, QFontMetrics(self.font()), width)
        self.setXRange(0, last / (1 - room), padding=0)
        known = extremes(*(line.y for line in lines))
        if known:
            height = max(known[1] - known[0], 1e-3)
            self.setYRange(known[0] - MARGIN * height, known[1] + MARGIN * height, padding=0)

    def line_at(self, position: QPointF) -> Line | None:
        """The line at a place of the scene."""
        box = self.getViewBox()
        if not box.sceneBoundingRect().contains(position):
            return None
        place = box.mapSceneToView(position)
        pixel = box.viewPixelSize()
        return nearest(self._lines, (place.x(), place.y()), pixel, REACH)

    def _on_mouse_moved(self, position: QPointF) -> None:
        self._point_at(self.line_at(position), position)

    def _point_at(self, line: Line | None, position: QPointF) -> None:
        self._readout.setVisible(line is not None)
        self.viewport().setCursor(
            Qt.CursorShape.ArrowCursor if line is None else Qt.CursorShape.PointingHandCursor
        )
        if line is None:
            self._pointed.setData([], [])
            return
        pen = pg.mkPen(line.pen.color() if line.pen else self._colours.text, width=3)
        self._pointed.setData(line.x, line.y, pen=_quick(pen, len(line.x)))
        place = self.getViewBox().mapSceneToView(position)
        self._readout.setText(self._said(line, place.x()))
        (left, right), (low, high) = self.getViewBox().viewRange()
        is_right, is_high = place.x() > (left + right) / 2, place.y() > (low + high) / 2
        self._readout.setAnchor((1.05 if is_right else -0.05, -0.2 if is_high else 1.2))
        self._readout.setPos(place)

    def _said(self, line: Line, x: float) -> str:
        """A run's name, and what it had at the epoch nearest to ``x``."""
        at = int(np.abs(line.x - x).argmin())
        value = 10.0 ** line.y[at] if self._log else float(line.y[at])
        text = self._metric.text(value, 2 if self._metric.as_percent else None)
        if self._across == "epochs":
            where = self.tr("epoch {epoch}").format(epoch=number(line.x[at]))
        else:
            where = self.tr("after {seconds} s").format(seconds=number(line.x[at], 1))
        return f"{line.name}\n{where}: {text}"

    def picture(self, suffix: str) -> bytes:
        """What is drawn, with the names of all lines, on white paper.

        Parameters
        ----------
        suffix : {'.png', '.svg'}
        """
        paper = CompareCurves(self._metric, self._theme, self._pens, in_print=True)
        paper.resize(PAPER)
        paper._log, paper._with_training = self._log, self._with_training
        paper.getAxis("left").setLogMode(y=self._log)
        paper.set_across(self._across)
        paper.setTitle(self._metric.title, color=LIGHT.text, size="12pt")
        paper.grab()  # lays it out, as if it were shown
        paper.show_runs(self._selected, self._ghosts, self._known, self._labels)
        written = svg_of(paper) if suffix == ".svg" else png_of(paper)
        paper.deleteLater()
        return written

    def save_picture(self, path: Path) -> None:
        """Write `picture` to ``path``, which ends in ``.png`` or ``.svg``.

        Raises
        ------
        CnnLabError
            It cannot be written there.
        """
        picture = self.picture(path.suffix.lower())

        def write(file: BinaryIO) -> None:
            file.write(picture)

        write_atomically(path, write)

    def _on_mouse_clicked(self, event: Any) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        line = self.line_at(event.scenePos())
        if line is not None:
            adds = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.clicked.emit(line.name, adds)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        event.accept()  # what it means is known when the button is released

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed.setData([], [])
        self._readout.hide()
        super().leaveEvent(event)


def _quick(pen: QPen, points: int) -> QPen:
    """``pen``, thin where there are many points: Qt needs a hundredth of the time for it."""
    if points <= MOST_POINTS_BOLD:
        return pen
    thin = QPen(pen)
    thin.setWidthF(1.0)
    return thin
