"""``export``: which file holds what, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.architecture_file import read_architecture, write_architecture
from cnnlab_gui.core.export.table import EXPORTS, export_text
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.runs.record import DatasetRecord, RunRecord
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.schema import SCHEMA_VERSION
from cnnlab_gui.core.training import RunSpecification, TrainingSettings
from cnnlab_gui.engine.datasets.library import DatasetLibrary

Cnnlab = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where exports go: it is empty."""
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


@pytest.fixture
def keep_run() -> Callable[..., RunSpecification]:
    """Keep a run in the home, called ``custom-001``."""

    def keep_run(architecture: Architecture, data: Path, **settings: Any) -> RunSpecification:
        specification = RunSpecification(
            architecture=architecture,
            dataset=str(data),
            settings=TrainingSettings(**settings),
        )
        images = DatasetLibrary().load(str(data), limit=specification.settings.limit or None)
        record = RunRecord(
            schema_version=SCHEMA_VERSION,
            name="custom",
            created="2026-11-02T10:00:00+00:00",
            specification=specification,
            dataset=DatasetRecord(
                id=images.id,
                title=images.title,
                sha256=images.sha256,
                origin=images.origin,
                class_names=images.class_names,
                train_images=200,
                validation_images=50,
            ),
            parameters=architecture.parameter_count,
            device="CPU",
            versions={},
        )
        RunStore(paths.runs_folder()).create(record)
        return specification

    return keep_run


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", EXPORTS)
def test_that_a_preset_on_a_dataset_of_keras_is_one_file(
    name: str, cnnlab: Cnnlab, folder: Path
) -> None:
    out = folder / f"cnn{EXPORTS[name].ending}"
    done = cnnlab("export", "--preset", "cnn-16", "--to", name, out)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"{out} is written.\n"
    assert out.read_text("utf-8") == export_text(name, PRESETS["cnn-16"].specification())
    assert names_in(folder) == [out.name]


def test_that_a_run_is_exported_with_its_settings_and_its_images_beside_it(
    cnnlab: Cnnlab,
    folder: Path,
    small: Path,
    write_npz: Callable[..., Path],
    keep_run: Callable[..., RunSpecification],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    specification = keep_run(read_architecture(small), write_npz(), limit=120, seed=4)
    monkeypatch.chdir(folder)
    done = cnnlab("export", "custom-001", "--to", "python", "mine.py")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "bars-images.npz holds the images; keep it beside the export.",
        "mine.py is written.",
    ]
    assert Path("mine.py").read_text("utf-8") == export_text("python", specification)
    with np.load("bars-images.npz", allow_pickle=False) as file:
        assert file["x_train"].shape == (120, 28, 28, 1)
        assert file["x_test"].shape == (50, 28, 28, 1)
    before = Path("bars-images.npz").stat()
    by_path = paths.runs_folder() / "custom-001"
    assert cnnlab("export", by_path, "mine.ipynb", "--to", "notebook").code == 0
    assert names_in(folder) == ["bars-images.npz", "mine.ipynb", "mine.py"]
    assert Path("bars-images.npz").stat() == before
    assert json.loads(Path("mine.ipynb").read_text("utf-8"))["nbformat"] == 4


def test_that_images_that_changed_since_the_run_are_told(
    cnnlab: Cnnlab,
    folder: Path,
    tmp_path: Path,
    small: Path,
    write_npz: Callable[..., Path],
    keep_run: Callable[..., RunSpecification],
) -> None:
    data = tmp_path / "bars.npz"
    data.write_bytes(write_npz().read_bytes())
    keep_run(read_architecture(small), data)
    data.write_bytes(write_npz(190).read_bytes())
    done = cnnlab("export", "custom-001", folder / "mine.py", "--to", "python")
    assert done.code == 0
    assert "The images have changed since this run was trained" in done.out


def test_that_an_architecture_is_exported_with_images_of_one_s_own(
    cnnlab: Cnnlab, folder: Path, tmp_path: Path, write_npz: Callable[..., Path]
) -> None:
    layers = (Flatten(), Dense(units=4, activation="softmax"))
    fitted = tmp_path / "colour.cnnarch"
    write_architecture(fitted, Architecture(input_shape=(12, 9, 3), layers=layers))
    data = write_npz(60, 20, shape=(12, 9, 3), classes=4)
    which = ("--architecture", fitted, "--dataset", data)
    assert cnnlab("export", *which, "--to", "python", folder / "mine.py").code == 0
    assert "keras.Input(shape=(12, 9, 3))" in (folder / "mine.py").read_text("utf-8")
    assert names_in(folder) == ["bars-images.npz", "mine.py"]


