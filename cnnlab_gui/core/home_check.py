"""Whether anything can be kept in the home: asked once, before somebody's work depends on it."""

import errno
from contextlib import suppress
from pathlib import Path

from cnnlab_gui.core import paths
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import Sentence, tr_noop

PROBE_NAME = ".can-write.tmp"
PROBE_BYTES = 65_536  # more than what a full disk gives away in the rest of a block


def home_problem(home: Path | None = None) -> CnnLabError | None:
    """Try to write in the home; say why it cannot be, what is lost by it, and what to do.

    Returns
    -------
    CnnLabError or None
        None where all is well. Nothing is left behind but the home itself.
    """
    home = home or paths.home()
    probe = home / PROBE_NAME
    try:
        home.mkdir(parents=True, exist_ok=True)
        try:
            with probe.open("wb") as file:
                file.write(bytes(PROBE_BYTES))
        finally:
            with suppress(OSError):
                probe.unlink()
    except OSError as error:
        return _problem(error, home)
    except ValueError:  # a NUL in the name
        return _problem(OSError("the name is none that a folder can have"), home)
    return None


def _problem(error: OSError, home: Path) -> CnnLabError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return CnnLabError(
            tr_noop(
                "errors",
                "The disk with {home} is full: runs, drawings and settings of this session are "
                "not kept. Free some space and start again, or choose another folder with --home "
                "or CNNLAB_HOME.",
            ),
            home=home,
        )
    return CnnLabError(
        tr_noop(
            "errors",
            "Nothing can be kept in {home}: {reason}. Runs, drawings and settings of this session "
            "are lost when it ends. Mend that, or choose another folder with --home or "
            "CNNLAB_HOME.",
        ),
        home=home,
        reason=_reason(error),
    )


def _reason(error: OSError) -> Sentence | str:
    if error.errno in {errno.EACCES, errno.EPERM}:
        return Sentence(tr_noop("errors", "you have no right to write there"))
    if error.errno == errno.EROFS:
        return Sentence(tr_noop("errors", "its disk can only be read"))
    if error.errno in {errno.EEXIST, errno.ENOTDIR}:
        return Sentence(tr_noop("errors", "a file is in the place of a folder"))
    if error.errno == errno.ENOENT:
        return Sentence(tr_noop("errors", "the folder cannot be made"))
    return error.strerror or str(error)
