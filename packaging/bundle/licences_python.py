"""The licences of Python, of the packages from its index, and of the bootloader."""

import platform
import re
import sys
import sysconfig
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path

from bundle import licences_known as known
from bundle.contents import Entry
from bundle.places import BuildError
from cnnlab_gui.core.licences import Component, canonical, of_distribution

_LIBRARY = re.compile(r"(\.(so|dll|pyd|dylib)(\.[0-9.]+)?|/Qt\w+)$", re.IGNORECASE)
_APART = {
    "cnnlab-gui",
    "pyinstaller",
    "pyinstaller-hooks-contrib",
}  # they have components of their own
_LIBPYTHON = re.compile(r"(libpython3[0-9.]*\.(so|dylib)|python3[0-9]*\.dll|Python$)")


@dataclass
class Packages:
    """What the packages that are installed where this runs own.

    Attributes
    ----------
    owners : dict of str to Distribution
        By the name of the folder or file in ``site-packages`` and, where several packages
        share a folder, below it.
    """

    site: tuple[Path, ...]
    owners: dict[str, list[metadata.Distribution]] = field(default_factory=dict)

    @classmethod
    def installed(cls) -> "Packages":
        """Those of this environment."""
        paths = sysconfig.get_paths()
        site = tuple({Path(paths[key]).resolve() for key in ("purelib", "platlib")})
        owners: dict[str, list[metadata.Distribution]] = defaultdict(list)
        for distribution in metadata.distributions(path=[str(path) for path in site]):
            for top in _tops(distribution):
                owners[top].append(distribution)
        return cls(site, dict(owners))

    def place(self, source: Path) -> str | None:
        """Where a file lies in ``site-packages``; None where it lies elsewhere."""
        for folder in self.site:
            if source.is_relative_to(folder):
                return source.relative_to(folder).as_posix()
        return None

    def owner(self, place: str) -> metadata.Distribution | None:
        """Which package brought what lies at a place of ``site-packages``."""
        found = self.owners.get(place.partition("/")[0], [])
        if len(found) < 2:
            return found[0] if found else None
        # PySide6's modules, or Google's: several in one folder.
        return next((each for each in found if _has(each, place)), None)


def is_python(source: Path) -> bool:
    """Whether a file is of Python itself: its library, or one of its modules."""
    if _LIBPYTHON.match(source.name):
        return True
    paths = sysconfig.get_paths()
    own = {Path(paths[key]).resolve() for key in ("stdlib", "platstdlib")}
    base = Path(sys.base_prefix).resolve()
    if base not in (Path("/usr"), Path("/usr/local")):  # else all of the system is below it
        own.add(base)
    return any(source.is_relative_to(folder) for folder in own)


def of_packages(packages: Packages, files: dict[str, str]) -> list[Component]:
    """The packages of which there are files, and the work of others inside them.

    Parameters
    ----------
    files : dict of str to str
        Place in the bundle by place in ``site-packages``.

    Raises
    ------
    BuildError
        A package brings no text of its licence, and none is known for it.
    """
    distributions: dict[str, metadata.Distribution] = {}
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place, target in files.items():
        owner = packages.owner(place)
        if owner is None:
            raise BuildError(f"{place} lies among the packages, but none of them says it is its.")
        if canonical(owner.metadata["Name"]) not in _APART:
            distributions[owner.metadata["Name"]] = owner
        part = next((part for part in known.PARTS if part.place.match(place)), None)
        if part:
            parts[part.name, owner.version].append(target)
    made = [_package(distribution) for distribution in distributions.values()]
    by_name = {part.name: part for part in known.PARTS}
    joined: dict[str, Component] = {}
    for (name, version), targets in parts.items():
        before = joined.get(name)
        component = _part(by_name[name], version, targets)
        joined[name] = (
            replace(before, files=tuple(sorted({*before.files, *component.files})))
            if before
            else component
        )
    return [*made, *joined.values()]


