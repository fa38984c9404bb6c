"""Colours of numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from cnnlab_gui.core.inside.colours import (
    DIVERGING,
    GREY,
    INFERNO,
    NOT_A_NUMBER,
    bounds,
    coloured,
    symmetric,
)

TABLES = {"grey": GREY, "inferno": INFERNO, "diverging": DIVERGING}


def numbers(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


@pytest.mark.parametrize("name", TABLES)
def test_that_a_table_has_256_opaque_colours_and_none_for_what_is_no_number(name: str) -> None:
    table = TABLES[name]
    assert (table.shape, table.dtype) == ((256,), np.uint32)
    assert (table >> 24 == 0xFF).all()
    assert NOT_A_NUMBER not in table


def test_that_inferno_gets_lighter_all_the_way() -> None:
    weights = {16: 0.2126, 8: 0.7152, 0: 0.0722}
    lightness = sum((INFERNO >> shift & 0xFF) * weight for shift, weight in weights.items())
    assert (np.diff(lightness) > -1).all()  # of 255: whole numbers only


def test_that_the_ends_of_the_scale_have_the_ends_of_the_table_and_so_has_what_is_beyond() -> None:
    colours = coloured(numbers(-1, 0, 1, 2, 9), 0, 2, INFERNO)
    assert colours.tolist() == [INFERNO[k] for k in (0, 0, 128, 255, 255)]


def test_that_zero_is_white_between_negative_blue_and_positive_orange() -> None:
    low, high = symmetric(numbers(-0.5, 0.25))
    colours = coloured(numbers(-0.5, 0, 0.5), low, high, DIVERGING)
    assert [f"{colour:08X}" for colour in colours] == ["FF0072B2", "FFFFFFFF", "FFD55E00"]


def test_that_equal_distances_from_zero_are_equally_far_from_white() -> None:
    parts = np.array([DIVERGING >> shift & 0xFF for shift in (16, 8, 0)]).astype(int)
    below, above = 255 - parts[:, 127::-1], 255 - parts[:, 128:]
    # Shares of the way to each side's own hue, by the part that goes furthest.
    assert_allclose(below[0] / 255, above[2] / 255, atol=1 / 255)


def test_that_what_is_no_number_has_a_colour_of_its_own() -> None:
    colours = coloured(numbers(np.nan, np.inf, -np.inf, 1), 0, 1, GREY)
    assert colours.tolist() == [NOT_A_NUMBER] * 3 + [0xFFFFFFFF]


def test_that_a_constant_map_has_one_colour() -> None:
    assert set(coloured(numbers(3, 3, 3), 3, 3, INFERNO)) == {INFERNO[0]}


@given(
    st.lists(st.floats(width=32), min_size=1, max_size=8),
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(allow_nan=False, allow_infinity=False),
)
def test_that_any_values_and_any_bounds_have_colours_without_a_warning(
    values: list[float], low: float, high: float
) -> None:
    colours = coloured(numbers(*values), low, high, INFERNO)
    ours = (np.isin(colours, INFERNO)) | (colours == NOT_A_NUMBER)
    assert ours.all()
    assert ((colours == NOT_A_NUMBER) == ~np.isfinite(numbers(*values))).all()


def test_that_bounds_are_those_of_the_numbers_only() -> None:
    assert bounds(numbers(np.nan, -2, np.inf, 5)) == (-2, 5)
    assert bounds(numbers(np.nan, np.inf)) == (0, 0)


def test_that_symmetric_bounds_hold_all_arrays_and_are_never_empty() -> None:
    assert symmetric(numbers(1, -3), numbers(2, np.nan)) == (-3, 3)
    assert symmetric(numbers(0, 0)) == (-1, 1)
