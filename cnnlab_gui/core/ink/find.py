"""Finds what is drawn or written in a picture."""

import numpy as np

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.ink.characters import Box, grouped, hull, in_reading_order, without_dust
from cnnlab_gui.core.ink.components import Ints, Mask, Pieces, connected
from cnnlab_gui.core.ink.filters import blurred, grown
from cnnlab_gui.core.ink.found import FoundCharacter, FoundInk
from cnnlab_gui.core.ink.paper import Evened, evened
from cnnlab_gui.core.ink.scale import WORKING_SIDE, Bytes, Floats, small_grey
from cnnlab_gui.core.ink.sheet import only_characters, only_the_sheet
from cnnlab_gui.core.ink.threshold import ink_threshold, noise_of
from cnnlab_gui.core.text import tr_noop

MOST_CHARACTERS = 64
MOST_PIECES = 400
"""Pieces of ink beyond which a picture is no writing but a pattern."""

SMALLEST = 4
"""Pixels of ink below which a piece is dust."""

WEAK = 0.5
"""A piece of less than this share of the strongest one's contrast is a shadow."""

WEAK_AT_BORDER = 0.75

HALF = np.float32(0.5)
NOISY = 0.015
BREAK_SHARE = 250
"""Strokes broken by less than this part of the longest side are whole."""


def find_ink(image: Bytes, name: str = "the picture", *, whole: bool = False) -> FoundInk:
    """Find the characters in a picture.

    Parameters
    ----------
    image : (H, W), (H, W, 1) or (H, W, 3) uint8
        RGB where it has three channels. Dark on light or light on dark.
    name : str
        What the sentence about a picture without ink calls it.
    whole : bool
        Take all the ink for one object.

    Raises
    ------
    CnnLabError
        If nothing stands out from the paper, or far too much does.
    """
    grey = small_grey(image, WORKING_SIDE)
    if not whole:
        # An object, a bag, may itself look like a sheet.
        grey = only_the_sheet(grey)
    picture = evened(grey)
    contrast, threshold = _parted(picture, name)
    mask = contrast > threshold
    pieces = _joined(mask)
    chosen = _strong(contrast, pieces, without_dust(pieces.areas, _least(mask)))
    if not len(chosen):
        raise _no_ink(name)
    if not whole:
        chosen = only_characters(pieces, chosen, name)
    if len(chosen) > MOST_PIECES:
        raise _too_much(name)
    boxes: list[Box] = [(int(a), int(b), int(c), int(d)) for a, b, c, d in pieces.boxes[chosen]]
    groups = [list(range(len(chosen)))] if whole else grouped(boxes)
    if len(groups) > MOST_CHARACTERS:
        raise _too_much(name)
    scale = (image.shape[1] / grey.shape[1], image.shape[0] / grey.shape[0])
    hulls = [hull([boxes[index] for index in group]) for group in groups]
    items = []
    for number in in_reading_order(hulls):
        labels = [int(chosen[index]) + 1 for index in groups[number]]
        items.append(_cut_out(contrast, threshold, pieces, labels, hulls[number], scale))
    return FoundInk(tuple(items), picture.inverted)


def _parted(picture: Evened, name: str) -> tuple[Floats, float]:
    """The contrast, smoothed where it is noisy, and from which on a pixel is ink."""
    contrast = picture.contrast
    noise = noise_of(contrast)
    if noise > NOISY:
        contrast = blurred(contrast, 1)
        noise = noise_of(contrast)
    threshold = ink_threshold(contrast, noise, is_even=picture.is_even)
    if threshold is None:
        raise _no_ink(name)
    return contrast, threshold


def _joined(mask: Mask) -> Pieces:
    """The pieces of a mask; those that nearly touch are one, with their own pixels' boxes."""
    reach = max(mask.shape) // BREAK_SHARE // 2
    if not reach:
        return connected(mask)
    pieces = connected(grown(mask, reach))
    labels = np.where(mask, pieces.labels, 0)
    boxes = pieces.boxes + np.array([reach, reach, -reach, -reach])
    height, width = mask.shape
    at_border = pieces.boxes == np.array([0, 0, width, height])
    boxes = np.where(at_border, pieces.boxes, boxes)
    areas = np.bincount(labels.ravel(), minlength=len(boxes) + 1)[1:]
    return Pieces(labels, boxes, areas)


def _strong(contrast: Floats, pieces: Pieces, chosen: Ints) -> Ints:
    """Those of the chosen pieces that are no shadow's edge beside far darker ink."""
    count = len(pieces.areas) + 1
    sums = np.bincount(pieces.labels.ravel(), contrast.ravel(), count)[1:]
    means = sums[chosen] / np.maximum(pieces.areas[chosen], 1)
    height, width = contrast.shape
    at_border = (pieces.boxes[chosen] == (0, 0, width, height)).any(axis=1)
    least = np.where(at_border, WEAK_AT_BORDER, WEAK)
    kept: Ints = chosen[means >= least * means.max(initial=0)]
    return kept


def _least(mask: Mask) -> int:
    """Dust in a large picture is larger than in a small one."""
    return max(SMALLEST, round(16 * float(max(mask.shape) / WORKING_SIDE) ** 2))


def _cut_out(
    contrast: Floats,
    threshold: float,
    pieces: Pieces,
    labels: list[int],
    box: Box,
    scale: tuple[float, float],
) -> FoundCharacter:
    """Cut out a character with a margin for its soft edges."""
    height, width = contrast.shape
    left, top = max(0, box[0] - 1), max(0, box[1] - 1)
    cut = (slice(top, min(height, box[3] + 1)), slice(left, min(width, box[2] + 1)))
    found = pieces.labels[cut]
    own = np.isin(found, labels)
    own = grown(own, 1) & (own | (found == 0))
    grey = np.where(own, contrast[cut], 0).astype(np.float32)
    ink = np.clip(grey / np.float32(threshold) - HALF, 0, 1)
    across, down = scale
    return FoundCharacter(
        (box[0] * across, box[1] * down, box[2] * across, box[3] * down),
        ink,
        grey,
        (left, top),
        (height, width),
    )


def _no_ink(name: str) -> CnnLabError:
    return CnnLabError(
        tr_noop(
            "errors",
            "No ink was found in {path}: nothing stands out from the paper. Use a picture with "
            "a darker pen, or more light.",
        ),
        path=name,
    )


def _too_much(name: str) -> CnnLabError:
    return CnnLabError(
        tr_noop(
            "errors",
            "There are more than {most} pieces of ink in {path}: cut out the part with the "
            "digits, then try again.",
        ),
        path=name,
        most=MOST_CHARACTERS,
    )
