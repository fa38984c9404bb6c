"""A run that was paused and resumed is the run that never was."""

import shutil
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
from cnnlab_gui.core.runs.lock import hold_run, is_held
from cnnlab_gui.core.stopping.rule import NoImprovement, TimeBudget
from cnnlab_gui.core.training import RateChange, RunSpecification
from cnnlab_gui.engine import epochs, loop

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


CASES: dict[str, dict[str, Any]] = {
    "chance": {"architecture": CHANCE, "hold_out": 0.2},
    "adamw, one-cycle": {"optimizer": "adamw", "schedule": "one-cycle"},
    "sgd, cosine": {"optimizer": "sgd", "schedule": "cosine", "learning_rate": 0.05},
    "rmsprop, plateau, a changed rate, a rule": {
        "optimizer": "rmsprop",
        "epochs": 6,
        "schedule": "plateau",
        "schedule_epochs": 1,
        "learning_rate": 0.03,
        "rate_changes": (RateChange(epoch=2, step=2, rate=0.01),),
        "stop_when": (NoImprovement(metric="val_accuracy", epochs=2), TimeBudget(seconds=1000)),
    },
}
STEPS = {"chance": 5}


@pytest.mark.parametrize("case", CASES)
def test_that_a_run_in_parts_comes_to_the_same_bits_as_one_that_was_never_paused(
    case: str, train: Any, specify: Specify
) -> None:
    specification = specify(**{"epochs": 3, "deterministic": True, **CASES[case]})
    whole = train(specification).folder
    # In mid-epoch, between two, and while an epoch is checked.
    parts = in_parts(train, specification, (1, 3), (2, 0), (2, STEPS.get(case, 7)))
    assert parts.path != whole.path
    assert numbers(parts) == numbers(whole)
    if "stop_when" in CASES[case]:
        assert whole.read_record().chosen_epoch is not None


