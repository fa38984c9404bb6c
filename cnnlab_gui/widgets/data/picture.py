"""Numpy's pictures as Qt's."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.samples import Picture


def as_image(picture: Picture) -> QImage:
    """A picture of ``0xAARRGGBB`` as an image with its own memory."""
    picture = np.ascontiguousarray(picture)
    height, width = picture.shape
    form = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(picture.data, width, height, 4 * width, form).copy()


def image_of(pixels: Images) -> QImage:
    """An (H, W, 1 or 3) uint8 picture, grey or RGB, as an image with its own memory."""
    pixels = np.ascontiguousarray(pixels)
    height, width, channels = pixels.shape
    form = QImage.Format.Format_Grayscale8 if channels == 1 else QImage.Format.Format_RGB888
    return QImage(pixels.data, width, height, channels * width, form).copy()


def pixels_of_image(image: QImage) -> Images:
    """The (H, W, 3) uint8 colours of an image, laid on white where it is transparent."""
    if image.hasAlphaChannel():
        opaque = QImage(image.size(), QImage.Format.Format_RGB888)
        opaque.fill(Qt.GlobalColor.white)
        painter = QPainter(opaque)
        painter.drawImage(0, 0, image)
        painter.end()
        image = opaque
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8)
    rows = rows.reshape(image.height(), image.bytesPerLine())[:, : 3 * image.width()]
    return rows.reshape(image.height(), image.width(), 3).copy()
