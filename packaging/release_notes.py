"""The notes of a release: its section of the changelog.

Needs nothing but Python::

    python packaging/release_notes.py 0.1.0
    python packaging/release_notes.py Unreleased      of what is not released yet, for a trial

The version must be the package's own; a tag's name, such as ``v0.1.0``, is taken too.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHANGELOG = ROOT / "CHANGELOG.md"
PACKAGE = ROOT / "cnnlab_gui" / "__init__.py"
UNRELEASED = "Unreleased"

_HEADING = re.compile(r"## +\[?(?P<version>[^\]\s]+)\]?(?P<rest>.*)")
_FENCE = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,})(?P<rest>.*)")
_LINK = re.compile(r"\[[^\]]+\]: +\S+")


class NotesError(Exception):
    """There are no notes; the message says why, in one sentence."""


def main(arguments: list[str] | None = None) -> int:
    """Print the notes; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="release_notes.py", description="Print a version's section of the changelog."
    )
    parser.add_argument("version", metavar="VERSION", help=f"such as 0.1.0, or {UNRELEASED}")
    parser.add_argument("--changelog", type=Path, default=CHANGELOG, metavar="FILE")
    options = parser.parse_args(arguments)
    try:
        version = wanted(options.version, package_version())
        text = notes(_read(options.changelog), version)
    except NotesError as error:
        print(error, file=sys.stderr)
        return 1
    sys.stdout.buffer.write(text.encode())  # on Windows print would change the ends of lines
    return 0


def wanted(told: str, package: str) -> str:
    """The section that is meant by a version or the name of a tag.

    Raises
    ------
    NotesError
        It is another version than the package's.
    """
    version = told.removeprefix("v")
    if version not in (UNRELEASED, package):
        raise NotesError(
            f"{told} is not the package's version, {package}: "
            "change one of them, in cnnlab_gui/__init__.py or in the tag."
        )
    return version


def package_version() -> str:
    """The version of the package beside this script, read without importing it."""
    found = re.search(r'^__version__ = "([^"]+)"', PACKAGE.read_text(encoding="utf-8"), re.M)
    if found is None:
        raise NotesError(f"{PACKAGE.name} says no version.")
    return found[1]


def notes(changelog: str, version: str) -> str:
    """What stands between the heading of ``version`` and the next, without its own heading.

    Raises
    ------
    NotesError
        There is no such section, more than one, or an empty one.
    """
    sections = [body for name, body in _sections(changelog) if name == version]
    if not sections:
        raise NotesError(f'The changelog has no section "## [{version}]".')
    if len(sections) > 1:
        raise NotesError(f'The changelog has more than one section "## [{version}]".')
    lines = sections[0]
    while lines and (not lines[-1].strip() or _LINK.fullmatch(lines[-1])):
        lines.pop()  # the targets of links at the end belong to the whole file
    if not any(line.strip() and not line.startswith("#") for line in lines):
        raise NotesError(f'The section "## [{version}]" of the changelog is empty.')
    return "\n".join(lines).strip("\n") + "\n"


def _sections(text: str) -> list[tuple[str, list[str]]]:
    """Each heading's version and the lines below it; what is in a block of code is no heading."""
    sections: list[tuple[str, list[str]]] = []
    fence = ""
    for line in text.lstrip("\ufeff").replace("\r\n", "\n").split("\n"):
        heading = None if fence else _HEADING.fullmatch(line)
        if heading:
            sections.append((heading["version"], []))
            continue
        fence = _fence_after(line, fence)
        if sections:
            sections[-1][1].append(line.rstrip())
    return sections


def _fence_after(line: str, fence: str) -> str:
    """The marks that end the block of code which ``line`` is in; empty outside of one."""
    found = _FENCE.fullmatch(line)
    if found is None:
        return fence
    marks = found["marks"]
    if not fence:
        return marks
    ends = marks.startswith(fence) and not found["rest"].strip()
    return "" if ends else fence


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise NotesError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise NotesError(f"{file} is no text in UTF-8.") from error


if __name__ == "__main__":
    sys.exit(main())
