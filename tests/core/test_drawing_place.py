"""Strokes as the images that a network gets."""

from collections.abc import Sequence
from math import cos, hypot, pi, sin

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cnnlab_gui.core.drawing.place import placed
from cnnlab_gui.core.drawing.placed import Grey, Placed, Placement
from cnnlab_gui.core.drawing.render import CROWD, LARGEST_SIDE, coverage, discs_along
from cnnlab_gui.core.drawing.stroke import Stroke
from cnnlab_gui.core.normalise import CENTRE, INK_SIDE, THICKEST, THINNEST, centre_of_mass

SIDE = (28, 28)
SEVEN = ((0.1, 0.1), (0.3, 0.1), (0.2, 0.5))
places = st.tuples(st.floats(0, 1, width=16), st.floats(0, 1, width=16))
widths = st.floats(0.02, 0.2)
even = st.builds(Stroke.even, st.lists(places, min_size=1, max_size=9), widths)
uneven = st.lists(st.tuples(places, widths), min_size=1, max_size=6).map(
    lambda rows: Stroke(tuple(place for place, _ in rows), tuple(width for _, width in rows))
)
drawings = st.lists(even | uneven, min_size=1, max_size=4)


def as_drawn(drawing: Sequence[Stroke], shape: tuple[int, int] = SIDE) -> Grey:
    return placed(drawing, shape, Placement.AS_DRAWN).pixels


def centred(drawing: Sequence[Stroke], shape: tuple[int, int] = SIDE) -> Placed:
    return placed(drawing, shape, Placement.MNIST)


def box(image: Grey, least: int = 1) -> tuple[int, int, int, int]:
    """First and last row, first and last column with ink of at least ``least``."""
    rows, columns = np.nonzero(image >= least)
    return rows.min(), rows.max(), columns.min(), columns.max()


def ring(x: float, y: float, radius: float, width: float = 0.09) -> Stroke:
    turn = [2 * pi * k / 40 for k in range(41)]
    return Stroke.even([(x + radius * cos(a), y + radius * sin(a)) for a in turn], width)


def truth(drawing: Sequence[Stroke], shape: tuple[int, int], finer: int = 8) -> Grey:
    """Each pixel's share of ink, counted at ``finer``² places in it."""
    height, width = shape
    rows, columns = ((np.arange(side * finer) + 0.5) / finer for side in shape)
    inside = np.zeros((height * finer, width * finer), bool)
    for stroke in drawing:
        path = stroke.path * max(shape)
        for (x, y, r), (u, v, s) in zip(path, path[1:] if len(path) > 1 else path, strict=False):
            along = (columns - x) * (u - x) + (rows[:, None] - y) * (v - y)
            share = np.clip(along / (hypot(u - x, v - y) ** 2 or 1.0), 0, 1)
            across = np.hypot(columns - x - share * (u - x), rows[:, None] - y - share * (v - y))
            inside |= across <= r + share * (s - r)
    shares = inside.reshape(height, finer, width, finer).mean(axis=(1, 3))
    image: Grey = np.rint(255 * shares).astype(np.uint8)
    return image


# Ink


@settings(deadline=None, derandomize=True, max_examples=15)
@given(drawing=st.lists(even, min_size=1, max_size=2), shape=st.sampled_from([SIDE, (20, 40)]))
def test_that_a_pixel_is_as_bright_as_its_share_of_ink(
    drawing: list[Stroke], shape: tuple[int, int]
) -> None:
    off = as_drawn(drawing, shape).astype(int) - truth(drawing, shape)
    # Where the edges of two lines meet in one pixel, it gets the better of the two only.
    assert np.abs(off).mean() < 5
    assert (np.abs(off) > 40).mean() < 0.05


def test_that_the_edges_of_a_digit_are_as_soft_as_they_should_be() -> None:
    for drawing in ([Stroke.even(SEVEN, 0.09)], [ring(0.5, 0.3, 0.2), ring(0.5, 0.7, 0.25)]):
        off = np.abs(as_drawn(drawing).astype(int) - truth(drawing, SIDE))
        assert off.mean() < 1.5
        assert off.max() < 30


