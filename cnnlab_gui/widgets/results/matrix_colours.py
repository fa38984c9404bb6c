"""The colours of a confusion matrix: what is right in one hue, what is not in another.

The square root of a share decides how strong a cell is: of a hundred images three that went
astray must be seen, and ninety that did not must not be dazzling.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from cnnlab_gui.core.samples import OPAQUE, Picture
from cnnlab_gui.widgets.theme import Colours

DARK_TEXT = QColor("#10161c")
LIGHT_TEXT = QColor("#ffffff")
TICKS = (0.0, 1.0, 0.2, 0.5, 0.05, 0.01)
"""Shares that the legend names, as far as there is room, in the order of their weight."""


def strength(share: float) -> float:
    """How far a cell's colour goes from nothing to its hue, in [0, 1]."""
    return float(share**0.5)


def shade(share: float, colours: Colours, *, right: bool) -> QColor:
    """The colour of a cell that holds ``share`` of its row."""
    return QColor.fromRgb(*_mixed(np.array([share]), colours, right=right)[0].tolist())


def cells_picture(shares: NDArray[np.float64], colours: Colours) -> Picture:
    """One pixel a cell: (K, K) ``0xFFRRGGBB`` for (K, K) shares."""
    picture = _packed(_mixed(shares, colours, right=False))
    here = np.diag_indices(len(shares))
    picture[here] = _packed(_mixed(shares[here], colours, right=True))
    return picture


def text_on(background: QColor) -> QColor:
    """Dark or light, whichever is read more easily on ``background``."""
    return max((DARK_TEXT, LIGHT_TEXT), key=lambda text: _contrast(text, background))


def _mixed(shares: NDArray[np.float64], colours: Colours, *, right: bool) -> NDArray[np.uint8]:
    weight = np.sqrt(np.clip(shares, 0.0, 1.0))[..., None]
    nothing = _parts(QColor(colours.window))
    full = _parts(QColor(colours.training if right else colours.validation))
    mixed: NDArray[np.uint8] = np.round(nothing + weight * (full - nothing)).astype(np.uint8)
    return mixed


def _parts(colour: QColor) -> NDArray[np.float64]:
    return np.array([colour.red(), colour.green(), colour.blue()], np.float64)


def _packed(pixels: NDArray[np.uint8]) -> Picture:
    wide = pixels.astype(np.uint32)
    packed: Picture = (
        wide[..., 0] * np.uint32(0x10000) | wide[..., 1] * np.uint32(0x100) | wide[..., 2] | OPAQUE
    )
    return packed


def _contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of WCAG 2.1."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
