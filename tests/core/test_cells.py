"""How many digits the numbers of a matrix have, and the factor above them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.inside.cells import ROOMY, TIGHT, TIGHTEST, Writing, writing_of


def written(*values: float, room: int = ROOMY) -> list[str]:
    array = np.array(values, np.float32)
    writing = writing_of(array, room)
    return [str(writing.number(float(value))) for value in array]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ((0.0041, -0.0034, 0.012, 0.041, 0), ["0.0041", "−0.0034", "0.012", "0.041", "0"]),
        ((0.33, 0.066, -0.0034), ["0.33", "0.066", "−0.003"]),
        ((12.0, 0.066, -0.5), ["12.00", "0.07", "−0.50"]),
        ((0.0, 0.0), ["0", "0"]),
    ],
)
def test_that_small_numbers_have_two_digits_as_far_as_the_largest_is_exact(
    values: tuple[float, ...], texts: list[str]
) -> None:
    assert written(*values) == texts
    assert writing_of(np.array(values, np.float32)).factor == 1


def test_that_a_factor_stands_for_the_zeros_of_tiny_numbers() -> None:
    values = np.array([0.00034, -0.00012, 0.0000056, 0], np.float32)
    assert writing_of(values) == Writing(2, pytest.approx(1e-4))
    assert written(*values) == ["3.40", "−1.20", "0.06", "0"]


def test_that_less_is_written_where_there_is_little_room() -> None:
    small, large = (0.041, -0.0034), (0.33, -0.0034)
    assert written(*small, room=TIGHT) == ["4.10", "−0.34"]
    assert writing_of(np.array(small, np.float32), TIGHT).factor == pytest.approx(0.01)
    assert written(*large, room=TIGHT) == ["0.33", "−0.003"]
    assert written(*large, room=TIGHTEST) == ["0.33", "−0.00"]


def test_that_what_is_no_number_counts_for_nothing() -> None:
    assert written(math.nan, 0.041, math.inf) == ["NaN", "0.041", "∞"]
    assert writing_of(np.full(3, math.nan, np.float32)) == Writing()


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=9))
def test_that_what_is_written_adds_up_and_is_short(values: list[float]) -> None:
    array = np.array(values, np.float32)
    writing = writing_of(array)
    texts = written(*values)
    assert max(map(len, texts)) <= 8
    total = sum(float(text.replace("−", "-")) for text in texts) * writing.factor
    largest = float(np.abs(array).max())
    assert total == pytest.approx(
        float(array.sum(dtype=np.float64)), abs=0.05 * 9 * largest + 1e-30
    )
