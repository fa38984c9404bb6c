"""What is inside the frozen application, and under which licence."""

import shutil
from dataclasses import replace
from importlib import metadata
from pathlib import Path

from bundle import licences_known as known
from bundle import licences_python, licences_system
from bundle.contents import Entry
from bundle.places import ROOT, Places
from cnnlab_gui.core import product
from cnnlab_gui.core.licences import FOLDER, INDEX, Component, index_of, of_distribution


def entries(places: Places, inside: list[Entry]) -> list[Entry]:
    """The texts of all licences, and a list of what they belong to, for ``licences/``.

    Parameters
    ----------
    inside : list of Entry
        All that goes into the application: libraries, data files, modules.

    Raises
    ------
    BuildError
        Something would be inside whose licence is not known.
    """
    folder = places.work / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    collected = collect(components(places, inside), folder)
    (folder / INDEX).write_text(index_of(collected, folder), encoding="utf-8", newline="\n")
    (folder / "README.txt").write_text(_table(collected), encoding="utf-8", newline="\n")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [
        (f"{FOLDER}/{path.relative_to(folder).as_posix()}", str(path), "DATA") for path in files
    ]


def components(places: Places, inside: list[Entry]) -> tuple[Component, ...]:
    """What the application is made of, if all of ``inside`` goes into it.

    Raises
    ------
    BuildError
        Something would be inside whose licence is not known.
    """
    packages = licences_python.Packages.installed()
    others = [
        _unstripped(places, entry, packages)
        for entry in inside
        if entry[2] not in ("SYMLINK", "DEPENDENCY") and Path(entry[1]).is_absolute()
    ]
    others = [entry for entry in others if not _is_ours(places, Path(entry[1]))]
    files = licences_python.entry_files(others, packages)
    rest = [entry for entry in others if packages.place(Path(entry[1]).resolve()) is None]
    system = [entry for entry in rest if not licences_python.is_python(Path(entry[1]).resolve())]
    return (
        replace(of_distribution(metadata.distribution("cnnlab-gui")), name=product.NAME),
        licences_python.python(),
        *licences_python.freezer(),
        *licences_python.of_packages(packages, files),
        *licences_system.components(system),
    )


def collect(found: tuple[Component, ...], folder: Path) -> tuple[Component, ...]:
    """Copy the texts into ``folder``, each text once; returns the components with the copies."""
    copies: dict[bytes, Path] = {}
    # Under its own name, whoever is the first to bring it.
    well_known = {_content(path): path.stem for path in known.TEXTS.glob("*.txt")}
    return tuple(
        replace(
            component,
            texts=tuple(
                dict.fromkeys(
                    _copy(
                        text,
                        well_known.get(_content(text)) or _stem(text, component.name),
                        folder,
                        copies,
                    )
                    for text in component.texts
                )
            ),
        )
        for component in found
    )


def _copy(text: Path, stem: str, folder: Path, copies: dict[bytes, Path]) -> Path:
    content = _content(text)
    if content not in copies:
        copies[content] = _free(folder, stem)
        copies[content].write_bytes(content)
    return copies[content]


def _content(text: Path) -> bytes:
    return text.read_bytes().replace(b"\r\n", b"\n")


def _stem(text: Path, owner: str) -> str:
    """A name that says whose text it is: ``numpy-LICENSE``; ``GPL-2`` says it alone."""
    stem = text.name.removesuffix(".txt").removesuffix(".md").removesuffix(".rst")
    if text.parent == licences_system.COMMON or stem.lower().startswith(owner.lower()):
        return stem
    return f"{owner}-{stem}".replace(" ", "-")


def _free(folder: Path, stem: str) -> Path:
    """A file of that name that is not there yet, on systems that know no upper case either."""
    taken = {path.name.lower() for path in folder.iterdir()}
    names = (f"{stem}{'' if count < 2 else f'-{count}'}.txt" for count in range(1, 1000))
    return folder / next(name for name in names if name.lower() not in taken)


def _table(found: tuple[Component, ...]) -> str:
    """The list for people who open the folder."""
    lines = [
        f"What {product.NAME} is made of, and the files with the licences of it.",
        "Libraries of a system are taken from it unchanged; their sources are at the addresses,",
        "and those of Debian's versions at https://snapshot.debian.org.",
        "",
    ]
    for component in sorted(found, key=lambda each: each.name.casefold()):
        lines.append(f"{component.name} {component.version}".rstrip())
        lines.append(f"    {component.licence}")
        lines += [f"    {component.homepage}"] if component.homepage else []
        lines += [f"    {text.name}" for text in component.texts]
        lines.append("")
    return "\n".join(lines)


def _unstripped(places: Places, entry: Entry, packages: licences_python.Packages) -> Entry:
    """The entry with the file that it was made from, where the build changed a library."""
    place, source, kind = entry
    if Path(source).is_relative_to(places.out):
        for site in packages.site:
            if (site / place).is_file():
                return place, str(site / place), kind
    return entry


def _is_ours(places: Places, source: Path) -> bool:
    """Whether it is a file of this project, or one that the build has made."""
    made = source.is_relative_to(places.out) and not licences_python.is_python(source)
    own = any(
        source.is_relative_to(ROOT / name) for name in ("cnnlab_gui", "resources", "packaging")
    )
    return made or own