def test_that_a_stroke_grows_wider_where_the_pen_was_pressed() -> None:
    stroke = Stroke(((0.1, 0.5), (0.9, 0.5)), (2 / 28, 8 / 28))
    image = as_drawn([stroke])
    assert np.abs(image.astype(int) - truth([stroke], SIDE)).max() < 40
    wide = image.sum(axis=0) / 255
    assert wide[6] < 3.5
    assert wide[22] > 6.2


@pytest.mark.parametrize("width", [0.2, 0.5, 1.0, 2.0])
def test_that_a_thin_line_is_as_bright_as_it_is_wide(width: float) -> None:
    image = as_drawn([Stroke.even([(0.1, 0.5 + 0.5 / 28), (0.9, 0.5 + 0.5 / 28)], width / 28)])
    assert image[:, 8:20].sum(axis=0) / 255 == pytest.approx(width, abs=0.08)


def test_that_ink_is_where_it_was_drawn_and_as_wide_as_the_pen() -> None:
    result = placed([Stroke.even([(0.25, 0.5), (0.75, 0.5)], 4 / 28)], SIDE, Placement.AS_DRAWN)
    image = result.pixels
    assert image.dtype == np.uint8
    assert box(image, 128) == (12, 15, 5, 22)
    assert (image[12:16, 8:20] >= 245).all()
    assert image[:11].max() == image[17:].max() == 0
    assert result.box == pytest.approx((5, 12, 23, 16))
    assert result.centre == pytest.approx((14, 14))


@pytest.mark.parametrize("times", [1, 2])
def test_that_a_point_alone_is_a_dot(times: int) -> None:
    dot = Stroke.even([(0.5, 0.5)] * times, 6 / 28)
    assert box(as_drawn([dot]), 128) == (11, 16, 11, 16)


