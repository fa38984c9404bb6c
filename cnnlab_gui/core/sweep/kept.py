"""Sweeps in the home: ``sweeps/NAME/plan.json``, and which run is which trial's."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.faults import first_fault
from cnnlab_gui.core.files import is_file, read_text_bounded, storage_error, write_text_atomically
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.runs.resuming import check_resumable
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.schema import SCHEMA_VERSION, newer_version
from cnnlab_gui.core.strict_json import JsonError, parse_strictly
from cnnlab_gui.core.sweep.plan import MOST_CHARACTERS, SweepPlan, Trial
from cnnlab_gui.core.text import plain, tr_noop
from cnnlab_gui.core.training import PRESET_NAME, RunSpecification

PLAN_NAME = "plan.json"
MAXIMUM_PLAN_BYTES = 2_000_000
DIGITS = 4  # of a number and its hyphen


class SweepStore:
    """All sweeps of one home; ``folder`` is ``sweeps/`` in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """All sweeps, in the order of their names; none where there is no home yet."""
        try:
            found = sorted(os.listdir(self.folder))  # noqa: PTH208
        except OSError:
            return []
        return [name for name in found if is_file(self.folder / name / PLAN_NAME)]

    def free_name(self, stem: str) -> str:
        """``stem`` with the next number: ``filters-001``."""
        stem = re.sub("[^a-z0-9]+", "-", stem.lower()).strip("-")[: MOST_CHARACTERS - DIGITS]
        stem = stem.strip("-") or "sweep"
        number = 1
        while os.path.lexists(self.folder / f"{stem}-{number:03d}"):
            number += 1
        return f"{stem}-{number:03d}"

    def write(self, plan: SweepPlan) -> None:
        """Keep a new plan.

        Raises
        ------
        CnnLabError
            There is a sweep of that name already, or nothing can be written there.
        """
        folder = self.folder / plan.id
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            folder.mkdir()
        except FileExistsError as error:
            if is_file(folder / PLAN_NAME):
                raise CnnLabError(
                    tr_noop(
                        "errors",
                        "There is a sweep '{name}' already. Go on with it, or take another name.",
                    ),
                    name=plan.id,
                ) from error
        except OSError as error:
            raise storage_error(error, folder) from error
        write_text_atomically(folder / PLAN_NAME, plan.model_dump_json(indent=1))

    def read(self, name: str) -> SweepPlan:
        """Read a plan strictly, and check its values.

        Raises
        ------
        CnnLabError
            There is none of that name, or it is not what this version writes.
        """
        path = self.folder / name / PLAN_NAME
        if not re.fullmatch(PRESET_NAME, name) or not is_file(path):
            raise CnnLabError(
                tr_noop("errors", "There is no sweep '{name}'. There are: {names}."),
                name=plain(name),
                names=", ".join(self.names()) or "none",
            )
        text = read_text_bounded(path, MAXIMUM_PLAN_BYTES)
        try:
            content = parse_strictly(text)
            if newer_version(content):
                raise _newer(path, newer_version(content))
            plan = SweepPlan.model_validate_json(text)
        except JsonError as error:
            raise _unreadable(path, error.sentence) from error
        except ValidationError as error:
            raise _unreadable(path, first_fault(error, SweepPlan)) from error
        # A copied folder is another sweep; its runs are not this one's.
        plan = SweepPlan.model_validate({**dict(plan), "id": name})
        plan.check(None)
        return plan


def _newer(path: Path, version: str) -> CnnLabError:
    return CnnLabError(
        tr_noop(
            "errors",
            "{path} was written by a newer CNN Lab (version {version}; this one reads up to "
            "{known}). Install the newer one; the sweep was left as it is.",
        ),
        path=path,
        version=version,
        known=SCHEMA_VERSION,
    )


def _unreadable(path: Path, reason: object) -> CnnLabError:
    return CnnLabError(
        tr_noop(
            "errors",
            "{path} is not a sweep that this version can read ({reason}). It was left as it is.",
        ),
        path=path,
        reason=reason,
    )


def runs_of(plan: SweepPlan, store: RunStore) -> dict[str, list[RunFolder]]:
    """The runs of each trial, by its key, oldest first; trials without one are not in it.

    A run counts if it was trained as the trial says; its learning rate may have been changed
    by hand while it trained. Runs that cannot be read are passed over.
    """
    trials = {trial.key: trial for trial in plan.trials()}
    found: dict[str, list[RunFolder]] = {}
    for folder in store.folders():
        record = _record_of(folder)
        if record is None or record.sweep is None or record.sweep.sweep != plan.id:
            continue
        trial = trials.get(record.sweep.trial)
        if trial and is_of(record, trial):
            found.setdefault(trial.key, []).append(folder)
    return found


def is_of(record: RunRecord, trial: Trial) -> bool:
    """Whether a run was trained as ``trial`` says."""
    return _planned(record.specification) == _planned(trial.specification)


def _planned(specification: RunSpecification) -> RunSpecification:
    settings = specification.settings.model_copy(update={"rate_changes": ()})
    return specification.model_copy(update={"settings": settings})


def _record_of(folder: RunFolder) -> RunRecord | None:
    try:
        return folder.read_record()
    except CnnLabError:
        return None


def completed_trials(runs: Mapping[str, Sequence[RunFolder]]) -> list[str]:
    """Keys of those trials that have a run which came to its end, or to that of a rule."""
    return [key for key, folders in runs.items() if any(map(is_completed, folders))]


def is_completed(folder: RunFolder) -> bool:
    """Whether a run came to its end, or was ended by one of its rules."""
    record = _record_of(folder)
    return record is not None and (record.outcome == "completed" or record.stopped_by is not None)


def resumable_run(folders: Sequence[RunFolder]) -> Path | None:
    """The newest of ``folders`` that can go on; None where none can."""
    for folder in reversed(folders):
        try:
            record = folder.read_record()
            check_resumable(folder, record, folder.read_history())
        except CnnLabError:
            continue
        if record.outcome != "failed":
            return folder.path
    return None
