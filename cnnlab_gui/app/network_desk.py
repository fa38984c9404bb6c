"""The network in the window: presets, layers from the menu, architectures in files, the title."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMessageBox

from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.architecture_file import read_architecture, write_architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.presets import is_modified, preset_named
from cnnlab_gui.core.training import RunSpecification

ENDING = ".cnnarch"


class NetworkDesk(QObject):
    """Answers the Model menu, and Open and Save of an architecture."""

    def __init__(self, window: LabWindow, session: LabSession, datasets: DatasetController) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._datasets = datasets
        self._connect()
        self._show_title(session.specification)

    def _connect(self) -> None:
        window, actions, panel = (
            self._window,
            self._window.actions_by_name,
            self._window.layers_panel,
        )
        actions["open_network"].triggered.connect(self._ask_open)
        actions["save_network"].triggered.connect(self._ask_save)
        actions["remove"].triggered.connect(panel.remove_selected)
        actions["up"].triggered.connect(lambda: panel.move_by(-1))
        actions["down"].triggered.connect(lambda: panel.move_by(1))
        for kind, action in window.add_actions.items():
            action.triggered.connect(lambda _checked, kind=kind: panel.add(kind))
        for name, action in window.preset_actions.items():
            action.triggered.connect(lambda _checked, name=name: self.choose_preset(name))
        window.training_bar.preset_wanted.connect(self.choose_preset)
        self._session.changed.connect(lambda _before, after: self._show_title(after))

    def choose_preset(self, name: str) -> None:
        """Take a preset, with its dataset where that is on this computer."""
        wanted = preset_named(name).dataset
        here = {info.id for info in self._datasets.infos() if info.available}
        text = self.tr("choose {preset}").format(preset=name)
        self._session.choose_preset(name, text, wanted if wanted in here else None)

    def _ask_open(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open a network"), "", self._filter()
        )
        if chosen:
            self.open(Path(chosen))

    def open(self, path: Path) -> None:
        """Take the architecture of a file; a file that holds none changes nothing."""
        try:
            architecture = read_architecture(path)
        except CnnLabError as error:
            self._say(self.tr("Open a network"), error)
            return
        self._session.open_architecture(architecture, self.tr("open {file}").format(file=path.name))

    def _ask_save(self) -> None:
        name = (self._session.specification.preset or self.tr("network")) + ENDING
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save the network"), name, self._filter()
        )
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix else path.with_suffix(ENDING))

    def save(self, path: Path) -> None:
        """Write the architecture to a file, whole or not at all."""
        try:
            write_architecture(path, self._session.architecture)
        except CnnLabError as error:
            self._say(self.tr("Save the network"), error)

    def _filter(self) -> str:
        return self.tr("Networks (*{ending})").format(ending=ENDING)

    def _say(self, title: str, error: CnnLabError) -> None:
        QMessageBox.warning(self._window, title, translated(error.sentence))

    def _show_title(self, specification: RunSpecification) -> None:
        network = specification.preset or self.tr("own network")
        if is_modified(specification) and specification.preset:
            network = self.tr("{preset} (modified)").format(preset=network)
        titles = {info.id: info.title for info in self._datasets.infos()}
        dataset = titles.get(specification.dataset) or Path(specification.dataset).name
        self._window.setWindowTitle(
            self.tr("CNN Lab — {network} on {dataset}").format(network=network, dataset=dataset)
        )
