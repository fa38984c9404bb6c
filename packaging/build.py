"""From a checkout to what people install, for the system this runs on.

Needs nothing but Python, like ``dev.py``, and makes an environment of its own that holds
the application, PyInstaller, and nothing that is only there for development::

    python packaging/build.py                all steps: freeze, weigh, installers, checksums
    python packaging/build.py freeze weigh   some of them, in the order of the table
    python packaging/build.py --list         what the steps are

Everything is made in ``dist/`` of the checkout, or in the folder that ``--out`` names.
"""

from __future__ import annotations

import argparse
import platform
import re
import sys
from pathlib import Path

import dev

WITHIN = "--within-environment"


class FreezingEnvironment(dev.Environment):
    """What the application needs, and what freezes it."""

    needs = "400 MB"

    @property
    def wishes(self) -> list[list[str]]:
        """What pip is asked for: the dependencies one by one, then the checkout without them."""
        import tomllib

        project = tomllib.loads(dev.PYPROJECT.read_text(encoding="utf-8"))["project"]
        dependencies = [_smallest(dependency) for dependency in project["dependencies"]]
        return [
            [f"--group={dev.PYPROJECT}:freeze", *dependencies],
            ["--no-deps", f"--editable={dev.ROOT}"],
        ]


def _smallest(dependency: str) -> str:
    """The same without CUDA, whose libraries no installer brings: half as large."""
    if sys.platform == "linux" and platform.machine() == "x86_64":
        return re.sub(r"^tensorflow\b", "tensorflow-cpu", dependency)
    return dependency


def main() -> int:
    """Make the environment, then go on inside it; returns the exit code."""
    if WITHIN in sys.argv[1:]:
        from bundle.command import run

        return run([argument for argument in sys.argv[1:] if argument != WITHIN])
    environment = FreezingEnvironment(_venv())
    command = ("python", str(Path(__file__).resolve()), WITHIN, *sys.argv[1:])
    return dev.prepared(environment, lambda: environment.run(*command))


def _venv() -> Path:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--venv", type=Path, default=dev.ROOT / ".venv-freeze")
    folder: Path = parser.parse_known_args()[0].venv
    return folder.absolute()


if __name__ == "__main__":
    sys.exit(main())
