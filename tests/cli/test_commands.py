"""Every command but ``train``: what it prints, and its exit code."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnlab_gui import __version__
from cnnlab_gui.core import paths
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.architecture_file import write_architecture
from cnnlab_gui.core.drawing.collection import DrawingCollection
from cnnlab_gui.core.drawing.kept import KeptDrawing
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import DatasetRecord, RunRecord, TestReport
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.schema import SCHEMA_VERSION
from cnnlab_gui.engine import runtime

Cnnlab = Callable[..., Any]
FOUR_FILES = [
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
]


def outside(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a person does, in a process of its own."""
    command = [sys.executable, "-m", "cnnlab_gui", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_that_describe_says_243786_parameters_of_cnn_64() -> None:
    done = outside("describe", "--preset", "cnn-64", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    described = json.loads(done.stdout)
    assert described["parameters"] == 243_786
    assert described["multiply_adds"] == 5_056_000
    assert described["problem"] is None
    assert [layer["output_shape"] for layer in described["layers"]][:2] == [
        [26, 26, 64],
        [13, 13, 64],
    ]


def test_that_the_table_of_describe_has_each_layer_with_its_figures(cnnlab: Cnnlab) -> None:
    done = cnnlab("describe", "--preset", "cnn-64")
    assert (done.code, done.err) == (0, "")
    rows = [line.split() for line in done.out.splitlines()]
    kinds = [layer.kind for layer in PRESETS["cnn-64"].architecture.layers]
    assert [row[0] for row in rows[2:9]] == kinds
    assert rows[2][-3:] == ["640", "389,376", "3×3"]
    assert "243,786 parameters, 5,056,000 multiply-adds for an image" in done.out


def test_that_describe_says_what_is_wrong_with_an_architecture(
    cnnlab: Cnnlab, tmp_path: Path
) -> None:
    path = tmp_path / "open.json"
    write_architecture(path, Architecture(layers=(Conv2D(),)))
    assert (
        "Add Flatten and a Dense layer at the end."
        in cnnlab("describe", "--architecture", path).out
    )
    (described,) = cnnlab("describe", "--architecture", path, "--json").lines
    assert described["name"] == "open.json"
    assert "Add Flatten and a Dense layer" in described["problem"]
    assert [layer["problem"] for layer in described["layers"]] == [described["problem"]]


def test_that_describe_says_a_fault_of_a_layer_as_the_window_does(
    cnnlab: Cnnlab, tmp_path: Path
) -> None:
    path = tmp_path / "open.json"
    write_architecture(path, Architecture(layers=(Conv2D(enabled=False), Conv2D(), Dense())))
    done = cnnlab("describe", "--architecture", path)
    (described,) = cnnlab("describe", "--architecture", path, "--json").lines
    said = described["problem"]
    assert said.startswith("Dense needs a list of numbers, but Conv2D gives 26×26×32 feature maps")
    assert [layer["problem"] for layer in described["layers"]] == [None, None, said]
    assert done.out.splitlines()[-1] == said


def test_that_the_table_of_describe_says_which_layers_are_off(
    cnnlab: Cnnlab, tmp_path: Path
) -> None:
    path = tmp_path / "off.json"
    write_architecture(path, PRESETS["cnn-64"].architecture.switched([2], enabled=False))
    lines = cnnlab("describe", "--architecture", path).out.splitlines()
    assert [line for line in lines if "(off)" in line] == [lines[4]]
    assert lines[4].split()[:2] == ["Conv2D", "(off)"]


def test_that_describe_refuses_what_is_not_there_in_one_sentence(cnnlab: Cnnlab) -> None:
    cnnlab("describe", "--preset", "cnn-65").says("There is no preset 'cnn-65'. There are: ")
    cnnlab("describe", "--architecture", "no.json").says("no.json could not be read: ")


def test_that_presets_lists_every_one(cnnlab: Cnnlab) -> None:
    done = cnnlab("presets", "--json")
    assert done.code == 0
    assert [line["preset"] for line in done.lines] == list(PRESETS)
    table = cnnlab("presets").out
    assert all(name in table for name in PRESETS)


def keep_run(name: str, outcome: Any = "completed") -> RunFolder:
    record = RunRecord(
        schema_version=SCHEMA_VERSION,
        name=name,
        created="2026-11-02T10:00:00+00:00",
        specification=PRESETS["cnn-64"].specification(),
        dataset=DatasetRecord(
            id="fashion-mnist",
            title="Fashion-MNIST",
            sha256="0" * 64,
            origin="here",
            class_names=("0", "1"),
            train_images=200,
            validation_images=50,
        ),
        parameters=243_786,
        device="CPU",
        versions={},
        outcome=outcome,
        seconds=61.25,
    )
    folder, _ = RunStore(paths.runs_folder()).create(record)
    folder.write_history([EpochEnded(1, 0.5, 0.8, 0.4, 0.85, 11.0, 0.001, 5000.0)])
    folder.write_report(TestReport(1, 0.4, 0.875, [[1]], []))
    return folder


def test_that_runs_without_any_says_how_to_make_one(cnnlab: Cnnlab) -> None:
    assert cnnlab("runs").out == "There are no runs yet. `cnnlab train` makes one.\n"
    assert cnnlab("runs", "--json").out == ""
    assert not paths.home().joinpath("runs").exists()


def test_that_runs_lists_what_was_trained_and_how_it_ended(cnnlab: Cnnlab) -> None:
    keep_run("cnn-16")
    folder = keep_run("cnn-64", outcome=None)
    done = cnnlab("runs", "--json")
    assert (done.code, len(done.lines)) == (0, 2)
    assert done.lines[1] == {
        "name": "cnn-64-001",
        "run": str(folder.path),
        "created": "2026-11-02T10:00:00+00:00",
        "preset": "cnn-64",
        "dataset": "fashion-mnist",
        "epochs": 1,
        "parameters": 243_786,
        "outcome": None,
        "seconds": 61.25,
        "accuracy": 0.8,
        "val_accuracy": 0.85,
        "test_accuracy": 0.875,
        "status": "interrupted",
        "tags": [],
        "notes": "",
        "sweep": None,
    }
    row = " ".join(cnnlab("runs").out.splitlines()[2].split())
    assert row == "cnn-64-001 fashion-mnist 1 243,786 80.0% 87.5% 61.2 interrupted"


@pytest.mark.parametrize("file", ["run.json", "history.csv", "report.json"])
def test_that_a_damaged_run_is_told_and_the_others_are_listed(file: str, cnnlab: Cnnlab) -> None:
    folder = keep_run("cnn-16")
    keep_run("cnn-64")
    (folder.path / file).write_text("damaged")
    done = cnnlab("runs", "--json")
    assert done.code == 0
    assert [line["name"] for line in done.lines] == ["cnn-64-001"]
    assert done.err.count("\n") == 1
    assert file in done.err


def test_that_a_home_that_cannot_be_looked_into_has_no_runs(
    cnnlab: Cnnlab, unwritable_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNLAB_HOME", str(unwritable_folder.parent / "closed" / "home"))
    done = cnnlab("runs", "--json")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_that_data_lists_each_dataset_and_whether_it_is_here(cnnlab: Cnnlab) -> None:
    done = cnnlab("data", "list", "--json")
    assert (done.code, done.err) == (0, "")
    here = {line["id"]: line["available"] for line in done.lines}
    assert here == {"fashion-mnist": False, "mnist": False, "stroke-digits": True}
    assert "not here; `cnnlab data fetch mnist`" in cnnlab("data").out


def test_that_data_lists_kept_drawings_and_verifies_them(cnnlab: Cnnlab) -> None:
    collection = DrawingCollection()
    collection.add(KeptDrawing("7", np.full((28, 28), 9, np.uint8)))
    lines = {line["id"]: line for line in cnnlab("data", "list", "--json").lines}
    drawings, mixture = lines["my-drawings"], lines["digits-and-mine"]
    assert (drawings["train"], drawings["test"], drawings["available"]) == (1, 1, True)
    assert drawings["where"] == mixture["where"] == str(collection.folder)
    assert mixture["train"] > lines["stroke-digits"]["train"]
    assert cnnlab("data", "verify").out.strip().endswith(": right")
    (file,) = collection.folder.iterdir()
    file.write_bytes(b"damaged")
    done = cnnlab("data", "verify")
    assert done.code == 1
    assert file.name in done.err.replace("\n", "")


def test_that_verifying_damaged_files_exits_1_and_names_each(
    cnnlab: Cnnlab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNLAB_DATA_DIR", str(tmp_path / "data"))
    folder = tmp_path / "data" / "fashion-mnist"
    folder.mkdir(parents=True)
    for name in FOUR_FILES:
        (folder / name).write_bytes(b"damaged")
    done = cnnlab("data", "verify", "fashion-mnist", "--json")
    assert (done.code, done.err) == (1, "")
    assert [Path(line["file"]).name for line in done.lines] == FOUR_FILES
    assert not any(line["ok"] for line in done.lines)
    people = cnnlab("data", "verify")
    assert people.code == 1
    assert all(name in people.err for name in FOUR_FILES)
    assert people.err.count("\n") == 4
    assert all((folder / name).read_bytes() == b"damaged" for name in FOUR_FILES)


def test_that_verifying_where_nothing_is_says_how_to_get_it(cnnlab: Cnnlab) -> None:
    done = cnnlab("data", "verify")
    assert done.code == 0
    assert "`cnnlab data fetch fashion-mnist`" in done.out


@pytest.mark.realdata
def test_that_the_real_data_is_what_was_published(cnnlab: Cnnlab) -> None:
    done = cnnlab("data", "verify", "--json")
    assert done.code == 0
    assert len(done.lines) == 8
    assert all(line["ok"] for line in done.lines)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("fetch", "cifar-10"), "There is no dataset cifar-10 to download"),
        (("fetch", "stroke-digits"), "stroke-digits is built in: there is nothing to download"),
        (("verify", "cifar-10"), "cifar-10"),
    ],
)
def test_that_a_dataset_that_cannot_be_fetched_is_one_sentence(
    arguments: tuple[str, ...], sentence: str, cnnlab: Cnnlab
) -> None:
    cnnlab("data", *arguments).says(sentence)


def test_that_doctor_says_versions_device_folders_and_datasets(cnnlab: Cnnlab) -> None:
    done = cnnlab("doctor", "--json")
    assert (done.code, done.err) == (0, "")
    (found,) = done.lines
    assert found["versions"] == runtime.versions()
    assert found["device"] == runtime.start().name
    assert found["gpu"] == (found["gpu_reason"] is None)
    assert found["folders"]["home"] == str(paths.home())
    assert found["folders"]["home_writable"] is True
    assert (found["installed"], found["cores"]) == ("checkout", runtime.cores())
    assert found["memory_megabytes"] > 100
    assert found["libraries"]["numpy"] == found["versions"]["numpy"]
    assert [entry["id"] for entry in found["datasets"]] == [
        "fashion-mnist",
        "mnist",
        "stroke-digits",
    ]
    table = cnnlab("doctor").out
    assert str(paths.home()) in table
    assert found["device"] in table


def test_that_doctor_sees_a_home_that_cannot_be_written(
    cnnlab: Cnnlab, unwritable_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside_of_it = unwritable_folder.parent
    for home in (unwritable_folder / "home", outside_of_it / "closed" / "home", Path(__file__)):
        monkeypatch.setenv("CNNLAB_HOME", str(home))
        done = cnnlab("doctor", "--json")
        assert (done.code, done.err) == (0, "")
        assert done.lines[0]["folders"]["home_writable"] is False


def test_that_the_window_is_opened_with_the_arguments_of_gui(cnnlab: Cnnlab) -> None:
    # The window of these tests exits with the number of its arguments.
    assert cnnlab("gui").code == 0
    assert cnnlab("gui", "--screenshots", "shots", "--smoke-test").code == 3


def test_that_the_version_is_that_of_the_package() -> None:
    done = outside("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"CNN Lab {__version__}\n", "")


@pytest.mark.parametrize("arguments", [("no-such-command",), ("--no-such-option",), ("data", "x")])
def test_that_wrong_usage_exits_2(arguments: tuple[str, ...], cnnlab: Cnnlab) -> None:
    done = cnnlab(*arguments)
    assert done.code == 2
    assert "Usage: cnnlab" in done.err


def test_that_help_exits_0_and_names_every_command(cnnlab: Cnnlab) -> None:
    done = cnnlab("--help")
    assert done.code == 0
    for command in ("train", "presets", "describe", "runs", "data", "doctor", "bench", "gui"):
        assert command in done.out


def test_that_an_output_that_cannot_carry_a_path_still_gets_whole_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "日本 ×.json"
    write_architecture(path, PRESETS["cnn-16"].architecture)
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = outside("describe", "--json", "--architecture", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["name"] == path.name
