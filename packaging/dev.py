"""The two commands of a checkout: open the application, run the tests.

Both need nothing but Python, and make their own environment the first time::

    python packaging/dev.py app [arguments of `cnnlab gui`]
    python packaging/dev.py test [arguments of pytest]
    python packaging/dev.py check

Only the standard library is used, and older Pythons can read this file far
enough to be told which ones will do.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = ROOT / "pyproject.toml"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
DEFAULT_VENV = ROOT / ".venv"
STAMP_NAME = "cnnlab-installed.sha256"

OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 13)
ON_WINDOWS = os.name == "nt"

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)


class SetupError(Exception):
    """The environment cannot be made; the message says what to do."""


class Environment:
    """A virtual environment that holds this checkout and its pinned tools."""

    needs = "800 MB"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._scripts = folder / ("Scripts" if ON_WINDOWS else "bin")
        self._stamp = folder / STAMP_NAME

    def prepare(self) -> None:
        """Make it, or bring it up to date, if need be."""
        if not self._is_whole():
            self._make()
        wanted = _sum_of_wishes(self.wishes)
        if self._stamp.is_file() and self._stamp.read_text(encoding="utf-8") == wanted:
            return
        self._stamp.unlink(missing_ok=True)
        self._install()
        # Last of all: an installation that was cut is begun again.
        self._stamp.write_text(wanted, encoding="utf-8")

    def run(self, tool: str, *arguments: str, folder: Path | None = None) -> int:
        """Run one of its tools to the end, and return the exit code."""
        program = self._program(tool)
        if not program.is_file():
            raise SetupError(f"{program} is missing. Delete {self._folder} and try again.")
        return _run([str(program), *arguments], folder)

    def _program(self, tool: str) -> Path:
        return self._scripts / (f"{tool}.exe" if ON_WINDOWS else tool)

    def _is_whole(self) -> bool:
        """Whether its Python starts and has pip.

        It does not start once the system replaced its own Python, and there is no
        pip where the making was cut.
        """
        try:
            done = subprocess.run(
                [self._program("python"), "-c", "import pip"], capture_output=True, check=False
            )
        except OSError:
            return False
        return done.returncode == 0

    def _make(self) -> None:
        if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
            raise SetupError(_no_venv())
        if any(self._folder.glob("*")) and not (self._folder / "pyvenv.cfg").is_file():
            raise SetupError(
                f"{self._folder} is no virtual environment. Name another folder with --venv."
            )
        _say(f"Setting up {self._folder}: this downloads up to {self.needs}, once.")
        if subprocess.call([sys.executable, "-m", "venv", "--clear", str(self._folder)]):
            raise SetupError(f"{self._folder} could not be made: Python says why above.")

    def _install(self) -> None:
        _say("Installing CNN Lab and what it needs.")
        pinned = f"--constraint={CONSTRAINTS}"
        # The pip of a new environment may be too old for groups and build constraints.
        self._pip("--upgrade", pinned, "pip")
        for wishes in self.wishes:
            self._pip(pinned, f"--build-constraint={CONSTRAINTS}", *wishes)

    @property
    def wishes(self) -> list[list[str]]:
        """What pip is asked for, one call after the other."""
        return [[f"--group={PYPROJECT}:dev", f"--editable={ROOT}"]]

    def _pip(self, *arguments: str) -> None:
        quietly = ("--quiet", "--disable-pip-version-check", "--no-input")
        pip = [str(self._program("python")), "-m", "pip", "install", *quietly]
        if subprocess.call([*pip, *arguments]):
            raise SetupError(
                "The packages could not be installed: pip says why above. "
                "The first start needs the network, and 3 GB of disk."
            )


def main() -> int:
    """Do what the command line asks for, and return the exit code."""
    options = _parser().parse_args()
    environment = Environment(options.venv.absolute())
    command = COMMANDS[options.command]
    code = prepared(environment, lambda: command(environment, options.arguments))
    if code and options.command == "test":  # the application says it itself
        _name_missing_libraries()
    return code


def prepared(environment: Environment, work: Callable[[], int]) -> int:
    """Do some work in an environment that is made whole before; returns the exit code."""
    if not OLDEST_PYTHON <= sys.version_info[:2] <= NEWEST_PYTHON:
        _complain(_wrong_python())
        return 1
    try:
        environment.prepare()
        return work()
    except SetupError as error:
        _complain(str(error))
        return 1
    except KeyboardInterrupt:
        _complain("Stopped before it was set up. The next start goes on with that.")
        return 130


def _app(environment: Environment, arguments: list[str]) -> int:
    return environment.run("cnnlab", "gui", *arguments)


def _test(environment: Environment, arguments: list[str]) -> int:
    if sys.platform == "linux" and not _has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environment.run("python", "-m", "pytest", *arguments, folder=ROOT)


def _check(environment: Environment, arguments: list[str]) -> int:
    if arguments:
        raise SetupError("check takes no arguments.")
    codes = []
    for tool, *rest in CHECKS:
        _say(" ".join((tool, *rest)))
        codes.append(environment.run(tool, *rest, folder=ROOT))
    return max(codes)


COMMANDS = {"app": _app, "test": _test, "check": _check}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py", description="Set up this checkout of CNN Lab, then open it or test it."
    )
    parser.add_argument(
        "--venv",
        type=Path,
        default=DEFAULT_VENV,
        metavar="DIR",
        help="the virtual environment to make and use (default: .venv in the checkout)",
    )
    parser.add_argument(
        "command",
        choices=COMMANDS,
        help="app: open the application; test: run the tests; check: lint, types and layers",
    )
    parser.add_argument(
        "arguments",
        nargs=argparse.REMAINDER,
        help="handed on: those of `cnnlab gui` after app, those of pytest after test",
    )
    return parser


def _sum_of_wishes(wishes: list[list[str]]) -> str:
    """Sum up what an installation follows from: two files, and what is asked of pip."""
    total = hashlib.sha256(repr(wishes).encode())
    for file in (PYPROJECT, CONSTRAINTS):
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _run(command: list[str], folder: Path | None = None) -> int:
    """Run it to the end. Ctrl-C is for the child, which may have work to save."""
    with subprocess.Popen(command, cwd=folder) as child:
        while True:
            try:
                code = child.wait()
            except KeyboardInterrupt:
                continue
            # A child that a signal killed has a negative code; a shell says it so.
            return code if code >= 0 else 128 - code


def _has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _wrong_python() -> str:
    this = ".".join(str(number) for number in sys.version_info[:3])
    return (
        f"CNN Lab needs Python 3.11, 3.12 or 3.13, and this is {this}. "
        "Install one of them and start this script with it."
    )


def _no_venv() -> str:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    return (
        "This Python cannot make virtual environments. "
        f"On Debian and Ubuntu: sudo apt-get install {package}"
    )


def _name_missing_libraries() -> None:
    """After a failure on Linux, say which of Qt's system libraries are not there."""
    if sys.platform != "linux":
        return
    sys.path.insert(0, str(ROOT))
    # Of the package only this can be read by a bare Python.
    from cnnlab_gui.core import system_libraries as qt

    needed = dict(qt.QT_LIBRARIES)
    if os.environ.get("DISPLAY"):
        needed.update(qt.DISPLAY_LIBRARIES)
    missing = qt.missing(needed)
    if missing:
        _complain(qt.sentence(missing))


def _say(line: str) -> None:
    print(line, flush=True)


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
