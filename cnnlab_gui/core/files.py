"""Writing so that a file is either the old one or the new one, whole; reading with bounds."""

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import tr_noop

TEMPORARY_SUFFIX = ".tmp"
ON_WINDOWS: bool = sys.platform == "win32"
MOST_MOVES = 20
SECONDS_BETWEEN_MOVES = 0.1


class StorageError(CnnLabError):
    """Something could not be written; once that can be, the same may succeed."""


def write_atomically(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Let ``write`` fill a temporary file, then put it in the place of ``path``.

    Raises
    ------
    CnnLabError
        The disk is full, or the folder cannot be written to.
    """
    temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
    try:
        _write_and_move(temporary, path, write)
    except OSError as error:
        raise storage_error(error, path) from error


def _write_and_move(temporary: Path, path: Path, write: Callable[[BinaryIO], None]) -> None:
    try:
        with temporary.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        move(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def move(source: Path, target: Path) -> None:
    """Put ``source`` in the place of ``target``.

    Windows refuses while another program has the target open, as a virus scanner has
    for a moment after each writing; so there it is tried again for a while.
    """
    for _ in range(MOST_MOVES - 1):
        try:
            source.replace(target)
            return
        except PermissionError:
            if not ON_WINDOWS:
                raise
            time.sleep(SECONDS_BETWEEN_MOVES)
    source.replace(target)


def write_text_atomically(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8, see `write_atomically`."""

    def write(file: BinaryIO) -> None:
        file.write(text.encode())

    write_atomically(path, write)


def storage_error(error: OSError, path: Path) -> StorageError:
    """Say in one sentence why ``path`` could not be written."""
    folder = path.parent
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StorageError(
            tr_noop(
                "errors",
                "The disk is full: {path} could not be written. Free some space, then try again; "
                "what was saved before is untouched.",
            ),
            path=path,
        )
    if ON_WINDOWS and isinstance(error, PermissionError):
        return StorageError(
            tr_noop(
                "errors",
                "{path} could not be written: another program has it open, or you may not write "
                "there. Close it there, or choose another folder.",
            ),
            path=path,
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return StorageError(
            tr_noop(
                "errors",
                "{folder} cannot be written to. Give yourself the right to write there, or choose "
                "another folder; CNNLAB_HOME names the one that CNN Lab keeps its own things in.",
            ),
            folder=folder,
        )
    return StorageError(
        tr_noop(
            "errors",
            "{path} could not be written: {reason}. Choose another folder; CNNLAB_HOME names the "
            "one that CNN Lab keeps its own things in.",
        ),
        path=path,
        reason=error.strerror or str(error),
    )


def with_ending(path: Path, ending: str) -> Path:
    """``path`` with ``ending`` behind its name, unless it is there: ``net.v2`` is a name."""
    return path if path.suffix.lower() == ending else path.with_name(path.name + ending)


def is_file(path: Path) -> bool:
    """Whether a file is seen there; False also where nothing may be seen."""
    try:
        return path.is_file()
    except OSError:
        return False


@contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """Open a file to be read; what the disk refuses meanwhile becomes a sentence.

    Raises
    ------
    CnnLabError
        The file is missing, unreadable or no regular file.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would never end
            raise OSError(errno.EINVAL, "it is no file")
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise CnnLabError(
            tr_noop("errors", "{path} could not be read: {reason}. Check the name and the rights."),
            path=path,
            reason=error.strerror or str(error),
        ) from error


def read_text_bounded(path: Path, maximum_bytes: int) -> str:
    """Read UTF-8 text of at most ``maximum_bytes``.

    Raises
    ------
    CnnLabError
        The file is missing, unreadable, too large or not text.
    """
    with reading(path) as file:
        content = file.read(maximum_bytes + 1)
    if len(content) > maximum_bytes:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} is larger than {limit:,} bytes, the most that is read. Choose a file that "
                "CNN Lab has saved.",
            ),
            path=path,
            limit=maximum_bytes,
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CnnLabError(
            tr_noop("errors", "{path} is not a text file. Choose a file that CNN Lab has saved."),
            path=path,
        ) from error
