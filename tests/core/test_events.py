"""Run events as lines of JSON."""

import json
import math
from dataclasses import FrozenInstanceError
from typing import get_args

import pytest

from cnnlab_gui.core.events import (
    BatchProgress,
    EpochEnded,
    RunEvent,
    RunFinished,
    RunStarted,
    SnapshotSaved,
    event_json,
)
from cnnlab_gui.core.text import Sentence

EVENTS: list[RunEvent] = [
    RunStarted("runs/a", "a", "CPU", 243_786, 5, 1875, 60_000, 10_000),
    BatchProgress(1, 3, 1875, 2.3, 0.1, 5000.0),
    EpochEnded(1, 0.5, 0.8, 0.4, 0.85, 11.0, 0.001, 5000.0),
    SnapshotSaved(0, "runs/a/weights/epoch-000.npz"),
    RunFinished("stopped", Sentence("Stopped in {epoch}.", {"epoch": 2}), 0.4, 0.85, 9.0, 5000.0),
]

NAMES = {
    "started": "run name device parameters epochs steps train_images validation_images "
    "validation_set dataset epochs_done step_done stop_when",
    "batch": "epoch step steps loss accuracy images_per_second learning_rate",
    "epoch": "epoch loss accuracy val_loss val_accuracy seconds learning_rate images_per_second",
    "snapshot": "epoch path",
    "finished": "outcome detail test_loss test_accuracy seconds images_per_second run epoch "
    "stopped_by",
}


def test_that_the_union_of_events_is_closed_and_tested_whole() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(RunEvent))


@pytest.mark.parametrize("event", EVENTS, ids=list(NAMES))
def test_that_an_event_is_one_line_of_json_with_its_name_first(event: RunEvent) -> None:
    line = event_json(event)
    assert "\n" not in line
    fields = json.loads(line)
    assert list(fields) == ["event", *NAMES[fields["event"]].split()]
    assert line.count('"event":') == 1


@pytest.mark.parametrize("event", EVENTS, ids=list(NAMES))
def test_that_an_event_is_frozen(event: RunEvent) -> None:
    with pytest.raises(FrozenInstanceError):
        event.epoch = 7  # type: ignore[misc, union-attr]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_that_a_number_that_is_not_finite_becomes_null(value: float) -> None:
    fields = json.loads(event_json(BatchProgress(1, 2, 3, value, 0.5, value)))
    assert (fields["loss"], fields["accuracy"], fields["images_per_second"]) == (None, 0.5, None)


def test_that_the_detail_of_the_end_is_a_sentence_or_null() -> None:
    assert json.loads(event_json(EVENTS[-1]))["detail"] == "Stopped in 2."
    assert json.loads(event_json(RunFinished("completed")))["detail"] is None


@pytest.mark.parametrize("name", ["naïve ×–日本 😀", "not text \udcff"])
def test_that_a_line_is_plain_ascii_so_that_any_pipe_carries_any_path(name: str) -> None:
    line = event_json(SnapshotSaved(1, name))
    assert line.isascii()
    assert json.loads(line)["path"] == name
