"""What a dataset is: labelled images for training and for testing, in memory."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

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
