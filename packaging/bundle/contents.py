"""What goes into the frozen application, and what of it stays out."""

import logging
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bundle.places import PACKAGING, SYSTEM, BuildError

Entry = tuple[str, str, str]
"""Where it goes in the bundle, where it comes from, and PyInstaller's word for its kind."""

# Imported at run time by name alone, so that nobody sees it in the sources.
HIDDEN = ["keras", "onnxruntime", "tf2onnx", "cnnlab_gui.__main__"]

EXCLUDED = [
    # Of Python: other toolkits, and what is for a person at a prompt.
    "tkinter", "curses", "readline", "sqlite3", "pydoc_data", "idlelib", "lib2to3",
    # What others reach for where it happens to be installed.
    "matplotlib", "IPython", "pytest", "hypothesis", "mypy", "setuptools", "pip", "clang",
    "pandas", "scipy", "torch", "jax", "sympy", "tensorboard", "defusedxml", "olefile", "cffi",
    # gRPC serves TensorFlow's debugger alone.
    "grpc", "tensorflow.python.debug.lib.grpc_debug_server",
    "numpy.f2py", "numpy.testing.tests", "pydantic.mypy", "pydantic.v1.mypy",
    "onnx.backend.test", "onnx.reference", "onnxruntime.tools", "onnxruntime.transformers",
    # The curves are painted; Qt's own modules for OpenGL stay, pyqtgraph imports them.
    "OpenGL", "PySide6.QtTest",
    "pyqtgraph.opengl", "pyqtgraph.examples", "PIL.ImageTk", "PIL._imagingtk",
    "PIL.AvifImagePlugin", "PIL._avif",
]  # fmt: skip

UNWANTED = re.compile(
    "|".join(
        (
            # Of Qt's plug-ins: other desktops' dialogs, screens without a desktop, TLS and
            # networks (downloads are Python's), touch panels.
            r"PySide6/(Qt/)?plugins/platformthemes/.*gtk",
            r"PySide6/(Qt/)?plugins/(egldeviceintegrations|networkinformation|tls|generic)/",
            r"PySide6/(Qt/)?plugins/(qmltooling|qmllint|designer|assetimporters|multimedia)/",
            r"PySide6/(Qt/)?plugins/platforms/libq(eglfs|linuxfb|minimalegl|vnc|vkkhrdisplay)",
            r"PySide6/(Qt/)?plugins/platforminputcontexts/.*virtualkeyboard",
            r"PySide6/(Qt/)?plugins/wayland-graphics-integration-server/",
            r"PySide6/opengl32sw\.dll",
            r"PySide6/(Qt/)?translations/(?!qtbase_)",
            r"tensorflow/(include|xla_aot_runtime_src)/",
            # Of ONNX: its tests, and models of every operator for them.
            r"onnx/(backend/test|test|examples)/",
            r"onnxruntime/(datasets|tools|transformers|quantization)/",
            r".*/tests?/",
            r".*\.(pyi|pxd|h|hpp|lib|a)$",
            r".*\.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json|sboms/)",
        )
    )
)

FROM_THE_SYSTEM = re.compile(
    r"lib(stdc\+\+|gcc_s|X11|X11-xcb|Xau|Xdmcp|bsd|md|fontconfig|freetype|png16|expat|z)\.so\."
)
"""Libraries that are on every desktop, and that the system's own graphics driver, fonts or
display server need in their own version: an older one beside us would be loaded in its place,
and Mesa's drivers or the system's font configuration would fail by it."""

# Those alone: others were patched after they were linked, and `strip` breaks them.
STRIPPED = re.compile(r"^(tensorflow/|libtensorflow|libpython|onnxruntime/|onnx/)")

DISTRIBUTIONS = ("cnnlab-gui", "keras", "numpy", "tensorflow", "tensorflow-cpu", "pydantic")
"""Those whose versions are asked for while the application runs, as far as they are there."""


@contextmanager
def said_plainly() -> Iterator[None]:
    """In the specification: what is wrong with a build is a sentence, without a traceback."""
    # Windows' own libraries, which are named in code that other systems never reach.
    filtered = logging.getLogger("PyInstaller.depend.utils")
    if SYSTEM != "windows":
        filtered.addFilter(lambda record: "via ctypes not found" not in record.getMessage())
    try:
        yield
    except BuildError as error:
        raise SystemExit(str(error)) from None


def is_wanted(entry: Entry) -> bool:
    """Whether something that was found belongs into the application."""
    place = entry[0].replace("\\", "/")
    if UNWANTED.match(place):
        return False
    return SYSTEM != "linux" or FROM_THE_SYSTEM.match(place) is None


def metadata() -> list[tuple[str, str]]:
    """What says which versions are inside."""
    from importlib.metadata import PackageNotFoundError

    from PyInstaller.utils.hooks import copy_metadata

    wanted: list[tuple[str, str]] = []
    for name in DISTRIBUTIONS:
        try:
            wanted += copy_metadata(name)
        except PackageNotFoundError:
            continue
    return wanted


def stripped(entries: list[Entry], work: Path) -> list[Entry]:
    """The same with the symbols of the largest libraries taken out."""
    if SYSTEM != "linux":
        return entries
    if shutil.which("strip") is None:
        raise BuildError(
            "strip is missing, which takes the symbols out of libraries. "
            "On Debian and Ubuntu: sudo apt-get install binutils"
        )
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


def windowed(scripts: list[Entry]) -> list[Entry]:
    """The scripts of a program, less its own, for the one that only opens the window."""
    return [*scripts[:-1], ("windowed", str(PACKAGING / "windows" / "windowed.py"), "PYSOURCE")]


def icon(folder: Path) -> str | None:
    """The icon of the program, where the system wants one in it."""
    ending = {"windows": ".ico", "macos": ".icns"}.get(SYSTEM)
    return str(folder / f"cnnlab{ending}") if ending else None
