"""All runs of one home: new ones get a folder at once, whole; old ones are found by name."""

import os
import re
import shutil
import uuid
from pathlib import Path

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import (
    is_file,
    move,
    storage_error,
)
from cnnlab_gui.core.paths import expanded
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.text import tr_noop


class RunStore:
    """All runs of one home: a folder of run folders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, record: RunRecord, at: Path | None = None) -> tuple[RunFolder, RunRecord]:
        """Make the folder of a new run, with its record in it from the first moment.

        Parameters
        ----------
        record : RunRecord
            Its ``name`` is the stem; in the store a number makes it unique. A run of a sweep
            gets one only where its stem is taken.
        at : Path, optional
            A folder of one's own; it must not exist, or be empty.

        Raises
        ------
        CnnLabError
            The place cannot be written to, or is taken.
        """
        at = at.resolve() if at else None
        draft = (at.parent if at else self.folder) / f".{uuid.uuid4().hex}.new"
        try:
            (draft / "weights").mkdir(parents=True)
            return self._publish(draft, record, at)
        except OSError as error:
            raise storage_error(error, at or self.folder / record.name) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _publish(
        self, draft: Path, record: RunRecord, at: Path | None
    ) -> tuple[RunFolder, RunRecord]:
        while True:
            target = at or self.folder / self._free_name(record)
            named = record.model_copy(update={"name": target.name})
            RunFolder(draft).write_record(named)
            if move_folder(draft, target):
                return RunFolder(target), named
            if at:
                raise CnnLabError(
                    tr_noop(
                        "errors",
                        "{folder} already holds something. Name a new or an empty folder.",
                    ),
                    folder=at,
                )

    def _free_name(self, record: RunRecord) -> str:
        if record.sweep and not os.path.lexists(self.folder / record.name):
            return record.name
        return f"{record.name}-{self._next_number(record.name):03d}"

    def _next_number(self, stem: str) -> int:
        pattern = re.compile(re.escape(stem) + r"-(\d+)")
        taken = [
            int(match[1])
            for name in os.listdir(self.folder)  # noqa: PTH208  faster than Path for 1,000 runs
            if (match := pattern.fullmatch(name))
        ]
        return max(taken, default=0) + 1

    def folders(self) -> list[RunFolder]:
        """Every run folder, oldest first by name of creation; none where there is no home yet."""
        try:
            paths = sorted(self.folder.iterdir())
        except OSError:
            return []
        return [
            RunFolder(path)
            for path in paths
            if is_file(path / "run.json") and not path.name.startswith(".")
        ]

    def find(self, name_or_path: str) -> RunFolder:
        """The run of this name, or at this path.

        Raises
        ------
        CnnLabError
            There is no such run.
        """
        for path in (self.folder / name_or_path, expanded(name_or_path)):
            if is_file(path / "run.json"):
                return RunFolder(path)
        raise CnnLabError(
            tr_noop(
                "errors",
                "There is no run '{name}'. See `cnnlab runs` for the names, or give the path of "
                "a run's folder.",
            ),
            name=name_or_path,
        )


def move_folder(draft: Path, target: Path) -> bool:
    """Put ``draft`` at ``target``; False if something is there already."""
    try:
        if target.is_dir():
            target.rmdir()
        elif target.exists():
            return False
        move(draft, target)
    except OSError:
        if os.path.lexists(target):
            return False
        raise
    return True
