"""What a picture of a network is made of. All lengths in units of the picture, y downwards."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum

Point = tuple[float, float]

INPUT = -1
"""Stands for the input where a layer's index is asked for."""


@dataclass(frozen=True)
class Rectangle:
    """``(x, y)`` is the corner at the top left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2


class Form(Enum):
    """How a layer's output is drawn."""

    IMAGE = "image"  # a cuboid: height and width in front, channels in depth
    COLUMN = "column"  # a list of many numbers
    CELLS = "cells"  # a list of so few numbers that each has a cell
    MARK = "mark"  # the shape stays: a thin plate
    DISABLED = "disabled"  # the layer is switched off: a dotted line
    BROKEN = "broken"  # the layer cannot stand here
    UNKNOWN = "unknown"  # a layer before it cannot stand


class Family(Enum):
    """Which colour a block has."""

    INPUT = "input"
    CONVOLUTION = "convolution"
    POOLING = "pooling"
    VECTOR = "vector"
    MARK = "mark"
    NOTHING = "nothing"
    ERROR = "error"


SHAPED = frozenset({Form.IMAGE, Form.COLUMN, Form.CELLS})
"""Forms that show an output's shape."""


@dataclass(frozen=True)
class Caption:
    """What is written under a block: lines of text, and two numbers; ``quiet`` of a mere mark."""

    title: tuple[str, ...]
    short: tuple[str, ...] = ()
    shape: str = ""
    parameters: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class Block:
    """One layer's output, or the input.

    Attributes
    ----------
    layer : int
        Index of the layer; `INPUT` for the input.
    icon : str
        Name of the shipped icon of its kind.
    slot : Rectangle
        The strip of the picture that is this block's alone, caption included.
    body : Rectangle
        Around all that is drawn of the block itself.
    front : Rectangle
        The face of a cuboid that is to scale; equals ``body`` of all other forms.
    middle : float
        Where its caption is centred.
    told : str
        The block in one line of words, or why its layer cannot stand here.
    depth : float
        How far a cuboid reaches back, before the projection; 0 of all other forms.
    pixels : (int, int)
        Height and width of the image that a cuboid is; zeros of all other forms.
    count : int
        Channels of a cuboid, numbers of a list; 0 of all other forms.
    """

    layer: int
    form: Form
    family: Family
    icon: str
    slot: Rectangle
    body: Rectangle
    front: Rectangle
    caption: Caption
    middle: float
    told: str
    depth: float = 0.0
    pixels: tuple[int, int] = (0, 0)
    count: int = 0


@dataclass(frozen=True)
class WindowLink:
    """The patch of a face that becomes one pixel of the next.

    Attributes
    ----------
    window : Rectangle
        On the face of block ``start``, to scale.
    pixel : Point
        On the face of block ``end``.
    """

    start: int
    end: int
    window: Rectangle
    pixel: Point


@dataclass(frozen=True)
class FanLink:
    """Everything of one block goes into the next.

    Attributes
    ----------
    area : tuple of Point
        Corners of the area between the two.
    threads : tuple of (Point, Point)
        Lines in it, where each number of the one meets each of the other.
    """

    start: int
    end: int
    area: tuple[Point, ...]
    threads: tuple[tuple[Point, Point], ...] = ()


Link = WindowLink | FanLink


@dataclass(frozen=True)
class Rows:
    """Base lines of the first line of each row of the captions."""

    title: float
    short: float
    shape: float
    parameters: float


@dataclass(frozen=True)
class Text:
    """A line of text whose base line starts at ``(x, y)``."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Legend:
    """What the scale means.

    Attributes
    ----------
    place : Rectangle
        Around all of it.
    texts : tuple of Text
    bars : tuple of Rectangle
        Lengths of columns, lying.
    rules : tuple of Rectangle
        Lengths on the face of an image.
    cuboids : tuple of (Rectangle, float)
        Faces, each with its depth.
    """

    place: Rectangle
    texts: tuple[Text, ...] = ()
    bars: tuple[Rectangle, ...] = ()
    rules: tuple[Rectangle, ...] = ()
    cuboids: tuple[tuple[Rectangle, float], ...] = ()


@dataclass(frozen=True)
class NetworkPicture:
    """A whole network, to scale.

    Attributes
    ----------
    scale : float
        Length of one pixel of an image.
    title : str
        The network in one line, for those who cannot see it.
    blocks : tuple of Block
        The input, then each layer in order, from left to right.
    headers : tuple of Text
        Names of the rows of numbers.
    class_names : tuple of Text
        Beside the last cells; empty if unknown.
    """

    width: int
    height: int
    scale: float
    title: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    rows: Rows
    headers: tuple[Text, ...]
    class_names: tuple[Text, ...]
    legend: Legend

    def layer_at(self, x: float, y: float) -> int | None:
        """Index of the layer whose strip holds ``(x, y)``, `INPUT`, or None."""
        found = bisect_right(self.blocks, x, key=lambda block: block.slot.x) - 1
        if found < 0:
            return None
        block = self.blocks[found]
        inside = x < block.slot.right and block.slot.y <= y < block.slot.bottom
        return block.layer if inside else None
