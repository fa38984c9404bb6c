"""``predict``: reads pictures as the Draw page does, without a window."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from cnnlab_gui.cli.describe import JsonOption
from cnnlab_gui.cli.given_run import given_name
from cnnlab_gui.cli.output import say_error, say_json, say_table
from cnnlab_gui.core import paths
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.drawing.answer import Answer, Guess
from cnnlab_gui.core.drawing.naming import placement_for
from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.drawing.reader import images_of
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.ink.picture import OpenedPicture
from cnnlab_gui.core.inside.named import network_named
from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.inside.sources import States
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.own_image import read_own_image

AT_ONCE = 64
"""Pictures that are read before the network is asked."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Cut:
    """What of one picture a network gets.

    Attributes
    ----------
    images : (N, H, W, C) uint8
        One for each character, or one of all.
    boxes : tuple of Box
        Where each character lies in the picture; empty where it is taken as a whole.
    """

    images: Images = field(repr=False)
    boxes: tuple[Box, ...]


@dataclass(frozen=True, eq=False)
class Read:
    """What was made of one picture: answers, or why there are none."""

    name: str
    answers: tuple[Answer, ...] = ()
    boxes: tuple[Box, ...] = ()
    problem: Sentence | None = None

    @property
    def guesses(self) -> list[Guess]:
        """The first guess of each answer."""
        return [answer.ranked[0] for answer in self.answers]

    @property
    def text(self) -> str:
        """The classes together: ``427``."""
        return "".join(guess.name for guess in self.guesses)

    @property
    def share(self) -> float:
        """The probability that all are right, if they do not hang together."""
        return math.prod(guess.share for guess in self.guesses)


def predict(
    run: Annotated[
        str, typer.Argument(metavar="RUN", help="A run's name, its path, or `pretrained`.")
    ],
    images: Annotated[
        list[str], typer.Argument(metavar="IMAGE…", help="Photos, scans or drawings.")
    ],
    as_json: JsonOption = False,
    no_centre: Annotated[
        bool, typer.Option("--no-centre", help="Take each picture as it is, as a whole.")
    ] = False,
) -> None:
    """Say what pictures show.

    For a network of digits, the ink is found, and digits beside each other are read one by
    one. With --json there is a line for each picture: "class" is what is read, all digits
    together, "probability" the product of theirs; "probabilities" is there where one thing was
    read, and "digits", each with its "box" in pixels: left, top, right, bottom, where ink was
    found digit by digit. A picture that cannot be read has an "error" instead.
    """
    store = RunStore(paths.runs_folder())
    network = network_named(store, given_name(run))
    asker = Asker(network, store)
    done: list[Read] = []
    for first in range(0, len(images), AT_ONCE):
        part = _read(images[first : first + AT_ONCE], network, asker, as_is=no_centre)
        for read in part:
            _say(read, as_json=as_json)
        done += part
    if not as_json:
        _say_all(done)
    if any(read.problem for read in done):
        raise typer.Exit(1)


class Asker:
    """Asks a network; TensorFlow is loaded for the first picture that can be read."""

    def __init__(self, network: Network, store: RunStore) -> None:
        self._network = network
        self._store = store
        self._state: Any = None
        self._engine: Any = None

    def answers(self, images: Images) -> Iterator[Answer]:
        """An answer to each of (N, H, W, C) uint8 images."""
        if self._engine is None:
            from cnnlab_gui.engine.engine import KerasEngine

            self._engine = KerasEngine(DatasetLibrary(), self._store)
            self._state = States().of(self._network.source(None), self._engine)
        for first in range(0, len(images), AT_ONCE):
            outputs = self._engine.layer_outputs(self._state, images[first : first + AT_ONCE])
            for probabilities in outputs.probabilities:
                yield Answer.of(probabilities, self._network.class_names)


def _read(names: Sequence[str], network: Network, asker: Asker, *, as_is: bool) -> list[Read]:
    """Read some pictures, all that can be with one network call after the other."""
    cuts: dict[int, Cut] = {}
    reads: list[Read] = []
    for index, name in enumerate(names):
        reads.append(Read(name))
        try:
            cuts[index] = cut_out(Path(name), network, as_is=as_is)
        except CnnLabError as error:
            reads[index] = Read(name, problem=error.sentence)
    if not cuts:
        return reads
    answers = asker.answers(np.concatenate([cut.images for cut in cuts.values()]))
    for index, cut in cuts.items():
        own = tuple(next(answers) for _ in range(len(cut.images)))
        problem = next((answer.problem for answer in own if answer.problem), None)
        reads[index] = Read(names[index], own, cut.boxes, problem)
    return reads


def cut_out(path: Path, network: Network, *, as_is: bool) -> Cut:
    """Read a picture and cut out what the network gets of it.

    Raises
    ------
    CnnLabError
        It cannot be read, or holds no ink.
    """
    shape = network.architecture.input_shape
    placement = placement_for(network.class_names, network.dataset)
    picture = OpenedPicture(read_own_image(path), str(path))
    if as_is and placement is not Placement.AS_DRAWN:
        picture.pieces(placement)  # so that a picture without ink is told, not guessed at
        placement = Placement.AS_DRAWN
    pieces = picture.pieces(placement)
    images = images_of([piece.placed(shape, placement) for piece in pieces], shape[2])
    boxes = tuple(piece.box for piece in pieces) if placement is Placement.MNIST else ()
    return Cut(images, boxes)


def _say(read: Read, *, as_json: bool) -> None:
    if not as_json:
        if read.problem:
            say_error(read.problem)
        return
    if read.problem:
        say_json({"image": read.name, "error": str(read.problem)})
        return
    line: dict[str, Any] = {"image": read.name, "class": read.text, "probability": read.share}
    if len(read.answers) == 1:
        line["probabilities"] = _shares(read.answers[0])
    if read.boxes:
        line["digits"] = [
            {
                "class": guess.name,
                "probability": guess.share,
                "probabilities": _shares(answer),
                "box": [round(side, 1) for side in box],
            }
            for guess, answer, box in zip(read.guesses, read.answers, read.boxes, strict=True)
        ]
    say_json(line)


def _shares(answer: Answer) -> dict[str, float]:
    return dict(zip(answer.class_names, answer.probabilities.tolist(), strict=True))


def _say_all(done: list[Read]) -> None:
    """A table of what was read."""
    rows = [
        [read.name, read.text, f"{read.share:.1%}", _runner_up(read)]
        for read in done
        if not read.problem
    ]
    if rows:
        say_table(["image", "class", "probability", "runner-up"], rows, numbers=(2,))


def _runner_up(read: Read) -> str:
    """The second guess where the network was least sure, and which digit that is of several."""
    places = range(len(read.answers))
    at = min(places, key=lambda place: read.guesses[place].share)
    second = read.answers[at].second
    if second is None:
        return ""
    text = f"{second.name} ({second.share:.1%})"
    return text if len(read.answers) == 1 else f"digit {at + 1}: {text}"
