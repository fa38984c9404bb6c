"""Where the frozen application is tried: a copy that nobody may write, somebody without rights.

A checkout may lie where others cannot look, so the copy is made where they can.
"""

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bundle.places import SYSTEM, BuildError, Places

ODD = "CNN Lab – Übung 実験"
"""What people call their folders."""

STRANGER = "nobody"
NOT_WRITABLE = ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
SHELL = "/bin/sh"

Listing = dict[str, tuple[int, int, int]]


@dataclass(frozen=True)
class Place:
    """Where a trial is made.

    Attributes
    ----------
    install : Path
        The copy of the frozen application.
    program : Path
        What starts it.
    temporary : Path
        For its temporary files.
    """

    folder: Path
    install: Path
    program: Path

    @property
    def temporary(self) -> Path:
        return self.folder / "temporary"

    @property
    def nothing(self) -> Path:
        """An empty folder, to be all of PATH."""
        return self.folder / "nothing"

    def home(self, name: str) -> Path:
        """An empty home for somebody; made by the first call."""
        return own_folder(self.folder / f"home {name} {ODD}")


@contextmanager
def hard_place(places: Places) -> Iterator[Place]:
    """Copy the frozen application to where it cannot be written, and remove all of it at the end.

    Raises
    ------
    BuildError
        There is none, or it cannot be laid where another person may start it.
    """
    if not places.program.is_file():
        raise BuildError(f"{places.program} is not there: freeze the application first.")
    base = _base(places)
    try:
        install = base / ODD / places.frozen.name
        copy(places.frozen, install)
        made = Place(base, install, install / places.program.relative_to(places.frozen))
        own_folder(made.temporary)
        made.nothing.mkdir()
        _prove_that_it_is_read_only(made)
        yield made
    finally:
        remove(base)


def stranger() -> dict[str, Any]:
    """How `subprocess` starts a program without rights, where this one has all of them."""
    if SYSTEM == "windows" or os.geteuid() != 0:
        return {}
    import pwd

    rights = pwd.getpwnam(STRANGER)
    return {"user": rights.pw_uid, "group": rights.pw_gid, "extra_groups": []}


def own_folder(folder: Path) -> Path:
    """A folder that the person who tries the application may write."""
    folder.mkdir(exist_ok=True)
    rights = stranger()
    if rights:
        os.chown(folder, rights["user"], rights["group"])
    return folder


def copy(source: Path, target: Path) -> None:
    """Copy a tree and make it read-only: by hard links where files are out of reach anyway."""
    # Rights belong to the file, not to its name: of one's own files only a copy may lose them.
    linking = bool(stranger()) and _may_link(source, target)
    shutil.copytree(source, target, symlinks=True, copy_function=os.link if linking else _copied)
    for folder, _, _ in os.walk(target):
        Path(folder).chmod(0o755 & NOT_WRITABLE)


def _copied(source: str, target: str) -> None:
    shutil.copy2(source, target)
    Path(target).chmod(Path(target).stat().st_mode & NOT_WRITABLE)


def _may_link(source: Path, target: Path) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    return source.stat().st_dev == target.parent.stat().st_dev


def remove(folder: Path) -> None:
    """Remove a tree, read-only folders too."""
    for inner, _, _ in os.walk(folder):
        Path(inner).chmod(0o755)
    shutil.rmtree(folder)


def listing(folder: Path) -> Listing:
    """Every path below, with what changes if somebody writes there: mode, bytes, nanoseconds."""
    found: Listing = {}
    for inner, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(inner, name)
            facts = path.lstat()
            found[str(path.relative_to(folder))] = (
                facts.st_mode,
                facts.st_size if path.is_file() else 0,
                facts.st_mtime_ns,
            )
    return found


def changes(before: Listing, after: Listing) -> list[str]:
    """Paths that were written, made or removed."""
    return sorted(path for path in before.keys() | after if before.get(path) != after.get(path))


def _base(places: Places) -> Path:
    """A folder that the stranger can look into, on the disk of the application if possible."""
    for where in (str(places.work), None):
        base = Path(tempfile.mkdtemp(prefix="trial-", dir=where))
        base.chmod(0o755)
        if _is_true('[ -x "$1" ]', base):
            return base
        base.rmdir()
    raise BuildError(f"{STRANGER} may enter neither {places.work} nor {tempfile.gettempdir()}.")


def _prove_that_it_is_read_only(place: Place) -> None:
    if SYSTEM == "windows":
        return
    inside = place.program.parent
    if not _is_true('[ -x "$1" ]', place.program):
        raise BuildError(f"{place.program} cannot be started by the person who is to try it.")
    for path in (place.program, place.install / "new", inside / "new", inside / "_internal/new"):
        if path.parent.is_dir() and _is_true('(: >>"$1") 2>/dev/null', path):
            raise BuildError(f"{path} can be written, so nothing would be proved by a trial.")


def _is_true(condition: str, path: Path) -> bool:
    if SYSTEM == "windows":
        return True
    command = [SHELL, "-c", condition, "sh", str(path)]
    return subprocess.run(command, check=False, cwd="/", **stranger()).returncode == 0
