"""What is written on a saved picture of feature maps."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class RowCaption:
    """What stands beside a row: two lines, and whether the network was right."""

    title: str = ""
    detail: str = ""
    is_right: bool | None = None


@dataclass(frozen=True)
class Captions:
    """The texts of a picture, in the language of whoever reads it.

    Attributes
    ----------
    title, subtitle : str
    columns : mapping of int
        The head of each layer's column.
    rows : mapping of int
        What stands beside each row; above it, where rows stand side by side.
    units : tuple of str
        The names of a vector's bars, where there is nothing but one vector.
    bars : mapping of (int, int)
        Those of the vector of each row and layer, written into its bars where they fit.
    own_scale : str
        What is said of colours that mean something else in each map.
    lowest, highest : str
        The ends of the bar of such colours.
    against, speaking : str
        The ends of the bar of what is laid over an image in two colours.
    """

    title: str = ""
    subtitle: str = ""
    columns: Mapping[int, str] = field(default_factory=dict)
    rows: Mapping[int, RowCaption] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    bars: Mapping[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    own_scale: str = "each map has a scale of its own"
    lowest: str = "its lowest value"
    highest: str = "its highest"
    against: str = "speaks against"
    speaking: str = "speaks for it"

    def texts(self) -> list[str]:
        """Everything that may be written, numbers too."""
        rows = [text for row in self.rows.values() for text in (row.title, row.detail)]
        ends = [self.lowest, self.highest, self.against, self.speaking, "+-0123456789.e"]
        heads = [self.title, self.subtitle, self.own_scale, *self.columns.values()]
        bars = [name for names in self.bars.values() for name in names]
        return [*heads, *rows, *self.units, *bars, *ends]
