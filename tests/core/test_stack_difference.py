"""Where two stacks of layers differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.core.stack_difference import changed_layers

Stack = tuple[Layer, ...]
NOTHING = range(0)
# Few different layers: what stands in one place often equals what stands in another.
STACKS = st.text("abc", max_size=7)
NEW = "xyz"  # letters that no drawn stack holds


def stack(letters: str) -> Stack:
    """One layer for each letter; equal letters are equal layers."""
    return tuple(Dense(units=ord(letter)) for letter in letters)


def changed(before: str, after: str) -> range:
    return changed_layers(stack(before), stack(after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", NOTHING),
        ("abc", "abc", NOTHING),
        ("abc", "", NOTHING),
        ("", "abc", range(3)),
        ("abc", "axc", range(1, 2)),
        ("abc", "xyz", range(3)),
        ("abc", "acb", range(1, 3)),
        ("abcd", "axyzd", range(1, 4)),
        ("ab", "abxy", range(2, 4)),
        ("abc", "abbbc", range(2, 4)),  # either end reaches beyond where the other stops
        ("ab", "xyab", range(2)),
    ],
)
def test_that_what_lies_between_the_ends_that_are_alike_has_changed(
    before: str, after: str, expected: range
) -> None:
    assert changed(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("abcd", "acd", range(1, 2)),  # c took the place of b
        ("abcd", "bcd", range(1)),
        ("abcd", "abc", range(2, 3)),  # the last: nothing took its place
        ("abcd", "ad", range(1, 2)),
        ("abcd", "a", range(1)),
    ],
)
def test_that_what_took_the_place_of_removed_layers_stands_for_them(
    before: str, after: str, expected: range
) -> None:
    assert changed(before, after) == expected


def test_that_among_layers_that_are_alike_the_last_is_the_new_one() -> None:
    assert changed("aa", "aaa") == range(2, 3)
    assert changed("aaa", "aa") == range(1, 2)


@given(before=STACKS, after=STACKS)
def test_that_all_that_lies_outside_is_shared(before: str, after: str) -> None:
    found = changed(before, after)
    behind = len(after) - found.stop
    assert before[: found.start] == after[: found.start]
    assert before[len(before) - behind :] == after[found.stop :]
    assert found.start + behind <= min(len(before), len(after))


@given(before=STACKS, after=STACKS)
def test_that_nothing_is_found_only_where_there_is_nothing_to_find(before: str, after: str) -> None:
    found = changed(before, after)
    assert bool(found) == (bool(after) and before != after)
    assert set(found) <= set(range(len(after)))


@given(before=STACKS, after=STACKS)
def test_that_no_more_is_found_than_has_changed(before: str, after: str) -> None:
    found = changed(before, after)
    behind = len(after) - found.stop
    if len(after) < len(before) or not found or found.start + behind == len(before):
        return  # something was removed, or all that was there before is shared
    assert before[found.start] != after[found.start]
    assert before[-1 - behind] != after[found.stop - 1]


@given(data=st.data(), before=STACKS, count=st.integers(1, 3))
def test_that_new_layers_are_found_where_they_were_put(
    data: st.DataObject, before: str, count: int
) -> None:
    at = data.draw(st.integers(0, len(before)))
    after = before[:at] + NEW[:count] + before[at:]
    assert changed(before, after) == range(at, at + count)


@given(data=st.data(), before=STACKS.filter(bool))
def test_that_a_replaced_layer_is_found(data: st.DataObject, before: str) -> None:
    at = data.draw(st.integers(0, len(before) - 1))
    assert changed(before, before[:at] + "x" + before[at + 1 :]) == range(at, at + 1)
