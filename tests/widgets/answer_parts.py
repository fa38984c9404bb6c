"""What the tests of the Draw page's answers share."""

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from cnnlab_gui.core.drawing.answer import Answer

DIGITS = tuple("0123456789")
CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip


def answer(shares: dict[int, float], names: tuple[str, ...] = DIGITS) -> Answer:
    """The answer with these shares, and nothing for all other classes."""
    probabilities = np.zeros(len(names), np.float32)
    for at, share in shares.items():
        probabilities[at] = share
    return Answer.of(probabilities, names)


ASTRAY = Answer.of(np.full(10, np.nan), DIGITS)
SEVEN = answer({7: 0.98, 1: 0.02})
TORN = answer({4: 0.48, 9: 0.44, 7: 0.08})


def count(widget: QWidget, rect: QRect, colour: str) -> int:
    """How many logical pixels of a place have a colour."""
    image = widget.grab().toImage()
    ratio = image.devicePixelRatio()
    return sum(
        pixel(image, QPoint(round(x * ratio), round(y * ratio))) == QColor(colour).name()
        for y in range(rect.top(), rect.bottom() + 1)
        for x in range(rect.left(), rect.right() + 1)
    )


def pixel(image: QImage, point: QPoint) -> str:
    return image.pixelColor(point).name() if image.rect().contains(point) else ""
