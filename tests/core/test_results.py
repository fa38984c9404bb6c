"""What is made of a network's answers: confusion, rankings, calibration."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.results.calibration import ReliabilityBin, Verdict, calibration
from cnnlab_gui.core.results.confusion import Confusion, Mixup
from cnnlab_gui.core.results.ranking import cell_images, confidences, margins, mistakes
from cnnlab_gui.core.results.test_answers import TestAnswers
from tests.core.results_parts import by_chance, sure

NAMES = ("cat", "dog", "eel")
ANSWERS = st.builds(by_chance, st.integers(0, 2**32 - 1), st.integers(1, 200), st.integers(1, 12))


def names_of(answers: TestAnswers) -> tuple[str, ...]:
    return tuple(f"class {label}" for label in range(answers.probabilities.shape[1]))


# Confusion


@given(ANSWERS)
def test_that_every_image_is_in_the_cell_of_what_it_is_and_was_taken_for(
    answers: TestAnswers,
) -> None:
    confusion = Confusion.of(answers, names_of(answers))
    assert confusion.images == len(answers.labels)
    assert confusion.accuracy == np.mean(answers.predicted == answers.labels)
    for true in range(confusion.classes):
        for taken in range(confusion.classes):
            found = cell_images(answers, true, taken)
            assert len(found) == confusion.counts[true, taken]
            assert (answers.labels[found] == true).all()
            assert (answers.predicted[found] == taken).all()


@given(ANSWERS)
def test_that_the_shares_of_a_row_add_up_to_one_unless_it_is_empty(answers: TestAnswers) -> None:
    confusion = Confusion.of(answers, names_of(answers))
    totals = confusion.shares.sum(axis=1)
    np.testing.assert_allclose(totals, confusion.counts.sum(axis=1) > 0)


@given(ANSWERS, st.integers(1, 20))
def test_that_mix_ups_come_by_their_number_and_are_never_what_is_right(
    answers: TestAnswers, most: int
) -> None:
    confusion = Confusion.of(answers, names_of(answers))
    found = confusion.mixups(most)
    assert len(found) <= most
    assert [each.images for each in found] == sorted((e.images for e in found), reverse=True)
    assert all(e.true != e.taken and confusion.counts[e.true, e.taken] == e.images for e in found)
    if len(found) < most:
        assert sum(each.images for each in found) == confusion.images - confusion.right


def test_that_the_scores_are_those_of_a_matrix_worked_out_by_hand() -> None:
    confusion = Confusion(np.array([[8, 2, 0], [4, 6, 0], [0, 0, 0]]), NAMES)
    cat, dog, eel = confusion.scores
    assert (cat.precision, cat.recall, cat.count) == (8 / 12, 0.8, 10)
    assert cat.f1 == pytest.approx(2 * (8 / 12) * 0.8 / (8 / 12 + 0.8))
    assert (dog.precision, dog.recall) == (0.75, 0.6)
    assert (eel.precision, eel.recall, eel.f1, eel.count) == (0, 0, 0, 0)
    assert confusion.mixups(9) == (Mixup(1, 0, 4), Mixup(0, 1, 2))
    assert confusion.accuracy == 0.7


def test_that_classes_without_a_name_are_called_by_their_number() -> None:
    assert Confusion.of(by_chance(0, classes=4), NAMES).names == (*NAMES, "3")


def test_that_names_beyond_what_was_answered_have_empty_cells() -> None:
    confusion = Confusion.of(sure([0, 1], [0, 0], [0.9, 0.8], classes=2), NAMES)
    assert confusion.counts.tolist() == [[1, 0, 0], [1, 0, 0], [0, 0, 0]]


# Which images


@given(ANSWERS)
def test_that_mistakes_are_all_that_is_wrong_with_the_surest_first(answers: TestAnswers) -> None:
    found = mistakes(answers)
    assert sorted(found) == np.flatnonzero(answers.predicted != answers.labels).tolist()
    assert (np.diff(confidences(answers)[found]) <= 0).all()
    np.testing.assert_array_equal(mistakes(answers, 3), found[:3])


@given(ANSWERS)
def test_that_a_cells_images_come_with_the_surest_first(answers: TestAnswers) -> None:
    found = cell_images(answers, 0, 0)
    assert (np.diff(confidences(answers)[found]) <= 0).all()


@given(ANSWERS)
def test_that_a_margin_is_the_lead_over_the_runner_up(answers: TestAnswers) -> None:
    ranked = np.sort(answers.probabilities, axis=1)
    expected = ranked[:, -1] - ranked[:, -2] if ranked.shape[1] > 1 else np.ones(len(ranked))
    np.testing.assert_array_equal(margins(answers), expected)


# Calibration


@given(ANSWERS, st.integers(1, 20))
def test_that_each_bin_holds_the_answers_between_its_edges(answers: TestAnswers, bins: int) -> None:
    found, said = calibration(answers, bins), confidences(answers).astype(np.float64)
    right = answers.predicted == answers.labels
    assert found.images == len(said)
    gap = 0.0
    for each in found.bins:
        here = (np.ceil(said * bins) == round(each.high * bins)) & (said <= 1)
        here |= (each.high == 1) & (said > 1)
        assert each.count == here.sum()
        if each.count:
            assert each.low <= each.confidence + 1e-9
            assert each.confidence <= each.high + 1e-9
            assert each.accuracy == pytest.approx(right[here].mean())
            gap += here.mean() * abs(said[here].mean() - right[here].mean())
    assert found.error == pytest.approx(gap)
    assert 0 <= found.error <= 1


def test_that_an_answer_on_an_edge_is_in_the_bin_below_it() -> None:
    found = calibration(sure([0, 0, 0], [0, 0, 0], [0.5, 1.0, 0.75], classes=2), 4)
    assert [each.count for each in found.bins] == [0, 1, 1, 1]


def test_that_a_network_that_says_90_and_is_right_in_50_is_too_sure_of_itself() -> None:
    answers = sure([0] * 100, [0, 1] * 50, [0.9] * 100)
    found = calibration(answers)
    telling = found.telling
    assert telling is not None
    assert (round(telling.confidence, 6), telling.accuracy) == (0.9, 0.5)
    assert telling.verdict is Verdict.TOO_SURE
    assert found.error == pytest.approx(0.4)


def test_that_a_network_that_says_60_and_is_always_right_is_too_modest() -> None:
    telling = calibration(sure([1] * 100, [1] * 100, [0.6] * 100)).telling
    assert telling is not None
    assert telling.verdict is Verdict.TOO_MODEST


def test_that_what_chance_does_with_few_answers_is_not_held_against_it() -> None:
    few, many = (ReliabilityBin(0.8, 0.9, count, 0.85, 0.8) for count in (20, 2000))
    assert few.verdict is Verdict.CHANCE
    assert many.verdict is Verdict.TOO_SURE
    assert ReliabilityBin(0.8, 0.9, 2000, 0.85, 0.84).verdict is Verdict.AS_IT_SAYS


def test_that_a_bin_that_means_something_tells_more_than_a_larger_one_that_does_not() -> None:
    labels, taken = [0] * 300, [0] * 190 + [1] * 10 + [0] * 50 + [1] * 50
    found = calibration(sure(labels, taken, [0.95] * 200 + [0.75] * 100))
    assert found.telling is not None
    assert found.telling.count == 100


def test_that_without_images_there_is_nothing_to_tell() -> None:
    none = TestAnswers(0, 0.0, np.zeros(0, np.uint8), np.zeros((0, 3), np.float32))
    found = calibration(none)
    assert (found.error, found.telling, found.images) == (0, None, 0)
    assert Confusion.of(none, NAMES).accuracy == 0
