"""How a drawing is laid into a network's image, and what it became there."""

from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]


class Placement(Enum):
    """Where the ink goes.

    Attributes
    ----------
    MNIST
        The longest side of the ink is 20 of 28 pixels, its centre of mass in the middle of
        the pixel with index 14, the pen as wide as MNIST's; see `core.normalise`.
    FILLED
        The longest side of the ink is the image's, and its box is in the middle, as
        Fashion-MNIST's makers did.
    AS_DRAWN
        The paper as a whole becomes the image: nothing is moved or scaled.
    """

    MNIST = "mnist"
    FILLED = "filled"
    AS_DRAWN = "as-drawn"


@dataclass(frozen=True, eq=False)
class Placed:
    """What a network gets of one drawing or of one piece of ink in a photo.

    Attributes
    ----------
    pixels : (H, W) uint8
        0 is paper, 255 is ink.
    box : (float, float, float, float) or None
        Left, top, right and bottom of the ink in pixels of the image, in continuous
        coordinates: pixel ``i`` covers ``[i, i + 1)``. None without ink.
    centre : (float, float) or None
        x and y of the ink's centre of mass, likewise.
    is_dot : bool
        There is ink, but no more than a dot: nothing that could be read.
    colours : (H, W, C) uint8 or None
        What a network for colours gets, where that is more than ``pixels`` in each channel.
    """

    pixels: Grey = field(repr=False)
    box: tuple[float, float, float, float] | None = None
    centre: tuple[float, float] | None = None
    is_dot: bool = False
    colours: NDArray[np.uint8] | None = field(default=None, repr=False)

    @property
    def is_blank(self) -> bool:
        """Whether there is no ink at all."""
        return self.box is None
