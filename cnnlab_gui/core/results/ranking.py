"""Which test images a network was most sure of: of one cell, or among its mistakes.

Indices are int64 and point into the dataset's test images. Confidence is the probability
of the class that was answered.
"""

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.results.test_answers import TestAnswers

Indices = NDArray[np.int64]
Shares = NDArray[np.float32]


def confidences(answers: TestAnswers) -> Shares:
    """(N,) the highest probability of each image."""
    highest: Shares = answers.probabilities.max(axis=1)
    return highest


def margins(answers: TestAnswers) -> Shares:
    """(N,) by how much the answer leads the runner-up; 1 where there is one class only."""
    if answers.probabilities.shape[1] < 2:
        return np.ones(len(answers.labels), np.float32)
    two = np.partition(answers.probabilities, -2, axis=1)[:, -2:]
    lead: Shares = two[:, 1] - two[:, 0]
    return lead


def cell_images(answers: TestAnswers, true: int, taken: int) -> Indices:
    """Images of class ``true`` that were taken for ``taken``, the surest answer first."""
    found = np.flatnonzero((answers.labels == true) & (answers.predicted == taken))
    return _surest_first(answers, found)


def mistakes(answers: TestAnswers, most: int | None = None) -> Indices:
    """Images that were answered wrongly, the surest answer first; at most ``most``."""
    found = np.flatnonzero(answers.predicted != answers.labels)
    return _surest_first(answers, found)[:most]


def _surest_first(answers: TestAnswers, found: NDArray[np.intp]) -> Indices:
    order = np.argsort(-confidences(answers)[found], kind="stable")
    ranked: Indices = found[order].astype(np.int64)
    return ranked
