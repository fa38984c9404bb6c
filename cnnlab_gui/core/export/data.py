"""The images of an export: downloaded by Keras, or in a file beside the exported program."""

import filecmp
import os
import re
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import move, storage_error, write_atomically
from cnnlab_gui.core.text import tr_noop

ARRAYS = ("x_train", "y_train", "x_test", "y_test")
LONGEST_NAME = 50  # characters; four bytes each at most, and no disk takes more than 255
STROKE_DIGITS = "stroke-digits"


@dataclass(frozen=True)
class KerasDataset:
    """A dataset that Keras downloads: its name for people, its module in `keras.datasets`."""

    title: str
    module: str


KERAS_DATASETS: Mapping[str, KerasDataset] = {
    "fashion-mnist": KerasDataset("Fashion-MNIST", "fashion_mnist"),
    "mnist": KerasDataset("MNIST", "mnist"),
}


def data_file_name(dataset: str) -> str | None:
    """Name of the file that must lie beside an exported program.

    It holds letters, digits and ``-_.`` only, whatever ``dataset`` does.

    Parameters
    ----------
    dataset : str
        As in a run specification: a dataset's id, or a path.

    Returns
    -------
    str or None
        None where Keras downloads the images itself.
    """
    if dataset in KERAS_DATASETS:
        return None
    if dataset == STROKE_DIGITS:
        return f"{STROKE_DIGITS}.npz"
    # Not the name of the file it may come from: an export beside that must not replace it.
    return f"{_plain_name(dataset)}-images.npz"


def dataset_title(dataset: str) -> str:
    """What ``dataset`` is called in an export; nothing but letters, digits and ``-_.``."""
    known = KERAS_DATASETS.get(dataset)
    if known:
        return known.title
    return dataset if dataset == STROKE_DIGITS else _plain_name(dataset)


def write_arrays(path: Path, dataset: Dataset) -> None:
    """Write the images and labels as a compressed ``.npz``, for an exported program.

    Where the same file is there already, nothing changes.

    Parameters
    ----------
    path : Path
        Its name is what `data_file_name` says.
    dataset : Dataset
        Becomes ``x_train``, ``x_test`` (N, H, W, C) uint8 and ``y_train``, ``y_test`` (N,) uint8.

    Raises
    ------
    CnnLabError
        Something else is there, or the place cannot be written to.
    """
    draft = path.with_name(path.name + ".new")
    write_atomically(draft, lambda file: _write_npz(file, dataset))
    try:
        if not os.path.lexists(path):
            move(draft, path)
        elif not filecmp.cmp(draft, path, shallow=False):
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "{path} is there already and holds something else than the images of this "
                    "export. Move it away, or export into another folder.",
                ),
                path=path,
            )
    except OSError as error:
        raise storage_error(error, path) from error
    finally:
        with suppress(OSError):
            draft.unlink()


def _write_npz(file: BinaryIO, dataset: Dataset) -> None:
    """Write what `numpy.savez_compressed` does, but the same bytes at any time of day."""
    with zipfile.ZipFile(file, "w") as archive:
        for name in ARRAYS:
            entry = zipfile.ZipInfo(f"{name}.npy")
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as member:
                np.lib.format.write_array(member, getattr(dataset, name), allow_pickle=False)


def _plain_name(dataset: str) -> str:
    """The last part of a path, of whatever system, as a name that any system takes."""
    last = re.split(r"[\\/]", dataset.rstrip("\\/"))[-1]
    plain = re.sub(r"[^\w.-]+", "-", re.sub(r"\.npz$", "", last, flags=re.IGNORECASE))
    return plain.strip("-.")[:LONGEST_NAME] or "own"
