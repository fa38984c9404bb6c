"""From one value of a sheet to another, as the keyboard goes."""

from collections.abc import Sequence

from PySide6.QtCore import Qt

from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.inside.sheet import Cell, Look, Sheet
from cnnlab_gui.widgets.maps.places import Place

STEPS: dict[int, tuple[int, int]] = {  # rows and columns
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
ASIDE = 3  # times as far as onward
IN_IMAGE = 3  # a place of an image: row, column, channel


def middle_of(cell: Cell) -> Place | None:
    """The value in the middle of a map; None where a short vector has none there."""
    box = cell.box
    # Between four values the lower right one: any will do, as long as it is one.
    at = cell.position_at(box.left + box.width // 2, box.top + box.height // 2)
    return Place(cell, at) if at is not None else None


def first_of_row(cells: Sequence[Cell], row: int) -> Place | None:
    """The middle of the first map of a row, after the image."""
    in_row = [cell for cell in cells if cell.row == row and cell.layer >= 0]
    return middle_of(in_row[0]) if in_row else None


def stepped(place: Place, step: tuple[int, int]) -> Position | None:
    """The value one further in a direction; None beyond the map's border."""
    cell, (rows, columns) = place.cell, place.cell.values
    if len(place.at) == 1:
        across = cell.columns if cell.look is Look.LINES else 1
        by = step[0] * across + (step[1] if cell.look is Look.LINES else 0)
        index = place.at[0] + by * cell.scale.reduce
        return (index,) if 0 <= index < columns else None
    row = place.at[0] + step[0] * cell.scale.reduce
    column = place.at[1] + step[1] * cell.scale.reduce
    return (row, column, *place.at[2:]) if 0 <= row < rows and 0 <= column < columns else None


def neighbour(sheet: Sheet, cell: Cell, step: tuple[int, int]) -> Cell | None:
    """The nearest map in a direction."""
    middle = _middle(cell.box)

    def distance(other: Cell) -> float | None:
        down, right = (a - b for a, b in zip(_middle(other.box), middle, strict=True))
        onward = down * step[0] + right * step[1]
        aside = abs(down * step[1]) + abs(right * step[0])
        return onward + ASIDE * aside if onward > 0 else None

    found = [(d, index) for index, each in enumerate(sheet.cells) if (d := distance(each))]
    return sheet.cells[min(found)[1]] if found else None


def _middle(box: Rect) -> tuple[float, float]:
    return box.top + box.height / 2, box.left + box.width / 2


def found_again(place: Place, sheet: Sheet, *, in_grid: bool) -> Place | None:
    """The same value on another sheet; in a grid, also where another channel is shown now."""
    old, instead = place.cell, None
    for cell in sheet.cells:
        if (cell.row, cell.layer, cell.values) != (old.row, old.layer, old.values):
            continue
        if cell.channel == old.channel:
            return Place(cell, place.at)
        instead = cell if instead is None else instead
    if instead is None or not in_grid or instead.channel is None or len(place.at) != IN_IMAGE:
        return None
    return Place(instead, (*place.at[:2], instead.channel))
