"""The built-in digits: what is promised about their images and labels."""

import subprocess
import sys

import numpy as np
import pytest
from numpy.typing import NDArray

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.normalise import CENTRE, INK_SIDE, centre_of_mass
from cnnlab_gui.engine.datasets.stroke_digits.generator import (
    DIGEST,
    make_stroke_digits,
    stroke_digits_dataset,
)
from cnnlab_gui.engine.datasets.stroke_digits.render import (
    POINTS,
    catmull_rom,
    render_ink,
    stroke_weights,
)
from cnnlab_gui.engine.datasets.stroke_digits.styles import STYLES, skeletons

Bytes = NDArray[np.uint8]


@pytest.fixture(scope="module")
def digits() -> tuple[Bytes, Bytes]:
    return make_stroke_digits(2003, seed=5)


def test_that_images_and_labels_are_bytes_of_the_promised_shape(
    digits: tuple[Bytes, Bytes],
) -> None:
    images, labels = digits
    assert (images.shape, images.dtype) == ((2003, 28, 28), np.uint8)
    assert (labels.shape, labels.dtype) == ((2003,), np.uint8)


def test_that_every_image_has_full_ink_and_clean_paper(digits: tuple[Bytes, Bytes]) -> None:
    images, _ = digits
    assert (images.max(axis=(1, 2)) >= 200).all()
    assert ((images == 0).mean(axis=(1, 2)) > 0.4).all()


@pytest.mark.parametrize("count", [1, 9, 10, 1234])
def test_that_no_digit_has_over_one_image_more_than_another(count: int) -> None:
    _, labels = make_stroke_digits(count, seed=1)
    counts = np.bincount(labels, minlength=10)
    assert len(labels) == count
    assert len(counts) == 10
    assert np.ptp(counts) <= 1


def test_that_images_show_their_labels(digits: tuple[Bytes, Bytes]) -> None:
    # The nearest mean image of other digits is a poor reader, and far above chance.
    images, labels = (array.astype(np.float64) for array in digits)
    means = np.stack([images[labels == digit].mean(axis=0) for digit in range(10)])
    unseen, truth = make_stroke_digits(500, seed=6)
    far = ((unseen[:, None] - means) ** 2).sum(axis=(2, 3))
    assert np.mean(far.argmin(axis=1) == truth) > 0.5


def test_that_the_digits_come_in_shuffled_order(digits: tuple[Bytes, Bytes]) -> None:
    _, labels = digits
    repeats = np.mean(labels[1:] == labels[:-1])
    assert 0.05 < repeats < 0.15


def test_that_the_same_seed_gives_the_same_images() -> None:
    first, second = make_stroke_digits(1100, seed=7), make_stroke_digits(1100, seed=7)
    assert np.array_equal(first[0], second[0])
    assert np.array_equal(first[1], second[1])


def test_that_different_seeds_give_different_images_and_labels() -> None:
    first, second = make_stroke_digits(500, seed=7), make_stroke_digits(500, seed=8)
    assert not np.array_equal(first[1], second[1])
    assert not {image.tobytes() for image in first[0]} & {image.tobytes() for image in second[0]}


def test_that_no_two_images_are_the_same(digits: tuple[Bytes, Bytes]) -> None:
    images, _ = digits
    assert len({image.tobytes() for image in images}) == len(images)


def test_that_the_ink_is_about_20_pixels_on_its_longest_side(
    digits: tuple[Bytes, Bytes],
) -> None:
    inked = digits[0] > 127
    sides = [np.ptp(np.argwhere(image), axis=0).max() + 1 for image in inked]
    assert np.median(sides) == INK_SIDE
    assert np.mean(np.abs(np.array(sides) - INK_SIDE) <= 1) > 0.98


def test_that_the_centre_of_mass_is_within_half_a_pixel_of_14_and_a_half(
    digits: tuple[Bytes, Bytes],
) -> None:
    away = centre_of_mass(digits[0]) - CENTRE
    assert np.abs(away.mean(axis=0)).max() < 0.05
    assert np.mean(np.abs(away) <= 0.5) > 0.995


def test_that_every_digit_has_at_least_nine_styles() -> None:
    assert len(STYLES) == 10
    assert min(len(styles) for styles in STYLES) >= 9
    assert all(len(set(styles)) == len(styles) for styles in STYLES)


def test_that_every_style_stays_in_the_unit_box_and_fills_its_height() -> None:
    for skeleton in (skeleton for digit in skeletons() for skeleton in digit):
        assert skeleton.control.min() >= 0
        assert skeleton.control.max() <= 1
        assert np.ptp(skeleton.control[:, 1]) >= 0.65


def test_that_curves_are_fixed_by_their_control_points() -> None:
    for skeleton in (skeleton for digit in skeletons() for skeleton in digit):
        assert skeleton.curve.shape == (POINTS, len(skeleton.control))
        assert skeleton.curve.sum(axis=1) == pytest.approx(np.ones(POINTS))


def test_that_the_pen_is_lifted_between_strokes_and_nowhere_else() -> None:
    for style, skeleton in (
        pair
        for texts, made in zip(STYLES, skeletons(), strict=True)
        for pair in zip(texts, made, strict=True)
    ):
        assert np.sum(skeleton.joined == 0) == len(style) - 1
        steps = np.linalg.norm(np.diff(skeleton.curve @ skeleton.control, axis=0), axis=1)
        assert (steps * skeleton.joined).max() < 0.12


