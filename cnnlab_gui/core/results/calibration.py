"""Whether a network is right as often as it says it is.

Reliability bins and the expected calibration error are those of C. Guo, G. Pleiss, Y. Sun
and K. Q. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017, equation 3:
answers are sorted by their confidence into bins of equal width, and the gaps between a bin's
mean confidence and its accuracy are averaged, weighted by the bins' counts.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np

from cnnlab_gui.core.results.ranking import confidences
from cnnlab_gui.core.results.test_answers import TestAnswers

BINS = 10
CHANCE = 2.0
"""Standard errors; a gap below that is what chance does with so few images."""
SMALL_GAP = 0.02
"""A gap below that is not worth a word, however sure it is."""


class Verdict(Enum):
    """What a gap between confidence and accuracy means."""

    TOO_SURE = "too sure"
    TOO_MODEST = "too modest"
    AS_IT_SAYS = "as it says"
    CHANCE = "may be chance"


_CLEAR = (Verdict.TOO_SURE, Verdict.TOO_MODEST)


@dataclass(frozen=True)
class ReliabilityBin:
    """Answers whose confidence lies above ``low`` and not above ``high``.

    Attributes
    ----------
    low, high : float
    count : int
        How many answers; 0 makes the other two 0.
    confidence, accuracy : float
        Means over these answers, in [0, 1].
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float

    @property
    def gap(self) -> float:
        """Above 0 where it is too sure of itself."""
        return self.confidence - self.accuracy

    @property
    def verdict(self) -> Verdict:
        """What the gap means."""
        if abs(self.gap) < SMALL_GAP:
            return Verdict.AS_IT_SAYS
        spread = self.confidence * (1 - self.confidence) / max(self.count, 1)
        if abs(self.gap) < CHANCE * spread**0.5:
            return Verdict.CHANCE
        return Verdict.TOO_SURE if self.gap > 0 else Verdict.TOO_MODEST


@dataclass(frozen=True)
class Calibration:
    """All bins, from the least confident answers to the most confident ones."""

    bins: tuple[ReliabilityBin, ...]

    @cached_property
    def images(self) -> int:
        return sum(each.count for each in self.bins)

    @property
    def error(self) -> float:
        """The expected calibration error, in [0, 1]; 0 without images."""
        return sum(each.count * abs(each.gap) for each in self.bins) / max(self.images, 1)

    @property
    def telling(self) -> ReliabilityBin | None:
        """The bin that tells most: the one with the largest share of the error.

        Of bins whose gap means something, if there are any; else of all by their count.
        """
        filled = [each for each in self.bins if each.count]
        clear = [each for each in filled if each.verdict in _CLEAR]
        if clear:
            return max(clear, key=lambda each: each.count * abs(each.gap))
        return max(filled, key=lambda each: each.count, default=None)


def calibration(answers: TestAnswers, bins: int = BINS) -> Calibration:
    """Sort the answers into ``bins`` of equal width by their confidence."""
    sure = confidences(answers).astype(np.float64)
    right = answers.predicted == answers.labels
    place = np.clip(np.ceil(sure * bins).astype(np.int64) - 1, 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    least = np.maximum(counts, 1)
    # Sums of float32 may pass 1 by a trifle.
    means = np.clip(np.bincount(place, weights=sure, minlength=bins) / least, 0.0, 1.0)
    shares = np.bincount(place, weights=right, minlength=bins) / least
    return Calibration(
        tuple(
            ReliabilityBin(
                k / bins, (k + 1) / bins, int(counts[k]), float(means[k]), float(shares[k])
            )
            for k in range(bins)
        )
    )
