"""The frozen application where it is hard: no home, no Python, no stdout, an odd path.

It lies in a folder that cannot be written, with spaces and foreign letters in its name, and is
started by somebody without rights, whose home is empty. A single word on stderr fails it.
"""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from bundle import trial_headless
from bundle.places import SYSTEM, BuildError, Places
from bundle.trial_place import Place, changes, hard_place, listing
from bundle.trial_program import FailedError, Program, expect, in_time, running

Checks = dict[str, Callable[[Program], None]]


def smoke(program: Program, *, closed: tuple[int, ...] = (), **variables: str) -> None:
    """The whole application once, in its real window."""
    said = program.run("gui", "--smoke-test", closed=closed, **variables)
    expect(closed or "checks passed" in said, f"its smoke test says {said!r}")


WINDOW: Checks = {
    "window, without stdin and stdout": partial(smoke, closed=(0, 1)),
    "window, LANG=C": partial(smoke, LANG="C"),
    "window, LANG=de_DE.UTF-8": partial(smoke, LANG="de_DE.UTF-8"),
}


def run(places: Places) -> None:
    """Run its smoke test and its commands under hard conditions.

    Raises
    ------
    BuildError
        Names all that failed.
    """
    if SYSTEM == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise BuildError("There is no display for its window: set DISPLAY, or use xvfb-run.")
    with hard_place(places) as place:
        before = listing(place.install)
        lanes = (("window", WINDOW, True), ("commands", trial_headless.CHECKS, False))
        with ThreadPoolExecutor(len(lanes)) as pool:
            tried = [
                pool.submit(do, checks, Program(place, name, display=display))
                for name, checks, display in lanes
            ]
        failed = [name for lane in tried for name in lane.result()]
        after: Checks = {
            "nothing is written into its folder": lambda _: _unchanged(place, before),
            "no process is left": lambda _: _nobody_is_left(place),
            "no temporary file is left": lambda _: _nothing_is_left(place),
        }
        failed += do(after, Program(place, "window", display=False))
    if failed:
        raise BuildError(f"The frozen application fails where it is hard: {'; '.join(failed)}.")


def do(checks: Checks, program: Program) -> list[str]:
    """Do one check after the other, a line for each; returns the names of those that failed."""
    failed = []
    for name, check in checks.items():
        started = time.monotonic()
        said = ""
        try:
            check(program)
        except (FailedError, OSError, LookupError, ValueError) as error:
            said = f": {error}" if isinstance(error, FailedError) else f": {error!r}"
            failed.append(name)
        took = time.monotonic() - started
        print(f"{'FAILED' if said else 'ok':<6} {took:5.1f} s  {name}{said}", flush=True)
    return failed


def _unchanged(place: Place, before: dict[str, tuple[int, int, int]]) -> None:
    changed = changes(before, listing(place.install))
    expect(not changed, f"it wrote {', '.join(changed[:20])}")


def _nobody_is_left(place: Place) -> None:
    expect(in_time(lambda: not running(place.install)), f"these run: {running(place.install)}")


def _nothing_is_left(place: Place) -> None:
    left = sorted(path.name for path in place.temporary.iterdir())
    expect(not left, f"these are in the folder for temporary files: {', '.join(left)}")
