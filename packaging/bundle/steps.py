"""The steps of a build, in order, and its command line: known before anything is installed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from bundle.system import SYSTEM

DIST = Path(__file__).resolve().parents[2] / "dist"


class Step(NamedTuple):
    """Something to do, as a function in a module of this package, and what it does."""

    module: str
    function: str
    does: str


FIRST = {
    "icons": Step("icons", "make", "draw the icon in all sizes"),
    "freeze": Step("freeze", "freeze", "freeze the application with PyInstaller"),
    "weigh": Step("sizes", "weigh", "print the size of each part; too much fails"),
    "sbom": Step("sbom", "write", "write the bill of materials (CycloneDX)"),
    "try": Step("trial", "run", "run the frozen application where it is hard"),
}
INSTALLERS = {
    "linux": {
        "deb": Step("linux", "make_deb", "pack the Debian package"),
        "tar": Step("linux", "make_tar", "pack the archive for every other Linux"),
        "appimage": Step("linux", "make_appimage", "pack an AppImage, if its tool is there"),
    },
    "windows": {"setup": Step("windows", "make_setup", "compile the installer")},
    "macos": {"dmg": Step("dmg", "make_dmg", "pack the disk image")},
}
# Done only when they are named: they change the system.
NAMED = {
    "linux": {"install": Step("linux", "install", "install, open and remove the Debian package")},
}
LAST = {
    "downloads": Step("sizes", "weigh_downloads", "print what downloads weigh; too much fails"),
    "sums": Step("sbom", "write_sums", "write SHA256SUMS of what people download"),
}


def steps(system: str = SYSTEM) -> dict[str, Step]:
    """All steps on a system, in the order in which they are done."""
    return FIRST | INSTALLERS.get(system, {}) | LAST | NAMED.get(system, {})


def usual(system: str = SYSTEM) -> list[str]:
    """Those that are done where none is named."""
    return [name for name in steps(system) if name not in NAMED.get(system, {})]


def options(arguments: list[str] | None = None, system: str = SYSTEM) -> argparse.Namespace:
    """Read the command line; what is wrong with it is said, and ends the program with 2."""
    known = steps(system)
    width = max(map(len, known))
    parser = argparse.ArgumentParser(
        prog="build.py",
        description="Build the application and its installers for this system.",
        epilog="\n".join(f"{name:<{width}}  {step.does}" for name, step in known.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "steps",
        nargs="*",
        metavar="STEP",
        help="of those below, in their order; by default all that change nothing but the folder",
    )
    parser.add_argument(
        "--out", type=Path, default=DIST, metavar="DIR", help="where (default: dist)"
    )
    parser.add_argument(
        "--venv",
        type=Path,
        metavar="DIR",
        default=DIST.parent / ".venv-freeze",
        help="the virtual environment to make and use (default: .venv-freeze)",
    )
    parser.add_argument("--list", action="store_true", help="say what the steps are")
    parser.add_argument("--within-environment", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    for name in chosen.steps:
        if name not in known:
            parser.error(f"{name} is no step on this system: {', '.join(known)}")
    return chosen
