"""Which files that are dragged over the window it opens itself, whatever page they are over."""

from collections.abc import Iterable

from PySide6.QtCore import QUrl

from cnnlab_gui.core.openable import content_of


def has_openable(urls: Iterable[QUrl]) -> bool:
    """Whether one of these is a run or a network in a file on this computer."""
    return any(url.isLocalFile() and content_of(url.toLocalFile()) for url in urls)
