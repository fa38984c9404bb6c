"""Each measurement in a process of its own, so that none is warmed by another."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import tr_noop

LONGEST_SECONDS = 1800


@dataclass(frozen=True)
class Measured:
    """What a child process told.

    Attributes
    ----------
    first_seconds : float
        From its start to its first line.
    last : dict
        Its last line.
    """

    first_seconds: float
    last: dict[str, Any]


def command(*arguments: str) -> list[str]:
    """Start this application with ``arguments``: from source, installed or frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "cnnlab_gui", *arguments]


def measure(arguments: list[str]) -> Measured:
    """Run a command that prints JSON lines.

    Raises
    ------
    CnnLabError
        It failed or said nothing.
    """
    started = time.perf_counter()
    with subprocess.Popen(
        arguments,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=_environment(),
    ) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        first_seconds = time.perf_counter() - started
        rest, errors = child.communicate(timeout=LONGEST_SECONDS)
    lines = [first, *rest.splitlines()]
    if child.returncode != 0 or not first:
        raise CnnLabError(
            tr_noop("errors", "A measurement failed: {reason}. Run it again, or see the log."),
            reason=errors.strip().splitlines()[-1] if errors.strip() else "no answer",
        )
    return Measured(first_seconds, json.loads(lines[-1]))


def measure_window(request: dict[str, Any]) -> Measured:
    """Let the window measure itself, see `cnnlab_gui.app.measure`."""
    return measure(command("gui", "--measure", json.dumps(request)))


def measure_reference(preset: str, *, epochs: int, limit: int | None) -> Measured:
    """Let the workshop's own code train ``preset``."""
    limits = ["--limit", str(limit)] if limit else []
    return measure(command("bench-reference", preset, "--epochs", str(epochs), *limits))


def measure_workshop_maps(*, times: int) -> Measured:
    """Let the workshop's own cell compute its feature maps so many times."""
    return measure(command("bench-reference-maps", "--times", str(times)))


def measure_drawings() -> Measured:
    """Let the pretrained network read the test digits and simulated drawings."""
    return measure(command("bench-drawings"))


def measure_stroke_digits(*, images: int, epochs: int) -> Measured:
    """Train on nothing but built-in digits, and read MNIST's test images."""
    return measure(command("bench-stroke-digits", "--images", str(images), "--epochs", str(epochs)))


def measure_import() -> Measured:
    """Let a Python import TensorFlow and nothing else, without its messages."""
    return measure(command("bench-import"))


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    without_display = not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    if sys.platform.startswith("linux") and without_display:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environment
