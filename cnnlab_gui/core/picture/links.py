"""What goes from block to block: a small window, or everything."""

from collections.abc import Sequence
from itertools import pairwise

from cnnlab_gui.core.layers.base import Layer, Window
from cnnlab_gui.core.picture.scale import BACK_X, BACK_Y
from cnnlab_gui.core.picture.shapes import (
    SHAPED,
    Block,
    FanLink,
    Form,
    Link,
    Point,
    Rectangle,
    WindowLink,
)

SMALLEST_WINDOW = 5.0
ACROSS = 0.68
DOWN = (0.28, 0.7)
"""Where on a face the example pixel lies, by turns, so that in and out do not meet."""
THREADS = 4


def make_links(blocks: Sequence[Block], layers: Sequence[Layer]) -> tuple[Link, ...]:
    """One link from each block with a shape to the next such block."""
    shaped = [at for at, block in enumerate(blocks) if block.form in SHAPED]
    links: list[Link] = []
    for start, end in pairwise(shaped):
        layer = layers[blocks[end].layer]
        window = layer.window()
        if window and blocks[end].form is Form.IMAGE:
            links.append(_window_link(blocks, start, end, window, DOWN[len(links) % 2]))
        else:
            links.append(_fan_link(blocks, start, end))
    return tuple(links)


def _window_link(
    blocks: Sequence[Block], start: int, end: int, window: Window, down: float
) -> WindowLink:
    first, second = blocks[start], blocks[end]
    y, height, pixel_y = _along(
        first.pixels[0], second.pixels[0], window.size[0], window.strides[0], down
    )
    x, width, pixel_x = _along(
        first.pixels[1], second.pixels[1], window.size[1], window.strides[1], ACROSS
    )
    return WindowLink(
        start,
        end,
        window=_readable(_within(first.front, x, y, width, height), first.front),
        pixel=_within(second.front, pixel_x, pixel_y, 0, 0).centre,
    )


def _along(
    pixels: int, outputs: int, size: int, stride: int, share: float
) -> tuple[float, float, float]:
    """Start and length of the window on one side, and the middle of its output; in shares."""
    chosen = min(outputs - 1, int(share * outputs))
    padded = max(0, (outputs - 1) * stride + size - pixels)
    size = min(size, pixels)
    start = min(max(0, chosen * stride - padded // 2), pixels - size)
    return start / pixels, size / pixels, (chosen + 0.5) / outputs


def _within(face: Rectangle, x: float, y: float, width: float, height: float) -> Rectangle:
    return Rectangle(
        face.x + x * face.width,
        face.y + y * face.height,
        width * face.width,
        height * face.height,
    )


def _readable(window: Rectangle, face: Rectangle) -> Rectangle:
    """The window, larger where it would be a dot; it stays on its face."""
    width = min(face.width, max(window.width, SMALLEST_WINDOW))
    height = min(face.height, max(window.height, SMALLEST_WINDOW))
    x, y = window.centre
    return Rectangle(
        min(max(face.x, x - width / 2), face.right - width),
        min(max(face.y, y - height / 2), face.bottom - height),
        width,
        height,
    )


def _fan_link(blocks: Sequence[Block], start: int, end: int) -> FanLink:
    first, second = blocks[start], blocks[end]
    face, back = first.front, first.depth
    area = (
        (face.right + BACK_X * back, face.y + BACK_Y * back),
        (second.front.x, second.front.y),
        (second.front.x, second.front.bottom),
        (face.right, face.bottom),
    )
    threads: list[tuple[Point, Point]] = []
    if first.form is not Form.IMAGE and second.form is not Form.IMAGE:
        ends = [(second.front.x, y) for y in _anchors(second)]
        threads = [((face.right, y), end) for y in _anchors(first) for end in ends]
    return FanLink(start, end, area, tuple(threads))


def _anchors(block: Block) -> list[float]:
    """Heights at which threads end: at each cell, or at a few places of a column."""
    count = block.count if block.form is Form.CELLS else THREADS
    return [block.front.y + (at + 0.5) * block.front.height / count for at in range(count)]
