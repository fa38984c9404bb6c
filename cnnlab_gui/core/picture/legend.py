"""What the scale means, drawn with the scale itself."""

from collections.abc import Sequence

from cnnlab_gui.core.layers.base import Shape
from cnnlab_gui.core.picture.captions import LINE, SMALL_SIZE, Language, text_width
from cnnlab_gui.core.picture.scale import (
    BACK_X,
    column_length,
    depth_of,
    ruler_pixels,
)
from cnnlab_gui.core.picture.shapes import Legend, Rectangle, Text
from cnnlab_gui.core.text import tr_noop

HEIGHT = 56.0
ROOM = 36.0
FACE = 8.0
BAR = 7.0
CHANNELS = (1, 4, 16, 64)
COUNTS = (100, 1_000, 10_000)


def make_legend(
    x: float, y: float, shapes: Sequence[Shape], scale: float, language: Language
) -> Legend:
    """Rulers for what the picture holds, side by side from ``(x, y)``."""
    legend = _pixels(x, y, scale, language)
    legend = _joined(legend, _channels(legend.place.right + ROOM, y, language))
    if any(len(shape) == 1 for shape in shapes):
        legend = _joined(legend, _numbers(legend.place.right + ROOM, y, language))
    return legend


def _joined(first: Legend, second: Legend) -> Legend:
    left, right = first.place, second.place
    return Legend(
        place=Rectangle(left.x, left.y, right.right - left.x, HEIGHT),
        texts=first.texts + second.texts,
        bars=first.bars + second.bars,
        rules=first.rules + second.rules,
        cuboids=first.cuboids + second.cuboids,
    )


def _headline(x: float, y: float, text: str) -> tuple[Text, float]:
    return Text(x, y + SMALL_SIZE, text), text_width(text, SMALL_SIZE)


def _pixels(x: float, y: float, scale: float, language: Language) -> Legend:
    """A rule on the face of an image."""
    pixels = ruler_pixels(scale)
    head, width = _headline(x, y, language.text(tr_noop("layers", "Height and width to scale")))
    length = pixels * scale
    count = language.text(tr_noop("layers", "{count} pixels"), count=language.number(pixels))
    bottom = y + HEIGHT - FACE
    return Legend(
        place=Rectangle(x, y, max(width, length + text_width(count, SMALL_SIZE) + FACE), HEIGHT),
        texts=(head, Text(x + length + FACE, bottom, count)),
        rules=(Rectangle(x, bottom - BAR, length, BAR),),
    )


def _channels(x: float, y: float, language: Language) -> Legend:
    """Small cuboids of known depth."""
    told = tr_noop("layers", "4× the channels: 2× as deep")
    head, width = _headline(x, y, language.text(told))
    texts, cuboids = [head], []
    at, bottom = x, y + HEIGHT - FACE
    for count in CHANNELS:
        back, number = BACK_X * depth_of(count), language.number(count)
        cuboids.append((Rectangle(at, bottom - FACE, FACE, FACE), depth_of(count)))
        at += FACE + back + 3
        texts.append(Text(at, bottom, number))
        at += text_width(number, SMALL_SIZE) + FACE
    return Legend(
        place=Rectangle(x, y, max(width, at - x), HEIGHT),
        texts=tuple(texts),
        cuboids=tuple(cuboids),
    )


def _numbers(x: float, y: float, language: Language) -> Legend:
    """Columns of known length, lying."""
    told = tr_noop("layers", "10× the numbers: one step longer")
    head, width = _headline(x, y, language.text(told))
    texts, bars = [head], []
    widest = 0.0
    for line, count in enumerate(COUNTS):
        length, number = column_length(count), language.number(count)
        top = y + LINE + 4 + line * (BAR + 5)
        bars.append(Rectangle(x, top, length, BAR))
        texts.append(Text(x + length + 6, top + BAR, number))
        widest = max(widest, length + 6 + text_width(number, SMALL_SIZE))
    return Legend(
        place=Rectangle(x, y, max(width, widest), HEIGHT), texts=tuple(texts), bars=tuple(bars)
    )
