"""How good each run is against what it cost: time, or parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QWidget

from cnnlab_gui.bridge.run_columns import duration
from cnnlab_gui.bridge.translation import number, percent
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.widgets.compare.pens import RunPens
from cnnlab_gui.widgets.theme import Theme
from cnnlab_gui.widgets.train.curves import Metric, ValueAxis, extremes

AXIS_WIDTH = 52
REACH = 12  # pixels from a point within which the pointer is on it
MARGIN = 0.08
LEAST_COST = 1e-3  # what costs less stands there on the logarithmic axis
SYMBOLS = ("o", "s", "t", "d", "t1", "star", "p")

Cost = Literal["seconds", "parameters"]


@dataclass(frozen=True)
class Places:
    """Where the runs stand.

    Attributes
    ----------
    runs : tuple of RunSummary
    x : (N,) float64
        Logarithm of the cost, to the base of 10.
    y : (N,) float64
        Accuracy, in [0, 1].
    """

    runs: tuple[RunSummary, ...]
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def accuracy_of(run: RunSummary) -> float | None:
    """On test images; until it was tested, on those that check each epoch."""
    return run.val_accuracy if run.test_accuracy is None else run.test_accuracy


def places_of(runs: Sequence[RunSummary], cost: Cost) -> Places:
    """Where ``runs`` stand; those without an accuracy do not."""
    known = tuple(run for run in runs if accuracy_of(run) is not None)
    costs = np.array([getattr(run, cost) for run in known], float)
    return Places(
        known,
        np.log10(np.maximum(costs, LEAST_COST)),
        np.array([accuracy_of(run) for run in known], float),
    )


def frontier(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    """Indices of the points that none beats in both, from the cheapest on."""
    best, found = -np.inf, []
    for at in np.lexsort((-y, x)):
        if y[at] > best:
            best = y[at]
            found.append(int(at))
    return np.array(found, np.int64)


class CostAxis(pg.AxisItem):  # type: ignore[misc]
    """The bottom axis: powers of ten, and what lies between where there is room."""

    def __init__(self, cost: Cost) -> None:
        super().__init__("bottom")
        self._cost = cost
        self.enableAutoSIPrefix(False)

    def tickValues(self, low: float, high: float, size: float) -> list[Any]:
        steps = (1, 2, 5) if high - low < 3 else (1,)
        values = [
            float(np.log10(step) + power)
            for power in range(int(np.floor(low)), int(np.ceil(high)) + 1)
            for step in steps
        ]
        return [(1.0, [value for value in values if low <= value <= high])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [self._text(10.0**value) for value in values]

    def _text(self, value: float) -> str:
        if self._cost == "parameters":
            return number(value)
        return duration(value) if value >= 1 else number(value, 3)


class RunScatter(pg.PlotWidget):  # type: ignore[misc]
    """A point for each run; a line joins those that none beats in both.

    Signals
    -------
    clicked : str, bool
        A run's point was pressed; whether Ctrl was held, to add it to the selection.
    """

    clicked = Signal(str, bool)

    def __init__(self, theme: Theme, pens: RunPens, parent: QWidget | None = None) -> None:
        metric = Metric(self.tr("Accuracy"), "accuracy", "val_accuracy", 2, True, True)
        super().__init__(parent, axisItems={"left": ValueAxis(metric)}, enableMenu=False)
        menu = self.plotItem.ctrlMenu
        menu.setParent(self, menu.windowFlags())
        self._theme = theme
        self._pens = pens
        self._cost: Cost = "seconds"
        self._runs: tuple[RunSummary, ...] = ()
        self._selected: tuple[str, ...] = ()
        self._places = places_of((), "seconds")
        self._make_items()
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.setMinimumHeight(80)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.getAxis("left").setWidth(AXIS_WIDTH)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.scene().sigMouseClicked.connect(self._on_mouse_clicked)
        theme.changed.connect(self._take_colours)
        self.set_cost("seconds")

    def _make_items(self) -> None:
        self._front = pg.PlotDataItem()
        self._others = pg.ScatterPlotItem(pxMode=True, size=7, symbol="o")
        self._chosen = pg.ScatterPlotItem(pxMode=True, size=13)
        self._pointed = pg.ScatterPlotItem(pxMode=True, size=19, symbol="o")
        self._readout = pg.TextItem("", anchor=(0, 1))
        self._readout.hide()
        items = (self._front, self._others, self._chosen, self._pointed, self._readout)
        for depth, item in enumerate(items):
            item.setZValue(depth)
            self.addItem(item, ignoreBounds=True)

    @property
    def places(self) -> Places:
        return self._places

    @property
    def readout(self) -> str:
        """What is said of the run under the pointer; empty where there is none."""
        return self._readout.toPlainText() if self._readout.isVisible() else ""

    def set_cost(self, cost: Cost) -> None:
        """Show accuracy against seconds, or against parameters."""
        self._cost = cost
        self.setAxisItems({"bottom": CostAxis(cost)})
        words = (
            self.tr("seconds of training, logarithmic")
            if cost == "seconds"
            else self.tr("parameters, logarithmic")
        )
        self._words = words
        self.setAccessibleName(self.tr("Accuracy against {cost}").format(cost=words))
        self._take_colours()

    def show_runs(self, runs: Sequence[RunSummary], selected: Sequence[str]) -> None:
        """Show these runs; the selected ones as large as they are important."""
        self._runs, self._selected = tuple(runs), tuple(selected)
        self._draw()

    def _take_colours(self) -> None:
        colours = self._theme.colours
        self.setBackground(colours.page)
        for side in ("left", "bottom"):
            self.getAxis(side).setPen(pg.mkPen(colours.border))
            self.getAxis(side).setTextPen(QColor(colours.muted))
        self.setLabel("bottom", self._words, color=colours.muted)
        self.showGrid(x=True, y=True, alpha=0.12)
        self._readout.fill = pg.mkBrush(colours.raised)
        self._readout.border = pg.mkPen(colours.border)
        self._readout.setColor(colours.text)
        self._pointed.setBrush(None)
        self._pointed.setPen(pg.mkPen(colours.text, width=2))
        self._draw()

    def _draw(self) -> None:
        colours = self._theme.colours
        self._places = places = places_of(self._runs, self._cost)
        faint = QColor(colours.muted)
        faint.setAlpha(140)
        self._others.setData(places.x, places.y, brush=pg.mkBrush(faint), pen=None)
        front = frontier(places.x, places.y)
        pen = pg.mkPen(colours.muted, width=1, style=Qt.PenStyle.DashLine)
        self._front.setData(places.x[front], places.y[front], pen=pen)
        self._draw_chosen()
        self._point_at(None)
        self._set_range(places.x, self.setXRange)
        self._set_range(places.y, self.setYRange)

    def _draw_chosen(self) -> None:
        rows = {run.name: row for row, run in enumerate(self._places.runs)}
        spots = []
        for at, name in enumerate(self._selected):
            pen = self._pens.of(name)
            if name not in rows or pen is None:
                continue
            colour, row = pen.color(), rows[name]
            spots.append(
                {
                    "pos": (self._places.x[row], self._places.y[row]),
                    "symbol": SYMBOLS[at % len(SYMBOLS)],
                    "brush": pg.mkBrush(colour),
                    "pen": pg.mkPen(self._theme.colours.page, width=1),
                }
            )
        self._chosen.setData(spots)

    def _set_range(self, values: NDArray[np.float64], take: Any) -> None:
        known = extremes(values)
        if known:
            width = max(known[1] - known[0], 0.02)
            take(known[0] - MARGIN * width, known[1] + MARGIN * width, padding=0)

    def run_at(self, position: QPointF) -> RunSummary | None:
        """The run at a place of the scene, a selected one first."""
        box = self.getViewBox()
        if not len(self._places.x) or not box.sceneBoundingRect().contains(position):
            return None
        place, pixel = box.mapSceneToView(position), box.viewPixelSize()
        away = np.hypot(
            (self._places.x - place.x()) / pixel[0], (self._places.y - place.y()) / pixel[1]
        )
        near = np.flatnonzero(away <= REACH)
        chosen = [at for at in near if self._places.runs[at].name in self._selected]
        found = min(chosen or near, key=lambda at: away[at], default=None)
        return None if found is None else self._places.runs[found]

    def _on_mouse_moved(self, position: QPointF) -> None:
        self._point_at(self.run_at(position))

    def _point_at(self, run: RunSummary | None) -> None:
        self._readout.setVisible(run is not None)
        shape = Qt.CursorShape.ArrowCursor if run is None else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)
        if run is None:
            self._pointed.setData([], [])
            return
        at = self._places.runs.index(run)
        x, y = float(self._places.x[at]), float(self._places.y[at])
        self._pointed.setData([x], [y])
        accuracy = self.tr("{accuracy} right").format(accuracy=percent(y, 2))
        cost = self.tr("{time}, {parameters} parameters").format(
            time=duration(run.seconds), parameters=number(run.parameters)
        )
        self._readout.setText(f"{run.name}\n{accuracy}\n{cost}")
        (left, right), (low, high) = self.getViewBox().viewRange()
        is_right, is_high = x > (left + right) / 2, y > (low + high) / 2
        self._readout.setAnchor((1.05 if is_right else -0.05, -0.2 if is_high else 1.2))
        self._readout.setPos(x, y)

    def _on_mouse_clicked(self, event: Any) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        run = self.run_at(event.scenePos())
        if run is not None:
            adds = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.clicked.emit(run.name, adds)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        event.accept()  # what it means is known when the button is released

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        super().leaveEvent(event)
