"""The licences of libraries that are taken from the system on which an installer is built."""

import platform
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from bundle import licences_known as known
from bundle.contents import Entry
from bundle.places import SYSTEM, BuildError
from cnnlab_gui.core.licences import Component

DOCUMENTATION = Path("/usr/share/doc")
COMMON = Path("/usr/share/common-licenses")
_NAMED_COMMON = re.compile(r"/usr/share/common-licenses/([A-Za-z][A-Za-z0-9.-]*[A-Za-z0-9])")
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|copyright)", re.IGNORECASE)


def components(entries: list[Entry]) -> list[Component]:
    """What the libraries of the system among all ``entries`` are, with the texts of it.

    Raises
    ------
    BuildError
        One has no licence that can be found, or one that keeps it out.
    """
    if not entries:
        return []
    if SYSTEM == "windows":
        return _of_windows(entries)
    return _of_homebrew(entries) if SYSTEM == "macos" else _of_packages(entries)


def unknown(entries: Iterable[Entry]) -> BuildError:
    """What to say of files whose licence nobody knows."""
    files = ", ".join(sorted(f"{place} ({source})" for place, source, _ in entries))
    return BuildError(
        f"No licence is known of {files}. Leave it out in packaging/bundle/contents.py, or say "
        "in packaging/bundle/licences_known.py what it is and put the text in packaging/licences."
    )


def _of_windows(entries: list[Entry]) -> list[Component]:
    part = known.WINDOWS
    strange = [entry for entry in entries if not part.place.match(Path(entry[0]).name)]
    if strange:
        raise unknown(strange)
    files = tuple(sorted(place.replace("\\", "/") for place, _, _ in entries))
    texts = tuple(known.TEXTS / text for text in part.texts)
    purl = f"pkg:generic/microsoft-visual-cpp-runtime@{part.version}"
    found = Component(part.name, part.version, part.licence, part.homepage, purl, texts, files)
    return [found]


def _of_homebrew(entries: list[Entry]) -> list[Component]:
    """Libraries of Homebrew, whose folders hold the licence: ``…/Cellar/NAME/VERSION/lib``."""
    kegs: dict[Path, list[Entry]] = defaultdict(list)
    for entry in entries:
        kegs[_keg(Path(entry[1]).resolve())].append(entry)
    made = []
    for keg, files in kegs.items():
        texts = tuple(sorted(file for file in keg.glob("*") if _LICENCE_FILE.match(file.name)))
        if "Cellar" not in keg.parts or not texts:
            raise unknown(files)
        name, version = keg.parent.name, keg.name
        _refuse(name, files)
        made.append(
            Component(
                name,
                version,
                known.system_licence(name),
                f"https://formulae.brew.sh/formula/{name}",
                f"pkg:brew/{name}@{version}",
                texts,
                tuple(sorted(place for place, _, _ in files)),
            )
        )
    return made


def _keg(library: Path) -> Path:
    parts = library.parts
    if "Cellar" not in parts:
        return library.parent
    return Path(*parts[: parts.index("Cellar") + 3])


def _of_packages(entries: list[Entry]) -> list[Component]:
    owners = _owners([Path(source).resolve() for _, source, _ in entries])
    by_package: dict[str, list[Entry]] = defaultdict(list)
    orphans = []
    for entry in entries:
        package = owners.get(Path(entry[1]).resolve())
        if package:
            by_package[package].append(entry)
        else:
            orphans.append(entry)
    if orphans:
        raise unknown(orphans)
    by_source: dict[str, list[Component]] = defaultdict(list)
    for package, facts in _facts(list(by_package)).items():
        by_source[facts[0]].append(_of_package(package, facts, by_package[package]))
    return [_joined(parts) for parts in by_source.values()]


def _of_package(package: str, facts: list[str], entries: list[Entry]) -> Component:
    source, version, homepage = facts
    _refuse(source, entries)
    copyright_file = DOCUMENTATION / package.partition(":")[0] / "copyright"
    if not copyright_file.is_file():
        raise unknown(entries)
    system = platform.freedesktop_os_release().get("ID", "debian")
    return Component(
        name=source,
        version=version,
        licence=known.system_licence(source),
        homepage=homepage
        if homepage.startswith("http")
        else f"https://tracker.debian.org/{source}",
        purl=f"pkg:deb/{system}/{source}@{version.replace(':', '%3A')}?arch=source",
        texts=(copyright_file.resolve(), *_common(copyright_file)),
        files=tuple(sorted(place for place, _, _ in entries)),
    )


def _joined(parts: list[Component]) -> Component:
    """One component of all packages that were built from the same source."""
    first = parts[0]
    texts = tuple(dict.fromkeys(text for part in parts for text in part.texts))
    files = tuple(sorted(file for part in parts for file in part.files))
    return Component(
        first.name, first.version, first.licence, first.homepage, first.purl, texts, files
    )


def _refuse(name: str, entries: list[Entry]) -> None:
    reason = known.REFUSED.get(name)
    if reason:
        places = ", ".join(sorted(place for place, _, _ in entries))
        raise BuildError(
            f"{places} is under {reason}. Leave it out in packaging/bundle/contents.py."
        )


def _common(copyright_file: Path) -> Iterator[Path]:
    """The texts that a statement of Debian's only names: they are in another folder there."""
    text = copyright_file.read_text(encoding="utf-8", errors="replace")
    for name in dict.fromkeys(_NAMED_COMMON.findall(text)):
        if (COMMON / name).is_file():
            yield (COMMON / name).resolve()


def _owners(libraries: list[Path]) -> dict[Path, str]:
    """Which package brings each; a system with a merged ``/usr`` may know it without that."""
    asked = {str(path): path for path in libraries}
    asked |= {name.removeprefix("/usr"): path for name, path in asked.items()}
    owners = {}
    for line in _lines("dpkg", "-S", *asked):
        packages, _, name = line.rpartition(": ")
        if name in asked and not packages.startswith("diversion "):
            owners[asked[name]] = packages.split(", ")[0]
    return owners


def _facts(packages: list[str]) -> dict[str, list[str]]:
    """Source, its version and its homepage of each package."""
    wanted = "${binary:Package}\t${source:Package}\t${source:Version}\t${Homepage}\n"
    names = {name.partition(":")[0]: name for name in packages}
    facts = {}
    for line in _lines("dpkg-query", "-W", f"--showformat={wanted}", *packages):
        package, *rest = line.split("\t")
        facts[names[package.partition(":")[0]]] = rest
    return facts


def _lines(*command: str) -> list[str]:
    """What a tool of the system prints; nothing where there is no such tool."""
    try:
        # `dpkg -S` fails if it does not know one of many: what is missing is told by the caller.
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    except FileNotFoundError:
        return []
    return done.stdout.splitlines()
