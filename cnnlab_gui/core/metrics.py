"""Figures that say how good a classifier is, from true and predicted labels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Counts = NDArray[np.int64]


def confusion_matrix(true: ArrayLike, predicted: ArrayLike, classes: int) -> Counts:
    """Count how often each class was taken for each class.

    Parameters
    ----------
    true, predicted : (N,) integers in [0, classes)
    classes : int

    Returns
    -------
    (classes, classes) int64
        Row: true class; column: predicted class.
    """
    pairs = np.asarray(true, np.int64) * classes + np.asarray(predicted, np.int64)
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


@dataclass(frozen=True)
class ClassScore:
    """Precision, recall and F1 of one class, in [0, 1]; 0 where nothing can be divided."""

    name: str
    precision: float
    recall: float
    f1: float
    count: int


def class_scores(matrix: Counts, class_names: tuple[str, ...]) -> tuple[ClassScore, ...]:
    """Score each class of a `confusion_matrix`."""
    hits = np.diag(matrix).astype(float)
    actual, claimed = matrix.sum(axis=1), matrix.sum(axis=0)
    precision = _share(hits, claimed)
    recall = _share(hits, actual)
    f1 = _share(2 * precision * recall, precision + recall)
    return tuple(
        ClassScore(name, float(precision[k]), float(recall[k]), float(f1[k]), int(actual[k]))
        for k, name in enumerate(class_names)
    )


def _share(part: NDArray[np.float64], whole: ArrayLike) -> NDArray[np.float64]:
    total = np.asarray(whole, float)
    share: NDArray[np.float64] = np.zeros_like(part)
    np.divide(part, total, out=share, where=total > 0)
    return share
