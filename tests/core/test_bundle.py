"""A run as one file: what is in it, what is not told, and what comes out elsewhere."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.runs.bundle import pack, unpack
from cnnlab_gui.core.runs.lock import hold_run
from cnnlab_gui.core.runs.notes import read_notes
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.training import RunSpecification, TrainingSettings
from tests.core.bundle_parts import SMALL, kept_run, left_in, packed, parts_of, weights_of


def test_that_a_run_opens_elsewhere_with_all_that_it_had(tmp_path: Path) -> None:
    sender = kept_run(tmp_path / "sender")
    pack(sender, tmp_path / "work.cnnlab")
    came = unpack(tmp_path / "work.cnnlab", RunStore(tmp_path / "home"))
    assert came.path == tmp_path / "home" / "small-001"
    assert came.read_record() == sender.read_record()
    assert came.read_history() == sender.read_history()
    assert came.read_report() == sender.read_report()
    assert read_notes(came.path) == read_notes(sender.path)
    names = [path.relative_to(came.path) for path in came.path.rglob("*") if path.is_file()]
    for name in names:
        assert (came.path / name).read_bytes() == (sender.path / name).read_bytes()
    assert len(names) == 8
    assert left_in(tmp_path / "home") == ["small-001"]


def test_that_the_same_run_is_the_same_file_at_any_time(tmp_path: Path) -> None:
    sender = kept_run(tmp_path / "sender")
    pack(sender, tmp_path / "one.cnnlab")
    pack(sender, tmp_path / "two.cnnlab")
    assert (tmp_path / "one.cnnlab").read_bytes() == (tmp_path / "two.cnnlab").read_bytes()
    assert left_in(tmp_path) == ["one.cnnlab", "sender", "two.cnnlab"]


def test_that_only_a_run_s_own_parts_are_in_it(tmp_path: Path) -> None:
    sender = kept_run(tmp_path / "sender")
    (sender.path / "diary.txt").write_text("private")
    (sender.path / "checkpoint").mkdir()
    (sender.path / "checkpoint" / "latest.npz").write_bytes(b"large")
    pack(sender, tmp_path / "work.cnnlab")
    assert list(parts_of(tmp_path / "work.cnnlab")) == [
        *("run.json", "history.csv", "report.json", "notes.json", "predictions.npz"),
        *("weights/epoch-000.npz", "weights/epoch-001.npz", "weights/epoch-002.npz"),
    ]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/anna/private/cats", "cats"),
        (r"C:\Users\anna\private\cats", "cats"),
        ("/home/anna/private/cats.npz/", "cats.npz"),
    ],
)
def test_that_a_person_s_folders_are_not_told(tmp_path: Path, path: str, name: str) -> None:
    sender = kept_run(tmp_path / "sender", path, detail=f"Nothing in {path.rstrip('/')}.")
    pack(sender, tmp_path / "work.cnnlab")
    text = b"".join(parts_of(tmp_path / "work.cnnlab").values())
    assert b"anna" not in text
    assert b"private" not in text
    record = json.loads(parts_of(tmp_path / "work.cnnlab")["run.json"])
    assert record["specification"]["dataset"] == record["dataset"]["id"] == f"./{name}"
    assert name in record["detail"]


def test_that_an_address_in_the_net_is_told(tmp_path: Path) -> None:
    origin = "https://storage.example.org/data/mnist.npz"
    sender = kept_run(tmp_path / "sender")
    record = sender.read_record()
    dataset = record.dataset.model_copy(update={"origin": origin})
    sender.write_record(record.model_copy(update={"dataset": dataset}))
    pack(sender, tmp_path / "work.cnnlab")
    came = unpack(tmp_path / "work.cnnlab", RunStore(tmp_path / "home"))
    assert came.read_record().dataset.origin == origin


def test_that_images_beside_the_file_are_found(tmp_path: Path) -> None:
    pack(kept_run(tmp_path / "sender", "/far/away/cats"), tmp_path / "work.cnnlab")
    store = RunStore(tmp_path / "home")
    assert unpack(tmp_path / "work.cnnlab", store).read_record().specification.dataset == "./cats"
    (tmp_path / "cats").mkdir()
    found = unpack(tmp_path / "work.cnnlab", store).read_record().specification.dataset
    assert found == str((tmp_path / "cats").resolve())


def test_that_images_are_found_where_a_run_here_had_the_same(tmp_path: Path) -> None:
    images = tmp_path / "elsewhere" / "cats"
    images.mkdir(parents=True)
    pack(kept_run(tmp_path / "sender", "/far/away/cats"), tmp_path / "work.cnnlab")
    store = RunStore(tmp_path / "home")
    kept_run(tmp_path / "home", str(images))
    found = unpack(tmp_path / "work.cnnlab", store, known=store).read_record()
    assert found.specification.dataset == str(images)


def test_that_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    out, store = packed(tmp_path), RunStore(tmp_path / "home")
    assert [unpack(out, store).name for _ in range(3)] == [
        "small-001",
        "small-001-2",
        "small-001-3",
    ]
    assert store.find("small-001-2").read_record().name == "small-001-2"
    assert unpack(out, store, "Anna's work"[:4]).name == "Anna"


@pytest.mark.parametrize(
    "name", ["", "..", "a/b", r"a\b", ".hidden", "x" * 201, "a\n", "nul", "a.", "pretrained"]
)
def test_that_a_name_that_is_no_folder_s_is_refused(tmp_path: Path, name: str) -> None:
    out = packed(tmp_path)
    with pytest.raises(CnnLabError, match="No run can be called"):
        unpack(out, RunStore(tmp_path / "home"), name)
    assert left_in(tmp_path / "home") == []


def test_that_a_run_that_is_going_is_not_handed_on(tmp_path: Path) -> None:
    sender = kept_run(tmp_path / "sender")
    with (
        hold_run(sender.path),
        pytest.raises(CnnLabError, match="small-001 is still being trained"),
    ):
        pack(sender, tmp_path / "work.cnnlab")
    assert left_in(tmp_path) == ["sender"]


def test_that_a_run_edited_by_hand_is_not_handed_on(tmp_path: Path) -> None:
    sender = kept_run(tmp_path / "sender")
    (sender.path / "history.csv").unlink()
    sender.write_snapshot(7, weights_of(7))
    with pytest.raises(CnnLabError, match="is not what CNN Lab has written"):
        pack(sender, tmp_path / "work.cnnlab")
    assert left_in(tmp_path) == ["sender"]


def test_that_too_many_weights_are_thinned_to_those_that_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    specification = RunSpecification(
        architecture=SMALL, dataset="mnist", settings=TrainingSettings(epochs=9)
    )
    sender = kept_run(tmp_path / "sender", specification=specification, chosen_epoch=3)
    for epoch in range(3, 10):
        sender.write_snapshot(epoch, weights_of(epoch))
    first = sender.read_history()
    later = [replace(first[0], epoch=epoch) for epoch in range(3, 10)]
    sender.write_history([*first, *later])
    size = sum(path.stat().st_size for path in sender.path.rglob("*") if path.is_file())
    monkeypatch.setattr("cnnlab_gui.core.runs.bundle.MAXIMUM_BYTES", size - 2000)
    pack(sender, tmp_path / "work.cnnlab")
    came = unpack(tmp_path / "work.cnnlab", RunStore(tmp_path / "home"))
    assert came.snapshots() == [0, 2, 3, 9]
    monkeypatch.setattr("cnnlab_gui.core.runs.bundle.MAXIMUM_BYTES", 1000)
    with pytest.raises(CnnLabError, match="Copy its folder instead"):
        pack(sender, tmp_path / "more.cnnlab")


def test_that_weights_of_a_broken_off_epoch_may_hold_nan(tmp_path: Path) -> None:
    sender = kept_run(tmp_path / "sender")
    broken = {name: array * np.nan for name, array in weights_of(2).items()}
    sender.write_unfinished(broken)
    pack(sender, tmp_path / "work.cnnlab")
    assert unpack(tmp_path / "work.cnnlab", RunStore(tmp_path / "home")).unfinished_path.exists()


def test_that_a_place_that_cannot_be_written_to_is_one_sentence(tmp_path: Path) -> None:
    out = packed(tmp_path)
    taken = tmp_path / "taken"
    taken.write_text("kept")
    with pytest.raises(CnnLabError, match="could not be written"):
        pack(RunStore(tmp_path / "sender").find("small-001"), taken / "work.cnnlab")
    with pytest.raises(CnnLabError, match="could not be written"):
        unpack(out, RunStore(taken))
    assert taken.read_text() == "kept"