@pytest.mark.parametrize("size", [(28, 28), (64, 64), (20, 36), (36, 20), (1, 300), (1024, 1024)])
def test_that_strokes_fill_the_same_share_of_any_size(size: tuple[int, int]) -> None:
    height, width = size
    ends = (width / max(size) / 2, height / max(size) / 2)
    image = as_drawn([Stroke.even([(0.0, 0.0), ends], 0.2)], size)
    assert image.shape == size
    assert image[0, 0] > 0
    assert image[height // 2, width // 2] > 0
    assert height == 1 or image[-1, -1] == 0


@pytest.mark.parametrize("shape", [(64, 48), (48, 64), (28, 28), (24, 100)])
def test_that_square_paper_lies_whole_in_the_middle_of_any_image(shape: tuple[int, int]) -> None:
    corners = [Stroke.even([(x, y)], 0.1) for x in (0.1, 0.9) for y in (0.1, 0.9)]
    result = placed(corners, shape, Placement.AS_DRAWN, (1, 1))
    (height, width), side = shape, min(shape)
    left, top = (width - side) / 2, (height - side) / 2
    assert result.box == pytest.approx(
        (left + 0.05 * side, top + 0.05 * side, left + 0.95 * side, top + 0.95 * side)
    )
    for stroke in corners:
        x, y = stroke.points[0]
        assert result.pixels[int(top + y * side), int(left + x * side)] > 100


@pytest.mark.parametrize("paper", [(3, 4), (4, 3), (1, 1)])
@pytest.mark.parametrize("placement", [Placement.MNIST, Placement.FILLED])
def test_that_the_papers_proportions_do_not_matter_where_the_ink_is_laid_anew(
    placement: Placement, paper: tuple[int, int]
) -> None:
    drawing = [Stroke.even(SEVEN, 0.09)]
    for shape in ((64, 48), (48, 64)):
        laid = placed(drawing, shape, placement, paper)
        assert np.array_equal(laid.pixels, placed(drawing, shape, placement).pixels)


def test_that_large_ink_has_sharp_edges_too() -> None:
    side = 3 * LARGEST_SIDE
    drawing = [ring(0.5, 0.5, 0.3), Stroke.even(SEVEN, 0.06)]
    image = as_drawn(drawing, (side, side))
    off = np.abs(image.astype(int) - truth(drawing, (side, side), finer=2))
    assert (off > 90).mean() < 0.001


def test_that_crowded_ink_is_as_the_same_ink_drawn_simply() -> None:
    points = [(0.2 + 0.6 * (k % 400) / 400, 0.5) for k in range(20 * CROWD)]
    crowded, simple = (
        as_drawn([Stroke.even(points, 0.09)]),
        as_drawn([Stroke.even([(0.2, 0.5), (0.8, 0.5)], 0.09)]),
    )
    off = np.abs(crowded.astype(int) - simple)
    assert off.mean() < 0.5
    assert off.max() < 60


def test_that_strokes_are_not_joined() -> None:
    ends = ((0.1, 0.1), (0.9, 0.9))
    dots = [Stroke.even([end], 0.1) for end in ends]
    assert as_drawn(dots)[10:18, 10:18].max() == 0
    path = np.concatenate([stroke.path for stroke in dots]) * 28
    assert coverage(discs_along(path, np.array([0, 1]), SIDE), SIDE)[10:18, 10:18].max() == 0


@pytest.mark.parametrize("placement", Placement)
def test_that_no_strokes_are_blank_paper(placement: Placement) -> None:
    blank = placed([], SIDE, placement)
    assert blank.is_blank
    assert blank.centre is None
    assert blank.pixels.shape == SIDE
    assert not blank.pixels.any()


# MNIST's place


def is_long(drawing: Sequence[Stroke]) -> bool:
    """Whether the drawing is more than a dot: longer than its pen is wide."""
    points = np.array([point for stroke in drawing for point in stroke.points])
    broadest = max(max(stroke.widths) for stroke in drawing)
    return float(np.ptp(points, axis=0).max()) > broadest


@settings(deadline=None, derandomize=True, max_examples=50)
@given(drawing=drawings)
@example(drawing=[Stroke(((0.1, 0.1), (0.1, 0.11), (0.1, 0.4)), (0.02, 0.2, 0.02))])
def test_that_a_digit_has_mnists_size_and_place_and_loses_no_ink(drawing: list[Stroke]) -> None:
    result = centred(drawing)
    assert result.box is not None
    assert result.centre is not None
    left, top, right, bottom = result.box
    if is_long(drawing):
        assert max(right - left, bottom - top) == pytest.approx(INK_SIDE, abs=0.01)
        first, last, start, end = box(result.pixels)
        assert max(last - first, end - start) + 1 == pytest.approx(INK_SIDE, abs=1.6)
    assert max(right - left, bottom - top) < INK_SIDE + 0.01
    assert min(left, top, 28 - right, 28 - bottom) > -1e-6
    if all(stroke.length <= max(stroke.widths) for stroke in drawing):
        return  # of mere dots the ink changes with where they lie among the pixels
    assert centre_of_mass(result.pixels[None])[0] == pytest.approx(result.centre, abs=0.02)
    at_edge = min(left, top, 28 - right, 28 - bottom) < 1e-6
    assert at_edge or result.centre == pytest.approx((CENTRE, CENTRE), abs=0.1)


@settings(deadline=None, derandomize=True, max_examples=30)
@given(
    drawing=st.lists(even, min_size=1, max_size=3),
    corner=st.tuples(st.floats(0, 0.5), st.floats(0, 0.5)),
    scale=st.floats(0.3, 1.0),
)
def test_that_size_and_place_on_the_paper_do_not_matter_to_a_centred_drawing(
    drawing: list[Stroke], corner: tuple[float, float], scale: float
) -> None:
    moved = [
        Stroke.even(
            [(corner[0] + scale * x, corner[1] + scale * y) for x, y in stroke.points],
            scale * stroke.widths[0],
        )
        for stroke in drawing
    ]
    off = centred(moved).pixels.astype(int) - centred(drawing).pixels
    assert np.abs(off).max() <= 6


@pytest.mark.parametrize(("drawn", "pixels"), [(0.004, THINNEST), (0.3, THICKEST)])
def test_that_a_centred_pen_is_as_wide_as_mnists(drawn: float, pixels: float) -> None:
    image = centred([Stroke.even([(0.5, 0.1), (0.5, 0.9)], drawn)]).pixels
    assert image[10:18].sum(axis=1) / 255 == pytest.approx(pixels, abs=0.05)


def test_that_pressure_is_still_seen_when_centred() -> None:
    image = centred([Stroke(((0.5, 0.1), (0.5, 0.9)), (0.04, 0.12))]).pixels
    wide = image.sum(axis=1) / 255
    assert wide[9] < 2.2
    assert wide[20] > 3.0


def test_that_ink_drawn_twice_does_not_move_the_centre() -> None:
    once = Stroke.even([(0.1, 0.1), (0.1, 0.5), (0.4, 0.5)], 0.05)
    again = Stroke.even([(0.1, 0.1), (0.1, 0.5)], 0.05)
    alone, twice = (centred(each).pixels for each in ([once], [once, again]))
    assert np.abs(alone.astype(int) - twice).max() <= 60
    assert centre_of_mass(twice[None])[0] == pytest.approx([CENTRE, CENTRE], abs=0.1)


@pytest.mark.parametrize("placement", [Placement.MNIST, Placement.FILLED])
@pytest.mark.parametrize("wobble", [0.0, 0.004, 0.01])
def test_that_a_dot_stays_a_small_dot_in_the_middle(placement: Placement, wobble: float) -> None:
    for width in (0.03, 0.09, 0.2):
        dot = Stroke.even([(0.9, 0.9), (0.9 + wobble * width / 0.09, 0.9)], width)
        image = placed([dot], SIDE, placement).pixels
        middle = CENTRE if placement is Placement.MNIST else 14
        assert centre_of_mass(image[None])[0] == pytest.approx([middle] * 2, abs=0.1)
        top, bottom, left, right = box(image, 128)
        assert 2 <= bottom - top + 1 <= 6
        assert 2 <= right - left + 1 <= 6


def test_that_a_thin_stem_on_a_heavy_foot_stays_on_the_paper() -> None:
    hatched = [(0.1 + 0.8 * (k % 2), 0.8 + 0.01 * k) for k in range(12)]
    stem = [(0.5, 0.05), (0.5, 0.8)]
    result = centred([Stroke.even(hatched, 0.04), Stroke.even(stem, 0.04)])
    assert result.box is not None
    assert result.box[1] == pytest.approx(0)
    assert result.box[3] == pytest.approx(INK_SIDE)
    assert centre_of_mass(result.pixels[None])[0, 1] > CENTRE + 0.2


@pytest.mark.parametrize("shape", [(56, 56), (32, 32), (28, 40), (14, 14)])
def test_that_mnists_place_is_scaled_to_the_shorter_side(shape: tuple[int, int]) -> None:
    result = centred([Stroke.even(SEVEN, 0.05)], shape)
    height, width = shape
    unit = min(shape) / 28
    assert result.box is not None
    assert result.box[3] - result.box[1] == pytest.approx(INK_SIDE * unit)
    middle = (width / 2 + unit / 2, height / 2 + unit / 2)
    assert result.centre == pytest.approx(middle, abs=0.1 * unit)


# The whole image


@settings(deadline=None, derandomize=True, max_examples=30)
@given(drawing=drawings, shape=st.sampled_from([SIDE, (32, 32), (20, 40)]))
def test_that_filled_ink_reaches_two_edges_and_is_in_the_middle(
    drawing: list[Stroke], shape: tuple[int, int]
) -> None:
    assume(is_long(drawing))
    result = placed(drawing, shape, Placement.FILLED)
    height, width = shape
    assert result.box is not None
    left, top, right, bottom = result.box
    assert left + right == pytest.approx(width)
    assert top + bottom == pytest.approx(height)
    assert min(left, top) == pytest.approx(0, abs=0.01)
