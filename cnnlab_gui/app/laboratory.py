"""The composition root: makes everything once and connects wishes to deeds."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from cnnlab_gui.app.about import AboutDialog
from cnnlab_gui.app.data_desk import DataDesk
from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.garbage import GarbageCollector
from cnnlab_gui.bridge.session import LabSession, first_specification
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core import paths
from cnnlab_gui.core.files import storage_error
from cnnlab_gui.core.ports import Engine, Library
from cnnlab_gui.core.presets import is_modified, preset_named
from cnnlab_gui.core.runs import RunStore
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.datasets.shared import SharedLibrary
from cnnlab_gui.widgets.settings_dialog import SettingsDialog
from cnnlab_gui.widgets.theme import Theme

MakeEngine = Callable[[Library, RunStore], Engine]


def load_keras(library: Library, store: RunStore) -> Engine:
    """Load TensorFlow; runs in a worker, once the window is up."""
    from cnnlab_gui.engine.engine import KerasEngine

    return KerasEngine(library, store)


class Laboratory(QObject):
    """One window with all that works behind it.

    Parameters
    ----------
    theme : Theme
    make_engine : callable, optional
        Makes what computes; called in a worker.
    library : Library, optional
        Where datasets come from.
    """

    def __init__(
        self, theme: Theme, make_engine: MakeEngine = load_keras, library: Library | None = None
    ) -> None:
        super().__init__()
        self.library = SharedLibrary(library or DatasetLibrary())
        self.store = RunStore(paths.runs_folder())
        self.session = LabSession(first_specification(self.library.default_id()), self)
        self.garbage = GarbageCollector(self)
        self.datasets = DatasetController(self.library, self)
        self.window = LabWindow(self.session, theme, paths.home() / "window.ini")
        self.data_desk = DataDesk(self.window, self.session, self.datasets)
        self.training_desk = TrainingDesk(
            self.window,
            self.session,
            self.datasets,
            self.garbage,
            lambda: make_engine(self.library, self.store),
        )
        self._connect()

    def _connect(self) -> None:
        window, actions = self.window, self.window.actions_by_name
        window.first_shown.connect(self.data_desk.begin)
        window.first_shown.connect(self.training_desk.begin)
        window.close_wanted.connect(self.training_desk.close)
        actions["quit"].triggered.connect(window.close)
        actions["settings"].triggered.connect(self._show_settings)
        window.training_bar.more_wanted.connect(self._show_settings)
        actions["show_runs"].triggered.connect(self._show_runs)
        actions["about"].triggered.connect(self._show_about)
        panel = window.layers_panel
        actions["remove"].triggered.connect(panel.remove_selected)
        actions["up"].triggered.connect(lambda: panel.move_by(-1))
        actions["down"].triggered.connect(lambda: panel.move_by(1))
        for kind, action in window.add_actions.items():
            action.triggered.connect(lambda _checked, kind=kind: panel.add(kind))
        for name, action in window.preset_actions.items():
            action.triggered.connect(lambda _checked, name=name: self._choose_preset(name))
        window.training_bar.preset_wanted.connect(self._choose_preset)
        self.session.changed.connect(lambda _before, after: self._show_title(after))
        self._show_title(self.session.specification)

    def _choose_preset(self, name: str) -> None:
        """Take a preset, with its dataset where that is on this computer."""
        wanted = preset_named(name).dataset
        here = {info.id for info in self.datasets.infos() if info.available}
        text = self.tr("choose {preset}").format(preset=name)
        self.session.choose_preset(name, text, wanted if wanted in here else None)

    def _show_title(self, specification: RunSpecification) -> None:
        network = specification.preset or self.tr("own network")
        if is_modified(specification) and specification.preset:
            network = self.tr("{preset} (modified)").format(preset=network)
        titles = {info.id: info.title for info in self.datasets.infos()}
        dataset = titles.get(specification.dataset, specification.dataset)
        self.window.setWindowTitle(
            self.tr("CNN Lab — {network} on {dataset}").format(network=network, dataset=dataset)
        )

    def _show_settings(self) -> None:
        SettingsDialog(self.session, self.window).exec()

    def _show_runs(self) -> None:
        try:
            self.store.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = translated(storage_error(error, self.store.folder).sentence)
            QMessageBox.warning(self.window, self.tr("The runs' folder"), problem)
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.store.folder)))

    def _show_about(self) -> None:
        AboutDialog(self.training_desk.device, self.window).exec()

    def shut_down(self) -> None:
        """Wait for the threads; call it when the event loop has ended."""
        self.datasets.shut_down()
        self.training_desk.shut_down()
        self.garbage.stop()
