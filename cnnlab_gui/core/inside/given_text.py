"""The line of a sum where the network itself gives another number than the sum comes to."""

import math
from dataclasses import replace

import numpy as np

from cnnlab_gui.core.inside.geometry import Position
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.inside.sum_text import Piece, SumLine, sum_line, value_pieces
from cnnlab_gui.core.layers.arithmetic import Arithmetic
from cnnlab_gui.core.text import Sentence, tr_noop

TOLERANCE = 1e-3  # of the number
SMALLEST = 1e-4  # what the network's own, shorter numbers may be away from it at least
ROUNDING = 1e-5  # of the largest term: terms may take each other away

_NO_NUMBER = tr_noop(
    "sums", " (TensorFlow's {activation} makes {value} of what is no number); the sum: "
)
_OTHER = tr_noop("sums", " in the network; worked out here: ")


def given_line(
    at: Position, arithmetic: Arithmetic, given: float, class_names: tuple[str, ...] = ()
) -> SumLine:
    """How the number that a network gives came about, see `sum_line`.

    Parameters
    ----------
    at : Position
    arithmetic : Arithmetic
    given : float
        By the network. Where the sum comes to another number, it stands first, and the line
        says so.
    class_names : tuple of str
    """
    line = sum_line(at, arithmetic, class_names)
    if agrees(arithmetic, given):
        return line
    head = value_pieces(at, given, class_names)
    own = Piece("term", Number(arithmetic.value))
    note = Piece("plain", _note(arithmetic, given))
    return replace(line, start=(*head, note, own, *line.start[len(head) :]))


def agrees(arithmetic: Arithmetic, given: float) -> bool:
    """Whether the sum comes to what the network gives, but for rounding."""
    value = arithmetic.value
    if not (math.isfinite(value) and math.isfinite(given)):
        return value == given or (math.isnan(value) and math.isnan(given))
    difference = abs(value - given)
    if difference <= max(TOLERANCE * max(abs(value), abs(given)), SMALLEST):
        return True
    products = arithmetic.products
    return products is not None and difference <= ROUNDING * float(np.abs(products).max(initial=0))


def _note(arithmetic: Arithmetic, given: float) -> Sentence:
    has_function = arithmetic.activation != "linear"
    if math.isnan(arithmetic.value) and math.isfinite(given) and has_function:
        values = {"activation": arithmetic.activation, "value": Number(given)}
        return Sentence(_NO_NUMBER, values)
    return Sentence(_OTHER)
