"""How many digits a number of a calculation has."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.inside.number import Number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.83, "0.83"),
        (0.4, "0.40"),
        (-1.2, "−1.20"),
        (0.02, "0.02"),
        (0.0234, "0.023"),
        (0.0004, "0.0004"),
        (0.00043, "0.00043"),
        (12.345, "12.35"),
        (123.456, "123.5"),
        (12345.6, "12,346"),
        (3.14e-7, "3.1e−7"),
        (-2.5e9, "−2.5e9"),
        (math.nan, "NaN"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_that_a_number_has_as_many_digits_as_say_something(value: float, text: str) -> None:
    assert str(Number(value)) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Number(0.3, "signed"), "+0.30"),
        (Number(-0.3, "signed"), "−0.30"),
        (Number(0.0, "signed"), "0"),
        (Number(0.3, "bracketed"), "0.30"),
        (Number(-0.3, "bracketed"), "(−0.30)"),
        (Number(1234567, "count"), "1,234,567"),
        (Number(567, "count"), "567"),
    ],
)
def test_that_a_form_adds_a_sign_or_brackets_or_leaves_the_decimals_out(
    number: Number, text: str
) -> None:
    assert str(number) == text


def test_that_what_is_tiny_differs_from_zero_where_there_is_room_for_few_decimals() -> None:
    assert str(Number(0.00004, most=3)) == "0.000"
    assert str(Number(0.0, most=3)) == "0"


@given(value=st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_that_what_is_written_is_within_five_percent_of_the_number(value: float) -> None:
    text = str(Number(value)).replace("−", "-").replace(",", "")
    assert float(text) == pytest.approx(value, rel=0.05)
    assert len(text) <= 10
