"""The tools for the paper, and the lines that they leave."""

from enum import Enum

from cnnlab_gui.core.drawing.stroke import Point, Stroke


class Tool(Enum):
    """What the hand holds."""

    PEN = "pen"
    ERASER = "eraser"


TIPS = {Tool.PEN: 0.09, Tool.ERASER: 0.16}
"""How wide a tool is at first, in units of the paper's longer side: 2.5 of 28 pixels."""
TIP_RANGES = {Tool.PEN: (0.03, 0.20), Tool.ERASER: (0.06, 0.40)}
TIP_STEP = 0.01
LIGHTEST, HEAVIEST = 0.4, 1.6
"""How wide the pen's line is for its width, hardly pressed and pressed with full force."""
LONGEST = 400
"""Points of a stroke; a longer line becomes several, so that a movement stays quick."""
INERTIA = 0.6
"""How much of the width of one point is left in the next."""


class Line:
    """What a pointer has drawn since it went down."""

    def __init__(self, width: float, point: Point, pressure: float | None) -> None:
        self._width = width
        self._factor = 1.0 if pressure is None else _factor(pressure)
        self._whole: list[Stroke] = []
        self._points = [point]
        self._widths = [width * self._factor]

    @property
    def last(self) -> Point:
        return self._points[-1]

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """One, or where it is very long several that go on where the one before ends."""
        return (*self._whole, Stroke(tuple(self._points), tuple(self._widths)))

    @property
    def newest(self) -> Stroke:
        """Its last piece."""
        return Stroke(tuple(self._points[-2:]), tuple(self._widths[-2:]))

    def add(self, point: Point, pressure: float | None) -> None:
        """Go on; without a pressure it stays as wide as it was."""
        if pressure is not None:
            self._factor = INERTIA * self._factor + (1 - INERTIA) * _factor(pressure)
        if len(self._points) == LONGEST:
            self._whole.append(Stroke(tuple(self._points), tuple(self._widths)))
            del self._points[:-1], self._widths[:-1]
        self._points.append(point)
        self._widths.append(self._width * self._factor)


def _factor(pressure: float) -> float:
    return LIGHTEST + (HEAVIEST - LIGHTEST) * min(max(pressure, 0.0), 1.0)
