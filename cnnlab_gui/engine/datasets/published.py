"""Finds a published dataset's files on this computer, and reads only true ones."""

from dataclasses import dataclass
from pathlib import Path

from cnnlab_gui.core.dataset import DownloadMendsError, FileVerdict
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.datasets.catalogue import PART_NAMES, PublishedSet
from cnnlab_gui.engine.datasets.checks import Halves
from cnnlab_gui.engine.datasets.faults import DataFileError, Fault
from cnnlab_gui.engine.datasets.idx import IdxFile, idx_md5, read_idx
from cnnlab_gui.engine.datasets.npz import read_npz

PART_DIMENSIONS = (3, 1, 3, 1)


@dataclass(frozen=True)
class Place:
    """Where one copy of a set lies, or would lie: four IDX files or one ``.npz``."""

    path: Path
    files: tuple[Path, ...]
    is_npz: bool = False

    @property
    def complete(self) -> bool:
        return all(is_file(file) for file in self.files)

    @property
    def begun(self) -> bool:
        return any(is_file(file) for file in self.files)


def is_file(path: Path) -> bool:
    """Whether a file can be seen there; a folder that hides it holds none for us."""
    try:
        return path.is_file()
    except OSError:
        return False


def idx_place(published: PublishedSet, folder: Path) -> Place:
    """Return the place of the four IDX files below ``folder``."""
    own = folder / published.id
    return Place(own, tuple(own / name for name in PART_NAMES))


def keras_place(published: PublishedSet, folder: Path) -> Place:
    """Return the place in the form that Keras uses below ``folder``."""
    if published.npz is None:
        return idx_place(published, folder)
    return npz_place(folder / published.npz)


def npz_place(file: Path) -> Place:
    """Return the place of one ``.npz``."""
    return Place(file, (file,), is_npz=True)


def read_place(published: PublishedSet, place: Place) -> Halves:
    """Read a set and compare every sum with the published one.

    Returns
    -------
    Halves
        Images (N, H, W) uint8, labels (N,) uint8.

    Raises
    ------
    CnnLabError
        If a file is missing or is not the published one.
    """
    if place.is_npz:
        return _read_npz_place(published, place.path)
    x_train, y_train, x_test, y_test = (
        read_part(published, part, file).array for part, file in enumerate(place.files)
    )
    return Halves(x_train, y_train, x_test, y_test)


def verify_place(published: PublishedSet, place: Place) -> list[FileVerdict]:
    """Read every file of a place and say which are what was published."""
    return [_verdict(published, place, part) for part in range(len(place.files))]


def _verdict(published: PublishedSet, place: Place, part: int) -> FileVerdict:
    file = place.files[part]
    try:
        if place.is_npz:
            _read_npz_place(published, file)
        else:
            read_part(published, part, file)
    except CnnLabError as error:
        return FileVerdict(file, error)
    return FileVerdict(file)


def read_part(published: PublishedSet, part: int, file: Path) -> IdxFile:
    """Read one of a set's four IDX files from ``file`` and compare its sum.

    Raises
    ------
    CnnLabError
        If it is missing or is not the published one.
    """
    if not is_file(file):
        raise _missing(published, file)
    try:
        idx = read_idx(file, PART_DIMENSIONS[part])
    except DataFileError as error:
        raise _unusable(published, file, error) from error
    if idx.md5 not in published.md5s[part]:
        raise _other_content(published, file)
    return idx


def _read_npz_place(published: PublishedSet, file: Path) -> Halves:
    if not is_file(file):
        raise _missing(published, file)
    try:
        halves = read_npz(file)
    except DataFileError as error:
        raise _unusable(published, file, error) from error
    arrays = (halves.x_train, halves.y_train, halves.x_test, halves.y_test)
    for array, md5s in zip(arrays, published.md5s, strict=True):
        if idx_md5(array) not in md5s:
            raise _other_content(published, file)
    return halves


def _missing(published: PublishedSet, file: Path) -> CnnLabError:
    return DownloadMendsError(
        tr_noop(
            "errors",
            "{path} is missing: download it with `cnnlab data fetch {dataset}`, or with the "
            "button on the window's Data page.",
        ),
        path=file,
        dataset=published.id,
    )


def _other_content(published: PublishedSet, file: Path) -> CnnLabError:
    return DownloadMendsError(
        tr_noop(
            "errors",
            "{path} is not the published file of {title}, its content differs: download it "
            "again with `cnnlab data fetch {dataset}`, or with the button on the window's Data "
            "page.",
        ),
        path=file,
        title=published.title,
        dataset=published.id,
    )


def _unusable(published: PublishedSet, file: Path, error: DataFileError) -> CnnLabError:
    """Return a fault of the file with the remedy that a published set has."""
    templates = {
        Fault.TRUNCATED: tr_noop(
            "errors",
            "{path} is cut short: download it again with `cnnlab data fetch {dataset}`, or with "
            "the button on the window's Data page.",
        ),
        Fault.DAMAGED: tr_noop(
            "errors",
            "{path} is damaged: download it again with `cnnlab data fetch {dataset}`, or with "
            "the button on the window's Data page.",
        ),
    }
    foreign = tr_noop(
        "errors",
        "{path} is a file of another kind, not the one of {title}: download it again with "
        "`cnnlab data fetch {dataset}`, or with the button on the window's Data page.",
    )
    if error.fault is Fault.UNREADABLE:
        return error
    return DownloadMendsError(
        templates.get(error.fault, foreign),
        path=file,
        title=published.title,
        dataset=published.id,
    )
