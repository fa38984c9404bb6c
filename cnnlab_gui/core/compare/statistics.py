"""What a few figures say of their mean, and of the difference of two means.

Student's distribution is worked out from the incomplete beta function by its continued
fraction (NIST Digital Library of Mathematical Functions, https://dlmf.nist.gov, 8.17.22,
and 8.17.4 where that converges slowly), evaluated by the method of Lentz. Two means are
compared by the test of B. L. Welch, "The generalization of Student's problem when several
different population variances are involved", Biometrika 34 (1947), which does not take
both groups to scatter equally.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

LEVEL = 0.95
POWER = 0.8  # the chance to see a difference that is there

_TINY = 1e-300
_PRECISION = 1e-15
_MOST_TERMS = 10_000
_MOST_DEGREES = 1e7  # beyond, Student's distribution is the normal one


@dataclass(frozen=True)
class Mean:
    """The mean of some figures.

    Attributes
    ----------
    count : int
    mean : float
    deviation : float or None
        Standard deviation, with count - 1; None for a single figure.
    """

    count: int
    mean: float
    deviation: float | None

    @property
    def variance(self) -> float:
        """Of the mean; 0 for a single figure, of which nothing is known."""
        return (self.deviation or 0.0) ** 2 / self.count

    def half_width(self, level: float = LEVEL) -> float | None:
        """Half of the mean's confidence interval; None for a single figure."""
        if self.deviation is None:
            return None
        return student_quantile((1 + level) / 2, self.count - 1) * math.sqrt(self.variance)


def mean_of(figures: Sequence[float]) -> Mean:
    """Mean and standard deviation of at least one figure."""
    count = len(figures)
    mean = math.fsum(figures) / count
    if count == 1:
        return Mean(1, mean, None)
    if min(figures) == max(figures):
        return Mean(count, figures[0], 0.0)
    squares = math.fsum((figure - mean) ** 2 for figure in figures)
    return Mean(count, mean, math.sqrt(squares / (count - 1)))


@dataclass(frozen=True)
class Difference:
    """The difference of two means: ``value`` ± ``half_width`` at the level asked for."""

    value: float
    half_width: float

    @property
    def is_real(self) -> bool:
        """Whether the interval leaves 0 out."""
        return abs(self.value) > self.half_width


def difference_of(one: Mean, other: Mean, level: float = LEVEL) -> Difference | None:
    """``one`` minus ``other`` by Welch's test.

    None where chance cannot be judged: a group has a single figure, or no figure of either
    group differs from the others of its own.
    """
    if one.count < 2 or other.count < 2:
        return None
    variance = one.variance + other.variance
    if variance == 0:
        return None
    spread = one.variance**2 / (one.count - 1) + other.variance**2 / (other.count - 1)
    # So small that its square is no number: then the smaller of both is the cautious answer.
    degrees = variance**2 / spread if spread else float(min(one.count, other.count) - 1)
    half_width = student_quantile((1 + level) / 2, degrees) * math.sqrt(variance)
    return Difference(one.mean - other.mean, half_width)


def shared_level(pairs: int, level: float = LEVEL) -> float:
    """At which level each of ``pairs`` must be judged so that all hold together (Bonferroni)."""
    return 1 - (1 - level) / max(pairs, 1)


def count_needed(difference: float, deviation: float, level: float = LEVEL) -> int | None:
    """How many figures each group needs so that such a difference is probably seen.

    The usual formula for two means of equal spread, for a chance of `POWER`, with Guenther's
    addition for small groups (The American Statistician 35, 1981); None where there is no
    difference to see.
    """
    if difference == 0:
        return None
    normal = NormalDist()
    sure, seen = normal.inv_cdf((1 + level) / 2), normal.inv_cdf(POWER)
    count = 2 * ((sure + seen) * deviation / difference) ** 2 + sure**2 / 4
    return max(2, math.ceil(count)) if count < _MOST_DEGREES else None


def student_quantile(probability: float, degrees: float) -> float:
    """Below which ``probability`` of Student's distribution lies; ``degrees`` > 0."""
    if probability == 0.5:
        return 0.0
    if degrees > _MOST_DEGREES:
        return NormalDist().inv_cdf(probability)
    if probability < 0.5:
        return -student_quantile(1 - probability, degrees)
    # t = sqrt(degrees · (1 - x) / x) for the x whose incomplete beta function is the tail.
    low, high = 0.0, 1.0
    tail = 2 * (1 - probability)
    while high - low > _PRECISION * high:
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if incomplete_beta(degrees / 2, 0.5, middle) < tail:
            low = middle
        else:
            high = middle
    return math.sqrt(degrees * (1 - high) / high)


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for positive a and b, x in [0, 1]."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    front = math.exp(a * math.log(x) + b * math.log1p(-x) - beta) / a
    return front * _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction 1/(1 + d1/(1 + d2/(1 + …))) of DLMF 8.17.22."""
    value = numerator = 1.0
    denominator = 0.0
    for term in range(_MOST_TERMS):
        half = term // 2
        if term == 0:
            factor = 1.0
        elif term % 2 == 0:
            factor = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        else:
            factor = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        denominator = 1 / ((1 + factor * denominator) or _TINY)
        numerator = (1 + factor / numerator) or _TINY
        value *= numerator * denominator
        if term and abs(numerator * denominator - 1) < _PRECISION:
            break
    return value - 1
