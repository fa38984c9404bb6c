"""The Compare page: all runs in a table, their curves and figures side by side."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.runs_model import RunsModel
from cnnlab_gui.core.compare.comparison import Comparison
from cnnlab_gui.core.curves import RunCurves
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.widgets.compare.deeds import RunDeeds
from cnnlab_gui.widgets.compare.pens import RunPens
from cnnlab_gui.widgets.compare.search import SearchRow
from cnnlab_gui.widgets.compare.strip import UndoStrip
from cnnlab_gui.widgets.compare.table import RunsTable
from cnnlab_gui.widgets.compare.views import RunViews
from cnnlab_gui.widgets.states import Banner, Notice, button
from cnnlab_gui.widgets.theme import GRID, Theme

MOST_FAULTS_TOLD = 12
_UNDO = QKeySequence.StandardKey.Undo


class ComparePage(QFrame):
    """Shows the runs of the home beside each other.

    Signals
    -------
    shown
        The page has come to the front.
    train_wanted, sweep_wanted
        The person wants more runs.
    selection_changed
        See `selected`, `current` and `compared`.
    curves_wanted : list of RunSummary
        The curves of these are to be drawn; see `show_curves`.
    verdict_wanted : tuple of RunSummary
        These are to be compared; see `show_comparison`.
    results_wanted, run_wanted, maps_wanted, resume_wanted, set_up_wanted, folder_wanted : str
        What is to be done with the run of this name.
    export_wanted, delete_wanted : list of str
        With all of these.
    undo_wanted
        What was deleted last is wanted back.
    rename_wanted : str, str
        Old and new name.
    tags_wanted : str, tuple of str
    notes_wanted : str, str, tuple of str
        A run's name, its notes and its tags.
    picture_wanted
        Of the curves; see `save_picture`.
    state_changed
        See `state`.
    """

    shown = Signal()
    train_wanted = Signal()
    sweep_wanted = Signal()
    selection_changed = Signal()
    curves_wanted = Signal(object)
    verdict_wanted = Signal(object)
    results_wanted = Signal(str)
    run_wanted = Signal(str)
    maps_wanted = Signal(str)
    resume_wanted = Signal(str)
    set_up_wanted = Signal(str)
    folder_wanted = Signal(str)
    export_wanted = Signal(object)
    delete_wanted = Signal(object)
    undo_wanted = Signal()
    rename_wanted = Signal(str, str)
    tags_wanted = Signal(str, object)
    notes_wanted = Signal(str, str, object)
    picture_wanted = Signal()
    state_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._theme = theme
        self._faults: tuple[str, ...] = ()
        self._waiting: tuple[tuple[RunSummary, ...], tuple[str, ...]] | None = None
        self.model = RunsModel(self)
        self.pens = RunPens(theme)
        self.table = RunsTable(self.model, theme, self.pens)
        self.search = SearchRow(self.table, theme)
        self.deeds = RunDeeds(self, theme, self._do)
        self.tabs = RunViews(theme, self.pens)
        self.curves, self.cost = self.tabs.curves, self.tabs.cost
        self.verdict, self.notes = self.tabs.verdict, self.tabs.notes
        self.strip = UndoStrip(theme)
        self.banner = Banner()
        self.notice = Notice()
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self._stack = QStackedLayout()
        self._sweep_place = QVBoxLayout()
        # Several signals tell of one press: what follows from it is done once.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._follow_selection)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.table)
        self.show_busy()

    def _lay_out(self) -> None:
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addLayout(self.deeds.make_row(self._theme))
        self.splitter.addWidget(above)
        self.splitter.addWidget(self.tabs)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self._stack.addWidget(self.notice)
        self._stack.addWidget(self.splitter)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        outer.setSpacing(GRID)
        outer.addLayout(self._sweep_place)
        outer.addWidget(self.banner)
        outer.addWidget(self.strip)
        outer.addLayout(self._stack, 1)

    def _connect(self) -> None:
        self.deeds.give_to(self.table)
        self.splitter.splitterMoved.connect(lambda *_: self.state_changed.emit())
        self.table.columns_changed.connect(self.state_changed)
        self.search.changed.connect(self._filter)
        self.search.faults_wanted.connect(self._tell_faults)
        self.table.selection_changed.connect(self._soon.start)
        self.table.opened.connect(self.results_wanted)
        self.table.settled.connect(self._take_waiting)
        self.model.layoutChanged.connect(self._soon.start)
        self.model.rename_wanted.connect(self.rename_wanted)
        self.model.tags_wanted.connect(self.tags_wanted)
        self.tabs.clicked.connect(self._on_clicked)
        self.curves.picture_wanted.connect(self.picture_wanted)
        self.verdict.sweep_wanted.connect(self.sweep_wanted)
        self.verdict.chosen.connect(self._on_group)
        self.tabs.currentChanged.connect(lambda _: self._want_verdict())
        self.notes.written.connect(self.notes_wanted)
        self.strip.undo_wanted.connect(self.undo_wanted)

    # What is shown

    def show_busy(self) -> None:
        """The runs are being read, for the first time."""
        self.notice.show_text(self.tr("Reading the runs"), "", busy=True)
        self._stack.setCurrentIndex(0)

    def show_empty(self) -> None:
        """Say what will appear, and what makes it appear."""
        train = button(
            self.tr("Train"),
            self.train_wanted.emit,
            self.tr("Train this network on this dataset (F5)"),
            primary=True,
        )
        self.notice.show_text(
            self.tr("No runs yet"),
            self.tr(
                "Every training is kept and stands here beside all others: how good it is, what "
                "it cost, and what was set up otherwise."
            ),
            buttons=(train,),
        )
        self._stack.setCurrentIndex(0)

    def show_runs(self, runs: Sequence[RunSummary], faults: Sequence[str] = ()) -> None:
        """Show these runs, and that some folders have ``faults``; what is selected stays."""
        if self.table.is_editing:
            # What is being typed would be lost; it is shown once that is done.
            self._waiting = tuple(runs), tuple(faults)
            return
        self._waiting = None
        self._faults = tuple(faults)
        self.search.tell_faults(len(self._faults))
        self.model.set_runs(runs)
        if not runs and not self._faults:
            self.show_empty()
            return
        self._stack.setCurrentIndex(1)
        if not self.selected and self.model.shown:
            self.select([self.model.shown[0].name])
        self._soon.start()

    def _take_waiting(self) -> None:
        if self._waiting is not None:
            self.show_runs(*self._waiting)

    def show_curves(self, known: Mapping[str, RunCurves]) -> None:
        """Draw the curves that are known by now, by the names of their runs."""
        self.tabs.show_curves(known)

    def show_problem(self, text: str) -> None:
        """Say what could not be done."""
        self.banner.show_error(text)

    def dismiss_problem(self) -> None:
        self.banner.hide()

    def say_deleted(self, text: str) -> None:
        """Say what was deleted, and offer it back."""
        self.strip.say(text)

    def hide_deleted(self) -> None:
        """There is nothing to bring back."""
        self.strip.hide()

    def set_sweep_panel(self, widget: QWidget) -> None:
        """Put the progress of a sweep on top of the page; it shows and hides itself."""
        self._sweep_place.addWidget(widget)

    # What is selected

    @property
    def selected(self) -> list[str]:
        """Names of the selected runs, from top to bottom."""
        return self.table.selected

    @property
    def current(self) -> RunSummary | None:
        """The selected run that all others are compared with."""
        return self.table.current

    @property
    def compared(self) -> tuple[RunSummary, ...]:
        """The runs that a verdict is about: the selected ones, or of a single one all shown."""
        chosen = set(self.selected)
        few = len(chosen) < 2
        return tuple(run for run in self.model.shown if few or run.name in chosen)

    @property
    def is_late(self) -> bool:
        """Whether what follows from the last selection is still to be done."""
        return self._soon.isActive()

    def select(self, names: Sequence[str]) -> None:
        """Select these runs, as far as they are shown; the first becomes the current one."""
        self.table.select(names, names[0] if names else None)

    def reveal(self, names: Sequence[str]) -> None:
        """Select these runs, whatever the search field left out."""
        if any(self.model.row_of(name) < 0 for name in names):
            self.search.clear()
        self.select(names)

    def _filter(self) -> None:
        self.model.set_filter(self.search.words, self.search.state)
        if not self.selected and self.model.shown:
            self.select([self.model.shown[0].name])
        self._soon.start()

    def _follow_selection(self) -> None:
        selected, current = self.selected, self.current
        self.model.set_reference(current.name if current else None)
        self.pens.select(selected)
        self.table.viewport().update()
        by_name = {run.name: run for run in self.model.shown}
        others = [by_name[name] for name in selected if current and name != current.name]
        self.deeds.offer([current, *others] if current else [])
        self.search.tell(len(self.model.shown), len(self.model.runs), len(selected))
        self.tabs.show_selection(self.model.shown, selected, current)
        self.curves_wanted.emit(self.tabs.wanted)
        self._want_verdict()
        self.selection_changed.emit()

    def _want_verdict(self) -> None:
        if self.tabs.currentWidget() is self.verdict:
            self.verdict_wanted.emit(self.compared)

    def show_verdict(self) -> None:
        """Bring what the runs show to the front, unless somebody writes notes there."""
        if self.tabs.currentWidget() is not self.notes:
            self.tabs.setCurrentWidget(self.verdict)

    def show_comparison(self, comparison: Comparison) -> None:
        """Say what is known of the runs that were asked for."""
        self.verdict.show_comparison(comparison, all_shown=len(self.selected) < 2)

    def _on_group(self, names: Sequence[str]) -> None:
        self.select([name for name in names if self.model.row_of(name) >= 0])

    def _on_clicked(self, name: str, adds: bool) -> None:
        if adds:
            self.table.toggle(name)
        else:
            self.select([name])

    # What is done

    def _do(self, deed: str) -> None:
        current, selected = self.current, self.selected
        if current is None:
            return
        one = {
            "results": self.results_wanted,
            "curves": self.run_wanted,
            "maps": self.maps_wanted,
            "resume": self.resume_wanted,
            "set_up": self.set_up_wanted,
            "folder": self.folder_wanted,
        }
        match deed:
            case "rename":
                self.table.edit_name()
            case "tags":
                self.table.edit_tags()
            case "delete":
                self.delete_wanted.emit(selected)
            case "export":
                self.export_wanted.emit(selected)
            case _:
                one[deed].emit(current.name)

    def _tell_faults(self) -> None:
        told = [*self._faults[:MOST_FAULTS_TOLD]]
        left = len(self._faults) - len(told)
        if left:
            told.append(self.tr("… and {count} more").format(count=left))
        self.banner.show_error("\n".join(told))

    def save_picture(self, path: Path) -> None:
        """Write the curves to a ``.png`` or ``.svg``, on white paper.

        Raises
        ------
        CnnLabError
            It cannot be written there.
        """
        self.curves.save_picture(path)

    @property
    def state(self) -> str:
        """How the page is divided and which columns are hidden, in a word to be remembered."""
        heights = ",".join(map(str, self.splitter.sizes()))
        return f"{heights};{','.join(self.table.hidden_columns)}"

    def take_state(self, state: str) -> None:
        """Be divided as before; what is no `state` changes nothing."""
        heights, found, columns = state.partition(";")
        parts = heights.split(",")
        if not found or len(parts) != 2 or not all(part.isdecimal() for part in parts):
            return
        if any(map(int, parts)):  # else it was never shown
            self.splitter.setSizes([int(part) for part in parts])
        self.table.hide_columns(tuple(filter(None, columns.split(","))))

    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._is_own(event):
            event.accept()  # so that it is this page's, not the window's
            return True
        return super().event(event)

    def _is_own(self, event: QKeyEvent) -> bool:
        return event.matches(QKeySequence.StandardKey.Find) or (
            event.matches(_UNDO) and not self.strip.isHidden()
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Find):
            self.search.field.setFocus()
            self.search.field.selectAll()
        elif event.matches(_UNDO) and not self.strip.isHidden():
            self.undo_wanted.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()
