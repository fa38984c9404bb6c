"""Colours of numbers: a table of 256, and what stands for no number."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab_gui.core.inside.state import Values

Table = NDArray[np.uint32]
"""(256,) ``0xFFRRGGBB``, from the lowest value to the highest."""

LEVELS = 256
NOT_A_NUMBER = np.uint32(0xFFE03FC4)
"""What stands for NaN and infinity: in none of the tables."""


def _table(anchors: Mapping[int, int]) -> Table:
    """Colours ``0xRRGGBB`` at some of the 256 levels, and what lies between them."""
    levels = np.arange(LEVELS)
    shifts = np.array([16, 8, 0])
    parts = np.array(list(anchors.values()))[:, None] >> shifts & 0xFF
    between = [np.interp(levels, list(anchors), part) for part in parts.T]
    red, green, blue = (np.rint(part).astype(np.uint32) for part in between)
    packed: Table = red << 16 | green << 8 | blue | np.uint32(0xFF000000)
    packed.flags.writeable = False
    return packed


GREY = _table({0: 0x000000, 255: 0xFFFFFF})

# Matplotlib's inferno to one level; its curve bends where the anchors are close.
INFERNO = _table(
    {
        0: 0x000004,
        2: 0x010106,
        9: 0x040314,
        19: 0x0E092B,
        26: 0x180C3C,
        34: 0x240C4F,
        44: 0x360961,
        51: 0x420A68,
        57: 0x4C0C6B,
        65: 0x59106E,
        82: 0x741A6E,
        105: 0x982766,
        122: 0xB3325A,
        146: 0xD44842,
        158: 0xE25734,
        171: 0xEE6A24,
        191: 0xF98C0A,
        196: 0xFB9606,
        199: 0xFB9B06,
        204: 0xFCA50A,
        212: 0xFCB418,
        220: 0xFAC42A,
        229: 0xF6D543,
        237: 0xF3E55D,
        244: 0xF1F179,
        249: 0xF4F88E,
        255: 0xFCFFA4,
    }
)

# Zero lies between levels 127 and 128, so both are white.
DIVERGING = _table({0: 0x0072B2, 127: 0xFFFFFF, 128: 0xFFFFFF, 255: 0xD55E00})


def coloured(values: Values, low: ArrayLike, high: ArrayLike, table: Table) -> NDArray[np.uint32]:
    """The colour of each value.

    Parameters
    ----------
    values : (...) float32
        Anything, also NaN and infinity, which get `NOT_A_NUMBER`.
    low, high : float, or arrays that broadcast to ``values``
        What the first and the last colour stand for; beyond them a value has that colour.
        Where they are the same, every value has the first one.
    table : (256,) uint32

    Returns
    -------
    (...) uint32
        ``0xFFRRGGBB``.
    """
    # In double precision, the difference of no two numbers of single precision overflows.
    lowest = np.asarray(low, np.float64)
    span = np.asarray(high, np.float64) - lowest
    finite = np.isfinite(values)
    with np.errstate(all="ignore"):  # a person may ask for any bounds
        scale = np.divide(LEVELS, span, out=np.zeros_like(span), where=span > 0)
        levels = (np.where(finite, values, 0.0) - lowest) * scale
        colours = table[np.clip(levels, 0, LEVELS - 1).astype(np.uint8)]
    return colours if finite.all() else np.where(finite, colours, NOT_A_NUMBER)


def bounds(values: Values) -> tuple[float, float]:
    """The least and the largest number among ``values``; 0 and 0 if there is none."""
    finite = np.isfinite(values)
    if not finite.any():
        return 0.0, 0.0
    least = np.min(values, where=finite, initial=np.inf)
    return float(least), float(np.max(values, where=finite, initial=-np.inf))


def symmetric(*arrays: Values) -> tuple[float, float]:
    """Bounds of all the numbers with zero in the middle; never 0 and 0, so that 0 is white."""
    most = max((abs(bound) for values in arrays for bound in bounds(values)), default=0.0)
    return (-most, most) if most else (-1.0, 1.0)
