"""How often each class was taken for each class, as counts and as shares of a row."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.metrics import ClassScore, Counts, class_scores, confusion_matrix
from cnnlab_gui.core.results.test_answers import TestAnswers


class Mixup(NamedTuple):
    """So many ``images`` of the class ``true`` were taken for the class ``taken``."""

    true: int
    taken: int
    images: int


@dataclass(frozen=True, eq=False)
class Confusion:
    """A confusion matrix with its classes' names.

    Attributes
    ----------
    counts : (K, K) int64
        Row: true class; column: predicted class.
    names : tuple of str
        One for each of the K classes.
    """

    counts: Counts = field(repr=False)
    names: tuple[str, ...]

    @classmethod
    def of(cls, answers: TestAnswers, names: tuple[str, ...]) -> "Confusion":
        """Count what a network answered; classes beyond ``names`` are called by their number."""
        classes = max(answers.probabilities.shape[1], len(names))
        matrix = confusion_matrix(answers.labels, answers.predicted, classes)
        return cls(matrix, all_names(names, classes))

    @property
    def classes(self) -> int:
        return len(self.counts)

    @property
    def images(self) -> int:
        return int(self.counts.sum())

    @property
    def right(self) -> int:
        return int(np.trace(self.counts))

    @property
    def accuracy(self) -> float:
        """Share of the images that are right, in [0, 1]; 0 where there are none."""
        return self.right / self.images if self.images else 0.0

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """(K, K): each row divided by its sum; 0 where a class has no images."""
        totals = self.counts.sum(axis=1, keepdims=True)
        shares: NDArray[np.float64] = self.counts / np.maximum(totals, 1)
        return shares

    @cached_property
    def scores(self) -> tuple[ClassScore, ...]:
        """Precision, recall and F1 of every class."""
        return class_scores(self.counts, self.names)

    def mixups(self, most: int) -> tuple[Mixup, ...]:
        """The ``most`` frequent confusions, the most frequent first, none without an image."""
        wrong = self.counts.copy()
        np.fill_diagonal(wrong, 0)
        places = np.argsort(-wrong, axis=None, kind="stable")[:most]
        found = (divmod(int(place), self.classes) for place in places)
        return tuple(Mixup(i, j, int(wrong[i, j])) for i, j in found if wrong[i, j])


def all_names(names: tuple[str, ...], classes: int) -> tuple[str, ...]:
    """``names``, and numbers for the classes that have none."""
    return (*names, *(str(label) for label in range(len(names), classes)))
