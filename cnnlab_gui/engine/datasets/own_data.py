"""Finds out what kind of data a person's path holds, and hands it to its reader."""

import zipfile
from pathlib import Path

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.datasets.catalogue import PART_NAMES
from cnnlab_gui.engine.datasets.checks import Halves, assemble
from cnnlab_gui.engine.datasets.idx import read_idx
from cnnlab_gui.engine.datasets.image_folder import load_image_folder
from cnnlab_gui.engine.datasets.npz import read_npz
from cnnlab_gui.engine.datasets.server import Cancelled, Progress, never, no_progress


def load_own(
    text: str,
    known: tuple[str, ...],
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Dataset:
    """Read a person's own data from a path.

    Parameters
    ----------
    text : str
        A folder of class folders of images, a folder with the four IDX files,
        or an ``.npz`` file.
    known : tuple of str
        The datasets that have a name, for the sentence about a misspelt one.
    progress : callable
        Called with the images read and the images in all, for a folder of images.
    cancelled : callable
        Asked before each image of such a folder; the reading ends when it answers True.

    Returns
    -------
    Dataset
        Its id is the absolute path.

    Raises
    ------
    CancelledError
        If ``cancelled`` answered True.
    CnnLabError
        If nothing is there, it is of another kind, or its reader refuses it.
    """
    try:
        path = Path(text).expanduser().absolute()
        if path.is_dir():
            return _load_folder(path, progress, cancelled)
        if path.exists():
            return _load_file(path)
    except (OSError, RuntimeError, ValueError) as error:
        raise CnnLabError(
            tr_noop("errors", "{path} cannot be read: {reason}."),
            path=text,
            reason=getattr(error, "strerror", None) or error,
        ) from error
    raise CnnLabError(
        tr_noop(
            "errors",
            "There is no dataset, file or folder {path}: give a path, or one of {known}.",
        ),
        path=text,
        known=", ".join(known),
    )


def _load_folder(folder: Path, progress: Progress, cancelled: Cancelled) -> Dataset:
    if any((folder / name).exists() for name in PART_NAMES):
        return _load_idx_folder(folder)
    return load_image_folder(folder, progress, cancelled)


def _load_file(file: Path) -> Dataset:
    if not file.is_file() or not (file.suffix.lower() == ".npz" or zipfile.is_zipfile(file)):
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} is no data that can be read: give a folder of class folders of images, "
                "a folder with the four IDX .gz files, or an .npz file.",
            ),
            path=file,
        )
    return assemble(read_npz(file), path=file, dataset_id=str(file), title=file.stem)


def _load_idx_folder(folder: Path) -> Dataset:
    missing = [name for name in PART_NAMES if not (folder / name).is_file()]
    if missing:
        raise CnnLabError(
            tr_noop("errors", "{path} lacks {missing}: all four IDX files are needed."),
            path=folder,
            missing=", ".join(missing),
        )
    x_train, y_train, x_test, y_test = (
        read_idx(folder / name, dimensions).array
        for name, dimensions in zip(PART_NAMES, (3, 1, 3, 1), strict=True)
    )
    return assemble(
        Halves(x_train, y_train, x_test, y_test),
        path=folder,
        dataset_id=str(folder),
        title=folder.name,
    )
