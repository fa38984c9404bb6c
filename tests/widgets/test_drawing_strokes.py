"""Strokes as the images that a network gets."""

from math import cos, pi, sin

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlab_gui.core.normalise import CENTRE, INK_SIDE, centre_of_mass
from cnnlab_gui.widgets.drawing.strokes import THICKEST, THINNEST, Grey, Stroke, rendered

SEVEN = ((0.1, 0.1), (0.3, 0.1), (0.2, 0.5))
places = st.tuples(st.floats(0, 1, width=16), st.floats(0, 1, width=16))
strokes = st.builds(
    Stroke, st.lists(places, min_size=1, max_size=9).map(tuple), st.floats(0.03, 0.2)
)


def box(image: Grey, least: int = 1) -> tuple[int, int, int, int]:
    """First and last row, first and last column with ink of at least ``least``."""
    rows, columns = np.nonzero(image >= least)
    return rows.min(), rows.max(), columns.min(), columns.max()


def ring(x: float, y: float, radius: float, width: float = 0.09) -> Stroke:
    turn = [2 * pi * k / 40 for k in range(41)]
    return Stroke(tuple((x + radius * cos(a), y + radius * sin(a)) for a in turn), width)


def test_that_ink_is_where_it_was_drawn_and_as_wide_as_the_pen() -> None:
    line = Stroke(((0.25, 0.5), (0.75, 0.5)), 4 / 28)
    image = rendered([line], 28, 28)
    assert image.dtype == np.uint8
    assert box(image, 128) == (12, 15, 5, 22)
    assert (image[12:16, 8:20] == 255).all()
    assert image[:11].max() == image[17:].max() == 0


def test_that_a_pixel_is_as_bright_as_its_share_of_ink() -> None:
    line = Stroke(((0.0, 0.5), (1.0, 0.5)), 3 / 28)
    image = rendered([line], 28, 28)
    assert (image[13:15, 5:20] == 255).all()
    assert np.abs(image[[12, 15], 5:20].astype(int) - 128).max() <= 2


@pytest.mark.parametrize("times", [1, 2])
def test_that_a_point_alone_is_a_dot(times: int) -> None:
    dot = Stroke(((0.5, 0.5),) * times, 6 / 28)
    assert box(rendered([dot], 28, 28), 128) == (11, 16, 11, 16)


@pytest.mark.parametrize("size", [(28, 28), (64, 64), (20, 36), (36, 20), (1, 300), (1024, 1024)])
def test_that_strokes_fill_the_same_share_of_any_size(size: tuple[int, int]) -> None:
    height, width = size
    ends = (width / max(size) / 2, height / max(size) / 2)
    image = rendered([Stroke(((0.0, 0.0), ends), 0.2)], height, width)
    assert image.shape == size
    assert image[0, 0] > 0
    assert image[height // 2, width // 2] > 0
    assert height == 1 or image[-1, -1] == 0


def test_that_no_strokes_are_black_paper() -> None:
    for centred in (False, True):
        assert not rendered([], 28, 28, centred=centred).any()


@pytest.mark.parametrize("corner", [0.0, 0.25, 0.5])
@pytest.mark.parametrize("scale", [0.5, 1.0])
def test_that_size_and_place_on_the_paper_do_not_matter_when_centred(
    corner: float, scale: float
) -> None:
    moved = Stroke(tuple((corner + scale * x, corner + scale * y) for x, y in SEVEN), 0.05 * scale)
    reference = rendered([Stroke(SEVEN, 0.05)], 28, 28, centred=True)
    difference = rendered([moved], 28, 28, centred=True).astype(int) - reference
    assert np.abs(difference).max() <= 16


def test_that_a_centred_digit_lies_where_mnists_do() -> None:
    for drawing in (
        [Stroke(SEVEN, 0.05)],
        [ring(0.8, 0.8, 0.15)],
        [ring(0.3, 0.3, 0.1, 0.03), ring(0.3, 0.52, 0.12, 0.03)],
        [Stroke(((0.9, 0.1), (0.9, 0.9)), 0.02)],
    ):
        image = rendered(drawing, 28, 28, centred=True)
        top, bottom, left, right = box(image)
        assert centre_of_mass(image[None])[0] == pytest.approx([CENTRE, CENTRE], abs=0.25)
        assert INK_SIDE <= max(bottom - top, right - left) + 1 <= INK_SIDE + 1


def test_that_ink_drawn_twice_does_not_move_the_centre() -> None:
    once = Stroke(((0.1, 0.1), (0.1, 0.5), (0.4, 0.5)), 0.05)
    again = Stroke(((0.1, 0.1), (0.1, 0.5)), 0.05)
    alone, twice = (rendered(each, 28, 28, centred=True) for each in ([once], [once, again]))
    assert np.abs(alone.astype(int) - twice).max() <= 60
    assert centre_of_mass(twice[None])[0] == pytest.approx([CENTRE, CENTRE], abs=0.25)


@pytest.mark.parametrize(("drawn", "pixels"), [(0.004, THINNEST), (0.3, THICKEST)])
def test_that_a_centred_pen_is_as_wide_as_mnists(drawn: float, pixels: float) -> None:
    line = Stroke(((0.5, 0.1), (0.5, 0.9)), drawn)
    image = rendered([line], 28, 28, centred=True)
    assert image[10:18].sum(axis=1) / 255 == pytest.approx(pixels, abs=0.05)


def test_that_a_centred_dot_is_a_dot_in_the_middle() -> None:
    image = rendered([Stroke(((0.9, 0.9),), 0.1)], 28, 28, centred=True)
    assert centre_of_mass(image[None])[0] == pytest.approx([CENTRE, CENTRE], abs=0.25)
    assert box(image, 128) == (13, 15, 13, 15) or box(image, 128) == (12, 16, 12, 16)


def test_that_a_thin_stem_on_a_heavy_foot_stays_on_the_paper() -> None:
    hatched = tuple((0.1 + 0.8 * (k % 2), 0.8 + 0.01 * k) for k in range(12))
    stem = ((0.5, 0.05), (0.5, 0.8))
    image = rendered([Stroke(hatched, 0.04), Stroke(stem, 0.04)], 28, 28, centred=True)
    top, bottom, *_ = box(image)
    assert top == 0
    assert bottom - top + 1 == INK_SIDE
    assert centre_of_mass(image[None])[0, 1] > CENTRE + 0.2


@settings(deadline=None, max_examples=60)
@given(drawing=st.lists(strokes, min_size=1, max_size=4))
def test_that_no_ink_is_lost_over_the_border_by_centring(drawing: list[Stroke]) -> None:
    image = rendered(drawing, 28, 28, centred=True)
    top, bottom, left, right = box(image)
    points = np.array([point for stroke in drawing for point in stroke.points])
    if np.ptp(points, axis=0).max() > 0.05:
        assert INK_SIDE - 1 <= max(bottom - top, right - left) + 1 <= INK_SIDE + 1
    off = np.abs(centre_of_mass(image[None])[0] - CENTRE).max()
    assert off < 0.25 or 0 in (top, left, 27 - bottom, 27 - right)


def test_that_another_size_cannot_be_centred() -> None:
    with pytest.raises(ValueError, match="28×28"):
        rendered([Stroke(SEVEN, 0.05)], 32, 32, centred=True)
