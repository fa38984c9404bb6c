"""One copy of a dataset in memory, for the page that shows it and the run that trains on it."""

import threading
from collections.abc import Callable
from pathlib import Path

from cnnlab_gui.core.dataset import Dataset, DatasetInfo, limited
from cnnlab_gui.core.ports import Library
from cnnlab_gui.engine.datasets.server import Cancelled, Progress, never, no_progress, stop_if


class SharedLibrary:
    """Remembers the dataset that was loaded last; everything else is the library's.

    Parameters
    ----------
    library : Library
        Where datasets come from.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._is_stale = threading.Event()
        self._key = ""
        self._dataset: Dataset | None = None

    def infos(self) -> list[DatasetInfo]:
        return self._library.infos()

    def default_id(self) -> str:
        return self._library.default_id()

    def fetch(
        self,
        dataset_id: str,
        *,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> Path:
        return self._library.fetch(dataset_id, progress=progress, cancelled=cancelled)

    def load(
        self,
        id_or_path: str,
        *,
        limit: int | None = None,
        progress: Progress = no_progress,
        cancelled: Cancelled = never,
    ) -> Dataset:
        """Read a dataset, or return the one in memory; two threads never read it twice."""
        with self._lock:
            if self._is_stale.is_set() or self._dataset is None or self._key != id_or_path:
                stop_if(cancelled)
                self._is_stale.clear()
                # The old one goes first: two of them need not fit in memory.
                self._dataset = None
                self._dataset = self._library.load(
                    id_or_path, progress=progress, cancelled=cancelled
                )
                self._key = id_or_path
            return limited(self._dataset, limit)

    def forget(self) -> None:
        """Have the next `load` read from disk; this waits for no load that is going on."""
        self._is_stale.set()
