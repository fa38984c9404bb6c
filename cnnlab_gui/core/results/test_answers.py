"""What a network answers for every test image, at one epoch of a run."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class TestAnswers:
    """Probabilities for all test images.

    Attributes
    ----------
    epoch : int
        The epoch whose weights answered.
    loss : float
        The mean, with what L2 adds.
    labels : (N,) uint8
        What the images are.
    probabilities : (N, C) float32
        In the order of the dataset's test images.
    """

    __test__ = False

    epoch: int
    loss: float
    labels: NDArray[np.uint8] = field(repr=False)
    probabilities: NDArray[np.float32] = field(repr=False)

    @property
    def predicted(self) -> NDArray[np.int64]:
        """(N,) the class with the highest probability; the first of equals."""
        predicted: NDArray[np.int64] = self.probabilities.argmax(axis=1)
        return predicted
