"""Files of the Linux installers: from the templates in ``packaging/linux``, reproducible."""

import gzip
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bundle.places import PACKAGING, ROOT, BuildError

TEMPLATES = PACKAGING / "linux"
CHANGELOG = ROOT / "CHANGELOG.md"

PLAIN, PROGRAM = 0o644, 0o755

_GAP = re.compile(r"@([A-Z_]+)@")


def filled(template: str, values: Mapping[str, str]) -> str:
    """A template's text, with ``@WORD@`` replaced by its value.

    Raises
    ------
    BuildError
        The template asks for something that nobody gives.
    """
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    unknown = {name for name in _GAP.findall(text) if name not in values}
    if unknown:
        raise BuildError(f"packaging/linux/{template} asks for {', '.join(sorted(unknown))}.")
    return _GAP.sub(lambda found: values[found[1]], text)


def write(path: Path, text: str, mode: int = PLAIN) -> None:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def write_gzipped(path: Path, text: str) -> None:
    """Write a file as ``gzip -9n`` does: neither a name nor a time is in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    path.chmod(PLAIN)


def moment() -> int:
    """The time of all that is packed, in seconds since 1970: the same sources, the same bytes."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdecimal():
        return int(given)
    try:
        command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return int(done.stdout)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return int(CHANGELOG.stat().st_mtime)  # no checkout but an archive of the sources


def day() -> str:
    """The day of `moment`, as 2026-11-23."""
    return datetime.fromtimestamp(moment(), UTC).strftime("%Y-%m-%d")


def copy_tree(source: Path, target: Path) -> None:
    """The same files as ``source`` has, without their bytes twice on the disk where that can be.

    Whatever mask the build ran under, everybody may read what is packed.
    """
    for folder, _, _ in os.walk(source):
        place = target / Path(folder).relative_to(source)
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(PROGRAM)
        for path in Path(folder).iterdir():
            if path.is_symlink():
                (place / path.name).symlink_to(path.readlink())
            elif path.is_file():
                _link_or_copy(path, place / path.name)


def _link_or_copy(file: Path, place: Path) -> None:
    mode = PROGRAM if file.stat().st_mode & 0o100 else PLAIN
    if file.stat().st_mode & 0o7777 == mode:
        try:
            place.hardlink_to(file)
            return
        except OSError:
            pass  # another disk, or one without hard links
    shutil.copyfile(file, place)
    place.chmod(mode)


def fresh_folder(path: Path) -> Path:
    """An empty folder at this place."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    path.chmod(PROGRAM)
    return path
