"""A run's folder, which describes itself, and the store of all runs.

``run.json``, ``history.csv``, ``weights/epoch-NNN.npz`` and ``report.json``. Each
is written whole to a temporary name and moved, so that after a kill at any moment
the folder opens and what it says is true.
"""

import csv
import io
import json
import os
import re
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded, Outcome
from cnnlab_gui.core.files import (
    is_file,
    read_text_bounded,
    storage_error,
    write_atomically,
    write_text_atomically,
)
from cnnlab_gui.core.paths import expanded
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import STRICT, RunSpecification

MAXIMUM_RECORD_BYTES = 2_000_000
MAXIMUM_HISTORY_BYTES = 20_000_000

Weights = Mapping[str, NDArray[np.float32]]


class DatasetRecord(BaseModel):
    """Which images a run was trained on, so that the same can be found again."""

    model_config = STRICT

    id: str
    title: str
    sha256: str
    origin: str
    class_names: tuple[str, ...]
    train_images: int
    validation_images: int


class RunRecord(BaseModel):
    """``run.json``: the specification, what it ran on, and how it ended.

    ``outcome`` is None while the run is going, and stays None if it was killed.
    """

    model_config = STRICT

    schema_version: Literal[1] = 1
    name: Annotated[str, Field(min_length=1, max_length=255)]
    created: str
    specification: RunSpecification
    dataset: DatasetRecord
    parameters: int
    device: str
    versions: dict[str, str]
    outcome: Outcome | None = None
    detail: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class TestReport:
    """``report.json``: the network at its last whole epoch, on the test images.

    ``confusion_matrix`` has a row for each true class, a column for each predicted one.
    """

    __test__ = False
    __pydantic_config__ = ConfigDict(strict=True, extra="forbid")

    epoch: int
    test_loss: float
    test_accuracy: float
    confusion_matrix: list[list[int]]
    classes: list[dict[str, Any]]


class RunFolder:
    """One run on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def name(self) -> str:
        return self.path.name

    def read_record(self) -> RunRecord:
        """Read ``run.json`` strictly.

        Raises
        ------
        CnnLabError
            It is missing, too large, or not what this version writes.
        """
        path = self.path / "run.json"
        text = read_text_bounded(path, MAXIMUM_RECORD_BYTES)
        try:
            return RunRecord.model_validate_json(text)
        except ValidationError as error:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "{path} is not a run that this version can read ({reason}). It was left "
                    "as it is.",
                ),
                path=path,
                reason=first_fault(error),
            ) from error

    def write_record(self, record: RunRecord) -> None:
        write_text_atomically(self.path / "run.json", record.model_dump_json(indent=1))

    def write_history(self, history: list[EpochEnded]) -> None:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(field.name for field in fields(EpochEnded))
        writer.writerows(astuple(epoch) for epoch in history)
        write_text_atomically(self.path / "history.csv", text.getvalue())

    def read_history(self) -> list[EpochEnded]:
        """Read all whole epochs; an empty list where none ended.

        Raises
        ------
        CnnLabError
            A line is not what this version writes.
        """
        path = self.path / "history.csv"
        if not path.exists():
            return []
        rows = csv.reader(io.StringIO(read_text_bounded(path, MAXIMUM_HISTORY_BYTES)))
        try:
            if next(rows, None) != [field.name for field in fields(EpochEnded)]:
                raise ValueError("other columns")
            return [EpochEnded(int(epoch), *map(float, figures)) for epoch, *figures in rows]
        except (TypeError, ValueError, csv.Error) as error:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "Line {line} of {path} is not a line of a history. Restore the file from a "
                    "copy, or delete the run.",
                ),
                line=rows.line_num,
                path=path,
            ) from error

    def snapshot_path(self, epoch: int) -> Path:
        return self.path / "weights" / f"epoch-{epoch:03d}.npz"

    def write_snapshot(self, epoch: int, weights: Weights) -> Path:
        path = self.snapshot_path(epoch)
        _write_weights(path, weights)
        return path

    def write_unfinished(self, weights: Weights) -> None:
        """Keep the weights of an epoch that was stopped before its end."""
        _write_weights(self.path / "weights" / "unfinished.npz", weights)

    def write_report(self, report: TestReport) -> None:
        write_text_atomically(self.path / "report.json", json.dumps(asdict(report), indent=1))

    def read_report(self) -> dict[str, Any] | None:
        """Read ``report.json``; None where the run was never tested.

        Raises
        ------
        CnnLabError
            It is not what this version writes.
        """
        path = self.path / "report.json"
        if not path.exists():
            return None
        text = read_text_bounded(path, MAXIMUM_RECORD_BYTES)
        try:
            return asdict(TypeAdapter(TestReport).validate_json(text))
        except ValidationError as error:
            raise CnnLabError(
                tr_noop("errors", "{path} is not a test report. Restore it, or delete the run."),
                path=path,
            ) from error


class RunStore:
    """All runs of one home: a folder of run folders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, record: RunRecord, at: Path | None = None) -> tuple[RunFolder, RunRecord]:
        """Make the folder of a new run, with its record in it from the first moment.

        Parameters
        ----------
        record : RunRecord
            Its ``name`` is the stem; in the store a number makes it unique.
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
            target = at or self.folder / f"{record.name}-{self._next_number(record.name):03d}"
            named = record.model_copy(update={"name": target.name})
            RunFolder(draft).write_record(named)
            if _move_folder(draft, target):
                return RunFolder(target), named
            if at:
                raise CnnLabError(
                    tr_noop(
                        "errors",
                        "{folder} already holds something. Name a new or an empty folder.",
                    ),
                    folder=at,
                )

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


def _write_weights(path: Path, weights: Weights) -> None:
    def write(file: BinaryIO) -> None:
        np.savez(file, allow_pickle=False, **weights)

    write_atomically(path, write)


def _move_folder(draft: Path, target: Path) -> bool:
    """Put ``draft`` at ``target``; False if something is there already."""
    try:
        if target.is_dir():
            target.rmdir()
        elif target.exists():
            return False
        draft.rename(target)
    except OSError:
        if os.path.lexists(target):
            return False
        raise
    return True


def first_fault(error: ValidationError) -> str:
    """The first thing wrong with a file, with its place: ``layers.2.filters: …``."""
    fault = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    return f"{place}: {fault['msg']}" if place else str(fault["msg"])