@pytest.fixture(scope="module")
def paused_once(train: Any, specify: Specify, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place: Path = tmp_path_factory.mktemp("runs") / "mine"
    specification = specify(epochs=3, deterministic=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "SECONDS_PER_CALL", 0.0)
        patch.setattr("cnnlab_gui.engine.tally.SHORTEST_GAP", 0.0)
        train(specification, pause_at(2, 4), at=place)
    return place


@pytest.fixture
def paused(paused_once: Path, tmp_path: Path) -> RunFolder:
    """A run of 3 epochs that was paused in its second."""
    return RunFolder(Path(shutil.copytree(paused_once, tmp_path / "mine")))


def files(folder: RunFolder) -> dict[Path, bytes]:
    everything = [path for path in folder.path.rglob("*") if path.is_file()]
    return {path: path.read_bytes() for path in everything if path.name != "run.lock"}


def refused(train: Any, folder: RunFolder) -> str:
    """Resuming fails in one sentence, and changes nothing."""
    before = files(folder)
    training = train(folder.path)
    assert training.finished.outcome == "failed"
    assert training.events == [training.finished]
    assert training.finished.run == str(folder.path)
    assert files(folder) == before
    return str(training.finished.detail)


def test_that_a_paused_run_says_so_keeps_its_whole_epochs_and_frees_its_lock(
    paused: RunFolder,
) -> None:
    record = paused.read_record()
    assert (record.outcome, record.stopped_by) == ("paused", None)
    assert record.detail == "Paused in epoch 2 of 3; it can be resumed from there."
    assert paused.has_checkpoint
    assert paused.unfinished_path.exists()
    assert len(paused.read_history()) == 1
    assert (paused.read_report() or {})["epoch"] == 1
    assert not is_held(paused.path)


def test_that_a_resumed_run_says_where_it_goes_on_and_counts_no_pause(
    train: Any, paused: RunFolder
) -> None:
    before = paused.read_record().seconds
    training = train(paused.path)
    started, *_ = training.events
    assert (started.epochs_done, started.step_done) == (1, 4)
    assert training.named("batch")[0].step == 5
    assert [event.epoch for event in training.named("epoch")] == [2, 3]
    assert training.named("snapshot")[0].epoch == 2
    finished = training.finished
    assert (finished.outcome, finished.epoch) == ("completed", 3)
    assert finished.seconds > before
    assert paused.read_record().outcome == "completed"
    assert not paused.has_checkpoint
    assert not paused.unfinished_path.exists()


def test_that_a_run_stopped_by_a_person_can_be_resumed_too(train: Any, specify: Specify) -> None:
    def react(event: RunEvent, training: Any) -> None:
        if isinstance(event, EpochEnded):
            training.stop.set()

    specification = specify(epochs=2, deterministic=True)
    stopped = train(specification, react).folder
    assert stopped.read_record().outcome == "stopped"
    resumed = train(stopped.path).folder
    assert numbers(resumed) == numbers(train(specification).folder)


def test_that_checkpoints_come_in_mid_epoch_and_a_damaged_one_gives_way_to_the_one_before(
    train: Any, specify: Specify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(epochs, "MINUTE", 0.0)
    specification = specify(epochs=2, deterministic=True)
    folder = train(specification, pause_at(2, 4)).folder
    latest, previous = (folder.path / "checkpoint" / f"{n}.npz" for n in ("latest", "previous"))
    assert previous.exists()
    latest.write_bytes(latest.read_bytes()[:5000])
    training = train(folder.path)
    assert (training.events[0].epochs_done, training.events[0].step_done) == (1, 3)
    assert numbers(training.folder) == numbers(train(specification).folder)


def test_that_a_run_that_ended_before_its_first_checkpoint_begins_once_more(
    train: Any, specify: Specify, paused: RunFolder
) -> None:
    paused.drop_checkpoint()
    paused.write_history([])
    training = train(paused.path)
    assert training.events[0].epochs_done == 0
    whole = train(paused.read_record().specification)
    assert numbers(training.folder) == numbers(whole.folder)


def test_that_two_damaged_checkpoints_are_one_sentence(train: Any, paused: RunFolder) -> None:
    for path in (paused.path / "checkpoint").iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    assert "both its checkpoints are damaged or gone" in refused(train, paused)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"units": 16', '"units": 17'),
        ('"optimizer": "adam"', '"optimizer": "sgd"'),
        ('"learning_rate": 0.001', '"learning_rate": 0.002'),
    ],
)
def test_that_a_record_changed_by_hand_is_one_sentence(
    old: str, new: str, train: Any, paused: RunFolder
) -> None:
    path = paused.path / "run.json"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    assert "one of the two was changed or replaced" in refused(train, paused)


def test_that_a_history_line_removed_by_hand_is_one_sentence(train: Any, paused: RunFolder) -> None:
    paused.write_history([])
    assert "lacks lines that its checkpoint has: epochs 1 to 1" in refused(train, paused)


def test_that_other_images_are_one_sentence(
    train: Any, paused: RunFolder, write_npz: Callable[..., Path]
) -> None:
    other = write_npz(train=180, name="other.npz")
    path = paused.path / "run.json"
    dataset = paused.read_record().specification.dataset
    path.write_text(path.read_text().replace(dataset, str(other)))
    assert "no longer holds the images that mine was trained on" in refused(train, paused)


def test_that_a_run_that_is_trained_already_is_one_sentence(train: Any, paused: RunFolder) -> None:
    with hold_run(paused.path):
        assert "is being trained already, maybe in another window" in refused(train, paused)


def test_that_a_completed_run_and_no_run_at_all_are_one_sentence(
    train: Any, paused: RunFolder, tmp_path: Path
) -> None:
    train(paused.path)
    assert "is completed: there is nothing left to train" in refused(train, paused)
    (tmp_path / "empty").mkdir()
    assert "run.json could not be read" in refused(train, RunFolder(tmp_path / "empty"))
    assert list((tmp_path / "empty").iterdir()) == []


def test_that_a_clock_that_jumps_back_changes_nothing(
    train: Any, paused: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 0.0)
    training = train(paused.path)
    assert training.finished.outcome == "completed"
    assert training.finished.seconds > 0
    assert all(epoch.seconds > 0 for epoch in paused.read_history())
