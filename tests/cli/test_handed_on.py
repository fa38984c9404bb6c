"""A run handed on as a ``.cnnlab`` file: repeated elsewhere to the last bit, and looked at."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.runs.bundle import pack
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.store import RunStore
from tests.core.bundle_parts import kept_run

Cnnlab = Callable[..., Any]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Go to another home, and a folder of its own, where nothing is known."""

    def elsewhere() -> Path:
        monkeypatch.setenv("CNNLAB_HOME", str(tmp_path / "other-home"))
        desk = tmp_path / "desk"
        desk.mkdir()
        monkeypatch.chdir(desk)
        return desk

    return elsewhere


@pytest.fixture
def handed_on(
    cnnlab: Cnnlab, small: Path, tmp_path: Path, write_npz: Callable[..., Path]
) -> tuple[RunFolder, Path, Path]:
    """A run on a person's own images, its file, and the images."""
    images = tmp_path / "private" / "bars.npz"
    images.parent.mkdir()
    shutil.copy(write_npz(), images)
    what = ("--architecture", small, "--dataset", images, "--epochs", 2, "--seed", 5)
    done = cnnlab("train", *what, "--deterministic", "--limit", 150, "--json")
    assert done.code == 0
    out = tmp_path / "work.cnnlab"
    run = RunFolder(Path(done.lines[-1]["run"]))
    exported = cnnlab("export", run.name, "--to", "cnnlab", out)
    assert (exported.code, exported.out) == (0, f"{out} is written.\n")
    return run, out, images


def figures(folder: RunFolder) -> list[tuple[float, ...]]:
    return [(e.loss, e.accuracy, e.val_loss, e.val_accuracy) for e in folder.read_history()]


def test_that_a_run_from_a_file_is_repeated_to_the_last_bit(
    handed_on: tuple[RunFolder, Path, Path], cnnlab: Cnnlab, elsewhere: Callable[[], Path]
) -> None:
    run, file, images = handed_on
    desk = elsewhere()
    shutil.move(file, desk / "work.cnnlab")
    shutil.move(images, desk / "bars.npz")  # beside the file: it is found there
    done = cnnlab("train", "--run", "work.cnnlab", "--deterministic", "--json")
    assert (done.code, done.err) == (0, "")
    again = RunFolder(Path(done.lines[-1]["run"]))
    assert again.path.parent == paths.runs_folder()
    assert figures(again) == figures(run)
    assert again.snapshots() == run.snapshots() == [0, 1, 2]
    architecture = run.read_record().specification.architecture
    for epoch in run.snapshots():
        wanted, found = (each.read_snapshot(epoch, architecture) for each in (run, again))
        for name in wanted:
            assert np.array_equal(wanted[name], found[name])
    assert [folder.name for folder in RunStore(paths.runs_folder()).folders()] == [again.name]


def test_that_images_that_are_other_ones_or_none_are_told_of(
    handed_on: tuple[RunFolder, Path, Path],
    cnnlab: Cnnlab,
    elsewhere: Callable[[], Path],
    write_npz: Callable[..., Path],
) -> None:
    _, file, images = handed_on
    images.unlink()
    elsewhere()
    repeat = ("train", "--run", file, "--deterministic")
    done = cnnlab(*repeat)
    assert done.code == 1
    assert "are not here; they were called bars.npz" in done.err
    other = write_npz(190, classes=10)
    done = cnnlab(*repeat, "--dataset", other, "--epochs", 1)
    assert done.code == 0
    assert "These are not the images that" in done.err
    assert cnnlab(*repeat, "--dataset", other, "--epochs", 1, "--limit", 50).err == ""


def test_that_a_file_stands_for_its_run_wherever_a_run_is_named(
    handed_on: tuple[RunFolder, Path, Path], cnnlab: Cnnlab, elsewhere: Callable[[], Path]
) -> None:
    run, file, images = handed_on
    desk = elsewhere()
    shutil.copy(images, file.with_name("bars.npz"))
    assert cnnlab("maps", file, "--images", "0,1", "--out", desk / "maps.png").code == 0
    assert (desk / "maps.png").read_bytes()[1:4] == b"PNG"
    assert cnnlab("export", file, "--to", "csv", desk / "curves.csv").code == 0
    lines = (desk / "curves.csv").read_text().splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [[run.name, "1"], [run.name, "2"]]
    done = cnnlab("export", file, "--to", "keras", desk / "net.keras", "--epoch", 1)
    assert done.code == 0
    assert (
        f"net.keras holds {run.name} at epoch 1. Read again, it gave the same answer for 50 of"
        in done.out
    )
    assert done.err == ""
    assert RunStore(paths.runs_folder()).folders() == []


def test_that_a_run_is_imported_under_a_name(cnnlab: Cnnlab, tmp_path: Path) -> None:
    run = kept_run(tmp_path / "sender", "/far/away/bars.npz")
    pack(run, tmp_path / "work.cnnlab")
    done = cnnlab("import", tmp_path / "work.cnnlab", "--name", "Anna 1")
    assert done.code == 0
    came = RunStore(paths.runs_folder()).find("Anna 1")
    assert done.out.splitlines() == [
        f"Anna 1 is in {came.path}.",
        "Its images are not here: they were called bars.npz. To repeat it, name yours: "
        "cnnlab train --run 'Anna 1' --dataset PATH",
    ]
    assert figures(came) == figures(run)
    again = cnnlab("import", tmp_path / "work.cnnlab", "--name", "../up")
    again.says("No run can be called '../up'")


@pytest.mark.parametrize("command", ["train", "maps", "predict", "export", "import"])
def test_that_a_file_that_is_no_run_is_one_sentence(
    cnnlab: Cnnlab, tmp_path: Path, command: str
) -> None:
    file = tmp_path / "bad.cnnlab"
    file.write_bytes(b"no zip")
    arguments = {
        "train": ("--run", file),
        "maps": (file, "--images", "0", "--out", tmp_path / "maps.png"),
        "predict": (file, tmp_path / "digit.png"),
        "export": (file, "--to", "keras", tmp_path / "net.keras"),
        "import": (file,),
    }[command]
    done = cnnlab(command, *arguments)
    assert done.code == 1
    assert "is no run that can be opened: it is cut short" in done.err
    assert "Traceback" not in done.err + done.out
    cnnlab("import", tmp_path / "none.cnnlab").says("could not be read")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--preset", "cnn-16", "--to", "keras", "net.keras"),
        ("a", "b", "--to", "keras", "net.keras"),
        ("--to", "csv", "curves.csv"),
        ("a", "--to", "csv", "curves.csv", "--epoch", "1"),
        ("a", "--to", "onnx", "net.onnx", "--dataset", "mnist"),
    ],
)
def test_that_wrong_usage_exits_2(arguments: tuple[str, ...], cnnlab: Cnnlab) -> None:
    done = cnnlab("export", *arguments)
    assert (done.code, done.out) == (2, "")


def test_that_what_is_there_is_left_as_it_is(cnnlab: Cnnlab, tmp_path: Path) -> None:
    run, out = kept_run(tmp_path / "sender"), tmp_path / "mine"
    out.write_text("kept")
    for to in ("cnnlab", "csv", "keras", "tensorboard"):
        cnnlab("export", run.path, "--to", to, out).says("already exists, and is left as it is")
    assert out.read_text() == "kept"
