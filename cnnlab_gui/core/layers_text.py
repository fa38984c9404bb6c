"""Layers as text, for the clipboard: copied here, in a mail or in a ``.cnnarch`` file."""

import json
import re
from collections.abc import Sequence

from pydantic import JsonValue, ValidationError

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.architecture_file import ArchitectureFile
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.faults import first_fault
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.schema import SCHEMA_VERSION, newer_version
from cnnlab_gui.core.strict_json import JsonError, parse_strictly
from cnnlab_gui.core.text import Sentence, tr_noop

MAXIMUM_CHARACTERS = 1_000_000

_BEGINNINGS = ("", "[", "{")  # of JSON that can hold layers, or of nothing
_NUMBERS = re.compile(r"\[([\s\d.,e+-]+)\]")


def layers_to_text(layers: Sequence[Layer]) -> str:
    """A JSON array with an object for each layer, a parameter a line."""
    text = json.dumps([layer.model_dump(mode="json") for layer in layers], indent=2)
    # No parameter is free text, so this only joins pairs and rows of numbers.
    return _NUMBERS.sub(lambda found: f"[{' '.join(found[1].split())}]", text)


def layers_from_text(text: str) -> tuple[Layer, ...]:
    """The layers of an array, of one layer's object, or of a whole ``.cnnarch`` file's content.

    Raises
    ------
    CnnLabError
        The text is none of these, is too long, or holds a layer that this version does not
        know.
    """
    if len(text) > MAXIMUM_CHARACTERS:
        raise _refusal(
            Sentence(
                tr_noop("errors", "its text is longer than {limit:,} characters"),
                {"limit": MAXIMUM_CHARACTERS},
            )
        )
    if text.lstrip()[:1] not in _BEGINNINGS:
        raise CnnLabError(
            tr_noop(
                "errors",
                "The clipboard holds other text than layers, so nothing was put in. Copy layers in "
                "CNN Lab, then try again.",
            )
        )
    try:
        layers = _layers_in(parse_strictly(text))
    except JsonError as error:
        raise _refusal(error.sentence) from error
    except ValidationError as error:
        raise _refusal(first_fault(error, ArchitectureFile)) from error
    if not layers:
        raise _refusal(Sentence(tr_noop("errors", "its list is empty")))
    return layers


def _layers_in(content: JsonValue) -> tuple[Layer, ...]:
    version = newer_version(content)
    if version:
        raise CnnLabError(
            tr_noop(
                "errors",
                "The layers on the clipboard come from a newer CNN Lab (version {version}; this "
                "one reads up to {known}). Install the newer one.",
            ),
            version=version,
            known=SCHEMA_VERSION,
        )
    if isinstance(content, dict) and "architecture" in content:
        file = ArchitectureFile.model_validate_json(json.dumps(content))
        return file.architecture.layers
    listed = content if isinstance(content, list) else [content]
    return Architecture.model_validate_json(json.dumps({"layers": listed})).layers


def _refusal(reason: Sentence) -> CnnLabError:
    return CnnLabError(
        tr_noop(
            "errors",
            "The clipboard holds no layers that can be put in ({reason}). Copy layers in CNN Lab, "
            "then try again.",
        ),
        reason=reason,
    )
