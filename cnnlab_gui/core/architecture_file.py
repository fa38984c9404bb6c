"""Architectures as JSON files: read strictly, written atomically."""

from pathlib import Path

from pydantic import BaseModel, ValidationError

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.faults import first_fault
from cnnlab_gui.core.files import read_text_bounded, write_text_atomically
from cnnlab_gui.core.schema import SCHEMA_VERSION, SchemaVersion, newer_version
from cnnlab_gui.core.strict_json import JsonError, parse_strictly
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.core.training import STRICT

MAXIMUM_BYTES = 1_000_000


class ArchitectureFile(BaseModel):
    """What such a file holds."""

    model_config = STRICT

    schema_version: SchemaVersion
    architecture: Architecture


def read_architecture(path: Path) -> Architecture:
    """Read an architecture.

    Raises
    ------
    CnnLabError
        The file is missing, too large, from a newer version, or not an architecture that
        this version knows.
    """
    text = read_text_bounded(path, MAXIMUM_BYTES)
    try:
        version = newer_version(parse_strictly(text))
        if not version:
            return ArchitectureFile.model_validate_json(text).architecture
    except JsonError as error:
        raise _refusal(path, error.sentence) from error
    except ValidationError as error:
        raise _refusal(path, first_fault(error, ArchitectureFile)) from error
    raise CnnLabError(
        tr_noop(
            "errors",
            "{path} was saved by a newer CNN Lab (version {version}; this one reads up to "
            "{known}). Install the newer one.",
        ),
        path=path,
        version=version,
        known=SCHEMA_VERSION,
    )


def _refusal(path: Path, reason: Sentence) -> CnnLabError:
    return CnnLabError(
        tr_noop(
            "errors",
            "{path} is not an architecture that this version can read ({reason}). Choose a "
            "file that CNN Lab has saved.",
        ),
        path=path,
        reason=reason,
    )


def write_architecture(path: Path, architecture: Architecture) -> None:
    """Write an architecture for `read_architecture`."""
    content = ArchitectureFile(schema_version=SCHEMA_VERSION, architecture=architecture)
    write_text_atomically(path, content.model_dump_json(indent=1))
