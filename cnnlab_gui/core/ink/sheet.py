"""A sheet of paper, or a printed frame, that does not fill the picture it is in."""

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.ink.components import Ints, Mask, Pieces, connected
from cnnlab_gui.core.ink.filters import grown, highest, lowest
from cnnlab_gui.core.ink.paper import sketched
from cnnlab_gui.core.ink.scale import Floats, enlarged
from cnnlab_gui.core.ink.threshold import noise_of
from cnnlab_gui.core.text import tr_noop

SKETCH_SIDE = 96
"""Longest side of the copy on which the sheet is looked for, pixels."""

SMALLEST_SIDE = 48
"""A picture no side of which is longer is no photo of a sheet, pixels."""

LEVELS = 5
SHEETS = 2
"""A frame may be printed on a sheet that lies on a table."""

LEAST = 0.15
MOST = 0.97
"""What a sheet covers of its picture; more, and there is nothing around it."""

SOLID = 0.9
"""What a sheet covers of its convex hull."""

CORNERED = 0.82
"""What the largest quadrilateral covers of a sheet's hull; of an ellipse, a 0, it is 0.64."""

DIRECTIONS = 20
STEP = 20.0
"""Grey levels between a sheet and what lies beside it; light from the side has no such edge."""

EDGED = 0.9
"""The share of a sheet's outline with such a step."""

DARKER = (0.85, 0.85, 0.65, 0.5)
"""How light its surroundings may be at most, by the sides of the picture that it fills.

What lies beside a single edge may as well be a shadow on the paper.
"""

MARGIN = 0.02
"""Taken off a sheet for its edge and its shadow, as a share of its size."""

INK = 0.12
LEAST_INK = 4
MOST_INK = 0.4
"""How much darker than the sheet ink is, and how many pixels, or what share, of the sketch."""

FEW = 800
ROUNDS = 3

THIN = 0.2
FRAME_RIM = 0.1
FRAME_SIDE = 0.33
"""What a frame covers of its box, how near to it, and how much of the picture that is."""

RULE_LENGTH = 0.9
RULE_HEIGHT = 0.04
DOUBTFUL = 0.6
CORNER_SHARE = 0.25
"""Shares of the picture that no character covers, nor one that covers three of its corners."""

BOARD = 0.25
SQUAT = 0.6
"""A character of straight sides, a 1, is narrower for its height."""


@dataclass(frozen=True, eq=False)
class _Sheet:
    """A sheet in a sketch: where it is without its margin, and how large it was with it."""

    mask: Mask = field(repr=False)
    area: int


def only_the_sheet(grey: Floats) -> Floats:
    """Paint everything beside the sheet as if the sheet went on there.

    Parameters
    ----------
    grey : (h, w) float32
        In [0, 255].

    Returns
    -------
    (h, w) float32
        The same array where no lighter sheet with ink on it lies in the picture.
    """
    if max(grey.shape) <= SMALLEST_SIDE:
        return grey
    small = sketched(grey, SKETCH_SIDE)
    inside: Mask | None = None
    for _ in range(SHEETS):
        mask = _sheet_in(small)
        if mask is None:
            break
        inside = mask if inside is None else mask & inside
        small = np.where(inside, small, _paper_of(small, inside))
    return grey if inside is None else _extended(grey, small, inside)


def _sheet_in(small: Floats) -> Mask | None:
    """The sheet, shrunk by a margin."""
    dark, light = np.quantile(small, (0.02, 0.98))
    if light - dark < STEP:
        return None
    found: list[_Sheet] = []
    for level in np.linspace(dark, light, LEVELS + 2)[1:-1]:
        sheet = _sheet_from(small, float(level))
        if sheet is not None:
            found.append(sheet)
    # The largest: where light falls from the side, a part of the sheet may stand out, too.
    found.sort(key=lambda sheet: sheet.area, reverse=True)
    return next((sheet.mask for sheet in found if _holds_ink(small, sheet.mask)), None)


