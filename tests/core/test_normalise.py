"""The size and place that MNIST gives to digits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from cnnlab_gui.core.normalise import (
    CENTRE,
    INK_SIDE,
    centre_images,
    centre_of_mass,
    normalise_strokes,
)

Floats = NDArray[np.float64]

coordinates = st.floats(-1, 1, width=16)
masses = st.floats(0.125, 1, width=16)
drawings = (
    st.integers(2, 12)
    .flatmap(
        lambda count: st.tuples(
            arrays(np.float64, (count, 2), elements=coordinates),
            arrays(np.float64, count, elements=masses),
        )
    )
    .filter(lambda drawing: bool(np.ptp(drawing[0], axis=0).max() > 0.01))
)
radii = st.floats(0.3, 3)
unhurried = settings(deadline=None)  # a busy machine is no failure


def longest_side(points: Floats) -> float:
    return float(np.ptp(points, axis=-2).max())


@unhurried
@given(drawing=drawings, radius=radii)
def test_that_the_longest_side_of_the_ink_is_20_pixels(
    drawing: tuple[Floats, Floats], radius: float
) -> None:
    points = normalise_strokes(*drawing, radius)
    assert longest_side(points) + 2 * radius == pytest.approx(INK_SIDE)


@unhurried
@given(drawing=drawings, radius=radii)
def test_that_the_centre_of_mass_is_the_middle_of_pixel_14(
    drawing: tuple[Floats, Floats], radius: float
) -> None:
    points = normalise_strokes(*drawing, radius)
    centre = np.average(points, axis=0, weights=drawing[1])
    assert centre == pytest.approx([CENTRE, CENTRE])
    assert CENTRE == 14 + 0.5


@unhurried
@given(
    drawing=drawings,
    radius=radii,
    scale=st.floats(0.01, 100),
    shift=arrays(np.float64, 2, elements=st.floats(-50, 50)),
)
def test_that_size_and_place_of_the_strokes_do_not_matter(
    drawing: tuple[Floats, Floats], radius: float, scale: float, shift: Floats
) -> None:
    points, weights = drawing
    moved = normalise_strokes((points + shift) * scale, weights * scale, radius)
    assert moved == pytest.approx(normalise_strokes(points, weights, radius), abs=1e-6)


@unhurried
@given(drawing=drawings, radius=radii)
def test_that_width_and_height_are_scaled_alike(
    drawing: tuple[Floats, Floats], radius: float
) -> None:
    before, after = drawing[0], normalise_strokes(*drawing, radius)
    sides = np.ptp(before, axis=0) / longest_side(before)
    assert np.ptp(after, axis=0) / longest_side(after) == pytest.approx(sides)


@unhurried
@given(drawing=drawings, radius=radii, padding=st.integers(1, 5))
def test_that_repeating_a_point_without_weight_changes_nothing(
    drawing: tuple[Floats, Floats], radius: float, padding: int
) -> None:
    points, weights = drawing
    longer = np.concatenate([points, np.repeat(points[-1:], padding, axis=0)])
    padded = normalise_strokes(longer, np.concatenate([weights, np.zeros(padding)]), radius)
    assert padded[: len(points)] == pytest.approx(normalise_strokes(points, weights, radius))


def test_that_a_batch_is_normalised_drawing_by_drawing() -> None:
    random = np.random.default_rng(3)
    points = random.normal(size=(5, 7, 2))
    weights = random.uniform(0.1, 1, size=(5, 7))
    radius = random.uniform(0.5, 3, size=5)
    batch = normalise_strokes(points, weights, radius)
    alone = [normalise_strokes(points[k], weights[k], radius[k]) for k in range(5)]
    assert batch == pytest.approx(np.array(alone))


def test_that_a_dot_lands_in_the_centre() -> None:
    dot = normalise_strokes(np.full((3, 2), 77.0), np.ones(3), 1.5)
    assert dot == pytest.approx(np.full((3, 2), CENTRE))


@pytest.mark.parametrize("count", [0, 4])
def test_that_a_drawing_without_ink_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="without ink"):
        normalise_strokes(np.zeros((count, 2)), np.zeros(count), 1.0)


def test_that_a_pen_as_wide_as_the_box_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        normalise_strokes(np.eye(2), np.ones(2), INK_SIDE / 2)


def blob(x: int, y: int) -> NDArray[np.uint8]:
    """An image with a lopsided blob of 4x3 pixels, its corner at x, y."""
    image = np.zeros((28, 28), np.uint8)
    image[y : y + 3, x : x + 4] = [[255, 200, 0, 0], [255, 255, 255, 90], [0, 255, 10, 0]]
    return image


def test_that_the_centre_of_mass_of_one_pixel_is_that_pixels_middle() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 5, 20] = 7
    assert centre_of_mass(image) == pytest.approx(np.array([[20.5, 5.5]]))


def test_that_paper_without_ink_has_its_centre_in_the_middle_and_is_not_moved() -> None:
    paper = np.zeros((2, 28, 28), np.uint8)
    assert centre_of_mass(paper) == pytest.approx(np.full((2, 2), 14.0))
    assert not centre_images(paper).any()


@unhurried
@given(x=st.integers(0, 24), y=st.integers(0, 25))
def test_that_an_image_ends_within_half_a_pixel_of_the_centre_wherever_it_began(
    x: int, y: int
) -> None:
    centred = centre_images(blob(x, y)[None])
    assert np.abs(centre_of_mass(centred) - CENTRE).max() <= 0.5
    assert np.array_equal(centred, centre_images(blob(3, 9)[None]))


def test_that_images_of_a_batch_are_moved_each_by_its_own_way() -> None:
    batch = np.stack([blob(0, 0), blob(24, 3), blob(13, 13), blob(2, 25), blob(24, 25)])
    centred = centre_images(batch)
    assert (centred == centred[0]).all()
    assert (centred.sum(axis=(1, 2)) == batch[0].sum()).all()


def test_that_centring_leaves_its_input_untouched() -> None:
    image = blob(0, 0)[None]
    centre_images(image)
    assert np.array_equal(image[0], blob(0, 0))