def test_that_a_file_that_is_there_is_left_as_it_is(cnnlab: Cnnlab, folder: Path) -> None:
    out = folder / "homework.py"
    out.write_text("kept")
    done = cnnlab("export", "--preset", "cnn-16", "--to", "python", out)
    done.says("homework.py already exists, and is left as it is. Name a new file.")
    assert out.read_text() == "kept"


def test_that_other_images_of_that_name_are_left_as_they_are(
    cnnlab: Cnnlab, folder: Path, small: Path, write_npz: Callable[..., Path]
) -> None:
    (folder / "bars-images.npz").write_bytes(b"kept")
    which = ("--architecture", small, "--dataset", write_npz())
    done = cnnlab("export", *which, "--to", "python", folder / "mine.py")
    done.says("bars-images.npz is there already and holds something else")
    assert (folder / "bars-images.npz").read_bytes() == b"kept"
    assert names_in(folder) == ["bars-images.npz"]


def test_that_a_network_that_does_not_fit_its_images_is_one_sentence(
    cnnlab: Cnnlab, folder: Path, tmp_path: Path, write_npz: Callable[..., Path]
) -> None:
    out = folder / "mine.py"
    data = write_npz(60, 20, shape=(12, 9, 3), classes=4)
    done = cnnlab("export", "--preset", "cnn-16", "--dataset", data, "--to", "python", out)
    done.says("The network takes images of 28×28×1, but bars has images of 12×9×3.")
    layers = (Flatten(), Dense(units=4, activation="softmax"))
    write_architecture(tmp_path / "four.cnnarch", Architecture(layers=layers))
    done = cnnlab("export", "--architecture", tmp_path / "four.cnnarch", "--to", "python", out)
    done.says("The last layer gives a list of length 4, but Fashion-MNIST has 10 classes.")
    assert names_in(folder) == []


def test_that_what_is_not_there_is_one_sentence(cnnlab: Cnnlab, folder: Path) -> None:
    out = folder / "mine.py"
    cnnlab("export", "no-such-001", out, "--to", "python").says("There is no run 'no-such-001'.")
    cnnlab("export", "--preset", "no-such", out, "--to", "python").says("There is no preset")
    which = ("--preset", "cnn-16", "--dataset", folder / "no-such")
    cnnlab("export", *which, out, "--to", "python").says("There is no dataset, file or folder")
    assert names_in(folder) == []


def test_that_a_folder_that_cannot_be_written_to_is_one_sentence(
    cnnlab: Cnnlab, unwritable_folder: Path
) -> None:
    out = unwritable_folder / "mine.py"
    cnnlab("export", "--preset", "cnn-16", out, "--to", "python").says("cannot be written to")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--preset", "cnn-16", "mine.py"),
        ("--preset", "cnn-16", "--to", "python"),
        ("mine.py", "--to", "python"),
        ("custom-001", "mine.py", "more.py", "--to", "python"),
        ("custom-001", "mine.py", "--preset", "cnn-16", "--to", "python"),
        ("mine.py", "--preset", "cnn-16", "--architecture", "a.cnnarch", "--to", "python"),
        ("mine.py", "--preset", "cnn-16", "--dataset", "", "--to", "python"),
        (
            "stroke-digits.npz",
            *("--preset", "cnn-16", "--dataset", "stroke-digits", "--to", "python"),
        ),
    ],
)
def test_that_wrong_usage_exits_2_and_writes_nothing(
    arguments: tuple[str, ...], cnnlab: Cnnlab, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    done = cnnlab("export", *arguments)
    assert (done.code, done.out) == (2, "")
    assert "Usage: cnnlab export" in done.err
    assert names_in(folder) == []


def test_that_an_unknown_export_exits_2_and_lists_what_there_is(
    cnnlab: Cnnlab, folder: Path
) -> None:
    done = cnnlab("export", "--preset", "cnn-16", folder / "mine.docx", "--to", "docx")
    assert done.code == 2
    assert "there is no export 'docx'" in done.err
    assert all(name in done.err for name in EXPORTS)
    assert names_in(folder) == []
