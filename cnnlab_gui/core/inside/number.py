"""Numbers of a calculation, with as many digits as say something."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

MINUS = "−"
LEAST_PLAIN = 1e-5
"""What is smaller, or `MOST_PLAIN` and larger, is written with a power of ten: ``3.1e−7``."""
MOST_PLAIN = 1e6
MOST_DECIMALS = 6

Write = Callable[[float, int], str]
"""Writes a number that is not negative with so many decimals, as a locale does."""


@dataclass(frozen=True)
class Number:
    """A number in a line of text; ``str()`` gives it in English.

    Attributes
    ----------
    value : float
        May be infinite or not a number at all.
    form : str
        ``signed`` writes the plus, too; ``bracketed`` puts brackets round what is negative,
        so that it can follow an operator; ``count`` is of whole things; ``percent`` of a
        share of one.
    most : int
        Decimals at most.
    """

    value: float
    form: Literal["plain", "signed", "bracketed", "count", "percent"] = "plain"
    most: int = MOST_DECIMALS

    def written(self, write: Write) -> str:
        """The number in the form of a locale: ``0.83``, ``0.0004``, ``(−1.20)``, ``NaN``."""
        if math.isnan(self.value):
            return "NaN"
        if self.form == "count":
            return write(self.value, 0)
        if self.form == "percent":
            return f"{write(100 * self.value, 1)} %"
        text = _size_text(abs(self.value), self.most, write)
        if self.value < 0:
            return f"({MINUS}{text})" if self.form == "bracketed" else MINUS + text
        return f"+{text}" if self.form == "signed" and self.value > 0 else text

    def __str__(self) -> str:
        return self.written(lambda value, decimals: f"{value:,.{decimals}f}")


def _size_text(size: float, most: int, write: Write) -> str:
    if math.isinf(size):
        return "∞"
    if size == 0:
        return "0"
    # A cell that has room for three decimals shows 0.000 of what is tiny, and 0 of what is 0.
    if LEAST_PLAIN <= size < MOST_PLAIN or (size < 1 and most < MOST_DECIMALS):
        return write(size, min(decimals_of(size), most))
    mantissa, exponent = f"{size:.1e}".split("e")
    power = int(exponent)
    return f"{write(float(mantissa), 1)}e{MINUS if power < 0 else ''}{abs(power)}"


def decimals_of(size: float) -> int:
    """Decimals that show two digits of a number above 0, and no zeros after them.

    Two at least below 100, so that numbers of a sum are easily compared.
    """
    if size >= 100:
        return 1 if size < 1000 else 0
    if size >= 0.1:
        return 2
    mantissa, exponent = f"{size:.1e}".split("e")
    return max(2, -int(exponent) + (0 if mantissa.endswith("0") else 1))
