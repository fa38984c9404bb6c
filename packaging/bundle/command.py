"""A build inside its environment: its steps, in order, each with what it took."""

import argparse
import errno
import shutil
import sys
import time
from collections.abc import Callable
from importlib import import_module

from bundle.places import BuildError, Places
from bundle.steps import Step, steps, usual

Work = Callable[[Places], None]


def run(options: argparse.Namespace) -> int:
    """Do the steps that are asked for; returns the exit code."""
    places = Places(options.out.absolute())
    wanted = [(name, step) for name, step in steps().items() if name in (options.steps or usual())]
    started = time.monotonic()
    for name, step in wanted:
        failed = _do(name, step, places)
        if failed:
            return failed
    if len(wanted) > 1:
        print(f"All of it took {time.monotonic() - started:.0f} s.", flush=True)
    return 0


def _do(name: str, step: Step, places: Places) -> int:
    """Do one step; returns the exit code of the build if it has to end here, else 0."""
    started = time.monotonic()
    print(f"== {name}", flush=True)
    try:
        places.work.mkdir(parents=True, exist_ok=True)
        work: Work = getattr(import_module(f"bundle.{step.module}"), step.function)
        work(places)
    except BuildError as error:
        return _end(name, str(error))
    except OSError as error:
        return _end(name, _sentence(error, places))
    except KeyboardInterrupt:
        _end(name, f"Stopped. What it left in {places.out} is made anew by the next build.")
        return 130
    print(f"== {name}: {time.monotonic() - started:.0f} s", flush=True)
    return 0


def _end(name: str, sentence: str) -> int:
    print(f"{name}: {sentence}", file=sys.stderr, flush=True)
    return 1


def _sentence(error: OSError, places: Places) -> str:
    if error.errno == errno.ENOSPC:
        return (
            f"The disk of {places.out} is full, with {_free(places)} left. "
            "Make room, or name another folder with --out."
        )
    where = f" ({error.filename})" if error.filename else ""
    return f"{error.strerror or error}{where}."


def _free(places: Places) -> str:
    existing = next(path for path in (places.out, *places.out.parents) if path.exists())
    return f"{shutil.disk_usage(existing).free / 1e6:.0f} MB"
