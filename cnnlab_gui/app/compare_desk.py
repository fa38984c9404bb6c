"""The Compare page's deeds: reading all runs, renaming, deleting, notes."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from cnnlab_gui.app.dialogs import ask_to_save_as
from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.runs_reader import RunsReader
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded, RunEvent, RunStarted
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.notes import write_notes
from cnnlab_gui.core.runs.rename import rename_run
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.core.runs.trash import RunTrash, TrashedRun
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.opening import show_folder

STATE = "compare_page"
"""Under which the window remembers how the page is divided."""


class CompareDesk(QObject):
    """Answers the Compare page.

    Signals
    -------
    runs_changed
        One was renamed, deleted or brought back: whoever lists runs looks again.
    """

    runs_changed = Signal()

    def __init__(
        self, window: LabWindow, session: LabSession, training: TrainingDesk, store: RunStore
    ) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.compare_page
        self._session = session
        self._training = training
        self._trash = RunTrash(store)
        self._reader = RunsReader(store, self)
        self._faults: tuple[str, ...] = ()
        self._deleted: list[list[TrashedRun]] = []
        self._to_select: tuple[str, ...] = ()
        self._page.take_state(window.remembered(STATE))
        self._connect()

    def _connect(self) -> None:
        page, reader, training = self._page, self._reader, self._training
        reader.runs_read.connect(self._on_runs)
        reader.curves_read.connect(page.show_curves)
        reader.compared.connect(page.show_comparison)
        reader.failed.connect(self._say)
        page.shown.connect(self.refresh)
        page.curves_wanted.connect(reader.want_curves)
        page.verdict_wanted.connect(reader.compare)
        page.train_wanted.connect(training.start)
        page.rename_wanted.connect(self.rename)
        page.tags_wanted.connect(self._keep_tags)
        page.notes_wanted.connect(self.keep_notes)
        page.delete_wanted.connect(self.delete)
        page.undo_wanted.connect(self.bring_back)
        page.strip.closed.connect(self._deleted.clear)
        page.resume_wanted.connect(self._resume)
        page.set_up_wanted.connect(self._set_up)
        page.folder_wanted.connect(self._open_folder)
        page.picture_wanted.connect(self._ask_for_picture)
        page.state_changed.connect(lambda: self._window.remember(STATE, page.state))
        training.run_event.connect(self._follow)
        training.finished.connect(lambda _: self._refresh_if_seen())
        # Another window of the application may have trained or deleted meanwhile.
        hints = QGuiApplication.instance()
        if isinstance(hints, QGuiApplication):
            hints.applicationStateChanged.connect(self._on_application_state)

    @property
    def is_reading(self) -> bool:
        return self._reader.is_busy

    def refresh(self) -> None:
        """Look what is on the disk."""
        self._reader.refresh()

    def _refresh_if_seen(self) -> None:
        # Else it is done when the page comes to the front.
        if self._page.isVisible():
            self.refresh()

    def _follow(self, event: RunEvent) -> None:
        if isinstance(event, RunStarted | EpochEnded):
            self._refresh_if_seen()

    def _on_application_state(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self._refresh_if_seen()

    def _on_runs(self, runs: Sequence[RunSummary], faults: Sequence[Sentence]) -> None:
        self._faults = tuple(map(translated, faults))
        self._page.show_runs(runs, self._faults)
        wanted = self._to_select
        if wanted and all(self._run(name) for name in wanted):
            self._to_select = ()
            self._page.reveal(wanted)

    def _say(self, sentence: Sentence) -> None:
        self._page.show_problem(translated(sentence))

    def _try(self, deed: Callable[[], None]) -> bool:
        """Do it; where that cannot be, say why."""
        try:
            deed()
        except CnnLabError as error:
            self._say(error.sentence)
            return False
        self._page.dismiss_problem()
        return True

    def _run(self, name: str) -> RunSummary | None:
        return self._page.model.run_named(name)

    def rename(self, name: str, to: str) -> None:
        """Give a run another name."""
        run = self._run(name)
        if run is None:
            return
        if self._try(lambda: self._rename(run, to)):
            self.runs_changed.emit()
        self.refresh()

    def _rename(self, run: RunSummary, to: str) -> None:
        renamed = rename_run(RunFolder(run.path), to)
        self._training.follow_renamed(run.path, renamed.path)
        self._to_select = (renamed.name,)

    def _keep_tags(self, name: str, tags: tuple[str, ...]) -> None:
        run = self._run(name)
        if run is not None:
            self.keep_notes(name, run.notes, tags)

    def keep_notes(self, name: str, notes: str, tags: tuple[str, ...]) -> None:
        """Keep what a person wrote about a run."""
        run = self._run(name)
        if run is not None and self._try(lambda: _write(run, notes, tags)):
            self.refresh()

    def delete(self, names: Sequence[str]) -> None:
        """Take these runs away, so that they can be brought back."""
        page = self._page
        row = min((page.model.row_of(name) for name in names), default=0)
        deleted: list[TrashedRun] = []
        runs = [run for name in names if (run := self._run(name)) is not None]
        self._try(lambda: self._delete(runs, deleted))
        self.refresh()
        if not deleted:
            return
        self._deleted.append(deleted)
        gone = {run.name for run in deleted}
        page.show_runs([run for run in page.model.runs if run.name not in gone], self._faults)
        shown = page.model.shown
        if shown:
            page.select([shown[min(max(row, 0), len(shown) - 1)].name])
        self._tell_deleted()
        self.runs_changed.emit()

    def _delete(self, runs: Sequence[RunSummary], deleted: list[TrashedRun]) -> None:
        for run in runs:
            deleted.append(self._trash.delete(RunFolder(run.path)))
            self._training.leave(run.path)

    def _tell_deleted(self) -> None:
        """Offer back what was deleted last."""
        if not self._deleted:
            self._page.hide_deleted()
            return
        last = self._deleted[-1]
        if len(last) == 1:
            text = self.tr("{name} is deleted.").format(name=last[0].name)
        else:
            text = self.tr("{count} runs are deleted.").format(count=number(len(last)))
        self._page.say_deleted(text)

    def bring_back(self) -> None:
        """Undo the last deletion."""
        if not self._deleted:
            return
        back: list[str] = []
        last = self._deleted.pop()
        self._try(lambda: back.extend(self._trash.restore(run).name for run in last))
        self._to_select = tuple(back)
        self._tell_deleted()
        self.runs_changed.emit()
        self.refresh()

    def _resume(self, name: str) -> None:
        run = self._run(name)
        if run is None:
            return
        if self._training.is_busy:
            self._page.show_problem(
                self.tr(
                    "Another training is running. Wait for its end, or pause it; then go on "
                    "with {name}."
                ).format(name=name)
            )
            return
        self._training.resume(run.path)

    def _set_up(self, name: str) -> None:
        run = self._run(name)
        if run is not None:
            self._try(lambda: self._take(run))

    def _take(self, run: RunSummary) -> None:
        specification = RunFolder(run.path).read_record().specification
        self._session.set_up(specification, self.tr("set up {name}").format(name=run.name))
        self._window.status.show_note(
            self.tr("{name} is set up again. Change it, or press Train.").format(name=run.name)
        )

    def _open_folder(self, name: str) -> None:
        run = self._run(name)
        if run is not None:
            show_folder(run.path)

    def _ask_for_picture(self) -> None:
        kinds = {".png": self.tr("Pictures"), ".svg": self.tr("Drawings that stay sharp")}
        title, suggestion = self.tr("Save the curves"), self.tr("curves") + ".png"
        path = ask_to_save_as(self._window, title, suggestion, kinds)
        if path and self._try(lambda: self._page.save_picture(path)):
            note = self.tr("{file} is written.").format(file=path)
            self._window.status.show_note(note)

    def shut_down(self) -> None:
        """Keep what is being written, and wait for what is being read."""
        self._page.notes.keep()
        self._reader.shut_down()


def _write(run: RunSummary, notes: str, tags: tuple[str, ...]) -> None:
    write_notes(run.path, notes, tags)
