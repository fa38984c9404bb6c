"""One line that says how a value came about: ``0.83 at row 9, column 14 = relu( … )``."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.geometry import Position
from cnnlab_gui.core.inside.number import MINUS, Number
from cnnlab_gui.core.layers.arithmetic import Arithmetic
from cnnlab_gui.core.text import Sentence, tr_noop

MOST_TERMS = 10
"""A 3×3 kernel over one channel is shown whole, and ten classes."""

Role = Literal["value", "plain", "term", "exponent", "hint"]
Text = Sentence | Number | str


@dataclass(frozen=True)
class Piece:
    """A part of the line that is written in one way.

    Attributes
    ----------
    role : str
        ``value``: what it is all about. ``term``: something that is added or compared.
        ``exponent``: a term's, written above the line. ``hint``: no part of a sum.
        ``plain``: all else.
    text : Sentence, Number or str
    """

    role: Role
    text: Text


@dataclass(frozen=True)
class Term:
    """Something that is added or compared, and how strong it is among the others."""

    pieces: tuple[Piece, ...]
    is_negative: bool
    strength: float
    amount: float


@dataclass(frozen=True)
class SumLine:
    """A line whose middle can be made shorter.

    Attributes
    ----------
    start, end : tuple of Piece
        Always shown.
    terms : tuple of Term
        The strongest; in the order of reading where these are all there are.
    others, others_sum : int, float
        How many terms there are besides these, and what they come to.
    rule : str
        What is done with the terms: ``sum``, ``list`` or ``share``.
    """

    start: tuple[Piece, ...]
    terms: tuple[Term, ...] = ()
    end: tuple[Piece, ...] = ()
    others: int = 0
    others_sum: float = 0.0
    rule: Literal["sum", "list", "share"] = "list"

    def pieces(self, most: int = MOST_TERMS) -> tuple[Piece, ...]:
        """The line with at most so many terms, the strongest of them; the others in one."""
        shown = self.terms
        if most < len(shown):
            shown = tuple(sorted(shown, key=lambda term: -term.strength)[: max(1, most)])
        made: list[Piece] = list(self.start)
        for place, term in enumerate(shown):
            made += [*self._joint(place, term), *term.pieces]
        return (*made, *self._rest(shown), *self.end)

    def _joint(self, place: int, term: Term) -> tuple[Piece, ...]:
        sign = MINUS if term.is_negative else ""
        if place == 0 or self.rule == "list":
            text = (", " if place else "") + sign
        else:
            text = f" {sign or '+'} "
        return (Piece("term", text),) if text else ()

    def _rest(self, shown: tuple[Term, ...]) -> tuple[Piece, ...]:
        left = [term.amount for term in self.terms if not any(term is one for one in shown)]
        count = self.others + len(left)
        if not count:
            return ()
        values: dict[str, object] = {"count": Number(count, "count")}
        if self.rule != "sum":
            joint, template = (", " if self.rule == "list" else " + "), MORE
        else:
            joint, template = " + ", MORE_WITH_SUM
            values["sum"] = Number(self.others_sum + sum(left))
        return (Piece("term", f"{joint}… "), Piece("plain", Sentence(template, values)))


MORE = tr_noop("sums", "({count} more)")
MORE_WITH_SUM = tr_noop("sums", "({count} more: {sum})")
_AT_PIXEL = tr_noop("sums", "at row {row}, column {column}")
_AT_INDEX = tr_noop("sums", "at place {index}")
_FOR_CLASS = tr_noop("sums", "for “{name}”")
_FOUND = tr_noop("sums", ", found at row {row}, column {column}")
_BIAS = tr_noop("sums", "bias")
_LARGEST = tr_noop("sums", "the largest of")
_MEAN = tr_noop("sums", "the mean of")
_ALIKE = {
    "maximum": tr_noop("sums", "the largest of {count}: all are {value}"),
    "mean": tr_noop("sums", "the mean of {count}: all are {value}"),
}
_UNCHANGED = tr_noop("sums", "passed on unchanged")


def place_text(at: Position, class_names: tuple[str, ...] = ()) -> Sentence:
    """Where a value stands: ``at row 9, column 14``, ``at place 3``, ``for “Sneaker”``."""
    if len(at) > 1:
        return Sentence(_AT_PIXEL, {"row": at[0], "column": at[1]})
    if len(class_names) > at[0]:
        return Sentence(_FOR_CLASS, {"name": class_names[at[0]]})
    return Sentence(_AT_INDEX, {"index": Number(at[0], "count")})


def sum_line(at: Position, arithmetic: Arithmetic, class_names: tuple[str, ...] = ()) -> SumLine:
    """How the value at a place came about.

    Parameters
    ----------
    at : Position
        Where the value stands in its layer's output.
    arithmetic : Arithmetic
        Of that value.
    class_names : tuple of str
        Where the layer gives one number for each class.
    """
    head = (*value_pieces(at, arithmetic.value, class_names), Piece("plain", " = "))
    match arithmetic.rule:
        case "sum":
            return _weighed(head, arithmetic)
        case "maximum":
            return _listed(head, _LARGEST, arithmetic, _chosen(arithmetic))
        case "mean":
            return _listed(head, _MEAN, arithmetic, ())
        case "normalise":
            return SumLine((*head, *_normalised(arithmetic)))
        case "function":
            return _function(head, arithmetic)
        case "copy":
            return SumLine((*head[:-1], _words(", "), _words(Sentence(_UNCHANGED))))


def value_pieces(
    at: Position, value: float, class_names: tuple[str, ...] = ()
) -> tuple[Piece, ...]:
    """A value and where it stands, with no word on how it came about."""
    place = place_text(at, class_names)
    return Piece("value", Number(value)), _words(" "), _words(place)


def _words(text: Text) -> Piece:
    return Piece("plain", text)


def _symbols(*texts: Text) -> tuple[Piece, ...]:
    return tuple(Piece("term", text) for text in texts)


# What is added up


def _weighed(head: tuple[Piece, ...], arithmetic: Arithmetic) -> SumLine:
    if arithmetic.rivals is not None:
        return _shares(head, arithmetic)
    inputs = np.ravel(arithmetic.inputs)
    weights = np.ravel(arithmetic.weights if arithmetic.weights is not None else inputs)
    with np.errstate(all="ignore"):
        products = inputs.astype(np.float64) * weights
    order, left = _strongest(np.abs(products))
    terms = tuple(
        Term(
            _symbols(
                Number(abs(float(weights[place]))), "·", Number(float(inputs[place]), "bracketed")
            ),
            is_negative=bool(weights[place] < 0),
            strength=_strength(abs(float(products[place]))),
            amount=float(products[place]),
        )
        for place in order
    )
    bias = Number(arithmetic.bias, "bracketed")
    after = (_words(" + "), _words(Sentence(_BIAS)), _words(" "), _words(bias), *_bent(arithmetic))
    opening, closing = _brackets(arithmetic.activation)
    with np.errstate(all="ignore"):
        others_sum = float(products[left].sum())
    return SumLine((*head, *opening), terms, (*after, *closing), len(left), others_sum, rule="sum")


def _brackets(activation: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    if activation == "linear":
        return (), ()
    return (_words(f"{activation}( "),), (_words(" )"),)


def _bent(arithmetic: Arithmetic) -> tuple[Piece, ...]:
    """What the sum comes to, where the activation makes something else of it."""
    total = Number(arithmetic.total)
    if arithmetic.activation == "linear" or str(total) == str(Number(arithmetic.value)):
        return ()
    return (_words(" = "), Piece("term", total))


def _function(head: tuple[Piece, ...], arithmetic: Arithmetic) -> SumLine:
    if arithmetic.rivals is not None:
        return _shares(head, arithmetic)
    opening, closing = _brackets(arithmetic.activation)
    return SumLine((*head, *opening, Piece("term", Number(arithmetic.total)), *closing))


def _shares(head: tuple[Piece, ...], arithmetic: Arithmetic) -> SumLine:
    """Of softmax: a power of e among all of them."""
    rivals = np.ravel(arithmetic.rivals if arithmetic.rivals is not None else ())
    order, left = _strongest(rivals)
    terms = tuple(
        Term(
            _power(float(rivals[place])),
            is_negative=False,
            strength=_strength(float(rivals[place])),
            amount=float(rivals[place]),
        )
        for place in order
    )
    start = (*head, *_power(arithmetic.total), _words(" / ( "))
    return SumLine(start, terms, (_words(" )"),), len(left), rule="share")


def _power(exponent: float) -> tuple[Piece, ...]:
    return Piece("term", "e"), Piece("exponent", Number(exponent))


# What is compared, averaged or brought to scale


def _listed(
    head: tuple[Piece, ...], words: str, arithmetic: Arithmetic, end: tuple[Piece, ...]
) -> SumLine:
    values = np.ravel(arithmetic.inputs)
    if arithmetic.inside is not None and arithmetic.inputs.ndim == 3:
        values = arithmetic.inputs[arithmetic.inside].ravel()
    if values.size > 1 and np.all(values == values[0]):
        its = {"count": Number(values.size, "count"), "value": Number(float(values[0]))}
        return SumLine((*head, _words(Sentence(_ALIKE[arithmetic.rule], its))))
    order, left = _strongest(values if arithmetic.rule == "maximum" else np.abs(values))
    terms = tuple(
        Term(
            _symbols(Number(abs(float(values[place])))),
            is_negative=bool(values[place] < 0),
            strength=_strength(
                float(values[place] if arithmetic.rule == "maximum" else abs(values[place]))
            ),
            amount=float(values[place]),
        )
        for place in order
    )
    return SumLine((*head, _words(Sentence(words)), _words(" ")), terms, end, len(left))


def _chosen(arithmetic: Arithmetic) -> tuple[Piece, ...]:
    if arithmetic.chosen is None or len(arithmetic.chosen) < 2:
        return ()
    row, column = arithmetic.chosen[:2]
    return (_words(Sentence(_FOUND, {"row": row, "column": column})),)


def _normalised(arithmetic: Arithmetic) -> Iterable[Piece]:
    """``(0.83 − mean 0.40) / √(variance 0.25 + 0.001) · scale 1.20 + shift 0.10``."""
    its = {name: Number(value, "bracketed") for name, value in arithmetic.parameters.items()}
    yield from (_words("("), Piece("term", Number(float(np.ravel(arithmetic.inputs)[0]))))
    for before, words, name in (
        (f" {MINUS} ", tr_noop("sums", "mean"), "mean"),
        (") / √(", tr_noop("sums", "variance"), "variance"),
        (" + ", "", "epsilon"),
        (") · ", tr_noop("sums", "scale"), "gamma"),
        (" + ", tr_noop("sums", "shift"), "beta"),
    ):
        yield _words(before)
        if words:
            yield from (_words(Sentence(words)), _words(" "))
        yield Piece("term", its[name])


# Which terms are shown


def _strength(value: float) -> float:
    """What cannot be compared stands before all that can."""
    return np.inf if np.isnan(value) else value


def _strongest(strengths: NDArray[np.floating]) -> tuple[list[int], NDArray[np.intp]]:
    """Places of the terms that are shown, and of those that are not.

    All in their own order where there are few, else the strongest first.
    """
    if len(strengths) <= MOST_TERMS:
        return list(range(len(strengths))), np.empty(0, np.intp)
    keys = np.where(np.isnan(strengths), np.inf, strengths)
    parted = np.argpartition(keys, len(keys) - MOST_TERMS)
    left, most = parted[:-MOST_TERMS], parted[-MOST_TERMS:]
    # Of two that are alike, the first in the order of reading.
    order = sorted(most.tolist(), key=lambda place: (-keys[place], place))
    return order, left


def plain_text(pieces: Iterable[Piece]) -> str:
    """The pieces as one line of English text."""
    return "".join(
        f"^{piece.text}" if piece.role == "exponent" else str(piece.text) for piece in pieces
    )
