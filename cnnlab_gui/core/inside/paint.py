"""Pixels of values: feature maps as squares of one colour, vectors as bars or as lines."""

from dataclasses import dataclass, field
from math import ceil, isqrt

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.colours import INFERNO, NOT_A_NUMBER, Table, coloured
from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.scale import Bounds, from_zero_to_one
from cnnlab_gui.core.inside.sheet import Cell, Look
from cnnlab_gui.core.inside.state import Values
from cnnlab_gui.core.samples import Scale, packed

Pixels = NDArray[np.uint32]

MOST_BARS = 64
THINNEST_BAR, THICKEST_BAR = 4, 40  # pixels, with the gap
SMALLEST_SQUARE = 2  # pixels a side: smaller ones cannot be told apart
LONGEST_BAR, LONG_BAR = 14, 360  # times its thickness; pixels that are never too long
ZERO_LINE = np.uint32(0xFF8A929C)
BAR_COLOURS = (0.4, 0.95)  # the part of inferno that stands out on its first colour


def reduced_values(values: Values, factor: int) -> Values:
    """Means of squares of ``factor``² values of (n, h, w), the edges repeated to fit."""
    if factor == 1:
        return values
    missing = [-side % factor for side in values.shape[1:]]
    padded = np.pad(values, ((0, 0), (0, missing[0]), (0, missing[1])), "edge")
    n, height, width = padded.shape
    blocks = padded.reshape(n, height // factor, factor, width // factor, factor)
    with np.errstate(all="ignore"):  # infinities of both signs have no mean
        return np.asarray(blocks.mean(axis=(2, 4), dtype=np.float64), np.float32)


def enlarged(pictures: Pixels, zoom: int) -> Pixels:
    """Each pixel of (n, h, w) repeated ``zoom``² times."""
    return pictures if zoom == 1 else pictures.repeat(zoom, 1).repeat(zoom, 2)


@dataclass(frozen=True, eq=False)
class Painted:
    """Pictures of one size, and what they show.

    Attributes
    ----------
    tiles : (n, H, W) uint32
    bounds : (n, 2) float64
    values : (int, int)
        Rows and columns of the values of each.
    scale, look, columns, channel
        As a `Cell` has them.
    """

    tiles: Pixels = field(repr=False)
    bounds: Bounds = field(repr=False)
    values: tuple[int, int]
    scale: Scale
    look: Look = Look.IMAGE
    columns: int = 1
    channel: int | None = None

    def put(self, picture: Pixels, slot: Rect, index: int, *, row: int, layer: int) -> Cell:
        """Draw a tile in the middle of a slot of ``picture``."""
        tile = self.tiles[index]
        height, width = tile.shape
        top = slot.top + (slot.height - height) // 2
        left = slot.left + (slot.width - width) // 2
        picture[top : top + height, left : left + width] = tile
        low, high = self.bounds[index].tolist()
        return Cell(
            row,
            layer,
            self.channel,
            Rect(top, left, height, width),
            self.values,
            low,
            high,
            look=self.look,
            scale=self.scale,
            columns=self.columns,
        )


def painted_maps(
    maps: Values, bounds: Bounds, scale: Scale, channel: int | None, table: Table = INFERNO
) -> Painted:
    """(n, h, w) feature maps, each on its own bounds."""
    height, width = maps.shape[1:]
    tiles = map_tiles(maps, bounds, scale, table)
    return Painted(tiles, bounds, (height, width), scale, channel=channel)


def map_tiles(maps: Values, bounds: Bounds, scale: Scale, table: Table = INFERNO) -> Pixels:
    """(n, h, w) values as (n, H, W) pixels, each map on its own bounds."""
    low, high = bounds[:, 0, None, None], bounds[:, 1, None, None]
    return enlarged(coloured(reduced_values(maps, scale.reduce), low, high, table), scale.zoom)


def painted_images(images: Values, scale: Scale) -> Painted:
    """(n, h, w, C) images in [0, 1]: colours where C is 3, else the mean as grey."""
    if images.shape[-1] != 3:
        with np.errstate(all="ignore"):
            images = images.mean(axis=-1, keepdims=True, dtype=np.float64).astype(np.float32)
    channels = [reduced_values(images[..., c], scale.reduce) for c in range(images.shape[-1])]
    values = np.stack(channels, axis=-1)
    finite = np.asarray(np.isfinite(values).all(axis=-1, keepdims=True))
    levels = np.where(finite, values, 0.0) * 255
    colours = packed(np.rint(np.clip(levels, 0, 255)).astype(np.uint8))
    tiles = enlarged(np.where(finite[..., 0], colours, NOT_A_NUMBER), scale.zoom)
    height, width = images.shape[1:3]
    return Painted(tiles, from_zero_to_one(len(images)), (height, width), scale)


@dataclass(frozen=True)
class VectorPlan:
    """How a vector of a given length fits into a given room."""

    look: Look
    scale: Scale
    columns: int
    height: int
    width: int


def vector_plan(length: int, height: int, width: int) -> VectorPlan:
    """Bars for a short vector; for a longer one squares, line by line, as large as they fit."""
    if length <= MOST_BARS and height // length >= THINNEST_BAR:
        thick = min(height // length, THICKEST_BAR)
        wide = min(width, max(thick * LONGEST_BAR, LONG_BAR))
        return VectorPlan(Look.BARS, Scale(thick), 1, thick * length, wide)
    smallest = min(SMALLEST_SQUARE, height, width)
    places = (height // smallest) * (width // smallest)
    reduce = ceil(length / places)
    count = ceil(length / reduce)
    zoom = max(smallest, isqrt(height * width // count))
    while (height // zoom) * (width // zoom) < count:
        zoom -= 1
    columns = min(width // zoom, count)
    lines = ceil(count / columns)
    columns = ceil(count / lines)
    return VectorPlan(Look.LINES, Scale(zoom, reduce), columns, lines * zoom, columns * zoom)


def painted_vectors(vectors: Values, bounds: Bounds, plan: VectorPlan) -> Painted:
    """(n, length) values, each vector on its own bounds; bars begin at zero."""
    if plan.look is Look.BARS:
        bounds = np.stack((np.minimum(bounds[:, 0], 0), np.maximum(bounds[:, 1], 0)), axis=1)
    paint = _bars if plan.look is Look.BARS else _lines
    tiles = paint(vectors, bounds, plan)
    return Painted(tiles, bounds, (1, vectors.shape[1]), plan.scale, plan.look, plan.columns)


def _lines(vectors: Values, bounds: Bounds, plan: VectorPlan) -> Pixels:
    values = reduced_runs(vectors, plan.scale.reduce)
    colours = coloured(values, bounds[:, :1], bounds[:, 1:], INFERNO)
    lines = plan.height // plan.scale.zoom
    places = np.zeros((len(vectors), lines * plan.columns), np.uint32)
    places[:, : colours.shape[1]] = colours
    return enlarged(places.reshape(len(vectors), lines, plan.columns), plan.scale.zoom)


def reduced_runs(vectors: Values, factor: int) -> Values:
    """Means of ``factor`` values that follow each other, the last one repeated to fit."""
    if factor == 1:
        return vectors
    padded = np.pad(vectors, ((0, 0), (0, -vectors.shape[1] % factor)), "edge")
    with np.errstate(all="ignore"):
        means = padded.reshape(len(vectors), -1, factor).mean(axis=2, dtype=np.float64)
        return np.asarray(means, np.float32)


def _bars(vectors: Values, bounds: Bounds, plan: VectorPlan) -> Pixels:
    return np.stack([_bar_chart(*each, plan) for each in zip(vectors, bounds, strict=True)])


def _bar_chart(values: Values, bounds: NDArray[np.float64], plan: VectorPlan) -> Pixels:
    """One vector: a bar from zero to each value, each on a track of the darkest colour."""
    low, high = bounds.tolist()
    span = high - low or 1.0
    finite = np.isfinite(values)
    shares = np.where(finite, np.clip((values.astype(np.float64) - low) / span, 0, 1), 1.0)
    zero = -low / span
    first = np.floor(np.minimum(shares, zero) * plan.width)
    last = np.ceil(np.maximum(shares, zero) * plan.width)
    last[values == 0] = 0
    at = np.arange(plan.width)
    inside = (at >= first[:, None]) & (at < last[:, None])
    dark, light = BAR_COLOURS
    shades = coloured((dark + (light - dark) * shares).astype(np.float32), 0, 1, INFERNO)
    colours = np.where(finite, shades, NOT_A_NUMBER)
    picture = np.where(inside, colours[:, None], INFERNO[0]).repeat(plan.scale.zoom, 0)
    if low < 0 < high:
        picture[:, min(round(zero * plan.width), plan.width - 1)] = ZERO_LINE
    gap = max(1, plan.scale.zoom // 5)
    picture.reshape(len(values), plan.scale.zoom, -1)[:, -gap:] = 0
    return picture
