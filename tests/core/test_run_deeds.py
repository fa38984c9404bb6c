"""What a person does to a run that is there: notes, another name, deleting and bringing back."""

import json
import os
from collections.abc import Callable

import pytest

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.index import RunIndex
from cnnlab_gui.core.runs.lock import hold_run
from cnnlab_gui.core.runs.notes import RunNotes, read_notes, write_notes
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.runs.rename import rename_run
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.runs.trash import RunTrash

DAY = 86_400
IMPOSSIBLE_NAMES = (
    *("", " ", ".", "..", ".hidden", "a/b", "a\\b", "../up", "a:b", "a?", "what*", "<b>", "a|b"),
    *("trailing.", "tab\tname", "line\nbreak", "nul\0", "CON", "nul.txt", "Lpt1", "com9.run"),
    *("-option", "pretrained", "a" * 201, "é" * 101, "\u202egnp.exe", "\x7f"),
)


def names(store: RunStore) -> list[str]:
    return [row.name for row in RunIndex(store).read()[0]]


def test_that_a_run_without_notes_has_empty_ones(folder: RunFolder) -> None:
    assert read_notes(folder.path) == RunNotes(notes="", tags=())


def test_that_notes_and_tags_come_back_and_each_tag_is_there_once(folder: RunFolder) -> None:
    written = write_notes(folder.path, "first line\nzweite Zeile ✓", (" good ", "a  b", "good", ""))
    assert read_notes(folder.path) == written
    assert written.notes == "first line\nzweite Zeile ✓"
    assert written.tags == ("good", "a b")


@pytest.mark.parametrize(
    ("notes", "tags", "said"),
    [
        ("a" * 20_001, (), "The notes have 20,001 characters, but 20,000 are the most."),
        ("", tuple(map(str, range(21))), "A run can have 20 tags of at most 40 characters."),
        ("", ("a" * 41,), "A run can have 20 tags of at most 40 characters."),
    ],
)
def test_that_notes_that_are_too_long_change_nothing(
    notes: str, tags: tuple[str, ...], said: str, folder: RunFolder
) -> None:
    kept = write_notes(folder.path, "before", ("old",))
    with pytest.raises(CnnLabError) as caught:
        write_notes(folder.path, notes, tags)
    assert str(caught.value).startswith(said)
    assert read_notes(folder.path) == kept


def test_that_the_longest_notes_and_the_most_tags_are_kept(folder: RunFolder) -> None:
    tags = tuple(f"{number:040}" for number in range(20))
    write_notes(folder.path, "\u20ac" * 20_000, tags)
    assert read_notes(folder.path).tags == tags


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b" " * 500_001,
        b'{"schema_version": 4, "notes": 7}',
        b'{"schema_version": 4, "tags": ["' + b"a" * 41 + b'"]}',
        b'{"schema_version": 99, "notes": ""}',
        b'{"schema_version": 4, "hook": "x"}',
    ],
)
def test_that_notes_that_are_none_are_one_sentence_and_stay(
    content: bytes, folder: RunFolder
) -> None:
    path = folder.path / "notes.json"
    path.write_bytes(content)
    with pytest.raises(CnnLabError, match=r"notes\.json"):
        read_notes(folder.path)
    assert path.read_bytes() == content


def test_that_a_renamed_run_takes_all_with_it_and_says_its_new_name(
    store: RunStore, folder: RunFolder
) -> None:
    write_notes(folder.path, "mine", ())
    renamed = rename_run(folder, "  My best, so far ")
    assert renamed.path == store.folder / "My best, so far"
    assert renamed.read_record().name == "My best, so far"
    assert read_notes(renamed.path).notes == "mine"
    assert store.find("My best, so far").path == renamed.path
    assert names(store) == ["My best, so far"]


@pytest.mark.parametrize(
    "name",
    IMPOSSIBLE_NAMES,
)
def test_that_a_name_that_some_computer_refuses_is_refused_here(
    name: str, store: RunStore, folder: RunFolder
) -> None:
    with pytest.raises(CnnLabError, match=r"^No run can be called '"):
        rename_run(folder, name)
    assert names(store) == [folder.name]


@pytest.mark.parametrize("name", ["été", "run 2 (good)", "a.b", "console", "日本語", "1", "_x"])
def test_that_an_unusual_name_is_taken(name: str, store: RunStore, folder: RunFolder) -> None:
    rename_run(folder, name)
    assert names(store) == [name]


