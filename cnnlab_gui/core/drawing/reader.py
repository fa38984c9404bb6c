"""Reads drawings with a network; for the one thread that looks into networks."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.drawing.answer import Answer
from cnnlab_gui.core.drawing.place import placed
from cnnlab_gui.core.drawing.placed import Placed, Placement
from cnnlab_gui.core.drawing.stray import without_stray
from cnnlab_gui.core.drawing.stroke import Stroke
from cnnlab_gui.core.inside.choice import drawn
from cnnlab_gui.core.inside.draw import draw_grid
from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.inside.sources import States
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState
from cnnlab_gui.core.inside.view import Seen, Wish
from cnnlab_gui.core.ports import Engine
from cnnlab_gui.core.runs.weights import has_nan

Box = tuple[float, float, float, float]

PAPER = (1.0, 1.0)
"""Height and width of the paper on which one draws."""


class Piece(Protocol):
    """What can be laid into a network's image."""

    @property
    def box(self) -> Box:
        """Where it is in the picture it comes from: left, top, right and bottom, pixels."""
        ...

    def placed(self, shape: tuple[int, ...], placement: Placement) -> Placed:
        """Lay it into an image of ``(H, W)`` or ``(H, W, C)``."""
        ...


class Drawable(Protocol):
    """What a person drew or opened."""

    def pieces(self, placement: Placement) -> Sequence[Piece]:
        """What is read one by one; raises CnnLabError where there is nothing to be read."""
        ...


@dataclass(frozen=True)
class StrokeDrawing:
    """Strokes on paper."""

    strokes: tuple[Stroke, ...]

    @property
    def box(self) -> Box:
        """All of the paper, whose side is 1."""
        return 0.0, 0.0, 1.0, 1.0

    def pieces(self, placement: Placement) -> tuple["StrokeDrawing"]:  # noqa: ARG002
        """All strokes together."""
        return (self,)

    def placed(self, shape: tuple[int, ...], placement: Placement) -> Placed:
        """Rendered straight at the image's size.

        Where the ink is laid anew, a stray tap far from it is left out; the square paper
        otherwise lies whole in the middle of the image.
        """
        strokes = self.strokes
        if placement is not Placement.AS_DRAWN:
            strokes = without_stray(strokes)
        laid = placed(strokes, (shape[0], shape[1]), placement, PAPER)
        is_dot = placement is Placement.MNIST and all(map(_is_dot, strokes))
        return replace(laid, is_dot=is_dot and not laid.is_blank)


@dataclass(frozen=True, eq=False)
class Question:
    """What is to be read.

    Attributes
    ----------
    drawable : Drawable
    placement : Placement
    chosen : int
        Which of its pieces is looked at; the last one if there are fewer.
    wish : Wish or None
        How the feature maps of the chosen one are to be seen; None for not at all. Its
        rows are filled in here.
    """

    drawable: Drawable
    placement: Placement
    chosen: int = 0
    wish: Wish | None = None


@dataclass(frozen=True, eq=False)
class Reading:
    """The answer to a question.

    Attributes
    ----------
    question : Question
    network : Network
    boxes : tuple of Box
        Where each piece is in the picture it comes from.
    placed : tuple of Placed
        What each became.
    answers : tuple of (Answer or None)
        None for what is blank, and for what is only a dot.
    seen : Seen or None
        The feature maps of the chosen one, where they were wished for and it is not blank.
    """

    question: Question
    network: Network
    boxes: tuple[Box, ...]
    placed: tuple[Placed, ...] = field(repr=False)
    answers: tuple[Answer | None, ...] = ()
    seen: Seen | None = None

    @property
    def chosen(self) -> int:
        """Which piece is looked at."""
        return min(self.question.chosen, len(self.placed) - 1)

    @property
    def answer(self) -> Answer | None:
        """That to the chosen one."""
        return self.answers[self.chosen] if self.answers else None


def placed_only(network: Network, question: Question) -> Reading:
    """What ``network`` would get; it is asked nothing.

    Raises
    ------
    CnnLabError
        There is nothing to be read.
    """
    shape = network.architecture.input_shape
    pieces = question.drawable.pieces(question.placement)
    images = tuple(piece.placed(shape, question.placement) for piece in pieces)
    boxes = tuple(piece.box for piece in pieces)
    return Reading(question, network, boxes, images, (None,) * len(images))


class Reader:
    """Answers questions; keeps the weights that the next one is likely to need again."""

    def __init__(self) -> None:
        self._states = States()
        self._prepared: NetworkState | None = None

    def prepare(self, engine: Engine, network: Network) -> None:
        """Have the weights and the engine ready, so that the first stroke is read at once.

        Raises
        ------
        CnnLabError
            The weights cannot be had.
        """
        state = self._states.of(network.source(None), engine)
        if state is not self._prepared:
            engine.layer_outputs(state, np.zeros((1, *network.architecture.input_shape), np.uint8))
            self._prepared = state

    def read(self, engine: Engine, network: Network, question: Question) -> Reading:
        """What ``network`` makes of a drawing; blank pieces and mere dots get no answer.

        Raises
        ------
        CnnLabError
            The weights cannot be had, or there is nothing to be read.
        """
        reading = placed_only(network, question)
        images = reading.placed
        inked = [at for at, each in enumerate(images) if not (each.is_blank or each.is_dot)]
        if not inked:
            return reading
        source = network.source(None)
        state = self._states.of(source, engine)
        pixels = images_of([images[index] for index in inked], network.architecture.input_shape[2])
        outputs = engine.layer_outputs(state, pixels)
        answers: list[Answer | None] = [None] * len(images)
        for index, probabilities in zip(inked, outputs.probabilities, strict=True):
            answers[index] = Answer.of(probabilities, network.class_names)
        reading = replace(reading, answers=tuple(answers))
        if question.wish is None or reading.chosen not in inked:
            return reading
        row = inked.index(reading.chosen)
        wish = replace(question.wish, rows=(drawn(pixels[row]),), row=0)
        of_one = LayerOutputs(
            state,
            outputs.images[row : row + 1],
            tuple(values[row : row + 1] for values in outputs.outputs),
        )
        seen = Seen(wish, source, state, of_one, has_nan=has_nan(state.weights))
        return replace(reading, seen=draw_grid(seen))


def _is_dot(stroke: Stroke) -> bool:
    """Whether a stroke is shorter than half its pen's width."""
    return stroke.length < max(stroke.widths) / 2


def images_of(placed: Sequence[Placed], channels: int) -> Images:
    """The images as a network gets them: in colours, or the same in every channel.

    Returns
    -------
    (N, H, W, C) uint8
    """
    return np.stack(
        [
            np.repeat(each.pixels[..., None], channels, axis=2)
            if each.colours is None
            else each.colours
            for each in placed
        ]
    )
