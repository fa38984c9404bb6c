"""The eraser: what its tip touched goes, and nothing else."""

from itertools import pairwise
from math import hypot

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlab_gui.core.drawing.erase import LEAST_LEFT, erased
from cnnlab_gui.core.drawing.stroke import Stroke

LINE = Stroke.even([(0.1, 0.5), (0.9, 0.5)], 0.02)
places = st.tuples(st.floats(0, 1, width=16), st.floats(0, 1, width=16))
strokes = st.builds(
    Stroke.even, st.lists(places, min_size=1, max_size=6), st.sampled_from([0.02, 0.1])
)


def distance(place: tuple[float, float], path: list[tuple[float, float]]) -> float:
    """From a place to the nearest of a way."""
    nearest = min(hypot(place[0] - x, place[1] - y) for x, y in path)
    for (x, y), (u, v) in pairwise(path):
        length = hypot(u - x, v - y)
        if length:
            share = ((place[0] - x) * (u - x) + (place[1] - y) * (v - y)) / length**2
            share = min(max(share, 0.0), 1.0)
            nearest = min(
                nearest, hypot(place[0] - x - share * (u - x), place[1] - y - share * (v - y))
            )
    return nearest


def along(stroke: Stroke, count: int = 60) -> list[tuple[float, float]]:
    """Places on a stroke's middle."""
    ends = stroke.points if len(stroke.points) > 1 else stroke.points * 2
    return [
        (x + k / count * (u - x), y + k / count * (v - y))
        for (x, y), (u, v) in pairwise(ends)
        for k in range(count + 1)
    ]


def test_that_a_line_is_cut_where_its_ink_touches_the_tip() -> None:
    left, right = erased([LINE], [(0.5, 0.2), (0.5, 0.8)], 0.1)
    assert np.array(left.points) == pytest.approx(np.array([(0.1, 0.5), (0.39, 0.5)]))
    assert np.array(right.points) == pytest.approx(np.array([(0.61, 0.5), (0.9, 0.5)]))
    assert left.widths == right.widths == (0.02, 0.02)


def test_that_a_tap_cuts_a_round_hole() -> None:
    left, right = erased([LINE], [(0.5, 0.5 - 0.06)], 0.09)
    assert left.points[-1] == pytest.approx((0.5 - 0.08, 0.5))
    assert right.points[0] == pytest.approx((0.5 + 0.08, 0.5))


def test_that_a_cut_between_two_widths_has_a_width_between_them() -> None:
    wedge = Stroke(((0.0, 0.5), (1.0, 0.5)), (0.0, 0.2))
    left, right = erased([wedge], [(0.5, 0.5)], 0.05)
    assert left.widths == pytest.approx((0.0, 0.08))
    assert right.widths == pytest.approx((0.12, 0.2))


def test_that_an_eraser_that_touches_nothing_changes_nothing() -> None:
    strokes = (LINE, Stroke.even([(0.9, 0.9)], 0.05))
    for path in ([(0.5, 0.1)], [(0.0, 0.3), (1.0, 0.38)], []):
        after = erased(strokes, path, 0.1)
        assert all(new is old for new, old in zip(after, strokes, strict=True))


def test_that_only_the_stroke_that_was_touched_is_another_object() -> None:
    far = Stroke.even([(0.1, 0.9), (0.9, 0.9)], 0.02)
    first, _, last = erased([far, LINE], [(0.5, 0.5)], 0.05)
    assert first is far
    assert last.points[-1] == (0.9, 0.5)


@pytest.mark.parametrize("place", [(0.5, 0.5), (0.5, 0.56)])
def test_that_a_dot_that_is_touched_goes(place: tuple[float, float]) -> None:
    assert erased([Stroke.even([place], 0.05)], [(0.3, 0.5), (0.7, 0.5)], 0.04) == ()


def test_that_strokes_without_length_are_left_alone_where_nothing_touches_them() -> None:
    still = Stroke.even([(0.5, 0.5)] * 3, 0.05)
    assert erased([still], [(0.5, 0.8)], 0.1) == (still,)
    assert erased([still], [(0.5, 0.55)], 0.1) == ()


def test_that_tiny_leftovers_go() -> None:
    short = Stroke.even([(0.4, 0.5), (0.6, 0.5)], 0.1)
    assert erased([short], [(0.5, 0.5)], 0.02) == ()


def test_that_the_end_of_a_line_is_shortened_by_an_eraser_along_it() -> None:
    (left,) = erased([LINE], [(0.7, 0.5), (1.0, 0.5)], 0.04)
    assert left.points == (pytest.approx((0.1, 0.5)), pytest.approx((0.65, 0.5)))


@settings(deadline=None, max_examples=60)
@given(
    drawing=st.lists(strokes, min_size=1, max_size=3),
    path=st.lists(places, min_size=1, max_size=4),
    radius=st.sampled_from([0.03, 0.1]),
)
def test_that_just_what_is_out_of_reach_is_left(
    drawing: list[Stroke], path: list[tuple[float, float]], radius: float
) -> None:
    after = erased(drawing, path, radius)
    for stroke in drawing:
        width = stroke.widths[0]
        pieces = [each for each in after if each.widths[0] == width]
        for place in along(stroke):
            if distance(place, path) > radius + width / 2 + 1e-6:
                near = min((distance(place, list(each.points)) for each in pieces), default=1.0)
                # It is there still, or was part of a leftover.
                assert near < 1e-6 or stroke not in after
    for piece in after:
        reach = radius + piece.widths[0] / 2
        assert all(distance(place, path) > reach - 1e-6 for place in along(piece))
        assert piece in drawing or piece.length > LEAST_LEFT * piece.widths[0]


def test_that_erasing_in_steps_leaves_what_erasing_at_once_does() -> None:
    zigzag = Stroke.even([(0.05 * k, 0.3 + 0.4 * (k % 2)) for k in range(20)], 0.02)
    way = [(0.1, 0.4), (0.4, 0.55), (0.8, 0.45)]
    at_once = erased([zigzag], way, 0.05)
    stepwise = erased(erased([zigzag], way[:2], 0.05), way[1:], 0.05)
    assert sum(each.length for each in stepwise) == pytest.approx(
        sum(each.length for each in at_once), abs=0.02
    )
