"""All runs of a home as rows: what they say, what is kept of them, and when it is read again."""

import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.runs import index
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.index import RunIndex
from cnnlab_gui.core.runs.notes import write_notes
from cnnlab_gui.core.runs.record import TestReport
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.core.runs.trash import RunTrash
from tests.core.run_parts import Keep, MakeRecord


@pytest.fixture
def read_folders(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the runs whose files were read; what is kept is not among them."""
    read: list[str] = []
    summary = index._summary

    def counted(folder: RunFolder) -> RunSummary:
        read.append(folder.name)
        return summary(folder)

    monkeypatch.setattr(index, "_summary", counted)
    return read


def cache_of(store: RunStore) -> Path:
    return store.folder / ".index.json"


def test_that_a_home_without_runs_has_no_rows_and_stays_as_it_is(store: RunStore) -> None:
    assert RunIndex(store).read() == ([], [])
    assert not store.folder.exists()


def test_that_a_row_says_what_the_run_s_files_say(store: RunStore, keep: Keep) -> None:
    folder = keep(seconds=30.0)
    write_notes(folder.path, "quick", ("first", "good"))
    (row,), faults = RunIndex(store).read()
    assert faults == []
    assert (row.name, row.path, row.status) == ("cnn-64-001", folder.path, "completed")
    assert row.network.startswith("Conv2D 64 · MaxPooling2D · Conv2D 64 · MaxPooling2D · Flatten")
    assert (row.dataset, row.dataset_id, row.device) == ("Bars", "bars", "CPU")
    assert (row.epochs_done, row.epochs, row.seed, row.parameters) == (2, 5, 0, 243_786)
    assert (row.accuracy, row.val_accuracy, row.best_accuracy) == (0.85, 0.88, 0.9)
    assert (row.test_accuracy, row.test_loss) == (0.88, 0.5)
    assert (row.seconds, row.seconds_to_best) == (30.0, 10.0)
    assert (row.notes, row.tags, row.can_resume) == ("quick", ("first", "good"), False)
    assert row.factors["filters"] == "64"


def test_that_a_run_that_was_killed_in_its_first_epoch_has_no_figures_yet(
    store: RunStore, make_record: MakeRecord
) -> None:
    store.create(make_record())
    (row,), faults = RunIndex(store).read()
    assert (row.status, row.outcome, faults) == ("interrupted", None, [])
    assert (row.epochs_done, row.seconds) == (0, 0.0)
    figures = (row.accuracy, row.val_accuracy, row.best_accuracy, row.seconds_to_best)
    assert (*figures, row.test_accuracy, row.test_loss) == (None,) * 6


def test_that_the_newest_comes_first_and_what_has_no_time_last(store: RunStore, keep: Keep) -> None:
    keep(created="2026-11-02T10:00:00+00:00")
    keep(created="2026-11-02T10:30:00+02:00")
    keep(created="yesterday")
    keep(created="2026-11-02T10:00:00+00:00")
    names = [row.name for row in RunIndex(store).read()[0]]
    assert names == ["cnn-64-004", "cnn-64-001", "cnn-64-002", "cnn-64-003"]


def test_that_what_has_not_changed_is_not_read_again_by_this_process_or_the_next(
    store: RunStore, keep: Keep, read_folders: list[str]
) -> None:
    keep()
    keep()
    first = RunIndex(store)
    rows, _ = first.read()
    assert sorted(read_folders) == ["cnn-64-001", "cnn-64-002"]
    assert first.read()[0] == rows
    assert RunIndex(store).read()[0] == rows
    assert len(read_folders) == 2


def _other_history(folder: RunFolder) -> None:
    folder.write_history([EpochEnded(1, 0.5, 0.8, 0.4, 0.7, 10.0, 0.001, 5000.0)])


def _other_record(folder: RunFolder) -> None:
    folder.write_record(folder.read_record().model_copy(update={"outcome": "failed"}))


CHANGES: dict[str, Callable[[RunFolder], object]] = {
    "record": _other_record,
    "history": _other_history,
    "report": lambda folder: folder.write_report(TestReport(2, 0.5, 0.77, [[1]], [])),
    "notes": lambda folder: write_notes(folder.path, "new", ()),
    "no report": lambda folder: (folder.path / "report.json").unlink(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_that_a_change_of_any_file_shows_and_the_other_runs_are_not_read_again(
    name: str, store: RunStore, keep: Keep, read_folders: list[str]
) -> None:
    keep()
    changed = keep()
    kept = RunIndex(store)
    before = {row.name: row for row in kept.read()[0]}
    read_folders.clear()
    CHANGES[name](changed)
    for each in (kept, RunIndex(store)):
        after = {row.name: row for row in each.read()[0]}
        assert after["cnn-64-001"] == before["cnn-64-001"]
        assert after["cnn-64-002"] != before["cnn-64-002"]
    assert read_folders == ["cnn-64-002"]


def test_that_a_clock_that_jumped_back_hides_no_change(store: RunStore, keep: Keep) -> None:
    folder = keep()
    kept = RunIndex(store)
    kept.read()
    report = folder.path / "report.json"
    size = report.stat().st_size
    folder.write_report(TestReport(2, 0.5, 0.77, [[1]], []))
    assert report.stat().st_size == size
    os.utime(report, ns=(0, 1_000_000_000))  # 1970
    assert [row.test_accuracy for row in kept.read()[0]] == [0.77]
    assert [row.test_accuracy for row in RunIndex(store).read()[0]] == [0.77]


@pytest.mark.skipif(os.name == "nt", reason="a file's number is not told everywhere")
def test_that_a_file_written_anew_in_the_same_moment_with_the_same_size_is_seen(
    store: RunStore, keep: Keep
) -> None:
    folder = keep()
    kept = RunIndex(store)
    kept.read()
    report = folder.path / "report.json"
    moment = report.stat().st_mtime_ns
    folder.write_report(TestReport(2, 0.5, 0.77, [[1]], []))
    os.utime(report, ns=(moment, moment))
    assert [row.test_accuracy for row in kept.read()[0]] == [0.77]


DAMAGED = {
    "empty": "",
    "cut": '{"cache_version":2,"runs":{"cnn-64',
    "no JSON": "\x00" * 100,
    "a list": "[]",
    "another version": '{"cache_version":999,"runs":{}}',
    "more": '{"cache_version":2,"runs":{},"hook":"x"}',
    "rows of another kind": '{"cache_version":2,"runs":{"cnn-64-001":{"stamps":[],"row":{}}}}',
    "deep": "[" * 1_000_000,
}


@pytest.mark.parametrize("name", DAMAGED)
def test_that_a_damaged_cache_is_made_anew(name: str, store: RunStore, keep: Keep) -> None:
    keep()
    rows, _ = RunIndex(store).read()
    whole = cache_of(store).read_bytes()
    cache_of(store).write_text(DAMAGED[name])
    assert RunIndex(store).read() == (rows, [])
    assert cache_of(store).read_bytes() == whole


@pytest.mark.parametrize(
    ("field", "value"), [("seconds", "1"), ("hook", 1), ("test_accuracy", float("nan"))]
)
def test_that_a_cache_with_a_row_of_another_shape_is_made_anew(
    field: str, value: object, store: RunStore, keep: Keep
) -> None:
    keep()
    rows, _ = RunIndex(store).read()
    content = json.loads(cache_of(store).read_text())
    content["runs"]["cnn-64-001"]["row"][field] = value
    cache_of(store).write_text(json.dumps(content))
    assert RunIndex(store).read() == (rows, [])


def test_that_a_cache_that_cannot_be_written_costs_nothing_but_time(
    store: RunStore, keep: Keep
) -> None:
    keep()
    cache_of(store).mkdir()
    (cache_of(store) / "something").touch()
    assert len(RunIndex(store).read()[0]) == 1
    assert sorted(entry.name for entry in store.folder.iterdir()) == [".index.json", "cnn-64-001"]


def test_that_a_cache_copied_with_its_home_tells_the_new_paths(
    store: RunStore, keep: Keep, tmp_path: Path
) -> None:
    keep()
    RunIndex(store).read()
    elsewhere = tmp_path / "elsewhere"
    store.folder.rename(elsewhere)
    (row,), _ = RunIndex(RunStore(elsewhere)).read()
    assert row.path == elsewhere / "cnn-64-001"


def test_that_each_folder_that_cannot_be_read_is_one_sentence_and_the_rest_are_rows(
    store: RunStore, keep: Keep
) -> None:
    for damaged in ("run.json", "history.csv", "report.json"):
        (keep().path / damaged).write_text("{")
    whole = keep()
    (store.folder / "no run").mkdir()
    (store.folder / ".half.new").mkdir()
    kept = RunIndex(store)
    for each in (kept, kept, RunIndex(store)):
        rows, faults = each.read()
        assert [row.path for row in rows] == [whole.path]
        assert len(faults) == 3
        assert all(str(fault).count(str(store.folder)) == 1 for fault in faults)


def test_that_damaged_notes_are_one_sentence_but_hide_no_run(store: RunStore, keep: Keep) -> None:
    (keep().path / "notes.json").write_text('{"notes": 1}')
    for _ in range(2):
        (row,), (fault,) = RunIndex(store).read()
        assert (row.notes, row.tags) == ("", ())
        assert "holds no notes that this version can read" in str(fault)


def test_that_a_deleted_run_is_gone_from_the_rows_and_from_the_cache(
    store: RunStore, keep: Keep
) -> None:
    folder = keep()
    keep()
    kept = RunIndex(store)
    kept.read()
    shutil.rmtree(folder.path)
    assert [row.name for row in kept.read()[0]] == ["cnn-64-002"]
    assert list(json.loads(cache_of(store).read_text())["runs"]) == ["cnn-64-002"]


@pytest.mark.parametrize("moment", ["run.json", "history.csv", "notes.json"])
def test_that_a_run_that_vanishes_while_it_is_read_is_no_fault(
    moment: str, store: RunStore, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep()
    gone = keep()
    name = {"run.json": "read_record", "history.csv": "read_history"}.get(moment)
    if name:
        real = getattr(RunFolder, name)

        def vanishing(folder: RunFolder) -> Any:
            if folder.path == gone.path:
                shutil.rmtree(gone.path)
            return real(folder)

        monkeypatch.setattr(RunFolder, name, vanishing)
    else:
        stamp = index._stamp

        def last_look(path: str) -> Any:
            found = stamp(path)
            if gone.name in path and path.endswith(moment):
                shutil.rmtree(gone.path, ignore_errors=True)
            return found

        monkeypatch.setattr(index, "_stamp", last_look)
    rows, faults = RunIndex(store).read()
    assert faults == []
    assert rows[-1].name == "cnn-64-001"


def test_that_two_applications_that_read_the_same_home_agree_and_leave_a_whole_cache(
    store: RunStore, keep: Keep
) -> None:
    here, there = RunIndex(store), RunIndex(store)
    for _ in range(3):
        keep()
        assert here.read() == there.read()
        shutil.rmtree(keep().path)
        assert there.read() == here.read()
    assert RunIndex(store).read() == here.read()
    assert not [entry for entry in store.folder.iterdir() if entry.suffix == ".tmp"]


def test_that_reading_while_runs_come_and_go_tells_no_fault_and_ends_up_right(
    store: RunStore, keep: Keep
) -> None:
    over, told, failed = threading.Event(), [], []

    def read() -> None:
        mine = RunIndex(store)
        try:
            while not over.is_set():
                told.extend(mine.read()[1])
                told.extend(RunIndex(store).read()[1])
        except Exception as error:
            failed.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(15):
        folder = keep()
        if number % 3:
            RunTrash(store).delete(folder)
    over.set()
    for reader in readers:
        reader.join()
    assert (told, failed) == ([], [])
    assert len(RunIndex(store).read()[0]) == 5
    assert RunIndex(store).read() == RunIndex(RunStore(store.folder)).read()


@pytest.mark.parametrize(
    ("chosen", "figures"), [(None, (0.85, 0.88)), (1, (0.8, 0.9)), (0, (None, None))]
)
def test_that_all_figures_of_a_row_are_of_the_epoch_that_the_run_stands_for(
    chosen: int | None, figures: tuple[float | None, ...], store: RunStore, keep: Keep
) -> None:
    keep(chosen_epoch=chosen)
    (row,) = RunIndex(store).read()[0]
    assert (row.accuracy, row.val_accuracy) == figures
    assert row.best_accuracy == 0.9


def test_that_progress_ends_with_all(store: RunStore, keep: Keep) -> None:
    for _ in range(3):
        keep()
    told: list[tuple[int, int]] = []
    RunIndex(store).read(lambda done, of: told.append((done, of)))
    assert told == [(0, 3), (3, 3)]
