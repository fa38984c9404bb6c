"""Kernels by hand: what one small matrix makes of an image, and the sum behind each pixel.

A workshop kernel is a Conv2D with one filter, no bias and padding 'valid'. Like Keras it does
not turn the matrix round before it slides: strictly speaking it is a cross-correlation.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.state import Values
from cnnlab_gui.core.layers.first_filter import Matrix
from cnnlab_gui.core.text import size_text, tr_noop

SIDES = (3, 5)
"""Of the matrices that can be made by hand."""
POOL = 2
ROUNDING = 1e-9
"""What is nearer to 0 is 0: weights like 1/9 do not cancel out to the last digit."""

Place = tuple[int, int]
"""Row and column."""


@dataclass(frozen=True)
class Kernel:
    """A matrix that has a name; texts are English, marked for translation."""

    name: str
    explanation: str
    matrix: Matrix


def _divided(divisor: float, *rows: tuple[float, ...]) -> Matrix:
    return tuple(tuple(number / divisor for number in row) for row in rows)


IDENTITY = Kernel(
    tr_noop("kernels", "Identity"),
    tr_noop("kernels", "Each pixel stays as it is; only the border is lost."),
    _divided(1, (0, 0, 0), (0, 1, 0), (0, 0, 0)),
)

# A new preset is one entry.
KERNELS = (
    IDENTITY,
    Kernel(
        tr_noop("kernels", "Edges"),
        tr_noop("kernels", "Where a pixel is like its neighbours they cancel out; edges stay."),
        _divided(1, (-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
    ),
    Kernel(
        tr_noop("kernels", "Box blur"),
        tr_noop("kernels", "The mean of nine pixels, all alike: blurs."),
        _divided(9, (1, 1, 1), (1, 1, 1), (1, 1, 1)),
    ),
    Kernel(
        tr_noop("kernels", "Gauss"),
        tr_noop("kernels", "A mean in which near pixels count more: a softer blur."),
        _divided(16, (1, 2, 1), (2, 4, 2), (1, 2, 1)),
    ),
    Kernel(
        tr_noop("kernels", "Gauss 5×5"),
        tr_noop("kernels", "A soft blur over 25 pixels: a larger kernel sees further."),
        _divided(
            256,
            (1, 4, 6, 4, 1),
            (4, 16, 24, 16, 4),
            (6, 24, 36, 24, 6),
            (4, 16, 24, 16, 4),
            (1, 4, 6, 4, 1),
        ),
    ),
    Kernel(
        tr_noop("kernels", "Sharpen"),
        tr_noop("kernels", "The image, and its edges once more on top."),
        _divided(1, (0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    ),
    Kernel(
        tr_noop("kernels", "Emboss"),
        tr_noop("kernels", "As if light fell from the upper left on a relief."),
        _divided(1, (-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
    ),
    Kernel(
        tr_noop("kernels", "Sobel horizontal"),
        tr_noop("kernels", "Horizontal edges: above 0 where it gets brighter downwards."),
        _divided(1, (-1, -2, -1), (0, 0, 0), (1, 2, 1)),
    ),
    Kernel(
        tr_noop("kernels", "Sobel vertical"),
        tr_noop("kernels", "Vertical edges: above 0 where it gets brighter to the right."),
        _divided(1, (-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
    ),
)


def kernel_like(matrix: Matrix) -> Kernel | None:
    """The preset that has this matrix, if one has."""
    return next((kernel for kernel in KERNELS if kernel.matrix == matrix), None)


def grey(pixels: Images) -> Values:
    """(H, W, C) uint8 as (H, W) float32 in [0, 1]: the mean of the channels."""
    means: Values = (pixels.mean(axis=2, dtype=np.float64) / 255).astype(np.float32)
    return means


def filtered(image: Values, matrix: Matrix, *, relu: bool = False) -> Values:
    """Slide a kernel over an image, as Conv2D does with padding 'valid'.

    Parameters
    ----------
    image : (H, W) float32
    matrix : n rows of n numbers
    relu : bool
        Set to 0 what is below.

    Returns
    -------
    (H-n+1, W-n+1) float32

    Raises
    ------
    CnnLabError
        The image is smaller than the kernel.
    """
    side = len(matrix)
    height, width = (length - side + 1 for length in image.shape)
    if height < 1 or width < 1:
        raise CnnLabError(
            tr_noop(
                "errors",
                "A kernel of {kernel} needs an image of at least {kernel}, but this one is only "
                "{image}. Choose a larger image or a smaller kernel.",
            ),
            kernel=size_text((side, side)),
            image=size_text(image.shape),
        )
    exact = image.astype(np.float64)
    total = np.zeros((height, width))
    for row, numbers in enumerate(matrix):
        for column, weight in enumerate(numbers):
            if weight:
                total += weight * exact[row : row + height, column : column + width]
    total[np.abs(total) <= ROUNDING] = 0
    if relu:
        np.maximum(total, 0, out=total)
    return total.astype(np.float32)


def first_place(image: Values, matrix: Matrix) -> Place:
    """Where a kernel that slides row by row first meets anything: a product that is not 0.

    The first pixel of all where it never does. ``image`` is as `filtered` takes it, and large
    enough for the kernel.
    """
    sizes = tuple(tuple(abs(number) for number in row) for row in matrix)
    met = filtered(np.abs(image), sizes)
    row, column = divmod(int((met > 0).argmax()), met.shape[1])
    return row, column


def pooled(values: Values) -> Values:
    """Keep the largest of each 2×2: (H, W) becomes (H//2, W//2); what is left over is dropped."""
    height, width = (length // POOL for length in values.shape)
    tiles = values[: height * POOL, : width * POOL].reshape(height, POOL, width, POOL)
    largest: Values = tiles.max(axis=(1, 3))
    return largest


@dataclass(frozen=True, eq=False)
class Step:
    """The sum behind one pixel of what `filtered` gives.

    Attributes
    ----------
    at : tuple of int
        Row and column of the result, and of the patch's upper left corner in the image.
    patch, weights, products : (n, n) float64
    total : float
        The sum of the products, before relu.
    """

    at: Place
    patch: NDArray[np.float64] = field(repr=False)
    weights: NDArray[np.float64] = field(repr=False)

    @property
    def products(self) -> NDArray[np.float64]:
        return self.patch * self.weights

    @property
    def total(self) -> float:
        total = float(self.products.sum())
        return total if abs(total) > ROUNDING else 0.0


def step_at(image: Values, matrix: Matrix, at: Place) -> Step:
    """How the pixel ``at`` of the result comes about; ``at`` lies within the result."""
    weights = np.array(matrix, np.float64)
    row, column = at
    side = len(matrix)
    patch = image[row : row + side, column : column + side].astype(np.float64)
    return Step(at, patch, weights)


def largest_at(values: Values, at: Place) -> Place:
    """Which pixel became the pixel ``at`` after pooling: the first that is largest of its 2×2."""
    row, column = at[0] * POOL, at[1] * POOL
    tile = values[row : row + POOL, column : column + POOL]
    down, right = divmod(int(tile.argmax()), POOL)
    return row + down, column + right
