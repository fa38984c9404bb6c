"""A convolution's first filter that is given as a matrix instead of begun by chance.

On several channels the network gets the matrix once for each, divided by how many there
are: it then filters their mean, and is as strong on a colour image as on a grey one.
"""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

LARGEST_NUMBER = 1000.0
LARGEST_SIDE = 7
"""Of a given filter: 200 layers that have one still make a file that can be read."""

Number = Annotated[float, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]
Matrix = tuple[tuple[Number, ...], ...]


def size_of(matrix: Matrix) -> tuple[int, int] | None:
    """Rows and columns of ``matrix``; None where its rows are not equally long, or empty."""
    widths = {len(row) for row in matrix}
    return (len(matrix), widths.pop()) if len(widths) == 1 and 0 not in widths else None


def can_be_given(size: Sequence[int]) -> bool:
    """Whether a filter of ``size`` is small enough to be given."""
    return max(size) <= LARGEST_SIDE


def resized(matrix: Matrix, size: tuple[int, int]) -> Matrix:
    """Crop ``matrix`` to ``size`` about its centre, and fill up with zeros.

    Of an even side the centre is the number before the middle, as where an image is padded;
    so to grow in two steps comes to the same as in one.
    """
    height, width = size
    top = (height - 1) // 2 - (len(matrix) - 1) // 2
    left = (width - 1) // 2 - (len(matrix[0]) - 1) // 2

    def number(row: int, column: int) -> float:
        is_within = 0 <= row < len(matrix) and 0 <= column < len(matrix[0])
        return matrix[row][column] if is_within else 0.0

    return tuple(
        tuple(number(row - top, column - left) for column in range(width)) for row in range(height)
    )


def spread(matrix: Matrix, channels: int) -> NDArray[np.float32]:
    """The weights of a filter on ``channels`` channels, (H, W, channels) float32."""
    one = (np.array(matrix, np.float64) / channels).astype(np.float32)
    return np.repeat(one[:, :, np.newaxis], channels, axis=2)
