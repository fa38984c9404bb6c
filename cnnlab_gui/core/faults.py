"""What is wrong with data that a model refuses, in words that say where and what instead."""

from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.form import FormField, form_of
from cnnlab_gui.core.layers.first_filter import LARGEST_NUMBER
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.core.schema import FIRST_VERSION, SCHEMA_VERSION
from cnnlab_gui.core.text import Sentence, plain, shown, tr_noop

Place = tuple[int | str, ...]


def first_fault(error: ValidationError, model: type[BaseModel]) -> Sentence:
    """The first thing wrong with what ``model`` refused, to stand in a sentence.

    ``layer 3 (Conv2D): filters must be a whole number from 1 to 2,048, but is 0``.
    """
    fault = error.errors(include_url=False)[0]
    layer, kind, rest = _layer_of(fault["loc"])
    owner: type[BaseModel] = LAYER_KINDS[kind] if kind else model
    sentence = _said(fault, owner, rest)
    if layer is None:
        return sentence
    if not kind:
        return Sentence(
            tr_noop("errors", "layer {number}: {fault}"), {"number": layer + 1, "fault": sentence}
        )
    return Sentence(
        tr_noop("errors", "layer {number} ({kind}): {fault}"),
        {"number": layer + 1, "kind": kind, "fault": sentence},
    )


def _layer_of(place: Place) -> tuple[int | None, str, Place]:
    """The index of a layer, its kind where that is known, and the place within it."""
    for at, part in enumerate(place[:-1]):
        index = place[at + 1]
        if part == "layers" and isinstance(index, int):
            rest = place[at + 2 :]
            if rest and rest[0] in LAYER_KINDS:
                return index, str(rest[0]), rest[1:]
            return index, "", rest
    return None, "", place


def _said(fault: ErrorDetails, owner: type[BaseModel], place: Place) -> Sentence:
    context = fault.get("ctx", {})
    values = {
        "field": _dotted(place),
        "value": shown(fault["input"]),
        "kind": shown(context.get("tag")),
        "kinds": _kinds(context, place),
        "count": context.get("actual_length"),
        "limit": context.get("max_length"),
        **{name: context.get(name) for name in ("rows", "columns", "side")},
        "most": LARGEST_NUMBER,
    }
    template = _template(fault["type"], place)
    if template:
        return Sentence(template, values)
    wanted = _wanted(fault["type"], owner, place, values)
    return wanted or Sentence(_wanted_type(fault["type"]), values)


def _kinds(context: dict[str, Any], place: Place) -> str:
    """The kinds that there are, of layers or of stop rules."""
    if "stop_when" in place:
        return str(context.get("expected_tags", "")).replace("'", "")
    return ", ".join(LAYER_KINDS)


def _template(fault: str, place: Place) -> str:
    """What is said of faults that no form tells of; empty of others."""
    match fault:
        case "union_tag_not_found":
            return tr_noop("errors", "it does not say its kind")
        case "union_tag_invalid":
            return tr_noop("errors", "the kind {kind} is not known. There are {kinds}")
        case "extra_forbidden":
            return tr_noop("errors", "{field} is not known")
        case "missing" if isinstance(place[-1], str):
            return tr_noop("errors", "{field} is missing")
        case "too_long" if place[-1] == "layers":
            return tr_noop("errors", "there are {count:,} layers, and {limit:,} are the most")
    return "" if place else tr_noop("errors", "it is no JSON object")


def _wanted_type(fault: str) -> str:
    """What is said where only the type of a value is wrong, or no more can be told."""
    match fault:
        case "list_type" | "tuple_type":
            return tr_noop("errors", "{field} must be a list, but is {value}")
        case "model_type" | "model_attributes_type" | "dict_type":
            return tr_noop("errors", "{field} must be a JSON object, but is {value}")
        case "string_type":
            return tr_noop("errors", "{field} must be a text, but is {value}")
        case "int_type":
            return tr_noop("errors", "{field} must be a whole number, but is {value}")
        case "float_type":
            return tr_noop("errors", "{field} must be a number, but is {value}")
    return tr_noop("errors", "{field} is {value}, which is not what is expected here")


def _dotted(place: Place) -> str:
    return ".".join(plain(str(part)) for part in place)


def _wanted(
    fault: str, owner: type[BaseModel], place: Place, values: dict[str, Any]
) -> Sentence | None:
    """What the field at ``place`` takes, where its form tells; else None."""
    owner, place = _innermost(owner, place)
    if not place:
        return None
    name = str(place[0])
    values |= {"field": plain(name)}
    if name == "schema_version":
        return Sentence(
            tr_noop("errors", "{field} must be {first} to {last}, but is {value}"),
            values | {"first": FIRST_VERSION, "last": SCHEMA_VERSION},
        )
    if owner is Architecture and name == "input_shape":
        return Sentence(
            tr_noop(
                "errors",
                "{field} must be a height and a width from 1 to 1,024 and from 1 to 4 channels, "
                "but holds {value}",
            ),
            values,
        )
    if name in owner.model_fields and owner.model_fields[name].annotation is bool:
        return Sentence(tr_noop("errors", "{field} must be true or false, but is {value}"), values)
    if name == "first_filter":
        return Sentence(_wanted_filter(fault), values)
    form = {field.name: field for field in form_of(owner)}
    return _wanted_by_form(form[name], values) if name in form else None


def _wanted_filter(fault: str) -> str:
    """What is said of a matrix that cannot be a first filter."""
    match fault:
        case "filter_size":
            return tr_noop(
                "errors",
                "{field} must have {rows} rows of {columns} numbers, as kernel_size says, but "
                "holds {value}",
            )
        case "filter_too_large":
            return tr_noop(
                "errors",
                "{field} can be given for a kernel_size of at most {side}×{side}; for a larger "
                "one it must be null",
            )
    return tr_noop(
        "errors",
        "{field} must be a list of rows of numbers from -{most:,.0f} to {most:,.0f}, or null, but "
        "holds {value}",
    )


def _innermost(owner: type[BaseModel], place: Place) -> tuple[type[BaseModel], Place]:
    """The model that has the field at the end of ``place``, and the place within it."""
    for at, part in enumerate(place):
        info = owner.model_fields.get(str(part))
        annotation: Any = info.annotation if info else None
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return owner, place[at:]
        owner = annotation
    return owner, ()


def _wanted_by_form(field: FormField, values: dict[str, Any]) -> Sentence:
    values = values | {"minimum": field.minimum, "maximum": field.maximum}
    match field.kind:
        case "choice":
            return Sentence(
                tr_noop("errors", "{field} must be one of {choices}, but is {value}"),
                values | {"choices": ", ".join(field.choices)},
            )
        case "pair":
            return Sentence(
                tr_noop(
                    "errors",
                    "{field} must be two whole numbers from {minimum:,.0f} to "
                    "{maximum:,.0f}, but holds {value}",
                ),
                values,
            )
        case "integer":
            template = tr_noop(
                "errors",
                "{field} must be a whole number from {minimum:,.0f} to {maximum:,.0f}, but is "
                "{value}",
            )
        case _:
            template = tr_noop(
                "errors", "{field} must be a number from {minimum:g} to {maximum:g}, but is {value}"
            )
    return Sentence(template, values)
