"""Connected pieces, distances and skeletons are what slow and plain code finds."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnnlab_gui.core.ink.components import Mask, connected
from cnnlab_gui.core.ink.distance import distance_to, skeleton

MASKS = arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 12)))


def flooded(mask: Mask) -> tuple[int, list[set[tuple[int, int]]]]:
    """All pieces of a mask by flooding, in the order of their first pixels."""
    left = {(int(y), int(x)) for y, x in np.argwhere(mask)}
    pieces = []
    for start in sorted(left):
        if start not in left:
            continue
        left.remove(start)
        piece, edge = {start}, [start]
        while edge:
            y, x = edge.pop()
            around = {(y + a, x + b) for a in (-1, 0, 1) for b in (-1, 0, 1)} & left
            left -= around
            piece |= around
            edge += around
        pieces.append(piece)
    return len(pieces), pieces


@settings(max_examples=200, deadline=None)
@given(MASKS)
def test_that_pieces_are_those_that_flooding_finds(mask: Mask) -> None:
    found = connected(mask)
    count, pieces = flooded(mask)
    assert len(found.areas) == len(found.boxes) == count
    assert ((found.labels > 0) == mask).all()
    for index, piece in enumerate(pieces):
        rows, columns = [y for y, _ in piece], [x for _, x in piece]
        assert {found.labels[y, x] for y, x in piece} == {index + 1}
        assert found.areas[index] == len(piece)
        box = [min(columns), min(rows), max(columns) + 1, max(rows) + 1]
        assert found.boxes[index].tolist() == box


@settings(max_examples=100, deadline=None)
@given(MASKS.filter(np.any))
def test_that_distances_are_exact(mask: Mask) -> None:
    y, x = np.mgrid[: mask.shape[0], : mask.shape[1]]
    set_y, set_x = np.nonzero(mask)
    slow = np.hypot(y[..., None] - set_y, x[..., None] - set_x).min(axis=-1)
    assert np.allclose(distance_to(mask), slow)


@settings(max_examples=100, deadline=None)
@given(MASKS)
def test_that_a_skeleton_keeps_all_pieces_and_nothing_else(mask: Mask) -> None:
    mask = np.pad(mask, 1)
    thin = skeleton(mask)
    assert not (thin & ~mask).any()
    labels = connected(mask).labels
    assert set(labels[thin]) == set(labels[mask])
    assert len(connected(thin).areas) == len(connected(mask).areas)


def test_that_the_skeleton_of_a_ring_is_a_thin_ring() -> None:
    y, x = np.mgrid[:60, :60]
    radius = np.hypot(y - 30, x - 30)
    ring = (radius < 25) & (radius > 12)
    thin = skeleton(ring)
    assert len(connected(thin).areas) == 1
    assert len(connected(~thin).areas) in {1, 2}
    assert np.abs(radius[thin] - 18.5).max() < 3
    assert np.count_nonzero(thin) < 160
