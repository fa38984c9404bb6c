"""Orders of channels, and dead ones."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from cnnlab_gui.core.inside.order import Order, ordered, similarity


def maps(*channels: list[list[float]]) -> np.ndarray:
    """(N, 2, 2, C): each channel a list of an image's four numbers, for each image."""
    return np.array(channels, np.float32).transpose(1, 2, 0).reshape(len(channels[0]), 2, 2, -1)


SAME = [[1, 0, 0, 2], [2, 0, 0, 4]]
OTHER = [[1, 0, 0, 0], [0, 0, 0, 9]]
OPPOSITE = [[1, 1, 0, 0], [0, 0, 1, 1]]
FLAT = [[5, 5, 5, 5], [5, 5, 5, 5]]
HALF_FLAT = [[1, 0, 0, 2], [3, 3, 3, 3]]
BROKEN = [[np.nan, 0, 0, 2], [2, 0, 0, np.inf]]


def test_that_the_order_by_index_is_that_of_the_channels() -> None:
    assert ordered(maps(FLAT, SAME), Order.INDEX).tolist() == [0, 1]


def test_that_the_largest_mean_over_all_images_comes_first() -> None:
    values = maps(SAME, FLAT, OTHER, BROKEN)
    assert ordered(values, Order.ACTIVATION).tolist() == [1, 2, 0, 3]


def test_that_what_images_have_in_common_comes_first_and_silent_channels_last() -> None:
    values = maps(FLAT, OPPOSITE, BROKEN, OTHER, HALF_FLAT, SAME)
    assert ordered(values, Order.SIMILARITY).tolist() == [5, 4, 3, 1, 0, 2]


def test_that_equals_keep_the_order_of_their_indices() -> None:
    for order in Order:
        assert ordered(maps(SAME, SAME, SAME), order).tolist() == [0, 1, 2]


def test_that_one_image_has_its_channels_by_activation() -> None:
    values = maps(OTHER, SAME, FLAT)[:1]
    assert ordered(values, Order.SIMILARITY).tolist() == ordered(values, Order.ACTIVATION).tolist()


def test_that_similarity_is_the_mean_of_the_correlations_of_all_pairs() -> None:
    values = np.random.default_rng(3).random((4, 5, 6, 7), np.float32)
    expected = [
        np.corrcoef(values[..., channel].reshape(4, -1))[np.triu_indices(4, 1)].mean()
        for channel in range(7)
    ]
    assert_allclose(similarity(values), expected, atol=1e-6)


def test_that_a_pair_with_a_flat_map_counts_as_nothing() -> None:
    assert_allclose(similarity(maps(SAME, OPPOSITE, HALF_FLAT)), [1, -1, 0], atol=1e-6)
    assert np.isnan(similarity(maps(FLAT, BROKEN))).all()


def test_that_single_numbers_are_compared_by_their_signs() -> None:
    values = np.array([[1, 1, 0], [2, -2, 0]], np.float32)
    assert_allclose(similarity(values), [1, -1, np.nan])
    assert ordered(values, Order.SIMILARITY).tolist() == [0, 1, 2]


@pytest.mark.parametrize("order", Order)
def test_that_every_channel_is_there_once(order: Order) -> None:
    values = np.random.default_rng(0).random((3, 2, 2, 9), np.float32)
    values[..., 4] = np.inf
    assert sorted(ordered(values, order).tolist()) == list(range(9))
