"""What a sheet of maps is shown with: captions, heads, the value pointed at, frames."""

from dataclasses import dataclass

from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.inside.sheet import Cell


@dataclass(frozen=True)
class Caption:
    """What stands beside a row: two lines, and whether the network was right."""

    title: str = ""
    detail: str = ""
    is_right: bool | None = None


@dataclass(frozen=True)
class Head:
    """What stands above a part of the sheet: from ``left`` on, ``width`` of its pixels wide."""

    text: str
    left: int
    width: int


@dataclass(frozen=True)
class Place:
    """One value of one map."""

    cell: Cell
    at: Position

    @property
    def pixel(self) -> Rect:
        """The value as an area of its map; a vector is one row of values."""
        return (
            Rect(0, self.at[0], 1, 1) if len(self.at) == 1 else Rect(self.at[0], self.at[1], 1, 1)
        )


@dataclass(frozen=True)
class Outline:
    """A frame around some values of a map; the map may stand beside the sheet."""

    cell: Cell
    area: Rect
    beside: bool = False
