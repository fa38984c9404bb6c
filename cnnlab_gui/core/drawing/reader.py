"""Reads drawings with a network; for the one thread that looks into networks."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.drawing.answer import Answer
from cnnlab_gui.core.drawing.place import placed
from cnnlab_gui.core.drawing.placed import Placed, Placement
from cnnlab_gui.core.drawing.stroke import Stroke
from cnnlab_gui.core.inside.choice import drawn
from cnnlab_gui.core.inside.draw import draw_grid
from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.inside.sources import States
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState
from cnnlab_gui.core.inside.view import Seen, Wish
from cnnlab_gui.core.ports import Engine
from cnnlab_gui.core.runs.weights import has_nan


class Drawable(Protocol):
    """What can be laid into a network's image: strokes on paper, or ink found in a photo."""

    def placed(self, shape: tuple[int, int], placement: Placement) -> Placed: ...


@dataclass(frozen=True)
class StrokeDrawing:
    """Strokes on paper."""

    strokes: tuple[Stroke, ...]

    def placed(self, shape: tuple[int, int], placement: Placement) -> Placed:
        """Rendered straight at the image's size."""
        return placed(self.strokes, shape, placement)


@dataclass(frozen=True, eq=False)
class Question:
    """What is to be read.

    Attributes
    ----------
    drawables : tuple of Drawable
        One drawing, or the characters of a photo from left to right.
    placement : Placement
    chosen : int
        Which of them is looked at.
    wish : Wish or None
        How the feature maps of the chosen one are to be seen; None for not at all. Its
        rows are filled in here.
    """

    drawables: tuple[Drawable, ...]
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
    placed : tuple of Placed
        One for each drawable.
    answers : tuple of (Answer or None)
        None for what is blank.
    seen : Seen or None
        The feature maps of the chosen one, where they were wished for and it is not blank.
    """

    question: Question
    network: Network
    placed: tuple[Placed, ...] = field(repr=False)
    answers: tuple[Answer | None, ...] = ()
    seen: Seen | None = None

    @property
    def chosen(self) -> int:
        """Which drawable is looked at."""
        return self.question.chosen

    @property
    def answer(self) -> Answer | None:
        """That to the chosen one."""
        return self.answers[self.chosen] if self.answers else None


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

    def read(
        self, engine: Engine, network: Network, question: Question, epoch: int | None = None
    ) -> Reading:
        """What ``network`` makes of the drawings; blank ones get no answer.

        Raises
        ------
        CnnLabError
            The weights cannot be had.
        """
        height, width, channels = network.architecture.input_shape
        images = tuple(
            drawable.placed((height, width), question.placement) for drawable in question.drawables
        )
        inked = [index for index, each in enumerate(images) if not each.is_blank]
        reading = Reading(question, network, images, (None,) * len(images))
        if not inked:
            return reading
        source = network.source(epoch)
        state = self._states.of(source, engine)
        pixels = images_of([images[index] for index in inked], channels)
        outputs = engine.layer_outputs(state, pixels)
        answers: list[Answer | None] = [None] * len(images)
        for index, probabilities in zip(inked, outputs.probabilities, strict=True):
            answers[index] = Answer.of(probabilities, network.class_names)
        reading = replace(reading, answers=tuple(answers))
        if question.wish is None or question.chosen not in inked:
            return reading
        row = inked.index(question.chosen)
        wish = replace(question.wish, rows=(drawn(pixels[row]),), row=0)
        of_one = LayerOutputs(
            state,
            outputs.images[row : row + 1],
            tuple(values[row : row + 1] for values in outputs.outputs),
        )
        seen = Seen(wish, source, state, of_one, has_nan=has_nan(state.weights))
        return replace(reading, seen=draw_grid(seen))


def images_of(placed: Sequence[Placed], channels: int) -> Images:
    """The grey images of drawings as a network gets them, the same in every channel.

    Returns
    -------
    (N, H, W, C) uint8
    """
    grey = np.stack([each.pixels for each in placed])[..., None]
    return np.repeat(grey, channels, axis=3)
