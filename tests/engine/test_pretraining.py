"""The recipe of the pretrained network: what it does to images, and that it is repeatable."""

import numpy as np
import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.pretrained import Recipe, read_pretrained, read_pretrained_weights
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.datasets.stroke_digits.generator import DIGEST, make_stroke_digits
from cnnlab_gui.engine.pretraining import (
    PRETRAINED_NETWORK,
    EpochTold,
    Pretraining,
    changed,
    placements,
    rate_at,
    with_drawings,
    with_strokes,
)
from cnnlab_gui.engine.reading_digits import measured, read_by, share_read

SMALL = Architecture(
    input_shape=(28, 28, 1),
    layers=(
        Conv2D(filters=4, strides=(2, 2)),
        MaxPooling2D(),
        Flatten(),
        Dense(units=10, activation="softmax"),
    ),
)
STILL = Recipe(rotation=0, scale=(1.0, 1.0), aspect=0, shift=0, pen=0)
QUICK = Recipe(epochs=2, batch_size=32, learning_rate=0.01, averaged=0.5)


def trained(recipe: Recipe, seed: int) -> tuple[dict[str, np.ndarray], list[EpochTold]]:
    images, labels = make_stroke_digits(200, 1)
    told: list[EpochTold] = []
    weights = Pretraining(recipe, seed, SMALL).train(images[..., None], labels, told.append)
    return dict(weights), told


def test_that_a_seed_gives_the_same_network_twice_and_another_another() -> None:
    (one, told), (again, told_again), (other, _) = (trained(QUICK, seed) for seed in (3, 3, 4))
    assert [each.epoch for each in told] == [1, 2]
    assert told == told_again
    assert told[1].loss < told[0].loss
    assert list(one) == ["000.kernel", "000.bias", "003.kernel", "003.bias"]
    for name, array in one.items():
        np.testing.assert_array_equal(array, again[name])
    assert not np.array_equal(one["003.kernel"], other["003.kernel"])


def test_that_without_averaging_the_last_weights_are_given() -> None:
    averaged, _ = trained(QUICK, 3)
    last, _ = trained(QUICK.model_copy(update={"averaged": 0.0}), 3)
    assert not np.array_equal(averaged["003.kernel"], last["003.kernel"])


def test_that_each_epoch_has_stroke_digits_of_its_own_behind_the_images() -> None:
    images, labels = make_stroke_digits(5, 1)
    images = images[..., None]
    epochs = [with_strokes(images, labels, 7, seed=2, epoch=epoch) for epoch in (0, 1, 0)]
    for seen, known in epochs:
        assert (seen.shape, known.shape) == ((12, 28, 28, 1), (12,))
        np.testing.assert_array_equal(seen[:5], images)
    assert not np.array_equal(epochs[0][0], epochs[1][0])
    np.testing.assert_array_equal(epochs[0][0], epochs[2][0])
    assert with_strokes(images, labels, 0, seed=2, epoch=0)[0] is images


def test_that_the_rate_falls_to_nothing() -> None:
    rates = [rate_at(share, 0.1) for share in (0, 0.25, 0.5, 0.75, 1)]
    assert rates[0] == 0.1
    assert rates[2] == pytest.approx(0.05)
    assert rates[-1] == pytest.approx(0)
    assert rates == sorted(rates, reverse=True)


def shown(images: np.ndarray, placed: np.ndarray, pens: np.ndarray) -> np.ndarray:
    return changed(images, placed, pens.astype(np.float32)).numpy()


def test_that_a_recipe_that_changes_nothing_leaves_the_images() -> None:
    images, _ = make_stroke_digits(6, 1)
    placed = placements(6, STILL, np.random.default_rng(0))
    seen = shown(images[..., None], placed, np.zeros(6))
    np.testing.assert_allclose(seen[..., 0], images / 255.0, atol=1e-5)


def middle_of(image: np.ndarray) -> np.ndarray:
    rows, columns = np.mgrid[:28, :28]
    return np.array([(image * columns).sum(), (image * rows).sum()]) / image.sum()


def test_that_a_shift_moves_ink_no_further_than_it_may_and_a_turn_not_the_centre() -> None:
    images = np.zeros((40, 28, 28, 1), np.uint8)
    images[:, 12:17, 13:16] = 255  # about the pixel with index 14
    random = np.random.default_rng(1)
    shifted = placements(40, STILL.model_copy(update={"shift": 3.0}), random)
    away = [middle_of(each[..., 0]) - 14 for each in shown(images, shifted, np.zeros(40))]
    assert 2 < np.abs(away).max() <= 3.001
    assert len(np.unique(np.round(away, 3))) > 60
    turned = placements(40, STILL.model_copy(update={"rotation": 90.0}), random)
    seen = shown(images, turned, np.zeros(40))
    np.testing.assert_allclose([middle_of(each[..., 0]) for each in seen], 14, atol=0.05)
    widths = [(each[..., 0] > 0.5).any(axis=0).sum() for each in seen]
    assert (min(widths), max(widths)) == (3, 5) or max(widths) > 5


