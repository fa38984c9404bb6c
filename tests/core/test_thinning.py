"""Which snapshots go where they take more than they may."""

from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.runs.thinning import superfluous


def test_that_nothing_goes_without_a_limit_or_below_it() -> None:
    sizes = dict.fromkeys(range(10), 100)
    assert superfluous(sizes, (), 0) == []
    assert superfluous(sizes, (), 1000) == []


def test_that_the_one_with_the_nearest_neighbours_goes_first_the_oldest_of_equals() -> None:
    assert superfluous(dict.fromkeys([0, 1, 2, 3, 6, 9], 1), (), 4) == [1, 2]
    assert superfluous(dict.fromkeys(range(9), 1), (), 5) == [1, 3, 5, 7]


def test_that_the_first_the_last_and_the_kept_stay_also_beyond_the_limit() -> None:
    assert superfluous(dict.fromkeys(range(6), 100), {3}, 1) == [1, 4, 2]
    assert superfluous({0: 100, 1: 100}, (), 1) == []


@given(
    epochs=st.sets(st.integers(0, 300), max_size=60),
    kept=st.sets(st.integers(0, 300), max_size=5),
    limit=st.integers(1, 60),
)
def test_that_no_more_goes_than_has_to(epochs: set[int], kept: set[int], limit: int) -> None:
    gone = superfluous(dict.fromkeys(epochs, 1), kept, limit)
    left = epochs - set(gone)
    assert len(gone) == len(set(gone))
    assert not set(gone) & (kept | {min(epochs, default=0), max(epochs, default=0)})
    assert len(left) <= limit or left <= kept | {min(left), max(left)}
    assert len(left) >= min(limit, len(epochs))