def test_that_a_curve_meets_its_control_points() -> None:
    control = np.array([[0.0, 0.0], [0.3, 1.0], [0.7, 0.2], [1.0, 0.9]])
    assert catmull_rom(4, np.arange(4.0)) @ control == pytest.approx(control)


def test_that_a_curve_through_points_on_a_line_is_that_line() -> None:
    at = np.linspace(0, 3, 20)
    assert catmull_rom(4, at) @ np.arange(4.0) == pytest.approx(at)


def test_that_the_weights_of_points_add_up_to_the_length_drawn_and_skip_the_lifted_pen() -> None:
    points = np.array([[[0.0, 0.0], [3.0, 4.0], [3.0, 6.0], [50.0, 6.0], [51.0, 6.0]]])
    weights = stroke_weights(points, np.array([[1.0, 1.0, 0.0, 1.0]]))
    assert weights == pytest.approx(np.array([[2.5, 3.5, 1.0, 0.5, 0.5]]))


def test_that_a_straight_stroke_is_as_wide_and_as_long_as_pen_and_path() -> None:
    x = np.linspace(8.5, 20.5, POINTS)
    points = np.stack([x, np.full(POINTS, 14.5)], axis=1)[None]
    image = render_ink(points, np.ones((1, POINTS - 1)), np.array([2.0]), np.array([1.0]))[0]
    assert image[:, 14].sum() / 255 == pytest.approx(4.0, abs=0.05)
    assert image[14].sum() / 255 == pytest.approx(12 + 4.0, abs=0.6)
    assert image[14, 14] == 255
    assert centre_of_mass(image[None]) == pytest.approx(np.full((1, 2), 14.5), abs=0.01)


def test_that_a_dot_is_a_disc_of_the_pens_radius() -> None:
    points = np.full((1, POINTS, 2), 14.0)
    image = render_ink(points, np.ones((1, POINTS - 1)), np.array([3.0]), np.array([1.0]))[0]
    assert image.sum() / 255 == pytest.approx(np.pi * 3.0**2, rel=0.02)
    assert np.array_equal(image, image.T)


def test_that_a_lifted_pen_leaves_no_ink_between_strokes() -> None:
    x = np.where(np.arange(POINTS) < POINTS // 2, 6.0, 22.0)
    y = np.tile(np.linspace(8, 20, POINTS // 2), 2)
    joined = np.ones((1, POINTS - 1))
    joined[0, POINTS // 2 - 1] = 0
    points = np.stack([x, y], axis=1)[None]
    image = render_ink(points, joined, np.array([1.5]), np.array([1.0]))[0]
    assert not image[:, 10:18].any()
    assert (image[10:18, 5:7] == 255).all()


def test_that_the_dataset_holds_both_splits_with_a_channel_axis() -> None:
    dataset = stroke_digits_dataset(seed=3, train=120, test=40)
    assert (dataset.id, dataset.title) == ("stroke-digits", "Stroke digits")
    assert dataset.class_names == tuple("0123456789")
    assert dataset.x_train.shape == (120, 28, 28, 1)
    assert dataset.x_test.shape == (40, 28, 28, 1)
    assert dataset.image_shape == (28, 28, 1)
    assert (len(dataset.y_train), len(dataset.y_test)) == (120, 40)
    assert "seed 3" in dataset.origin


def test_that_train_and_test_images_differ_in_number_stream() -> None:
    dataset = stroke_digits_dataset(seed=3, train=50, test=50)
    assert not np.array_equal(dataset.y_train, dataset.y_test)
    train = {image.tobytes() for image in dataset.x_train}
    assert not train & {image.tobytes() for image in dataset.x_test}


def test_that_one_seed_gives_one_digest() -> None:
    first, second = (stroke_digits_dataset(3, train=60, test=20) for _ in range(2))
    assert first.sha256 == second.sha256
    assert first.sha256 != stroke_digits_dataset(4, train=60, test=20).sha256


def test_that_a_seed_gives_these_very_images_on_every_machine() -> None:
    # Runs are repeated by seed. Who changes styles or ranges on purpose changes the digest.
    assert stroke_digits_dataset(seed=0, train=300, test=100).sha256 == DIGEST


@pytest.mark.parametrize("count", [0, -3])
def test_that_fewer_than_one_image_is_refused_in_one_sentence(count: int) -> None:
    with pytest.raises(CnnLabError, match=f"^{count} images cannot be made"):
        make_stroke_digits(count, seed=0)


def test_that_a_negative_seed_is_refused_in_one_sentence() -> None:
    with pytest.raises(CnnLabError, match=r"^The seed is -1:"):
        make_stroke_digits(10, seed=-1)
    with pytest.raises(CnnLabError, match=r"^The seed is -1:"):
        stroke_digits_dataset(seed=-1, train=10, test=10)


def test_that_making_digits_imports_no_tensorflow() -> None:
    code = (
        "import sys; from cnnlab_gui.engine.datasets.stroke_digits import generator; "
        "generator.make_stroke_digits(10, 0); "
        "print([m for m in ('tensorflow', 'keras', 'PySide6') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_that_a_limit_makes_the_first_images_of_the_whole_set() -> None:
    whole = stroke_digits_dataset(train=2500, test=10)
    limited = stroke_digits_dataset(train=2500, test=10, limit=1234)
    assert np.array_equal(limited.x_train, whole.x_train[:1234])
    assert np.array_equal(limited.y_train, whole.y_train[:1234])
