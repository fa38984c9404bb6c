"""Architectures from files, whatever their form; a new form is one entry here."""

from collections.abc import Callable
from pathlib import Path

from cnnlab_gui.core import openable
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.architecture_file import read_architecture
from cnnlab_gui.core.keras_file import read_keras_architecture

OWN_ENDING = openable.ARCHITECTURE_ENDING
KERAS_ENDING = openable.KERAS_ENDING

READERS: dict[str, Callable[[Path], Architecture]] = {
    OWN_ENDING: read_architecture,
    KERAS_ENDING: read_keras_architecture,
}


def read_any_architecture(path: Path) -> Architecture:
    """Read an architecture in the form that the file's ending names, else in our own.

    Raises
    ------
    CnnLabError
        The file is missing, too large, or holds nothing that can be built here.
    """
    return READERS.get(path.suffix.lower(), read_architecture)(path)
