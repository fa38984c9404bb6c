"""A stranger's values in our sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.text import MOST_SHOWN, plain, shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (1234567, "1,234,567"),
        (0.30000001192092896, "0.3"),
        (10.0, "10.0"),
        ("relu", "'relu'"),
        ("<b>Größe</b>\n& more", "'?b>Größe?/b>?? more'"),
        ([3, 3], "[3, 3]"),
        ([None, 28, "x"], "[None, 28, 'x']"),
        ([], "[]"),
        ([[1], {"a": 1}, 2], "[2, …]"),
        (list(range(9)), "[0, 1, 2, 3, 4, 5, …]"),
        ({"class_name": "L1", "config": {}}, "L1"),
        ({"class_name": 3}, "{…}"),
        ({}, "{…}"),
    ],
)
def test_that_a_value_is_shown_in_a_few_harmless_characters(value: object, text: str) -> None:
    assert shown(value) == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(value=JSON | st.lists(st.text(min_size=99), min_size=9))
def test_that_nothing_shown_is_long_or_markup(value: object) -> None:
    text = shown(value)
    assert len(text) < 7 * (MOST_SHOWN + 6)
    assert not set(text) & set("<&\n\r\t\u2028\u202e\0")


def test_that_the_longest_number_that_json_may_hold_is_cut() -> None:
    assert len(shown(10**4299)) == MOST_SHOWN + 1
    assert plain("a" * 10**6) == "a" * MOST_SHOWN + "…"