def python() -> Component:
    """Python itself.

    Raises
    ------
    BuildError
        Its licence is not where it is put by its installation.
    """
    base = Path(sys.base_prefix)
    candidates = [
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        base / "LICENSE.txt",
        base / "LICENSE",
    ]
    text = next((path for path in candidates if path.is_file()), None)
    if text is None:
        raise BuildError(
            f"Python's licence is missing: looked in {', '.join(map(str, candidates))}"
        )
    version = platform.python_version()
    return Component(
        "CPython", version, "PSF-2.0", "https://www.python.org",
        f"pkg:generic/cpython@{version}", (text,),
    )  # fmt: skip


def freezer() -> list[Component]:
    """What starts the frozen application: PyInstaller's, with the exception that permits it.

    Raises
    ------
    BuildError
        PyInstaller is not installed here.
    """
    try:
        bootloader = _package(metadata.distribution("pyinstaller"))
    except metadata.PackageNotFoundError as error:
        raise BuildError("PyInstaller is not installed where this runs.") from error
    made = [replace(bootloader, licence="GPL-2.0-or-later WITH Bootloader-exception")]
    with suppress(metadata.PackageNotFoundError):
        # Of its collection only what runs at the start is inside: that is under this licence.
        hooks = _package(metadata.distribution("pyinstaller-hooks-contrib"))
        made.append(replace(hooks, licence="Apache-2.0"))
    return made


def _tops(distribution: metadata.Distribution) -> set[str]:
    record = distribution.read_text("RECORD") or ""
    return {line.partition("/")[0].partition(",")[0] for line in record.splitlines()} - {".."}


def _has(distribution: metadata.Distribution, place: str) -> bool:
    return f"\n{place}," in "\n" + (distribution.read_text("RECORD") or "")


def _package(distribution: metadata.Distribution) -> Component:
    component = of_distribution(distribution)
    name = canonical(component.name)
    common = known.COMMON_TEXTS.get(component.licence)
    texts = component.texts or tuple(
        known.TEXTS / text
        for text in known.DISTRIBUTION_TEXTS.get(name, (common,) if common else ())
    )
    more = [distribution.locate_file(text) for text in known.MORE_TEXTS.get(name, ())]
    texts += tuple(path for path in map(_path, more) if path.is_file())
    if not texts:
        raise BuildError(
            f"The package {component.name} brings no text of its licence ({component.licence}). "
            "Put it in packaging/licences and name it in packaging/bundle/licences_known.py."
        )
    return replace(component, texts=texts, licence=component.licence or "LicenseRef-see-text")


def _path(place: object) -> Path:
    """A path of an installed file, which importlib leaves untyped."""
    return Path(str(place))


def _part(part: known.Part, version: str, targets: list[str]) -> Component:
    told = part.version or (version if part.name == "Qt" else _soname_version(targets))
    slug = re.sub(r"[^a-z0-9]+", "-", part.name.lower()).strip("-")
    return Component(
        name=part.name,
        version=told,
        licence=part.licence,
        homepage=part.homepage,
        purl=f"pkg:generic/{slug}" + (f"@{told}" if told else ""),
        texts=tuple(known.TEXTS / text for text in part.texts),
        files=tuple(sorted(target for target in targets if _LIBRARY.search(target))),
    )


def _soname_version(targets: list[str]) -> str:
    """What the names of its libraries say: ``libicuuc.so.73``; an empty text for most."""
    found = (re.search(r"icu\w+?(?:\.so\.|\.)?([0-9]+)(\.dll|\.dylib)?$", each) for each in targets)
    return next((match[1] for match in found if match), "")


def entry_files(entries: list[Entry], packages: Packages) -> dict[str, str]:
    """Place in the bundle by place in ``site-packages``, of those entries that lie there."""
    files = {}
    for target, source, _ in entries:
        place = packages.place(Path(source).resolve())
        if place:
            files[place] = target.replace("\\", "/")
    return files
