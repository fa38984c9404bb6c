"""Confusion matrix and scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.metrics import class_scores, confusion_matrix


def test_that_rows_are_true_classes_and_columns_predicted_ones() -> None:
    matrix = confusion_matrix([0, 0, 1, 2, 2, 2], [0, 1, 1, 2, 2, 0], 3)
    assert matrix.tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 2]]


pairs = st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), max_size=300)


@given(pairs=pairs)
def test_that_every_pair_is_counted_once_where_it_belongs(pairs: list[tuple[int, int]]) -> None:
    true = np.array([pair[0] for pair in pairs], np.uint8)
    predicted = np.array([pair[1] for pair in pairs], np.int64)
    expected = np.zeros((256, 256), np.int64)
    np.add.at(expected, (true, predicted), 1)
    assert np.array_equal(confusion_matrix(true, predicted, 256), expected)


def test_that_scores_are_those_worked_out_by_hand() -> None:
    matrix = confusion_matrix([0, 0, 0, 1], [0, 0, 1, 1], 2)
    first, second = class_scores(matrix, ("cat", "dog"))
    assert (first.name, first.count, first.precision) == ("cat", 3, 1.0)
    assert first.recall == pytest.approx(2 / 3)
    assert first.f1 == pytest.approx(0.8)
    assert (second.precision, second.recall) == (0.5, 1.0)


def test_that_a_class_that_never_occurs_scores_0_and_not_nan() -> None:
    scores = class_scores(confusion_matrix([0], [0], 2), ("cat", "dog"))
    assert (scores[1].precision, scores[1].recall, scores[1].f1, scores[1].count) == (0, 0, 0, 0)
