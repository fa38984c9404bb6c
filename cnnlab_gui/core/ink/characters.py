"""Pieces of ink that belong to one character, and the order in which characters are read."""

from itertools import combinations

import numpy as np

from cnnlab_gui.core.ink.components import Ints

Box = tuple[int, int, int, int]
"""Left, top, right and bottom; right and bottom are the first column and row behind it."""

SPECK_SIDE = 0.3
"""A lone piece of no more than this share of the usual height is a speck, a dot or a comma."""

SPECK_AREA = 0.02
"""A piece of less ink than this share of the largest is dust, wherever it lies."""

PART_HEIGHT = 0.7
"""A part (a 5's bar, a 7's dash) is lower than this share of what it belongs to."""

BAR_HEIGHT = 0.3
"""A bar is lower than this share; it may begin where the rest ends."""

PART_GAP = 0.25
"""How far above or below it may lie, as a share of the height."""

BREAK_GAP = 0.1
"""How far apart two pieces of any height may lie above each other; lines lie farther apart."""

SIDE_GAP = 0.12
"""How far beside it may lie: digits stand farther apart."""

OVERLAP = 0.4
WITHIN = 0.6
SAME_LINE = 0.4


def without_dust(areas: Ints, least: int) -> Ints:
    """Return the indices of pieces that are more than dust, given the ink of each in pixels."""
    if not len(areas):
        return np.zeros(0, np.int64)
    return np.flatnonzero(areas >= max(least, SPECK_AREA * areas.max()))


def grouped(boxes: list[Box]) -> list[list[int]]:
    """Put pieces together that are parts of one character; lone specks are dropped.

    Parameters
    ----------
    boxes : list of Box

    Returns
    -------
    list of list of int
        The indices of the pieces of each character.
    """
    groups = [[index] for index in range(len(boxes))]
    hulls = list(boxes)
    while pair := _belonging(hulls):
        one, other = pair
        groups[one] += groups.pop(other)
        hulls[one] = hull([hulls[one], hulls.pop(other)])
    if not hulls:
        return []
    usual = max(box[3] - box[1] for box in hulls)
    largest = max(range(len(hulls)), key=lambda index: _longest(hulls[index]))
    return [
        sorted(group)
        for index, group in enumerate(groups)
        if index == largest or _longest(hulls[index]) > SPECK_SIDE * usual
    ]


def hull(boxes: list[Box]) -> Box:
    """The box around all of ``boxes``."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def in_reading_order(boxes: list[Box]) -> list[int]:
    """Return indices line by line from the top, each from left to right.

    A line may slant: a character belongs to the line whose last one lies beside it.
    """
    lines: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda i: boxes[i][0]):
        beside = [(_shared(boxes[line[-1]], boxes[index], 1), line) for line in lines]
        share, line = max(beside, key=lambda found: found[0], default=(0.0, []))
        if share >= SAME_LINE:
            line.append(index)
        else:
            lines.append([index])
    lines.sort(key=lambda line: sum(boxes[i][1] + boxes[i][3] for i in line) / len(line))
    return [index for line in lines for index in line]


def _longest(box: Box) -> int:
    return max(box[2] - box[0], box[3] - box[1])


def _belonging(boxes: list[Box]) -> tuple[int, int] | None:
    """Return two pieces of one character, the nearest first; None where there are none."""
    found = [
        (_gap(boxes[one], boxes[other]), one, other)
        for one, other in combinations(range(len(boxes)), 2)
        if _are_one(boxes[one], boxes[other])
    ]
    return min(found)[1:] if found else None


def _are_one(one: Box, other: Box) -> bool:
    small, large = sorted((one, other), key=lambda box: (box[3] - box[1], box[2] - box[0]))
    height = large[3] - large[1]
    across, down = _shared(one, other, 0), _shared(one, other, 1)
    if down >= OVERLAP and across > 0:
        # Slanting digits that stand beside each other overlap a little, too.
        return across >= WITHIN
    above = _between(one, other, 1)
    is_part = small[3] - small[1] <= PART_HEIGHT * height
    if across >= OVERLAP:
        return above <= (PART_GAP if is_part else BREAK_GAP) * height
    beside = _between(one, other, 0)
    if small[3] - small[1] <= BAR_HEIGHT * height and beside <= SIDE_GAP / 2 * height:
        return above <= PART_GAP * height
    return is_part and max(beside, above) <= SIDE_GAP * height


def _gap(one: Box, other: Box) -> int:
    return max(_between(one, other, 0), _between(one, other, 1))


def _between(one: Box, other: Box, axis: int) -> int:
    """Pixels between two boxes along an axis; negative where they overlap."""
    return max(one[axis], other[axis]) - min(one[axis + 2], other[axis + 2])


def _shared(one: Box, other: Box, axis: int) -> float:
    """How much of the shorter of two boxes lies beside the other, along an axis."""
    shortest = min(one[axis + 2] - one[axis], other[axis + 2] - other[axis])
    return max(0, -_between(one, other, axis)) / shortest
