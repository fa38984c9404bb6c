"""The names at the ends of curves are kept apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.widgets.train.curves import spread


@pytest.mark.parametrize(
    ("values", "apart", "placed"),
    [
        ([], 1, []),
        ([3.0], 1, [3.0]),
        ([1.0, 5.0], 1, [1.0, 5.0]),
        ([1.0, 1.0], 1, [0.5, 1.5]),
        ([2.0, 1.5], 1, [2.25, 1.25]),
    ],
)
def test_that_values_are_moved_as_little_as_needed(
    values: list[float], apart: float, placed: list[float]
) -> None:
    assert spread(values, apart) == pytest.approx(placed)


@given(values=st.lists(st.floats(-10, 10), max_size=5), apart=st.floats(0.1, 2))
def test_that_spread_values_keep_their_order_and_do_not_touch(
    values: list[float], apart: float
) -> None:
    placed = spread(values, apart)
    order = sorted(range(len(values)), key=values.__getitem__)
    gaps = np.diff([placed[index] for index in order])
    # Five labels are the most: after ten rounds they are nearly as far apart as wished.
    assert np.all(gaps >= 0.9 * apart)
