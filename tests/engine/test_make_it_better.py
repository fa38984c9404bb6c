"""A network that learns from a few misread drawings reads further ones of the same hand."""

from pathlib import Path

import numpy as np
import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.drawing.better import NEEDED
from cnnlab_gui.core.drawing.collection import DrawingCollection
from cnnlab_gui.core.drawing.kept import KeptDrawing
from cnnlab_gui.core.events import RunEvent, RunFinished
from cnnlab_gui.core.inside.state import NetworkState
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.normalise import centre_images
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.training import RunSpecification, TrainingSettings
from cnnlab_gui.engine.datasets import library as library_module
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.datasets.stroke_digits.generator import make_stroke_digits
from cnnlab_gui.engine.engine import KerasEngine

DENSE = Architecture(layers=(Flatten(), Dense(units=32), Dense(units=10, activation="softmax")))


def share_read(dataset: str, images: np.ndarray, label: int, folder: Path) -> float:
    """Train on ``dataset``; how many of these (N, 28, 28) images are then read as ``label``."""
    engine = KerasEngine(DatasetLibrary(), RunStore(folder))
    events: list[RunEvent] = []
    wanted = RunSpecification(
        architecture=DENSE, dataset=dataset, settings=TrainingSettings(epochs=3)
    )
    engine.train(wanted, events.append, RunControl())
    (finished,) = (event for event in events if isinstance(event, RunFinished))
    assert finished.outcome == "completed"
    weights = RunFolder(Path(finished.run or "")).read_snapshot(3, DENSE)
    outputs = engine.layer_outputs(NetworkState(DENSE, weights, dataset), images[..., None])
    return float(np.mean(outputs.probabilities.argmax(axis=-1) == label))


def test_that_few_drawings_are_enough_to_be_read_better(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(library_module, "STROKE_DIGITS_TRAIN", 4000)
    monkeypatch.setattr(library_module, "STROKE_DIGITS_TEST", 100)
    images, labels = make_stroke_digits(1000, 77)
    mirrored = centre_images(images[labels == 7][:, :, ::-1])
    collection, folder = DrawingCollection(), tmp_path / "runs"
    for image in mirrored[: 2 * NEEDED]:
        collection.add(KeptDrawing("7", image))
    before = share_read("stroke-digits", mirrored[2 * NEEDED :], 7, folder)
    after = share_read("digits-and-mine", mirrored[2 * NEEDED :], 7, folder)
    assert before < 0.5
    assert after > 0.7
