"""A run's answers for its test images, as a file of its folder: an ``.npz``, read strictly.

A stranger may have made it. Its arrays must be stored as they are, so that what is taken
into memory is no longer than the file, and must agree with each other before they are read.
"""

import zipfile
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import reading, write_atomically
from cnnlab_gui.core.npy import NpyError, read_header
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.core.zip_check import UNPACKING_ERRORS, check_places, read_end

FILE_NAME = "predictions.npz"
MOST_CLASSES = 256
MOST_BYTES = 2 * 1024**3
SUM_TOLERANCE = 1e-3
"""By how much the probabilities of an image may miss 1: float32 adds up to that."""

_KINDS: dict[str, tuple[type[np.generic], int]] = {
    "epoch": (np.int64, 0),
    "loss": (np.float64, 0),
    "labels": (np.uint8, 1),
    "probabilities": (np.float32, 2),
}
"""The type and the number of axes of each array."""

_ENDING = ".npy"


def write_answers(folder: Path, answers: TestAnswers) -> None:
    """Keep ``answers`` in the run's ``folder``, in the place of those that are there.

    Raises
    ------
    CnnLabError
        The disk is full, or the folder cannot be written to.
    """

    def write(file: BinaryIO) -> None:
        np.savez(
            file,
            allow_pickle=False,
            epoch=np.int64(answers.epoch),
            loss=np.float64(answers.loss),
            labels=np.asarray(answers.labels, np.uint8),
            probabilities=np.asarray(answers.probabilities, np.float32),
        )

    write_atomically(folder / FILE_NAME, write)


def read_answers(folder: Path) -> TestAnswers | None:
    """Read the answers kept in the run's ``folder``; None where there are none.

    Raises
    ------
    CnnLabError
        The file is cut short, damaged, too large, or holds something else.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return None
    with reading(path) as file:
        try:
            arrays = _read_arrays(file)
        except UNPACKING_ERRORS as error:
            raise _damaged(path) from error
    answers = TestAnswers(
        epoch=int(arrays["epoch"]),
        loss=float(arrays["loss"]),
        labels=arrays["labels"],
        probabilities=arrays["probabilities"],
    )
    fault = _fault(answers)
    if fault:
        raise _damaged(path, fault)
    return answers


def _read_arrays(file: BinaryIO) -> dict[str, NDArray[Any]]:
    end = read_end(file, len(_KINDS))
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        check_places(members, end.directory_at)
        if sorted(each.filename for each in members) != sorted(n + _ENDING for n in _KINDS):
            raise NpyError
        return {name: _read_array(archive, name) for name in _KINDS}


def _read_array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    member = archive.getinfo(name + _ENDING)
    if member.compress_type != zipfile.ZIP_STORED or member.file_size > MOST_BYTES:
        raise zipfile.BadZipFile
    kind, axes = _KINDS[name]
    with archive.open(member) as stream:
        header = read_header(stream)
        if header.dtype.newbyteorder("=") != kind or len(header.shape) != axes:
            raise NpyError
        if header.length + header.value_bytes != member.file_size:
            raise NpyError
        content = stream.read(header.value_bytes)
        # Only at the end of a member its checksum is compared.
        if len(content) != header.value_bytes or stream.read(1):
            raise NpyError
    order: Literal["F", "C"] = "F" if header.fortran else "C"
    return np.frombuffer(content, header.dtype).astype(kind).reshape(header.shape, order=order)


def _fault(answers: TestAnswers) -> Sentence | None:
    """What cannot be true of answers; None where nothing is."""
    labels, probabilities = answers.labels, answers.probabilities
    images, classes = probabilities.shape
    if answers.epoch < 0 or not np.isfinite(answers.loss):
        return Sentence(tr_noop("errors", "its epoch or its loss is no such number"))
    if len(labels) != images or not images or not 0 < classes <= MOST_CLASSES:
        return Sentence(
            tr_noop("errors", "it has {labels:,} labels for {images:,} answers of {classes:,}"),
            {"labels": len(labels), "images": images, "classes": classes},
        )
    if int(labels.max()) >= classes:
        return Sentence(
            tr_noop("errors", "it has an image of class {label}, and there are {classes}"),
            {"label": int(labels.max()), "classes": classes},
        )
    # A number that is not finite makes this false, too.
    sums = np.abs(probabilities.sum(axis=1, dtype=np.float64) - 1)
    if not (float(probabilities.min()) >= 0.0 and float(sums.max()) <= SUM_TOLERANCE):
        return Sentence(tr_noop("errors", "its probabilities do not add up to 1"))
    return None


def _damaged(path: Path, reason: Sentence | None = None) -> CnnLabError:
    if reason is None:
        reason = Sentence(tr_noop("errors", "it is cut short, damaged, or not made by CNN Lab"))
    return CnnLabError(
        tr_noop(
            "errors",
            "The answers in {path} cannot be read ({reason}). Delete that file: they are then "
            "computed again.",
        ),
        path=path,
        reason=reason,
    )
