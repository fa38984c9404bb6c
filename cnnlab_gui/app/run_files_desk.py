"""Runs in files: exports of what was trained, and runs that somebody handed on."""

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from cnnlab_gui.app.dialogs import ask_to_save, say
from cnnlab_gui.app.known_networks import KnownNetworks
from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.errors import CancelledError, CnnLabError
from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.core.export.curves_csv import curves_csv
from cnnlab_gui.core.export.models import STEPS
from cnnlab_gui.core.export.run_kinds import BUNDLE, CSV, RUN_EXPORTS
from cnnlab_gui.core.files import write_text_atomically
from cnnlab_gui.core.ports import Engine
from cnnlab_gui.core.runs.bundle import ENDING, pack, unpack
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.widgets.opening import show_folder
from cnnlab_gui.widgets.runs.export_dialog import ExportRunDialog

Report = Callable[[int, int], None]
"""Is told progress: done and total."""

SOON_MS = 300
"""What takes longer is told of."""


class RunFilesDesk(QObject):
    """Answers File ▸ Export ▸ Run, Export on the page Compare, and File ▸ Open a run.

    Signals
    -------
    opened : str
        There is one run more, of this name, that came out of a file.
    is_free
        Nothing is being written or read any more.
    """

    opened = Signal(str)
    is_free = Signal()

    def __init__(
        self, window: LabWindow, training: TrainingDesk, networks: KnownNetworks, store: RunStore
    ) -> None:
        super().__init__(window)
        self._window = window
        self._training = training
        self._networks = networks
        self._store = store
        self._call: BackgroundCall | None = None
        self._cancel = threading.Event()
        self._dialog: ExportRunDialog | None = None
        self._waiting: Callable[[Engine], None] | None = None
        self._folder = Path()
        self._last = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(
            lambda: window.status.show_busy(self.tr("the run is being checked…"))
        )
        window.actions_by_name["export_run"].triggered.connect(lambda _: self.export())
        window.actions_by_name["open_run"].triggered.connect(lambda _: self._ask_open())
        window.compare_page.export_wanted.connect(self.export)
        training.finished.connect(self._on_finished)
        training.engine_ready.connect(self._on_engine)
        training.engine_failed.connect(self._on_engine_failed)

    @property
    def is_busy(self) -> bool:
        """Whether something is being written or read."""
        return self._call is not None

    def _on_finished(self, event: RunFinished) -> None:
        if event.run:
            self._last = Path(event.run).name

    # Export

    def export(self, names: Sequence[str] = ()) -> None:
        """Ask as what to export these runs, or one of all; returns when the dialog is closed."""
        every = self._networks.names()
        chosen = [name for name in (names or self._nearest()) if name in every]
        if not chosen and every:
            chosen = [every[0]]
        if not chosen:
            self._say(Sentence(tr_noop("errors", "There are no runs yet. Train one first (F5).")))
            return
        if self._dialog is not None:
            return
        dialog = self._dialog = ExportRunDialog(chosen, every, self._window)
        dialog.export_wanted.connect(lambda name: self._ask_where(dialog, name))
        dialog.folder_wanted.connect(self._show_folder)
        dialog.exec()
        self._dialog, self._waiting = None, None
        if self._call:
            self._cancel.set()
        dialog.deleteLater()

    def _nearest(self) -> Sequence[str]:
        """The runs that a person most likely means: those selected, or the last one trained."""
        page = self._window.compare_page
        return (page.selected if page.isVisible() else []) or [self._last]

    def _ask_where(self, dialog: ExportRunDialog, to: str) -> None:
        kind, names = RUN_EXPORTS[to], dialog.names
        if len(names) > 1 and to == BUNDLE:
            chosen = QFileDialog.getExistingDirectory(
                dialog, self.tr("The folder for the runs' files"), str(self._folder)
            )
            out = Path(chosen) if chosen else None
        else:
            name = names[0] if len(names) == 1 else self.tr("curves")
            suggestion = str(self._folder / (name + (kind.ending or f"-{to}")))
            title = dialog.windowTitle()
            out = ask_to_save(dialog, title, suggestion, translated(kind.title), kind.ending)
        if out:
            self.write(names, to, out)

    def write(self, names: Sequence[str], to: str, out: Path) -> None:
        """Write runs as ``to`` at ``out``; several whole runs go into that folder."""
        self._folder = out.parent if len(names) == 1 or to != BUNDLE else out
        if self._call is not None:
            self._tell_problem(
                Sentence(
                    tr_noop(
                        "errors",
                        "Another export is still being written. Try again in a moment.",
                    )
                )
            )
        elif to == CSV:
            self._start(lambda _: self._write_curves(names, out))
        elif to == BUNDLE:
            self._start(lambda _: self._pack(names, out))
        elif self._training.engine:
            self._export_with(self._training.engine, names[0], to, out)
        else:
            self._waiting = lambda engine: self._export_with(engine, names[0], to, out)
            self._tell_busy(self.tr("TensorFlow is starting; this takes a few seconds."))
            self._training.begin()

    def _export_with(self, engine: Engine, name: str, to: str, out: Path) -> None:
        steps = list(STEPS.values())

        def export(report: Report) -> Sentence:
            folder = self._store.find(name)
            return engine.export(
                folder.path,
                to,
                out,
                lambda text: report(steps.index(text) if text in steps else 0, len(steps)),
                self._cancel.is_set,
            )

        self._start(export, lambda step, _: self._tell_busy(translated(steps[step])))

    def _write_curves(self, names: Sequence[str], out: Path) -> Sentence:
        write_text_atomically(out, curves_csv([self._store.find(name) for name in names]))
        return Sentence(tr_noop("export", "{file} is written."), {"file": out})

    def _pack(self, names: Sequence[str], out: Path) -> Sentence:
        if len(names) == 1:
            pack(self._store.find(names[0]), out)
            return Sentence(tr_noop("export", "{file} is written."), {"file": out})
        targets = {name: out / f"{name}{ENDING}" for name in names}
        for target in targets.values():
            if os.path.lexists(target):
                raise CnnLabError(
                    tr_noop(
                        "errors",
                        "{path} already exists, and is left as it is. Choose another folder.",
                    ),
                    path=target,
                )
        for name, target in targets.items():
            if self._cancel.is_set():
                raise CancelledError(tr_noop("errors", "The export was cancelled."))
            pack(self._store.find(name), target)
        return Sentence(
            tr_noop("export", "{count} files are written to {folder}."),
            {"count": number(len(names)), "folder": out},
        )

    def _start(self, work: Callable[[Report], Sentence], on_progress: Report | None = None) -> None:
        self._cancel.clear()
        call = self._call = BackgroundCall(lambda: work(call.report), self)
        if on_progress:
            call.progressed.connect(on_progress)
        call.done.connect(self._tell_done)
        call.failed.connect(self._tell_problem)
        call.finished.connect(self._on_call_ended)
        self._tell_busy(self.tr("The run is being read…"))
        call.start()

    def _on_call_ended(self) -> None:
        if self._call:
            self._call.deleteLater()
            self._call = None
        self._soon.stop()
        self.is_free.emit()

    def _on_engine(self, engine: Engine) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting:
            waiting(engine)

    def _on_engine_failed(self, why: Sentence) -> None:
        if self._waiting:
            self._waiting = None
            self._tell_problem(why)

    def _tell_busy(self, text: str) -> None:
        if self._dialog:
            self._dialog.show_busy(text)

    def _tell_done(self, sentence: Sentence) -> None:
        text = translated(sentence)
        if self._dialog:
            self._dialog.show_done(text)
        else:
            self._window.status.show_note(text)

    def _tell_problem(self, sentence: Sentence) -> None:
        if self._dialog:
            self._dialog.show_problem(sentence)
        elif not self._cancel.is_set():
            self._say(sentence)

    def _show_folder(self) -> None:
        show_folder(self._folder)

    # Open

    def _ask_open(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Open a run"),
            str(self._folder),
            self.tr("Runs ({endings})").format(endings=f"*{ENDING}"),
        )
        if chosen:
            self.open(Path(chosen))

    def open(self, path: Path) -> None:
        """Take the run in a file among the runs; a file that holds none changes nothing."""
        if self._call is not None:
            self._say(
                Sentence(
                    tr_noop("errors", "Another file is still being read. Try again in a moment.")
                )
            )
            return
        self._cancel.clear()
        call = self._call = BackgroundCall(lambda: unpack(path, self._store), self)
        call.done.connect(self._on_opened)
        call.failed.connect(self._say)
        call.finished.connect(self._on_open_ended)
        self._soon.start()
        call.start()

    def _on_opened(self, folder: RunFolder) -> None:
        note = self.tr("The run {name} was opened; it lies in {folder}")
        self._window.status.show_note(note.format(name=folder.name, folder=folder.path))
        self._last = folder.name
        self.opened.emit(folder.name)

    def _on_open_ended(self) -> None:
        if not self._soon.isActive() and not self._training.is_busy:
            self._window.status.show_idle("")
        self._on_call_ended()

    def _say(self, sentence: Sentence) -> None:
        say(self._window, self.tr("Runs in files"), sentence)

    def shut_down(self) -> None:
        """End what is being written soon, and wait for it."""
        self._waiting = None
        self._cancel.set()
        if self._call:
            self._call.wait()
