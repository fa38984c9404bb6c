"""What a frozen application needs of the Linux it starts on: read from its machine code."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bundle.places import BuildError, Places

# What no library names, because Qt looks for it while it runs.
LOADED_LATER = (
    "libEGL.so.1",
    "libGL.so.1",
    "libdbus-1.so.3",
    "libfontconfig.so.1",
    "libxkbcommon-x11.so.0",
    "libxkbcommon.so.0",
)

# The first releases that have it, for people who read that theirs is too old.
SYSTEMS_WITH = {
    34: "Debian 12, Ubuntu 22.04, Fedora 35",
    35: "Debian 12, Ubuntu 22.04, Fedora 36",
    36: "Debian 12, Ubuntu 24.04, Fedora 37",
    37: "Debian 13, Ubuntu 24.04, Fedora 38",
    38: "Debian 13, Ubuntu 24.04, Fedora 39",
    39: "Debian 13, Ubuntu 24.04, Fedora 40",
    41: "Debian 13, Fedora 42",
}

_ELF = b"\x7fELF"
_AT_ONCE = 200
_FILE = re.compile(r"^(.+):\s+file format \S+$")
_NEEDED = re.compile(r"^\s+NEEDED\s+(\S+)$")
_REQUIRED_FROM = re.compile(r"^\s+required from (\S+):$")
_VERSION = re.compile(r"^\s+0x[0-9a-f]+ 0x[0-9a-f]+ \d+ (\S+)$")
_GLIBC = re.compile(r"^GLIBC_2\.(\d+)")
_INTERPRETER = re.compile(r"program interpreter: (\S+?)\]")


@dataclass(frozen=True)
class Needs:
    """What is not inside, and must be there.

    Attributes
    ----------
    versions : dict of str to frozenset of str
        For each library that is missing inside, by its soname: the versions of its symbols
        that are asked for; empty where it has none.
    loader : str
        The program that starts programs, such as ``/lib64/ld-linux-x86-64.so.2``.
    """

    versions: dict[str, frozenset[str]]
    loader: str

    @property
    def glibc(self) -> str:
        """The oldest GNU C library that will do, such as 2.36."""
        return f"2.{self.glibc_minor}"

    @property
    def glibc_minor(self) -> int:
        """Its number behind the dot."""
        asked = (_GLIBC.match(name) for names in self.versions.values() for name in names)
        return max((int(found[1]) for found in asked if found), default=0)

    @property
    def systems(self) -> str:
        """The oldest releases of some systems that have it, or nothing where nobody noted."""
        return SYSTEMS_WITH.get(self.glibc_minor, "")


def read(places: Places) -> Needs:
    """Read what the frozen application needs.

    Raises
    ------
    BuildError
        There is no frozen application, or binutils is missing.
    """
    if not places.program.is_file():
        raise BuildError(f"{places.program} is not there: freeze first (`build.py freeze`).")
    return read_folder(places.frozen, places.program)


def read_folder(folder: Path, program: Path) -> Needs:
    """Read what the machine code below ``folder`` needs that is not there as well."""
    files = [Path(place, name) for place, _, names in os.walk(folder) for name in names]
    inside = {file.name for file in files}
    code = sorted(file for file in files if not file.is_symlink() and _is_elf(file))
    versions: dict[str, set[str]] = {
        soname: set() for soname in LOADED_LATER if soname not in inside
    }
    for start in range(0, len(code), _AT_ONCE):
        _add(versions, _said_by("objdump", "-p", *map(str, code[start : start + _AT_ONCE])))
    loader = _INTERPRETER.search(_said_by("readelf", "-l", str(program)))
    if loader is None:
        raise BuildError(f"{program} names no loader: it is no program for Linux.")
    outside = {soname: frozenset(names) for soname, names in versions.items()}
    return Needs({name: outside[name] for name in sorted(outside) if name not in inside}, loader[1])


def _add(versions: dict[str, set[str]], text: str) -> None:
    library = ""
    for line in text.splitlines():
        if _FILE.match(line):
            library = ""
        elif found := _NEEDED.match(line):
            versions.setdefault(found[1], set())
        elif found := _REQUIRED_FROM.match(line):
            library = found[1]
        elif library and (found := _VERSION.match(line)):
            versions.setdefault(library, set()).add(found[1])


def _is_elf(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(_ELF)) == _ELF


def _said_by(*command: str) -> str:
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"LC_ALL": "C"},
        )
    except FileNotFoundError as error:
        raise BuildError(f"{command[0]} is missing. Install binutils.") from error
    except subprocess.CalledProcessError as error:
        raise BuildError(f"{command[0]} failed: {error.stderr.strip()[:300]}") from error
    return done.stdout
