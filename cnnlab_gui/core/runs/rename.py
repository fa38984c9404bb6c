"""A run's name is that of its folder: another name moves it."""

import os
import re

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import move, storage_error
from cnnlab_gui.core.pretrained import PRETRAINED
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.lock import is_held
from cnnlab_gui.core.text import plain, tr_noop

MOST_NAME_BYTES = 200  # a file system takes 255, and numbers may follow

# What Windows refuses, so that a home can be carried there; and what would be an option.
_IMPOSSIBLE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]|^[-.\s]|[.\s]$')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def check_run_name(name: str) -> None:
    """See that a folder can be called ``name`` on every system.

    Raises
    ------
    CnnLabError
        It cannot.
    """
    if (
        not name
        or not name.isprintable()
        or len(name.encode()) > MOST_NAME_BYTES
        or _IMPOSSIBLE.search(name)
        or _RESERVED.fullmatch(name)
        or name == PRETRAINED  # on the command line it is the shipped network
    ):
        raise CnnLabError(
            tr_noop(
                "errors",
                "No run can be called '{name}', because not every computer takes that as the name "
                "of a folder. Use letters, digits, spaces, - and _, and begin with a letter or a "
                "digit.",
            ),
            name=plain(name),
        )


def rename_run(folder: RunFolder, name: str) -> RunFolder:
    """Call the run in ``folder`` ``name``; all it holds goes with it.

    Raises
    ------
    CnnLabError
        The name is taken or cannot be one, the run is going on, or its folder cannot be
        moved. Nothing has changed then.
    """
    name = name.strip()
    check_run_name(name)
    if name == folder.name:
        return folder
    refuse_if_held(folder)
    renamed = RunFolder(folder.path.with_name(name))
    # On some systems a and A are the same folder.
    if os.path.lexists(renamed.path) and not _is_same(folder, renamed):
        raise CnnLabError(
            tr_noop("errors", "There is a run '{name}' already. Choose another name."), name=name
        )
    _move(folder, renamed)
    try:
        name_record(renamed)
    except CnnLabError:
        _move(renamed, folder)
        raise
    return renamed


def refuse_if_held(folder: RunFolder) -> None:
    """Raise `CnnLabError` while somebody trains the run in ``folder``."""
    if is_held(folder.path):
        raise CnnLabError(
            tr_noop(
                "errors",
                "{name} is being trained, maybe in another window of CNN Lab. Stop or pause it "
                "there first.",
            ),
            name=folder.name,
        )


def name_record(folder: RunFolder) -> None:
    """Let the record say what its folder is called, if it can be read; the folder's name counts.

    Raises
    ------
    CnnLabError
        It cannot be written.
    """
    try:
        record = folder.read_record()
    except CnnLabError:
        return
    if record.name != folder.name:
        folder.write_record(record.model_copy(update={"name": folder.name}))


def _move(source: RunFolder, target: RunFolder) -> None:
    try:
        move(source.path, target.path)
    except OSError as error:
        raise storage_error(error, target.path) from error


def _is_same(one: RunFolder, other: RunFolder) -> bool:
    try:
        return os.path.samefile(one.path, other.path)  # noqa: PTH121
    except OSError:
        return False
