"""From what a network gives to the sheet of each view."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.grid import extents_of, grid_sheet
from cnnlab_gui.core.inside.kernels import kernel_sheet
from cnnlab_gui.core.inside.mosaic import mosaic_sheet
from cnnlab_gui.core.inside.order import ordered
from cnnlab_gui.core.inside.overlay import COLUMNS, Answers, evidence_sheet
from cnnlab_gui.core.inside.readable import readable_room
from cnnlab_gui.core.inside.reference import reference_sheet
from cnnlab_gui.core.inside.state import NetworkState, Values
from cnnlab_gui.core.inside.view import Seen

GAP = 12  # logical pixels between maps
BAR, LEAST_BAR, MOST_BAR = 22, 104, 240
"""Logical pixels that the bar of a class is high, and wide; less would have no room for names."""
NAME_GAP = 40  # logical pixels between the maps beside a mosaic, for a name of two lines
REFERENCE = 96  # logical pixels that the image beside a mosaic is wide


def draw_grid(seen: Seen) -> Seen:
    """The workshop's grid."""
    wish, outputs = seen.wish, seen.outputs
    columns = shown_columns(seen)
    gap = round(GAP * wish.ratio)
    rows, extents = len(wish.rows), extents_of(outputs, columns)
    room = readable_room(wish.room, rows, len(columns) + 1, gap, extents, wish.words, wish.ratio)
    return replace(seen, sheet=grid_sheet(outputs, columns, wish.channel, wish.scale, room))


def shown_columns(seen: Seen) -> tuple[int, ...]:
    """The layers of the grid that the network has."""
    return tuple(layer for layer in seen.wish.columns if layer < len(seen.outputs.outputs))


def draw_channels(seen: Seen) -> Seen:
    """All channels of a layer, and what they were made from."""
    wish, outputs = seen.wish, seen.outputs
    row = min(wish.row, len(wish.rows) - 1)
    order = ordered(outputs.of(wish.layer), wish.order)
    sheet = mosaic_sheet(outputs, row, wish.layer, order, wish.scale, wish.room, seen.dead)
    side = round(REFERENCE * wish.ratio)
    gap = round(NAME_GAP * wish.ratio)
    reference = reference_sheet(
        outputs, row, wish.layer, wish.channel, wish.scale, (wish.room[0], side), gap
    )
    return replace(seen, sheet=sheet, reference=reference, order=order)


def draw_kernels(seen: Seen, before: NetworkState | None) -> Seen:
    """The kernels of a convolution; before training and now, where it was trained."""
    wish = seen.wish
    sheet = kernel_sheet(
        before,
        seen.state,
        wish.layer,
        channel=wish.channel,
        input_map=wish.input_map,
        size=wish.room,
        ratio=wish.ratio,
        scale=wish.kernel_scale,
    )
    return replace(seen, sheet=sheet, before=before)


def draw_evidence(
    seen: Seen, targets: NDArray[np.int64], activation: Values, occlusion: Values | None
) -> Seen:
    """What speaks for a class, over each image."""
    wish = seen.wish
    gap = round(GAP * wish.ratio)
    least, most = round(LEAST_BAR * wish.ratio), round(MOST_BAR * wish.ratio)
    height, width = wish.room
    rows, extents = len(wish.rows), seen.outputs.images.shape[1:3]
    answers = None
    more = gap, extents, (wish.words[0], 0), wish.ratio
    room = readable_room((height, width - gap - least), rows, COLUMNS, *more)
    left = width - gap - room.size(rows, COLUMNS)[1]
    if left >= least:
        last = len(seen.outputs.outputs) - 1
        shares = seen.outputs.probabilities
        answers = Answers(shares, last, round(BAR * wish.ratio), min(left, most))
    else:
        room = readable_room(wish.room, rows, COLUMNS, *more)
    sheet = evidence_sheet(seen.outputs.images, activation, occlusion, room, answers)
    return replace(seen, sheet=sheet, targets=targets, activation=activation, occlusion=occlusion)
