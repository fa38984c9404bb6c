"""Which images a network is looked into with: some of a dataset's, and drawings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnnlab_gui.core.dataset import Dataset, Images, Labels
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.samples import Indices
from cnnlab_gui.core.text import plain, tr_noop

Half = Literal["test", "train"]

WORKSHOP = (0, 23, 28)
"""The test images of Fashion-MNIST that the workshop looks at: three ankle boots."""

USUAL_ROWS = 3
MOST_ROWS = 8
MOST_DIGITS = 18


@dataclass(frozen=True)
class Chosen:
    """One image; those with the same pixels from the same place are equal.

    Attributes
    ----------
    half : {'test', 'train', 'drawing'}
    index : int
        Its place in the half; 0 for a drawing.
    pixels : bytes
        A drawing's, in the order of an array of ``shape``; empty otherwise.
    shape : (int, int, int), optional
        Height, width and channels of a drawing.
    """

    half: Literal["test", "train", "drawing"]
    index: int
    pixels: bytes = b""
    shape: tuple[int, int, int] | None = None

    def __repr__(self) -> str:
        return f"Chosen({self.half!r}, {self.index})"


Rows = tuple[Chosen, ...]


def drawn(image: Images) -> Chosen:
    """Choose an (H, W, C) uint8 drawing."""
    height, width, channels = image.shape
    return Chosen("drawing", 0, image.astype(np.uint8).tobytes(), (height, width, channels))


def pixels_of(dataset: Dataset, chosen: Chosen) -> Images:
    """The (H, W, C) uint8 pixels of one image."""
    if chosen.shape is not None:
        return np.frombuffer(chosen.pixels, np.uint8).reshape(chosen.shape)
    image: Images = images_in(dataset, _half(chosen))[chosen.index]
    return image


def images_of(dataset: Dataset, rows: Sequence[Chosen]) -> Images:
    """The pixels of all rows as (N, H, W, C) uint8; they must be fitting (see `fitting`)."""
    gathered = np.empty((len(rows), *dataset.image_shape), np.uint8)
    for place, chosen in enumerate(rows):
        gathered[place] = pixels_of(dataset, chosen)
    return gathered


def label_of(dataset: Dataset, chosen: Chosen) -> int | None:
    """The class that an image truly has; a drawing has none that is known."""
    if chosen.half == "drawing":
        return None
    return int(labels_in(dataset, chosen.half)[chosen.index])


def images_in(dataset: Dataset, half: Half) -> Images:
    """All (N, H, W, C) images of a half."""
    return dataset.x_train if half == "train" else dataset.x_test


def labels_in(dataset: Dataset, half: Half) -> Labels:
    """All (N,) labels of a half."""
    return dataset.y_train if half == "train" else dataset.y_test


def workshop_choice(dataset: Dataset, half: Half = "test") -> Rows:
    """The workshop's three images; the first ones where there are too few for that."""
    count = len(images_in(dataset, half))
    indices = WORKSHOP if count > max(WORKSHOP) else range(min(USUAL_ROWS, count))
    return tuple(Chosen(half, index) for index in indices)


def random_choice(dataset: Dataset, count: int, seed: int, half: Half = "test") -> Rows:
    """Choose ``count`` different images at random, or all where there are fewer."""
    return _drawn_lots(np.arange(len(images_in(dataset, half))), count, seed, half)


def same_class(
    dataset: Dataset, label: int | None, count: int, seed: int, half: Half = "test"
) -> Rows:
    """Choose ``count`` different images of one class at random, or all where it has fewer.

    Parameters
    ----------
    dataset : Dataset
    label : int or None
        None for a class at random, of those that have ``count`` images if any has.
    count, seed : int
    half : {'test', 'train'}

    Raises
    ------
    CnnLabError
        The class has no image in this half.
    """
    labels = labels_in(dataset, half)
    if label is None:
        counts = np.bincount(labels, minlength=len(dataset.class_names))
        enough = np.flatnonzero(counts >= min(count, counts.max()))
        label = int(np.random.default_rng([seed, 1]).choice(enough))
    members = np.flatnonzero(labels == label)
    if not len(members):
        raise CnnLabError(_NONE_OF_CLASS[half], name=plain(dataset.class_names[label]))
    return _drawn_lots(members, count, seed, half)


def _drawn_lots(indices: Indices, count: int, seed: int, half: Half) -> Rows:
    lots = np.random.default_rng(seed).permutation(indices)[:count]
    return tuple(Chosen(half, int(index)) for index in lots)


def stepped(chosen: Chosen, by: int, dataset: Dataset) -> Chosen:
    """The image ``by`` places further in its half, at most its first or last one.

    A drawing has no neighbours and stays.
    """
    if chosen.half == "drawing":
        return chosen
    last = len(images_in(dataset, chosen.half)) - 1
    return Chosen(chosen.half, min(max(chosen.index + by, 0), last))


def all_stepped(rows: Rows, by: int, dataset: Dataset) -> Rows:
    """Every image ``by`` places further, so far as none would leave its half.

    They keep their distances, so that the way back leads to the same images.
    """
    moved = [
        stepped(chosen, by, dataset).index - chosen.index
        for chosen in rows
        if chosen.half != "drawing"
    ]
    least = min(moved, key=abs, default=0)
    return tuple(stepped(chosen, least, dataset) for chosen in rows)


