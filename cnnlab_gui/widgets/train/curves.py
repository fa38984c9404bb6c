"""One live plot of a metric: running mean, training, validation, and what they say."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike
from PySide6.QtCore import QEvent, QLocale, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem, QWidget

from cnnlab_gui.bridge.translation import number
from cnnlab_gui.core.curves import RunCurves, RunningCurve
from cnnlab_gui.widgets.theme import Theme

pg.setConfigOptions(imageAxisOrder="row-major", useOpenGL=False, antialias=False)

AXIS_WIDTH = 52
LABEL_ROOM = 0.13  # of the plot's width, for the labels at the right end of the lines
GHOST_LABEL_ROOM = 0.24  # runs have longer names
MOST_STRETCH = 2  # how far earlier runs may stretch the axis, in this run's epochs
NEAR_LEFT = 0.25  # of the axis; a label left of the best epoch has no room there
LABEL_HEIGHT = 17  # pixels between two labels
MOST_WHOLE_EPOCHS_MARKED = 60
MOST_WHOLE_EPOCHS_SMOOTH = 200  # to paint more of them with smooth edges takes too long
FAINT = 170  # opacity of the running mean, of 255
# A run's first steps are so steep that they would flatten all that follows: this share of
# what was seen so far, and at most so many epochs, may run out of the picture.
STEEP, LONGEST_STEEP = 0.15, 0.5
MARGIN = 0.12  # above and below the curves, in their height
MOST_SLACK = 1.7  # height of the range shown, over the curves' own


@dataclass(frozen=True)
class Metric:
    """What a plot shows: attributes of `EpochEnded` and `RunCurves`, and how to write it.

    ``rises`` where higher is better: there the lower half has room for a word.
    """

    title: str
    training: str
    validation: str
    decimals: int
    as_percent: bool = False
    rises: bool = False

    def text(self, value: float, decimals: int | None = None) -> str:
        """``value`` for people, with the metric's own number of decimals by default."""
        wanted = self.decimals if decimals is None else decimals
        if self.as_percent:
            return f"{number(100 * value, wanted)} %"
        return number(value, wanted)


class ValueAxis(pg.AxisItem):  # type: ignore[misc]
    """The left axis, its numbers in the locale's form and the metric's unit."""

    def __init__(self, metric: Metric) -> None:
        super().__init__("left")
        self._metric = metric
        self.enableAutoSIPrefix(False)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.logMode:
            return self.logTickStrings(values, scale, spacing)
        decimals = max(
            0, -int(np.floor(np.log10(spacing * (100 if self._metric.as_percent else 1))))
        )
        return [self._metric.text(value, decimals) for value in values]

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [QLocale().toString(10.0**value, "g", 2) for value in values]


class EpochAxis(pg.AxisItem):  # type: ignore[misc]
    """The bottom axis: whole epochs, and none that the run does not have."""

    last = 1

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [
            number(value) if value == int(value) and value <= self.last else "" for value in values
        ]


