"""Connected pieces of a mask, found by runs and union–find."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pieces:
    """The connected pieces of a mask; diagonal neighbours are connected.

    Attributes
    ----------
    labels : (h, w) int32
        0 is no piece, the others count from 1 in the order of their first pixel.
    boxes : (N, 4) int64
        Left, top, right and bottom of each piece; right and bottom are the first
        column and row behind it.
    areas : (N,) int64
        Pixels.
    """

    labels: NDArray[np.int32] = field(repr=False)
    boxes: Ints
    areas: Ints


def connected(mask: Mask) -> Pieces:
    """Find the connected pieces of an (h, w) mask."""
    starts, ends = _runs(mask)
    stride = mask.shape[1] + 2
    count = len(starts)
    if not count:
        empty = np.zeros(0, np.int64)
        return Pieces(np.zeros(mask.shape, np.int32), empty.reshape(0, 4), empty)
    # Those of the next row whose pixels touch a run's, diagonals included.
    first = np.searchsorted(ends, starts + stride, "left")
    last = np.searchsorted(starts, ends + stride, "right")
    many = np.maximum(last - first, 0)
    upper = np.repeat(np.arange(count), many)
    offsets = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    roots = _united(count, upper, np.repeat(first, many) + offsets)
    _, labels = np.unique(roots, return_inverse=True)
    return _pieces(mask.shape, labels, starts, ends)


def _runs(mask: Mask) -> tuple[Ints, Ints]:
    """Flat starts and ends (one behind) of all runs, in rows padded by a pixel on each side."""
    padded = np.pad(mask, 1)[1:-1].view(np.int8)
    steps = np.diff(padded.ravel())
    return np.flatnonzero(steps == 1) + 1, np.flatnonzero(steps == -1) + 1


def _united(count: int, one: Ints, other: Ints) -> Ints:
    """The lowest number that each of ``count`` things is joined with, by pairs."""
    roots = np.arange(count)
    while True:
        low = np.minimum(roots[one], roots[other])
        if (roots[one] == low).all() and (roots[other] == low).all():
            return roots
        np.minimum.at(roots, roots[one], low)
        np.minimum.at(roots, roots[other], low)
        while not np.array_equal(roots, roots[roots]):
            roots = roots[roots]


def _pieces(shape: tuple[int, ...], labels: Ints, starts: Ints, ends: Ints) -> Pieces:
    height, width = shape
    stride = width + 2
    count = int(labels.max()) + 1
    rows, left = starts // stride, starts % stride - 1
    lengths = ends - starts
    boxes = np.empty((count, 4), np.int64)
    boxes[:, :2], boxes[:, 2:] = max(height, width), 0
    np.minimum.at(boxes[:, 0], labels, left)
    np.minimum.at(boxes[:, 1], labels, rows)
    np.maximum.at(boxes[:, 2], labels, left + lengths)
    np.maximum.at(boxes[:, 3], labels, rows + 1)
    marks = np.zeros(height * stride + 1, np.int32)
    marks[starts] = labels + 1
    marks[ends] -= (labels + 1).astype(np.int32)
    drawn = np.cumsum(marks[:-1], dtype=np.int32).reshape(height, stride)[:, 1:-1]
    areas = np.bincount(labels, weights=lengths, minlength=count).astype(np.int64)
    return Pieces(drawn, boxes, areas)
