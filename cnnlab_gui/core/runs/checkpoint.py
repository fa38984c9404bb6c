"""All that resumes a run, as files of its folder: ``checkpoint/latest.npz`` and the one before.

An ``.npz`` of every number that the next batch depends on, and one member of JSON that says
how far the run is. A stranger may have made it: it must hold exactly the arrays that this
network's training has, each as long as it can be, before anything is unpacked.
"""

import hashlib
import math
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import move, reading, storage_error, write_atomically
from cnnlab_gui.core.npy import NpyError, read_header
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.schema import SCHEMA_VERSION, SchemaVersion
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import STRICT, RunSpecification, TrainingSettings
from cnnlab_gui.core.zip_check import UNPACKING_ERRORS, TooManyMembersError, check_places, read_end

FOLDER = "checkpoint"
LATEST, PREVIOUS = "latest.npz", "previous.npz"
MAXIMUM_STATE_BYTES = 10_000
MAXIMUM_HEADER_BYTES = 1024
_STATE = "state"
_ENDING = ".npy"
# They decide when a run ends or what is kept, but no number; a rate's changes come while it trains.
_DECIDE_NOTHING = {
    name: TrainingSettings.model_fields[name].default
    for name in ("rate_changes", "stop_when", "checkpoint_minutes", "snapshot_megabytes")
}

Arrays = Mapping[str, NDArray[Any]]


class ArrayKind(NamedTuple):
    """What an array must be."""

    shape: tuple[int, ...]
    dtype: str


