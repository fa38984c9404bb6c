"""A run as one file, ``.cnnlab``: to hand in homework, or to repeat a result elsewhere.

A zip of the run's folder. Folders of the person who made it are not told: images of one's own
are called ``./name``, and are looked for beside the file that is opened.
"""

import os
import re
import shutil
import uuid
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import is_file, storage_error, write_atomically
from cnnlab_gui.core.openable import RUN_ENDING
from cnnlab_gui.core.runs.bundle_archive import (
    ANSWERS,
    MAXIMUM_BYTES,
    RECORD,
    TEXTS,
    UNFINISHED,
    no_bundle,
    opened,
    snapshot_name,
)
from cnnlab_gui.core.runs.bundle_check import (
    OddPartError,
    check_folder,
    check_record,
    most_weight_bytes,
)
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.lock import is_held
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.runs.rename import check_run_name
from cnnlab_gui.core.runs.store import RunStore, move_folder
from cnnlab_gui.core.schema import SCHEMA_VERSION
from cnnlab_gui.core.text import Sentence, tr_noop

ENDING = RUN_ENDING
MOST_SEARCHED = 500
"""Of the runs here, when the images of one from elsewhere are looked for among theirs."""

_BESIDE = "./"
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the same run gives the same bytes at any time of day
_PLAIN_FILE = 0o100600 << 16
_FOLDERS = re.compile(r"""(?<![\w:/\\])(?:[A-Za-z]:)?[\\/](?:[^\\/:*?"<>|\n]+[\\/])+""")


def pack(folder: RunFolder, out: Path) -> None:
    """Write the run in ``folder`` to ``out``, whole or not at all.

    Its checkpoint stays here. Where all its weights are too many for one file, those of the
    first, the best, the chosen and the last epoch are in it.

    Raises
    ------
    CnnLabError
        The run is being trained, a part of it is damaged, or ``out`` cannot be written.
    """
    if is_held(folder.path):
        raise CnnLabError(
            tr_noop(
                "errors",
                "{name} is still being trained. Wait for its end or pause it, then export it.",
            ),
            name=folder.name,
        )
    record = folder.read_record()
    try:
        check_folder(folder, record)
    except OddPartError as error:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} is not what CNN Lab has written ({reason}). Restore the run from a copy.",
            ),
            path=folder.path,
            reason=error.sentence,
        ) from error
    anonymous = _without_folders(record).model_dump_json(indent=1).encode()
    names = _names(folder, record)

    def write(file: BinaryIO) -> None:
        with zipfile.ZipFile(file, "w", allowZip64=False) as archive:
            _write_part(archive, RECORD, anonymous)
            for name in names:
                _write_part(archive, name, (folder.path / name).read_bytes())

    write_atomically(out, write)


def _names(folder: RunFolder, record: RunRecord) -> list[str]:
    """The parts beside the record, in their order."""
    epochs = folder.snapshots()
    present = [*TEXTS, ANSWERS, UNFINISHED]
    names = [name for name in present if name != RECORD and is_file(folder.path / name)]

    def size(epochs: Iterable[int]) -> int:
        every = [*names, *map(snapshot_name, epochs)]
        return sum((folder.path / name).stat().st_size for name in every)

    if size(epochs) > MAXIMUM_BYTES:
        history = folder.read_history()
        best = max(history, key=lambda epoch: epoch.val_accuracy, default=None)
        wanted = {0, epochs[-1], record.chosen_epoch, best.epoch if best else 0}
        epochs = [epoch for epoch in epochs if epoch in wanted]
    if size(epochs) > MAXIMUM_BYTES:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{name} has more than {limit:,} bytes, the most that one file can hold. Copy its "
                "folder instead.",
            ),
            name=folder.name,
            limit=MAXIMUM_BYTES,
        )
    return [*names, *map(snapshot_name, epochs)]


