"""A person's picture, and what networks get of it."""

from dataclasses import dataclass, field
from functools import cached_property

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.drawing.placed import Placed, Placement
from cnnlab_gui.core.ink.find import find_ink
from cnnlab_gui.core.ink.found import FoundCharacter
from cnnlab_gui.core.ink.laid import Laid
from cnnlab_gui.core.ink.placing import image_for, placed_whole

Box = tuple[float, float, float, float]
Pieces = tuple["FoundCharacter | WholePicture", ...]


@dataclass(frozen=True, eq=False)
class WholePicture(Laid):
    """All of a picture, as it is: in its colours where the image has three channels.

    Attributes
    ----------
    pixels : (H, W, 1 or 3) uint8
    """

    pixels: Images = field(repr=False)

    @property
    def box(self) -> Box:
        """Left, top, right and bottom, pixels."""
        height, width = self.pixels.shape[:2]
        return 0.0, 0.0, float(width), float(height)

    def _place(self, shape: tuple[int, ...], placement: Placement) -> Placed:  # noqa: ARG002
        placed = placed_whole(self.pixels, shape)
        if len(shape) < 3 or shape[2] == 1:
            return placed
        height, width, channels = shape
        colours = image_for(self.pixels, (height, width, channels))
        # Colours are something to see, also where nothing stands out.
        box = placed.box or (0.0, 0.0, float(width), float(height))
        return Placed(placed.pixels, box, placed.centre, colours=colours)


@dataclass(frozen=True, eq=False)
class OpenedPicture:
    """A picture, which is searched for ink only where a network wants it.

    Attributes
    ----------
    pixels : (H, W, 1 or 3) uint8
    name : str
        What sentences about it call it.
    """

    pixels: Images = field(repr=False)
    name: str

    @cached_property
    def characters(self) -> tuple[FoundCharacter, ...]:
        """Line by line, from left to right; raises CnnLabError where there is no ink."""
        return find_ink(self.pixels, self.name).items

    @cached_property
    def object(self) -> FoundCharacter:
        """All ink as one thing; raises CnnLabError where there is none."""
        return find_ink(self.pixels, self.name, whole=True).items[0]

    @cached_property
    def whole(self) -> WholePicture:
        """All of it, whether there is ink or not."""
        return WholePicture(self.pixels)

    def pieces(self, placement: Placement) -> Pieces:
        """What a network is given, one after the other.

        Parameters
        ----------
        placement : Placement
            MNIST: each character; filled: all ink as one thing; as drawn: all of the picture.

        Raises
        ------
        CnnLabError
            There is no ink to be laid anywhere.
        """
        match placement:
            case Placement.MNIST:
                return self.characters
            case Placement.FILLED:
                return (self.object,)
            case Placement.AS_DRAWN:
                return (self.whole,)
