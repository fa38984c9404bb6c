"""Answers by chance, for the tests of what is made of them."""

import numpy as np

from cnnlab_gui.core.results.test_answers import TestAnswers


def by_chance(seed: int, images: int = 60, classes: int = 4, epoch: int = 2) -> TestAnswers:
    """Answers of a network that is right more often than not."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, images).astype(np.uint8)
    shares = rng.dirichlet(np.ones(classes), images)
    shares[np.arange(images), labels] += 0.3
    shares /= shares.sum(axis=1, keepdims=True)
    return TestAnswers(epoch, 0.5, labels, shares.astype(np.float32))


def sure(labels: list[int], taken: list[int], share: list[float], classes: int = 3) -> TestAnswers:
    """Answers ``taken`` given with the probability ``share``; the rest is shared evenly."""
    shares = np.zeros((len(labels), classes), np.float32)
    for row, (answer, its) in enumerate(zip(taken, share, strict=True)):
        shares[row] = (1 - its) / (classes - 1)
        shares[row, answer] = its
    return TestAnswers(1, 0.5, np.array(labels, np.uint8), shares)
