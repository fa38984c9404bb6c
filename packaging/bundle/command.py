"""The command line of a build: its steps, in order, each with what it took."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bundle import dmg, freeze, icons, linux, sbom, sizes, trial, windows
from bundle.places import ROOT, SYSTEM, BuildError, Places

Step = Callable[[Places], None]

# Each one's first line says what it does.
STEPS: dict[str, Step] = {
    "icons": icons.make,
    "freeze": freeze.freeze,
    "weigh": sizes.weigh,
    "sbom": sbom.write,
    "try": trial.run,
}

INSTALLERS: dict[str, dict[str, Step]] = {
    "linux": {"deb": linux.make_deb, "tar": linux.make_tar, "appimage": linux.make_appimage},
    "windows": {"setup": windows.make_setup},
    "macos": {"dmg": dmg.make_dmg},
}


def run(arguments: list[str]) -> int:
    """Do the steps that are asked for; returns the exit code."""
    steps = STEPS | INSTALLERS.get(SYSTEM, {}) | {"sums": sbom.write_sums}
    options = _options(steps, arguments)
    if options.list:
        for name, step in steps.items():
            print(f"{name:<10} {(step.__doc__ or '').splitlines()[0]}")
        return 0
    places = Places(options.out.absolute())
    places.work.mkdir(parents=True, exist_ok=True)
    for name, step in steps.items():
        if options.steps and name not in options.steps:
            continue
        started = time.monotonic()
        print(f"== {name}", flush=True)
        try:
            step(places)
        except BuildError as error:
            print(f"{name}: {error}", file=sys.stderr, flush=True)
            return 1
        print(f"== {name}: {time.monotonic() - started:.0f} s", flush=True)
    return 0


def _options(steps: dict[str, Step], arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="build.py", description="Build the application and its installers for this system."
    )
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"of {', '.join(steps)}; or all")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="DIR")
    parser.add_argument("--venv", type=Path, help="the virtual environment to make and use")
    parser.add_argument("--list", action="store_true", help="say what the steps are")
    options = parser.parse_args(arguments)
    for name in options.steps:
        if name not in steps:
            parser.error(f"{name} is no step on this system: {', '.join(steps)}")
    return options
