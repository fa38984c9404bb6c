"""The network in files: new, open, save, export."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from cnnlab_gui.app.dialogs import ask_to_save, say
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.architecture_file import write_architecture
from cnnlab_gui.core.architecture_sources import (
    KERAS_ENDING,
    OWN_ENDING,
    READERS,
    read_any_architecture,
)
from cnnlab_gui.core.errors import CnnLabError


class FileDesk(QObject):
    """Answers New, Open, Save and Export."""

    def __init__(self, window: LabWindow, session: LabSession) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        actions = window.actions_by_name
        actions["new_network"].triggered.connect(self.begin_new)
        actions["open_network"].triggered.connect(self._ask_open)
        actions["save_network"].triggered.connect(self._save)
        actions["save_network_as"].triggered.connect(self._ask_save)

    def begin_new(self) -> None:
        """Take an empty network for the same images."""
        empty = Architecture(input_shape=self._session.architecture.input_shape)
        self._session.open_architecture(empty, self.tr("new network"))
        self._window.layers_panel.view.setFocus()

    def _ask_open(self) -> None:
        endings = " ".join(f"*{ending}" for ending in READERS)
        chosen, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Open a network"),
            "",
            self.tr("Networks ({endings})").format(endings=endings),
        )
        if chosen:
            self.open(Path(chosen))

    def open(self, path: Path) -> None:
        """Take the architecture of a file; a file that holds none changes nothing."""
        try:
            architecture = read_any_architecture(path)
        except CnnLabError as error:
            say(self._window, self.tr("Open a network"), error.sentence)
            return
        text = self.tr("open {file}").format(file=path.name)
        # What was read from a .keras file is not saved there: such a file holds weights too.
        is_own = path.suffix.lower() != KERAS_ENDING
        self._session.open_architecture(
            architecture, text, path if is_own else None, "" if is_own else path.stem
        )
        self._window.layers_panel.select([0])

    def _save(self) -> None:
        if self._session.file:
            self.save(self._session.file)
        else:
            self._ask_save()

    def _ask_save(self) -> None:
        path = ask_to_save(
            self._window,
            self.tr("Save the network"),
            str(self._session.file or (self._session.name or self.tr("network")) + OWN_ENDING),
            self.tr("Networks"),
            OWN_ENDING,
        )
        if path:
            self.save(path)

    def save(self, path: Path) -> None:
        """Write the architecture to a file, whole or not at all."""
        try:
            write_architecture(path, self._session.architecture)
        except CnnLabError as error:
            say(self._window, self.tr("Save the network"), error.sentence)
            return
        self._session.mark_saved(path)
        self._window.status.show_note(self.tr("{file} is saved.").format(file=path))
