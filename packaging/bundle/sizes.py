"""What the frozen application weighs, part by part, and what it may."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bundle.places import SYSTEM, BuildError, Places

MB = 1_000_000


@dataclass(frozen=True)
class Budget:
    """What may be weighed, in bytes.

    Attributes
    ----------
    frozen : int
        The folder of the frozen application, all files in it.
    downloads : dict
        What people download, by how its name ends.
    """

    frozen: int
    downloads: Mapping[str, int]


BUDGETS = {
    "linux": Budget(1_150 * MB, {".tar.xz": 260 * MB, ".deb": 300 * MB, ".AppImage": 300 * MB}),
    # Not measured: TensorFlow's wheel is a quarter larger there, and symbols are not in it.
    "windows": Budget(1_500 * MB, {".exe": 400 * MB}),
    # Not measured: TensorFlow's wheel for ARM is the smallest, its library is not stripped.
    "macos": Budget(1_400 * MB, {".dmg": 450 * MB}),
}

# The first that fits counts. Modules are told by their names with slashes.
PARTS = {
    "TensorFlow": r"(tensorflow|ml_dtypes|google|h5py|wrapt|gast|astunparse|absl|flatbuffers)\b",
    "Keras": r"(keras|optree|namex)\b",
    "ONNX": r"(onnx|onnxruntime|tf2onnx)\b",
    "Qt": r"(PySide6|shiboken6|pyqtgraph|libQt6|libpyside6|libshiboken6|libicu)",
    "numpy": r"numpy\b",
    "pictures (Pillow)": r"(PIL|pillow)\b",
    "CNN Lab itself": r"(cnnlab_gui|cnnlab_gui-.*|resources|licences)\b",
    "Python": r"(python3|libpython|base_library|lib-dynload|Python3?\b|python\d+\.dll)",
    "libraries of the system": r"lib[^/]*\.(so|dylib)[^/]*$",
}
OTHERS = "other packages"
PROGRAM = "program and table of modules"


def weigh(places: Places) -> None:
    """Print the size of each part; too much fails."""
    if not places.program.is_file():
        raise BuildError(f"{places.frozen} is not there: freeze first.")
    parts = weigh_parts(places.frozen, places.contents, modules_in(places))
    total = sum(parts.values())
    budget = BUDGETS[SYSTEM].frozen
    for line in table(parts, total, budget):
        print(line)
    if total > budget:
        raise BuildError(
            f"The application weighs {total / MB:,.0f} MB, "
            f"and its budget is {budget / MB:,.0f} MB. The table says which part grew."
        )


def weigh_downloads(places: Places) -> None:
    """Print the size of what people download; too much fails."""
    too_large = []
    for path, limit in downloads(places.out, BUDGETS[SYSTEM].downloads):
        size = path.stat().st_size
        print(f"{path.name:<50} {size / MB:>8.1f} MB of {limit / MB:.0f}")
        if size > limit:
            too_large.append(path.name)
    if too_large:
        raise BuildError(f"{', '.join(too_large)}: larger than the budget.")


def downloads(folder: Path, budgets: Mapping[str, int]) -> list[tuple[Path, int]]:
    """The files in a folder that have a budget, and it, by name."""
    return [
        (path, limit)
        for path in sorted(folder.iterdir())
        for ending, limit in budgets.items()
        if path.name.endswith(ending) and path.is_file()
    ]


def weigh_parts(frozen: Path, contents: Path, modules: Mapping[str, int]) -> Counter[str]:
    """Weigh the parts of a frozen application, in bytes.

    Parameters
    ----------
    contents : Path
        Where the packages are, inside ``frozen``.
    modules : dict
        The bytes of each Python module in the program, by name.
    """
    parts: Counter[str] = Counter()
    for path in files(frozen):
        inside = path.relative_to(contents if path.is_relative_to(contents) else frozen)
        parts[part_of(inside.as_posix())] += path.stat().st_size
    for module, size in modules.items():
        # They lie in the program, which was weighed as a whole.
        parts[part_of(module.replace(".", "/"))] += size
        parts[PROGRAM] -= size
    return parts


def part_of(place: str) -> str:
    """The part that a file or a module belongs to, by its place inside."""
    for part, pattern in PARTS.items():
        if re.match(pattern, place):
            return part
    if "/" not in place and not Path(place).suffix:
        return PROGRAM if place.startswith("cnnlab") else OTHERS
    return PROGRAM if place.endswith(".exe") else OTHERS


def files(folder: Path) -> Iterable[Path]:
    """All files in a folder, each once: links weigh nothing."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            if not path.is_symlink():
                yield path


def modules_in(places: Places) -> dict[str, int]:
    """The packed bytes of each Python module in the program, by name."""
    from PyInstaller.archive.readers import CArchiveReader

    archive = CArchiveReader(str(places.program))
    packed = [name for name, entry in archive.toc.items() if entry[-1] == "z"]
    return {
        module: entry[2]
        for name in packed
        for module, entry in archive.open_embedded_archive(name).toc.items()
    }


def table(parts: Mapping[str, int], total: int, budget: int) -> list[str]:
    """The lines of a table: each part with megabytes and its share, the heaviest first."""
    width = max(map(len, parts))
    lines = [
        f"{part:<{width}} {size / MB:>9.1f} MB {size / total:>6.1%}"
        for part, size in sorted(parts.items(), key=lambda item: -item[1])
    ]
    return [*lines, f"{'all':<{width}} {total / MB:>9.1f} MB of {budget / MB:.0f}"]
