"""``compare``: what it prints of runs that are there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.runs.bundle import pack
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import DatasetRecord, RunRecord, TestReport
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.schema import SCHEMA_VERSION
from tests.core.bundle_parts import kept_run

Cnnlab = Callable[..., Any]


def keep(preset: str, accuracy: float, seed: int = 0, **changes: Any) -> RunFolder:
    specification = PRESETS[preset].specification()
    settings = specification.settings.model_copy(update={"seed": seed})
    record = RunRecord(
        schema_version=SCHEMA_VERSION,
        name=preset,
        created="2026-11-02T10:00:00+00:00",
        specification=specification.model_copy(update={"settings": settings}),
        dataset=DatasetRecord(
            id="fashion-mnist",
            title="Fashion-MNIST",
            sha256="0" * 64,
            origin="here",
            class_names=("0", "1"),
            train_images=200,
            validation_images=50,
        ),
        parameters=specification.architecture.parameter_count,
        device="CPU",
        versions={},
        outcome="completed",
        seconds=10.0,
    ).model_copy(update=changes)
    folder, _ = RunStore(paths.runs_folder()).create(record)
    folder.write_history([EpochEnded(1, 0.5, 0.8, 0.4, accuracy, 10.0, 0.001, 5000.0)])
    folder.write_report(TestReport(1, 0.4, accuracy, [[1]], []))
    return folder


def keep_two_groups() -> list[str]:
    folders = [keep("cnn-64", 0.91 + 0.001 * seed, seed) for seed in range(3)]
    folders += [keep("cnn-16", 0.90 + 0.001 * seed, seed) for seed in range(3)]
    return [folder.name for folder in folders]


def test_that_runs_with_seeds_get_their_figures_and_a_verdict(cnnlab: Cnnlab) -> None:
    done = cnnlab("compare", *keep_two_groups())
    assert (done.code, done.err) == (0, "")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert lines[0] == "run filters seed epochs done parameters test seconds status"
    assert lines[2] == "cnn-64-002 64 1 1 243,786 91.1% 10.0 completed"
    parameters = PRESETS["cnn-16"].architecture.parameter_count
    assert f"16 filters 3 90.10 ± 0.10 % 89.85 to 90.35 10.0 {parameters:,}" in lines
    assert lines[-1] == "64 filters are better than 16 by 1.0 ± 0.2 points: real."


def test_that_its_json_holds_the_runs_the_figures_and_the_verdict(cnnlab: Cnnlab) -> None:
    names = keep_two_groups()
    (found,) = cnnlab("compare", *names, "--json").lines
    assert [run["name"] for run in found["runs"]] == names
    assert found["differences"]["seed"] == ["0", "1", "2"] * 2
    assert found["factors"] == ["filters"]
    assert [group["count"] for group in found["groups"]] == [3, 3]
    (pair,) = found["pairs"]
    assert (pair["verdict"], pair["better"], pair["worse"]) == ("real", 1, 0)
    assert found["sentences"] == [pair["sentence"]]


def test_that_a_pattern_takes_all_runs_like_it_and_each_only_once(cnnlab: Cnnlab) -> None:
    keep_two_groups()
    (found,) = cnnlab("compare", "cnn-6*", "cnn-64-001", "cnn-64-00?", "--json").lines
    assert [run["name"] for run in found["runs"]] == ["cnn-64-001", "cnn-64-002", "cnn-64-003"]
    assert found["sentences"] == [
        "These 3 runs differ only in their seed: 91.1 ± 0.1 % on the test images. So much is luck."
    ]


def test_that_one_run_each_says_nothing_about_luck(cnnlab: Cnnlab) -> None:
    done = cnnlab("compare", keep("cnn-64", 0.9).path, keep("cnn-16", 0.8).name)
    assert done.code == 0
    assert "alike but for the seed" not in done.out
    assert done.out.splitlines()[-1].startswith("One run each says nothing about luck")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("cnn-65-001", "There is no run 'cnn-65-001'."), ("x*", "No run's name is like 'x*'.")],
)
def test_that_a_run_that_is_not_there_is_one_sentence(
    name: str, sentence: str, cnnlab: Cnnlab
) -> None:
    cnnlab("compare", keep("cnn-64", 0.9).name, name).says(sentence)


@pytest.mark.parametrize("file", ["run.json", "history.csv", "report.json", "notes.json"])
def test_that_a_damaged_run_is_one_sentence(file: str, cnnlab: Cnnlab) -> None:
    folder = keep("cnn-64", 0.9)
    (folder.path / file).write_text("damaged")
    cnnlab("compare", folder.name).says(file)


def test_that_it_wants_runs(cnnlab: Cnnlab) -> None:
    assert cnnlab("compare").code == 2


def test_that_a_run_is_compared_from_its_file(cnnlab: Cnnlab, tmp_path: Path) -> None:
    here, file = keep("cnn-64", 0.91), tmp_path / "work.cnnlab"
    pack(kept_run(tmp_path / "sender"), file)
    done = cnnlab("compare", here.name, file, "--json")
    assert (done.code, done.err) == (0, "")
    (compared,) = done.lines
    assert [row["name"] for row in compared["runs"]] == [here.name, "small-001"]
    assert [row["run"] for row in compared["runs"]] == [str(here.path), str(file)]
