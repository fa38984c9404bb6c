"""From a value under the pointer to the sum that made it, and to what is framed for it."""

from dataclasses import dataclass

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.explain import explain
from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.inside.overlay import ACTIVATION, OCCLUSION, likeliest
from cnnlab_gui.core.inside.receptive import receptive_rect, rect_before
from cnnlab_gui.core.inside.sheet import INPUT, Cell, Sheet
from cnnlab_gui.core.inside.view import Seen, View
from cnnlab_gui.core.layers.arithmetic import Arithmetic
from cnnlab_gui.widgets.maps.places import Outline, Place


@dataclass(frozen=True)
class Reading:
    """What is known of one value, which stands at ``at`` of what its layer gives."""

    at: Position
    value: float
    arithmetic: Arithmetic | None
    outlines: tuple[Outline, ...]


def read_place(seen: Seen, place: Place) -> Reading | None:
    """Work out the value under the pointer; None where nothing can be said of it."""
    cell, outputs, at = place.cell, seen.outputs, place.at
    if seen.wish.view is View.KERNELS or cell.layer in (ACTIVATION, OCCLUSION):
        return None
    if cell.layer == INPUT:
        value = float(outputs.images[(cell.row, *at[:2])].mean())
        return Reading(at, value, None, ())
    is_answer = seen.wish.view is View.EVIDENCE
    if is_answer:  # its bars stand in an order of their own
        at = (int(likeliest(outputs.probabilities)[(cell.row, *at)]),)
    try:
        arithmetic = explain(outputs, cell.row, cell.layer, at)
    except CnnLabError:
        return None
    value = float(outputs.of(cell.layer)[(cell.row, *at)])
    return Reading(at, value, arithmetic, () if is_answer else _outlines(seen, place, arithmetic))


def frames_of(seen: Seen, place: Place) -> tuple[Outline, ...]:
    """The same weight before training and now, or the same place in all that speaks for a class."""
    cell = place.cell
    if seen.wish.view is View.KERNELS:
        others = [each for each in seen.sheet.cells if each.channel == cell.channel]
    else:
        others = [each for each in seen.sheet.cells if each.row == cell.row and each.layer < 0]
    return tuple(Outline(other, place.pixel) for other in others if other is not cell)


def _outlines(seen: Seen, place: Place, arithmetic: Arithmetic) -> tuple[Outline, ...]:
    """What it was made of, on the input and on the map before, where these are shown."""
    architecture, cell = seen.state.architecture, place.cell
    beside = seen.reference is not None
    shown = _maps(seen.reference or seen.sheet, cell.row)
    found = []
    if INPUT in shown:
        on_input = shown[INPUT]
        area = receptive_rect(architecture, cell.layer, place.at)
        found.append(Outline(on_input, area.clipped(*on_input.values), beside))
    if cell.layer > 0 and cell.layer - 1 in shown:
        before = shown[cell.layer - 1]
        area = rect_before(architecture, cell.layer, place.at)
        found.append(Outline(before, area.clipped(*before.values), beside))
        if arithmetic.chosen is not None and arithmetic.chosen[2] == before.channel:
            # Beside the maps of all channels stands the one map that was chosen there.
            row, column, _ = arithmetic.chosen
            found.append(Outline(before, Rect(row, column, 1, 1), beside))
    return tuple(found)


def _maps(sheet: Sheet, row: int) -> dict[int, Cell]:
    """The maps of one image, by layer."""
    return {cell.layer: cell for cell in sheet.cells if cell.row == row}
