"""What TensorFlow's C++ side writes to stdout or stderr is for the log, not for people."""

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

STDOUT, STDERR = 1, 2
MOST_KEPT = 100_000  # bytes


@contextmanager
def in_log(descriptor: int, log: logging.Logger, message: str) -> Iterator[None]:
    """Keep what is written to a file descriptor meanwhile for a log.

    It is for the whole process: nothing else should be written meanwhile.

    Parameters
    ----------
    descriptor : int
        `STDOUT` or `STDERR`.
    log : logging.Logger
        Told what was written, if anything was.
    message : str
        With one ``%s``.
    """
    own = _copied(descriptor)
    if own is None:
        yield
        return
    with _place() as capture:
        os.dup2(capture.fileno(), descriptor)
        try:
            yield
        finally:
            os.dup2(own, descriptor)
            os.close(own)
            said = _read(capture)
            if said:
                log.info(message, said)


def _copied(descriptor: int) -> int | None:
    """The stream once more, or None where there is none.

    A process that was started without it gives its number to the first file that it opens,
    which is not to be taken from whoever reads there.
    """
    if (sys.__stdout__ if descriptor == STDOUT else sys.__stderr__) is None:
        return None
    try:
        return os.dup(descriptor)
    except OSError:
        return None


def _place() -> BinaryIO:
    """Where it is kept meanwhile: nowhere, if the disk is full."""
    try:
        return tempfile.TemporaryFile()
    except OSError:
        return open(os.devnull, "w+b")  # noqa: PTH123


def _read(capture: BinaryIO) -> str:
    try:
        capture.seek(0)
        return capture.read(MOST_KEPT).decode(errors="replace").strip()
    except OSError:
        return ""
