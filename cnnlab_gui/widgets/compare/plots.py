"""The two plots with what can be chosen about them; they are made when they are first seen."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from cnnlab_gui.bridge.translation import number
from cnnlab_gui.core.curves import RunCurves
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.widgets.compare.pens import MOST_DRAWN, RunPens
from cnnlab_gui.widgets.maps.wrapping_row import WrappingRow
from cnnlab_gui.widgets.states import button, label
from cnnlab_gui.widgets.theme import GRID, Theme

if TYPE_CHECKING:
    from cnnlab_gui.widgets.compare.curves import CompareCurves
    from cnnlab_gui.widgets.compare.scatter import RunScatter
    from cnnlab_gui.widgets.train.curves import Metric


class _PlotPanel(QWidget):
    """A row of choices above a plot, which takes long to make and waits until it is seen.

    Signals
    -------
    clicked : str, bool
        A run was pressed in the plot; whether to add it to the selection.
    """

    clicked = Signal(str, bool)

    def __init__(self, theme: Theme, pens: RunPens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pens = pens
        choices = QWidget()
        self._options = WrappingRow(choices, first_grows=False)
        self._options.setSpacing(2 * GRID)
        self._head = QHBoxLayout()
        self._head.setSpacing(2 * GRID)
        self._head.addWidget(choices, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, GRID, 0, 0)
        self._column.setSpacing(GRID // 2)
        self._column.addLayout(self._head)
        self._column.addStretch(0)  # while there is no plot

    def showEvent(self, event: QShowEvent) -> None:
        self._draw()
        super().showEvent(event)

    def prepare(self) -> None:
        """Make the plot, if it is not there."""
        raise NotImplementedError

    def _draw(self) -> None:
        raise NotImplementedError

    def _choice(self, name: str, tip: str, texts: Sequence[str]) -> QComboBox:
        box = QComboBox()
        box.addItems(list(texts))
        box.setAccessibleName(name)
        box.setToolTip(tip)
        self._options.addWidget(box)
        return box

    def _switch(self, text: str, tip: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setToolTip(tip)
        self._options.addWidget(box)
        return box


class CurvesPanel(_PlotPanel):
    """Curves of the selected runs, with their choices.

    Signals
    -------
    picture_wanted
        The person wants what is drawn as a picture; see `save_picture`.
    """

    picture_wanted = Signal()

    def __init__(self, theme: Theme, pens: RunPens, parent: QWidget | None = None) -> None:
        super().__init__(theme, pens, parent)
        self.plot: CompareCurves | None = None
        self._selected: Sequence[str] = ()
        self._ghosts: Sequence[str] = ()
        self._known: Mapping[str, RunCurves] = {}
        self._labels: Mapping[str, str] = {}
        self.figure = self._choice(
            self.tr("Metric"),
            self.tr("What is drawn of each epoch"),
            (self.tr("Accuracy"), self.tr("Loss")),
        )
        self.across = self._choice(
            self.tr("Axis"),
            self.tr("Over epochs, or over seconds of training"),
            (self.tr("over epochs"), self.tr("over seconds")),
        )
        self.training = self._switch(
            self.tr("Training"), self.tr("Draws training faintly beside validation.")
        )
        self.others = self._switch(
            self.tr("Other runs"),
            self.tr("Draws the other runs of the table faintly behind, on the same images only."),
        )
        self.others.setChecked(True)
        self.log = self._switch(self.tr("Logarithmic"), self.tr("Shows small differences."))
        self._too_many = label(role="muted")
        self._options.addWidget(self._too_many)
        self._head.setStretch(0, 1)
        self.save = button(
            self.tr("Save picture…"),
            self.picture_wanted.emit,
            self.tr("As PNG or SVG, on white paper"),
        )
        self._head.addWidget(self.save, 0, Qt.AlignmentFlag.AlignTop)
        self.figure.currentIndexChanged.connect(lambda _: self._take_choices())
        self.across.currentIndexChanged.connect(lambda _: self._take_choices())
        self.others.toggled.connect(lambda _: self._draw())
        self.training.toggled.connect(self._set_with_training)
        self.log.toggled.connect(self._set_log)

    def prepare(self) -> None:
        if self.plot is not None:
            return
        from cnnlab_gui.widgets.compare.curves import CompareCurves

        self.plot = CompareCurves(self._metric(), self._theme, self._pens)
        self.plot.clicked.connect(self.clicked)
        self._column.addWidget(self.plot, 1)

    def show_runs(
        self,
        selected: Sequence[str],
        ghosts: Sequence[str],
        known: Mapping[str, RunCurves],
        labels: Mapping[str, str] | None = None,
    ) -> None:
        """Draw these runs, as far as their curves are ``known``; see `CompareCurves`."""
        self._selected, self._ghosts, self._known = selected, ghosts, known
        self._labels = labels or {}
        left_out = len(selected) - MOST_DRAWN
        self._too_many.setText(
            self.tr("the first {most} of {count}").format(
                most=MOST_DRAWN, count=number(len(selected))
            )
            if left_out > 0
            else ""
        )
        if self.isVisible():  # else it is drawn when it comes to the front
            self._draw()

    def save_picture(self, path: Path) -> None:
        """Write what is drawn to a ``.png`` or ``.svg``; see `CompareCurves.save_picture`."""
        self.prepare()
        self._draw()
        assert self.plot is not None
        self.plot.save_picture(path)

    def _metric(self) -> "Metric":
        from cnnlab_gui.widgets.train.curves import Metric

        if self.figure.currentIndex() == 0:
            return Metric(self.tr("Validation accuracy"), "accuracy", "val_accuracy", 1, True, True)
        return Metric(self.tr("Validation loss"), "loss", "val_loss", 3)

    def _take_choices(self) -> None:
        if self.plot is not None:
            self.plot.set_metric(self._metric())
            self.plot.set_across("epochs" if self.across.currentIndex() == 0 else "seconds")

    def _set_with_training(self, on: bool) -> None:
        if self.plot is not None:
            self.plot.set_with_training(on)

    def _set_log(self, on: bool) -> None:
        if self.plot is not None:
            self.plot.set_log(on)

    def _draw(self) -> None:
        if self._known:  # until then the table comes first
            self.prepare()
        if self.plot is not None:
            ghosts = self._ghosts if self.others.isChecked() else ()
            self.plot.show_runs(self._selected, ghosts, self._known, self._labels)


class CostPanel(_PlotPanel):
    """Accuracy against time or parameters, with that choice."""

    def __init__(self, theme: Theme, pens: RunPens, parent: QWidget | None = None) -> None:
        super().__init__(theme, pens, parent)
        self.plot: RunScatter | None = None
        self._shown: tuple[Sequence[RunSummary], Sequence[str]] = (), ()
        self.cost = self._choice(
            self.tr("Cost"),
            self.tr("What accuracy is drawn against"),
            (self.tr("against time"), self.tr("against parameters")),
        )
        self._caption = label(role="muted", wrap=True)
        self._head.addWidget(self._caption, 1)
        self.cost.currentIndexChanged.connect(lambda _: self._take_choice())

    def prepare(self) -> None:
        if self.plot is not None:
            return
        from cnnlab_gui.widgets.compare.scatter import RunScatter

        self.plot = RunScatter(self._theme, self._pens)
        self.plot.clicked.connect(self.clicked)
        self._column.addWidget(self.plot, 1)

    def show_runs(self, runs: Sequence[RunSummary], selected: Sequence[str], dataset: str) -> None:
        """Show these runs, which all learnt from ``dataset``."""
        front = self.tr("The dashed line joins the runs that no other beats in both.")
        only = self.tr("Runs on {dataset}.").format(dataset=dataset)
        self._caption.setText(f"{only} {front}" if dataset else "")
        self._shown = runs, selected
        if self.isVisible():  # else it is drawn when it comes to the front
            self._draw()

    def _take_choice(self) -> None:
        if self.plot is not None:
            self.plot.set_cost("seconds" if self.cost.currentIndex() == 0 else "parameters")

    def _draw(self) -> None:
        self.prepare()
        assert self.plot is not None
        self.plot.show_runs(*self._shown)
