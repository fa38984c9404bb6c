"""An eraser for strokes: what its round tip touched is cut out of them."""

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

import numpy as np

from cnnlab_gui.core.drawing.stroke import Floats, Point, Stroke

LEAST_LEFT = 0.5
"""Pieces shorter than this share of their pen's width go too."""

Span = tuple[float, float]
Piece = list[tuple[float, float, float]]


def erased(strokes: Sequence[Stroke], path: Sequence[Point], radius: float) -> tuple[Stroke, ...]:
    """Cut out of strokes what an eraser passed.

    Parameters
    ----------
    strokes : sequence of Stroke
    path : sequence of (float, float)
        Where the eraser's middle went, in units of the paper's longer side; one point is a
        tap.
    radius : float
        The tip's.

    Returns
    -------
    tuple of Stroke
        A stroke is cut just where its ink, as wide as it is there, begins to touch the tip;
        each piece is a stroke of its own, in the old order. Pieces of less than `LEAST_LEFT`
        of their width are left out. What was not touched is the very same object.
    """
    tip = np.array(path, np.float64).reshape(-1, 2)
    if len(tip) == 0:
        return tuple(strokes)
    low, high = tip.min(axis=0) - radius, tip.max(axis=0) + radius
    left: list[Stroke] = []
    for stroke in strokes:
        box = stroke.box
        is_far = box[0] > high[0] or box[1] > high[1] or box[2] < low[0] or box[3] < low[1]
        left.extend([stroke] if is_far else _cut(stroke, tip, radius))
    return tuple(left)


def _cut(stroke: Stroke, tip: Floats, radius: float) -> list[Stroke]:
    lines = stroke.path
    if len(lines) == 1:
        lines = np.repeat(lines, 2, axis=0)  # a dot is a line without length
    reach = radius + (lines[:-1, 2] + lines[1:, 2]) / 2
    if len(tip) == 1:
        tip = np.repeat(tip, 2, axis=0)
    spans = _spans(lines[:, :2], tip, reach)
    touched = np.asarray(np.isfinite(spans[..., 0]).any(axis=1))
    if not touched.any():
        return [stroke]
    pieces: list[Piece] = [[_at(lines, 0, 0.0)]]
    for line in range(len(lines) - 1):
        gone = _merged(spans[line]) if touched[line] else []
        for first, last in gone:
            pieces[-1].append(_at(lines, line, first))
            pieces.append([_at(lines, line, last)])
        pieces[-1].append(_at(lines, line, 1.0))
    return [made for piece in pieces if (made := _stroke(piece)) is not None]


def _spans(lines: Floats, tip: Floats, reach: Floats) -> Floats:
    """Which part of each line is nearer than ``reach`` to each piece of the tip's way.

    All that is as near to a line is convex, so the part is one span, from the first to the
    last place within the discs at its ends and the band between them.

    Returns
    -------
    (lines, pieces, 2) float64
        From 0, a line's beginning, to 1, its end; NaN where nothing is.
    """
    start, way = lines[:-1, None], np.diff(lines, axis=0)[:, None]
    reach = reach[:, None]
    one, other = tip[None, :-1], tip[None, 1:]
    spans = [_in_disc(start - each, way, reach) for each in (one, other)]
    spans.append(_in_band(start - one, way, other - one, reach))
    both = np.stack(spans)
    # fmin and fmax take the number where the other is none.
    first, last = np.fmin.reduce(both[..., 0]), np.fmax.reduce(both[..., 1])
    first, last = np.maximum(first, 0.0), np.minimum(last, 1.0)
    span = np.stack([first, last], axis=-1)
    # A touch in one point takes nothing away, but of a dot, which has no length at all.
    has_length = (way != 0).any(axis=-1)
    span[(first > last) | ((first == last) & has_length)] = np.nan
    return span


def _in_disc(start: Floats, way: Floats, radius: Floats) -> Floats:
    """Where ``start + t * way`` is in a disc around the origin."""
    a = np.square(way).sum(axis=-1)
    b = (start * way).sum(axis=-1)
    c = np.square(start).sum(axis=-1) - np.square(radius)
    inside = np.where(c < 0, np.inf, np.nan) + 0 * b
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(b * b - a * c)
        span = np.stack([(-b - root) / a, (-b + root) / a], axis=-1)
    still = np.broadcast_to(a == 0, b.shape)
    span[still] = np.stack([-inside, inside], axis=-1)[still]
    return span


def _in_band(start: Floats, way: Floats, along: Floats, reach: Floats) -> Floats:
    """Where ``start + t * way`` is beside ``along``, which begins at the origin."""
    length = np.hypot(along[..., 0], along[..., 1])
    with np.errstate(divide="ignore", invalid="ignore"):
        unit = along / length[..., None]
    across = np.stack([-unit[..., 1], unit[..., 0]], axis=-1)
    slabs = (
        ((start * unit).sum(axis=-1), (way * unit).sum(axis=-1), 0.0, length),
        ((start * across).sum(axis=-1), (way * across).sum(axis=-1), -reach, reach),
    )
    spans = []
    for place, speed, low, high in slabs:
        with np.errstate(divide="ignore", invalid="ignore"):
            one, other = (low - place) / speed, (high - place) / speed
        first, last = np.fmin(one, other), np.fmax(one, other)
        inside = (place > low) & (place < high)
        first = np.where(speed == 0, np.where(inside, -np.inf, np.nan), first)
        last = np.where(speed == 0, np.where(inside, np.inf, np.nan), last)
        spans.append((first, last))
    first = np.maximum(spans[0][0], spans[1][0])
    last = np.minimum(spans[0][1], spans[1][1])
    span = np.stack([first, last], axis=-1)
    span[~(first <= last)] = np.nan
    return span


def _merged(spans: Floats) -> list[Span]:
    """The spans, in order, as few as can be."""
    merged: list[Span] = []
    for first, last in sorted((a, b) for a, b in spans.tolist() if a == a):  # noqa: PLR0124
        if merged and first <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], last)
        else:
            merged.append((first, last))
    return merged


def _at(lines: Floats, line: int, share: float) -> tuple[float, float, float]:
    """x, y and the radius on a line, a share of it from its beginning."""
    if share <= 0 or share >= 1:
        x, y, radius = lines[line + (share >= 1)].tolist()
    else:
        x, y, radius = (lines[line] + share * (lines[line + 1] - lines[line])).tolist()
    return x, y, radius


def _stroke(piece: Piece) -> Stroke | None:
    """The piece as a stroke; None if it is too short to be seen as one."""
    kept = [piece[0]]
    kept.extend(each for before, each in pairwise(piece) if each != before)
    length = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(kept))
    if length <= LEAST_LEFT * 2 * max(radius for *_, radius in kept):
        return None
    return Stroke(tuple((x, y) for x, y, _ in kept), tuple(2 * radius for *_, radius in kept))
