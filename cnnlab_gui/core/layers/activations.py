"""The activations as Keras computes them, for one number, in float64."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

LEAK = 0.2  # Keras's negative_slope


def _relu(x: float) -> float:
    return 0.0 if x <= 0 else x  # NaN stays NaN


def _leaky_relu(x: float) -> float:
    return x * LEAK if x < 0 else x


def _elu(x: float) -> float:
    return x if x > 0 else math.expm1(x)


def _gelu(x: float) -> float:
    return 0.5 * x * math.erfc(-x / math.sqrt(2))  # the exact one


def _sigmoid(x: float) -> float:
    small = math.exp(-abs(x))  # so that nothing overflows
    return (1.0 if x >= 0 else small) / (1 + small)


FUNCTIONS: dict[str, Callable[[float], float]] = {
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "gelu": _gelu,
    "tanh": math.tanh,
    "sigmoid": _sigmoid,
    "linear": float,
}
"""All but softmax, which needs more than one number."""


def activated(activation: str, total: float, rivals: NDArray[np.float64] | None = None) -> float:
    """The value of ``activation`` at ``total``; ``rivals`` are all totals, for softmax.

    Parameters
    ----------
    activation : str
        Keras's name.
    total : float
        May be infinite or NaN.
    rivals : (n,) float64 or None
        ``total`` is one of them.
    """
    if activation != "softmax":
        return FUNCTIONS[activation](total)
    assert rivals is not None
    with np.errstate(all="ignore"):
        largest = rivals.max()
        return float(np.exp(total - largest) / np.exp(rivals - largest).sum())
