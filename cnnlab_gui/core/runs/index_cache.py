"""``runs/.index.json``: the rows of all runs as they were last read. It may be deleted."""

import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import TEMPORARY_SUFFIX, read_text_bounded
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.core.training import STRICT

# To be raised whenever a row, or how it is worked out of a run's files, changes.
CACHE_VERSION: Literal[4] = 4
MAXIMUM_CACHE_BYTES = 200_000_000

Stamp = tuple[int, int, int]
"""Time of a file's last change in ns, its bytes, its number on the disk."""

Stamps = tuple[Stamp | None, ...]


@dataclass(frozen=True)
class Kept:
    """A row, and the stamps of the files it was read from."""

    stamps: Stamps
    row: RunSummary


class _File(BaseModel):
    model_config = STRICT

    cache_version: Literal[4]
    runs: dict[str, Kept]


def read_cache(path: Path) -> dict[str, Kept]:
    """The rows by the names of their runs; none where the file is missing or not as written."""
    try:
        return _File.model_validate_json(read_text_bounded(path, MAXIMUM_CACHE_BYTES)).runs
    except (CnnLabError, ValidationError):
        return {}


def write_cache(path: Path, runs: Mapping[str, Kept]) -> None:
    """Keep the rows. Where that fails nothing is lost, and so nothing is said."""
    # Another application, or thread, may write its own at the same time.
    own = f"{path.name}.{os.getpid()}-{threading.get_ident()}{TEMPORARY_SUFFIX}"
    temporary = path.with_name(own)
    try:
        file = _File.model_construct(cache_version=CACHE_VERSION, runs=dict(runs))
        temporary.write_text(file.model_dump_json(), encoding="utf-8")
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
