"""``train``: one run without a window."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnnlab_gui.core import paths
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.training import TrainingSettings

Cnnlab = Callable[..., Any]

FINISHED = {
    "event",
    "outcome",
    "test_loss",
    "test_accuracy",
    "seconds",
    "images_per_second",
    "run",
}


@pytest.fixture
def train(cnnlab: Cnnlab, small: Path, write_npz: Callable[..., Path]) -> Cnnlab:
    """Train the small network on small data, as JSON."""

    def train(*arguments: object) -> Any:
        where = ("--architecture", small, "--dataset", write_npz())
        return cnnlab("train", *where, "--json", *arguments)

    return train


def test_that_the_first_line_has_the_run_and_the_last_how_it_finished(train: Cnnlab) -> None:
    done = train("--epochs", 2)
    assert (done.code, done.err) == (0, "")
    first, last = done.lines[0], done.lines[-1]
    assert (first["event"], first["epochs"]) == ("started", 2)
    assert first["run"] == last["run"] == str(paths.runs_folder() / "custom-001")
    assert set(last) >= FINISHED
    assert (last["event"], last["outcome"]) == ("finished", "completed")
    assert 0 < last["test_accuracy"] <= 1
    assert [line["event"] for line in done.lines].count("finished") == 1
    assert [line["event"] for line in done.lines].count("epoch") == 2


def test_that_settings_from_the_command_line_are_those_of_the_run(
    train: Cnnlab, tmp_path: Path
) -> None:
    done = train(
        *("--epochs", 1, "--batch-size", 20, "--seed", 9, "--learning-rate", 0.01),
        *("--hold-out", 0.2, "--limit", 100, "--deterministic", "--out", tmp_path / "mine"),
    )
    assert done.code == 0
    assert done.lines[0]["run"] == str(tmp_path / "mine")
    settings = RunFolder(tmp_path / "mine").read_record().specification.settings
    wanted = {
        "epochs": 1,
        "batch_size": 20,
        "seed": 9,
        "learning_rate": 0.01,
        "hold_out": 0.2,
        "limit": 100,
        "deterministic": True,
    }
    assert settings.model_dump() == TrainingSettings().model_dump() | wanted


def test_that_a_run_is_repeated_by_its_name_and_by_its_path_from_anywhere(
    train: Cnnlab, cnnlab: Cnnlab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = train("--epochs", 2, "--deterministic", "--seed", 3)
    monkeypatch.chdir(tmp_path)
    for run in ("custom-001", first.lines[0]["run"]):
        again = cnnlab("train", "--run", run, "--json")
        assert again.code == 0
        assert losses(again) == losses(first)
    other = cnnlab("train", "--run", "custom-001", "--epochs", 1, "--seed", 4, "--json")
    assert losses(other) != losses(first)[:1]
    assert len(losses(other)) == 1


def losses(done: Any) -> list[tuple[float, float]]:
    return [(e["loss"], e["val_loss"]) for e in done.lines if e["event"] == "epoch"]


def test_that_without_json_people_read_lines_and_a_pipe_still_gets_the_last_object(
    cnnlab: Cnnlab, small: Path, write_npz: Callable[..., Path]
) -> None:
    done = cnnlab("train", "--architecture", small, "--dataset", write_npz(), "--epochs", 2)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].startswith("custom-001: 12,730 parameters, 200 images, ")
    assert [line.split(":")[0] for line in lines[1:3]] == ["epoch 1", "epoch 2"]
    assert "of the test images right" in lines[3]
    assert set(json.loads(lines[-1])) >= FINISHED


def test_that_a_folder_of_colour_images_is_trained_on_once_the_input_is_fitted(
    cnnlab: Cnnlab, tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    for name, level in (("cat", 40), ("dog", 120), ("owl", 200)):
        (tmp_path / "own" / name).mkdir(parents=True)
        for index in range(12):
            pixels = rng.integers(level - 30, level + 30, (20, 20, 3)).astype(np.uint8)
            Image.fromarray(pixels).save(tmp_path / "own" / name / f"{index}.png")
    which = ("train", "--preset", "cnn-16", "--dataset", tmp_path / "own", "--epochs", 1)
    refused = cnnlab(*which)
    assert refused.code == 1
    assert "The network takes images of 28×28×1, but own has images of 20×20×3" in refused.err
    done = cnnlab(*which, "--fit-input", "--json")
    assert done.code == 0
    architecture = RunFolder(Path(done.lines[0]["run"])).read_record().specification.architecture
    assert architecture.input_shape == (20, 20, 3)
    assert architecture.output_shape == (3,)


def test_that_a_failed_run_exits_1_with_its_sentence_and_ends_its_json_all_the_same(
    cnnlab: Cnnlab,
) -> None:
    done = cnnlab("train", "--preset", "cnn-16", "--json")
    done.says("Fashion-MNIST is not on this computer: run `cnnlab data fetch fashion-mnist`.")
    (line,) = done.lines
    assert (line["event"], line["outcome"], line["run"]) == ("finished", "failed", None)
    assert line["detail"] + "\n" == done.err


@pytest.mark.parametrize("dataset", ["nowhere.npz", "~no-such-user/own", "a" * 5000])
def test_that_a_dataset_that_is_not_there_is_one_sentence(dataset: str, cnnlab: Cnnlab) -> None:
    done = cnnlab("train", "--dataset", dataset, "--json")
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert not paths.runs_folder().exists()


def test_that_a_taken_folder_is_one_sentence_and_is_left_as_it_is(
    train: Cnnlab, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "homework.txt").write_text("kept")
    train("--out", tmp_path / "mine").says("mine already holds something. Name a new or an empty")
    assert (tmp_path / "mine" / "homework.txt").read_text() == "kept"


def test_that_an_unwritable_home_is_one_sentence(
    cnnlab: Cnnlab, unwritable_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for home in (unwritable_folder, unwritable_folder.parent / "closed" / "home"):
        monkeypatch.setenv("CNNLAB_HOME", str(home))
        done = cnnlab("train", "--dataset", "stroke-digits", "--limit", 20)
        done.says("cannot be written to. Give yourself the right to write there, or choose another")


def test_that_a_home_that_is_a_file_is_one_sentence(train: Cnnlab) -> None:
    paths.home().write_text("not a folder")
    train().says("could not be written: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--epochs", "0"),
        ("--epochs", "many"),
        ("--epochs", "100000"),
        ("--batch-size", "5000"),
        ("--seed", "-1"),
        ("--learning-rate", "nan"),
        ("--learning-rate", "0"),
        ("--hold-out", "0.9"),
        ("--limit", "0"),
        ("--preset", "cnn-16", "--run", "cnn-16-001"),
        ("--schedul", "x"),
    ],
)
def test_that_wrong_usage_exits_2_before_anything_is_loaded(
    arguments: tuple[str, ...], cnnlab: Cnnlab
) -> None:
    done = cnnlab("train", *arguments)
    assert done.code == 2
    assert done.out == ""
    assert "Usage: cnnlab train" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--preset", "cnn-65"), "There is no preset 'cnn-65'. There are: dense-baseline"),
        (("--run", "cnn-64-001"), "There is no run 'cnn-64-001'."),
        (("--run", "~no-such-user/run"), "There is no run '~no-such-user/run'."),
        (("--architecture", "missing.json"), "missing.json could not be read: "),
    ],
)
def test_that_what_is_not_there_is_one_sentence(
    arguments: tuple[str, ...], sentence: str, cnnlab: Cnnlab
) -> None:
    cnnlab("train", *arguments).says(sentence)


OF_VERSION_2 = '{"schema_version": 2, "architecture": %s}'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is not an architecture that this version can read"),
        (
            OF_VERSION_2 % '{"layers": [{"kind": "Lambda"}]}',
            "is not an architecture that this version can read (layer 1: the kind 'Lambda'",
        ),
        (OF_VERSION_2 % '{"layers": []}', "There are no layers yet."),
        (OF_VERSION_2 % '{"layers": [{"kind": "Conv2D"}, {"kind": "Dense"}]}', "Put a Flatten"),
    ],
)
def test_that_an_architecture_that_is_none_or_cannot_be_trained_is_one_sentence(
    content: str, sentence: str, cnnlab: Cnnlab, tmp_path: Path
) -> None:
    (tmp_path / "broken.json").write_text(content)
    cnnlab("train", "--architecture", tmp_path / "broken.json").says(sentence)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal for one process")
def test_that_an_interrupt_stops_the_run_cleanly_with_exit_code_0(
    small: Path, write_npz: Callable[..., Path]
) -> None:
    command = [sys.executable, "-m", "cnnlab_gui", "train", "--architecture", str(small)]
    command += ["--dataset", str(write_npz()), "--epochs", "10000", "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            if json.loads(line)["event"] == "epoch":
                break
        process.send_signal(signal.SIGINT)
        lines = [json.loads(line) for line in process.stdout]
        assert process.stderr.read() == ""
    assert process.returncode == 0
    assert (lines[-1]["event"], lines[-1]["outcome"]) == ("finished", "stopped")
    folder = RunFolder(Path(lines[-1]["run"]))
    assert folder.read_record().outcome == "stopped"
    assert len(folder.read_history()) >= 1
    assert (folder.path / "weights" / "unfinished.npz").exists()
    assert folder.has_checkpoint


@pytest.mark.realdata
def test_that_two_epochs_of_6000_images_of_fashion_mnist_reach_75_percent(cnnlab: Cnnlab) -> None:
    which = ("--preset", "dense-baseline", "--limit", 6000, "--epochs", 2)
    done = cnnlab("train", *which, "--json")
    assert (done.code, done.err) == (0, "")
    assert done.lines[0]["validation_images"] == 10_000
    assert done.lines[-1]["test_accuracy"] > 0.75


@pytest.mark.realdata
def test_that_the_workshops_dense_network_reaches_the_workshops_figures(cnnlab: Cnnlab) -> None:
    finished = cnnlab("train", "--preset", "dense-baseline", "--json").lines[-1]
    assert finished["outcome"] == "completed"
    assert finished["test_accuracy"] >= 0.865


def test_that_what_ends_a_run_before_it_began_is_told_by_a_terminal_event(
    cnnlab: Cnnlab, tmp_path: Path
) -> None:
    for arguments in (
        ("--preset", "no-such"),
        ("--architecture", str(tmp_path / "absent.cnnarch")),
        ("--run", "absent-001"),
        ("--dataset", str(tmp_path / "absent"), "--fit-input"),
    ):
        done = cnnlab("train", *arguments, "--json")
        (line,) = done.out.splitlines()
        finished = json.loads(line)
        assert (finished["event"], finished["outcome"]) == ("finished", "failed")
        assert finished["detail"] == done.err.strip()
        assert done.code == 1


def test_that_a_dataset_without_a_name_is_wrong_usage(cnnlab: Cnnlab) -> None:
    assert cnnlab("train", "--dataset", "").code == 2
