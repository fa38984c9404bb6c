"""The few elements of SVG that a picture needs, as text. Colours are ``#RRGGBB`` or ``none``."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from cnnlab_gui.core import paths
from cnnlab_gui.core.picture.shapes import Point, Rectangle

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def number(value: float) -> str:
    return f"{value:.6g}"


def escaped(words: str) -> str:
    """``words`` as text of an element; what XML cannot hold at all is left out."""
    return escape(_FORBIDDEN.sub("", words))


def _point(point: Point) -> str:
    return f"{number(point[0])},{number(point[1])}"


def rectangle(
    place: Rectangle,
    fill: str,
    stroke: str,
    *,
    corner: float = 0,
    dash: str = "",
    width: float = 1,
    opacity: float = 1,
) -> str:
    extra = f' rx="{number(corner)}"' if corner else ""
    extra += f' stroke-dasharray="{dash}"' if dash else ""
    extra += f' fill-opacity="{number(opacity)}"' if opacity < 1 else ""
    return (
        f'<rect x="{number(place.x)}" y="{number(place.y)}" width="{number(place.width)}" '
        f'height="{number(place.height)}" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{number(width)}"{extra}/>'
    )


def polygon(points: Iterable[Point], fill: str, stroke: str, *, opacity: float = 1) -> str:
    extra = f' fill-opacity="{number(opacity)}"' if opacity < 1 else ""
    listed = " ".join(_point(point) for point in points)
    return (
        f'<polygon points="{listed}" fill="{fill}" stroke="{stroke}" '
        f'stroke-linejoin="round"{extra}/>'
    )


def path(
    lines: Iterable[Sequence[Point]],
    stroke: str,
    *,
    width: float,
    dash: str = "",
    opacity: float = 1,
) -> str:
    extra = ' stroke-linecap="round"'
    extra += f' stroke-dasharray="{dash}"' if dash else ""
    extra += f' stroke-opacity="{number(opacity)}"' if opacity < 1 else ""
    drawn = " ".join("M" + " L".join(_point(point) for point in line) for line in lines)
    return (
        f'<path d="{drawn}" fill="none" stroke="{stroke}" stroke-width="{number(width)}"{extra}/>'
    )


def text(
    x: float,
    y: float,
    words: str,
    size: float,
    colour: str,
    anchor: str = "middle",
    *,
    bold: bool = False,
) -> str:
    extra = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" '
        f'fill="{colour}" text-anchor="{anchor}"{extra}>{escaped(words)}</text>'
    )


def dot(centre: Point, radius: float, fill: str, stroke: str = "none") -> str:
    x, y = centre
    return (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" '
        f'fill="{fill}" stroke="{stroke}"/>'
    )


def icon(name: str, x: float, y: float, size: float, colour: str) -> str:
    """A shipped icon, centred at ``(x, y)``."""
    scale = size / 24
    return (
        f'<g transform="translate({number(x - size / 2)} {number(y - size / 2)}) '
        f'scale({scale:.4f})" fill="none" stroke="{colour}" stroke-width="1.75" '
        f'stroke-linecap="round" stroke-linejoin="round">'
        f"{_icon_body(name).replace('currentColor', colour)}</g>"
    )


@lru_cache(maxsize=64)
def _icon_body(name: str) -> str:
    """What is inside the icon's file; nothing if there is none of that name."""
    path = paths.resources_folder() / "icons" / f"{name}.svg"
    if not path.is_file():
        return ""
    found = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(encoding="utf-8"), re.DOTALL)
    return found.group(1).strip() if found else ""
