"""Numbers of a kernel as people write them: ``−1``, ``0.5``, ``1/9``, and whole matrices."""

import math
import re
from fractions import Fraction

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.kernel import SIDES
from cnnlab_gui.core.inside.number import MINUS
from cnnlab_gui.core.layers.first_filter import LARGEST_NUMBER, Matrix
from cnnlab_gui.core.text import plain, tr_noop

LONGEST_TEXT = 4000
LARGEST_DENOMINATOR = 256
_EXACT = 1e-12
_REAL = r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?"
_NUMBER = re.compile(rf"({_REAL})(?:\s*/\s*({_REAL}))?")
_BEGUN = re.compile(rf"[+-]?[.,]?|{_REAL}\s*/\s*[+-]?[.,]?|[+-]?[\d.,]+[eE][+-]?")
_MINUSES = str.maketrans(dict.fromkeys("−–‐‑", "-"))


def number_of(text: str) -> float:
    """The number that ``text`` says; a quotient is one, too.

    Raises
    ------
    CnnLabError
        It says none, or one that is too large for a kernel.
    """
    found = _NUMBER.fullmatch(text.strip().translate(_MINUSES))
    if not found or len(text) > LONGEST_TEXT:
        raise CnnLabError(
            tr_noop("errors", "'{text}' is no number. Write one like −1, 0.5 or 1/9."),
            text=plain(text),
        )
    above, below = (float(part.replace(",", ".")) if part else 1.0 for part in found.groups())
    value = above / below if below else math.nan
    if math.isnan(value):
        raise CnnLabError(
            tr_noop("errors", "'{text}' divides by 0, which no number answers."), text=plain(text)
        )
    if abs(value) > LARGEST_NUMBER:
        raise CnnLabError(
            tr_noop("errors", "'{text}' is too large here. Write a number from −{most} to {most}."),
            text=plain(text),
            most=f"{LARGEST_NUMBER:.0f}",
        )
    return value + 0.0  # no -0.0


def is_begun(text: str) -> bool:
    """Whether ``text`` is no number yet, but one that is being typed may begin so."""
    return bool(_BEGUN.fullmatch(text.strip().translate(_MINUSES)))


def text_of(value: float, denominator: int = 0) -> str:
    """A number as it is best read in a matrix: ``−1``, ``0.25``, ``1/9``.

    What has more than two decimals and is a simple quotient stands as one, over
    ``denominator`` if that is given and fits.
    """
    sign = MINUS if value < 0 else ""
    size = abs(value)
    nearest = _quotient(size)
    if nearest is None or nearest.denominator == 1:
        return sign + f"{size:.6g}"
    if denominator:
        return f"{sign}{nearest.numerator * denominator // nearest.denominator}/{denominator}"
    if 100 % nearest.denominator:
        return f"{sign}{nearest.numerator}/{nearest.denominator}"
    return sign + f"{size:.6g}"


def texts_of(matrix: Matrix) -> tuple[tuple[str, ...], ...]:
    """The numbers of a matrix, over one denominator where that of one number serves all."""
    quotients = [_quotient(abs(number)) for row in matrix for number in row]
    denominators = {quotient.denominator for quotient in quotients if quotient}
    most = max(denominators, default=1)
    serves = None not in quotients and all(most % each == 0 for each in denominators)
    common = most if serves and 100 % most else 0
    return tuple(tuple(text_of(number, common) for number in row) for row in matrix)


def _quotient(size: float) -> Fraction | None:
    """``size`` as a simple quotient, if it is one."""
    nearest = Fraction(size).limit_denominator(LARGEST_DENOMINATOR)
    return nearest if abs(float(nearest) - size) <= _EXACT * max(1.0, size) else None


def matrix_of(text: str) -> Matrix:
    """The matrix that ``text`` holds: from a spreadsheet, a program, or typed.

    Rows are lines or brackets, or are found by how many numbers there are; between numbers
    stand tabs, spaces, semicolons, or commas.

    Raises
    ------
    CnnLabError
        It holds no 3×3 or 5×5 numbers, or one of them is too large.
    """
    rows = _rows_of(text)
    if len(rows) == 1:
        side = math.isqrt(len(rows[0]))
        rows = [rows[0][at : at + side] for at in range(0, len(rows[0]), side)]
    if len(rows) not in SIDES or any(len(row) != len(rows) for row in rows):
        raise CnnLabError(
            tr_noop(
                "errors",
                "What was copied is no matrix of 3×3 or 5×5 numbers. Copy 3 rows of 3 numbers, "
                "or 5 rows of 5.",
            )
        )
    return tuple(tuple(number_of(word) for word in row) for row in rows)


def count_of(text: str) -> int:
    """How many numbers, or words in their place, ``text`` holds."""
    return sum(map(len, _rows_of(text)))


def _rows_of(text: str) -> list[list[str]]:
    bare = re.sub(r"\s*/\s*", "/", text[:LONGEST_TEXT]).replace("array", "")
    rows = [_words_of(line.strip(" [({,")) for line in re.split(r"[\n\r\])}]+", bare)]
    return [row for row in rows if row]


def _words_of(line: str) -> list[str]:
    """The numbers of a row; a comma is their decimal sign where something else parts them."""
    if "\t" in line or ";" in line:
        parted = r"[\s;]+"
    elif re.search(r",\s", line) or not re.search(r"\s", line):
        parted = r"[\s,]+"
    else:
        parted = r"\s+"
    return [word for word in re.split(parted, line) if word]