class Place(BaseModel):
    """How far a run is.

    Attributes
    ----------
    fingerprint : str
        Of what decides the run's numbers, see `fingerprint_of`.
    epochs_done, step : int
        Whole epochs, and batches of the next one.
    loss, accuracy : float
        Running means over those batches.
    epoch_seconds, epoch_training_seconds, epoch_images
        What the epoch that is under way took so far.
    seconds, training_seconds, images
        The same of the whole run; pauses left out.
    """

    model_config = STRICT

    schema_version: SchemaVersion = SCHEMA_VERSION
    fingerprint: Annotated[str, Field(max_length=64)] = ""
    epochs_done: Annotated[int, Field(ge=0, le=10_000)] = 0
    step: Annotated[int, Field(ge=0)] = 0
    loss: float = 0.0
    accuracy: float = 0.0
    epoch_seconds: Annotated[float, Field(ge=0)] = 0.0
    epoch_training_seconds: Annotated[float, Field(ge=0)] = 0.0
    epoch_images: Annotated[int, Field(ge=0)] = 0
    seconds: Annotated[float, Field(ge=0)] = 0.0
    training_seconds: Annotated[float, Field(ge=0)] = 0.0
    images: Annotated[int, Field(ge=0)] = 0


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A place in a run, and every number that its next batch depends on."""

    place: Place
    arrays: Arrays = field(repr=False)


class _ChangedError(CnnLabError):
    """The file is whole, but of another training than the one that the record says."""


class _DamagedError(Exception):
    """The file is missing or no checkpoint that can be read."""


def fingerprint_of(record: RunRecord) -> str:
    """A digest of all that decides a run's numbers: network, settings, images.

    What stands at its default is left out, so that a setting of a later version changes none.
    """
    # As it is read from a file: 0 and 0.0 are written otherwise, and mean the same.
    specification = RunSpecification.model_validate_json(record.specification.model_dump_json())
    settings = specification.settings.model_copy(update=_DECIDE_NOTHING)
    text = specification.architecture.model_dump_json(exclude_defaults=True)
    text += settings.model_dump_json(exclude_defaults=True)
    return hashlib.sha256((text + record.dataset.sha256).encode()).hexdigest()


def write_checkpoint(run: Path, checkpoint: Checkpoint) -> None:
    """Keep ``checkpoint`` in the run's folder; the latest one until now becomes the one before.

    Raises
    ------
    CnnLabError
        The disk is full, or the folder cannot be written to; what was there stays.
    """
    folder = run / FOLDER
    fresh, latest = folder / "fresh.npz", folder / LATEST

    def write(file: BinaryIO) -> None:
        state = np.frombuffer(checkpoint.place.model_dump_json().encode(), np.uint8)
        np.savez(file, allow_pickle=False, **{_STATE: state}, **checkpoint.arrays)

    try:
        folder.mkdir(exist_ok=True)
        write_atomically(fresh, write)
        # At each moment one of the two is whole: a kill in between leaves the one before.
        if latest.exists():
            move(latest, folder / PREVIOUS)
        move(fresh, latest)
    except OSError as error:
        raise storage_error(error, latest) from error


def read_checkpoint(run: Path, expected: Mapping[str, ArrayKind], fingerprint: str) -> Checkpoint:
    """Read the latest checkpoint, or the one before where that is damaged.

    Parameters
    ----------
    run : Path
        The run's folder.
    expected : mapping
        The name of each array, and what it must be.
    fingerprint : str
        See `fingerprint_of`.

    Raises
    ------
    CnnLabError
        Neither can be read, or they are of another training than the run's record says.
    """
    changed: _ChangedError | None = None
    for name in (LATEST, PREVIOUS):
        try:
            return _read(run / FOLDER / name, expected, fingerprint)
        except _ChangedError as error:
            changed = changed or error
        except _DamagedError:
            continue
    raise changed or CnnLabError(
        tr_noop(
            "errors",
            "{name} cannot go on: both its checkpoints are damaged or gone. The weights of its "
            "whole epochs are still there and can be looked at; repeat the run to train it "
            "further.",
        ),
        name=run.name,
    )


def _read(path: Path, expected: Mapping[str, ArrayKind], fingerprint: str) -> Checkpoint:
    try:
        with reading(path) as file:
            arrays = _read_members(file, expected, path)
            place = Place.model_validate_json(arrays.pop(_STATE).tobytes())
    except _ChangedError:
        raise
    except TooManyMembersError as error:
        raise _changed(path) from error
    except (CnnLabError, *UNPACKING_ERRORS) as error:
        raise _DamagedError from error
    if place.fingerprint != fingerprint:
        raise _changed(path)
    return Checkpoint(place, arrays)


def _read_members(
    file: BinaryIO, expected: Mapping[str, ArrayKind], path: Path
) -> dict[str, NDArray[Any]]:
    end = read_end(file, len(expected) + 1)
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        check_places(members, end.directory_at)
        sizes = {each.filename.removesuffix(_ENDING): each.file_size for each in members}
        if sorted(sizes) != sorted([_STATE, *expected]):
            raise _changed(path)
        if sizes[_STATE] > MAXIMUM_STATE_BYTES or any(
            each.compress_type != zipfile.ZIP_STORED for each in members
        ):
            raise zipfile.BadZipFile
        arrays = {_STATE: _read_array(archive, _STATE, None, path)}
        for name, kind in expected.items():
            length = math.prod(kind.shape) * np.dtype(kind.dtype).itemsize
            if not 0 < sizes[name] - length <= MAXIMUM_HEADER_BYTES:
                raise _changed(path)
            arrays[name] = _read_array(archive, name, kind, path)
    return arrays


def _read_array(
    archive: zipfile.ZipFile, name: str, kind: ArrayKind | None, path: Path
) -> NDArray[Any]:
    with archive.open(name + _ENDING) as stream:
        header = read_header(stream)
        if kind and (header.shape != kind.shape or header.dtype != np.dtype(kind.dtype)):
            raise _changed(path)
        if header.fortran or header.value_bytes > archive.getinfo(name + _ENDING).file_size:
            raise NpyError
        content = stream.read(header.value_bytes)
        # Only at the end of a member its checksum is compared.
        if len(content) != header.value_bytes or stream.read(1):
            raise NpyError
    return np.frombuffer(content, header.dtype).reshape(header.shape)


def _changed(path: Path) -> _ChangedError:
    return _ChangedError(
        tr_noop(
            "errors",
            "{path} is the checkpoint of another network or other settings than {record} says: "
            "one of the two was changed or replaced. Put the file back as it was, or repeat the "
            "run to train it anew.",
        ),
        path=path,
        record=path.parent.parent / "run.json",
    )