def _write_part(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    part = zipfile.ZipInfo(name, _MOMENT)
    part.create_system = 3
    part.external_attr = _PLAIN_FILE
    part.compress_type = zipfile.ZIP_DEFLATED if name in TEXTS else zipfile.ZIP_STORED
    archive.writestr(part, content)


def _without_folders(record: RunRecord) -> RunRecord:
    """``record`` without the folders of the person who made it."""
    dataset, specification = record.dataset, record.specification
    where = _beside(specification.dataset)
    dataset = dataset.model_copy(
        update={"id": _beside(dataset.id), "origin": _FOLDERS.sub("", dataset.origin)}
    )
    return record.model_copy(
        update={
            "specification": specification.model_copy(update={"dataset": where}),
            "dataset": dataset,
            "detail": record.detail and _FOLDERS.sub("", record.detail),
            "schema_version": SCHEMA_VERSION,
        }
    )


def _beside(dataset: str) -> str:
    """A dataset's id as it is; of a path, its last part, as if it lay in this folder."""
    parts = [part for part in re.split(r"[\\/]", dataset) if part not in {"", ".", ".."}]
    if not re.search(r"[\\/]", dataset):
        return dataset
    return _BESIDE + (parts[-1] if parts else "images")


def unpack(
    path: Path, store: RunStore, name: str | None = None, known: RunStore | None = None
) -> RunFolder:
    """Take the run in the file at ``path`` into ``store``, after every part was checked.

    Parameters
    ----------
    path : Path
        Made by a stranger, perhaps.
    store : RunStore
    name : str, optional
        Instead of the one that it had; a number is put behind a name that is taken.
    known : RunStore, optional
        Runs that may know where the same images lie; those of ``store`` if not given.

    Raises
    ------
    CnnLabError
        It is no such file, or a part of it is not what it says; nothing is left of it.
    """
    draft = store.folder / f".{uuid.uuid4().hex}.new"
    try:
        draft.mkdir(parents=True)
        record = _unpack_checked(path, draft)
        where = _images_of(record, path.absolute().parent, known or store)
        wanted = _name_of(record, path, name)
        return _publish(draft, store, record, wanted, where)
    except OSError as error:
        raise storage_error(error, store.folder / path.stem) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _unpack_checked(path: Path, draft: Path) -> RunRecord:
    folder = RunFolder(draft)
    try:
        with opened(path) as archive:
            archive.extract(draft, (RECORD,), TEXTS.__getitem__)
            record = folder.read_record()
            check_record(record)
            weights = most_weight_bytes(record.specification.architecture)
            rest = tuple(name for name in archive.names if name != RECORD)
            archive.extract(draft, rest, lambda name: _most_bytes(name, weights))
        check_folder(folder, record)
    except OddPartError as error:
        raise no_bundle(path, error.sentence) from error
    except CnnLabError as error:
        raise _told_of(error, draft, path) from error
    (draft / "weights").mkdir(exist_ok=True)
    return record


def _most_bytes(name: str, weights: int) -> int:
    if name == ANSWERS:
        return MAXIMUM_BYTES
    return TEXTS.get(name, weights)


def _told_of(error: CnnLabError, draft: Path, path: Path) -> CnnLabError:
    """``error`` about the file that a person knows, instead of about the draft."""

    def known(value: object) -> object:
        if isinstance(value, Path) and value.is_relative_to(draft):
            return path / value.relative_to(draft)
        if isinstance(value, Sentence):
            values = {key: known(each) for key, each in value.values.items()}
            return replace(value, values=values)
        return value

    values = {key: known(value) for key, value in error.sentence.values.items()}
    return CnnLabError(error.sentence.template, **values)


def _images_of(record: RunRecord, folder: Path, known: RunStore) -> str:
    """Where the images are here: beside the file, or where a run here found the same ones."""
    where = _beside(record.specification.dataset)
    if not where.startswith(_BESIDE):
        return where
    if os.path.lexists(folder / where):
        return str((folder / where).resolve())
    for other in reversed(known.folders()[-MOST_SEARCHED:]):
        try:
            theirs = other.read_record()
        except CnnLabError:
            continue
        path = theirs.specification.dataset
        same = theirs.dataset.sha256 == record.dataset.sha256
        if same and Path(path).is_absolute() and os.path.lexists(path):
            return path
    return where


def _name_of(record: RunRecord, path: Path, name: str | None) -> str:
    """A name that any system takes: the one wished for, the run's own, or the file's."""
    if name is not None:
        check_run_name(name)
        return name
    return next(each for each in (record.name, path.stem, "run") if _is_name(each))


def _is_name(name: str) -> bool:
    try:
        check_run_name(name)
    except CnnLabError:
        return False
    return True


def _publish(draft: Path, store: RunStore, record: RunRecord, name: str, dataset: str) -> RunFolder:
    """Put the draft among the runs, under ``name`` or that with a number behind it."""
    specification = record.specification.model_copy(update={"dataset": dataset})
    number, target = 1, store.folder / name
    while True:
        if not os.path.lexists(target):
            # The sweep that it was a trial of is not here, or another one of the same name.
            named = {"name": target.name, "specification": specification, "sweep": None}
            RunFolder(draft).write_record(record.model_copy(update=named))
            if move_folder(draft, target):
                return RunFolder(target)
        number += 1
        target = store.folder / f"{name}-{number}"
