"""Deleted runs: they lie in ``runs/.trash`` for a while, and come back when asked."""

import shutil
import time
import uuid
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import move, storage_error
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.rename import name_record, refuse_if_held
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.text import tr_noop

TRASH_NAME = ".trash"
DAYS_KEPT = 7.0
_SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class TrashedRun:
    """A deleted run: what it was called, and where its folder lies now."""

    name: str
    path: Path


class RunTrash:
    """The deleted runs of a store, each in a room of its own, which has the time of deletion."""

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._folder = store.folder / TRASH_NAME

    def delete(self, folder: RunFolder) -> TrashedRun:
        """Take a run of the store out of it.

        Raises
        ------
        CnnLabError
            It is going on, or cannot be moved; then it is where it was.
        """
        refuse_if_held(folder)
        room = self._folder / uuid.uuid4().hex
        try:
            room.mkdir(parents=True)
            move(folder.path, room / folder.name)
        except OSError as error:
            shutil.rmtree(room, ignore_errors=True)
            raise storage_error(error, room) from error
        return TrashedRun(folder.name, room / folder.name)

    def restore(self, run: TrashedRun) -> RunFolder:
        """Put a run back; where its name is taken by now, a number behind it tells them apart.

        Raises
        ------
        CnnLabError
            It is no longer in the trash, or cannot be moved.
        """
        if not run.path.is_dir():
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "{name} is no longer in the trash: it was brought back already, or deleted "
                    "for good.",
                ),
                name=run.name,
            )
        target = RunFolder(self._free(run.name))
        try:
            move(run.path, target.path)
        except OSError as error:
            raise storage_error(error, target.path) from error
        shutil.rmtree(run.path.parent, ignore_errors=True)
        name_record(target)
        return target

    def _free(self, name: str) -> Path:
        names = (name if number == 1 else f"{name}-{number}" for number in count(1))
        return next(path for each in names if not (path := self._store.folder / each).exists())

    def runs(self) -> list[TrashedRun]:
        """All deleted runs, the one deleted last first."""
        rooms = sorted(self._rooms(), key=_deleted, reverse=True)
        return [TrashedRun(path.name, path) for room in rooms for path in _inside(room)]

    def purge(self, days: float = DAYS_KEPT) -> int:
        """Delete for good what was deleted at least ``days`` ago, at 0 all; return how many."""
        now, purged = time.time(), 0
        for room in self._rooms():
            if days <= 0 or now - _deleted(room) >= days * _SECONDS_A_DAY:
                purged += len(_inside(room))
                shutil.rmtree(room, ignore_errors=True)
        return purged

    def _rooms(self) -> list[Path]:
        return _inside(self._folder)


def _inside(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_dir()]
    except OSError:
        return []


def _deleted(room: Path) -> float:
    """When, in seconds; what is gone meanwhile counts as new."""
    try:
        return room.stat().st_mtime
    except OSError:
        return float("inf")
