"""What was found in a picture."""

from dataclasses import dataclass, field

from cnnlab_gui.core.drawing.placed import Placed, Placement
from cnnlab_gui.core.ink.laid import Laid
from cnnlab_gui.core.ink.placing import as_mnist, filled, on_its_page
from cnnlab_gui.core.ink.scale import Floats


@dataclass(frozen=True, eq=False)
class FoundCharacter(Laid):
    """One character, or one object.

    As it was drawn, it lies where it lies on its page, without what else is there.

    Attributes
    ----------
    box : (float, float, float, float)
        Left, top, right and bottom in pixels of the picture, continuous.
    ink : (h, w) float32
        0 is paper and 1 is ink, with soft edges, in pixels of the searched copy.
    grey : (h, w) float32
        How far each pixel is from the paper, 0 to 1, its shades kept.
    at : (int, int)
        Left and top of ``ink`` in the searched copy.
    page : (int, int)
        Height and width of the searched copy.
    """

    box: tuple[float, float, float, float]
    ink: Floats = field(repr=False)
    grey: Floats = field(repr=False)
    at: tuple[int, int]
    page: tuple[int, int]

    def _place(self, shape: tuple[int, ...], placement: Placement) -> Placed:
        size = (shape[0], shape[1])
        if placement is Placement.MNIST:
            return as_mnist(self.ink, size)
        if placement is Placement.FILLED:
            return filled(self.ink, self.grey, size)
        return on_its_page(self.grey, self.at, self.page, size)


@dataclass(frozen=True, eq=False)
class FoundInk:
    """What was found in a picture.

    Attributes
    ----------
    items : tuple of FoundCharacter
        At least one; line by line from the top, each from left to right.
    inverted : bool
        Whether the ink was darker than its paper, as on white paper; networks take it
        the other way round.
    """

    items: tuple[FoundCharacter, ...]
    inverted: bool