class MetricPlot(pg.PlotWidget):  # type: ignore[misc]
    """Draws one metric of one run, with earlier runs as ghosts."""

    def __init__(self, metric: Metric, theme: Theme, parent: QWidget | None = None) -> None:
        self._epoch_axis = EpochAxis("bottom")
        axes = {"left": ValueAxis(metric), "bottom": self._epoch_axis}
        # pyqtgraph's own menu is not wanted, and takes long to make.
        super().__init__(parent, axisItems=axes, enableMenu=False)
        # It makes another all the same, which nothing owns: it would outlive its window.
        menu = self.plotItem.ctrlMenu
        menu.setParent(self, menu.windowFlags())
        self._metric = metric
        self._theme = theme
        self._run = RunCurves()
        self._ghosts: list[RunCurves] = []
        self._log = False
        self._overfitting: tuple[int | None, str] = None, ""
        self._make_items()
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.getAxis("left").setWidth(AXIS_WIDTH)
        for side in ("left", "bottom"):
            # An axis changes rarely, and is drawn text by text: keep its picture.
            self.getAxis(side).setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setMinimumHeight(140)
        self.setAccessibleName(metric.title)
        # Focus would show nothing here: the numbers stand in the sentence above.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)
        theme.changed.connect(self._take_colours)
        self._take_colours()

    def _make_items(self) -> None:
        self._running = self.plot([], [])
        self._training = self.plot([], [], antialias=True)
        self._validation = self.plot([], [], antialias=True)
        self._gap = pg.FillBetweenItem(self._training, self._validation)
        self._gap.setZValue(-10)
        self.addItem(self._gap)
        self._best = pg.InfiniteLine(
            angle=90,
            movable=False,
            label=self.tr("best epoch") if self._metric.rises else "",
            labelOpts={"position": 0.06, "anchors": [(1.05, 0.5), (1.05, 0.5)]},
        )
        self._best.hide()
        self.addItem(self._best, ignoreBounds=True)
        self._hover = pg.InfiniteLine(angle=90, movable=False)
        self._hover.hide()
        self.addItem(self._hover, ignoreBounds=True)
        self._labels = [self._text_item((0, 0.5)) for _ in range(2)]
        self._gap_label = self._text_item((0.5, 0.5))
        self._readout = self._text_item((0, 0))
        self._ghost_items: list[Any] = []
        self._ghost_labels: list[tuple[RunCurves, Any]] = []
        self._ghost_heights: list[float] = []  # the lowest and the highest; they stay

    def _text_item(self, anchor: tuple[float, float]) -> Any:
        item = pg.TextItem("", anchor=anchor)
        item.hide()
        self.addItem(item, ignoreBounds=True)
        return item

    def _take_colours(self) -> None:
        colours = self._theme.colours
        self.setBackground(colours.page)
        muted = QColor(colours.muted)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(colours.border))
            axis.setTextPen(muted)
        self.showGrid(y=True, alpha=0.15)
        self.setTitle(self._metric.title, color=colours.text, size="10pt", justify="left")
        faint = QColor(colours.training)
        faint.setAlpha(FAINT)
        self._running.setPen(pg.mkPen(faint, width=1))
        self._style(self._training, colours.training, Qt.PenStyle.SolidLine, "o")
        self._style(self._validation, colours.validation, Qt.PenStyle.DashLine, "s")
        gap = QColor(colours.validation)
        gap.setAlpha(40)
        self._gap.setBrush(pg.mkBrush(gap))
        self._best.setPen(pg.mkPen(colours.muted, width=1, style=Qt.PenStyle.DotLine))
        self._best.label.setColor(colours.muted)
        self._hover.setPen(pg.mkPen(colours.border, width=1))
        for item, colour in zip(self._labels, (colours.training, colours.validation), strict=True):
            item.setColor(colour)
        self._gap_label.setColor(colours.validation)
        self._readout.setColor(colours.text)
        self._readout.fill = pg.mkBrush(colours.raised)
        self._readout.border = pg.mkPen(colours.border)
        self.set_ghosts(self._ghosts)

    def _style(self, item: Any, colour: str, line: Qt.PenStyle, symbol: str) -> None:
        item.setPen(pg.mkPen(colour, width=2, style=line))
        item.setSymbolBrush(pg.mkBrush(colour))
        item.setSymbolPen(pg.mkPen(self._theme.colours.page, width=1))
        item.setSymbolSize(8)
        item.setSymbol(symbol)

    def set_log(self, log: bool) -> None:
        """Show the metric on a logarithmic axis."""
        self._log = log
        self.setLogMode(y=log)
        self.show_run(self._run)
        self.show_overfitting(*self._overfitting)

    def set_ghosts(self, ghosts: list[RunCurves]) -> None:
        """Draw the validation of earlier runs behind this one."""
        self._ghosts = ghosts
        for item in self._ghost_items:
            self.removeItem(item)
        self._ghost_items = []
        self._ghost_labels = []
        self._ghost_heights = self._heights_of(ghosts)
        pen = pg.mkPen(self._theme.colours.muted, width=1, style=Qt.PenStyle.DotLine)
        for ghost in ghosts:
            if not ghost.history:
                continue
            line = self.plot(*ghost.whole(self._metric.validation), pen=pen)
            line.setZValue(-20)
            name = self._text_item((0, 0.5))
            name.setText(ghost.name)
            name.setColor(self._theme.colours.muted)
            self._ghost_items += [line, name]
            self._ghost_labels.append((ghost, name))
        self.show_run(self._run)

    def show_run(self, run: RunCurves) -> None:
        """Draw ``run`` as it stands."""
        self._run = run
        running: RunningCurve = getattr(run, self._metric.training)
        self._running.setData(running.x, running.y)
        marked = len(run.history) <= MOST_WHOLE_EPOCHS_MARKED
        smooth = len(run.history) <= MOST_WHOLE_EPOCHS_SMOOTH
        for item, symbol, figure, waits in (
            (self._training, "o", self._metric.training, True),
            (self._validation, "s", self._metric.validation, False),
        ):
            # The gap between both is made anew once, when both are there.
            item.blockSignals(waits)
            item.setData(*run.whole(figure), symbol=symbol if marked else None, antialias=smooth)
            item.blockSignals(False)
        self._set_ranges(run)
        self._place_labels()

    def show_best(self, epoch: int | None) -> None:
        """Mark the best epoch; None marks nothing."""
        self._best.setVisible(epoch is not None)
        if epoch is not None:
            self._best.setPos(epoch)
            near_left = epoch < NEAR_LEFT * self._epoch_axis.last
            self._best.label.anchors = [(-0.05 if near_left else 1.05, 0.5)] * 2
            self._best.label.updatePosition()

    def show_overfitting(self, since: int | None, text: str) -> None:
        """Name the gap between the curves, from epoch ``since`` on."""
        self._overfitting = since, text
        self._gap_label.setVisible(since is not None)
        if since is None:
            return
        last = self._run.history[-1]
        nearest = self._run.epoch_near((since + last.epoch) / 2) or last
        values = [
            self._axis_value(getattr(nearest, name))
            for name in (self._metric.training, self._metric.validation)
        ]
        self._gap_label.setText(text)
        self._gap_label.setPos(nearest.epoch, sum(values) / 2)

    def _heights_of(self, runs: list[RunCurves]) -> list[float]:
        """The lowest and the highest whole epoch of ``runs``; nothing where there is none."""
        figures = (self._metric.training, self._metric.validation)
        return extremes(*(run.whole(figure)[1] for run in runs for figure in figures))

    def _axis_value(self, value: float) -> float:
        return float(np.log10(max(value, 1e-12))) if self._log else float(value)

    def _set_ranges(self, run: RunCurves) -> None:
        """All epochs across; up and down what is left once the first steep rise is over."""
        longest = max([run.epochs, *(len(ghost.history) for ghost in self._ghosts)])
        # A long earlier run must not press this one to the edge.
        last = min(longest, MOST_STRETCH * run.epochs)
        self._epoch_axis.last = last
        room = GHOST_LABEL_ROOM if self._ghosts else LABEL_ROOM
        right = last * (1 + room)
        if self.getViewBox().viewRange()[0][1] != right:
            self.setXRange(0, right, padding=0)
        running: RunningCurve = getattr(run, self._metric.training)
        steep = STEEP * (running.x[-1] if len(running.x) else 0.0)
        settled = running.y[running.x >= min(steep, LONGEST_STEEP)]
        known = extremes(settled, self._heights_of([run]), self._ghost_heights)
        if known:
            self._fit_height(self._axis_value(known[0]), self._axis_value(known[1]))

    def _fit_height(self, low: float, high: float) -> None:
        """Show from ``low`` to ``high``; a range that still fits well is left as it is.

        Drawing the axis anew costs more than all curves together.
        """
        height = max(high - low, 1e-3)
        shown_low, shown_high = self.getViewBox().viewRange()[1]
        fits = shown_low <= low and high <= shown_high
        if not fits or shown_high - shown_low > MOST_SLACK * height:
            self.setYRange(low - MARGIN * height, high + MARGIN * height, padding=0)

    def _place_labels(self) -> None:
        """Names at the right end of the lines, pushed apart where lines end together."""
        names = (self.tr("training"), self._validation_name())
        ends: list[tuple[float, float, Any]] = []
        for item, attribute, name in zip(
            self._labels, (self._metric.training, self._metric.validation), names, strict=True
        ):
            item.setText(name)
            ends += self._end_of(self._run, attribute, item)
        for ghost, item in self._ghost_labels:
            ends += self._end_of(ghost, self._metric.validation, item)
        low, high = self.getViewBox().viewRange()[1]
        apart = LABEL_HEIGHT * (high - low) / max(self.getViewBox().height(), 1.0)
        heights = np.clip(
            spread([end[1] for end in ends], apart), low + apart / 2, high - apart / 2
        )
        offset = 0.012 * self._epoch_axis.last
        for (x, _, item), y in zip(ends, heights, strict=True):
            item.setPos(x + offset, y)

    def _validation_name(self) -> str:
        if self._run.validation_set == "held-out":
            return str(self.tr("held out"))
        return str(self.tr("test"))

    def _end_of(self, run: RunCurves, attribute: str, item: Any) -> list[tuple[float, float, Any]]:
        item.setVisible(bool(run.history))
        if not run.history:
            return []
        last = run.epoch_near(min(run.history[-1].epoch, self._epoch_axis.last)) or run.history[-1]
        return [(last.epoch, self._axis_value(getattr(last, attribute)), item)]

    def _on_mouse_moved(self, position: QPointF) -> None:
        inside = self.getViewBox().sceneBoundingRect().contains(position)
        x = self.getViewBox().mapSceneToView(position).x() if inside else 0.0
        text = self._read_out(x) if inside else ""
        self._hover.setVisible(bool(text))
        self._readout.setVisible(bool(text))
        if text:
            self._hover.setPos(x)
            self._readout.setText(text)
            right = x > self._run.epochs * 0.6
            self._readout.setAnchor((1.05 if right else -0.05, 0))
            self._readout.setPos(x, self.getViewBox().viewRange()[1][1])

    def leaveEvent(self, event: QEvent) -> None:
        self._hover.hide()
        self._readout.hide()
        super().leaveEvent(event)

    def _read_out(self, x: float) -> str:
        """What the curves say at ``x``: the running mean, and the epoch that ends nearest."""
        running: RunningCurve = getattr(self._run, self._metric.training)
        lines = []
        if len(running.x) and x <= running.x[-1]:
            at = int(np.searchsorted(running.x, x))
            lines.append(
                self.tr("running mean {value}").format(value=self._metric.text(running.y[at]))
            )
        epoch = self._run.epoch_near(x)
        if epoch is not None:
            lines.append(
                self.tr("epoch {epoch}: {training} on training, {validation} on {set}").format(
                    epoch=number(epoch.epoch),
                    set=self._validation_name(),
                    training=self._metric.text(getattr(epoch, self._metric.training)),
                    validation=self._metric.text(getattr(epoch, self._metric.validation)),
                )
            )
        return "\n".join(lines)


def extremes(*values: ArrayLike) -> list[float]:
    """The lowest and the highest number of all; an empty list where there is no number."""
    known = np.concatenate([np.empty(0), *(np.asarray(each, float) for each in values)])
    known = known[np.isfinite(known)]
    return [float(known.min()), float(known.max())] if len(known) else []


def spread(values: list[float], apart: float) -> list[float]:
    """Move values as little as needed so that each two are at least ``apart``; order is kept."""
    order = sorted(range(len(values)), key=lambda index: values[index])
    placed = [values[index] for index in order]
    for _ in range(10):
        for low, high in pairwise(range(len(placed))):
            missing = apart - (placed[high] - placed[low])
            if missing > 0:
                placed[low] -= missing / 2
                placed[high] += missing / 2
    result = [0.0] * len(values)
    for index, value in zip(order, placed, strict=True):
        result[index] = value
    return result
