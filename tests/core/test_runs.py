"""A run's folder and the store of all runs."""

import json
import math
import struct
import threading
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnlab_gui.core import paths
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import RunRecord, SweepPlace, TestReport
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.training import TrainingSettings

MakeRecord = Callable[..., RunRecord]
unhurried = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def store() -> RunStore:
    return RunStore(paths.runs_folder())


@pytest.fixture
def folder(store: RunStore, make_record: MakeRecord) -> RunFolder:
    return store.create(make_record())[0]


@unhurried
@given(data=st.data())
def test_that_a_record_comes_back_as_it_was_written(
    data: st.DataObject,
    any_architecture: st.SearchStrategy[Architecture],
    make_record: MakeRecord,
    tmp_path: Path,
) -> None:
    record = make_record()
    specification = record.specification.model_copy(
        update={
            "architecture": data.draw(any_architecture),
            "settings": TrainingSettings(
                learning_rate=data.draw(st.floats(1e-6, 10)), seed=data.draw(st.integers(0, 99))
            ),
        }
    )
    changes = {"specification": specification, "detail": data.draw(st.none() | st.just("Grüße"))}
    record = record.model_copy(update=changes)
    RunFolder(tmp_path).write_record(record)
    assert RunFolder(tmp_path).read_record() == record


def test_that_a_new_run_has_its_record_from_the_first_moment(
    store: RunStore, make_record: MakeRecord
) -> None:
    folder, record = store.create(make_record())
    assert folder.path == store.folder / "cnn-64-001"
    assert record == make_record().model_copy(update={"name": "cnn-64-001"})
    assert folder.read_record() == record
    assert folder.read_record().outcome is None
    assert folder.read_history() == []
    assert folder.read_report() is None


def test_that_runs_are_numbered_after_the_highest_of_their_name(
    store: RunStore, make_record: MakeRecord
) -> None:
    (store.folder / "cnn-64-041").mkdir(parents=True)
    (store.folder / "cnn-64-overfit-077").mkdir()
    (store.folder / "cnn-64-old").mkdir()
    assert store.create(make_record())[0].name == "cnn-64-042"
    assert store.create(make_record("custom"))[0].name == "custom-001"
    assert store.create(make_record())[0].name == "cnn-64-043"


def test_that_a_run_of_a_sweep_has_a_number_only_where_its_name_is_taken(
    store: RunStore, make_record: MakeRecord
) -> None:
    place = SweepPlace(sweep="a", trial="filters=16, seed=0")
    record = make_record("filters-16-seed-0").model_copy(update={"sweep": place})
    made = [store.create(record) for _ in range(3)]
    names = ["filters-16-seed-0", "filters-16-seed-0-001", "filters-16-seed-0-002"]
    assert [folder.name for folder, _ in made] == names
    assert [named.name for _, named in made] == names


def test_that_a_thousandth_run_still_finds_a_number(
    store: RunStore, make_record: MakeRecord
) -> None:
    (store.folder / "cnn-64-999").mkdir(parents=True)
    assert store.create(make_record())[0].name == "cnn-64-1000"
    assert store.create(make_record())[0].name == "cnn-64-1001"


def test_that_stores_that_create_at_the_same_time_do_not_collide(make_record: MakeRecord) -> None:
    start, made = threading.Barrier(4), []

    def create() -> None:
        store = RunStore(paths.runs_folder())
        start.wait()
        made.extend(store.create(make_record())[0] for _ in range(10))

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(folder.name for folder in made) == [f"cnn-64-{n:03d}" for n in range(1, 41)]
    assert all(folder.read_record().name == folder.name for folder in made)
    assert len(list(paths.runs_folder().iterdir())) == 40


@pytest.mark.parametrize("exists", [False, True])
def test_that_a_run_can_be_made_in_a_new_or_empty_folder_of_one_s_own(
    exists: bool, store: RunStore, make_record: MakeRecord, tmp_path: Path
) -> None:
    at = tmp_path / "one" / "of my own"
    if exists:
        at.mkdir(parents=True)
    folder, record = store.create(make_record(), at)
    assert folder.path == at
    assert record.name == "of my own"
    assert folder.read_record() == record
    assert [entry.name for entry in at.parent.iterdir()] == ["of my own"]


@pytest.mark.parametrize("place", ["file", "folder"])
def test_that_a_taken_folder_is_refused_and_left_as_it_is(
    place: str, store: RunStore, make_record: MakeRecord, tmp_path: Path
) -> None:
    kept = tmp_path / "taken" / "homework.txt" if place == "folder" else tmp_path / "taken"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("mine")
    with pytest.raises(
        CnnLabError, match=r"taken already holds something\. Name a new or an empty"
    ):
        store.create(make_record(), tmp_path / "taken")
    assert kept.read_text() == "mine"
    assert [entry.name for entry in tmp_path.iterdir()] == ["taken"]


def test_that_a_name_that_no_disk_takes_is_one_sentence(
    store: RunStore, make_record: MakeRecord, tmp_path: Path
) -> None:
    with pytest.raises(CnnLabError, match=r"could not be written: .* Choose another folder"):
        store.create(make_record(), tmp_path / ("a" * 300))
    assert list(tmp_path.iterdir()) == []