def fitting(rows: Rows, dataset: Dataset) -> Rows:
    """Those of ``rows`` that ``dataset`` has, and drawings of its size; else the workshop's."""
    kept = tuple(chosen for chosen in rows[:MOST_ROWS] if is_fitting(chosen, dataset))
    return kept or workshop_choice(dataset)


def is_fitting(chosen: Chosen, dataset: Dataset) -> bool:
    """Whether ``dataset`` has this image, or images of this drawing's size."""
    if chosen.half == "drawing":
        return chosen.shape == dataset.image_shape
    return 0 <= chosen.index < len(images_in(dataset, chosen.half))


# What a person types


@dataclass(frozen=True)
class Words:
    """What stands for a half, or for a drawing, among indices; each is one word."""

    test: str = "test"
    train: str = "training"
    drawing: str = "drawing"


ENGLISH = Words()


def parse_indices(text: str, count: int, half: Half = "test") -> tuple[int, ...]:
    """Read ``0, 23, 28``, the indices of images of a half that has ``count``.

    Raises
    ------
    CnnLabError
        Something is no index, or none of this half's; or there are none, or too many.
    """
    return tuple(_index(token, count, half) for token in _tokens(text))


def parse_rows(
    text: str, dataset: Dataset, half: Half, shown: Rows = (), words: Words = ENGLISH
) -> Rows:
    """Read ``0, training 5, drawing``, as `written` writes it.

    Parameters
    ----------
    text : str
    dataset : Dataset
    half : {'test', 'train'}
        Of indices without a word.
    shown : tuple of Chosen
        Holds the drawings that can be named, in their order.
    words : Words

    Raises
    ------
    CnnLabError
        As `parse_indices`; or more drawings are named than there are.
    """
    drawings = [chosen for chosen in shown if chosen.half == "drawing"]
    halves: dict[str, Half] = {words.test.casefold(): "test", words.train.casefold(): "train"}
    rows: list[Chosen] = []
    named: Half | None = None
    for token in _tokens(text, words):
        if token.casefold() == words.drawing.casefold():
            if not drawings:
                raise CnnLabError(_NO_DRAWING)
            rows.append(drawings.pop(0))
        elif token.casefold() in halves:
            named = halves[token.casefold()]
        else:
            of = named or half
            rows.append(Chosen(of, _index(token, len(images_in(dataset, of)), of)))
            named = None
    return tuple(rows)


def written(rows: Sequence[Chosen], half: Half, words: Words = ENGLISH) -> str:
    """``rows`` as a person would type them, where bare indices count in ``half``."""
    texts = []
    for chosen in rows:
        if chosen.half == "drawing":
            texts.append(words.drawing)
        elif chosen.half == half:
            texts.append(str(chosen.index))
        else:
            texts.append(f"{getattr(words, chosen.half)} {chosen.index}")
    return ", ".join(texts)


def _tokens(text: str, words: Words | None = None) -> list[str]:
    tokens = [token for token in re.split(r"[\s,;]+", text) if token]
    before_index = {words.test.casefold(), words.train.casefold()} if words else set()
    count = sum(token.casefold() not in before_index for token in tokens)
    if not count or tokens[-1].casefold() in before_index:
        raise CnnLabError(_NO_INDEX)
    if count > MOST_ROWS:
        raise CnnLabError(_TOO_MANY, count=count, most=MOST_ROWS)
    return tokens


def _index(token: str, count: int, half: Half) -> int:
    digits = token.lstrip("+-−")
    if not digits.isdecimal():
        raise CnnLabError(_NOT_AN_INDEX, text=plain(token))
    if len(digits) > 1 and digits.startswith("0"):
        # From 10,000, which would else be two images.
        raise CnnLabError(_LEADING_ZERO, text=plain(token))
    if not count:
        raise CnnLabError(_NO_IMAGES[half])
    negative = token[0] in "-−"
    if negative or len(digits) > MOST_DIGITS or int(digits) >= count:
        raise CnnLabError(_NOT_THERE[half], text=plain(token), count=count, last=count - 1)
    return int(digits)


def _half(chosen: Chosen) -> Half:
    return "train" if chosen.half == "train" else "test"


_NO_INDEX = tr_noop("errors", "No image is named. Write indices, such as 0, 23, 28.")
_NOT_AN_INDEX = tr_noop(
    "errors",
    "“{text}” is no index. Write whole numbers with commas between them, such as 0, 23, 28.",
)
_LEADING_ZERO = tr_noop(
    "errors",
    "“{text}” begins with a zero. Commas stand between indices, so write 10000 without one.",
)
_TOO_MANY = tr_noop("errors", "{count:,} images are too many to compare. Name at most {most}.")
_NO_DRAWING = tr_noop("errors", "There is no such drawing. Draw one first, or name an index.")
_NO_IMAGES = {
    "test": tr_noop("errors", "The dataset has no test images. Choose training images."),
    "train": tr_noop("errors", "The dataset has no training images. Choose test images."),
}
_NOT_THERE = {
    "test": tr_noop(
        "errors", "There is no image {text}: the dataset has {count:,} test images, 0 to {last:,}."
    ),
    "train": tr_noop(
        "errors",
        "There is no image {text}: the dataset has {count:,} training images, 0 to {last:,}.",
    ),
}
_NONE_OF_CLASS = {
    "test": tr_noop("errors", "No test image is of the class “{name}”. Choose another class."),
    "train": tr_noop("errors", "No training image is of the class “{name}”. Choose another class."),
}
