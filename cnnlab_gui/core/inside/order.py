"""Orders in which a layer's channels are shown."""

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.state import Values

Channels = NDArray[np.int64]


class Order(Enum):
    """What comes first among the channels of a layer."""

    INDEX = "index"
    ACTIVATION = "activation"
    SIMILARITY = "similarity"


def ordered(values: Values, order: Order) -> Channels:
    """Put the channels of a layer into an order; equals keep that of their indices.

    By activation, the one with the largest mean comes first. By similarity, the one whose
    maps are most alike for all images, see `similarity`; what is silent comes last. One
    image is like no other, so it has its channels by activation.

    Parameters
    ----------
    values : (N, h, w, C) or (N, C) float32
        What a layer gives for the images shown; NaN and infinity come last.
    order : Order

    Returns
    -------
    (C,) int64
    """
    if order is Order.INDEX:
        return np.arange(values.shape[-1], dtype=np.int64)
    alike = order is Order.SIMILARITY and len(values) > 1
    worth = similarity(values) if alike else _means(values)
    return np.argsort(-np.nan_to_num(worth, nan=-np.inf), kind="stable")


def _means(values: Values) -> NDArray[np.float64]:
    flat = values.reshape(-1, values.shape[-1])
    finite = np.isfinite(flat).all(axis=0)
    means = np.mean(np.where(finite, flat, 0), axis=0, dtype=np.float64)
    return np.where(finite, means, np.nan)


def similarity(values: Values) -> NDArray[np.float64]:
    """How much a channel's maps have in common over the images.

    The mean, over all pairs of images, of the cosine between the channel's two maps, each
    first less its own mean: for maps a and b,
    ``Σ (a - ā)(b - b̄) / √(Σ (a - ā)² · Σ (b - b̄)²)``. Without the means, a map that is the
    same everywhere would be like every other. A pair with such a map counts as 0. A map of
    one value has no mean to be taken from it.

    Parameters
    ----------
    values : (N, h, w, C) or (N, C) float32
        N at least 2.

    Returns
    -------
    (C,) float64
        In [-1, 1]; NaN where a channel is silent: flat for every image, or no number.
    """
    count, channels = len(values), values.shape[-1]
    maps = values.reshape(count, -1, channels).astype(np.float64)
    finite = np.isfinite(maps).all(axis=(0, 1))
    maps = np.where(finite, maps, 0.0)
    flat = maps.max(axis=1) == maps.min(axis=1)
    if maps.shape[1] > 1:
        maps -= maps.mean(axis=1, keepdims=True)
        maps *= ~flat[:, None]  # what rounding has left of them
    lengths = np.sqrt(np.square(maps).sum(axis=1))
    heard = lengths > 0
    units = np.divide(maps, lengths[:, None], out=np.zeros_like(maps), where=heard[:, None])
    # The square of a sum holds each pair twice, and each of its terms squared.
    pairs = np.square(units.sum(axis=0)).sum(axis=0) - heard.sum(axis=0)
    return np.where(heard.any(axis=0), pairs / (count * (count - 1)), np.nan)
