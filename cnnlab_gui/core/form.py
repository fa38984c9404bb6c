"""The form of a layer or of settings, read off the fields of its model.

No form is written by hand: titles, limits and choices stand once, in the model,
and serve the checker of files and the form on screen alike.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

FormKind = Literal["integer", "real", "pair", "choice", "flag"]


@dataclass(frozen=True)
class FormField:
    """One line of a form.

    Attributes
    ----------
    name, title, help : str
        Attribute name; English label and tool tip, marked for translation.
    kind : {'integer', 'real', 'pair', 'choice', 'flag'}
        Which editor fits.
    minimum, maximum : float or None
        Inclusive limits of a number, or of each number of a pair.
    choices : tuple of str
        Of a choice; empty otherwise.
    zero : str
        The word for 0, where 0 is no number but means something; empty otherwise.
    unit : str
        What stands behind the number: ``°``; empty otherwise.
    factor : int
        By how much a step multiplies, as with filters: 16, 32, 64; 0 where steps add.
    advanced : bool
        Whether it can wait: seldom changed, shown last.
    """

    name: str
    title: str
    help: str
    kind: FormKind
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    zero: str = ""
    unit: str = ""
    factor: int = 0
    advanced: bool = False


@cache
def form_of(model: type[BaseModel]) -> tuple[FormField, ...]:
    """Every titled field of ``model``; an untitled one is not for people.

    A layer's main parameters come first, what is advanced last; else the model's order.
    """
    main: tuple[str, ...] = getattr(model, "main", ())
    fields = [_form_field(name, info) for name, info in model.model_fields.items() if info.title]
    return tuple(
        sorted(
            fields,
            key=lambda field: (
                main.index(field.name) if field.name in main else len(main) + field.advanced
            ),
        )
    )


def _form_field(name: str, info: FieldInfo) -> FormField:
    annotation: Any = info.annotation
    limits = list(info.metadata)
    choices: tuple[str, ...] = ()
    kind: FormKind
    if get_origin(annotation) is Literal:
        kind, choices = "choice", get_args(annotation)
    elif get_origin(annotation) is tuple:
        kind = "pair"
        limits += get_args(annotation)[0].__metadata__[0].metadata
    elif annotation is bool:
        kind = "flag"
    else:
        kind = "integer" if annotation is int else "real"
    return FormField(
        name=name,
        title=info.title or name,
        help=info.description or "",
        kind=kind,
        minimum=_limit(limits, annotated_types.Ge, "ge"),
        maximum=_limit(limits, annotated_types.Le, "le"),
        choices=choices,
        **_extras_of(info),
    )


def _extras_of(info: FieldInfo) -> dict[str, Any]:
    """What only a form needs to know of a field: its words and ways, not its limits."""
    return dict(info.json_schema_extra) if isinstance(info.json_schema_extra, dict) else {}


def _limit(limits: list[Any], kind: type, attribute: str) -> float | None:
    for limit in limits:
        if isinstance(limit, kind):
            return float(getattr(limit, attribute))
    return None
