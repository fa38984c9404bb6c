"""What the benchmark measures of reading digits."""

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.dataset import Dataset, Images
from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded, RunEvent
from cnnlab_gui.core.ink.find import find_ink
from cnnlab_gui.core.normalise import IMAGE_SIDE
from cnnlab_gui.core.pretrained import read_pretrained, read_pretrained_weights
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.training import RunSpecification, TrainingSettings
from cnnlab_gui.engine import runtime
from cnnlab_gui.engine.datasets.drawings.simulated import Drawing, simulated_drawings
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.datasets.stroke_digits.generator import stroke_digits_dataset

WHITE = 255


def read_drawings() -> dict[str, Any]:
    """Let the pretrained network read the test digits and simulated drawings.

    Returns
    -------
    dict
        `core.pretrained.Measured`, and ``drawings_as_pictures``: the drawings as black ink
        on white paper, found there as in a person's own image. Shares in [0, 1].

    Raises
    ------
    CnnLabError
        MNIST is not there, or the pretrained network is damaged.
    """
    digits = DatasetLibrary().load("mnist")
    record, _ = read_pretrained()
    weights = read_pretrained_weights()
    runtime.start()
    from cnnlab_gui.engine.reading_digits import measured, read_by

    drawings = simulated_drawings(digits)
    answers = read_by(record.architecture, weights, pictures_of(drawings))
    return {
        **measured(record.architecture, weights, digits).model_dump(),
        "drawings_as_pictures": float((answers == [each.label for each in drawings]).mean()),
    }


def pictures_of(drawings: Sequence[Drawing]) -> Images:
    """What a network gets of drawings that are pictures: ``(N, 28, 28, 1) uint8``.

    One without ink that is found is blank.
    """
    images = np.zeros((len(drawings), IMAGE_SIDE, IMAGE_SIDE, 1), np.uint8)
    for image, drawing in zip(images, drawings, strict=True):
        with suppress(CnnLabError):
            found = find_ink(WHITE - drawing.image, whole=True).items[0]
            image[..., 0] = found.placed((IMAGE_SIDE, IMAGE_SIDE), Placement.MNIST).pixels
    return images


def train_on_stroke_digits(images: int, epochs: int, digits: Dataset) -> dict[str, Any]:
    """Train as a run does on built-in stroke digits, and read the test images of ``digits``.

    Returns
    -------
    dict
        ``test_accuracy`` in [0, 1], ``images``, ``epochs``.
    """
    device = runtime.start()
    from cnnlab_gui.engine.job import TrainingJob
    from cnnlab_gui.engine.pretraining import PRETRAINED_NETWORK

    made = stroke_digits_dataset(train=images, test=1)
    data = replace(made, x_test=digits.x_test, y_test=digits.y_test)
    specification = RunSpecification(
        architecture=PRETRAINED_NETWORK,
        dataset=made.id,
        settings=TrainingSettings(epochs=epochs),
    )
    ended: list[EpochEnded] = []

    def keep(event: RunEvent) -> None:
        if isinstance(event, EpochEnded):
            ended.append(event)

    with tempfile.TemporaryDirectory() as folder:
        job = TrainingJob(specification, data, device, keep, RunControl())
        job.run(RunStore(Path(folder)))
    return {"test_accuracy": ended[-1].val_accuracy, "images": images, "epochs": epochs}
