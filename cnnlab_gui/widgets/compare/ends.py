"""What is said at the right ends of lines: short, and never one word over another."""

from collections.abc import Mapping, Sequence

import pyqtgraph as pg
from PySide6.QtGui import QColor, QFontMetrics

from cnnlab_gui.widgets.compare.drawn import Line
from cnnlab_gui.widgets.train.curves import LABEL_HEIGHT

MOST_ROOM = 0.4  # of the plot's width
GAP = 24  # pixels around a text
MOST_LETTERS = 26


def shortened(name: str) -> str:
    """A long name without its middle: runs differ at their ends."""
    if len(name) <= MOST_LETTERS:
        return name
    half = MOST_LETTERS // 2
    return f"{name[: half - 1]}…{name[-half:]}"


def spaced(values: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Move values as little as needed, so that each two are ``apart`` and all are in between.

    Their order is kept. There must be room for all: ``apart * (len(values) - 1)``.
    """
    order = sorted(range(len(values)), key=lambda index: values[index])
    # Without the distances that they must keep, they need only not pass each other.
    means: list[tuple[float, int]] = []
    for place, index in enumerate(order):
        mean, count = values[index] - place * apart, 1
        while means and means[-1][0] > mean:
            before, many = means.pop()
            mean = (mean * count + before * many) / (count + many)
            count += many
        means.append((mean, count))
    last = high - apart * (len(values) - 1)
    level = [max(low, min(mean, last)) for mean, count in means for _ in range(count)]
    result = [0.0] * len(values)
    for place, index in enumerate(order):
        result[index] = level[place] + place * apart
    return result


def room_for(
    lines: Sequence[Line], texts: Mapping[str, str], letters: QFontMetrics, width: float
) -> float:
    """The share of ``width``, in pixels, that texts need beside the longest of ``lines``."""
    drawn = [line for line in lines if line.pen is not None]
    last = max((float(line.x[-1]) for line in lines), default=1.0)
    needed = [
        letters.horizontalAdvance(texts[line.name]) - width * (1 - float(line.x[-1]) / last)
        for line in drawn
    ]
    return min(MOST_ROOM, (max(needed, default=0.0) + GAP) / width)


def texts_at(
    plot: pg.PlotWidget, lines: Sequence[Line], texts: Mapping[str, str]
) -> list[pg.TextItem]:
    """Texts at the ends of ``lines``: of as many, the first ones, as there is room for."""
    box = plot.getViewBox()
    (left, right), (low, high) = box.viewRange()
    fitting = max(1, int(box.height() // LABEL_HEIGHT))
    told = [line for line in lines if line.pen is not None][:fitting]
    apart = LABEL_HEIGHT * (high - low) / max(box.height(), 1.0)
    heights = spaced([float(line.y[-1]) for line in told], apart, low + apart / 2, high - apart / 2)
    gap = GAP / 4 * (right - left) / max(box.width(), 1.0)
    items = []
    for line, y in zip(told, heights, strict=True):
        item = pg.TextItem(texts[line.name], anchor=(0, 0.5))
        item.setColor(line.pen.color() if line.pen else QColor())
        item.setPos(float(line.x[-1]) + gap, y)
        items.append(item)
    return items
