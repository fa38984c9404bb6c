"""The built-in digits, made once and then kept in the home: making them takes seconds."""

import logging
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from cnnlab_gui.core import paths
from cnnlab_gui.core.dataset import Dataset, limited
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import write_atomically
from cnnlab_gui.engine.datasets.stroke_digits.generator import DIGEST, stroke_digits_dataset

log = logging.getLogger(__name__)

ARRAYS = ("x_train", "y_train", "x_test", "y_test")


def kept_stroke_digits(train: int, test: int, limit: int | None = None) -> Dataset:
    """Return `stroke_digits_dataset` of seed 0, from disk where it is kept and whole.

    Parameters
    ----------
    train, test : int
        Size of the whole set.
    limit : int, optional
        Only the first so many training images; so few are quickly made and not kept.
    """
    path = paths.home() / "datasets" / f"stroke-digits-{DIGEST[:12]}-{train}-{test}.npz"
    kept = _read(path, train, test)
    if kept is not None:
        return limited(kept, limit)
    made = stroke_digits_dataset(train=train, test=test, limit=limit)
    if limit is None or limit >= train:
        _keep(path, made)
    return made


def _read(path: Path, train: int, test: int) -> Dataset | None:
    """What is kept at ``path``; None where nothing is, or something else."""
    example = stroke_digits_dataset(train=1, test=1)
    shapes = {"x_train": (train, 28, 28, 1), "y_train": (train,)}
    shapes |= {"x_test": (test, 28, 28, 1), "y_test": (test,)}
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            arrays = {name: file[name] for name in ARRAYS}
            digest = str(file["sha256"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    right = all(
        arrays[name].shape == shapes[name] and arrays[name].dtype == np.uint8 for name in ARRAYS
    )
    dataset = replace(example, **arrays)
    return dataset if right and dataset.sha256 == digest else None


def _keep(path: Path, dataset: Dataset) -> None:
    def write(file: BinaryIO) -> None:
        arrays = {name: getattr(dataset, name) for name in ARRAYS}
        np.savez(file, allow_pickle=False, sha256=np.array(dataset.sha256), **arrays)

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, write)
    except (OSError, CnnLabError) as error:
        # A home that cannot be written to only costs the seconds next time.
        log.warning("the built-in digits are not kept: %s", error)
