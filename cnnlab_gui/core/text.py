"""Sentences that are written below Qt and translated above it.

A sentence keeps its English template and its values apart, so that the window
can look the template up in a translation and only then fill in the values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def tr_noop(context: str, template: str) -> str:  # noqa: ARG001
    """Mark ``template`` for translation in ``context`` and return it unchanged.

    ``lupdate`` is told that this is its ``QT_TRANSLATE_NOOP``.
    """
    return template


@dataclass(frozen=True)
class Sentence:
    """A template with ``{name}`` fields and their values; ``str()`` gives English."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)


def size_text(shape: tuple[int, ...]) -> str:
    """Write a shape as people do: ``28×28×1``."""
    return "×".join(f"{side:,}" for side in shape)


MOST_SHOWN = 40  # characters of a stranger's text
MOST_LISTED = 6
_HARMLESS = " _-.,:/>()+"


def shown(value: object) -> str:
    """A stranger's value in a sentence: short, on one line, and with nothing that is markup."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        return _shortened(f"{value:,}")
    if isinstance(value, float):
        return f"{value:.6g}" if value % 1 else _shortened(f"{value:.1f}")
    if isinstance(value, str):
        return f"'{plain(value)}'"
    if isinstance(value, list | tuple):
        few = [shown(item) for item in value[:MOST_LISTED] if not isinstance(item, list | dict)]
        return f"[{', '.join([*few, '…'] if len(few) < len(value) else few)}]"
    name = value.get("class_name") if isinstance(value, dict) else None
    return plain(name) if isinstance(name, str) else "{…}"


def plain(text: str) -> str:
    """A stranger's text without what could be markup, cut after `MOST_SHOWN` characters."""
    short = text[: MOST_SHOWN + 1]
    return _shortened("".join(c if c.isalnum() or c in _HARMLESS else "?" for c in short))


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + "…"
