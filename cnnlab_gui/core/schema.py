"""The version of what is written into files: this one, and which older ones are read."""

from typing import Annotated

from pydantic import Field, JsonValue

from cnnlab_gui.core.text import shown

# 2 since layers can be left out, and have initialisers, L2 and strides of pooling; 3 since a
# convolution's first filter can be given; 4 since there are stop rules, schedules, optimizers.
FIRST_VERSION, SCHEMA_VERSION = 1, 4
SchemaVersion = Annotated[int, Field(ge=FIRST_VERSION, le=SCHEMA_VERSION)]


def newer_version(content: JsonValue) -> str:
    """The version that a file's content names, to be shown; empty if it is none after ours."""
    version = content.get("schema_version") if isinstance(content, dict) else None
    if isinstance(version, bool) or not isinstance(version, int) or version <= SCHEMA_VERSION:
        return ""
    return shown(version)
