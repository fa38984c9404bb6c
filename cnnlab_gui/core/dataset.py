"""What a dataset is: labelled images for training and for testing, in memory."""

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.errors import CnnLabError

Images = NDArray[np.uint8]
Labels = NDArray[np.uint8]


@dataclass(frozen=True)
class Dataset:
    """Labelled images, split in two as their makers split them.

    Attributes
    ----------
    id : str
        Name on the command line (``fashion-mnist``), or the path it was read from.
    title : str
        Name for people.
    class_names : tuple of str
        The name of each label; label ``k`` is ``class_names[k]``.
    x_train, x_test : (N, H, W, C) uint8
        Grey levels 0 to 255; C is 1 or 3.
    y_train, y_test : (N,) uint8
        Labels below ``len(class_names)``.
    origin : str
        Where the images came from, for the run's record.
    """

    id: str
    title: str
    class_names: tuple[str, ...]
    x_train: Images = field(repr=False)
    y_train: Labels = field(repr=False)
    x_test: Images = field(repr=False)
    y_test: Labels = field(repr=False)
    origin: str = ""

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of every image."""
        height, width, channels = self.x_train.shape[1:]
        return height, width, channels

    @cached_property
    def sha256(self) -> str:
        """Digest of all images and labels, in the order of the attributes."""
        digest = hashlib.sha256()
        for array in (self.x_train, self.y_train, self.x_test, self.y_test):
            digest.update(repr(array.shape).encode())
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()


def limited(dataset: Dataset, limit: int | None) -> Dataset:
    """Keep only the first ``limit`` training images; None, or more than there are, keeps all."""
    if limit is None or limit >= len(dataset.y_train):
        return dataset
    # Copies, so that the rest of the images can be freed.
    return replace(
        dataset, x_train=dataset.x_train[:limit].copy(), y_train=dataset.y_train[:limit].copy()
    )


@dataclass(frozen=True)
class DatasetInfo:
    """What is known of a dataset before it is read.

    Attributes
    ----------
    id : str
        Name on the command line.
    title : str
        Name for people.
    available : bool
        Whether it can be loaded now; its files were seen, not read.
    where : Path or None
        The folder or file that holds it, or would after a download; None for a
        dataset that the application makes itself.
    count_train, count_test : int
    class_names : tuple of str
    image_shape : (H, W, C)
    download_bytes : int
        Size of the download; 0 where nothing has to be downloaded.
    """

    id: str
    title: str
    available: bool
    where: Path | None
    count_train: int
    count_test: int
    class_names: tuple[str, ...]
    image_shape: tuple[int, int, int]
    download_bytes: int


class DownloadMendsError(CnnLabError):
    """Files of a published dataset are missing or wrong; a download puts right ones there."""


@dataclass(frozen=True)
class FileVerdict:
    """Whether one file of a dataset is what its makers published.

    Attributes
    ----------
    path : Path
    problem : CnnLabError or None
        What is wrong with it, in one sentence; None where it is right.
    """

    path: Path
    problem: CnnLabError | None = None

    @property
    def ok(self) -> bool:
        return self.problem is None
