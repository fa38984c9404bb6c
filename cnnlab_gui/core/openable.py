"""Files that the application opens: by a double click, dropped, or named in a command.

One table, known to the window, the command line and the installers; it loads nothing else.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path, PurePath

RUN_ENDING = ".cnnlab"
ARCHITECTURE_ENDING = ".cnnarch"
KERAS_ENDING = ".keras"


class Content(StrEnum):
    """What a file holds, as far as its name tells."""

    RUN = "run"
    ARCHITECTURE = "architecture"


OPENABLE: Mapping[str, Content] = {
    RUN_ENDING: Content.RUN,
    ARCHITECTURE_ENDING: Content.ARCHITECTURE,
    KERAS_ENDING: Content.ARCHITECTURE,
}
"""What opens a file with this ending, in small letters."""

OWN_ENDINGS = (RUN_ENDING, ARCHITECTURE_ENDING)
"""Those that belong to this application, and are associated with it; Keras's are not."""


def content_of(name: str | PurePath) -> Content | None:
    """What the file of this name holds; None where the application does not open it."""
    return OPENABLE.get(PurePath(name).suffix.lower())


def in_order(paths: Iterable[Path]) -> list[Path]:
    """Runs first, then networks, then what is not opened; each kind as it came."""
    order = [Content.RUN, Content.ARCHITECTURE, None]
    return sorted(paths, key=lambda path: order.index(content_of(path)))
