"""Which numbers the darkest and the lightest colour stand for."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.colours import bounds
from cnnlab_gui.core.inside.state import LayerOutputs, Values

Bounds = NDArray[np.float64]
"""(n, 2): the lowest and the highest number of each of n pictures."""


@dataclass(frozen=True)
class MapScale:
    """How feature maps get their colours.

    Attributes
    ----------
    per : {"map", "layer", "fixed"}
        Each map from its own least to its own largest number; all maps of a layer, for all
        the images shown, alike; or all from ``low`` to ``high``. What is one number all over
        is coloured from zero.
    low, high : float
    """

    per: Literal["map", "layer", "fixed"] = "map"
    low: float = 0.0
    high: float = 1.0

    def of(self, maps: Values, layer: Values) -> Bounds:
        """The bounds of each of the ``(n, ...)`` maps, which are some of all of ``layer``."""
        match self.per:
            case "map":
                return _apart(bounds_of_each(maps))
            case "layer":
                return _apart(np.tile(np.array(bounds(layer), np.float64), (len(maps), 1)))
            case "fixed":
                return np.tile(np.array((self.low, self.high), np.float64), (len(maps), 1))


def _apart(found: Bounds) -> Bounds:
    """The same bounds, but from zero where both are one number, else that would look like 0."""
    flat = found[:, 0] == found[:, 1]
    low, high = np.minimum(found[:, 0], 0), np.maximum(found[:, 1], 0)
    high[low == high] = 1.0
    return np.where(flat[:, None], np.stack((low, high), axis=1), found)


def bounds_of_each(maps: Values) -> Bounds:
    """The least and the largest number of each of ``(n, ...)`` maps; 0 and 0 if it has none."""
    flat = maps.reshape(len(maps), -1)
    finite = np.isfinite(flat)
    least = np.min(flat, axis=1, where=finite, initial=np.inf)
    most = np.max(flat, axis=1, where=finite, initial=-np.inf)
    found = np.stack((least, most), axis=1).astype(np.float64)
    found[~finite.any(axis=1)] = 0.0
    return found


def vector_bounds(outputs: LayerOutputs, layer: int, scale: MapScale) -> Bounds:
    """The bounds of each image's vector; shares of one go from 0 to 1."""
    values = outputs.of(layer)
    if is_softmax(outputs, layer):
        return from_zero_to_one(len(values))
    return scale.of(values, values)


def from_zero_to_one(count: int) -> Bounds:
    return np.tile(np.array((0.0, 1.0)), (count, 1))


def is_softmax(outputs: LayerOutputs, layer: int) -> bool:
    """Whether a layer gives shares of one."""
    if layer < 0:
        return False
    return getattr(outputs.state.architecture.active().layers[layer], "activation", "") == "softmax"
