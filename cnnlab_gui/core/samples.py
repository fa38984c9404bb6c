"""Which images of a dataset a page shows, and the pixels it shows them with.

All arrays of indices are int64 and point into one half of a dataset; ``EMPTY``
stands where no image is. Pictures are ``0xAARRGGBB`` in one uint32 a pixel,
transparent where nothing is.
"""

from dataclasses import dataclass
from math import ceil
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.dataset import Images, Labels

Indices = NDArray[np.int64]
Picture = NDArray[np.uint32]

EMPTY = -1
OPAQUE = np.uint32(0xFF000000)
LEVELS = 256
LARGEST_ODD = 7
"""Blocks of pixels larger than this have an even side, which averages faster."""


class ByClass:
    """The indices of a half's images, sorted by class.

    Parameters
    ----------
    labels : (N,) uint8
    class_count : int
    """

    def __init__(self, labels: Labels, class_count: int) -> None:
        self.counts: Indices = np.bincount(labels, minlength=class_count).astype(np.int64)
        self._order = np.argsort(labels, kind="stable").astype(np.int64)
        self._ends = np.cumsum(self.counts)

    def members(self, label: int) -> Indices:
        """All images of a class, in the dataset's order."""
        return self._order[self._ends[label] - self.counts[label] : self._ends[label]]

    @property
    def class_count(self) -> int:
        return len(self.counts)


def choose(classes: ByClass, most: int, seed: int, *, first: int | None = None) -> Indices:
    """Choose up to ``most`` images of every class at random.

    A smaller ``most`` gives a prefix of what a larger one gives, so a page that
    is made wider keeps what it showed.

    Parameters
    ----------
    classes : ByClass
    most : int
    seed : int
    first : int, optional
        An image that is to lead its class's row, though not chosen.

    Returns
    -------
    (K, most) int64
        ``EMPTY`` after the last image of a class.
    """
    chosen = np.full((classes.class_count, most), EMPTY, np.int64)
    for label in range(classes.class_count):
        members = classes.members(label)
        drawn = np.random.default_rng([seed, label]).permutation(len(members))
        row = members[drawn]
        if first is not None and first in members:
            row = np.concatenate(([first], row[row != first]))
        chosen[label, : min(most, len(row))] = row[:most]
    return chosen


class Sheet(Protocol):
    """What lies where in a grid of any number of columns."""

    def line_count(self, columns: int) -> int: ...

    def lines(self, start: int, stop: int, columns: int) -> Indices: ...

    def place_of(self, index: int, columns: int) -> tuple[int, int] | None: ...