def _sheet_from(small: Floats, level: float) -> _Sheet | None:
    is_light = small > level
    if np.count_nonzero(is_light) < LEAST / 2 * small.size:
        return None
    light = connected(is_light)
    largest = light.labels == int(light.areas.argmax()) + 1
    if largest[[0, 0, -1, -1], [0, -1, 0, -1]].all():
        # Paper up to all corners, as most pictures are.
        return None
    region = _filled(largest)
    area = int(np.count_nonzero(region))
    if not LEAST <= area / small.size <= MOST or not _is_cornered(region, area):
        return None
    outline = grown(region, 1) & ~region
    edge = (highest(small, 2) - lowest(small, 2))[outline]
    if np.count_nonzero(edge >= STEP) < EDGED * len(edge):
        return None
    around = grown(region, 3) & ~region
    if np.median(small[around]) > DARKER[min(3, _sides(region))] * np.median(small[region]):
        return None
    shrunk = ~grown(~region, max(1, round(MARGIN * area**0.5)))
    return _Sheet(shrunk, area)


def _filled(region: Mask) -> Mask:
    """A region with its holes."""
    rest = connected(np.pad(~region, 1, constant_values=True))
    filled: Mask = rest.labels[1:-1, 1:-1] != 1
    return filled


def _sides(region: Mask) -> int:
    """How many of the picture's sides a region mostly fills."""
    sides = (region[0], region[-1], region[:, 0], region[:, -1])
    return sum(bool(side.mean() > 0.5) for side in sides)


def _is_cornered(region: Mask, area: int) -> bool:
    """Whether a region is roughly a quadrilateral: a sheet is, a fat 0 is not."""
    rows, columns = np.nonzero(region & grown(~np.pad(region, 1), 1)[1:-1, 1:-1])
    points = np.stack([columns, rows], axis=1).astype(np.float64)
    angles = np.arange(DIRECTIONS) * 2 * np.pi / DIRECTIONS
    ways = np.stack([np.cos(angles), np.sin(angles)])
    farthest = (points @ ways).argmax(axis=0)
    # In the order of the directions, and each but once.
    corners = points[list(dict.fromkeys(farthest.tolist()))]
    if len(corners) < 3:
        return False
    # The outline runs through the middles of its pixels.
    inner = area - len(points) / 2
    hull = float(_areas(corners[None])[0])
    if inner < SOLID * hull:
        return False
    if len(corners) == 3:
        return False
    four = np.array(list(combinations(range(len(corners)), 4)))
    return float(_areas(corners[four]).max()) >= CORNERED * hull


def _areas(polygons: NDArray[np.float64]) -> NDArray[np.float64]:
    """Areas of (N, corners, 2) polygons."""
    x, y = polygons[..., 0], polygons[..., 1]
    twice = (x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1)).sum(axis=1)
    areas: NDArray[np.float64] = np.abs(twice) / 2
    return areas


def _holds_ink(small: Floats, mask: Mask) -> bool:
    """Whether something is on the sheet: a light bar on dark paper has nothing on it."""
    if not mask.any():
        return False
    paper = _paper_of(small, mask)
    inked = int(np.count_nonzero(small[mask] < (1 - INK) * paper[mask]))
    return LEAST_INK <= inked <= MOST_INK * int(np.count_nonzero(mask))


