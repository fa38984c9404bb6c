"""Stop rules end a real training, and it stands for the epoch that they say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.events import BatchProgress, EpochEnded, RunEvent
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.results.kept import read_answers
from cnnlab_gui.core.runs.choose import choose_epoch
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.stopping.rule import NoImprovement, NotANumber, Reaches, TimeBudget
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine import loop
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.engine import KerasEngine

Specify = Callable[..., RunSpecification]

SOFTMAX = Dense(units=10, activation="softmax")
EXPLODING = Architecture(layers=(Flatten(), *[Dense(units=64, activation="linear")] * 12, SOFTMAX))


@pytest.fixture
def single_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "SECONDS_PER_CALL", 0.0)
    monkeypatch.setattr("cnnlab_gui.engine.tally.SHORTEST_GAP", 0.0)


@pytest.fixture
def engine(tmp_path: Path) -> KerasEngine:
    return KerasEngine(DatasetLibrary(), RunStore(tmp_path / "runs"))


def test_that_a_reached_accuracy_ends_the_run_as_stopped_and_the_test_is_of_its_last_epoch(
    train: Any, specify: Specify
) -> None:
    rule = Reaches(metric="val_accuracy", value=0.9)
    training = train(specify(epochs=40, learning_rate=0.002, hold_out=0.2, stop_when=(rule,)))
    finished, history = training.finished, training.folder.read_history()
    assert (finished.outcome, finished.stopped_by) == ("stopped", "val_accuracy >= 0.9")
    assert training.events[0].stop_when == ("val_accuracy >= 0.9",)
    assert history[-1].val_accuracy >= 0.9 > max(e.val_accuracy for e in history[:-1])
    assert finished.epoch == len(history) < 40
    report, record = training.folder.read_report(), training.folder.read_record()
    assert (report["epoch"], report["test_accuracy"]) == (len(history), finished.test_accuracy)
    assert (record.stopped_by, record.chosen_epoch) == ("val_accuracy >= 0.9", None)
    assert record.detail == str(finished.detail)
    assert not training.folder.has_checkpoint


@pytest.mark.parametrize("hold_out", [0.0, 0.2])
def test_that_without_improvement_the_run_stands_for_its_best_epoch(
    hold_out: float, train: Any, specify: Specify, engine: KerasEngine
) -> None:
    rule = NoImprovement(metric="val_loss", epochs=2)
    # A rate so large that the loss soon rises; and room for hardly any snapshot.
    training = train(specify(epochs=40, learning_rate=0.3, hold_out=hold_out, stop_when=(rule,)))
    folder, finished = training.folder, training.finished
    history, record = folder.read_history(), folder.read_record()
    best = min(history, key=lambda epoch: epoch.val_loss).epoch
    assert finished.outcome == "stopped"
    assert best == len(history) - 2 == record.chosen_epoch == finished.epoch
    kept = read_answers(folder.path)
    assert kept is not None
    assert (folder.read_report()["epoch"], kept.epoch) == (best, best)
    if not hold_out:
        assert folder.read_report()["test_loss"] == history[best - 1].val_loss
        assert finished.test_accuracy == history[best - 1].val_accuracy
    # What is computed anew, on this epoch's weights, is what was kept.
    assert engine.answers(folder.path).epoch == best
    (folder.path / "predictions.npz").unlink()
    again = engine.answers(folder.path)
    np.testing.assert_array_equal(again.probabilities, kept.probabilities)
    assert (again.loss, again.epoch) == (kept.loss, best)
    np.testing.assert_array_equal(again.labels, kept.labels)


@pytest.mark.usefixtures("single_steps")
def test_that_a_time_budget_ends_the_run_within_an_epoch(train: Any, specify: Specify) -> None:
    rule = TimeBudget(seconds=0.001)
    training = train(specify(epochs=3, stop_when=(rule,)))
    assert (training.finished.outcome, training.finished.stopped_by) == ("stopped", "time 0.001 s")
    assert [event.step for event in training.named("batch")] == [1]
    assert training.snapshots == ["epoch-000.npz", "unfinished.npz"]
    assert training.folder.read_report() is None


def test_that_a_loss_that_is_no_number_stops_by_its_rule_and_keeps_the_last_whole_epoch(
    train: Any, specify: Specify
) -> None:
    settings = {"epochs": 40, "batch_size": 50, "learning_rate": 1.0, "hold_out": 0.25}
    training = train(specify(EXPLODING, stop_when=(NotANumber(),), **settings))
    finished, whole = training.finished, len(training.named("epoch"))
    assert (finished.outcome, finished.stopped_by) == ("stopped", "nan")
    assert 1 <= whole < 40
    assert finished.epoch == training.folder.read_report()["epoch"] == whole
    assert training.snapshots == [f"epoch-{k:03d}.npz" for k in range(whole + 1)]
    assert np.isfinite(training.folder.read_report()["test_loss"])


@pytest.mark.usefixtures("single_steps")
def test_that_a_rate_changed_while_it_trains_holds_from_the_next_batch_and_is_repeated(
    train: Any, specify: Specify
) -> None:
    def react(event: RunEvent, training: Any) -> None:
        if isinstance(event, BatchProgress) and (event.epoch, event.step) == (2, 3):
            training.stop.change_rate(0.05)

    training = train(specify(epochs=3, deterministic=True), react)
    rates = {(b.epoch, b.step): b.learning_rate for b in training.named("batch")}
    assert (rates[2, 3], rates[2, 4], rates[3, 1]) == (0.001, 0.05, 0.05)
    history = training.folder.read_history()
    assert [epoch.learning_rate for epoch in history] == [0.001, 0.05, 0.05]
    specification = training.folder.read_record().specification
    (change,) = specification.settings.rate_changes
    assert (change.epoch, change.step, change.rate) == (2, 3, 0.05)
    assert train(specification).figures == training.figures


def test_that_snapshots_are_thinned_out_but_the_first_the_best_and_the_last_stay(
    train: Any, specify: Specify, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each takes about 50 kB: room for five.
    monkeypatch.setattr("cnnlab_gui.core.runs.journal.MEGABYTE", 265_000)
    training = train(specify(epochs=12, learning_rate=0.01, snapshot_megabytes=1))
    folder = training.folder
    left, best = folder.snapshots(), folder.best_epoch()
    assert {0, best, 12} <= set(left)
    assert len(left) == 5
    assert sum(folder.snapshot_sizes().values()) <= 265_000
    assert len(folder.read_history()) == 12


def test_that_answers_are_given_for_any_epoch_and_can_be_chosen(
    train: Any, specify: Specify, engine: KerasEngine
) -> None:
    def react(event: RunEvent, training: Any) -> None:
        if isinstance(event, EpochEnded) and event.epoch == 2:
            training.stop.set()

    folder = train(specify(epochs=5), react).folder
    first, last = engine.answers(folder.path, 1), engine.answers(folder.path)
    history = folder.read_history()
    assert (first.epoch, last.epoch) == (1, 2)
    for answers, epoch in zip((first, last), history, strict=True):
        assert answers.loss == epoch.val_loss
        assert (answers.predicted == answers.labels).mean() == epoch.val_accuracy
    choose_epoch(folder, first)
    assert engine.answers(folder.path).epoch == 1
    assert folder.read_report()["test_loss"] == history[0].val_loss


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd", "rmsprop"])
def test_that_each_optimizer_is_keras_s_own_with_what_was_set(
    optimizer: str, specify: Specify
) -> None:
    from cnnlab_gui.engine.builder import build_compiled

    specification = specify(optimizer=optimizer, momentum=0.7, weight_decay=0.02, learning_rate=0.5)
    made = build_compiled(specification.architecture, specification.settings).optimizer
    assert type(made).__name__.lower() == optimizer
    assert float(made.learning_rate) == 0.5
    assert made.weight_decay == (0.02 if optimizer == "adamw" else None)
    assert optimizer != "sgd" or made.momentum == 0.7
