"""Why this class: what speaks for it, laid over the images."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.colours import (
    DIVERGING,
    INFERNO,
    Table,
    coloured,
    symmetric,
)
from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.grid import Room
from cnnlab_gui.core.inside.paint import (
    Painted,
    Pixels,
    VectorPlan,
    enlarged,
    painted_images,
    painted_vectors,
    reduced_values,
)
from cnnlab_gui.core.inside.scale import Bounds, bounds_of_each, from_zero_to_one
from cnnlab_gui.core.inside.sheet import INPUT, Cell, Look, Sheet
from cnnlab_gui.core.inside.state import Values
from cnnlab_gui.core.samples import Scale, fitting_scale

ACTIVATION, OCCLUSION = -2, -3
"""The layers that stand for Grad-CAM and for occlusion."""

STRONGEST = 0.85  # of the colour, where the evidence is strongest; the rest is the image
COLUMNS = 3  # of images


@dataclass(frozen=True)
class Answers:
    """The bars of the classes that are most likely, and their room beside the images.

    Attributes
    ----------
    shares : (N, classes) float32
    layer : int
        That gives them.
    bar, width : int
        Pixels that a bar is high, with the gap after it, and wide.
    """

    shares: Values
    layer: int
    bar: int
    width: int


def likeliest(shares: Values) -> NDArray[np.int64]:
    """(N, classes): the classes of each image, the likeliest first; NaN before all."""
    keys = np.where(np.isnan(shares), np.inf, shares)
    return np.argsort(-keys, axis=1, kind="stable").astype(np.int64)


def evidence_sheet(
    images: Values,
    activation: Values | None,
    occlusion: Values | None,
    room: Room,
    answers: Answers | None = None,
) -> Sheet:
    """Show the images, and over each what speaks for a class.

    Parameters
    ----------
    images : (N, H, W, C) float32
        In [0, 1].
    activation : (N, h, w) float32, optional
        At least 0, as Grad-CAM gives it; from 0 to each image's largest.
    occlusion : (N, H, W) float32, optional
        Signed: by how much the class's probability falls where a patch is hidden. Orange
        speaks for the class, blue against it.
    room : Room
    answers : Answers, optional
        A fourth column, in its place also where one of the others is not given.

    Returns
    -------
    Sheet
        A column each for what is given; the cells' layers are ``INPUT``, ``ACTIVATION`` and
        ``OCCLUSION``, and they have as many values as the image. The cells of the answers have
        as many values as bars, see `likeliest`.
    """
    scale = fitting_scale(images.shape[1], images.shape[2], room.side)
    columns = {INPUT: painted_images(images, scale)}
    if activation is not None:
        limits = bounds_of_each(activation)
        limits[:, 0] = 0.0
        columns[ACTIVATION] = _laid_over(images, activation, limits, INFERNO, scale)
    if occlusion is not None:
        each = np.array([symmetric(one) for one in occlusion])
        columns[OCCLUSION] = _laid_over(images, occlusion, each, DIVERGING, scale)
    height, width = room.size(len(images), len(columns))
    left = room.slot(0, COLUMNS).left
    picture = np.zeros((height, left + answers.width if answers else width), np.uint32)
    bars = _bars(answers, room.side) if answers else None
    cells: list[Cell] = []
    for row in range(len(images)):
        for column, (layer, painted) in enumerate(columns.items()):
            cells.append(painted.put(picture, room.slot(row, column), row, row=row, layer=layer))
        if bars and answers:
            slot = Rect(room.slot(row, 0).top, left, room.side, answers.width)
            cells.append(bars.put(picture, slot, row, row=row, layer=answers.layer))
    return Sheet(picture, tuple(cells), INFERNO)


def _bars(answers: Answers, side: int) -> Painted:
    """As many bars as fit into ``side`` pixels, from 0 to 1."""
    order = likeliest(answers.shares)
    count = min(order.shape[1], max(1, side // answers.bar))
    shown = np.take_along_axis(answers.shares, order[:, :count], axis=1)
    zoom = min(answers.bar, side)
    plan = VectorPlan(Look.BARS, Scale(zoom), 1, zoom * count, answers.width)
    return painted_vectors(shown, from_zero_to_one(len(shown)), plan)


def resized(maps: Values, height: int, width: int) -> Values:
    """(n, h, w) maps in another size, what lies between their values interpolated."""
    for axis, length in ((1, height), (2, width)):
        maps = _stretched(maps, axis, length)
    return maps


def _stretched(maps: Values, axis: int, length: int) -> Values:
    count = maps.shape[axis]
    at = np.clip((np.arange(length) + 0.5) * count / length - 0.5, 0, count - 1)
    before = np.floor(at).astype(np.intp)
    after = np.minimum(before + 1, count - 1)
    share = np.expand_dims(at - before, tuple(range(1, maps.ndim - axis))).astype(np.float32)
    with np.errstate(all="ignore"):  # between two infinities there is no number
        return np.asarray(
            maps.take(before, axis) * (1 - share) + maps.take(after, axis) * share, np.float32
        )


def _laid_over(images: Values, maps: Values, limits: Bounds, table: Table, scale: Scale) -> Painted:
    """The maps' colours over the images in grey; the weaker, the more is seen of the image."""
    height, width = images.shape[1:3]
    with np.errstate(all="ignore"):
        grey = np.asarray(images.mean(axis=-1, dtype=np.float64), np.float32)
    below = reduced_values(np.nan_to_num(np.clip(grey, 0, 1)), scale.reduce)
    values = reduced_values(resized(maps, height, width), scale.reduce)
    low, high = limits[:, 0, None, None], limits[:, 1, None, None]
    colours = coloured(values, low, high, table)
    with np.errstate(all="ignore"):
        strength = np.clip(np.abs(values) / np.where(high > 0, high, 1.0), 0, 1)
    share = STRONGEST * np.where(np.isfinite(values), strength, 1.0)
    tiles = enlarged(blended(below, colours, share), scale.zoom)
    return Painted(tiles, limits, (height, width), scale)


def blended(grey: Values, colours: Pixels, share: NDArray[np.float64]) -> Pixels:
    """``share`` of each colour over a grey in [0, 1]; all are (n, h, w)."""
    mixed = np.full(grey.shape, 0xFF000000, np.uint32)
    for shift in (16, 8, 0):
        part = (colours >> shift & 0xFF).astype(np.float64)
        level = grey * 255.0 * (1 - share) + part * share
        mixed |= np.rint(level).astype(np.uint32) << shift
    return mixed
