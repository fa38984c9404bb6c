"""The version of what is written into files: this one, and which older ones are read."""

from typing import Literal

from pydantic import JsonValue

from cnnlab_gui.core.text import shown

# 2 since layers can be left out, and have initialisers, L2 and strides of pooling.
SchemaVersion = Literal[1, 2]
SCHEMA_VERSION: SchemaVersion = 2


def newer_version(content: JsonValue) -> str:
    """The version that a file's content names, to be shown; empty if it is none after ours."""
    version = content.get("schema_version") if isinstance(content, dict) else None
    if isinstance(version, bool) or not isinstance(version, int) or version <= SCHEMA_VERSION:
        return ""
    return shown(version)
