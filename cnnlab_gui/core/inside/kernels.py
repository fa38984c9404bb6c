"""The weights of a convolution as pictures, before training beside after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.colours import DIVERGING, symmetric
from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.mosaic import laid_out, tile_plan
from cnnlab_gui.core.inside.paint import Pixels, map_tiles, painted_maps
from cnnlab_gui.core.inside.scale import Bounds
from cnnlab_gui.core.inside.sheet import Cell, Sheet
from cnnlab_gui.core.inside.state import NetworkState, Values
from cnnlab_gui.core.layers.convolution import ChannelwiseConvolution, Convolution
from cnnlab_gui.core.samples import fitting_scale
from cnnlab_gui.core.text import tr_noop

FRAME = np.uint32(0xFF9AA3AD)
"""Around kernels, whose small weights are as white as a page."""

GROUP_GAP = 32  # logical pixels between before and after
MATRIX_GAP = 16  # logical pixels above the matrix that mixes the channels
MATRIX_SHARE = 0.4  # of the height
DOMINANT = 4
"""So many times stronger than the middle one, a kernel leaves nothing to be seen of the others."""

KernelScale = Literal["each", "all"]


@dataclass(frozen=True)
class KernelCounts:
    """How many kernels a convolution has.

    Attributes
    ----------
    filters : int
    input_maps : int
        Kernels of each filter; 1 where it sees one map only.
    """

    filters: int
    input_maps: int


def kernel_counts(state: NetworkState, layer: int) -> KernelCounts | None:
    """Count the kernels of a layer; None where it has none."""
    kernels = _kernels(state, layer)
    return None if kernels is None else KernelCounts(kernels.shape[3], kernels.shape[2])


def kernel_sheet(
    before: NetworkState | None,
    after: NetworkState,
    layer: int,
    channel: int,
    input_map: int | None,
    size: tuple[int, int],
    ratio: float = 1.0,
    scale: KernelScale | None = None,
) -> Sheet:
    """Show the kernels of a convolution.

    Parameters
    ----------
    before, after : NetworkState
        Of one architecture. What is ``before`` stands on the left, as row 0, and ``after``
        beside it, as row 1; white is 0 in both, and the colours of a kernel mean the same.
        None before, or the same state, leaves only ``after``.
    layer : int
    channel : int
        The filter that is shown where ``input_map`` is None: its kernel over each input map,
        which is then the cells' channel.
    input_map : int or None
        Otherwise the kernels of all filters over this map. Where each filter sees one map
        only, all filters are shown anyway.
    size : (int, int)
        Height and width to be filled, in pixels.
    ratio : float
        Pixels for each logical one.
    scale : {"each", "all"} or None
        Whether the colours end at each kernel's own strongest weight, or at that of all.
        None for ``all``, as long as no kernel is far stronger than the others.

    Returns
    -------
    Sheet
        Below the kernels of a separable convolution stands the matrix that mixes what they
        give: a cell without channel, a row for each of them and a column for each filter.

    Raises
    ------
    CnnLabError
        The layer has no kernels, or not so many.
    """
    moments = [after] if before is None or before is after else [before, after]
    shown = np.stack([shown_kernels(state, layer, channel, input_map) for state in moments])
    limits = _limits(shown, scale)
    mixing = mixing_matrices(moments, layer)
    gap = round(GROUP_GAP * ratio)
    width = (size[1] - gap * (len(moments) - 1)) // len(moments)
    part = 0 if mixing is None else int(size[0] * MATRIX_SHARE)
    height = size[0] - part - (round(MATRIX_GAP * ratio) if part else 0)
    picture = np.zeros(size, np.uint32)
    cells: list[Cell] = []
    for place in range(len(moments)):
        at = place + 2 - len(moments), layer
        left = place * (width + gap)
        cells += _put_kernels(picture, Rect(0, left, height, width), shown[place], limits, at)
        if mixing is not None:
            slot = Rect(size[0] - part, left, part, width)
            cells.append(_put_matrix(picture, slot, mixing, place, at))
    bottom = max(cell.box.top + cell.box.height for cell in cells) + 1
    return Sheet(picture[:bottom], tuple(cells), DIVERGING)


def _kernels(state: NetworkState, layer: int) -> Values | None:
    """(kh, kw, input maps, filters); one input map where each filter sees no more."""
    kind = state.architecture.active().layers[layer]
    if not isinstance(kind, Convolution):
        return None
    name = "depthwise_kernel" if "depthwise" in kind.kernels[:-1] else "kernel"
    kernels = state.weights[f"{layer:03d}.{name}"]
    if isinstance(kind, ChannelwiseConvolution):
        return kernels.reshape(*kernels.shape[:2], 1, -1)
    return kernels


def shown_kernels(state: NetworkState, layer: int, channel: int, input_map: int | None) -> Values:
    """(n, kh, kw): those kernels that `kernel_sheet` shows of one moment, by channel.

    Raises
    ------
    CnnLabError
        The layer has no kernels, or not so many.
    """
    kernels = _kernels(state, layer)
    if kernels is None:
        raise CnnLabError(
            tr_noop(
                "errors", "Layer {number} is a {kind}, which has no kernels. Choose a convolution."
            ),
            number=layer + 1,
            kind=state.architecture.active().layers[layer].kind,
        )
    if kernels.shape[2] == 1:
        return np.moveaxis(kernels[:, :, 0], -1, 0)
    if input_map is None:
        return np.moveaxis(kernels[..., _within(channel, kernels.shape[3])], -1, 0)
    return np.moveaxis(kernels[:, :, _within(input_map, kernels.shape[2])], -1, 0)


def _within(wanted: int, count: int) -> int:
    if not 0 <= wanted < count:
        raise CnnLabError(
            tr_noop(
                "errors",
                "There are no kernels number {wanted} in this layer. Choose one from 0 to {last}.",
            ),
            wanted=wanted,
            last=count - 1,
        )
    return wanted


def mixing_matrices(moments: Sequence[NetworkState], layer: int) -> Values | None:
    """(n, spread channels, filters): what mixes the channels of a separable convolution."""
    name = f"{layer:03d}.pointwise_kernel"
    if name not in moments[0].weights:
        return None
    return np.stack([state.weights[name][0, 0] for state in moments])


def _limits(shown: Values, scale: KernelScale | None) -> Bounds:
    """(n, 2): where the colours of each of (moments, n, kh, kw) kernels end."""
    count = shown.shape[1]
    own = np.array([symmetric(shown[:, index]) for index in range(count)])
    if scale is None:
        scale = "each" if own[:, 1].max() > DOMINANT * np.median(own[:, 1]) else "all"
    return own if scale == "each" else np.tile(np.array(symmetric(shown)), (count, 1))


def _put_kernels(
    picture: Pixels, slot: Rect, kernels: Values, limits: Bounds, at: tuple[int, int]
) -> list[Cell]:
    """Draw the kernels of one moment from the corner of a slot on."""
    count, height, width = kernels.shape
    plan = tile_plan(count, (height, width), (slot.height, slot.width), frame=1)
    tiles = map_tiles(kernels, limits, plan.scale, DIVERGING)
    pixels = laid_out(framed(tiles), plan)[: slot.height, : slot.width]
    bottom, right = slot.top + pixels.shape[0], slot.left + pixels.shape[1]
    picture[slot.top : bottom, slot.left : right] = pixels
    row, layer = at
    return [
        Cell(
            row,
            layer,
            index,
            _moved(plan.box(index), slot),
            (height, width),
            low,
            high,
            scale=plan.scale,
        )
        for index, (low, high) in enumerate(limits.tolist())
    ]


def _put_matrix(
    picture: Pixels, slot: Rect, mixing: Values, place: int, at: tuple[int, int]
) -> Cell:
    limits = np.array([symmetric(mixing)])
    matrix = mixing[place : place + 1]
    inside = min(slot.height / matrix.shape[1], slot.width / matrix.shape[2]) * max(
        matrix.shape[1:]
    )
    scale = fitting_scale(matrix.shape[1], matrix.shape[2], max(1, int(inside) - 2))
    painted = painted_maps(matrix, limits, scale, None, DIVERGING)
    height, width = painted.tiles.shape[1:]
    outer = slot._replace(height=height + 2, width=width + 2)
    picture[outer.top : outer.top + outer.height, outer.left : outer.left + outer.width] = FRAME
    return painted.put(picture, outer, 0, row=at[0], layer=at[1])


def framed(tiles: Pixels) -> Pixels:
    """(n, H, W) tiles with a line of one pixel around each."""
    return np.pad(tiles, ((0, 0), (1, 1), (1, 1)), constant_values=FRAME)


def _moved(box: Rect, slot: Rect) -> Rect:
    return box._replace(top=box.top + slot.top, left=box.left + slot.left)
