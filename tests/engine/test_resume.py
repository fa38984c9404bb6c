"""A run that was paused and resumed is the run that never was."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.events import BatchProgress, EpochEnded, RunEvent
from cnnlab_gui.core.layers.augmentation import (
    RandomFlip,
    RandomRotation,
    RandomTranslation,
    RandomZoom,
)
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import BatchNormalization, Dropout, SpatialDropout2D
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.stopping.rule import NoImprovement, TimeBudget
from cnnlab_gui.core.training import RateChange, RunSpecification
from cnnlab_gui.engine import loop

Specify = Callable[..., RunSpecification]
React = Callable[[RunEvent, Any], None]

# All that draws from chance, and all that remembers something from batch to batch.
CHANCE = Architecture(
    layers=(
        RandomTranslation(),
        RandomRotation(),
        Conv2D(filters=4, strides=(3, 3)),
        RandomZoom(factor=0.3),
        RandomFlip(),
        BatchNormalization(),
        SpatialDropout2D(rate=0.2),
        GlobalAveragePooling2D(),
        Dropout(rate=0.2),
        Dense(units=10, activation="softmax"),
    )
)


@pytest.fixture(autouse=True)
def single_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the inner loop give way after every step, and every step be told."""
    monkeypatch.setattr(loop, "SECONDS_PER_CALL", 0.0)
    monkeypatch.setattr("cnnlab_gui.engine.tally.SHORTEST_GAP", 0.0)


def pause_at(epoch: int, step: int) -> React:
    """Pause after ``step`` batches of ``epoch``; 0 is right at the end of the epoch before."""

    def react(event: RunEvent, training: Any) -> None:
        here = isinstance(event, BatchProgress) and (event.epoch, event.step) == (epoch, step)
        if here or (isinstance(event, EpochEnded) and (event.epoch + 1, 0) == (epoch, step)):
            training.stop.pause()

    return react


def numbers(folder: RunFolder) -> dict[str, Any]:
    """All that a run has come to, but what it took."""
    record, report = folder.read_record(), folder.read_report()
    weights = {}
    for epoch in folder.snapshots():
        with np.load(folder.snapshot_path(epoch)) as arrays:
            weights[epoch] = {name: arrays[name].tobytes() for name in arrays.files}
    with np.load(folder.path / "predictions.npz") as answers:
        answered = {name: answers[name].tobytes() for name in answers.files}
    history = [
        (e.epoch, e.loss, e.accuracy, e.val_loss, e.val_accuracy, e.learning_rate)
        for e in folder.read_history()
    ]
    return {
        "outcome": (record.outcome, record.detail, record.stopped_by, record.chosen_epoch),
        "specification": record.specification,
        "history": history,
        "report": report,
        "weights": weights,
        "answers": answered,
    }


def in_parts(train: Any, specification: RunSpecification, *pauses: tuple[int, int]) -> RunFolder:
    """Train with these pauses; each part is a job of its own."""
    begin: RunSpecification | Path = specification
    for epoch, step in pauses:
        part = train(begin, pause_at(epoch, step))
        assert part.finished.outcome == "paused"
        begin = part.folder.path
    return train(begin).folder


ALL_CHANCE = {"architecture": CHANCE, "hold_out": 0.2}
LONG = {"epochs": 6, "schedule": "plateau", "schedule_epochs": 1, "learning_rate": 0.03}
CASES = {
    "chance": ALL_CHANCE,
    "adamw, one-cycle": {"optimizer": "adamw", "schedule": "one-cycle"},
    "sgd, cosine": {"optimizer": "sgd", "schedule": "cosine", "learning_rate": 0.05},
    "rmsprop, step": {"optimizer": "rmsprop", "schedule": "step", "schedule_epochs": 1},
    "plateau": LONG,
    "changed rate": {"rate_changes": (RateChange(epoch=2, step=2, rate=0.01),)},
    "stop rule": {
        **LONG,
        "stop_when": (NoImprovement(metric="val_accuracy", epochs=2), TimeBudget(seconds=1000)),
    },
}


@pytest.mark.parametrize("case", CASES)
def test_that_a_run_in_parts_comes_to_the_same_bits_as_one_that_was_never_paused(
    case: str, train: Any, specify: Specify
) -> None:
    specification = specify(**{"epochs": 3, "deterministic": True, **CASES[case]})
    steps = 5 if "hold_out" in CASES[case] else 7
    whole = train(specification).folder
    parts = in_parts(train, specification, (1, 3), (2, 0), (2, 4), (2, steps))
    assert parts.path != whole.path
    assert numbers(parts) == numbers(whole)
