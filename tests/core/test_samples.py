"""Choosing images, laying them out, and counting their grey levels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from cnnlab_gui.core.samples import (
    EMPTY,
    ByClass,
    ClassRows,
    OneClass,
    Scale,
    Sheet,
    choose,
    fitting_scale,
    histogram,
    mosaic,
    neighbour,
    packed,
    reduced,
)

LABELS = np.array([2, 0, 2, 2, 0, 3], np.uint8)
CLASSES = ByClass(LABELS, 5)


def grey(*values: int) -> np.ndarray:
    """One image of 1×1 for each value."""
    return np.array(values, np.uint8).reshape(-1, 1, 1, 1)


# Classes


def test_that_members_are_the_images_of_a_class_in_the_datasets_order() -> None:
    assert [CLASSES.members(label).tolist() for label in range(5)] == [
        [1, 4],
        [],
        [0, 2, 3],
        [5],
        [],
    ]


def test_that_counts_name_classes_without_images() -> None:
    assert CLASSES.counts.tolist() == [2, 0, 3, 1, 0]


def test_that_no_labels_leave_every_class_empty() -> None:
    assert ByClass(np.zeros(0, np.uint8), 3).counts.tolist() == [0, 0, 0]


# Choosing


def test_that_chosen_images_are_of_their_class_and_none_comes_twice() -> None:
    chosen = choose(CLASSES, 4, seed=0)
    for label, row in enumerate(chosen):
        images = row[row != EMPTY]
        assert sorted(images) == CLASSES.members(label).tolist()
        assert (row[len(images) :] == EMPTY).all()


def test_that_the_same_seed_chooses_the_same_images_and_another_seed_others() -> None:
    many = ByClass(np.zeros(1000, np.uint8), 1)
    assert_array_equal(choose(many, 20, seed=3), choose(many, 20, seed=3))
    assert choose(many, 20, seed=3).tolist() != choose(many, 20, seed=4).tolist()


def test_that_fewer_images_are_a_prefix_of_more() -> None:
    many = ByClass((np.arange(1000) % 7).astype(np.uint8), 7)
    assert_array_equal(choose(many, 5, seed=1), choose(many, 50, seed=1)[:, :5])


def test_that_an_image_can_be_made_to_lead_its_class_without_coming_twice() -> None:
    many = ByClass((np.arange(100) % 2).astype(np.uint8), 2)
    chosen = choose(many, 50, seed=1, first=41)
    assert chosen[1, 0] == 41
    assert sorted(chosen[1]) == many.members(1).tolist()
    assert_array_equal(chosen[0], choose(many, 50, seed=1)[0])


# Sheets


def test_that_class_rows_show_as_many_images_as_there_are_columns() -> None:
    sheet = ClassRows(np.array([[7, 8, 9], [4, EMPTY, EMPTY]]))
    assert sheet.lines(0, 2, 2).tolist() == [[7, 8], [4, EMPTY]]
    assert sheet.lines(1, 2, 4).tolist() == [[4, EMPTY, EMPTY, EMPTY]]


def test_that_class_rows_continue_in_further_lines_of_the_class() -> None:
    sheet = ClassRows(np.array([[7, 8, 9, 6], [4, 3, 2, EMPTY]]), depth=2)
    assert sheet.line_count(2) == 4
    assert sheet.lines(0, 4, 2).tolist() == [[7, 8], [9, 6], [4, 3], [2, EMPTY]]
    assert sheet.lines(1, 3, 2).tolist() == [[9, 6], [4, 3]]
    assert sheet.place_of(2, 2) == (3, 0)


def test_that_an_image_beyond_the_last_column_has_no_place() -> None:
    sheet = ClassRows(np.array([[7, 8, 9]]))
    assert sheet.place_of(9, 3) == (0, 2)
    assert sheet.place_of(9, 2) is None


def test_that_one_class_fills_line_after_line() -> None:
    sheet = OneClass(np.array([3, 5, 8, 9, 11]))
    assert sheet.line_count(2) == 3
    assert sheet.lines(1, 3, 2).tolist() == [[8, 9], [11, EMPTY]]
    assert sheet.place_of(9, 2) == (1, 1)
    assert sheet.place_of(4, 2) is None
    assert sheet.place_of(12, 2) is None


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=60),
    st.integers(1, 9),
    st.integers(1, 4),
    st.booleans(),
)
def test_that_every_place_on_a_sheet_is_where_its_image_lies(
    labels: list[int], columns: int, depth: int, rows: bool
) -> None:
    classes = ByClass(np.array(labels, np.uint8), 6)
    sheet: Sheet = (
        ClassRows(choose(classes, 20, 0), depth) if rows else OneClass(classes.members(labels[0]))
    )
    table = sheet.lines(0, sheet.line_count(columns), columns)
    assert table.shape == (sheet.line_count(columns), columns)
    for place in zip(*np.nonzero(table != EMPTY), strict=True):
        assert sheet.place_of(int(table[place]), columns) == place


# Going from image to image


@pytest.mark.parametrize(
    ("place", "step", "index"),
    [
        ((0, 0), (0, 1), 2),
        ((0, 0), (0, -1), 1),
        ((0, 2), (0, 1), 3),
        ((0, 2), (1, 0), 4),  # the third line ends after its first image
        ((2, 0), (-1, 0), 1),  # the second line is empty
        ((2, 0), (1, 0), 4),
        ((0, 0), (9, 0), 4),
    ],
)
def test_that_steps_go_to_the_nearest_image_that_way(
    place: tuple[int, int], step: tuple[int, int], index: int
) -> None:
    sheet = ClassRows(np.array([[1, 2, 3], [EMPTY] * 3, [4, EMPTY, EMPTY]]))
    assert neighbour(sheet, place, step, 3) == index


def test_that_a_step_towards_nothing_but_empty_lines_ends_nowhere() -> None:
    sheet = ClassRows(np.array([[1, 2], [EMPTY, EMPTY]]))
    assert neighbour(sheet, (0, 0), (1, 0), 2) is None


# Scaling


@given(st.integers(1, 1024), st.integers(1, 1024), st.integers(1, 300))
def test_that_a_scaled_image_fits_and_a_larger_whole_factor_would_not(
    height: int, width: int, most: int
) -> None:
    scale = fitting_scale(height, width, most)
    assert scale.zoom == 1 or scale.reduce == 1
    assert max(scale.size(height, width)) <= most
    if scale.reduce == 1:
        assert max(height, width) * (scale.zoom + 1) > most


@given(st.integers(1, 90), st.integers(1, 90), st.integers(1, 90))
def test_that_a_mosaic_holds_images_of_the_size_that_the_scale_foretells(
    height: int, width: int, most: int
) -> None:
    scale = fitting_scale(height, width, most)
    tall, wide = scale.size(height, width)
    images = np.full((1, height, width, 1), 9, np.uint8)
    picture = mosaic(images, np.zeros((1, 1), np.int64), scale, (tall + 1, wide + 2))
    assert picture.shape == (tall + 1, wide + 2)
    assert (picture[:tall, :wide] == 0xFF090909).all()
    assert not picture[tall:].any()
    assert not picture[:, wide:].any()


def test_that_reducing_averages_whole_blocks() -> None:
    image = np.array([[0, 10, 4, 4], [20, 30, 4, 4]], np.uint8).reshape(1, 2, 4, 1)
    assert reduced(image, 2)[0, :, :, 0].tolist() == [[15, 4]]


def test_that_reducing_repeats_the_edge_of_an_image_that_no_block_fits() -> None:
    image = np.array([[10, 10, 40]], np.uint8).reshape(1, 1, 3, 1)
    assert reduced(image, 2)[0, :, :, 0].tolist() == [[10, 40]]


def test_that_reducing_white_by_a_large_factor_stays_white() -> None:
    assert reduced(np.full((1, 60, 60, 1), 255, np.uint8), 30).tolist() == [[[[255], [255]]] * 2]


# Pictures


def test_that_grey_and_colour_pixels_are_packed_as_opaque_argb() -> None:
    assert packed(grey(0x12)).tolist() == [[[0xFF121212]]]
    assert packed(np.array([[[[0xFE, 2, 3]]]], np.uint8)).tolist() == [[[0xFFFE0203]]]


def test_that_a_mosaic_enlarges_by_whole_pixels_and_leaves_gaps_transparent() -> None:
    picture = mosaic(grey(1, 2, 3), np.array([[2, EMPTY], [0, 1]]), Scale(zoom=2), (3, 4))
    c, a, b = 0xFF030303, 0xFF010101, 0xFF020202
    assert picture.tolist() == [
        [c, c, 0, 0, 0, 0, 0, 0],
        [c, c, 0, 0, 0, 0, 0, 0],
        [0] * 8,
        [a, a, 0, 0, b, b, 0, 0],
        [a, a, 0, 0, b, b, 0, 0],
        [0] * 8,
    ]


def test_that_a_mosaic_of_no_images_is_transparent() -> None:
    assert not mosaic(grey(1), np.full((2, 2), EMPTY), Scale(), (1, 1)).any()


# Histogram


def test_that_shares_count_every_pixel_of_a_small_set() -> None:
    counted = histogram(grey(0, 0, 3, 4, 255, 255, 255, 255))
    assert counted.exact
    assert counted.shares.shape == (1, 64)
    assert counted.shares[0, [0, 1, 63]].tolist() == [3 / 8, 1 / 8, 4 / 8]
    assert counted.black == 2 / 8


def test_that_colours_are_counted_each_by_itself_and_black_means_all_three_are_0() -> None:
    images = np.array([[0, 0, 255], [0, 0, 0]], np.uint8).reshape(2, 1, 1, 3)
    counted = histogram(images)
    assert counted.shares[:, 0].tolist() == [1.0, 1.0, 0.5]
    assert counted.black == 0.5


def test_that_only_the_members_are_counted() -> None:
    counted = histogram(grey(0, 255, 0, 0), np.array([1]))
    assert counted.shares[0, 63] == 1.0


@pytest.mark.parametrize("shape", [(5000, 28, 28, 1), (40, 256, 256, 3)])
def test_that_a_large_set_is_counted_from_a_bounded_sample_of_the_same_shares(
    shape: tuple[int, int, int, int],
) -> None:
    images = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    images[images < 64] = 0
    counted = histogram(images, most=100_000)
    assert not counted.exact
    assert counted.shares.sum(1) == pytest.approx(1)
    assert counted.shares[:, 0] == pytest.approx(0.25, abs=0.02)
