"""``notes.json``: what a person wrote about a run, and the tags they gave it."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints, ValidationError

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.faults import first_fault
from cnnlab_gui.core.files import read_text_bounded, write_text_atomically
from cnnlab_gui.core.schema import SCHEMA_VERSION, SchemaVersion
from cnnlab_gui.core.strict_json import JsonError, parse_strictly
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import STRICT

NOTES_NAME = "notes.json"
MOST_CHARACTERS = 20_000
MOST_TAGS, LONGEST_TAG = 20, 40
MAXIMUM_NOTES_BYTES = 500_000

Tag = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TAG)]


class RunNotes(BaseModel):
    """Notes and tags of one run."""

    model_config = STRICT

    schema_version: SchemaVersion = SCHEMA_VERSION
    notes: Annotated[str, Field(max_length=MOST_CHARACTERS)] = ""
    tags: Annotated[tuple[Tag, ...], Field(max_length=MOST_TAGS)] = ()


def read_notes(folder: Path) -> RunNotes:
    """Read the notes of the run in ``folder`` strictly; empty ones where there are none.

    Raises
    ------
    CnnLabError
        The file is too large, or not what this version writes.
    """
    path = folder / NOTES_NAME
    if not path.exists():
        return RunNotes()
    text = read_text_bounded(path, MAXIMUM_NOTES_BYTES)
    try:
        return RunNotes.model_validate_json(text)
    except ValidationError as error:
        try:
            parse_strictly(text)
            reason = first_fault(error, RunNotes)
        except JsonError as fault:
            reason = fault.sentence
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} holds no notes that this version can read ({reason}). It was left as it "
                "is; restore it, or delete it.",
            ),
            path=path,
            reason=reason,
        ) from error


def write_notes(folder: Path, notes: str, tags: tuple[str, ...]) -> RunNotes:
    """Keep ``notes`` and ``tags`` with the run in ``folder``, tags each once and in order.

    Raises
    ------
    CnnLabError
        They are too long, or too many; or nothing can be written there.
    """
    stripped = (" ".join(tag.split()) for tag in tags)
    tidy = tuple(dict.fromkeys(tag for tag in stripped if tag))
    if len(notes) > MOST_CHARACTERS:
        raise CnnLabError(
            tr_noop(
                "errors",
                "The notes have {count:,} characters, but {most:,} are the most. Shorten them; "
                "nothing was saved.",
            ),
            count=len(notes),
            most=MOST_CHARACTERS,
        )
    if len(tidy) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tidy):
        raise CnnLabError(
            tr_noop(
                "errors",
                "A run can have {most} tags of at most {longest} characters. Use fewer or shorter "
                "ones; nothing was saved.",
            ),
            most=MOST_TAGS,
            longest=LONGEST_TAG,
        )
    kept = RunNotes(notes=notes, tags=tidy)
    write_text_atomically(folder / NOTES_NAME, kept.model_dump_json(indent=1))
    return kept
