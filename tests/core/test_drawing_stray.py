"""Stray taps are left out of a drawing; parts of a digit never are."""

from math import cos, pi, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlab_gui.core.drawing.stray import without_stray
from cnnlab_gui.core.drawing.stroke import Point, Stroke

PEN = 0.06
places = st.tuples(st.floats(0, 1, width=16), st.floats(0, 1, width=16))
lines = st.builds(Stroke.even, st.lists(places, min_size=1, max_size=6), st.floats(0.01, 0.2))
drawings = st.lists(lines, min_size=1, max_size=6)


def line(*points: Point, pen: float = PEN) -> Stroke:
    return Stroke.even(points, pen)


def shrunk(strokes: list[Stroke], scale: float, corner: Point = (0.0, 0.0)) -> list[Stroke]:
    """The pen stays as wide as it was."""
    return [
        Stroke(
            tuple((corner[0] + scale * x, corner[1] + scale * y) for x, y in stroke.points),
            stroke.widths,
        )
        for stroke in strokes
    ]


ROUND = line(*((0.5 + 0.4 * cos(k * pi / 8), 0.5 + 0.45 * sin(k * pi / 8)) for k in range(17)))
ONE = line((0.5, 0.05), (0.5, 0.95))
DIGITS = {
    "0": [ROUND],
    "1": [ONE],
    "1 with a foot": [ONE, line((0.3, 0.95), (0.7, 0.95))],
    "4": [line((0.3, 0.1), (0.15, 0.6), (0.8, 0.6)), line((0.6, 0.3), (0.6, 0.95))],
    "5 with a loose bar": [
        line((0.3, 0.25), (0.3, 0.45), (0.7, 0.6), (0.6, 0.9), (0.25, 0.9)),
        line((0.35, 0.08), (0.75, 0.06)),
    ],
    "7 with a dash": [line((0.2, 0.1), (0.8, 0.1), (0.4, 0.95)), line((0.45, 0.5), (0.65, 0.5))],
    "i": [line((0.5, 0.4), (0.5, 0.95)), line((0.5, 0.2))],
    "dotted": [line((0.5, 0.1 * k)) for k in range(1, 10)],
}


@pytest.mark.parametrize("scale", [0.2, 0.3, 0.6, 1.0])
@pytest.mark.parametrize("digit", DIGITS)
def test_that_all_of_a_digit_is_kept_however_small(digit: str, scale: float) -> None:
    strokes = shrunk(DIGITS[digit], scale)
    assert without_stray(strokes) == tuple(strokes)


@pytest.mark.parametrize("pen", [0.02, PEN, 0.12])
@pytest.mark.parametrize("digit", [name for name in DIGITS if name != "dotted"])
def test_that_a_tap_far_away_is_left_out_wherever_it_comes(digit: str, pen: float) -> None:
    strokes = shrunk(DIGITS[digit], 0.3)
    for tap in (line((0.95, 0.95), pen=pen), line((0.9, 0.05), (0.91, 0.06), pen=pen)):
        for at in range(len(strokes) + 1):
            assert without_stray([*strokes[:at], tap, *strokes[at:]]) == tuple(strokes)


def test_that_crumbs_in_several_corners_are_all_left_out() -> None:
    strokes = shrunk(DIGITS["0"], 0.3, (0.3, 0.3))
    crumbs = [line(corner) for corner in ((0.02, 0.02), (0.98, 0.02), (0.02, 0.98), (0.98, 0.98))]
    assert without_stray([*crumbs, *strokes]) == tuple(strokes)


def test_that_a_crumb_near_the_digit_is_kept() -> None:
    crumb = line((0.95, 0.5))
    assert without_stray([ONE, crumb])[0] is ONE
    near = line((0.7, 0.5))
    assert without_stray([ONE, near]) == (ONE, near)


def test_that_what_is_more_than_a_dash_is_kept_wherever_it_lies() -> None:
    tall, far = line((0.1, 0.1), (0.1, 0.5), pen=0.02), line((0.8, 0.9), (0.94, 0.9), pen=0.02)
    dash = line((0.8, 0.9), (0.88, 0.9), pen=0.02)
    assert without_stray([far, tall]) == (far, tall)
    assert without_stray([dash, tall]) == (tall,)


def test_that_two_digits_beside_each_other_are_kept() -> None:
    strokes = [*shrunk([ONE], 0.3), *shrunk([ROUND], 0.3, (0.65, 0.65))]
    assert without_stray(strokes) == tuple(strokes)


@pytest.mark.parametrize("wobble", [0.0, 0.02])
def test_that_of_dots_alone_each_is_kept(wobble: float) -> None:
    dots = [line((0.1, 0.1)), line((0.9, 0.9), (0.9 + wobble, 0.9)), line((0.1, 0.9), pen=0.02)]
    assert without_stray(dots) == tuple(dots)


def test_that_no_strokes_stay_none() -> None:
    assert without_stray([]) == ()


@settings(deadline=None, max_examples=100)
@given(drawing=drawings)
def test_that_what_is_kept_is_in_order_with_the_longest_in_it_and_complete(
    drawing: list[Stroke],
) -> None:
    kept = without_stray(drawing)
    rest = iter(drawing)
    assert all(any(each is stroke for each in rest) for stroke in kept)
    longest = max(max(_extent(each)) for each in drawing)
    assert any(max(_extent(each)) == longest for each in kept)
    assert without_stray(kept) == kept
    for stroke in drawing:
        if max(_extent(stroke)) > 0.3 * longest:
            assert any(each is stroke for each in kept)


def _extent(stroke: Stroke) -> tuple[float, float]:
    across, down = zip(*stroke.points, strict=True)
    return max(across) - min(across), max(down) - min(down)
