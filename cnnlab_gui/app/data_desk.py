"""Datasets in the window: choosing, reading, downloading, and what to do when it fails."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from cnnlab_gui.app.drawings_desk import DrawingsDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.dataset import Dataset, DatasetInfo
from cnnlab_gui.core.drawing.collection import MY_DRAWINGS, TITLES, DrawingCollection
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.core.training import RunSpecification

BUILT_IN = "stroke-digits"
WORKSHOP = "fashion-mnist"


class DataDesk(QObject):
    """Keeps the session's dataset, the controller and the Data page together."""

    def __init__(self, window: LabWindow, session: LabSession, datasets: DatasetController) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._datasets = datasets
        self._page = window.data_page
        self._damaged: set[str] = set()
        self._connect()
        self._drawings = DrawingsDesk(window, datasets, DrawingCollection())

    def _connect(self) -> None:
        page, bar, actions = self._page, self._window.training_bar, self._window.actions_by_name
        self._session.changed.connect(self._on_session_changed)
        self._datasets.loading.connect(lambda wanted: page.show_busy(self._title(wanted)))
        self._datasets.load_progressed.connect(page.show_progress)
        self._datasets.loaded.connect(self._on_loaded)
        self._datasets.failed.connect(self._on_failed)
        self._datasets.download_started.connect(lambda _: self._show_download(0, 0))
        self._datasets.download_progressed.connect(self._show_download)
        self._datasets.download_ended.connect(self._on_download_ended)
        self._datasets.downloaded.connect(self._on_downloaded)
        self._datasets.infos_changed.connect(lambda: self._offer(self._datasets.infos()))
        bar.dataset_wanted.connect(self.choose)
        for source in (bar, page):
            source.folder_wanted.connect(self._ask_folder)
            source.file_wanted.connect(self._ask_file)
        page.download_wanted.connect(self._download)
        page.download_cancelled.connect(self._datasets.cancel_download)
        page.reload_wanted.connect(self._datasets.reload)
        page.built_in_wanted.connect(lambda: self.choose(BUILT_IN))
        page.drawings_wanted.connect(lambda: self.choose(MY_DRAWINGS))
        actions["open_folder"].triggered.connect(self._ask_folder)
        actions["open_file"].triggered.connect(self._ask_file)
        actions["download"].triggered.connect(lambda: self._download(WORKSHOP))

    def begin(self) -> None:
        """Read the first dataset; the window is on the screen."""
        self._show_infos()
        self._datasets.show(self._session.specification.dataset)

    def _show_infos(self) -> None:
        infos = self._datasets.infos()
        self._offer(infos)
        workshop = next(info for info in infos if info.id == WORKSHOP)
        self._page.offer_download(None if workshop.available else workshop)
        self._enable_download(workshop)

    def _offer(self, infos: list[DatasetInfo]) -> None:
        self._window.training_bar.set_infos(infos)
        self._page.offer_drawings(any(info.id == MY_DRAWINGS for info in infos))

    def _enable_download(self, workshop: DatasetInfo | None) -> None:
        is_whole = workshop is not None and workshop.available and WORKSHOP not in self._damaged
        self._window.actions_by_name["download"].setEnabled(not is_whole)

    def _info(self, dataset_id: str) -> DatasetInfo | None:
        return next((info for info in self._datasets.infos() if info.id == dataset_id), None)

    def _title(self, wanted: str) -> str:
        info = self._info(wanted)
        return info.title if info else TITLES.get(wanted, wanted)

    def choose(self, wanted: str) -> None:
        """Take a dataset by id or path; one that is not here is downloaded first.

        A person's own data is read again where it is chosen again: it may have changed.
        """
        info = self._info(wanted)
        if info and not info.available:
            self._window.show_page(self._page)
            self._download(wanted)
            return
        if Path(wanted) == Path(self._session.specification.dataset):
            if info is None or self._datasets.problem:
                self._datasets.reload()
            return
        text = self.tr("choose {dataset}").format(dataset=self._title(wanted))
        self._session.choose_dataset(wanted, text)

    def _download(self, dataset_id: str) -> None:
        self._page.offer_download(self._info(dataset_id))
        self._datasets.download(dataset_id)

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self._window, self.tr("A folder with one folder of images for each class")
        )
        if chosen:
            self.choose(chosen)

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("A file of images"), "", self.tr("Images in numpy form (*.npz)")
        )
        if chosen:
            self.choose(chosen)

    def _on_session_changed(self, before: RunSpecification, after: RunSpecification) -> None:
        if before.dataset != after.dataset:
            self._datasets.show(after.dataset)
        if before.settings != after.settings:
            self._show_held_out()

    def _on_loaded(self, dataset: Dataset) -> None:
        self._page.show_dataset(dataset)
        self._show_held_out()
        self._damaged.discard(dataset.id)
        self._enable_download(self._info(WORKSHOP))

    def _show_held_out(self) -> None:
        dataset, settings = self._datasets.dataset, self._session.settings
        if dataset is not None:
            count = min(settings.limit or len(dataset.y_train), len(dataset.y_train))
            self._page.set_validation_count(round(count * settings.hold_out) or None)

    def _on_failed(self, wanted: str, sentence: Sentence) -> None:
        mended = self._info(wanted) if self._datasets.download_mends else None
        if mended:
            self._damaged.add(wanted)
            self._enable_download(self._info(WORKSHOP))
        self._page.show_problem(self._title(wanted), sentence, mended)
        self._window.show_page(self._page)

    def _show_download(self, done: int, total: int) -> None:
        self._page.show_download(done, total)

    def _on_download_ended(self, dataset_id: str, problem: Sentence | None) -> None:
        self._page.show_download_ended(problem)
        info = self._info(dataset_id)
        if problem is None and info and info.available:
            self._show_infos()

    def _on_downloaded(self, dataset_id: str) -> None:
        if dataset_id == self._session.specification.dataset:
            self._datasets.reload()
        else:
            self.choose(dataset_id)
