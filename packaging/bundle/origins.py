"""Which distributions the application is made of: those it needs, and no other."""

import re
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path

from bundle.contents import Entry
from bundle.places import BuildError

EXTRAS = ("onnx",)
"""Of the application's extras, those that are inside: nobody installs them into it later."""

PROJECT = "cnnlab-gui"
SAME = {"tensorflow-cpu": "tensorflow"}
"""Distributions that bring what another one's name asks for."""

FREEZER = {"pyinstaller"}
"""What starts a frozen application is part of it."""

Requirements = Callable[[str], Iterable[str] | None]


def check(entries: Iterable[Entry]) -> None:
    """Refuse what no dependency of the application brought.

    Raises
    ------
    BuildError
        Naming the distributions that only happen to be in the environment.
    """
    strangers = distributions(entries) - needed() - FREEZER
    if strangers:
        raise BuildError(
            f"The application would hold what it does not need: {', '.join(sorted(strangers))}. "
            "Exclude it in packaging/bundle/contents.py, or declare it in pyproject.toml."
        )


def distributions(entries: Iterable[Entry]) -> set[str]:
    """The installed distributions that files of the bundle come from, by normal names."""
    owners = {}
    for found in metadata.distributions():
        name = normal(found.metadata["Name"])
        for file in found.files or ():
            owners[str(found.locate_file(file))] = name
    sources = {str(Path(source)) for _, source, _ in entries if source}
    return {owners[source] for source in sources if source in owners}


def needed(requirements: Requirements | None = None) -> set[str]:
    """The application, and what it needs directly or not, by normal names."""
    ask = requirements or _requirements
    found: set[str] = set()
    waiting: list[tuple[str, tuple[str, ...]]] = [(PROJECT, EXTRAS)]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while waiting:
        wish = waiting.pop()
        if wish in seen:
            continue
        seen.add(wish)
        name, extras = wish
        found.add(name)
        waiting += _wishes(ask(name) or (), extras)
    return found | {name for name, same in SAME.items() if same in found}


def _wishes(
    requirements: Iterable[str], extras: tuple[str, ...]
) -> list[tuple[str, tuple[str, ...]]]:
    from packaging.requirements import Requirement

    wishes = []
    for text in requirements:
        wish = Requirement(text)
        asked = [{"extra": extra} for extra in ("", *extras)]
        if wish.marker is None or any(wish.marker.evaluate(each) for each in asked):
            wishes.append((normal(wish.name), tuple(sorted(wish.extras))))
    return wishes


def _requirements(name: str) -> list[str] | None:
    """What an installed distribution requires; nothing where it is not installed."""
    for each in (name, *(other for other, same in SAME.items() if same == name)):
        try:
            return metadata.requires(each)
        except metadata.PackageNotFoundError:
            continue
    return None


def normal(name: str) -> str:
    """A distribution's name as it is compared: ``PySide6_Essentials`` is ``pyside6-essentials``."""
    return re.sub(r"[-_.]+", "-", name).lower()
