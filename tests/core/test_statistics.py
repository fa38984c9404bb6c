"""Means and their differences, held against tables and against many made-up trainings."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from cnnlab_gui.core.compare.pairs import judged_pairs
from cnnlab_gui.core.compare.statistics import (
    Mean,
    count_needed,
    difference_of,
    incomplete_beta,
    mean_of,
    shared_level,
    student_quantile,
)

# Two-sided 95 % and 99 %, as tables print them.
TABLE = {
    1: (12.706205, 63.656741),
    2: (4.302653, 9.924843),
    3: (3.182446, 5.840909),
    4: (2.776445, 4.604095),
    5: (2.570582, 4.032143),
    10: (2.228139, 3.169273),
    30: (2.042272, 2.749996),
    100: (1.983972, 2.625891),
    1000: (1.962339, 2.580755),
}


@pytest.mark.parametrize("degrees", TABLE)
def test_that_student_s_quantiles_are_those_of_the_tables(degrees: int) -> None:
    for probability, value in zip((0.975, 0.995), TABLE[degrees], strict=True):
        assert student_quantile(probability, degrees) == pytest.approx(value, abs=1e-6)
        assert student_quantile(1 - probability, degrees) == pytest.approx(-value, abs=1e-6)


def test_that_quantiles_for_1_and_2_degrees_equal_what_can_be_written_down() -> None:
    for probability in (0.51, 0.6, 0.75, 0.9, 0.999):
        cauchy = math.tan(math.pi * (probability - 0.5))
        share = 4 * probability * (1 - probability)
        two = 2 * (probability - 0.5) * math.sqrt(2 / share)
        assert student_quantile(probability, 1) == pytest.approx(cauchy, rel=1e-6)
        assert student_quantile(probability, 2) == pytest.approx(two, rel=1e-6)


def test_that_quantiles_fall_with_the_degrees_to_those_of_the_normal_distribution() -> None:
    degrees = [0.5, 1, 1.5, 2.5, 7.25, 50, 1e4, 1e6, 1e8]
    values = [student_quantile(0.975, each) for each in degrees]
    assert values == sorted(values, reverse=True)
    assert values[-1] == NormalDist().inv_cdf(0.975)
    assert values[-2] == pytest.approx(values[-1], abs=1e-5)
    assert student_quantile(0.5, 3) == 0


def test_that_the_incomplete_beta_function_equals_what_can_be_written_down() -> None:
    for x in (0.0, 0.1, 0.5, 0.77, 1.0):
        assert incomplete_beta(1, 1, x) == pytest.approx(x, abs=1e-12)
        assert incomplete_beta(3, 1, x) == pytest.approx(x**3, abs=1e-12)
        assert incomplete_beta(2, 3, x) == pytest.approx(6 * x**2 - 8 * x**3 + 3 * x**4, abs=1e-12)
        arcsine = 2 / math.pi * math.asin(math.sqrt(x))
        assert incomplete_beta(0.5, 0.5, x) == pytest.approx(arcsine, abs=1e-9)


def test_that_the_deviation_divides_by_one_less_than_there_are() -> None:
    mean = mean_of([90.0, 91.0, 92.0])
    assert (mean.count, mean.mean, mean.deviation) == (3, 91.0, 1.0)
    assert mean.half_width() == pytest.approx(4.302653 / math.sqrt(3), abs=1e-6)
    alone = mean_of([90.0])
    assert (alone.deviation, alone.half_width()) == (None, None)


def test_that_equal_figures_have_no_deviation_whatever_rounding_does() -> None:
    assert mean_of([0.1] * 3) == Mean(3, 0.1, 0.0)
    assert mean_of([0.1] * 3).half_width() == 0


def test_that_the_difference_of_two_means_has_the_degrees_of_freedom_of_welch() -> None:
    one = mean_of([27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0])
    other = mean_of([27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1])
    difference = difference_of(one, other)
    assert difference is not None
    error = math.sqrt(one.variance + other.variance)
    degrees = (one.variance + other.variance) ** 2 / (one.variance**2 / 12 + other.variance**2 / 11)
    assert difference.value == pytest.approx(one.mean - other.mean)
    assert difference.half_width == pytest.approx(student_quantile(0.975, degrees) * error)
    assert difference.is_real


def test_that_chance_is_not_judged_by_a_single_figure_or_by_figures_that_are_all_the_same() -> None:
    some, alone, same = mean_of([1.0, 2.0]), mean_of([9.0]), mean_of([5.0, 5.0])
    assert difference_of(some, alone) is None
    assert difference_of(alone, some) is None
    assert difference_of(alone, alone) is None
    assert difference_of(same, mean_of([7.0, 7.0])) is None
    found = difference_of(some, same)
    assert found is not None
    assert not found.is_real
    assert found.half_width == pytest.approx(12.706205 * 0.5, abs=1e-5)


def test_that_the_tiniest_spread_still_gives_a_number() -> None:
    found = difference_of(mean_of([1.0, 1.0]), Mean(2, 2.0, 1e-100))
    assert found is not None
    assert math.isfinite(found.half_width)


def test_that_several_pairs_share_what_one_may_err() -> None:
    assert shared_level(1) == pytest.approx(0.95)
    assert shared_level(3) == pytest.approx(1 - 0.05 / 3)
    assert shared_level(0) == pytest.approx(0.95)


def _real_shares(rng: np.random.Generator, times: int, lead: float, shape: tuple[int, int]) -> int:
    """In how many of so many sets of groups, of which the first is better, something is real."""
    groups, seeds = shape
    figures = rng.normal(90, 0.3, (times, groups, seeds))
    figures[:, 0] += lead
    sets = [[mean_of(group) for group in each] for each in figures.tolist()]
    return sum(any(pair.verdict == "real" for pair in judged_pairs(means)) for means in sets)


@pytest.mark.parametrize("shape", [(2, 3), (2, 2), (2, 8), (3, 3), (5, 4)])
def test_that_what_is_luck_is_called_real_in_about_5_of_100_cases_at_most(
    shape: tuple[int, int],
) -> None:
    times = 800 if shape[0] < 4 else 300
    found = _real_shares(np.random.default_rng(1), times, 0.0, shape)
    # 5 % and three standard errors.
    assert found <= times * (0.05 + 3 * math.sqrt(0.05 * 0.95 / times))


def test_that_a_difference_is_seen_the_more_often_the_larger_it_is_and_the_more_seeds() -> None:
    rng = np.random.default_rng(2)
    shares = [_real_shares(rng, 300, lead, (2, 3)) / 300 for lead in (0.0, 0.5, 1.0, 2.0)]
    assert shares == sorted(shares)
    assert shares[-1] > 0.95
    more = [_real_shares(rng, 300, 0.5, (2, seeds)) / 300 for seeds in (2, 4, 8)]
    assert more == sorted(more)


@pytest.mark.parametrize("lead", [0.3, 0.6])
def test_that_so_many_seeds_as_are_said_to_be_needed_show_it_in_about_4_of_5_cases(
    lead: float,
) -> None:
    needed = count_needed(lead, 0.3)
    assert needed is not None
    found = _real_shares(np.random.default_rng(3), 400, lead, (2, needed)) / 400
    assert 0.72 <= found <= 0.95


def test_that_nothing_shows_what_is_not_there() -> None:
    assert count_needed(0.0, 0.3) is None
    assert count_needed(1e-9, 1.0) is None
    assert count_needed(5.0, 0.0) == 2