def test_that_a_folder_named_from_where_one_stands_is_kept_as_a_whole_path(
    store: RunStore, make_record: MakeRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder, record = store.create(make_record(), Path("mine"))
    assert folder.path == tmp_path / "mine"
    assert record.name == "mine"


def test_that_an_unwritable_store_is_one_sentence(
    unwritable_folder: Path, make_record: MakeRecord
) -> None:
    store = RunStore(unwritable_folder / "runs")
    with pytest.raises(CnnLabError, match=r"cannot be written to\. Give yourself the right"):
        store.create(make_record())
    with pytest.raises(CnnLabError, match=r"cannot be written to\. Give yourself the right"):
        store.create(make_record(), unwritable_folder / "own")
    assert store.folders() == []


def test_that_a_home_that_is_a_file_is_one_sentence(
    store: RunStore, make_record: MakeRecord
) -> None:
    paths.home().write_text("not a folder")
    with pytest.raises(CnnLabError, match=r"could not be written: .* Choose another folder"):
        store.create(make_record())
    assert store.folders() == []


def test_that_folders_without_a_record_and_half_made_ones_are_not_listed(
    store: RunStore, make_record: MakeRecord
) -> None:
    made = [store.create(make_record(name))[0].path for name in ("cnn-16", "cnn-64", "cnn-64")]
    (store.folder / "notes").mkdir()
    half = store.folder / ".0123456789.new"
    half.mkdir()
    (half / "run.json").write_text("{}")
    assert [folder.path for folder in store.folders()] == made


def test_that_a_home_without_runs_lists_none(store: RunStore) -> None:
    assert store.folders() == []


def test_that_a_run_is_found_by_its_name_and_by_its_path(
    store: RunStore, folder: RunFolder, tmp_path: Path
) -> None:
    assert store.find("cnn-64-001").path == folder.path
    assert store.find(str(folder.path)).path == folder.path
    moved = folder.path.rename(tmp_path / "moved")
    assert store.find(str(moved)).read_record().name == "cnn-64-001"


@pytest.mark.parametrize("name", ["cnn-65", "", ".", "~no-such-user/run", "a" * 5000, "nul\0"])
def test_that_a_run_that_is_not_there_is_one_sentence(name: str, store: RunStore) -> None:
    with pytest.raises(CnnLabError, match=r"^There is no run '"):
        store.find(name)


Change = Callable[[dict[str, Any]], object]

CHANGES: dict[str, tuple[Change, str]] = {
    "unknown schema": (
        lambda record: record.update(schema_version=0),
        "(schema_version must be 1 to 4, but is 0)",
    ),
    "schema as truth": (
        lambda record: record.update(schema_version=True),
        "(schema_version must be 1 to 4, but is True)",
    ),
    "no schema": (lambda record: record.pop("schema_version"), "(schema_version is missing)"),
    "extra field": (lambda record: record.update(hook="x"), "hook is not known"),
    "unknown outcome": (
        lambda record: record.update(outcome="success"),
        "(outcome is 'success', which is not what is expected here)",
    ),
    "no dataset": (lambda record: record.pop("dataset"), "(dataset is missing)"),
    "seconds as text": (
        lambda record: record.update(seconds="1"),
        "(seconds must be a number, but is '1')",
    ),
    "name as number": (
        lambda record: record.update(name=7),
        "(name must be a text, but is 7)",
    ),
    "endless name": (lambda record: record.update(name="a" * 300), "which is not what is expected"),
    "parameters as truth": (
        lambda record: record.update(parameters=True),
        "(parameters must be a whole number, but is True)",
    ),
    "images as text": (
        lambda record: record["dataset"].update(train_images="many"),
        "(train_images must be a whole number, but is 'many')",
    ),
    "versions as list": (
        lambda record: record.update(versions=[]),
        "(versions must be a JSON object, but is [])",
    ),
    "class names as object": (
        lambda record: record["dataset"].update(class_names={}),
        "(class_names must be a list, but is {…})",
    ),
    "unknown layer": (
        lambda record: record["specification"]["architecture"]["layers"].append({"kind": "Exec"}),
        "layer 8: the kind 'Exec' is not known",
    ),
    "epochs out of range": (
        lambda record: record["specification"]["settings"].update(epochs=0),
        "epochs must be a whole number from 1 to 10,000, but is 0",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_that_a_changed_record_is_refused_with_the_place_and_left_as_it_is(
    name: str, folder: RunFolder
) -> None:
    change, place = CHANGES[name]
    path = folder.path / "run.json"
    record = json.loads(path.read_text())
    change(record)
    path.write_text(json.dumps(record))
    before = path.read_bytes()
    with pytest.raises(CnnLabError, match="is not a run that this version can read") as caught:
        folder.read_record()
    assert place in str(caught.value)
    assert path.read_bytes() == before


def test_that_a_run_of_a_newer_application_is_left_as_it_is(folder: RunFolder) -> None:
    path = folder.path / "run.json"
    record = json.loads(path.read_text())
    assert record["schema_version"] == 4
    path.write_text(json.dumps({**record, "schema_version": 5, "hook": "x"}))
    before = path.read_bytes()
    with pytest.raises(
        CnnLabError, match=r"written by a newer CNN Lab \(version 5; this one reads"
    ):
        folder.read_record()
    assert path.read_bytes() == before


@pytest.mark.parametrize("version", [1, 2])
def test_that_a_run_of_an_older_version_still_opens(version: int, folder: RunFolder) -> None:
    path, written = folder.path / "run.json", folder.read_record()
    record = json.loads(path.read_text())
    record["schema_version"] = version
    for layer in record["specification"]["architecture"]["layers"]:
        later = ["first_filter", "first_filter_frozen"]
        if version == 1:
            later += ["enabled", "initializer", "l2"]
            later += ["strides"] if "pool_size" in layer else []
        for name in later:
            layer.pop(name, None)
    path.write_text(json.dumps(record))
    assert folder.read_record() == written.model_copy(update={"schema_version": version})
    folder.write_record(folder.read_record())
    assert folder.read_record() == written


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"[" * 1_000_000, b"\xff", b" " * 2_000_001])
def test_that_a_record_that_is_none_is_one_sentence(content: bytes, folder: RunFolder) -> None:
    (folder.path / "run.json").write_bytes(content)
    with pytest.raises(CnnLabError, match=r"run\.json"):
        folder.read_record()


finite = st.floats(allow_nan=False, allow_infinity=False)
epochs = st.lists(st.tuples(*[finite] * 7), max_size=5)


@unhurried
@given(figures=epochs)
def test_that_a_history_comes_back_bit_for_bit(
    figures: list[tuple[float, ...]], tmp_path: Path
) -> None:
    history = [EpochEnded(index, *values) for index, values in enumerate(figures, 1)]
    RunFolder(tmp_path).write_history(history)
    read = RunFolder(tmp_path).read_history()
    assert [epoch.epoch for epoch in read] == [epoch.epoch for epoch in history]
    for before, after in zip(history, read, strict=True):
        # One kind of "not a number" is as good as another; all else to the bit.
        pairs = zip(astuple(before)[1:], astuple(after)[1:], strict=True)
        assert all(struct.pack("d", a) == struct.pack("d", b) or math.isnan(a) for a, b in pairs)


HEADER = b"epoch,loss,accuracy,val_loss,val_accuracy,seconds,learning_rate,images_per_second\n"
LINE = b"1,0.5,0.5,0.5,0.5,1.0,0.001,100.0\n"


@pytest.mark.parametrize(
    "content",
    [
        HEADER + LINE + b"2,0.5\n",
        HEADER + b"1,a,0.5,0.5,0.5,1.0,0.001,100.0\n",
        HEADER + b"1.5,0.5,0.5,0.5,0.5,1.0,0.001,100.0\n",
        HEADER + LINE[:-1] + b",7\n",
        HEADER.replace(b"loss", b"LOSS", 1) + LINE,
        HEADER[:-1] + b",code\n" + LINE,
        HEADER + b'"' + b"1" * 200_000 + b'"\n',
        b"\xff",
    ],
)
def test_that_a_history_that_is_none_is_one_sentence(content: bytes, folder: RunFolder) -> None:
    (folder.path / "history.csv").write_bytes(content)
    with pytest.raises(CnnLabError, match=r"history\.csv"):
        folder.read_history()
    assert (folder.path / "history.csv").read_bytes() == content


def test_that_a_snapshot_comes_back_to_the_bit_without_pickle(folder: RunFolder) -> None:
    weights = {"000.kernel": np.float32([[0.1, -0.0], [np.inf, 1e-45]]), "000.bias": np.zeros(2)}
    path = folder.write_snapshot(7, weights)
    assert path == folder.path / "weights" / "epoch-007.npz"
    with np.load(path, allow_pickle=False) as read:
        assert set(read.files) == set(weights)
        assert all(read[name].tobytes() == weights[name].tobytes() for name in weights)


def test_that_weights_that_would_need_pickle_are_not_written(folder: RunFolder) -> None:
    with pytest.raises(ValueError, match="allow_pickle"):
        folder.write_snapshot(1, {"000.kernel": np.array([object()])})
    assert list((folder.path / "weights").iterdir()) == []


REPORT = TestReport(3, 0.25, 0.9, [[1, 0], [0, 1]], [{"name": "cat", "precision": 1.0}])


def test_that_a_report_comes_back(folder: RunFolder) -> None:
    folder.write_report(REPORT)
    report = folder.read_report()
    assert report is not None
    assert report["test_accuracy"] == 0.9
    assert report["confusion_matrix"] == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"[" * 1_000_000, b'{"test_accuracy": "high"}', b"\xff", b" " * 2_000_001],
)
def test_that_a_report_that_is_none_is_one_sentence(content: bytes, folder: RunFolder) -> None:
    (folder.path / "report.json").write_bytes(content)
    with pytest.raises(CnnLabError, match=r"report\.json"):
        folder.read_report()