def test_that_a_taken_name_is_refused_and_both_runs_stay(
    store: RunStore, folder: RunFolder, make_record: Callable[..., RunRecord]
) -> None:
    other, _ = store.create(make_record("other"))
    with pytest.raises(CnnLabError, match=r"^There is a run 'other-001' already\."):
        rename_run(folder, other.name)
    assert sorted(names(store)) == ["cnn-64-001", "other-001"]
    assert rename_run(folder, folder.name).path == folder.path


def test_that_a_run_whose_record_is_damaged_can_be_renamed(
    store: RunStore, folder: RunFolder
) -> None:
    (folder.path / "run.json").write_text("{")
    rename_run(folder, "damaged")
    assert (store.folder / "damaged" / "run.json").read_text() == "{"


def test_that_a_run_is_neither_renamed_nor_deleted_while_it_is_trained(
    store: RunStore, folder: RunFolder
) -> None:
    with hold_run(folder.path):
        for deed in (lambda: rename_run(folder, "other"), lambda: RunTrash(store).delete(folder)):
            with pytest.raises(CnnLabError, match=r"^cnn-64-001 is being trained.* Stop or pause"):
                deed()
    assert names(store) == ["cnn-64-001"]
    rename_run(folder, "other")


def test_that_a_run_that_is_gone_is_one_sentence(store: RunStore, folder: RunFolder) -> None:
    RunTrash(store).delete(folder)
    for deed in (lambda: rename_run(folder, "other"), lambda: RunTrash(store).delete(folder)):
        with pytest.raises(CnnLabError, match="could not be written"):
            deed()
    assert len(RunTrash(store).runs()) == 1


def test_that_a_deleted_run_is_gone_from_the_list_and_comes_back_as_it_was(
    store: RunStore, folder: RunFolder
) -> None:
    before = (folder.path / "run.json").read_bytes()
    trash = RunTrash(store)
    deleted = trash.delete(folder)
    assert names(store) == []
    assert RunTrash(store).runs() == [deleted]
    assert trash.restore(deleted).path == folder.path
    assert (folder.path / "run.json").read_bytes() == before
    assert names(store) == ["cnn-64-001"]
    assert trash.runs() == []
    assert list((store.folder / ".trash").iterdir()) == []


def test_that_a_run_comes_back_under_a_free_name_where_its_own_was_given_away(
    store: RunStore, folder: RunFolder, make_record: Callable[..., RunRecord]
) -> None:
    trash = RunTrash(store)
    first = trash.delete(folder)
    second = trash.delete(store.create(make_record())[0])
    store.create(make_record())
    assert [trash.restore(each).name for each in (second, first)] == [
        "cnn-64-001-2",
        "cnn-64-001-3",
    ]
    assert sorted(names(store)) == ["cnn-64-001", "cnn-64-001-2", "cnn-64-001-3"]
    record = json.loads((store.folder / "cnn-64-001-3" / "run.json").read_text())
    assert record["name"] == "cnn-64-001-3"


def test_that_what_was_brought_back_already_is_one_sentence(
    store: RunStore, folder: RunFolder
) -> None:
    trash = RunTrash(store)
    deleted = trash.delete(folder)
    trash.restore(deleted)
    with pytest.raises(CnnLabError, match=r"^cnn-64-001 is no longer in the trash"):
        trash.restore(deleted)
    assert names(store) == ["cnn-64-001"]


def test_that_only_what_was_deleted_a_week_ago_is_purged(
    store: RunStore, folder: RunFolder, make_record: Callable[..., RunRecord]
) -> None:
    trash = RunTrash(store)
    ages = {7.1 * DAY: "old", 6.9 * DAY: "young", -30 * DAY: "of a clock that jumped back"}
    for age, name in ages.items():
        deleted = trash.delete(rename_run(store.create(make_record())[0], name))
        moment = deleted.path.parent.stat().st_mtime - age
        os.utime(deleted.path.parent, (moment, moment))
    assert trash.purge() == 1
    assert [run.name for run in trash.runs()] == ["of a clock that jumped back", "young"]
    assert trash.purge(days=0) == 2
    assert trash.runs() == []
    assert names(store) == [folder.name]


def test_that_an_empty_home_has_no_trash(store: RunStore) -> None:
    assert (RunTrash(store).runs(), RunTrash(store).purge()) == ([], 0)
