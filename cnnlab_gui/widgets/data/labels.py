"""What stands around the images of the sample grid: classes at the left, and frames."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from cnnlab_gui.bridge.translation import number
from cnnlab_gui.widgets.theme import GRID, Colours

BAR = 4
NAME_WIDTHS = (13 * GRID, 23 * GRID)
MIDDLE_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
MIDDLE_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True)
class ClassLine:
    """What is written at the left of a class's line.

    Attributes
    ----------
    name : str
    count : int
    share : float
        Of the largest class's count, in [0, 1].
    """

    name: str
    count: int
    share: float


def class_labels_width(metrics: QFontMetrics, classes: tuple[ClassLine, ...]) -> int:
    """Width for the widest label, within bounds, and the space after it."""
    widest = max(
        metrics.horizontalAdvance(each.name) + metrics.horizontalAdvance(number(each.count))
        for each in classes
    )
    return min(max(widest + 2 * GRID, NAME_WIDTHS[0]), NAME_WIDTHS[1]) + 2 * GRID


def index_labels_width(metrics: QFontMetrics, most: int) -> int:
    """Width for the largest index, and the space after it."""
    return metrics.horizontalAdvance(number(most)) + 2 * GRID


def paint_class_label(
    painter: QPainter, rect: QRect, shown: ClassLine, colours: Colours, bar_colour: str
) -> None:
    """Write name and count over a bar of the class's share."""
    metrics = painter.fontMetrics()
    top = rect.center().y() - (metrics.height() + 2 + BAR) // 2
    text = QRect(rect.left(), top, rect.width(), metrics.height())
    count = number(shown.count)
    room = rect.width() - metrics.horizontalAdvance(count) - GRID
    painter.setPen(QColor(colours.text))
    name = metrics.elidedText(shown.name, Qt.TextElideMode.ElideRight, room)
    painter.drawText(text, MIDDLE_LEFT, name)
    painter.setPen(QColor(colours.muted))
    painter.drawText(text, MIDDLE_RIGHT, count)
    bar = QRect(rect.left(), text.bottom() + 3, rect.width(), BAR)
    painter.fillRect(bar, QColor(colours.border))
    bar.setWidth(round(bar.width() * shown.share))
    painter.fillRect(bar, QColor(bar_colour))


def paint_index_label(painter: QPainter, rect: QRect, index: int, colours: Colours) -> None:
    """Write the index of a line's first image."""
    painter.setPen(QColor(colours.muted))
    painter.drawText(rect, MIDDLE_RIGHT, number(index))


def paint_frame(painter: QPainter, image: QRect, width: int, colour: str) -> None:
    """Frame an image's place by four strips around it, none over it."""
    frame = image.adjusted(-width, -width, width, width)
    side = QRect(frame.left(), image.top(), width, image.height())
    lid = QRect(frame.left(), frame.top(), frame.width(), width)
    for strip in (
        side,
        side.translated(width + image.width(), 0),
        lid,
        lid.translated(0, width + image.height()),
    ):
        painter.fillRect(strip, QColor(colour))
