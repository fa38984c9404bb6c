"""All runs of a home as rows; what was read once is kept, and read again where a file changed."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.runs.factors import factors_of, network_line
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.index_cache import Kept, Stamp, Stamps, read_cache, write_cache
from cnnlab_gui.core.runs.lock import is_held
from cnnlab_gui.core.runs.notes import NOTES_NAME, read_notes
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.runs.summary import RESUMABLE, RunStatus, RunSummary
from cnnlab_gui.core.text import Sentence

CACHE_NAME = ".index.json"
CHECKPOINTS = ("checkpoint/latest.npz", "checkpoint/previous.npz")
_READ = ("run.json", "history.csv", "report.json", NOTES_NAME)

Progress = Callable[[int, int], None]
"""Gets how many runs were looked at, of how many."""


class RunIndex:
    """All runs of a store, as rows.

    A row is made of four small files, and kept in ``runs/.index.json`` with their times,
    sizes and numbers on the disk; if any of these is another one, earlier or later, the
    run is read again. Whether it is going on is asked each time. One thread at a time may
    use an index; any number of applications may have one on the same home.
    """

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._kept: dict[str, Kept] | None = None

    def read(self, progress: Progress | None = None) -> tuple[list[RunSummary], list[Sentence]]:
        """Every run, the newest first, and a sentence for each one with a fault.

        Parameters
        ----------
        progress : callable, optional
            Called now and then with how many runs were looked at, of how many.
        """
        path = self._store.folder / CACHE_NAME
        before = read_cache(path) if self._kept is None else self._kept
        names = _names(self._store.folder)
        rows: list[RunSummary] = []
        faults: list[Sentence] = []
        kept: dict[str, Kept] = {}
        for done, name in enumerate(names):
            if progress and done % 20 == 0:
                progress(done, len(names))
            row = self._row(name, before.get(name), kept, faults)
            if row is not None:
                rows.append(row)
        if progress:
            progress(len(names), len(names))
        self._keep(path, before, kept, rows)
        return sorted(rows, key=_made, reverse=True), faults

    def _row(
        self, name: str, known: Kept | None, kept: dict[str, Kept], faults: list[Sentence]
    ) -> RunSummary | None:
        folder = os.path.join(self._store.folder, name)  # noqa: PTH118  a thousand times
        stamps = _stamps(folder)
        if stamps[0] is None:
            return None
        told = len(faults)
        if known is None or known.stamps != stamps:
            known = _read(RunFolder(Path(folder)), stamps, faults)
        if known is None:
            return None
        if len(faults) == told:
            kept[name] = known
        return _as_it_stands(known.row, Path(folder))

    def _keep(
        self, path: Path, before: dict[str, Kept], kept: dict[str, Kept], rows: list[RunSummary]
    ) -> None:
        """Remember what was read; write it down unless only runs that go on have changed."""
        going = {row.name for row in rows if row.status == "running"}
        is_new = any(
            before.get(name) is not each for name, each in kept.items() if name not in going
        )
        if is_new or before.keys() - kept.keys():
            write_cache(path, kept)
        self._kept = kept


def summary_of(folder: RunFolder) -> RunSummary:
    """One run as a row, wherever its folder lies.

    Raises
    ------
    CnnLabError
        One of its files is not what this version writes.
    """
    notes = read_notes(folder.path)
    row = replace(_summary(folder), notes=notes.notes, tags=notes.tags)
    return _as_it_stands(row, folder.path)


def _names(store: Path) -> list[str]:
    try:
        names = os.listdir(store)  # noqa: PTH208  faster than Path for 1,000 runs
    except OSError:
        return []
    return sorted(name for name in names if not name.startswith("."))


def _stamps(folder: str) -> Stamps:
    return tuple(_stamp(f"{folder}/{part}") for part in _READ)


def _stamp(path: str) -> Stamp | None:
    """What changes when a file is written anew; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116  faster than Path for 4,000 files
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _read(folder: RunFolder, stamps: Stamps, faults: list[Sentence]) -> Kept | None:
    try:
        row = _summary(folder)
    except CnnLabError as error:
        # A run that is just being deleted, renamed or written is no fault.
        if _stamps(str(folder.path)) == stamps:
            faults.append(error.sentence)
        return None
    try:
        notes = read_notes(folder.path)
    except CnnLabError as error:
        # A run is worth more than its notes.
        faults.append(error.sentence)
        return Kept(stamps, row)
    return Kept(stamps, replace(row, notes=notes.notes, tags=notes.tags))


def _summary(folder: RunFolder) -> RunSummary:
    """Read a run; what it takes from the disk again each time is still missing.

    Raises
    ------
    CnnLabError
        One of its files is not what this version writes.
    """
    record = folder.read_record()
    history = folder.read_history()
    report = folder.read_report() or {}
    specification = record.specification
    best = max(history, key=lambda epoch: epoch.val_accuracy, default=None)
    stands_for = _epoch_of(record, history)
    return RunSummary(
        name=folder.name,
        path=folder.path,
        created=record.created,
        status=record.outcome or "interrupted",
        preset=specification.preset,
        network=network_line(specification.architecture),
        dataset=record.dataset.title,
        dataset_sha256=record.dataset.sha256,
        factors=factors_of(record),
        parameters=record.parameters,
        epochs_done=len(history),
        epochs=specification.settings.epochs,
        seed=specification.settings.seed,
        val_accuracy=stands_for.val_accuracy if stands_for else None,
        best_accuracy=best.val_accuracy if best else None,
        accuracy=stands_for.accuracy if stands_for else None,
        test_accuracy=report.get("test_accuracy"),
        test_loss=report.get("test_loss"),
        # A run that was killed, or is still going, has not told its own time yet.
        seconds=record.seconds or sum(epoch.seconds for epoch in history),
        seconds_to_best=_seconds_to(best, history),
        can_resume=False,
        sweep=record.sweep,
        outcome=record.outcome,
        dataset_id=record.dataset.id,
        device=record.device,
        stopped_by=record.stopped_by,
        storage_failed=record.storage_failed,
    )


def _epoch_of(record: RunRecord, history: list[EpochEnded]) -> EpochEnded | None:
    """The epoch that the run stands for, whose figures the test images were tried with."""
    if record.chosen_epoch is None:
        return history[-1] if history else None
    return next((epoch for epoch in history if epoch.epoch == record.chosen_epoch), None)


def _seconds_to(best: EpochEnded | None, history: list[EpochEnded]) -> float | None:
    if best is None:
        return None
    return sum(epoch.seconds for epoch in history if epoch.epoch <= best.epoch)


def _as_it_stands(row: RunSummary, folder: Path) -> RunSummary:
    """``row`` with what no file of it says: whether it goes on now, and could be resumed."""
    status: RunStatus = row.outcome or "interrupted"
    if status in RESUMABLE and is_held(folder):
        status = "running"
    can_resume = (
        status in RESUMABLE
        and row.stopped_by is None
        and (status != "failed" or row.storage_failed)
        # With all its epochs it may still have to be tested; with none it begins again.
        and (not row.epochs_done or any(_stamp(f"{folder}/{each}") for each in CHECKPOINTS))
    )
    if status == row.status and can_resume == row.can_resume and folder == row.path:
        return row
    return replace(row, name=folder.name, path=folder, status=status, can_resume=can_resume)


def _made(row: RunSummary) -> tuple[float, str]:
    """When, then its name; what has no time that can be read counts as the oldest."""
    try:
        return datetime.fromisoformat(row.created).timestamp(), row.name
    except (ValueError, OverflowError, OSError):
        return float("-inf"), row.name
