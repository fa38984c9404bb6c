"""Which Debian packages bring the libraries that the application needs."""

import re
import subprocess
from pathlib import Path

from bundle.linux_needs import Needs
from bundle.places import BuildError
from cnnlab_gui.core import system_libraries

# What is no library: Qt's fonts and keyboards read these files.
DATA_PACKAGES = ("fontconfig-config", "xkb-data")

# Ubuntu 24.04 and Debian 13 gave these another name when time got 64 bits.
_RENAMED = frozenset({"libglib2.0-0", "libssl3", "libpng16-16", "libcups2", "libasound2"})

_SYMBOLS = Path("/var/lib/dpkg/info")
_VERSION_LINE = re.compile(r"^ (\S+)@\1 (\S+)", re.MULTILINE)
_C_LIBRARY = "libc6"


def dependencies(needs: Needs) -> list[str]:
    """What the package depends on, as ``libc6 (>= 2.36)``, sorted.

    Raises
    ------
    BuildError
        Nobody can say which package has a library.
    """
    wanted: dict[str, set[str]] = {}
    for soname, versions in needs.versions.items():
        wanted.setdefault(package_of(soname), set()).update(versions)
    return sorted([*DATA_PACKAGES, *(_line(package, wanted[package]) for package in wanted)])


def package_of(soname: str) -> str:
    """The installed package with this library, or the one that is known to have it.

    Not all that the application may load is on the machine that builds it: Wayland's
    libraries come with a desktop.
    """
    found = _answer("dpkg-query", "--search", f"*/{soname}")
    pattern = re.compile(rf"^(\S+?)(?::{architecture()})?: \S*/lib(?:64)?/\S*{re.escape(soname)}$")
    packages = sorted({match[1] for line in found.splitlines() if (match := pattern.match(line))})
    if not packages and soname in system_libraries.PACKAGES:
        return system_libraries.PACKAGES[soname].debian
    if not packages:
        raise BuildError(
            f"No package of this machine has {soname}, which the application needs. Install the "
            "one that has it, then build again."
        )
    return packages[0]


def architecture() -> str:
    """What Debian calls this kind of machine, such as amd64."""
    return _answer("dpkg", "--print-architecture").strip()


def debian_version(version: str) -> str:
    """A version of Python's as one of Debian's: before 1.0 comes 1.0~rc1."""
    return re.sub(r"\.?(a|b|rc|dev)(\d+)", r"~\1\2", version) + "-1"


def _line(package: str, versions: set[str]) -> str:
    oldest = _oldest(package, versions)
    bound = f" (>= {oldest})" if oldest else ""
    plain = package.removesuffix("t64")
    if plain != package or plain in _RENAMED:
        return f"{plain}t64{bound} | {plain}{bound}"
    return f"{package}{bound}"


def _oldest(package: str, versions: set[str]) -> str:
    """The first version of the package whose libraries have these versions of their symbols."""
    if package == _C_LIBRARY:
        known = {name: name.removeprefix("GLIBC_") for name in versions if name[-1].isdecimal()}
    else:
        names = (f"{package}:{architecture()}.symbols", f"{package}.symbols")
        files = [_SYMBOLS / name for name in names if (_SYMBOLS / name).is_file()]
        text = files[0].read_text(encoding="utf-8") if files else ""
        known = dict(_VERSION_LINE.findall(text))
    asked = [known[name] for name in versions if name in known]
    return max(asked, key=_numbers, default="")


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _answer(*command: str) -> str:
    try:
        # It fails where nothing was found, which is an answer too.
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError as error:
        raise BuildError(f"{command[0]} is missing: build this package on Debian.") from error
