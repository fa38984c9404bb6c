"""Drawings simulated from digits: lines found in ink, and laid anywhere on the paper."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.pretrained import Recipe
from cnnlab_gui.engine.datasets.drawings import redrawn
from cnnlab_gui.engine.datasets.drawings.redrawn import drawings_of
from cnnlab_gui.engine.datasets.drawings.simulated import (
    BROADEST,
    CANVAS_SIDE,
    FINEST,
    LARGEST,
    SMALLEST,
    Drawing,
    network_images,
    simulated_drawings,
)
from cnnlab_gui.engine.datasets.drawings.skeletons import strokes_of
from cnnlab_gui.engine.datasets.drawings.thinning import thinned
from cnnlab_gui.engine.datasets.drawings.tracing import smoothed, traced
from cnnlab_gui.engine.datasets.stroke_digits.generator import (
    make_pen_paths,
    stroke_digits_dataset,
)


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return stroke_digits_dataset(train=10, test=60)


@pytest.fixture(scope="module")
def drawings(digits: Dataset) -> tuple[Drawing, ...]:
    return simulated_drawings(digits, 60, seed=4)


def mask(*rows: str) -> NDArray[np.bool_]:
    return np.array([[letter == "#" for letter in row] for row in rows])


def test_that_a_bar_becomes_a_line_of_one_pixel_in_its_middle() -> None:
    bar = np.zeros((1, 9, 20), np.bool_)
    bar[0, 2:7, 2:18] = True
    (lines,) = thinned(bar)
    assert set(np.flatnonzero(lines.any(axis=1))) == {4}
    assert 10 <= lines.sum() <= 16
    assert (lines <= bar[0]).all()


def test_that_a_ring_stays_a_ring_and_two_pieces_stay_two() -> None:
    rows, columns = np.mgrid[:24, :50]
    far = np.hypot(rows - 11.5, columns - 11.5)
    image = (far > 4) & (far < 9) | (abs(columns - 40) < 3) & (abs(rows - 12) < 9)
    ways = traced(thinned(image[None])[0], spur=4)
    assert len(ways) == 2
    ring = max(ways, key=len)
    assert ring[0] == ring[-1]
    points = np.array(ring) - 11.5
    assert np.hypot(*points.T) == pytest.approx(6.5, abs=1.5)


def test_that_lines_go_from_crossing_to_end_and_spurs_go() -> None:
    cross = mask(
        "#.....#",
        ".#...#.",
        "..#.#..",
        "...#...",
        "..#.#..",
        ".#.....",
        "#......",
    )
    assert sorted(map(len, traced(cross, spur=1))) == [2, 4, 4, 4]
    kept = traced(cross, spur=2)
    assert {pixel for way in kept for pixel in way} == {
        (int(row), int(column)) for row, column in np.argwhere(cross)
    } - {(4, 4)}
    assert sorted(map(len, kept)) == [4, 4, 4]


def test_that_a_dot_is_a_way_of_one_point() -> None:
    assert traced(mask("...", ".#.", "..."), spur=3) == [[(1, 1)]]
    np.testing.assert_array_equal(smoothed([(1, 1)], 4), [[1.5, 1.5]])


def test_that_smoothing_keeps_the_ends_of_a_line_and_takes_its_stairs() -> None:
    stairs = [(step // 2, step) for step in range(20)]
    smooth = smoothed(stairs, 4)
    np.testing.assert_array_equal(smooth[[0, -1]], [[0.5, 0.5], [19.5, 9.5]])
    slope = np.diff(smooth[4:-4], axis=0)
    assert slope[:, 1] == pytest.approx(0.5, abs=0.12)


def test_that_strokes_lie_in_the_ink(digits: Dataset) -> None:
    images = digits.x_test[:20, ..., 0]
    for image, strokes in zip(images, strokes_of(images), strict=True):
        points = np.concatenate(list(strokes))
        seen = image[points[:, 1].astype(int), points[:, 0].astype(int)]
        assert (seen > 60).mean() > 0.97
        inked = np.argwhere(image > 128)[:, ::-1] + 0.5
        distance = np.hypot(*(inked[:, None] - points[None]).transpose(2, 0, 1)).min(axis=1)
        assert distance.max() < 6
        assert distance.mean() < 2


def test_that_a_seed_gives_the_same_drawings_and_another_others(
    digits: Dataset, drawings: tuple[Drawing, ...]
) -> None:
    again, others = (simulated_drawings(digits, 60, seed=seed) for seed in (4, 5))
    assert [each.strokes for each in again] == [each.strokes for each in drawings]
    assert [each.strokes for each in others] != [each.strokes for each in drawings]


def test_that_all_ink_is_on_the_paper_in_the_sizes_and_pens_that_are_asked(
    drawings: tuple[Drawing, ...],
) -> None:
    for drawing in drawings:
        boxes = np.array([stroke.box for stroke in drawing.strokes])
        assert boxes[:, :2].min() >= -1e-9
        assert boxes[:, 2:].max() <= 1 + 1e-9
        (width,) = {width for stroke in drawing.strokes for width in stroke.widths}
        assert FINEST <= width * CANVAS_SIDE <= BROADEST
        sides = boxes[:, 2:].max(axis=0) - boxes[:, :2].min(axis=0) - width
        share = sides.max() / (1 - width)
        assert SMALLEST - 1e-9 <= share <= LARGEST + 1e-9


def test_that_half_are_the_test_digits_and_half_of_stroke_models(
    digits: Dataset, drawings: tuple[Drawing, ...]
) -> None:
    labels = [each.label for each in drawings]
    assert len(labels) == 60
    assert np.bincount(labels[30:]).tolist() == [3] * 10
    assert np.bincount(labels[:30]).sum() == 30
    assert set(labels[:30]) <= set(digits.y_test.tolist())


def test_that_a_picture_of_it_and_what_a_network_gets_show_the_same_ink(
    drawings: tuple[Drawing, ...],
) -> None:
    images, labels = network_images(drawings, Placement.AS_DRAWN)
    assert images.shape == (60, 28, 28, 1)
    assert labels.tolist() == [each.label for each in drawings]
    for drawing, image in zip(drawings[:10], images, strict=False):
        assert drawing.image.shape == (CANVAS_SIDE, CANVAS_SIDE)
        small = drawing.image.reshape(28, 10, 28, 10).mean(axis=(1, 3))
        assert abs(small - image[..., 0]).mean() < 6
    centred, _ = network_images(drawings)
    assert (centred.max(axis=(1, 2, 3)) > 200).all()


def test_that_paths_of_the_pen_are_split_where_it_was_lifted() -> None:
    paths, labels = make_pen_paths(200, 3)
    assert np.bincount(labels).tolist() == [20] * 10
    assert {len(strokes) for strokes in paths} == {1, 2}
    for strokes in paths:
        every = np.concatenate(strokes)
        assert len(every) == 64
        assert 0.5 < np.ptp(every[:, 1]) < 4


# Drawings to train on

UPRIGHT = Recipe(redrawn=1.0, drawn=0.0, turn=0.0, pens=(3.0, 3.0))


def test_that_every_image_is_redrawn_and_stroke_models_besides_in_their_own_order(
    digits: Dataset,
) -> None:
    images, labels = digits.x_test[:10], digits.y_test[:10]
    recipe = Recipe(redrawn=0.8, drawn=1.5)
    made, known = drawings_of(images, labels, recipe, 3)
    assert made.shape == (23, 28, 28, 1)
    assert made.dtype == np.uint8
    assert known[:8].tolist() == labels[:8].tolist()
    assert np.bincount(known[8:], minlength=10).max() == 2
    assert (made.max(axis=(1, 2, 3)) > 200).all()


def test_that_a_seed_gives_the_same_drawings_also_when_pieces_are_made_elsewhere(
    digits: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redrawn, "AT_ONCE", 4)
    images, labels = digits.x_test[:10], digits.y_test[:10]

    def last_first(function: Callable[..., Any], *columns: Iterable[Any]) -> list[Any]:
        return [function(*row) for row in list(zip(*columns, strict=True))[::-1]][::-1]

    one, again, other = (
        drawings_of(images, labels, Recipe(), seed, pieces)
        for seed, pieces in ((3, map), (3, last_first), (4, map))
    )
    for mine, theirs in zip(one, again, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert not np.array_equal(one[0], other[0])
    assert len(np.unique(one[0], axis=0)) == len(one[0])


def test_that_what_is_redrawn_shows_the_same_digit_laid_as_mnists(digits: Dataset) -> None:
    images = digits.x_test[:30]
    made, _ = drawings_of(images, digits.y_test[:30], UPRIGHT, 0)
    alike = []
    for image, drawing in zip(images[..., 0] / 255, made[..., 0] / 255, strict=True):
        rows, columns = np.nonzero(drawing)
        assert max(np.ptp(rows), np.ptp(columns)) + 1 == pytest.approx(20, abs=2)
        centre = np.array([(drawing * axis).sum() for axis in np.mgrid[:28, :28]]) / drawing.sum()
        np.testing.assert_allclose(centre, 14, atol=0.6)
        alike.append(np.corrcoef(image.ravel(), drawing.ravel())[0, 1])
    assert np.mean(alike) > 0.8


def test_that_a_recipes_pens_and_turns_are_those_of_the_drawings() -> None:
    bar = np.zeros((40, 28, 28, 1), np.uint8)
    bar[:, 4:24, 13:16] = 255
    for pen, wide in ((1.0, 2.2), (3.0, 3.0), (9.0, 4.2)):
        recipe = UPRIGHT.model_copy(update={"pens": (pen, pen)})
        made, _ = drawings_of(bar[:1], np.zeros(1, np.uint8), recipe, 0)
        assert made[0, 14, :, 0].sum() / 255 == pytest.approx(wide, abs=0.15)
    turned, _ = drawings_of(
        bar, np.zeros(40, np.uint8), UPRIGHT.model_copy(update={"turn": 20.0}), 0
    )
    rows = np.arange(28)
    leans = []
    for image in turned[..., 0].astype(float):
        inked = np.flatnonzero(image.sum(axis=1))[3:-3]
        middles = (image * rows).sum(axis=1)[inked] / image.sum(axis=1)[inked]
        leans.append(np.degrees(np.arctan(np.polyfit(inked, middles, 1)[0])))
    assert -21 < min(leans) < -14
    assert 14 < max(leans) < 21


def test_that_a_recipe_without_drawings_makes_none(digits: Dataset) -> None:
    none = Recipe(redrawn=0.0, drawn=0.0)
    made, known = drawings_of(digits.x_test, digits.y_test, none, 0)
    assert (made.shape, known.shape) == ((0, 28, 28, 1), (0,))


def test_that_a_speck_of_ink_is_redrawn_as_a_dot() -> None:
    rows, columns = np.mgrid[:28, :28]
    far = np.hypot(rows - 13.2, columns - 13.4)
    dot = (255 * np.clip(3.2 - far, 0, 1)).astype(np.uint8)[None, ..., None]
    assert [[points.shape for points in ways] for ways in strokes_of(dot[..., 0])] == [[(1, 2)]]
    made, _ = drawings_of(dot, np.zeros(1, np.uint8), UPRIGHT, 0)
    assert made.sum() / 255 == pytest.approx(np.pi * 2.1**2, rel=0.1)
