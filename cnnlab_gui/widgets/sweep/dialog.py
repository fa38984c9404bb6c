"""Setting a sweep up: what varies, how often, how many runs that is and how long it takes."""

from collections.abc import Callable, Collection

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.form import form_of
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.sweep.at_once import MOST_JOBS
from cnnlab_gui.core.sweep.changes import with_setting
from cnnlab_gui.core.sweep.draft import Draft, drafted, sensible_factors
from cnnlab_gui.core.sweep.estimate import Measured, estimate
from cnnlab_gui.core.sweep.plan import MOST_SEEDS, SEEDS_BELOW, SweepPlan
from cnnlab_gui.core.training import RunSpecification, TrainingSettings
from cnnlab_gui.widgets.forms import ENTER_KEYS, FieldEditor, leave_wheel
from cnnlab_gui.widgets.spin_boxes import WholeSpinBox
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.sweep.draft_table import COUNTS, DraftTable
from cnnlab_gui.widgets.sweep.factor_row import FactorRow
from cnnlab_gui.widgets.theme import GRID, Theme

USUAL_SEEDS = 3
PAUSE_MS = 50  # after a key, so that typing is not disturbed
# Settings that are shown with what is set up, and the factor that takes their place.
SHOWN = {"epochs": "epochs", "limit": "images"}


