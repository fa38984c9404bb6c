"""Reads all runs of a home, and the curves of some, while the window lives on."""

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnnlab_gui.bridge.latest import LatestCall
from cnnlab_gui.core.compare.compare import compare_runs
from cnnlab_gui.core.curves import RunCurves
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.index import RunIndex
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.core.runs.trash import RunTrash

MOST_CURVES = 200  # that are kept, so that they need not be read again


class RunsReader(QObject):
    """Answers with what is on the disk.

    Signals
    -------
    runs_read : list of RunSummary, list of Sentence
        Every run, and what is wrong with some.
    curves_read : dict of str to RunCurves
        By the names of the runs.
    compared : Comparison
    failed : Sentence
        The runs cannot be read at all.
    """

    runs_read = Signal(object, object)
    curves_read = Signal(object)
    compared = Signal(object)
    failed = Signal(object)

    def __init__(self, store: RunStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._index = RunIndex(store)
        self._is_first = True
        self._kept: OrderedDict[Path, tuple[int, RunCurves]] = OrderedDict()
        self._runs = LatestCall(self._read, self)
        self._curves = LatestCall(self._read_curves, self)
        self._comparison = LatestCall(compare_runs, self)
        self._runs.done.connect(lambda answer: self.runs_read.emit(*answer))
        self._curves.done.connect(self.curves_read)
        self._comparison.done.connect(self.compared)
        for call in (self._runs, self._curves, self._comparison):
            call.failed.connect(self.failed)

    @property
    def is_busy(self) -> bool:
        return any(call.is_busy for call in (self._runs, self._curves, self._comparison))

    def refresh(self) -> None:
        """Read all runs; those that are as they were are read quickly."""
        self._runs.ask(None)

    def want_curves(self, runs: Sequence[RunSummary]) -> None:
        """Read the curves of these runs, as far as they are not known."""
        self._curves.ask(tuple(runs))

    def compare(self, runs: Sequence[RunSummary]) -> None:
        """Find out what these runs show."""
        self._comparison.ask(tuple(runs))

    def _read(self, _: None) -> object:
        if self._is_first:
            self._is_first = False
            RunTrash(self._store).purge()
        return self._index.read()

    def _read_curves(self, runs: Sequence[RunSummary]) -> dict[str, RunCurves]:
        found = {run.name: self._curves_of(run) for run in runs}
        while len(self._kept) > MOST_CURVES:
            self._kept.popitem(last=False)
        return {name: curves for name, curves in found.items() if curves is not None}

    def _curves_of(self, run: RunSummary) -> RunCurves | None:
        """A run's curves, from the disk if they changed there; None where it has none."""
        try:
            changed = (run.path / "history.csv").stat().st_mtime_ns
            if self._kept.get(run.path, (0, None))[0] != changed:
                self._kept[run.path] = changed, curves_of(run)
        except (OSError, CnnLabError):
            return None
        self._kept.move_to_end(run.path)
        return self._kept[run.path][1]

    def shut_down(self) -> None:
        """Wait for what is being read."""
        for call in (self._runs, self._curves, self._comparison):
            call.shut_down()


def curves_of(run: RunSummary) -> RunCurves:
    """Read a run's whole epochs.

    Raises
    ------
    CnnLabError
        Its history is not what this version writes.
    """
    curves = RunCurves(run.name, run.epochs)
    curves.dataset = run.dataset
    for epoch in RunFolder(run.path).read_history():
        curves.follow(epoch)
    return curves
