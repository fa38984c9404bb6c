"""The number of each channel, small in a corner of its tile."""

from collections.abc import Hashable

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from cnnlab_gui.core.inside.mosaic import MosaicSheet, Tiles
from cnnlab_gui.core.inside.sheet import Sheet

LEAST_TILE = 28
"""Logical pixels: a number would hide too much of a smaller one."""
LETTERS = 9  # pixels high
PLATE = QColor(0, 0, 0, 150)  # under the letters: a map may have any colour


class TileNumbers:
    """Paints the numbers of one sheet; as long as the tiles stay where they are, once."""

    def __init__(self) -> None:
        self._key: Hashable = None
        self._picture = QPixmap()

    def paint(self, painter: QPainter, origin: QPoint, ratio: float, sheet: Sheet) -> None:
        """Write into each tile of a mosaic, whose corner is at ``origin``, which channel it is.

        ``ratio`` are the pixels of the screen for each logical one.
        """
        if not isinstance(sheet, MosaicSheet):
            return
        tiles = sheet.tiles
        if min(tiles.plan.width, tiles.plan.height) < LEAST_TILE * ratio:
            return
        key = tiles.plan, tiles.channels.tobytes(), ratio, painter.font().family()
        if key != self._key:
            height, width = sheet.picture.shape
            self._key, self._picture = key, _picture(tiles, QSize(width, height), ratio, painter)
        painter.drawPixmap(origin, self._picture)


def _picture(tiles: Tiles, size: QSize, ratio: float, like: QPainter) -> QPixmap:
    made = QPixmap(size)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    font = QFont(like.font())
    font.setPixelSize(LETTERS)
    metrics = QFontMetricsF(font)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    for place, channel in enumerate(tiles.channels.tolist()):
        box = tiles.plan.box(place)
        corner = QPointF(box.left / ratio, box.top / ratio)
        plate = QRectF(corner, metrics.size(0, str(channel))).adjusted(0, 0, 3, 0)
        painter.fillRect(plate, PLATE)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), str(channel))
    painter.end()
    return made