class SweepDialog(QDialog):
    """Shows at every change what would be trained.

    Parameters
    ----------
    base : RunSpecification
        What is set up.
    theme : Theme
    name_for : callable
        A free name for a sweep of these factors.
    jobs_for : callable
        How many of so many runs go on at once, where nobody says otherwise.
    """

    def __init__(
        self,
        base: RunSpecification,
        theme: Theme,
        name_for: Callable[[str], str],
        jobs_for: Callable[[int], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Sweep"))
        self._base = base
        self._name_for = name_for
        self._jobs_for = jobs_for
        self._images: ImageFacts | None = None
        self._counts: tuple[int, int] | None = None
        self._measured: Collection[Measured] = ()
        self._draft = Draft((), None, None)
        factors = sensible_factors(base)
        self.first = FactorRow(self.tr("Vary"), factors)
        self.second = FactorRow(self.tr("and"), factors, self.tr("nothing else"))
        self.seeds = self._spin(self.tr("Seeds"), MOST_SEEDS)
        self.jobs = self._spin(self.tr("At once"), MOST_JOBS)
        self._jobs_are_ours = True
        self._editors = {
            field.name: FieldEditor(field)
            for field in form_of(TrainingSettings)
            if field.name in SHOWN
        }
        self._table = DraftTable(theme)
        self._count = label(role="headline", wrap=True)
        self._time = label(role="muted", wrap=True)
        self._problem = label(role="error", wrap=True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start = QPushButton()
        self.start.setProperty("primary", True)
        self._look_soon = QTimer(self)
        self._look_soon.setSingleShot(True)
        self._look_soon.setInterval(PAUSE_MS)
        self._lay_out()
        self._connect()
        self._look()
        self.first.focus_box()

    def _spin(self, name: str, most: int) -> WholeSpinBox:
        box = WholeSpinBox()
        box.setRange(1, most)
        box.setAccessibleName(name)
        leave_wheel(box)
        return box

    def _lay_out(self) -> None:
        hint = label(
            self.tr(
                "Trains this network several times, with other values and other seeds: so that a "
                "difference can be told from luck."
            ),
            "muted",
            wrap=True,
        )
        self.start.setDefault(True)
        self._buttons.addButton(self.start, QDialogButtonBox.ButtonRole.AcceptRole)
        foot = QHBoxLayout()
        foot.setSpacing(2 * GRID)
        told = QVBoxLayout()
        told.setSpacing(GRID // 2)
        for line in (self._count, self._time, self._problem):
            told.addWidget(line)
        foot.addLayout(told, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(hint)
        column.addWidget(self.first)
        column.addWidget(self.second)
        column.addLayout(self._numbers())
        column.addWidget(self._table, 1)
        column.addLayout(foot)
        column.addWidget(self._buttons)
        self.resize(100 * GRID, 64 * GRID)

    def _numbers(self) -> QHBoxLayout:
        self.seeds.setValue(USUAL_SEEDS)
        self.seeds.setToolTip(
            self.tr(
                "Each value is trained from so many different starts. Three tell a large "
                "difference from luck; a small one needs more."
            )
        )
        self.jobs.setToolTip(
            self.tr("So many runs go on beside each other, each in a process of its own.")
        )
        row = QHBoxLayout()
        row.setSpacing(GRID)
        self._add(row, self.tr("Seeds"), self.seeds)
        for editor in self._editors.values():
            editor.show_value(getattr(self._base.settings, editor.field.name))
            self._add(row, translated(editor.field.title), editor)
        self._add(row, self.tr("At once"), self.jobs)
        row.addStretch(1)
        return row

    def _add(self, row: QHBoxLayout, title: str, widget: QWidget) -> None:
        heading = label(title)
        heading.setBuddy(widget)
        row.addWidget(heading)
        row.addWidget(widget)
        row.addSpacing(GRID)

    def _connect(self) -> None:
        self._look_soon.timeout.connect(self._look)
        for row in (self.first, self.second):
            row.changed.connect(self._look_soon.start)
        self.seeds.valueChanged.connect(lambda _: self._look_soon.start())
        self.jobs.valueChanged.connect(lambda _: self._on_jobs())
        for editor in self._editors.values():
            editor.edited.connect(lambda _: self._look_soon.start())
        self._buttons.accepted.connect(self._accept)
        self._buttons.rejected.connect(self.reject)

    @property
    def plan(self) -> SweepPlan | None:
        """What would be trained; None where something is wrong."""
        return self._draft.plan

    @property
    def told(self) -> str:
        """How many runs, how long, and what is wrong."""
        lines = (self._count, self._time, self._problem)
        return "\n".join(line.text() for line in lines if line.text())

    def set_images(self, images: ImageFacts, counts: tuple[int, int]) -> None:
        """Tell what the dataset holds: ``counts`` of images for training and test."""
        self._images, self._counts = images, counts
        self._look()

    def set_measured(self, measured: Collection[Measured]) -> None:
        """Tell what earlier runs on this machine took."""
        self._measured = measured
        self._look()

    def _on_jobs(self) -> None:
        self._jobs_are_ours = False
        self._look_soon.start()

    def _factors(self) -> dict[str, tuple[str, ...]]:
        rows = (self.first, self.second)
        return {row.factor.name: row.values for row in rows if row.factor}

    def _look(self) -> None:
        """Work out what would be trained, and show it."""
        self._look_soon.stop()
        factors = self._factors()
        base = self._base
        for name, editor in self._editors.items():
            editor.setEnabled(SHOWN[name] not in factors)
            base = with_setting(name, base, editor.value)
        last = min(base.settings.seed + self.seeds.value(), SEEDS_BELOW)
        seeds = tuple(range(last - self.seeds.value(), last))
        name = self._name_for("-".join(factors))
        self._draft = drafted(name, base, factors, seeds, self._images)
        titles = [translated(row.factor.title) for row in (self.first, self.second) if row.factor]
        self._table.show_rows(titles, self._draft.rows, self._counts)
        self._tell(len(seeds))

    def _tell(self, seeds: int) -> None:
        plan = self._draft.plan
        wrong = sum(row.problem is not None for row in self._draft.rows)
        problem = translated(self._draft.problem) if self._draft.problem else ""
        self._problem.setText("" if wrong else problem)
        self._problem.setVisible(bool(self._problem.text()))
        self._count.setVisible(plan is not None or wrong > 0)
        self._count.setText(self._sum(plan, seeds) if plan else self._wrong(wrong))
        self._time.setText(self._how_long(plan) if plan else "")
        self._time.setVisible(plan is not None)
        self.start.setEnabled(plan is not None)
        self.start.setText(
            self.tr("Train {runs}").format(runs=self._runs(plan.count))
            if plan
            else self.tr("Train")
        )
        self.start.setToolTip(
            problem or self.tr("Every run is kept, and stands on the page Compare")
        )

    def _sum(self, plan: SweepPlan, seeds: int) -> str:
        values = " × ".join(
            self.tr("1 value") if count == 1 else self.tr("%n values", "", count)
            for count in (len(varied.values) for varied in plan.factors)
        )
        return self.tr("{values} × {seeds} = {runs}").format(
            values=values,
            seeds=self.tr("1 seed") if seeds == 1 else self.tr("%n seeds", "", seeds),
            runs=self._runs(plan.count),
        )

    def _wrong(self, count: int) -> str:
        if not count:
            return ""
        return self.tr("{wrong} of {all} cannot be compared: see why above").format(
            wrong=count, all=len(self._draft.rows)
        )

    def _runs(self, count: int) -> str:
        return self.tr("1 run") if count == 1 else self.tr("%n runs", "", count)

    def _how_long(self, plan: SweepPlan) -> str:
        if self._jobs_are_ours:
            with QSignalBlocker(self.jobs):
                self.jobs.setValue(self._jobs_for(plan.count))
        train, test = self._counts or COUNTS
        return translated(estimate(plan, self._measured, train, test, self.jobs.value()).sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            self._look()  # what was typed a moment ago may be what makes it possible
        super().keyPressEvent(event)

    def _accept(self) -> None:
        self._look()
        if self.plan is not None:
            self.accept()
