"""Where downloads come from, how long they may stall, and how they report.

Apart from `download`, so that listing datasets need not import an HTTP library.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass

from cnnlab_gui.core.errors import CancelledError
from cnnlab_gui.core.text import tr_noop

KERAS_BASE_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
MIRROR_VARIABLE = "CNNLAB_DATA_MIRROR"

Progress = Callable[[int, int], None]
"""Told how much is done and how much there is in all: bytes of a download, images of a folder."""

Cancelled = Callable[[], bool]
"""Answers whether the person asked for it to end."""


def no_progress(done: int, total: int) -> None:
    """Report to nobody."""


def never() -> bool:
    """Answer that nobody asked for it to end."""
    return False


def stop_if(cancelled: Cancelled) -> None:
    """Raise `CancelledError` if the person asked for a reading to end."""
    if cancelled():
        raise CancelledError(tr_noop("errors", "The reading of the images was cancelled."))


@dataclass(frozen=True)
class Server:
    """The server of the published files.

    Attributes
    ----------
    base_url : str
        Address below which the files lie under their own names.
    connect_seconds, stall_seconds : float
        How long to wait for a connection, and for the next bytes of it.
    attempts : int
        How often a cut download is begun anew.
    """

    base_url: str = KERAS_BASE_URL
    connect_seconds: float = 10.0
    stall_seconds: float = 10.0
    attempts: int = 3

    @classmethod
    def from_environment(cls) -> "Server":
        """Return the mirror that ``CNNLAB_DATA_MIRROR`` names, or Keras's server."""
        return cls(base_url=os.environ.get(MIRROR_VARIABLE) or KERAS_BASE_URL)

    def url(self, name: str) -> str:
        return f"{self.base_url.rstrip('/')}/{name}"
