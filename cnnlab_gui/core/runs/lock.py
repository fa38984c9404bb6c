"""Who trains a run: a lock in its folder that goes with the process that holds it.

So a run without an outcome is known to be going, here or in another application, or to
have been interrupted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import storage_error
from cnnlab_gui.core.text import tr_noop

LOCK_NAME = "run.lock"
PATIENCE = 1.0  # seconds; whoever only looks whether a run is going holds it for a moment


@contextmanager
def hold_run(folder: Path) -> Iterator[None]:
    """Be the one that trains the run in ``folder``.

    Raises
    ------
    CnnLabError
        Another process, or another training of this one, does; or nothing can be written there.
    """
    lock = FileLock(folder / LOCK_NAME, timeout=PATIENCE, is_singleton=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{name} is being trained already, maybe in another window of CNN Lab. Wait "
                "for it, or stop it there.",
            ),
            name=folder.name,
        ) from error
    except OSError as error:
        raise _no_lock(error, folder / LOCK_NAME) from error
    try:
        yield
    finally:
        lock.release()


def _no_lock(error: OSError, path: Path) -> CnnLabError:
    if path.is_dir():
        return CnnLabError(
            tr_noop(
                "errors",
                "{path} is a folder, but CNN Lab keeps a file of this name while a run is "
                "trained. Delete that folder, then try again.",
            ),
            path=path,
        )
    return storage_error(error, path)


def is_held(folder: Path) -> bool:
    """Whether somebody trains the run in ``folder`` now; False where that cannot be asked."""
    if not (folder / LOCK_NAME).exists():
        return False
    lock = FileLock(folder / LOCK_NAME, timeout=0, is_singleton=False)
    try:
        lock.acquire()
    except Timeout:
        return True
    except OSError:
        return False
    lock.release()
    return False