def _paper_of(small: Floats, mask: Mask) -> Floats:
    """The light on a sheet, a quadratic surface, laid on beyond it within its own bounds."""
    height, width = small.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=-1)
    few = slice(None, None, max(1, int(np.count_nonzero(mask)) // FEW))
    known, wanted = terms[mask][few], small[mask][few].astype(np.float64)
    usual = float(np.median(wanted))
    near = wanted >= usual * (1 - 2 * INK)
    for _ in range(ROUNDS):
        solution = np.linalg.lstsq(known[near], wanted[near], rcond=None)[0]
        closer = np.abs(wanted - known @ solution) <= INK / 2 * usual
        if np.count_nonzero(closer) < len(wanted) / 4:
            break
        near = closer
    inside = known @ solution
    surface = np.clip(terms @ solution, inside.min(), inside.max())
    laid: Floats = surface.astype(np.float32)
    return laid


def _extended(grey: Floats, small: Floats, mask: Mask) -> Floats:
    size = (grey.shape[0], grey.shape[1])
    inside = enlarged(mask.astype(np.float32), size) > 0.5
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    own = grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    # As noisy as the sheet: the noise is measured over all of the picture.
    noise = np.random.default_rng(0).standard_normal(size, np.float32) * np.float32(noise_of(own))
    return np.where(inside, grey, enlarged(_paper_of(small, mask), size) + noise)


def only_characters(pieces: Pieces, chosen: Ints, name: str) -> Ints:
    """Leave out frames around all the rest, and lines through the whole picture.

    Parameters
    ----------
    pieces : Pieces
    chosen : (N,) int64
        The indices of those that are ink.
    name : str
        What the sentence calls the picture.

    Returns
    -------
    (M,) int64
        All of them where nothing would be left.

    Raises
    ------
    CnnLabError
        What is left may as well be the paper, or the table beside it.
    """
    if len(chosen) > 1:
        kept = [index for index in chosen if not _is_frame(pieces, chosen, int(index))]
        chosen = np.array(kept, np.int64) if kept else chosen
    if _is_doubtful(pieces, chosen):
        raise CnnLabError(
            tr_noop(
                "errors",
                "What was found in {path} covers most of it: it may be the paper, or the table "
                "beside it. Cut the picture to the paper, then try again.",
            ),
            path=name,
        )
    return chosen


def _is_frame(pieces: Pieces, chosen: Ints, index: int) -> bool:
    height, width = pieces.labels.shape
    left, top, right, bottom = (int(side) for side in pieces.boxes[index])
    across, down = right - left, bottom - top
    if across >= RULE_LENGTH * width and down <= RULE_HEIGHT * height:
        return True
    if down >= RULE_LENGTH * height and across <= RULE_HEIGHT * width:
        return True
    if across < FRAME_SIDE * width or down < FRAME_SIDE * height:
        return False
    if pieces.areas[index] > THIN * across * down:
        return False
    own = pieces.labels[top:bottom, left:right] == index + 1
    rim = max(1, round(FRAME_RIM * min(across, down)))
    if own[rim:-rim, rim:-rim].any():
        return False
    others = pieces.boxes[chosen[chosen != index]]
    within = (others[:, :2] >= (left, top)).all() and (others[:, 2:] <= (right, bottom)).all()
    return bool(within)


def _is_doubtful(pieces: Pieces, chosen: Ints) -> bool:
    """Whether a piece of ink is rather the table, or the sheet, than a character."""
    labels = pieces.labels
    corners = [int(labels[y, x]) - 1 for y in (0, -1) for x in (0, -1)]
    for index in chosen:
        share = float(pieces.areas[index]) / labels.size
        if share > DOUBTFUL or (share > CORNER_SHARE and corners.count(int(index)) >= 3):
            return True
    return any(_is_board(pieces, int(index)) for index in chosen)


def _is_board(pieces: Pieces, index: int) -> bool:
    """Whether the outline of a piece is that of a large sheet: what is on it was not found."""
    left, top, right, bottom = (int(side) for side in pieces.boxes[index])
    across, down = right - left, bottom - top
    if across * down < BOARD * pieces.labels.size or min(across, down) < SQUAT * max(across, down):
        return False
    few = max(1, max(across, down) // SKETCH_SIDE)
    own = pieces.labels[top:bottom:few, left:right:few] == index + 1
    region = _filled(np.pad(own, 1))
    return _is_cornered(region, int(np.count_nonzero(region)))
