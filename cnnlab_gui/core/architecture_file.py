"""Architectures as JSON files: read strictly, written atomically."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import read_text_bounded, write_text_atomically
from cnnlab_gui.core.runs.record import first_fault
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import STRICT

MAXIMUM_BYTES = 1_000_000


class ArchitectureFile(BaseModel):
    """What such a file holds."""

    model_config = STRICT

    schema_version: Literal[1] = 1
    architecture: Architecture


def read_architecture(path: Path) -> Architecture:
    """Read an architecture.

    Raises
    ------
    CnnLabError
        The file is missing, too large, or not an architecture that this version knows.
    """
    text = read_text_bounded(path, MAXIMUM_BYTES)
    try:
        return ArchitectureFile.model_validate_json(text).architecture
    except ValidationError as error:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} is not an architecture that this version can read ({reason}). Choose a "
                "file that CNN Lab has saved.",
            ),
            path=path,
            reason=first_fault(error),
        ) from error


def write_architecture(path: Path, architecture: Architecture) -> None:
    """Write an architecture for `read_architecture`."""
    write_text_atomically(
        path, ArchitectureFile(architecture=architecture).model_dump_json(indent=1)
    )
