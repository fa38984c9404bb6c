"""Lays what was found in a picture into a network's image."""

import numpy as np

from cnnlab_gui.core.drawing.placed import Grey, Placed
from cnnlab_gui.core.ink.components import Mask
from cnnlab_gui.core.ink.paper import WHITE, border_of, is_paper_light, sketched
from cnnlab_gui.core.ink.pen import HALF, with_usual_pen
from cnnlab_gui.core.ink.scale import WORKING_SIDE, Bytes, Floats, averaged, small_grey
from cnnlab_gui.core.normalise import CENTRE, IMAGE_SIDE, INK_SIDE, THICKEST

VISIBLE = 0.02
COLOURS = 3

Box = tuple[float, float, float, float]


def as_mnist(ink: Floats, size: tuple[int, int]) -> Placed:
    """Lay a character into an image as MNIST's lie: see `core.normalise`.

    Parameters
    ----------
    ink : (h, w) float32
        0 is paper, 1 is ink; some of it is.
    size : (H, W)
        MNIST's measures are for 28×28, and scaled for others.

    Returns
    -------
    Placed
        The pen is as wide as MNIST's, and all the ink is on the image. A dot is small.
    """
    unit = min(size) / IMAGE_SIDE
    ink, is_dot = with_usual_pen(ink)
    box = _box(ink >= HALF)
    longest = (THICKEST if is_dot else INK_SIDE) * unit
    step = max(box[2] - box[0], box[3] - box[1]) / longest
    across, down = _centre(ink)
    corner = [
        CENTRE / IMAGE_SIDE * size[1] - across / step,
        CENTRE / IMAGE_SIDE * size[0] - down / step,
    ]
    for axis, side in enumerate((size[1], size[0])):
        # A centre of mass far from the middle must not push ink over the border.
        least, most = -box[axis] / step, side - box[axis + 2] / step
        corner[axis] = min(max(corner[axis], least), max(least, most))
    return _laid(ink, size, step, (corner[0], corner[1]))


def filled(ink: Floats, grey: Floats, size: tuple[int, int]) -> Placed:
    """Lay an object into an image so that it just fills it, its shades kept.

    Parameters
    ----------
    ink, grey : (h, w) float32
        Where the object is, and its shades, 0 to 1.
    size : (H, W)
    """
    box = _box(ink >= HALF)
    step = max((box[2] - box[0]) / size[1], (box[3] - box[1]) / size[0])
    return _laid(grey, size, step, _middle(box, step, size))


def on_its_page(
    grey: Floats, at: tuple[int, int], page: tuple[int, int], size: tuple[int, int]
) -> Placed:
    """Lay an object into an image as it lies on its page, of which nothing else is shown.

    Parameters
    ----------
    grey : (h, w) float32
        Its shades, 0 to 1.
    at : (int, int)
        Left and top of ``grey`` on the page, pixels.
    page : (int, int)
        Height and width of the page, pixels.
    size : (H, W)
    """
    step = max(page[0] / size[0], page[1] / size[1])
    left, top = _middle((0.0, 0.0, float(page[1]), float(page[0])), step, size)
    return _laid(grey, size, step, (left + at[0] / step, top + at[1] / step))


def placed_whole(image: Bytes, shape: tuple[int, ...]) -> Placed:
    """Scale a whole picture into an image, as it is; paper fills what it leaves free.

    Parameters
    ----------
    image : (H, W), (H, W, 1) or (H, W, 3) uint8
    shape : (H, W) or (H, W, C)

    Returns
    -------
    Placed
        Turned round where the paper is light. Nothing is moved or evened.
    """
    grey = small_grey(image, WORKING_SIDE)
    if is_paper_light(sketched(grey)):
        grey = WHITE - grey
    paper = float(np.median(border_of(grey)))
    size = (shape[0], shape[1])
    step = max(grey.shape[1] / size[1], grey.shape[0] / size[0])
    box = (0.0, 0.0, float(grey.shape[1]), float(grey.shape[0]))
    return _laid((grey - paper) / WHITE, size, step, _middle(box, step, size), paper / WHITE)


def image_for(image: Bytes, shape: tuple[int, int, int]) -> Bytes:
    """Return the whole picture as a network's image, in colour where it takes colour.

    Parameters
    ----------
    image : (H, W), (H, W, 1) or (H, W, 3) uint8
    shape : (H, W, C)

    Returns
    -------
    (H, W, C) uint8
        Grey is turned round where the paper is light, see `placed_whole`; colours stay
        as they are, with the border's colour around them.
    """
    if shape[2] != COLOURS:
        return with_channels(placed_whole(image, shape).pixels, shape[2])
    if image.ndim == 2:
        image = image[..., None]
    size = (shape[0], shape[1])
    channels = []
    for channel in range(COLOURS):
        values = small_grey(image[..., min(channel, image.shape[2] - 1)], WORKING_SIDE)
        around = float(np.median(border_of(values)))
        step = max(values.shape[1] / size[1], values.shape[0] / size[0])
        box = (0.0, 0.0, float(values.shape[1]), float(values.shape[0]))
        laid = _scaled((values - around) / WHITE, size, step, _middle(box, step, size))
        channels.append(_bytes(laid + around / WHITE))
    return np.stack(channels, axis=-1)


def with_channels(pixels: Grey, channels: int) -> Bytes:
    """Give (H, W) uint8 as many equal channels as a network takes: (H, W, C)."""
    return np.repeat(pixels[..., None], channels, axis=-1)


def _laid(
    ink: Floats,
    size: tuple[int, int],
    step: float,
    corner: tuple[float, float],
    paper: float = 0.0,
) -> Placed:
    pixels = _bytes(_scaled(ink, size, step, corner) + paper)
    values = np.abs(pixels / WHITE - paper)
    if values.max() <= VISIBLE:
        return Placed(pixels)
    return Placed(pixels, _box(values > VISIBLE), _centre(values.astype(np.float32)))


def _scaled(ink: Floats, size: tuple[int, int], step: float, corner: tuple[float, float]) -> Floats:
    """Scale by area, ``step`` source pixels to one, with the source's corner at x, y."""
    down = averaged(ink, size[0], step, corner[1], 0)
    return averaged(down, size[1], step, corner[0], 1)


def _bytes(values: Floats) -> Grey:
    pixels: Grey = np.rint(np.clip(values, 0, 1) * WHITE).astype(np.uint8)
    return pixels


def _middle(box: Box, step: float, size: tuple[int, int]) -> tuple[float, float]:
    """The corner that brings the middle of ``box`` to the middle of the image."""
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return size[1] / 2 - across / step, size[0] / 2 - down / step


def _box(mask: Mask) -> Box:
    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)


def _centre(ink: Floats) -> tuple[float, float]:
    mass = float(ink.sum())
    across = float(ink.sum(axis=0) @ (np.arange(ink.shape[1]) + 0.5)) / mass
    return across, float(ink.sum(axis=1) @ (np.arange(ink.shape[0]) + 0.5)) / mass
