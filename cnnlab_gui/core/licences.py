"""What the application is made of, and under which licences; their texts are read when asked for.

The frozen application brings a list and the texts. Installed by pip or in a checkout, both are
found in what is installed.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import tr_noop

FOLDER = "licences"
INDEX = "index.json"
SCHEMA = 1
MOST_COMPONENTS = 2_000
MOST_BYTES = 4_000_000  # of the list, and of one text; TensorFlow's notices have half a million
_MOST_CHARACTERS = 2_000  # of one name, version, licence or address
_MOST_PLACES = 5_000  # of one component

# People write them in many ways; the identifiers are those of SPDX.
_SPDX = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd 3-clause": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
}
_OTHER_NAMES = {"tensorflow": ("tensorflow-cpu",)}
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_REQUIRED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Component:
    """Something that is inside, or that is installed for the application.

    Attributes
    ----------
    name, version : str
    licence : str
        An SPDX expression, or what its authors call it; empty where they say nothing.
    homepage : str
        A web address, or empty.
    purl : str
        The package URL: what the bill of materials calls it.
    texts : tuple of Path
        Files with the texts of its licences.
    files : tuple of str
        Its libraries in the frozen application, as paths below its folder with ``/``.
    """

    name: str
    version: str
    licence: str
    homepage: str = ""
    purl: str = ""
    texts: tuple[Path, ...] = ()
    files: tuple[str, ...] = field(default=(), repr=False)


def folder() -> Path | None:
    """Where the texts lie in the frozen application; None where it is not frozen."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) / FOLDER if frozen else None


def components() -> tuple[Component, ...]:
    """All that the application is made of, by name.

    Raises
    ------
    CnnLabError
        The frozen application's list is missing or damaged.
    """
    shipped = folder()
    return _sorted(read_index(shipped) if shipped else _installed())


def read_text(component: Component) -> str:
    """The texts of its licences, one after the other; empty where it brings none.

    Raises
    ------
    CnnLabError
        A text is missing or too large.
    """
    texts = dict.fromkeys(_bounded(path).strip("\n") for path in component.texts)
    return "\n\n\n".join(texts)


