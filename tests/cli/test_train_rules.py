"""``train`` with stop rules, schedules and optimizers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cnnlab_gui.cli.run_printer import PeoplePrinter
from cnnlab_gui.core import paths
from cnnlab_gui.core.events import EpochEnded, RunFinished, RunStarted
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.stopping.rule import NoImprovement, Reaches
from cnnlab_gui.core.training import TrainingSettings

Cnnlab = Callable[..., Any]


@pytest.fixture
def arguments(small: Path, write_npz: Callable[..., Path]) -> tuple[object, ...]:
    return ("train", "--architecture", small, "--dataset", write_npz(), "--limit", 40)


def settings_of(run: str) -> TrainingSettings:
    return RunFolder(paths.runs_folder() / run).read_record().specification.settings


def test_that_optimizer_schedule_and_rules_are_those_of_the_run_and_of_its_repetition(
    cnnlab: Cnnlab, arguments: tuple[object, ...]
) -> None:
    done = cnnlab(
        *arguments,
        *("--epochs", 2, "--optimizer", "sgd", "--momentum", 0.5, "--weight-decay", 0.1),
        *("--checkpoint-minutes", 2.5, "--snapshot-megabytes", 7),
        *("--schedule", "step", "--schedule-epochs", 1, "--schedule-factor", 0.1),
        *("--stop-when", "accuracy >= 100%", "--stop-when", "patience 5 restore", "--json"),
    )
    assert (done.code, done.err) == (0, "")
    wanted = TrainingSettings(
        epochs=2,
        limit=40,
        checkpoint_minutes=2.5,
        snapshot_megabytes=7,
        optimizer="sgd",
        momentum=0.5,
        weight_decay=0.1,
        schedule="step",
        schedule_epochs=1,
        schedule_factor=0.1,
        stop_when=(Reaches(metric="accuracy", value=1.0), NoImprovement(epochs=5)),
    )
    assert settings_of("custom-001") == wanted
    assert done.lines[0]["stop_when"] == [
        "accuracy >= 1",
        "val_loss no improvement for 5 epochs, restore best",
    ]
    rates = [line["learning_rate"] for line in done.lines if line["event"] == "epoch"]
    assert rates == pytest.approx([0.001, 0.0001])
    again = cnnlab("train", "--run", "custom-001", "--stop-when", "none", "--epochs", 1)
    assert again.code == 0
    assert settings_of("custom-002").stop_when == ()
    assert settings_of("custom-002").schedule == "step"


def test_that_a_rule_ends_a_run_early_and_people_read_how_near_it_was(
    cnnlab: Cnnlab, arguments: tuple[object, ...]
) -> None:
    done = cnnlab(*arguments, "--epochs", 9, "--stop-when", "accuracy >= 0", "--stop-when", "1 h")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[1] == "stops when: training accuracy at least 0.0 %; after 60 min"
    assert "; training accuracy " in lines[2]
    assert lines[2].endswith(" of 60 min")
    assert lines[3] == "Stopped with 1 epoch by its rule: training accuracy at least 0.0 %."
    last = json.loads(lines[-1])
    assert (last["outcome"], last["stopped_by"]) == ("stopped", "accuracy >= 0")


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--stop-when", "soon", "'soon' is no stop rule"),
        ("--stop-when", "accuracy >= 95", "never above 1, or 100 %"),
        ("--schedule", "sometimes", "schedule must be one of"),
        ("--optimizer", "magic", "optimizer must be one of"),
        ("--momentum", "1.5", "momentum"),
        ("--schedule-factor", "1", "schedule_factor"),
    ],
)
def test_that_what_cannot_be_is_wrong_usage_in_plain_words(
    cnnlab: Cnnlab, option: str, value: str, told: str
) -> None:
    done = cnnlab("train", option, value)
    assert done.code == 2
    assert told in " ".join(done.err.replace("│", " ").split())
    assert "Traceback" not in done.err
    assert not list(paths.runs_folder().glob("*"))


def test_that_none_is_said_to_stand_alone(cnnlab: Cnnlab) -> None:
    done = cnnlab("train", "--stop-when", "none", "--stop-when", "10 min")
    assert done.code == 2
    assert "'none' stands alone" in done.err


def test_that_a_run_that_is_broken_off_says_so_at_its_end(
    cnnlab: Cnnlab, arguments: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cnnlab_gui.engine.job.TrainingJob.run", broken_off)
    done = cnnlab(*arguments, "--json")
    assert done.code == 130
    (last,) = done.lines
    assert (last["event"], last["outcome"]) == ("finished", "failed")
    assert last["detail"] == done.err.strip()
    assert "was broken off" in done.err


def test_that_more_rules_than_a_run_can_have_are_wrong_usage(cnnlab: Cnnlab) -> None:
    done = cnnlab("train", *("--stop-when", "nan") * 9)
    assert done.code == 2
    assert "at most 8 rules" in done.err


def test_that_a_run_that_goes_on_says_so_and_counts_its_earlier_epochs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(epoch: int, val_loss: float) -> EpochEnded:
        return EpochEnded(epoch, 0.5, 0.8, val_loss, 0.7, 2.0, 0.001, 100.0)

    folder = RunFolder(tmp_path)
    folder.write_history([ended(1, 0.5), ended(2, 0.6)])
    rules = ("val_loss no improvement for 3 epochs", "nan", "a rule of tomorrow")
    printer = PeoplePrinter()
    with printer:
        printer.print(
            RunStarted(
                *(str(tmp_path), "mine", "CPU", 10, 9, 100, 320, 100),
                epochs_done=2,
                step_done=40,
                stop_when=rules,
            )
        )
        printer.print(ended(3, 0.7))
        printer.print(RunFinished("completed"))
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "goes on after 2 of 9 epochs and 40 of 100 batches"
    assert lines[2] == (
        "stops when: validation loss not better for 3 epochs; the loss is no longer a number"
    )
    assert lines[3].endswith("2.0 s; 2 of 3 epochs without a lower validation loss")
