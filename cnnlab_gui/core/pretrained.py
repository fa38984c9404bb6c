"""The network that comes with CNN Lab: how it was made, what it reaches, and its weights.

``resources/pretrained/`` holds ``record.json`` and ``weights.npz``, in float16.
``packaging/pretrained.py`` makes both.
"""

import hashlib
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BaseModel, Field, ValidationError

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.drawing.naming import DIGITS
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import read_text_bounded, reading, write_text_atomically
from cnnlab_gui.core.paths import resources_folder
from cnnlab_gui.core.runs.weights import Weights, read_weights, write_weights
from cnnlab_gui.core.schema import SchemaVersion
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import STRICT

PRETRAINED = "pretrained"
"""What it is called, also on the command line; and its folder among the resources."""

RECORD, WEIGHTS = "record.json", "weights.npz"
MAXIMUM_RECORD_BYTES = 100_000
MAXIMUM_WEIGHTS_BYTES = 1_000_000

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]
Sum = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Recipe(BaseModel):
    """How the network is trained: all that, with the images and a seed, decides its weights.

    Attributes
    ----------
    epochs, batch_size : int
    learning_rate : float
        At the first step; it falls to 0 along half a cosine.
    averaged : float
        Share of the steps, at the end, whose weights are averaged.
    stroke_digits : float
        New ones in each epoch, for each MNIST image.
    redrawn : float
        Share of the MNIST images that are drawn anew along the lines in their ink, once.
    drawn : float
        Drawings made along the lines of stroke models, once, for each MNIST image.
    drawings_seen : float
        Share of all these drawings that each epoch has.
    turn : float
        Drawings are turned at most so far either way, degrees.
    pens : (float, float)
        Least and greatest width of their pens, pixels of 28, before they are brought into
        MNIST's.
    drawings_changed : float
        How much of the changes that follow is made to drawings: share.
    rotation : float
        At most so far either way, degrees.
    scale : (float, float)
        Least and greatest.
    aspect : float
        At most so much wider than high, or higher than wide: share.
    shift : float
        At most so far along each axis, pixels.
    pen : float
        At most so far to the image with each pixel as its darkest or lightest neighbour.
    """

    model_config = STRICT

    epochs: Positive = 16
    batch_size: Positive = 128
    learning_rate: Annotated[float, Field(gt=0.0, le=1.0)] = 0.002
    averaged: Share = 0.2
    stroke_digits: Annotated[float, Field(ge=0.0, le=10.0)] = 0.7
    redrawn: Share = 1.0
    drawn: Annotated[float, Field(ge=0.0, le=10.0)] = 0.6
    drawings_seen: Share = 0.5
    turn: Annotated[float, Field(ge=0.0, le=180.0)] = 20.0
    pens: tuple[float, float] = (1.7, 4.7)
    drawings_changed: Share = 0.4
    rotation: Annotated[float, Field(ge=0.0, le=180.0)] = 15.0
    scale: tuple[float, float] = (0.87, 1.1)
    aspect: Share = 0.05
    shift: Annotated[float, Field(ge=0.0, le=14.0)] = 2.0
    pen: Share = 0.25


class TrainingData(BaseModel):
    """Which images it was trained and measured on."""

    model_config = STRICT

    dataset: str
    dataset_sha256: Sum
    train_images: Positive
    test_images: Positive
    stroke_digits_digest: Sum


class Measured(BaseModel):
    """Shares read right by the network as it is shipped, in float16.

    ``drawings`` are simulated ones, with their ink laid where MNIST's lies;
    ``drawings_as_drawn`` the same without.
    """

    model_config = STRICT

    test_accuracy: Share
    drawings: Share
    drawings_as_drawn: Share
    drawings_count: Count


class PretrainedRecord(BaseModel):
    """``record.json``: all that is needed to make the network again, and what it reaches."""

    model_config = STRICT

    schema_version: SchemaVersion
    created: str
    architecture: Architecture
    class_names: tuple[str, ...] = DIGITS
    recipe: Recipe
    seed: Count
    data: TrainingData
    versions: dict[str, str]
    seconds: Annotated[float, Field(ge=0.0)]
    measured: Measured
    weights_sha256: Sum


def read_pretrained(folder: Path | None = None) -> tuple[PretrainedRecord, Path]:
    """Read the record strictly; its weights are in the file whose path comes with it.

    Parameters
    ----------
    folder : Path, optional
        Where both lie; None for the one that comes with CNN Lab.

    Raises
    ------
    CnnLabError
        The record is missing, too large, or not what this version writes.
    """
    try:
        folder = _folder(folder)
        text = read_text_bounded(folder / RECORD, MAXIMUM_RECORD_BYTES)
        return PretrainedRecord.model_validate_json(text), folder / WEIGHTS
    except (CnnLabError, ValidationError, FileNotFoundError) as error:
        raise _damaged(folder) from error


def read_pretrained_weights(folder: Path | None = None) -> Weights:
    """Read the weights that the record tells of, as float32.

    Raises
    ------
    CnnLabError
        The record or the weights are missing or damaged, or do not belong together.
    """
    record, path = read_pretrained(folder)
    try:
        if sha256_of(path) == record.weights_sha256:
            return read_weights(path, record.architecture, np.float16)
    except CnnLabError as error:
        raise _damaged(path.parent) from error
    raise _damaged(path.parent)


def write_pretrained(folder: Path, record: PretrainedRecord, weights: Weights) -> PretrainedRecord:
    """Write the weights, rounded to float16, and the record; with the sum that it then has.

    Raises
    ------
    CnnLabError
        The disk is full, or the folder cannot be written to.
    """
    halves = {name: array.astype(np.float16) for name, array in weights.items()}
    write_weights(folder / WEIGHTS, halves)
    ours = record.model_copy(update={"weights_sha256": sha256_of(folder / WEIGHTS)})
    write_text_atomically(folder / RECORD, ours.model_dump_json(indent=1) + "\n")
    return ours


def rounded(weights: Weights) -> Weights:
    """The float32 weights that are left of ``weights`` after they were kept as float16."""
    return {name: array.astype(np.float16).astype(np.float32) for name, array in weights.items()}


def sha256_of(path: Path) -> str:
    """The sum of the file of weights; of one that is too large, of its beginning."""
    with reading(path) as file:
        return hashlib.sha256(file.read(MAXIMUM_WEIGHTS_BYTES + 1)).hexdigest()


def _folder(folder: Path | None) -> Path:
    return resources_folder() / PRETRAINED if folder is None else folder


def _damaged(folder: Path | None) -> CnnLabError:
    return CnnLabError(
        tr_noop(
            "errors",
            "The pretrained network in {folder} is missing or damaged. Install CNN Lab again; or "
            "train one on MNIST, and choose that run.",
        ),
        folder=folder or PRETRAINED,
    )
