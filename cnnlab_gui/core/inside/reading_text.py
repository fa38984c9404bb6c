"""What maps are called, and what is known of a weight or of what speaks for a class."""

from collections.abc import Sequence
from dataclasses import replace

from cnnlab_gui.core.inside.arrays import map_values
from cnnlab_gui.core.inside.geometry import Position
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.inside.overlay import ACTIVATION, resized
from cnnlab_gui.core.inside.sheet import Cell
from cnnlab_gui.core.inside.view import Seen, View
from cnnlab_gui.core.layers.convolution import ChannelwiseConvolution
from cnnlab_gui.core.text import Sentence, tr_noop

BEFORE, NOW = 0, 1
"""The rows of kernels."""

_INPUT = tr_noop("sums", "input")
_LAYER = tr_noop("sums", "{kind} {number}")
_CHANNEL = tr_noop("sums", "channel {channel}")
_SHORT_CHANNEL = tr_noop("sums", "ch. {channel}")
_MAP = tr_noop("sums", "{layer}, channel {channel}")
_OVER_MAP = tr_noop("sums", "filter {filter}, input map {map}, row {row}, column {column}")
_OF_FILTER = tr_noop("sums", "filter {filter}, row {row}, column {column}")
_MIXED = tr_noop("sums", "what channel {map} adds to filter {filter}")
_TWICE = tr_noop("sums", "{where}: {before} before training, {now} now")
_ONCE = tr_noop("sums", "{where}: {now}")
_STRENGTH = tr_noop(
    "sums", "“{name}”: row {row}, column {column} speaks for it with {share} of the strongest place"
)
_NOTHING = tr_noop("sums", "Grad-CAM: nothing in this layer speaks for “{name}”")
_FALLS = tr_noop(
    "sums",
    "hiding what is around row {row}, column {column}: “{name}” falls from {before} to {after}",
)
_RISES = tr_noop(
    "sums",
    "hiding what is around row {row}, column {column}: “{name}” rises from {before} to {after}",
)


def map_names(seen: Seen, cell: Cell) -> tuple[Sentence, ...]:
    """What a map is called beside others, from the longest name to the shortest."""
    if cell.layer < 0:
        return (Sentence(_INPUT),)
    kind = seen.state.architecture.active().layers[cell.layer].kind
    layer = Sentence(_LAYER, {"kind": kind, "number": cell.layer + 1})
    if cell.channel is None:
        return (layer,)
    channel = {"channel": cell.channel}
    short = Sentence(_CHANNEL, channel), Sentence(_SHORT_CHANNEL, channel)
    if seen.wish.view is View.CHANNELS:
        return short
    return Sentence(_MAP, {"layer": layer, **channel}), *short


def weight_text(seen: Seen, cell: Cell, at: Position) -> Sentence:
    """A weight of a kernel that is seen, before training and now.

    Parameters
    ----------
    seen : Seen
        Of ``View.KERNELS``.
    cell : Cell
        Of its sheet.
    at : (int, int, ...)
        Row and column of the weight.
    """
    values: dict[str, object] = {"where": _where(seen, cell, at)}
    is_trained = any(each.row == BEFORE for each in seen.sheet.cells)
    for name, row in (("before", BEFORE), ("now", NOW)) if is_trained else (("now", NOW),):
        values[name] = Number(float(map_values(seen, replace(cell, row=row))[at[:2]]))
    return Sentence(_TWICE if is_trained else _ONCE, values)


def _where(seen: Seen, cell: Cell, at: Position) -> Sentence:
    row, column = at[:2]
    if cell.channel is None:
        return Sentence(_MIXED, {"map": row, "filter": column})
    place: dict[str, object] = {"row": row, "column": column}
    kind = seen.state.architecture.active().layers[cell.layer]
    sees_one = seen.outputs.of(cell.layer - 1).shape[-1] == 1
    if sees_one or isinstance(kind, ChannelwiseConvolution):
        return Sentence(_OF_FILTER, {"filter": cell.channel, **place})
    wish = seen.wish
    pair = (
        (wish.channel, cell.channel) if wish.input_map is None else (cell.channel, wish.input_map)
    )
    return Sentence(_OVER_MAP, {"filter": pair[0], "map": pair[1], **place})


def speaks(seen: Seen, row: int) -> bool:
    """Whether anything in the layer speaks for the class of an image, or might: NaN."""
    return seen.activation is None or not float(seen.activation[row].max()) <= 0


def evidence_text(seen: Seen, cell: Cell, at: Position, class_names: Sequence[str]) -> Sentence:
    """What a place of an image says for the class that is asked about.

    Parameters
    ----------
    seen : Seen
        Of ``View.EVIDENCE``.
    cell : Cell
        Of Grad-CAM or of occlusion.
    at : (int, int, ...)
        Row and column in the image.
    class_names : sequence of str
    """
    row, column = at[:2]
    target = int(seen.targets[cell.row])
    name = class_names[target] if target < len(class_names) else f"{target:,}"
    values: dict[str, object] = {"name": name, "row": row, "column": column}
    if cell.layer != ACTIVATION:
        before = float(seen.outputs.probabilities[cell.row, target])
        fall = float(map_values(seen, cell)[row, column])
        values["before"] = Number(before, "percent")
        values["after"] = Number(before - fall, "percent")
        return Sentence(_RISES if fall < 0 else _FALLS, values)
    if not speaks(seen, cell.row):
        return Sentence(_NOTHING, values)
    activation = map_values(seen, cell)
    height, width = cell.values
    here = float(resized(activation[None], height, width)[0, row, column])
    return Sentence(_STRENGTH, values | {"share": Number(here / float(activation.max()))})
