"""A problem, and the remedies that it offers."""

from dataclasses import dataclass
from typing import Self

from cnnlab_gui.core.dataset import Dataset, DatasetInfo
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.core.training import RunSpecification


@dataclass(frozen=True)
class ImageFacts:
    """What a network must know of the images it is to be trained on.

    Attributes
    ----------
    title : str
        The dataset's name.
    shape : tuple of int
        Height, width and channels of an image.
    classes : int
    """

    title: str
    shape: tuple[int, int, int]
    classes: int

    @classmethod
    def of(cls, dataset: Dataset | DatasetInfo) -> Self:
        return cls(dataset.title, dataset.image_shape, len(dataset.class_names))


@dataclass(frozen=True)
class Remedy:
    """One click that mends a problem.

    Attributes
    ----------
    text : Sentence
        What it does, for a button: ``Put Flatten before Dense``.
    specification : RunSpecification
        What holds after it.
    """

    text: Sentence
    specification: RunSpecification


@dataclass(frozen=True)
class Problem:
    """Why a specification cannot be trained.

    Attributes
    ----------
    sentence : Sentence
        What is wrong, why, and what to do.
    layer : int or None
        The layer to mark; None for the stack as a whole.
    remedies : tuple of Remedy
        One to four, the best first. After any of them less is wrong, so that no choice
        of remedies goes in circles.
    """

    sentence: Sentence
    layer: int | None
    remedies: tuple[Remedy, ...]