def test_that_scale_and_aspect_make_ink_larger_as_they_say() -> None:
    images = np.zeros((60, 28, 28, 1), np.uint8)
    images[:, 9:20, 9:20] = 255
    sizes = STILL.model_copy(update={"scale": (0.5, 1.5)})
    area = shown(images, placements(60, sizes, np.random.default_rng(1)), np.zeros(60)).sum(
        axis=(1, 2, 3)
    )
    assert 0.2 <= area.min() / 121 < 0.4
    assert 1.9 < area.max() / 121 <= 2.26
    wide = STILL.model_copy(update={"aspect": 0.5})
    seen = shown(images, placements(60, wide, np.random.default_rng(1)), np.zeros(60))[..., 0]
    ratio = seen.max(axis=1).sum(axis=1) / seen.max(axis=2).sum(axis=1)
    assert 1.3 < ratio.max() <= 1.51
    assert 0.66 <= ratio.min() < 0.77


def test_that_a_share_of_the_changes_is_so_much_less_of_each() -> None:
    recipe = Recipe(rotation=20, scale=(0.8, 1.3), aspect=0.2, shift=3)
    none, all_of_it, half = (
        placements(50, recipe, np.random.default_rng(1), much) for much in (0.0, 1.0, 0.5)
    )
    still = placements(50, STILL, np.random.default_rng(1))
    np.testing.assert_allclose(none, still, atol=1e-6)
    away, less = (np.abs(each - still)[:, :6].max(axis=0) for each in (all_of_it, half))
    assert (less < 0.75 * away).all()
    mixed = placements(50, recipe, np.random.default_rng(1), np.repeat([1.0, 0.0], 25))
    np.testing.assert_array_equal(mixed[:25], all_of_it[:25])
    np.testing.assert_allclose(mixed[25:], still[25:], atol=1e-6)


def test_that_an_epoch_has_some_of_the_drawings_behind_the_others_and_none_twice() -> None:
    images, labels = (array[:5] for array in make_stroke_digits(30, 1))
    images, made = images[..., None], np.arange(20, dtype=np.uint8)
    drawings = np.broadcast_to(made[:, None, None, None], (20, 28, 28, 1)), made
    chosen = []
    for seed in (1, 2, 1):
        seen, known = with_drawings(images, labels, drawings, 8, np.random.default_rng(seed))
        np.testing.assert_array_equal(seen[:5], images)
        np.testing.assert_array_equal(known[:5], labels)
        np.testing.assert_array_equal(seen[5:, 3, 4, 0], known[5:])
        chosen.append(known[5:].tolist())
    assert [len(set(each)) for each in chosen] == [8, 8, 8]
    assert chosen[0] == chosen[2] != chosen[1]


def test_that_drawings_are_trained_on_and_changed_as_much_as_the_recipe_says() -> None:
    one, other, without = (
        trained(QUICK.model_copy(update=ways), 3)[0]["003.kernel"]
        for ways in ({}, {"drawings_changed": 1.0}, {"redrawn": 0.0, "drawn": 0.0})
    )
    assert not np.array_equal(one, other)
    assert not np.array_equal(one, without)


def test_that_a_pen_becomes_thicker_or_thinner() -> None:
    images = np.zeros((3, 28, 28, 1), np.uint8)
    images[:, 5:24, 13:16] = 255
    still = placements(3, STILL, np.random.default_rng(0))
    thin, same, thick = shown(images, still, np.array([-0.5, 0.0, 0.5]))[:, 14, :, 0]
    np.testing.assert_allclose(same[11:18], [0, 0, 1, 1, 1, 0, 0], atol=1e-5)
    np.testing.assert_allclose(thin[11:18], [0, 0, 0.5, 1, 0.5, 0, 0], atol=1e-5)
    np.testing.assert_allclose(thick[11:18], [0, 0.5, 1, 1, 1, 0.5, 0], atol=1e-5)


def test_that_the_share_read_is_that_of_answers_that_are_right() -> None:
    images, labels = make_stroke_digits(50, 1)
    weights, _ = trained(QUICK, 3)
    answers = read_by(SMALL, weights, images[..., None])
    assert share_read(SMALL, weights, images[..., None], answers.astype(np.uint8)) == 1.0
    right = float((answers == labels).mean())
    assert share_read(SMALL, weights, images[..., None], labels) == right


# The shipped network


def test_that_the_shipped_network_was_made_by_this_recipe_and_these_stroke_digits() -> None:
    record, _ = read_pretrained()
    assert record.architecture == PRETRAINED_NETWORK
    assert record.recipe == Recipe()
    assert record.data.stroke_digits_digest == DIGEST


@pytest.fixture(scope="module")
def mnist() -> Dataset:
    return DatasetLibrary().load("mnist")


@pytest.mark.realdata
def test_that_the_shipped_network_reaches_what_its_record_says(mnist: Dataset) -> None:
    record, _ = read_pretrained()
    figures = measured(record.architecture, read_pretrained_weights(), mnist)
    assert record.data.dataset_sha256 == mnist.sha256
    assert figures.test_accuracy >= 0.992
    assert figures.drawings >= 0.975
    # Sums in another order may move an answer over the edge.
    assert figures.test_accuracy == pytest.approx(record.measured.test_accuracy, abs=3e-4)
    assert figures.drawings == pytest.approx(record.measured.drawings, abs=3e-3)
    assert figures.drawings_as_drawn == pytest.approx(record.measured.drawings_as_drawn, abs=5e-3)
