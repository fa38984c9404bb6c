"""How each run of a selection is drawn: a colour of the Okabe–Ito set and a line style."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from cnnlab_gui.widgets.theme import Theme

MOST_DRAWN = 14
"""Of the selected runs; who selects more sees the first ones."""

_WIDTH = 2.0
_ON_LIGHT = ("#0072B2", "#D55E00", "#009E73", "#B8568E", "#A87400", "#3893C8", "#000000")
# On a dark page they are lighter, of the same hues, to keep their contrast.
_ON_DARK = ("#4DB2EC", "#FF9345", "#3CC9A0", "#E5A3C8", "#F0BE4B", "#9AD4F7", "#FFFFFF")
# Lengths of dashes and gaps, in widths of the line; none is a line without gaps.
_DASHES = (
    (),
    (6.0, 3.0),
    (1.5, 2.0),
    (7.0, 2.5, 1.5, 2.5),
    (11.0, 3.0),
    (5.0, 2.0, 1.5, 2.0, 1.5, 2.0),
    (3.0, 2.0),
)


class RunPens:
    """Gives each selected run a line that it keeps as long as it is selected."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._places: dict[str, int] = {}

    def select(self, names: Sequence[str]) -> None:
        """Let these runs have a line, the first `MOST_DRAWN` of them."""
        wanted = list(names)[:MOST_DRAWN]
        self._places = {name: at for name, at in self._places.items() if name in wanted}
        free = iter(sorted(set(range(MOST_DRAWN)) - set(self._places.values())))
        for name in wanted:
            if name not in self._places:
                self._places[name] = next(free)

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def of(self, name: str) -> QPen | None:
        """The line of a run; None where it has none."""
        place = self._places.get(name)
        return None if place is None else pen_at(place, dark=self._theme.is_dark)

    def in_print(self, name: str) -> QPen | None:
        """The same on white paper."""
        place = self._places.get(name)
        return None if place is None else pen_at(place, dark=False)


def pen_at(place: int, *, dark: bool) -> QPen:
    """The line number ``place``, from 0; no two below `MOST_DRAWN` look alike."""
    colours = _ON_DARK if dark else _ON_LIGHT
    pen = QPen(QColor(colours[place % len(colours)]), _WIDTH)
    pen.setCosmetic(True)
    # The second round has the same colours with other dashes.
    dashes = _DASHES[(place + place // len(colours)) % len(_DASHES)]
    if dashes:
        pen.setDashPattern(list(dashes))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