def read_index(shipped: Path) -> tuple[Component, ...]:
    """The components that the list in the folder ``shipped`` names, with the texts in it.

    Raises
    ------
    CnnLabError
        The list is missing or damaged, or names what is no file of this folder.
    """
    text = _bounded(shipped / INDEX)
    try:
        found = json.loads(text)
        if found["schema"] != SCHEMA or len(found["components"]) > MOST_COMPONENTS:
            raise ValueError("another list")
        return tuple(_component(entry, shipped) for entry in found["components"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CnnLabError(
            tr_noop(
                "errors",
                "The list of licences in {folder} is damaged. Install CNN Lab again.",
            ),
            folder=shipped,
        ) from error


def index_of(inside: tuple[Component, ...], shipped: Path) -> str:
    """The list that `read_index` reads: JSON; texts as paths below ``shipped``."""
    entries = [
        {
            "name": component.name,
            "version": component.version,
            "licence": component.licence,
            "homepage": component.homepage,
            "purl": component.purl,
            "texts": [path.relative_to(shipped).as_posix() for path in component.texts],
            "files": list(component.files),
        }
        for component in _sorted(inside)
    ]
    return json.dumps({"schema": SCHEMA, "components": entries}, indent=1, ensure_ascii=False)


def of_distribution(distribution: metadata.Distribution) -> Component:
    """A Python package as its own metadata tell."""
    facts = distribution.metadata
    name = facts["Name"]
    return Component(
        name=name,
        version=distribution.version,
        licence=_licence(facts),
        homepage=_homepage(facts),
        purl=f"pkg:pypi/{canonical(name)}@{distribution.version}",
        texts=tuple(sorted(_texts(distribution), key=_is_of_authors)),
    )


def canonical(name: str) -> str:
    """The name of a Python package as indexes write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _sorted(found: tuple[Component, ...]) -> tuple[Component, ...]:
    return tuple(sorted(found, key=lambda component: component.name.casefold()))


def _bounded(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CnnLabError(
            tr_noop("errors", "{path} cannot be read: {reason}. Install CNN Lab again."),
            path=path,
            reason=error.strerror or error,
        ) from error
    if len(data) > MOST_BYTES:
        raise CnnLabError(
            tr_noop("errors", "{path} is too large for a licence. Install CNN Lab again."),
            path=path,
        )
    return data.decode("utf-8", errors="replace").replace("\r\n", "\n").lstrip("\ufeff")


def _component(entry: dict[str, Any], shipped: Path) -> Component:
    names = ("name", "version", "licence", "homepage", "purl")
    values = {name: _short(entry[name]) for name in names}
    texts = tuple(shipped / _below(place) for place in _list(entry["texts"]))
    files = tuple(str(_below(place)) for place in _list(entry["files"]))
    return Component(**values, texts=texts, files=files)


def _short(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MOST_CHARACTERS or not value.isprintable():
        raise ValueError("no short text")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list) or len(value) > _MOST_PLACES:
        raise ValueError("no list")
    return value


def _below(value: object) -> PurePosixPath:
    """A path that stays below the folder that it counts from, on each system."""
    place = PurePosixPath(_short(value))
    if place.is_absolute() or ".." in place.parts or set(str(place)) & set("\\:"):
        raise ValueError("not below")
    return place


def _installed() -> tuple[Component, ...]:
    found: dict[str, Component] = {}
    wanted = ["cnnlab-gui"]
    while wanted:
        name = canonical(wanted.pop())
        if name in found:
            continue
        distribution = _find(name)
        if distribution is None:  # for another system, or another Python
            continue
        found[name] = of_distribution(distribution)
        wanted += [m[0] for r in distribution.requires or () if (m := _needed(r))]
    return tuple(found.values())


def _needed(requirement: str) -> re.Match[str] | None:
    return None if "extra ==" in requirement else _REQUIRED.match(requirement)


def _find(name: str) -> metadata.Distribution | None:
    for each in (name, *_OTHER_NAMES.get(name, ())):
        try:
            return metadata.distribution(each)
        except metadata.PackageNotFoundError:
            continue
    return None


def _licence(facts: metadata.PackageMetadata) -> str:
    told = _value(facts, "License-Expression") or _value(facts, "License")
    if not told or "\n" in told:
        kinds = [kind for kind in facts.get_all("Classifier") or () if kind.startswith("License")]
        told = " AND ".join(_spdx(kind.rpartition(" :: ")[2]) for kind in kinds)
    return _spdx(told)


def _spdx(told: str) -> str:
    return _SPDX.get(told.casefold(), told)


def _homepage(facts: metadata.PackageMetadata) -> str:
    pages: dict[str, str] = {}
    for entry in facts.get_all("Project-URL") or ():
        name, _, address = entry.partition(",")
        pages[name.strip().casefold()] = address.strip()
    best = ("homepage", "home", "documentation", "source", "repository")
    wanted = (*(pages.get(name, "") for name in best), _value(facts, "Home-page"))
    return next((page for page in wanted if page.startswith(("https://", "http://"))), "")


def _value(facts: metadata.PackageMetadata, name: str) -> str:
    value = facts.get_all(name)
    told = str(value[0]).strip() if value else ""
    return "" if told == "UNKNOWN" else told


def _texts(distribution: metadata.Distribution) -> Iterator[Path]:
    """Files of its metadata that are licences by their folder or their name."""
    # All of `distribution.files` takes long: TensorFlow's has ten thousand entries.
    record = distribution.read_text("RECORD") or ""
    for place in dict.fromkeys(line.rsplit(",", 2)[0] for line in record.splitlines()):
        parts = place.split("/")
        if not parts[0].endswith(".dist-info") or parts[-1].endswith(".py"):
            continue
        if _LICENCE_FILE.match(parts[-1]) or (parts[1] == "licenses" and not _is_other(parts[-1])):
            yield Path(str(distribution.locate_file(place)))


def _is_of_authors(path: Path) -> bool:
    """For the order of texts: first the licence, then whose it is."""
    return path.name.upper().startswith("AUTHORS")


def _is_other(name: str) -> bool:
    return name.upper().startswith(("README", "CHANGE", "CODE_OF"))
