"""The store of all runs: how they are made, named, listed and found."""

import threading
from pathlib import Path

import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import SweepPlace
from cnnlab_gui.core.runs.store import RunStore
from tests.core.run_parts import MakeRecord


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
