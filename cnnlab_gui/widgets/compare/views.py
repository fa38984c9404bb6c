"""The views below the table: what is drawn and said of the selected runs."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from cnnlab_gui.bridge.run_labels import told_apart
from cnnlab_gui.core.curves import RunCurves
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.widgets.compare.notes import NotesPanel
from cnnlab_gui.widgets.compare.pens import RunPens
from cnnlab_gui.widgets.compare.plots import CostPanel, CurvesPanel
from cnnlab_gui.widgets.compare.verdict import VerdictPanel
from cnnlab_gui.widgets.theme import Theme

MOST_GHOSTS = 30


class RunViews(QTabWidget):
    """Curves, costs, the verdict and notes; each is drawn when it is in front.

    Signals
    -------
    clicked : str, bool
        A run was pressed in a plot; whether to add it to the selection.
    """

    clicked = Signal(str, bool)

    def __init__(self, theme: Theme, pens: RunPens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pens = pens
        self._shown: tuple[RunSummary, ...] = ()
        self._selected: list[str] = []
        self._current: RunSummary | None = None
        self._known: Mapping[str, RunCurves] = {}
        self.curves = CurvesPanel(theme, pens)
        self.cost = CostPanel(theme, pens)
        self.verdict = VerdictPanel(theme)
        self.notes = NotesPanel()
        for panel, text, tip in (
            (self.curves, self.tr("Curves"), self.tr("How the selected runs learnt")),
            (self.cost, self.tr("Accuracy and cost"), self.tr("What more time or size is worth")),
            (self.verdict, self.tr("Verdict"), self.tr("Whether a difference is more than luck")),
            (self.notes, self.tr("Notes"), self.tr("What you write about a run")),
        ):
            self.setTabToolTip(self.addTab(panel, text), tip)
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self.tabBar().setAccessibleName(self.tr("Views of the selected runs"))
        self.curves.clicked.connect(self.clicked)
        self.cost.clicked.connect(self.clicked)

    def show_selection(
        self, shown: Sequence[RunSummary], selected: list[str], current: RunSummary | None
    ) -> None:
        """Draw these runs, and say what is written about the current one.

        Parameters
        ----------
        shown : list of RunSummary
            All in the table.
        selected : list of str
            Names, from top to bottom.
        current : RunSummary or None
            All others are compared with it.
        """
        self._shown, self._selected, self._current = tuple(shown), selected, current
        self.notes.show_run(current)
        self.cost.show_runs(self._alike, selected, current.dataset if current else "")
        self._draw_curves()

    def show_curves(self, known: Mapping[str, RunCurves]) -> None:
        """Draw the curves that are known by now, by the names of their runs."""
        self._known = known
        self._draw_curves()

    @property
    def wanted(self) -> list[RunSummary]:
        """The runs whose curves are drawn, as far as they are known."""
        return self._drawn + self._ghosts

    @property
    def _drawn(self) -> list[RunSummary]:
        return [run for run in self._shown if run.name in self._pens]

    @property
    def _alike(self) -> list[RunSummary]:
        """Those in the table on the current run's data: other figures are no comparison."""
        wanted = self._current.dataset_id if self._current else ""
        return [run for run in self._shown if run.dataset_id == wanted]

    @property
    def _ghosts(self) -> list[RunSummary]:
        """The runs that are drawn behind the selected ones."""
        selected = set(self._selected)
        return [run for run in self._alike if run.name not in selected][:MOST_GHOSTS]

    def _draw_curves(self) -> None:
        ghosts = [run.name for run in self._ghosts]
        self.curves.show_runs(self._selected, ghosts, self._known, told_apart(self._drawn))
