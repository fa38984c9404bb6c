"""The colours of a picture: one for each family of blocks, and its shades."""

from dataclasses import dataclass

from cnnlab_gui.core.picture.shapes import Family

TOP, FRONT, SIDE, SOFT = 0.12, 0.24, 0.42, 0.6
"""How much of its hue a face has; the light comes from above."""


@dataclass(frozen=True)
class PictureColours:
    """What each colour is for; the values are ``#RRGGBB``."""

    page: str
    text: str
    muted: str
    input: str
    convolution: str
    pooling: str
    vector: str
    error: str


@dataclass(frozen=True)
class Pen:
    """The colours of one family."""

    line: str
    front: str
    top: str
    side: str
    soft: str


class Pens:
    """The pens of one set of colours, each mixed once."""

    def __init__(self, colours: PictureColours) -> None:
        self.colours = colours
        hues = {
            Family.INPUT: colours.input,
            Family.CONVOLUTION: colours.convolution,
            Family.POOLING: colours.pooling,
            Family.VECTOR: colours.vector,
            Family.MARK: colours.muted,
            Family.NOTHING: colours.muted,
            Family.ERROR: colours.error,
        }
        page = colours.page
        self._pens = {
            family: Pen(
                line=hue,
                front=mixed(hue, page, FRONT),
                top=mixed(hue, page, TOP),
                side=mixed(hue, page, SIDE),
                soft=mixed(hue, page, SOFT),
            )
            for family, hue in hues.items()
        }

    def of(self, family: Family) -> Pen:
        return self._pens[family]


def mixed(colour: str, page: str, share: float) -> str:
    """``share`` of ``colour`` on ``page``."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(page[1:]), strict=True)
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in pairs)
