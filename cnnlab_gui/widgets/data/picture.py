"""Numpy's pictures as Qt's."""

import numpy as np
from PySide6.QtGui import QImage

from cnnlab_gui.core.samples import Picture


def as_image(picture: Picture) -> QImage:
    """A picture of ``0xAARRGGBB`` as an image with its own memory."""
    picture = np.ascontiguousarray(picture)
    height, width = picture.shape
    form = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(picture.data, width, height, 4 * width, form).copy()
