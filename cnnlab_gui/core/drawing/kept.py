"""A drawing that a person kept, with what it really is; and the file that holds it."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, Field, JsonValue

from cnnlab_gui.core.drawing.naming import DIGITS
from cnnlab_gui.core.drawing.placed import Grey
from cnnlab_gui.core.drawing.stroke import Stroke, drawing_from_json, drawing_to_json
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.normalise import IMAGE_SIDE
from cnnlab_gui.core.text import shown, size_text, tr_noop
from cnnlab_gui.core.training import STRICT

DIGEST_LENGTH = 32  # hexadecimal digits
LONGEST_TIME = 40
LONGEST_WORD = 200


class KeptGuess(BaseModel):
    """What a network took a drawing for.

    Attributes
    ----------
    label : str
        The name of the class.
    probability : float
        0 to 1.
    network : str
        Who guessed: a run's name, or ``pretrained``.
    """

    model_config = STRICT

    label: Annotated[str, Field(max_length=LONGEST_WORD)]
    probability: Annotated[float, Field(ge=0, le=1)]
    network: Annotated[str, Field(max_length=LONGEST_WORD)] = ""

    @classmethod
    def of(cls, label: str, probability: float, network: str = "") -> "KeptGuess":
        """A guess to be kept: names are cut, and rounding beyond 0 and 1 is taken back."""
        share = min(max(float(probability), 0.0), 1.0)
        return cls(label=label[:LONGEST_WORD], probability=share, network=network[:LONGEST_WORD])


def now() -> str:
    """The time in UTC, as ISO 8601."""
    return datetime.now(UTC).isoformat()


@dataclass(frozen=True, eq=False)
class KeptDrawing:
    """One drawing of the collection.

    Attributes
    ----------
    label : str
        What it is, of `DIGITS`.
    pixels : (28, 28) uint8
        What the network got: 0 is paper, 255 is ink.
    guess : Guess or None
        What a network took it for.
    strokes : tuple of Stroke or None
        With which it was drawn; None for what was found in a picture. They are kept for
        whoever wants to draw it anew: what is learnt from are the pixels.
    created : str
        When it was kept, ISO 8601, UTC.

    Raises
    ------
    CnnLabError
        The label is no digit, the image has another size, or there is no ink.
    """

    label: str
    pixels: Grey = field(repr=False)
    guess: KeptGuess | None = None
    strokes: tuple[Stroke, ...] | None = field(default=None, repr=False)
    created: str = field(default_factory=now)

    def __post_init__(self) -> None:
        if self.label not in DIGITS:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "{label} is no digit: a drawing can be kept as one of the digits 0 to 9.",
                ),
                label=shown(self.label),
            )
        if self.pixels.shape != (IMAGE_SIDE, IMAGE_SIDE) or self.pixels.dtype != np.uint8:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "This drawing is an image of {size}, and only those of {side}×{side} grey "
                    "levels can be kept: choose a network for digits.",
                ),
                size=size_text(self.pixels.shape),
                side=IMAGE_SIDE,
            )
        if not self.pixels.any():
            raise CnnLabError(
                tr_noop("errors", "There is no ink in this drawing: draw something, then keep it.")
            )

    @property
    def digest(self) -> str:
        """The same for the same pixels, whatever they are called."""
        return hashlib.sha256(np.ascontiguousarray(self.pixels).data).hexdigest()[:DIGEST_LENGTH]

    @property
    def id(self) -> str:
        """Name in the collection."""
        return f"{self.label}-{self.digest}"

    @property
    def is_misread(self) -> bool:
        """Whether a network that knows digits took it for another one."""
        return self.guess is not None and self.guess.label in DIGITS and not self.is_read

    @property
    def is_read(self) -> bool:
        """Whether a network took it for what it is."""
        return self.guess is not None and self.guess.label == self.label


class DrawingFile(BaseModel):
    """What the file of a kept drawing holds.

    ``pixels`` are row by row, in base64; ``strokes`` what `drawing_to_json` makes.
    """

    model_config = STRICT

    schema_version: Literal[1] = 1
    label: Annotated[str, Field(pattern="^[0-9]$")]
    pixels: Annotated[str, Field(max_length=2 * IMAGE_SIDE**2)]
    guess: KeptGuess | None = None
    strokes: list[JsonValue] | None = None
    created: Annotated[str, Field(max_length=LONGEST_TIME)]

    @classmethod
    def of(cls, drawing: KeptDrawing) -> "DrawingFile":
        return cls(
            label=drawing.label,
            pixels=base64.b64encode(drawing.pixels.tobytes()).decode("ascii"),
            guess=drawing.guess,
            strokes=_strokes_to_json(drawing.strokes),
            created=drawing.created,
        )

    def drawing(self) -> KeptDrawing:
        """Return what the file says; without the strokes where they are damaged.

        Raises
        ------
        ValueError
            The pixels are no base64, too many or too few.
        CnnLabError
            There is no ink.
        """
        try:
            content = base64.b64decode(self.pixels, validate=True)
        except binascii.Error as error:
            raise ValueError("the pixels are no base64") from error
        pixels = np.frombuffer(content, np.uint8).reshape(IMAGE_SIDE, IMAGE_SIDE)
        strokes = _strokes_from_json(self.strokes)
        return KeptDrawing(self.label, pixels, self.guess, strokes, self.created)


def _strokes_to_json(strokes: Sequence[Stroke] | None) -> list[JsonValue] | None:
    """None also where they are too many to be kept: the pixels are what is learnt from."""
    if strokes is not None:
        with suppress(CnnLabError):
            return drawing_to_json(strokes)
    return None


def _strokes_from_json(value: list[JsonValue] | None) -> tuple[Stroke, ...] | None:
    if value is not None:
        with suppress(CnnLabError):
            return drawing_from_json(value)
    return None