@dataclass(frozen=True)
class ClassRows:
    """``depth`` lines for each class, with as many of its chosen images as fit."""

    chosen: Indices
    depth: int = 1

    def line_count(self, columns: int) -> int:  # noqa: ARG002
        return len(self.chosen) * self.depth

    def lines(self, start: int, stop: int, columns: int) -> Indices:
        """Lines ``start`` to ``stop`` as (stop - start, columns) int64."""
        classes = slice(start // self.depth, ceil(stop / self.depth))
        found = self.chosen[classes, : columns * self.depth]
        missing = columns * self.depth - found.shape[1]
        found = np.pad(found, ((0, 0), (0, missing)), constant_values=EMPTY)
        first = start - classes.start * self.depth
        return found.reshape(-1, columns)[first : first + stop - start]

    def place_of(self, index: int, columns: int) -> tuple[int, int] | None:
        """Line and column of an image, or None where it is not on the sheet."""
        found = np.argwhere(self.chosen[:, : columns * self.depth] == index)
        if not len(found):
            return None
        line, column = divmod(int(found[0, 1]), columns)
        return int(found[0, 0]) * self.depth + line, column


@dataclass(frozen=True)
class OneClass:
    """All images of one class, in rising order of their index, line after line."""

    members: Indices

    def line_count(self, columns: int) -> int:
        return ceil(len(self.members) / columns)

    def lines(self, start: int, stop: int, columns: int) -> Indices:
        """Lines ``start`` to ``stop`` as (stop - start, columns) int64."""
        found = self.members[start * columns : stop * columns]
        filled = np.full((stop - start) * columns, EMPTY, np.int64)
        filled[: len(found)] = found
        return filled.reshape(stop - start, columns)

    def place_of(self, index: int, columns: int) -> tuple[int, int] | None:
        """Line and column of an image, or None where it is of another class."""
        rank = int(np.searchsorted(self.members, index))
        if rank == len(self.members) or self.members[rank] != index:
            return None
        return divmod(rank, columns)


@dataclass(frozen=True)
class Scale:
    """Sharp scaling: each ``reduce``² pixels become one, which is repeated ``zoom``² times.

    Blocks of an even side are averaged over four of their pixels, of an odd one over all.
    """

    zoom: int = 1
    reduce: int = 1

    @property
    def thin(self) -> int:
        """Every how many pixels one is looked at."""
        return self.reduce // 2 if self.reduce % 2 == 0 else 1

    def size(self, height: int, width: int) -> tuple[int, int]:
        """Height and width of an image after scaling."""
        return (
            ceil(height / self.reduce) * self.zoom,
            ceil(width / self.reduce) * self.zoom,
        )


def fitting_scale(height: int, width: int, most: int) -> Scale:
    """The largest `Scale` at which an image is at most ``most`` pixels high and wide."""
    side = max(height, width)
    if side <= most:
        return Scale(zoom=most // side)
    reduce = ceil(side / max(1, most))
    return Scale(reduce=reduce if reduce <= LARGEST_ODD else reduce + reduce % 2)


def reduced(images: Images, factor: int) -> Images:
    """Average blocks of ``factor``² pixels of (N, H, W, C) images, the edges repeated to fit."""
    if factor == 1:
        return images
    missing = [-side % factor for side in images.shape[1:3]]
    if any(missing):
        images = np.pad(images, ((0, 0), (0, missing[0]), (0, missing[1]), (0, 0)), "edge")
    enough = np.uint16 if (LEVELS - 1) * factor**2 < 2**16 else np.uint32
    height, width = images.shape[1] // factor, images.shape[2] // factor
    sums = np.zeros((len(images), height, width, images.shape[3]), enough)
    for row in range(factor):
        for column in range(factor):
            sums += images[:, row::factor, column::factor]
    return (sums // enough(factor**2)).astype(np.uint8)


def packed(images: Images) -> Picture:
    """(N, H, W, 1 or 3) uint8 as (N, H, W) ``0xFFRRGGBB``."""
    wide = images.astype(np.uint32)
    if images.shape[-1] == 1:
        return wide[..., 0] * np.uint32(0x010101) | OPAQUE
    red, green, blue = (wide[..., channel] for channel in range(3))
    return red * np.uint32(0x10000) | green * np.uint32(0x100) | blue | OPAQUE


def scaled(images: Images, indices: Indices, scale: Scale) -> Picture:
    """Some of ``images``, scaled and packed: (n, height, width) uint32."""
    looked_at = images[:, :: scale.thin, :: scale.thin][indices]
    tiles = packed(reduced(looked_at, scale.reduce // scale.thin))
    return tiles.repeat(scale.zoom, 1).repeat(scale.zoom, 2)


def mosaic(images: Images, indices: Indices, scale: Scale, pitch: tuple[int, int]) -> Picture:
    """Lay images out on a grid.

    Parameters
    ----------
    images : (N, H, W, C) uint8
    indices : (R, K) int64
    scale : Scale
    pitch : (int, int)
        Pixels from one cell's top and left to the next one's; what the image
        leaves of it stays transparent.

    Returns
    -------
    (R * pitch[0], K * pitch[1]) uint32
    """
    rows, columns = indices.shape
    canvas = np.zeros((rows * pitch[0], columns * pitch[1]), np.uint32)
    cells = canvas.reshape(rows, pitch[0], columns, pitch[1]).transpose(0, 2, 1, 3)
    there = indices != EMPTY
    if there.any():
        tiles = scaled(images, indices[there], scale)
        cells[there, : tiles.shape[1], : tiles.shape[2]] = tiles
    return canvas


@dataclass(frozen=True)
class Histogram:
    """How often each grey level occurs.

    Attributes
    ----------
    shares : (C, B) float64
        Share of a channel's pixels in each bin of ``256 / B`` levels; sums to 1 a channel.
    black : float
        Share of pixels whose every channel is 0.
    exact : bool
        Whether all pixels were counted, and not a sample of them.
    """

    shares: NDArray[np.float64]
    black: float
    exact: bool


def histogram(
    images: Images, members: Indices | None = None, bins: int = 64, most: int = 1_500_000
) -> Histogram:
    """Count grey levels in at most about ``most`` values, spread over all images.

    Parameters
    ----------
    images : (N, H, W, C) uint8
        N at least 1.
    members : (M,) int64, optional
        Which of the images to count, at least one; all by default.
    bins : int
        A divisor of 256.
    most : int
    """
    _, height, width, channels = images.shape
    count = len(images) if members is None else len(members)
    # Thin out the pixels first where images are large, so that many images count.
    thin = max(1, int((height * width / 4096) ** 0.5))
    per_image = ceil(height / thin) * ceil(width / thin) * channels
    step = max(1, ceil(count * per_image / most))
    thinned = images[:, ::thin, ::thin]
    seen = thinned[::step] if members is None else thinned[members[::step]]
    levels = np.stack(
        [np.bincount(seen[..., c].ravel(), minlength=LEVELS) for c in range(channels)]
    )
    shares = levels.reshape(channels, bins, -1).sum(2) / levels[0].sum()
    return Histogram(
        shares=shares,
        black=float(np.mean(~seen.any(axis=-1))),
        exact=step == thin == 1,
    )


def neighbour(
    sheet: Sheet, place: tuple[int, int], step: tuple[int, int], columns: int
) -> int | None:
    """Go from a place on a sheet to the image ``step`` lines and columns further.

    Steps end at the sheet's edge, and lines without images are stepped over.

    Returns
    -------
    int or None
        An image's index; None where there is no image that way.
    """
    last = sheet.line_count(columns) - 1
    line = min(max(place[0] + step[0], 0), last)
    onward = -1 if step[0] < 0 else 1
    while 0 <= line <= last:
        images = sheet.lines(line, line + 1, columns)[0]
        images = images[images != EMPTY]
        if len(images):
            return int(images[min(max(place[1] + step[1], 0), len(images) - 1)])
        line += onward
    return None
