"""What one pen wrote between down and up, and the form in which it is kept in a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np
from numpy.typing import NDArray
from pydantic import JsonValue

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import tr_noop

Point = tuple[float, float]
Floats = NDArray[np.float64]

MOST_STROKES, MOST_POINTS = 1_000, 8_000
"""Of a drawing that is kept in a file."""
LEAST_WIDTH, MOST_WIDTH = 0.001, 0.5
"""Of a stroke in a file, in units of the paper's longer side."""
DECIMALS = 5
"""Of numbers in a file: a hundredth of a pixel on a canvas of 1,000."""


@dataclass(frozen=True)
class Stroke:
    """One line of ink, with round ends.

    Attributes
    ----------
    points : tuple of (float, float)
        x to the right and y down from the paper's corner, in units of its longer side;
        at least one. A single point is a dot.
    widths : tuple of float
        The pen's at each point, in the same unit.
    """

    points: tuple[Point, ...]
    widths: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.points or len(self.points) != len(self.widths):
            raise ValueError(f"{len(self.points)} points with {len(self.widths)} widths")

    @classmethod
    def even(cls, points: Sequence[Point], width: float) -> "Stroke":
        """A stroke that is as wide everywhere."""
        return cls(tuple(points), (width,) * len(points))

    @cached_property
    def path(self) -> Floats:
        """(N, 3) float64: x, y and half the width at each point."""
        path = np.empty((len(self.points), 3))
        path[:, :2] = self.points
        path[:, 2] = self.widths
        path[:, 2] /= 2
        path.flags.writeable = False
        return path

    @property
    def length(self) -> float:
        """Of the pen's way, in units of the paper's longer side."""
        return float(np.hypot(*np.diff(self.path[:, :2], axis=0).T).sum())

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the ink."""
        return box_of(self.path)

    def to_json(self) -> dict[str, JsonValue]:
        """Its points and widths, rounded to `DECIMALS`; one width if all are the same."""
        widths = self.widths[:1] if len(set(self.widths)) == 1 else self.widths
        return {
            "points": [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in self.points],
            "widths": [round(width, DECIMALS) for width in widths],
        }

    @classmethod
    def from_json(cls, value: JsonValue) -> "Stroke":
        """Read what `to_json` made.

        Raises
        ------
        CnnLabError
            It is something else, has more than `MOST_POINTS`, or a number is not finite or
            not on the paper.
        """
        if not isinstance(value, dict) or set(value) != {"points", "widths"}:
            raise _no_stroke()
        points, widths = value["points"], value["widths"]
        if not isinstance(points, list) or not isinstance(widths, list):
            raise _no_stroke()
        if len(points) > MOST_POINTS:
            raise _too_many()
        if not points or len(widths) not in {1, len(points)}:
            raise _no_stroke()
        read = tuple(_point(each) for each in points)
        wide = tuple(_number(each, LEAST_WIDTH, MOST_WIDTH) for each in widths)
        return cls(read, wide if len(wide) == len(read) else wide * len(read))


def box_of(path: Floats) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of discs: (N, 3), x, y and radius each."""
    left, top = (path[:, :2] - path[:, 2:]).min(axis=0)
    right, bottom = (path[:, :2] + path[:, 2:]).max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def drawing_to_json(strokes: Sequence[Stroke]) -> list[JsonValue]:
    """All strokes of a drawing.

    Raises
    ------
    CnnLabError
        It has more strokes or points than `drawing_from_json` reads.
    """
    _check_size(strokes)
    return [stroke.to_json() for stroke in strokes]


def drawing_from_json(value: JsonValue) -> tuple[Stroke, ...]:
    """Read what `drawing_to_json` made.

    Raises
    ------
    CnnLabError
        It is something else, or has more than `MOST_STROKES` or `MOST_POINTS`.
    """
    if not isinstance(value, list):
        raise _no_stroke()
    if len(value) > MOST_STROKES:
        raise _too_many()
    strokes: list[Stroke] = []
    points = 0
    for each in value:
        strokes.append(Stroke.from_json(each))
        points += len(strokes[-1].points)
        if points > MOST_POINTS:
            raise _too_many()
    return tuple(strokes)


def _check_size(strokes: Sequence[Stroke]) -> None:
    if len(strokes) > MOST_STROKES or sum(len(each.points) for each in strokes) > MOST_POINTS:
        raise _too_many()


def _point(value: JsonValue) -> Point:
    if not isinstance(value, list) or len(value) != 2:
        raise _no_stroke()
    return _number(value[0], 0.0, 1.0), _number(value[1], 0.0, 1.0)


def _number(value: JsonValue, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _no_stroke()
    # An integer of a stranger may be too long for a float: compare first.
    if not (isinstance(value, int) or isfinite(value)) or not least <= value <= most:
        raise CnnLabError(
            tr_noop(
                "errors",
                "A stroke has the number {number} where one from {least} to {most} is needed; "
                "the drawing is damaged and cannot be used.",
            ),
            number=f"{value:.6g}" if abs(value) < 1e300 else "…",
            least=least,
            most=most,
        )
    return float(value)


def _no_stroke() -> CnnLabError:
    return CnnLabError(
        tr_noop(
            "errors",
            "This is no drawing: a stroke needs points of two numbers each and their widths. "
            "Use a file that CNN Lab made.",
        )
    )


def _too_many() -> CnnLabError:
    return CnnLabError(
        tr_noop(
            "errors",
            "The drawing has more than {strokes:,} strokes or {points:,} points, too many to be "
            "kept. Clear the paper and draw it more simply.",
        ),
        strokes=MOST_STROKES,
        points=MOST_POINTS,
    )
