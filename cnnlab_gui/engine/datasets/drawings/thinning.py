"""Ink thinned to lines one pixel wide, for many images at once (Zhang and Suen 1984)."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Masks = NDArray[np.bool_]
Table = NDArray[np.bool_]

# Neighbours clockwise from the one above: bit k of a pixel's code is neighbour k.
AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


def thinned(masks: Masks) -> Masks:
    """Take ink away from its edges until lines are left.

    Parameters
    ----------
    masks : (N, H, W) bool
        True is ink.

    Returns
    -------
    (N, H, W) bool
        Lines of one pixel that touch at sides or corners. What hung together still does.
    """
    padded = np.pad(masks, ((0, 0), (1, 1), (1, 1)))
    ink = padded.reshape(-1)
    width = padded.shape[2]
    steps = np.array([row * width + column for row, column in AROUND])
    left = np.flatnonzero(ink)
    count = -1
    while count != len(left):
        count = len(left)
        for table in _edges():
            left = _without(ink, left, table, steps)
    # Stairs are two pixels wide at their corners. No two pixels of a quarter are neighbours.
    rows, columns = left // width % padded.shape[1], left % width
    for quarter in range(4):
        chosen = left[(rows % 2 * 2 + columns % 2) == quarter]
        _without(ink, chosen, _corners(), steps)
    lines: Masks = padded[:, 1:-1, 1:-1].copy()
    return lines


def _without(
    ink: NDArray[np.bool_], pixels: NDArray[np.intp], table: Table, steps: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Clear those of ``pixels`` whose neighbourhood ``table`` names; return the others."""
    codes = np.zeros(len(pixels), np.uint8)
    for bit, step in enumerate(steps):
        codes |= ink[pixels + step].astype(np.uint8) << np.uint8(bit)
    goes = table[codes]
    ink[pixels[goes]] = False
    return pixels[~goes]


def _bits() -> NDArray[np.bool_]:
    """(256, 8): which neighbours each code has."""
    bits: NDArray[np.bool_] = (np.arange(256)[:, None] >> np.arange(8) & 1).astype(np.bool_)
    return bits


@cache
def _edges() -> tuple[Table, Table]:
    """The pixels that go in the two halves of a round: to the south-east, to the north-west."""
    bits = _bits()
    north, east, south, west = (bits[:, index] for index in (0, 2, 4, 6))
    count = bits.sum(axis=1)
    turns = (~bits & np.roll(bits, -1, axis=1)).sum(axis=1)
    edge = (count >= 2) & (count <= 6) & (turns == 1)
    return (
        edge & ~(north & east & south) & ~(east & south & west),
        edge & ~(north & east & west) & ~(north & south & west),
    )


@cache
def _corners() -> Table:
    """Pixels whose neighbours hang together without them, and are more than one."""
    return np.array([row.sum() >= 2 and _pieces(row) == 1 for row in _bits()])


def _pieces(neighbours: NDArray[np.bool_]) -> int:
    """Into how many pieces the neighbours of a pixel fall without it."""
    places = [place for place, is_ink in zip(AROUND, neighbours, strict=True) if is_ink]
    pieces = 0
    while places:
        pieces += 1
        reached = [places.pop()]
        for row, column in reached:
            near = [(r, c) for r, c in places if max(abs(r - row), abs(c - column)) == 1]
            reached += near
            places = [place for place in places if place not in near]
    return pieces
