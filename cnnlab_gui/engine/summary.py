"""A network's summary, as Keras itself prints it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import rich.console

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.engine.builder import build_outline
from cnnlab_gui.engine.keras_state import BUILDING

WIDTH = 98  # columns
COLUMN_ENDS = [0.56, 0.84, 1.0]  # the longest name, image and number fit on a line each


def summary_of(architecture: Architecture) -> str:
    """The text of Keras's ``model.summary``; its names begin at ``conv2d``, ``dense``.

    Raises
    ------
    CnnLabError
        The architecture cannot be trained.
    """
    # Keras counts names in each thread: a new one has counted none yet.
    with BUILDING, ThreadPoolExecutor(1, "summary") as thread:
        return thread.submit(_printed, architecture).result()


def _printed(architecture: Architecture) -> str:
    parts: list[str] = []
    network = build_outline(architecture)
    with _console_of(WIDTH):
        network.summary(line_length=WIDTH, positions=COLUMN_ENDS, print_fn=parts.append)
    return "\n".join(line.rstrip() for line in "".join(parts).splitlines())


@contextmanager
def _console_of(width: int) -> Iterator[None]:
    """Let Keras print ``width`` columns, whatever terminal there is or none.

    Keras makes the console itself, of the terminal's width or 80, and lets it cut what
    stands beyond.
    """
    own = rich.console.Console
    rich.console.Console = partial(own, width=width)  # type: ignore[assignment, misc]
    try:
        yield
    finally:
        rich.console.Console = own  # type: ignore[misc]
