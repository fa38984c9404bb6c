"""Datasets for the window: loaded and downloaded in the background, the latest wish wins."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.core.dataset import Dataset, DatasetInfo, DownloadMendsError
from cnnlab_gui.core.drawing.collection import TITLES as DRAWN
from cnnlab_gui.core.ports import Library
from cnnlab_gui.core.text import Sentence


class _Reading:
    """One reading of one dataset, done in a worker."""

    def __init__(self, library: Library, wanted: str) -> None:
        self.wanted = wanted
        self.cancel = threading.Event()
        self.download_mends = False
        self._library = library

    def load(self, progress: Callable[[int, int], None]) -> Dataset:
        try:
            return self._library.load(self.wanted, progress=progress, cancelled=self.cancel.is_set)
        except DownloadMendsError:
            self.download_mends = True
            raise


def _nothing_to_forget() -> None:
    pass


class DatasetController(QObject):
    """Holds the one dataset that the window shows.

    Parameters
    ----------
    library : Library
    parent : QObject, optional
    forget : callable, optional
        Has the library read from disk at its next `load`, where it keeps what it read.

    Signals
    -------
    loading : str
        The id or path that is being read.
    load_progressed : int, int
        Images read and in all.
    loaded : Dataset
    failed : str, Sentence
        The id or path, and why it cannot be used.
    download_progressed : int, int
        Bytes done and in all.
    download_ended : str, Sentence or None
        The id, and why it failed; None where it is there now or was cancelled.
    downloaded : str
        The id that is there now, whole; sent after `download_ended`.
    infos_changed : None
        `infos` answers something else than before.
    """

    loading = Signal(str)
    load_progressed = Signal(object, object)
    loaded = Signal(object)
    failed = Signal(str, object)
    download_started = Signal(str)
    download_progressed = Signal(object, object)
    download_ended = Signal(str, object)
    downloaded = Signal(str)
    infos_changed = Signal()

    def __init__(
        self,
        library: Library,
        parent: QObject | None = None,
        forget: Callable[[], None] = _nothing_to_forget,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._forget_read = forget
        self._wanted: str | None = None
        self._dataset: Dataset | None = None
        self._problem: Sentence | None = None
        self._reading: _Reading | None = None
        self._is_stale = False
        self._calls: set[BackgroundCall] = set()
        self._cancel_download = threading.Event()
        self._download: BackgroundCall | None = None

    @property
    def dataset(self) -> Dataset | None:
        """The dataset that was asked for last, once it is there."""
        return self._dataset

    @property
    def problem(self) -> Sentence | None:
        """Why the dataset that was asked for last cannot be used."""
        return self._problem

    @property
    def download_mends(self) -> bool:
        """Whether a download mends that problem."""
        reading = self._reading
        return self._problem is not None and reading is not None and reading.download_mends

    def infos(self) -> list[DatasetInfo]:
        return self._library.infos()

    def show(self, id_or_path: str) -> None:
        """Read a dataset; earlier wishes are cancelled, or their answers dropped."""
        if id_or_path == self._wanted:
            return
        self._cancel_reading()
        self._wanted = id_or_path
        self._dataset = None
        self._problem = None
        self._is_stale = False
        self.loading.emit(id_or_path)
        reading = self._reading = _Reading(self._library, id_or_path)
        call = BackgroundCall(lambda: reading.load(call.report), self)
        call.progressed.connect(lambda *images: self._on_load_progressed(reading, *images))
        call.done.connect(lambda dataset: self._on_loaded(reading, dataset))
        call.failed.connect(lambda sentence: self._on_failed(reading, sentence))
        self._begin(call)

    def reload(self) -> None:
        """Read the dataset asked for last once more, from disk."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._forget_read()
            self.show(wanted)

    def refresh_infos(self, *, later: bool = False) -> None:
        """Drawings were kept or taken out: whatever shows or trains on them gets them.

        Parameters
        ----------
        later : bool
            Leave what is shown as it is until `catch_up`: nobody looks at it now, and
            reading it for each of many drawings takes its time. What is loaded from the
            library for a training has all drawings nevertheless.
        """
        self._forget_read()
        self.infos_changed.emit()
        self._is_stale |= self._wanted in DRAWN
        if not later:
            self.catch_up()

    def catch_up(self) -> None:
        """Read the dataset that is shown, if drawings were kept since it was read."""
        if self._is_stale:
            self.reload()

    def _cancel_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel.set()

    def _on_load_progressed(self, reading: _Reading, done: int, total: int) -> None:
        if reading is self._reading:
            self.load_progressed.emit(done, total)

    def _on_loaded(self, reading: _Reading, dataset: Dataset) -> None:
        if reading is self._reading:
            self._dataset = dataset
            self.loaded.emit(dataset)

    def _on_failed(self, reading: _Reading, sentence: Sentence) -> None:
        if reading is self._reading:
            self._problem = sentence
            self.failed.emit(reading.wanted, sentence)

    def download(self, dataset_id: str) -> None:
        """Download a dataset; one at a time."""
        if self._download is not None:
            return
        self._cancel_download.clear()

        def fetch() -> None:
            self._library.fetch(
                dataset_id, progress=call.report, cancelled=self._cancel_download.is_set
            )

        call = BackgroundCall(fetch, self)
        self._download = call
        problem: list[Sentence] = []
        is_here: list[object] = []
        call.done.connect(is_here.append)
        call.progressed.connect(self.download_progressed)
        call.failed.connect(problem.append)
        call.finished.connect(
            lambda: self._on_download_ended(
                dataset_id, problem[0] if problem else None, is_here=bool(is_here)
            )
        )
        self._begin(call)
        self.download_started.emit(dataset_id)

    def cancel_download(self) -> None:
        self._cancel_download.set()

    def _on_download_ended(
        self, dataset_id: str, problem: Sentence | None, *, is_here: bool
    ) -> None:
        self._download = None
        self.download_ended.emit(dataset_id, problem)
        if is_here:
            self.downloaded.emit(dataset_id)

    def _begin(self, call: BackgroundCall) -> None:
        self._calls.add(call)
        call.finished.connect(lambda: self._forget(call))
        call.start()

    def _forget(self, call: BackgroundCall) -> None:
        self._calls.discard(call)
        call.deleteLater()

    def shut_down(self) -> None:
        """Cancel what can be cancelled and wait for the rest."""
        self.cancel_download()
        self._cancel_reading()
        for call in list(self._calls):
            call.wait()
