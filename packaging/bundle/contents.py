"""What goes into the frozen application, and what of it stays out."""

import re
import shutil
import subprocess
from pathlib import Path

from bundle.places import SYSTEM

Entry = tuple[str, str, str]
"""Where it goes in the bundle, where it comes from, and PyInstaller's word for its kind."""

HIDDEN: list[str] = []

EXCLUDED = [
    "tkinter", "matplotlib", "IPython", "pytest", "setuptools", "pip", "clang", "pandas", "scipy",
    "OpenGL", "pyqtgraph.opengl", "pyqtgraph.examples", "readline",
]  # fmt: skip

UNWANTED = re.compile(
    "|".join(
        (
            r"PySide6/Qt/plugins/platformthemes/libqgtk3",
            r"PySide6/Qt/plugins/(egldeviceintegrations|networkinformation|tls|generic)/",
            r"PySide6/Qt/plugins/platforms/libq(eglfs|linuxfb|minimalegl|vnc|vkkhrdisplay)",
            r"PySide6/Qt/translations/(?!qtbase_)",
            r"tensorflow/(include|xla_aot_runtime_src)/",
            r"lib(gtk|gdk|atk|atspi|cairo|pango|epoxy|gdk_pixbuf|gio|thai|datrie|fribidi)",
        )
    )
)

# Those alone: others were patched after they were linked, and `strip` breaks them.
STRIPPED = re.compile(r"^(tensorflow/|libtensorflow|libpython)")


def is_wanted(entry: Entry) -> bool:
    """Whether something that was found belongs into the application."""
    return UNWANTED.match(entry[0].replace("\\", "/")) is None


def metadata() -> list[tuple[str, str]]:
    """What says which versions are inside."""
    from PyInstaller.utils.hooks import copy_metadata

    wanted: list[tuple[str, str]] = []
    for name in ("cnnlab-gui", "keras", "numpy", "tensorflow-cpu"):
        wanted += copy_metadata(name)
    return wanted


def stripped(entries: list[Entry], work: Path) -> list[Entry]:
    """The same with the symbols of the largest libraries taken out."""
    if SYSTEM != "linux":
        return entries
    return [_stripped(entry, work / "stripped") for entry in entries]


def _stripped(entry: Entry, folder: Path) -> Entry:
    place, source, kind = entry
    if kind == "SYMLINK" or not STRIPPED.match(place):
        return entry
    copy = folder / place
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, copy)
    subprocess.run(["strip", "--strip-unneeded", str(copy)], check=True)
    return place, str(copy), kind


def icon(folder: Path) -> str | None:
    """The icon of the program, where the system wants one in it."""
    ending = {"windows": ".ico", "macos": ".icns"}.get(SYSTEM)
    return str(folder / f"cnnlab{ending}") if ending else None
