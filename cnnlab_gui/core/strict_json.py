"""JSON that a stranger wrote: bounded depth, plain numbers, and no key twice."""

import json
import math
import re
from collections import Counter
from typing import Any, NoReturn

from pydantic import JsonValue
from pydantic_core import from_json

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import shown, tr_noop

_PLACE = re.compile(r"line (\d+) column (\d+)")
_TOO_DEEP = "recursion limit"


class JsonError(CnnLabError):
    """A text is not the JSON that is read here; the sentence can stand in brackets."""


def parse_strictly(text: str) -> JsonValue:
    """Parse ``text``, which was read with a bound.

    Raises
    ------
    JsonError
        It is not JSON, is nested deeper than 200, has a key twice in one object, or holds
        NaN, infinity or an integer of more than 4,300 digits.
    """
    if not text.strip():
        raise JsonError(tr_noop("errors", "it is empty"))
    try:
        # pydantic's parser bounds the depth before anything of Python's recurses.
        from_json(text.encode(), allow_inf_nan=False)
    except ValueError as error:
        raise _refusal(str(error)) from error
    parsed: JsonValue = json.loads(
        text, object_pairs_hook=_unique, parse_float=_finite, parse_constant=_no_number
    )
    return parsed


def _refusal(message: str) -> JsonError:
    if _TOO_DEEP in message:
        return JsonError(tr_noop("errors", "it is nested too deep"))
    place = _PLACE.search(message)
    if place is None:
        return JsonError(tr_noop("errors", "it is not JSON"))
    return JsonError(
        tr_noop("errors", "it is not JSON: see line {line}, column {column}"),
        line=int(place[1]),
        column=int(place[2]),
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise JsonError(tr_noop("errors", "{key} stands twice in one place"), key=shown(twice))
    return unique


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _no_number(text)
    return number


def _no_number(text: str) -> NoReturn:
    raise JsonError(tr_noop("errors", "{text} is no number that can be used"), text=shown(text))
