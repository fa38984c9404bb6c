"""A run's folder, which describes itself.

``run.json``, ``history.csv``, ``weights/epoch-NNN.npz``, ``checkpoint/``, ``report.json``
and ``predictions.npz``. Each is written whole to a temporary name and moved, so that after
a kill at any moment the folder opens and what it says is true.
"""

import csv
import io
import json
import math
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, astuple, fields
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.faults import first_fault
from cnnlab_gui.core.files import (
    is_file,
    read_text_bounded,
    storage_error,
    write_text_atomically,
)
from cnnlab_gui.core.results.kept import FILE_NAME, read_answers
from cnnlab_gui.core.runs.checkpoint import FOLDER, LATEST, PREVIOUS
from cnnlab_gui.core.runs.record import RunRecord, TestReport
from cnnlab_gui.core.runs.weights import Weights, read_weights, write_weights
from cnnlab_gui.core.schema import SCHEMA_VERSION, newer_version
from cnnlab_gui.core.strict_json import JsonError, parse_strictly
from cnnlab_gui.core.text import tr_noop

MAXIMUM_RECORD_BYTES = 2_000_000
MAXIMUM_HISTORY_BYTES = 20_000_000

# Made once: that takes longer than to read a report.
_REPORTS = TypeAdapter(TestReport)
_SNAPSHOT = re.compile(r"epoch-(\d{3,9})\.npz")


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
            raise _unreadable(path, text, error) from error

    def write_record(self, record: RunRecord) -> None:
        ours = record.model_copy(update={"schema_version": SCHEMA_VERSION})
        write_text_atomically(self.path / "run.json", ours.model_dump_json(indent=1))

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
            return [EpochEnded(int(epoch), *map(_finite, figures)) for epoch, *figures in rows]
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
        self._write_weights(path, weights)
        return path

    def _write_weights(self, path: Path, weights: Weights) -> None:
        try:
            path.parent.mkdir(exist_ok=True)  # somebody may have deleted it
        except OSError as error:
            raise storage_error(error, path) from error
        write_weights(path, weights)

    def snapshots(self) -> list[int]:
        """Epochs whose weights lie here, in order; none where there is no such folder."""
        try:
            names = set(os.listdir(self.path / "weights"))  # noqa: PTH208  faster than Path
        except OSError:
            return []
        epochs = {int(match[1]) for name in names if (match := _SNAPSHOT.fullmatch(name))}
        return sorted(epoch for epoch in epochs if self.snapshot_path(epoch).name in names)

    def read_snapshot(self, epoch: int, architecture: Architecture) -> Weights:
        """Read the weights at the end of ``epoch`` strictly; 0 is before training.

        Raises
        ------
        CnnLabError
            See `cnnlab_gui.core.runs.weights.read_weights`.
        """
        return read_weights(self.snapshot_path(epoch), architecture)

    def snapshot_sizes(self) -> dict[int, int]:
        """Bytes that each epoch's weights take."""
        sizes = {}
        for epoch in self.snapshots():
            with suppress(OSError):  # it may just be going
                sizes[epoch] = self.snapshot_path(epoch).stat().st_size
        return sizes

    def drop_snapshots(self, epochs: Iterable[int]) -> None:
        """Let go of these weights; one that another program holds open stays."""
        for epoch in epochs:
            with suppress(OSError):
                self.snapshot_path(epoch).unlink()

    def stands_for(self, record: RunRecord) -> int:
        """The epoch that the run stands for: the chosen or the last whole one; 0 before any."""
        if record.chosen_epoch is not None:
            return record.chosen_epoch
        history = self.read_history()
        return history[-1].epoch if history else 0

    def best_epoch(self) -> int | None:
        """The whole epoch with the highest validation accuracy, the first of equals."""
        return best_of(self.read_history())

    @property
    def has_checkpoint(self) -> bool:
        """Whether there is something to go on from, whole or not."""
        return any(is_file(self.path / FOLDER / name) for name in (LATEST, PREVIOUS))

    def drop_checkpoint(self) -> None:
        """Let go of what would resume a run that is at its end."""
        shutil.rmtree(self.path / FOLDER, ignore_errors=True)

    def forget_after(self, epoch: int) -> None:
        """Let go of what tells of weights that were learnt after ``epoch``."""
        with suppress(OSError):
            self.unfinished_path.unlink()
        for path, epoch_of in (
            (self.path / FILE_NAME, self._epoch_of_answers),
            (self.path / "report.json", self._epoch_of_report),
        ):
            with suppress(OSError, CnnLabError):
                if epoch_of() > epoch:
                    path.unlink()

    def _epoch_of_answers(self) -> int:
        answers = read_answers(self.path)
        return answers.epoch if answers else 0

    def _epoch_of_report(self) -> int:
        report = self.read_report()
        return int(report["epoch"]) if report else 0

    def write_unfinished(self, weights: Weights) -> None:
        """Keep the weights of an epoch that was stopped before its end."""
        self._write_weights(self.unfinished_path, weights)

    @property
    def unfinished_path(self) -> Path:
        """Where the weights are of an epoch that was stopped before its end."""
        return self.path / "weights" / "unfinished.npz"

    def read_unfinished(self, architecture: Architecture) -> Weights:
        """Read the weights of an epoch that was stopped before its end, as `read_snapshot`."""
        return read_weights(self.unfinished_path, architecture)

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
            return vars(_REPORTS.validate_json(text))
        except ValidationError as error:
            raise CnnLabError(
                tr_noop("errors", "{path} is not a test report. Restore it, or delete the run."),
                path=path,
            ) from error


def best_of(history: Iterable[EpochEnded]) -> int | None:
    """The epoch with the highest validation accuracy, the first of equals; None of none."""
    best = max(history, key=lambda epoch: (epoch.val_accuracy, -epoch.epoch), default=None)
    return best.epoch if best else None


def _unreadable(path: Path, text: str, error: ValidationError) -> CnnLabError:
    """Say why ``text`` is no record; seldom asked, so that a thousand records open quickly."""
    try:
        version = newer_version(parse_strictly(text))
    except JsonError as fault:
        version, reason = "", fault.sentence
    else:
        reason = first_fault(error, RunRecord)
    if version:
        return CnnLabError(
            tr_noop(
                "errors",
                "{path} was written by a newer CNN Lab (version {version}; this one reads up to "
                "{known}). Install the newer one; the run was left as it is.",
            ),
            path=path,
            version=version,
            known=SCHEMA_VERSION,
        )
    return CnnLabError(
        tr_noop(
            "errors",
            "{path} is not a run that this version can read ({reason}). It was left as it is.",
        ),
        path=path,
        reason=reason,
    )


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("no run keeps such an epoch")
    return value
