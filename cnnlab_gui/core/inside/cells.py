"""How the numbers of a matrix are written: short, and still to be compared and added up."""

import math
from dataclasses import dataclass

import numpy as np

from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.inside.state import Values

DECIMALS = 2
ROOMY, TIGHT, TIGHTEST = range(3)


@dataclass(frozen=True)
class Writing:
    """How one matrix is written.

    Attributes
    ----------
    decimals : int
        At most, so that all of them are as exact as the largest one.
    factor : float
        What a number that is written is to be multiplied by.
    """

    decimals: int = DECIMALS
    factor: float = 1.0

    def number(self, value: float) -> Number:
        """A cell's number."""
        return Number(value / self.factor, most=self.decimals)


def writing_of(values: Values, room: int = ROOMY) -> Writing:
    """Two or three digits of the largest number, and of the others none beyond its last one.

    Where the largest is small, a factor stands for the zeros of all: below 0.01, or 0.1 in a
    ``TIGHT`` room. In the ``TIGHTEST`` there are no more than two decimals.
    """
    sizes = np.abs(values[np.isfinite(values)])
    largest = float(sizes.max(initial=0.0))
    if not largest:
        return Writing()
    exponent = math.floor(math.log10(largest))
    if exponent < (-2 if room == ROOMY else -1):
        return Writing(factor=10.0**exponent)
    return Writing(DECIMALS if room == TIGHTEST else max(DECIMALS, DECIMALS - exponent))
