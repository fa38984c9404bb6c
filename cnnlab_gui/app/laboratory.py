"""The composition root: makes everything once and connects wishes to deeds."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from cnnlab_gui.app.arrivals import Arrivals
from cnnlab_gui.app.compare_desk import CompareDesk
from cnnlab_gui.app.data_desk import DataDesk
from cnnlab_gui.app.dialogs import say
from cnnlab_gui.app.draw_collection import DrawCollection
from cnnlab_gui.app.draw_desk import DrawDesk
from cnnlab_gui.app.draw_pictures import DrawPictures
from cnnlab_gui.app.export_desk import ExportDesk
from cnnlab_gui.app.file_desk import FileDesk
from cnnlab_gui.app.kernel_desk import KernelDesk
from cnnlab_gui.app.known_networks import KnownNetworks
from cnnlab_gui.app.maps_desk import MapsDesk
from cnnlab_gui.app.maps_layers import MapsLayers
from cnnlab_gui.app.maps_save_desk import MapsSaveDesk
from cnnlab_gui.app.network_desk import NetworkDesk
from cnnlab_gui.app.plot_loader import PlotLoader
from cnnlab_gui.app.preview_desk import PreviewDesk
from cnnlab_gui.app.results_desk import ResultsDesk
from cnnlab_gui.app.run_files_desk import RunFilesDesk
from cnnlab_gui.app.settings_desk import SettingsDesk
from cnnlab_gui.app.shown_run import ShownRun
from cnnlab_gui.app.summary_desk import SummaryDesk
from cnnlab_gui.app.sweep_desk import MakeRunner, SweepDesk
from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.app.unfinished import Unfinished
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.garbage import GarbageCollector
from cnnlab_gui.bridge.inference import InferenceThread
from cnnlab_gui.bridge.session import LabSession, first_specification
from cnnlab_gui.core import paths
from cnnlab_gui.core.architecture_sources import read_any_architecture
from cnnlab_gui.core.drawing.collection import DrawingCollection
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import storage_error
from cnnlab_gui.core.last_session import read_last_session, write_last_session
from cnnlab_gui.core.ports import Engine, Library
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.sweep.runner import SweepRunner
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.datasets.shared import SharedLibrary
from cnnlab_gui.engine.runtime import cores
from cnnlab_gui.widgets.opening import show_folder
from cnnlab_gui.widgets.theme import Theme

KEEP_MS = 2000  # after the last change, so that typing is not disturbed

MakeEngine = Callable[[Library, RunStore], Engine]


def load_keras(library: Library, store: RunStore) -> Engine:
    """Load TensorFlow; runs in a worker, once the window is up."""
    from cnnlab_gui.engine.engine import KerasEngine

    return KerasEngine(library, store)


def local_runner(home: Path, jobs: int | None, gpu: bool) -> SweepRunner:
    """Let the trials of a sweep go on in child processes of this machine."""
    from cnnlab_gui.engine.sweep.local import LocalRunner

    return LocalRunner(home, jobs=jobs, gpu=gpu)


class Laboratory(QObject):
    """One window with all that works behind it.

    Parameters
    ----------
    theme : Theme
    make_engine : callable, optional
        Makes what computes; called in a worker.
    library : Library, optional
        Where datasets come from.
    make_runner : callable, optional
        Makes what trains sweeps; called in a worker.
    """

    def __init__(
        self,
        theme: Theme,
        make_engine: MakeEngine = load_keras,
        library: Library | None = None,
        make_runner: MakeRunner = local_runner,
    ) -> None:
        super().__init__()
        self.library = SharedLibrary(library or DatasetLibrary())
        self.store = RunStore(paths.runs_folder())
        self.session = LabSession(first_specification(self.library.default_id()), self)
        self._go_on_with_last_session()
        self._keep_soon = QTimer(self)
        self._keep_soon.setSingleShot(True)
        self._keep_soon.setInterval(KEEP_MS)
        self.garbage = GarbageCollector(self)
        self.datasets = DatasetController(self.library, self, self.library.forget)
        self.window = LabWindow(self.session, theme, paths.home() / "window.ini")
        self.network_desk = NetworkDesk(self.window, self.session, self.datasets)
        self.file_desk = FileDesk(self.window, self.session)
        self.export_desk = ExportDesk(self.window, self.session, self.datasets)
        self.data_desk = DataDesk(self.window, self.session, self.datasets)
        self.training_desk = TrainingDesk(
            self.window,
            self.session,
            self.datasets,
            self.garbage,
            lambda: make_engine(self.library, self.store),
        )
        self.settings_desk = SettingsDesk(self.window, self.session)
        self.unfinished = Unfinished(self.window, self.training_desk, self.store)
        self.summary_desk = SummaryDesk(self.window, self.session, self.training_desk)
        self.preview_desk = PreviewDesk(self.window, self.datasets, self.training_desk)
        self.inference = InferenceThread(self)
        self.maps_desk = MapsDesk(
            self.window,
            self.session,
            self.datasets,
            self.training_desk,
            self.store,
            self.inference,
        )
        self.maps_save_desk = MapsSaveDesk(self.window, self.session)
        self.maps_layers = MapsLayers(self.window, self.session, self.maps_desk.networks)
        self.kernel_desk = KernelDesk(
            self.window,
            self.window.kernel_page,
            self.session,
            self.datasets,
            self.maps_desk.networks,
        )
        self.networks = KnownNetworks(self.session, self.training_desk, self.store, self)
        self.draw_desk = DrawDesk(
            self.window, self.datasets, self.training_desk, self.networks, self.inference
        )
        self.draw_pictures = DrawPictures(self.window, self.draw_desk.placement)
        self.draw_collection = DrawCollection(
            self.window, self.session, self.datasets, DrawingCollection()
        )
        self.results_desk = ResultsDesk(
            self.window,
            self.datasets,
            self.training_desk,
            self.networks,
            self.store,
            self.library,
        )
        self.compare_desk = CompareDesk(self.window, self.session, self.training_desk, self.store)
        self.sweep_desk = SweepDesk(
            self.window,
            self.session,
            self.datasets,
            self.training_desk,
            self.store,
            make_runner,
            cores(),
        )
        self.shown_run = ShownRun(self.window, self.training_desk)
        self.run_files_desk = RunFilesDesk(
            self.window, self.training_desk, self.networks, self.store
        )
        self._plots = PlotLoader(self)
        self._is_shut_down = False
        self.arrivals = Arrivals(self.window, self.file_desk, self.run_files_desk)
        self._connect()
        self._connect_runs()

    def _connect(self) -> None:
        window, actions = self.window, self.window.actions_by_name
        # Also while the window is open: a crash of the system asks nobody.
        self._keep_soon.timeout.connect(self._keep_session)
        self.session.changed.connect(lambda *_: self._keep_soon.start())
        window.first_shown.connect(self.data_desk.begin)
        window.first_shown.connect(self._plots.start)
        self._plots.loaded.connect(window.train_page.prepare)
        self._plots.finished.connect(self._begin_training)
        window.first_shown.connect(self.unfinished.begin)
        window.first_shown.connect(self.sweep_desk.begin)
        window.close_wanted.connect(self.sweep_desk.close)
        self.sweep_desk.runs_changed.connect(self._refresh_comparison)
        self.sweep_desk.finished.connect(self.networks.runs_changed)
        self.maps_desk.dataset_wanted.connect(self.data_desk.choose)
        self.results_desk.dataset_wanted.connect(self.data_desk.choose)
        self.results_desk.look_wanted.connect(self.maps_desk.look_at_answer)
        window.kernel_page.built_in_wanted.connect(lambda: self.data_desk.choose("stroke-digits"))
        self.training_desk.finished.connect(self.draw_collection.on_finished)
        self.draw_collection.network_wanted.connect(self.draw_desk.compare_with)
        actions["quit"].triggered.connect(window.close)
        actions["show_runs"].triggered.connect(self._show_runs)
        actions["about"].triggered.connect(self._show_about)

    def _begin_training(self) -> None:
        """Load TensorFlow after what draws: one after the other they disturb the least."""
        if not self._is_shut_down:
            self.training_desk.begin(again=False)

    def _connect_runs(self) -> None:
        """What a page does with a run concerns others, too."""
        window, compare = self.window, self.window.compare_page
        compare.sweep_wanted.connect(window.actions_by_name["sweep"].trigger)
        compare.results_wanted.connect(self._show_results)
        compare.maps_wanted.connect(self._show_maps)
        for page in (compare, window.train_page):
            page.run_wanted.connect(self._show_run)
        self.compare_desk.runs_changed.connect(self._on_runs_changed)
        self.results_desk.epoch_chosen.connect(lambda _: self._on_runs_changed())
        self.shown_run.epoch_taken.connect(lambda *_: self._on_runs_changed())
        self.run_files_desk.opened.connect(self._on_opened)

    def _on_opened(self, name: str) -> None:
        self._on_runs_changed()
        self._show_results(name)

    def _show_results(self, name: str) -> None:
        self.window.show_page(self.window.results_page)
        self.results_desk.show_run(name)

    def _show_run(self, name: str) -> None:
        self.shown_run.show(RunFolder(self.store.folder / name))

    def _show_maps(self, name: str) -> None:
        self.window.show_page(self.window.maps_page)
        self.maps_desk.networks.show(0, name)

    def _on_runs_changed(self) -> None:
        """A run was renamed, deleted, brought back, or stands for another epoch."""
        self.networks.runs_changed.emit()
        self.networks.weights_saved.emit()
        self.maps_desk.networks.refresh()
        self.training_desk.forget_what_is_gone()
        self._refresh_comparison()

    def _refresh_comparison(self) -> None:
        if self.window.compare_page.isVisible():  # else it looks when it comes to the front
            self.compare_desk.refresh()

    def _show_runs(self) -> None:
        try:
            self.store.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = storage_error(error, self.store.folder).sentence
            say(self.window, self.tr("The runs' folder"), problem)
            return
        show_folder(self.store.folder)

    def _show_about(self) -> None:
        from cnnlab_gui.app.about import AboutDialog

        AboutDialog(self.training_desk.device, self.window).exec()

    def _go_on_with_last_session(self) -> None:
        """Begin with the network that was there when the window was closed: nothing is lost."""
        last = read_last_session(paths.home())
        if last is None:
            return
        specification = last.specification
        if specification.dataset in {i.id for i in self.library.infos() if not i.available}:
            dataset = {"dataset": self.library.default_id()}
            specification = specification.model_copy(update=dataset)
        file, saved = Path(last.file) if last.file else None, None
        if file:
            with suppress(CnnLabError):
                saved = read_any_architecture(file)
        self.session.go_on_with(specification, file, saved)

    def _keep_session(self) -> None:
        write_last_session(paths.home(), self.session.specification, self.session.file)

    def shut_down(self) -> None:
        """Keep what is set up and wait for the threads; call it when the event loop has ended."""
        self._is_shut_down = True
        self._keep_soon.stop()
        self._keep_session()
        self._plots.stop()
        self.datasets.shut_down()
        self.unfinished.shut_down()
        self.sweep_desk.shut_down()
        self.training_desk.shut_down()
        self.export_desk.shut_down()
        self.summary_desk.shut_down()
        self.preview_desk.shut_down()
        self.maps_desk.shut_down()
        self.draw_pictures.shut_down()
        self.draw_collection.shut_down()
        self.shown_run.shut_down()
        self.run_files_desk.shut_down()
        self.results_desk.shut_down()
        self.compare_desk.shut_down()
        self.inference.shut_down()
        self.maps_save_desk.shut_down()
        self.garbage.stop()
