"""The zip behind a ``.cnnlab`` file: which parts it may have, and how much of each is unpacked.

A stranger may have made it. All that the directory says is checked before anything is
unpacked, and no more is unpacked than that. Parts are written as new plain files under names
of our own, so no link and no right of the archive's comes along.
"""

import re
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import reading, storage_error
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.core.zip_check import (
    UNPACKING_ERRORS,
    TooManyMembersError,
    check_places,
    read_end,
)

RECORD = "run.json"
TEXTS: Mapping[str, int] = {
    RECORD: 2_000_000,
    "history.csv": 20_000_000,
    "report.json": 2_000_000,
    "notes.json": 1_000_000,
}
"""Parts that are texts, in their order, and the bytes that each may have at most."""

ANSWERS = "predictions.npz"
UNFINISHED = "weights/unfinished.npz"
MAXIMUM_MEMBERS = 10_010
MAXIMUM_BYTES = 2_000_000_000
MAXIMUM_RATIO = 200
"""Unpacked bytes for one packed byte of a text; what is written here packs about 10 times."""

_SNAPSHOT = re.compile(r"weights/epoch-(\d{3,9})\.npz", re.ASCII)
_ENCRYPTED = 0x1 | 0x40
_CHUNK = 1024**2


def snapshot_name(epoch: int) -> str:
    return f"weights/epoch-{epoch:03d}.npz"


class BundleArchive:
    """The parts of one ``.cnnlab`` file, checked; made by `opened`."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive = archive
        self._path = path
        self._parts = {part.filename: part for part in archive.infolist()}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._parts)

    def extract(self, folder: Path, names: tuple[str, ...], most: Callable[[str], int]) -> None:
        """Write the parts called ``names`` into ``folder``, unless one is larger than ``most``.

        Raises
        ------
        CnnLabError
            One is larger, or is not what the directory says; or the disk is full.
        """
        for name in names:
            limit = most(name)
            if self._parts[name].file_size > limit:
                raise no_bundle(
                    self._path,
                    Sentence(
                        tr_noop("errors", "its {name} is larger than {limit:,} bytes"),
                        {"name": name, "limit": limit},
                    ),
                )
        for name in names:
            target = folder / name
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as file:
                    for chunk in self._chunks(name):
                        file.write(chunk)
            except OSError as error:
                raise storage_error(error, folder.parent / self._path.stem) from error

    def _chunks(self, name: str) -> Iterator[bytes]:
        part, given = self._parts[name], 0
        try:
            with self._archive.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    given += len(chunk)
                    if given > part.file_size:
                        raise zipfile.BadZipFile
                    yield chunk
        except (*UNPACKING_ERRORS, OSError) as error:
            raise damaged(self._path) from error
        if given != part.file_size:
            raise damaged(self._path)


@contextmanager
def opened(path: Path) -> Iterator[BundleArchive]:
    """Open a ``.cnnlab`` file whose directory promises nothing odd.

    Raises
    ------
    CnnLabError
        The file is missing, no zip, cut short, damaged, or promises something odd.
    """
    with reading(path) as file:
        try:
            end = read_end(file, MAXIMUM_MEMBERS)
            with zipfile.ZipFile(file) as archive:
                parts = archive.infolist()
                if len(parts) != end.members:
                    raise zipfile.BadZipFile
                _check(parts, path)
                check_places(parts, end.directory_at)
                made = BundleArchive(archive, path)
                yield made
        except TooManyMembersError as error:
            raise _odd_part(path) from error
        except zipfile.LargeZipFile as error:
            raise _too_large(path) from error
        except zipfile.BadZipFile as error:
            raise damaged(path) from error
        except UnicodeDecodeError as error:
            raise _odd_part(path) from error


def _check(parts: list[zipfile.ZipInfo], path: Path) -> None:
    if len({part.filename for part in parts}) < len(parts):
        raise no_bundle(path, Sentence(tr_noop("errors", "two of its parts have the same name")))
    for part in parts:
        # zipfile cuts a name at a zero byte, and turns some signs into others.
        if part.filename != part.orig_filename or not _is_ours(part.filename):
            raise _odd_part(path)
        mode = part.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise _odd_part(path)
        if part.flag_bits & _ENCRYPTED:
            raise no_bundle(path, Sentence(tr_noop("errors", "it is locked with a password")))
        _check_packing(part, path)
    if RECORD not in {part.filename for part in parts}:
        raise no_bundle(path, Sentence(tr_noop("errors", "it has no {name}"), {"name": RECORD}))
    if sum(part.file_size for part in parts) > MAXIMUM_BYTES:
        raise _too_large(path)


def _is_ours(name: str) -> bool:
    if name in {*TEXTS, ANSWERS, UNFINISHED}:
        return True
    match = _SNAPSHOT.fullmatch(name)
    # epoch-0001 would be one file with epoch-001 for whoever counts.
    return match is not None and snapshot_name(int(match[1])) == name


def _check_packing(part: zipfile.ZipInfo, path: Path) -> None:
    """Arrays are stored as they are, so that they take no more room than the file does."""
    is_text = part.filename in TEXTS
    allowed = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) if is_text else (zipfile.ZIP_STORED,)
    if part.compress_type not in allowed:
        raise no_bundle(
            path,
            Sentence(
                tr_noop("errors", "its {name} is packed in another way"), {"name": part.filename}
            ),
        )
    if not is_text and part.file_size != part.compress_size:
        raise damaged(path)
    if part.file_size > MAXIMUM_RATIO * part.compress_size:
        raise no_bundle(
            path,
            Sentence(
                tr_noop("errors", "its {name} is packed more than {limit} times"),
                {"name": part.filename, "limit": MAXIMUM_RATIO},
            ),
        )


def _odd_part(path: Path) -> CnnLabError:
    return no_bundle(path, Sentence(tr_noop("errors", "it has a part that no run has")))


def _too_large(path: Path) -> CnnLabError:
    return no_bundle(
        path,
        Sentence(tr_noop("errors", "it is larger than {limit:,} bytes"), {"limit": MAXIMUM_BYTES}),
    )


def damaged(path: Path) -> CnnLabError:
    return no_bundle(
        path, Sentence(tr_noop("errors", "it is cut short, damaged, or not made by CNN Lab"))
    )


def no_bundle(path: Path, reason: Sentence) -> CnnLabError:
    """Say that no run can be taken out of the file at ``path``."""
    return CnnLabError(
        tr_noop(
            "errors",
            "{path} is no run that can be opened: {reason}. Ask for the file once more, as "
            "`cnnlab export RUN --to cnnlab` writes it.",
        ),
        path=path,
        reason=reason,
    )
