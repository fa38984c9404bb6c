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
