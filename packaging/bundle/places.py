"""Where things lie while an installer is made, and what they are called."""

from dataclasses import dataclass
from pathlib import Path

from bundle.system import MACHINE, SYSTEM
from cnnlab_gui import __version__
from cnnlab_gui.core import product

__all__ = [
    "MACHINE",
    "PACKAGING",
    "RESOURCES",
    "ROOT",
    "SPEC",
    "SYSTEM",
    "VERSION",
    "BuildError",
    "Places",
]

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
RESOURCES = ROOT / "resources"
SPEC = PACKAGING / "cnnlab.spec"

VERSION = __version__


class BuildError(Exception):
    """An installer cannot be made; the message says why, and what to do."""


@dataclass(frozen=True)
class Places:
    """What a build writes.

    Attributes
    ----------
    out : Path
        The folder of everything; ``dist`` of the checkout by default.
    """

    out: Path

    @property
    def work(self) -> Path:
        """For what is thrown away: PyInstaller's caches, icons, trees of packages."""
        return self.out / "work"

    @property
    def frozen(self) -> Path:
        """The frozen application as PyInstaller leaves it: a folder, or a bundle on macOS."""
        name = f"{product.NAME}.app" if SYSTEM == "macos" else product.COMMAND
        return self.out / name

    @property
    def contents(self) -> Path:
        """Inside the frozen application: where Python's modules and the resources are."""
        if SYSTEM == "macos":
            return self.frozen / "Contents" / "Frameworks"
        return self.frozen / "_internal"

    @property
    def data(self) -> Path:
        """Inside the frozen application: where its data files are, licences among them."""
        if SYSTEM == "macos":
            return self.frozen / "Contents" / "Resources"
        return self.contents

    @property
    def program(self) -> Path:
        """What starts it, and what is `cnnlab` on a terminal."""
        if SYSTEM == "macos":
            return self.frozen / "Contents" / "MacOS" / product.COMMAND
        return self.frozen / (f"{product.COMMAND}.exe" if SYSTEM == "windows" else product.COMMAND)

    def installer(self, ending: str) -> Path:
        """What people download, such as ``cnnlab-0.1.0-linux-x86_64.tar.xz``."""
        return self.out / f"{product.COMMAND}-{VERSION}-{SYSTEM}-{MACHINE}{ending}"
