"""From a checkout to what people install, for the system this runs on.

Needs nothing but Python, like ``dev.py``, and makes an environment of its own that holds
the application, PyInstaller, and nothing that is only there for development::

    python packaging/build.py                all steps: freeze, weigh, installers, checksums
    python packaging/build.py freeze weigh   some of them, in the order of the table
    python packaging/build.py --list         what the steps are

Everything is made in ``dist/`` of the checkout, or in the folder that ``--out`` names.
"""

from __future__ import annotations

import platform
import re
import sys
from pathlib import Path

import dev
from bundle import steps

WITHIN = "--within-environment"


class FreezingEnvironment(dev.Environment):
    """What the application needs, and what freezes it."""

    needs = "450 MB"

    @property
    def wishes(self) -> list[list[str]]:
        """What pip is asked for: what the application needs, then the checkout without it.

        ONNX is among it: nobody can install an extra into a frozen application.
        """
        import tomllib

        project = tomllib.loads(dev.PYPROJECT.read_text(encoding="utf-8"))["project"]
        wanted = project["dependencies"] + project["optional-dependencies"]["onnx"]
        dependencies = [_smallest(dependency) for dependency in wanted]
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
    options = steps.options()
    if options.list:
        for name, step in steps.steps().items():
            print(f"{name:<10} {step.does}")
        return 0
    if options.within_environment:
        from bundle.command import run

        return run(options)
    environment = FreezingEnvironment(options.venv.absolute())
    command = ("python", str(Path(__file__).resolve()), WITHIN, *sys.argv[1:])
    return dev.prepared(environment, lambda: environment.run(*command))


if __name__ == "__main__":
    sys.exit(main())
