"""A convolution's first filter: set to what is given, and kept so where that is wished."""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.first_filter import spread


class KeepFirst(keras.constraints.Constraint):  # type: ignore[misc]
    """Puts the first filter's numbers back after each correction, to the last bit.

    Parameters
    ----------
    first : (..., 1) float32
        The first of what a variable holds along its last axis.
    """

    def __init__(self, first: NDArray[np.float32]) -> None:
        self._first = first

    def __call__(self, numbers: Any) -> Any:
        """What the variable shall hold instead of ``numbers``, (..., filters) float32."""
        return keras.ops.concatenate([self._first, numbers[..., 1:]], axis=-1)


def give_first_filter(made: Any, layer: Conv2D) -> None:
    """Set the first filter of Keras's ``made`` to what ``layer`` gives; without, change nothing."""
    if layer.first_filter is None:
        return
    kernel = spread(layer.first_filter, channels=made.kernel.shape[2])
    for variable, first in (
        (made.kernel, kernel[..., np.newaxis]),
        (made.bias, np.zeros(1, np.float32)),
    ):
        keep = KeepFirst(first)
        variable.assign(keep(variable))
        if layer.first_filter_frozen:
            variable.constraint = keep
