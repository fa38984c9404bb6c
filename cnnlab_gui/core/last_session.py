"""What was set up when the window was closed, so that the next start goes on with it."""

import logging
from pathlib import Path

from pydantic import BaseModel, ValidationError

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import read_text_bounded, write_text_atomically
from cnnlab_gui.core.schema import SCHEMA_VERSION, SchemaVersion
from cnnlab_gui.core.training import STRICT, RunSpecification

log = logging.getLogger(__name__)

FILE_NAME = "session.json"
MAXIMUM_BYTES = 1_000_000


class LastSession(BaseModel):
    """What such a file holds; ``file`` is where the network was read from or written to."""

    model_config = STRICT

    schema_version: SchemaVersion
    specification: RunSpecification
    file: str | None = None


def write_last_session(home: Path, specification: RunSpecification, file: Path | None) -> None:
    """Keep what is set up. Where that cannot be, the log says why: nobody waits for it."""
    kept = LastSession(
        schema_version=SCHEMA_VERSION,
        specification=specification,
        file=str(file) if file else None,
    )
    try:
        home.mkdir(parents=True, exist_ok=True)
        write_text_atomically(home / FILE_NAME, kept.model_dump_json(indent=1))
    except (CnnLabError, OSError) as error:
        log.warning("the session could not be kept: %s", error)


def read_last_session(home: Path) -> LastSession | None:
    """Return what was kept; None at the first start, or where it cannot be read."""
    path = home / FILE_NAME
    try:
        if not path.exists():
            return None
        return LastSession.model_validate_json(read_text_bounded(path, MAXIMUM_BYTES))
    except (CnnLabError, ValidationError, OSError) as error:
        log.warning("the last session could not be read: %s", error)
        return None
