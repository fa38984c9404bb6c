"""The drawings that a person kept, as datasets: alone, and among other digits."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.dataset import Dataset, DatasetInfo, Images, Labels
from cnnlab_gui.core.drawing.collection import (
    DIGITS_AND_MINE,
    MY_DRAWINGS,
    TITLES,
    DrawingCollection,
)
from cnnlab_gui.core.drawing.kept import KeptDrawing
from cnnlab_gui.core.drawing.naming import DIGITS
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.normalise import CENTRE, IMAGE_SIDE
from cnnlab_gui.core.text import tr_noop

EVERY = 5  # of each label's drawings, the last of so many is kept for testing

SHARE = 0.08  # of the training images; the person's drawings, in all their variants
MOST_VARIANTS = 200  # of one drawing
ROTATION = np.deg2rad(7.0)  # σ
LEAN = 0.10  # σ, width per height
STRETCH = 0.07  # σ of the logarithm of the scale along each axis
SHIFT = 0.8  # σ, pixels

_SEED = 5
_CHUNK = 500  # variants made at once: bounds the memory

Floats = NDArray[np.float64]


def drawings_infos(
    collection: DrawingCollection, base_train: int, base_test: int
) -> list[DatasetInfo]:
    """Describe both datasets, unread; none where no drawing is kept.

    Parameters
    ----------
    collection : DrawingCollection
    base_train, base_test : int
        How many images the other digits are.
    """
    counts = collection.count_by_label()
    total = sum(counts.values())
    if total == 0:
        return []
    test = sum(count // EVERY for count in counts.values())
    train = total - test
    mixed = base_train + train * _variants(train, base_train)
    return [
        DatasetInfo(
            id=dataset_id,
            title=TITLES[dataset_id],
            available=True,
            where=collection.folder,
            count_train=count_train,
            count_test=count_test,
            class_names=DIGITS,
            image_shape=(IMAGE_SIDE, IMAGE_SIDE, 1),
            download_bytes=0,
        )
        for dataset_id, count_train, count_test in (
            (MY_DRAWINGS, train, test or total),
            (DIGITS_AND_MINE, mixed, base_test + test),
        )
    ]


def my_drawings(collection: DrawingCollection) -> Dataset:
    """Return the drawings alone, in the order in which they were kept.

    Of each digit every fifth drawing is for testing. Where that leaves none to test
    on, the training images are tested on too, and `Dataset.origin` says so.

    Raises
    ------
    CnnLabError
        No drawing is kept.
    """
    (x_train, y_train), (x_test, y_test) = _halves(collection)
    origin = str(collection.folder)
    if len(y_test) == 0:
        x_test, y_test = x_train, y_train
        origin += "; too few to set some apart, so the test images are the training images"
    return Dataset(
        id=MY_DRAWINGS,
        title=TITLES[MY_DRAWINGS],
        class_names=DIGITS,
        x_train=x_train,
        y_train=y_train,
        x_test=x_test,
        y_test=y_test,
        origin=origin,
    )


def digits_and_mine(collection: DrawingCollection, read_base: Callable[[], Dataset]) -> Dataset:
    """Return other digits with a person's drawings among them, in a fixed random order.

    Each drawing for training is there as it is and in variants, turned, shifted and
    stretched a little, so that a few drawings weigh something among thousands.

    Parameters
    ----------
    collection : DrawingCollection
    read_base : callable
        Reads the other digits: images (N, 28, 28, 1), classes 0 to 9.

    Raises
    ------
    CnnLabError
        No drawing is kept.
    """
    (x_mine, y_mine), (x_test, y_test) = _halves(collection)
    base = read_base()
    chance = np.random.Generator(np.random.PCG64(_SEED))
    times = _variants(len(y_mine), len(base.y_train))
    x_mine, y_mine = variants(x_mine, times, chance), np.repeat(y_mine, times)
    order = chance.permutation(len(base.y_train) + len(y_mine))
    return replace(
        base,
        id=DIGITS_AND_MINE,
        title=TITLES[DIGITS_AND_MINE],
        class_names=DIGITS,
        x_train=_laid(base.x_train, x_mine, order),
        y_train=_laid(base.y_train, y_mine, order),
        x_test=np.concatenate([base.x_test, x_test]),
        y_test=np.concatenate([base.y_test, y_test]),
        origin=f"{base.title} ({base.origin}) and {collection.folder}, {times} times each",
    )


def variants(images: Images, times: int, chance: np.random.Generator) -> Images:
    """Return each image ``times`` times: once as it is, then turned, moved, stretched.

    Parameters
    ----------
    images : (N, 28, 28, 1) uint8
    times : int
        At least 1.
    chance : numpy Generator

    Returns
    -------
    (N * times, 28, 28, 1) uint8
        All variants of the first image, then of the second.
    """
    made = np.repeat(images, times, axis=0)
    changed = np.flatnonzero(np.arange(len(made)) % times)
    for first in range(0, len(changed), _CHUNK):
        rows = changed[first : first + _CHUNK]
        made[rows, ..., 0] = _bent(made[rows, ..., 0], chance)
    return made


def _laid(
    base: Images | Labels, mine: Images | Labels, order: NDArray[np.int64]
) -> NDArray[np.uint8]:
    """Put both into one array, each row at its place, with no further copy."""
    laid = np.empty((len(order), *base.shape[1:]), np.uint8)
    laid[order[: len(base)]] = base
    laid[order[len(base) :]] = mine
    return laid


def _variants(drawings: int, others: int) -> int:
    wanted = round(SHARE / (1 - SHARE) * others / drawings)
    return min(max(wanted, 1), MOST_VARIANTS)


Half = tuple[Images, Labels]


def _halves(collection: DrawingCollection) -> tuple[Half, Half]:
    """The drawings to train on and those to test on."""
    train: list[KeptDrawing] = []
    test: list[KeptDrawing] = []
    seen: Counter[str] = Counter()
    for drawing in collection.all():
        seen[drawing.label] += 1
        (train if seen[drawing.label] % EVERY else test).append(drawing)
    if not train:
        raise CnnLabError(
            tr_noop(
                "errors",
                "You have not kept a drawing yet: draw one on the page Draw and press "
                "“This is a …”.",
            )
        )
    return _arrays(train), _arrays(test)


def _arrays(drawings: list[KeptDrawing]) -> Half:
    images = np.zeros((len(drawings), IMAGE_SIDE, IMAGE_SIDE, 1), np.uint8)
    for image, drawing in zip(images, drawings, strict=True):
        image[..., 0] = drawing.pixels
    return images, np.array([int(drawing.label) for drawing in drawings], np.uint8)


def _bent(images: Images, chance: np.random.Generator) -> Images:
    """A variant of each of (N, 28, 28) images; what is outside is paper."""
    count = len(images)
    angle = chance.normal(0, ROTATION, count)
    lean = chance.normal(0, LEAN, count)
    stretch = np.exp(chance.normal(0, STRETCH, (2, count)))
    shift = chance.normal(0, SHIFT, (2, count, 1, 1))
    cos, sin = np.cos(angle), np.sin(angle)
    # Rows of the matrices that lead from a pixel of the variant to one of the drawing.
    over_x = np.array([cos / stretch[0], (sin + lean) / stretch[0]])[..., None, None]
    over_y = np.array([-sin / stretch[1], cos / stretch[1]])[..., None, None]
    middle = CENTRE - 0.5
    y, x = np.mgrid[:IMAGE_SIDE, :IMAGE_SIDE] - middle
    from_x = over_x[0] * x + over_x[1] * y + middle + shift[0]
    from_y = over_y[0] * x + over_y[1] * y + middle + shift[1]
    return _sampled(images, from_x, from_y)


def _sampled(images: Images, x: Floats, y: Floats) -> Images:
    """Read (N, H, W) images between their pixels."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1))).astype(np.float64)
    x, y = (np.clip(axis + 1, 0, IMAGE_SIDE + 0.999) for axis in (x, y))
    left, top = x.astype(np.int64), y.astype(np.int64)
    x, y = x - left, y - top
    row = np.arange(len(images))[:, None, None]
    above = padded[row, top, left] * (1 - x) + padded[row, top, left + 1] * x
    below = padded[row, top + 1, left] * (1 - x) + padded[row, top + 1, left + 1] * x
    sampled: Images = np.rint(above * (1 - y) + below * y).astype(np.uint8)
    return sampled
