"""What a person writes about a run: notes, and tags to find it by."""

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from cnnlab_gui.bridge.runs_model import split_tags
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID

PAUSE_MS = 1000  # after the last letter, before it is kept


class NotesPanel(QWidget):
    """Notes and tags of one run, kept without being asked to.

    Signals
    -------
    written : str, str, object
        A run's name, its notes, and its tags as a tuple of str.
    """

    written = Signal(str, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: RunSummary | None = None
        self._title = label(role="muted")
        self._tags = QLineEdit()
        self._notes = QPlainTextEdit()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE_MS)
        self._soon.timeout.connect(self.keep)
        self._lay_out()
        self._tags.textEdited.connect(lambda _: self._soon.start())
        self._tags.editingFinished.connect(self.keep)
        self._notes.textChanged.connect(self._soon.start)
        self.show_run(None)

    def _lay_out(self) -> None:
        tags = self.tr("Tags")
        self._tags.setAccessibleName(tags)
        self._tags.setPlaceholderText(self.tr("words of your own, between commas"))
        self._tags.setToolTip(self.tr("Words by which the search field finds this run"))
        self._notes.setAccessibleName(self.tr("Notes"))
        self._notes.setPlaceholderText(
            self.tr("What did you try here, and what did you see? It is kept with the run.")
        )
        self._notes.setToolTip(self.tr("Kept in the run's folder as you type"))
        self._notes.setTabChangesFocus(True)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        words = label(tags)
        words.setBuddy(self._tags)
        row.addWidget(words)
        row.addWidget(self._tags, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self._title)
        column.addLayout(row)
        column.addWidget(self._notes, 1)

    @property
    def notes(self) -> str:
        return self._notes.toPlainText()

    @property
    def tags(self) -> tuple[str, ...]:
        return split_tags(self._tags.text())

    def show_run(self, run: RunSummary | None) -> None:
        """Show what is known of ``run``; what was typed for another one is kept first."""
        if self._run is not None and (run is None or run.name != self._run.name):
            self.keep()
        is_same = run is not None and self._run is not None and run.name == self._run.name
        before, self._run = self._run, run
        self.setEnabled(run is not None)
        if is_same and run is not None and before is not None and self._is_typed(before):
            return  # what is being typed is newer than what was read
        self._title.setText(
            run.name if run else self.tr("Choose a run in the table to write about it.")
        )
        with QSignalBlocker(self._tags), QSignalBlocker(self._notes):
            self._tags.setText(", ".join(run.tags) if run else "")
            if self.notes != (run.notes if run else ""):
                self._notes.setPlainText(run.notes if run else "")

    def keep(self) -> None:
        """Ask for what was typed to be kept, if it is not what was read."""
        self._soon.stop()
        if self._run is not None and self._is_typed(self._run):
            self.written.emit(self._run.name, self.notes, self.tags)

    def _is_typed(self, run: RunSummary) -> bool:
        return (self.notes, self.tags) != (run.notes, run.tags)
