"""The journal: each fact is on disk before its event is sent."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.events import EpochEnded, RunEvent, RunStarted, SnapshotSaved
from cnnlab_gui.core.files import TEMPORARY_SUFFIX
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.journal import RunJournal
from cnnlab_gui.core.runs.record import RunRecord, TestReport
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.text import Sentence

FULL_DEVICE = Path("/dev/full")
WEIGHTS = {"000.kernel": np.ones((2, 2), np.float32)}
FIRST = EpochEnded(1, 0.5, 0.8, 0.4, 0.85, 11.0, 0.001, 5000.0)
STOPPED = Sentence("Stopped.")


class Diary:
    """A journal of a new run, what it sent, and what lay on disk at each event."""

    def __init__(self, record: RunRecord) -> None:
        self.events: list[RunEvent] = []
        self.files: list[set[str]] = []
        self.folder, named = RunStore(paths.runs_folder()).create(record)
        self.journal = RunJournal(self.folder, named, self.take)

    def take(self, event: RunEvent) -> None:
        self.events.append(event)
        everything = self.folder.path.rglob("*")
        self.files.append({path.name for path in everything if path.is_file()})


@pytest.fixture
def diary(make_record: Callable[..., RunRecord]) -> Diary:
    return Diary(make_record())


def fill(folder: RunFolder, name: str) -> None:
    """Let the next write of ``name`` in this folder meet a full disk."""
    if not FULL_DEVICE.exists():
        pytest.skip("this system has no /dev/full")
    (folder.path / (name + TEMPORARY_SUFFIX)).symlink_to(FULL_DEVICE)


def test_that_the_first_event_says_where_the_run_is_and_how_long_it_is(diary: Diary) -> None:
    diary.journal.started(steps=7)
    (event,) = diary.events
    assert isinstance(event, RunStarted)
    assert event.run == str(diary.folder.path)
    assert event.name == "cnn-64-001"
    assert (event.epochs, event.steps) == (5, 7)
    assert (event.train_images, event.validation_images) == (200, 50)
    assert event.validation_set == "test"
    assert diary.files == [{"run.json"}]


def test_that_a_snapshot_is_on_disk_before_it_is_told(diary: Diary) -> None:
    diary.journal.snapshot(0, WEIGHTS)
    assert diary.events == [SnapshotSaved(0, str(diary.folder.snapshot_path(0)))]
    assert "epoch-000.npz" in diary.files[0]


def test_that_weights_and_history_of_an_epoch_are_on_disk_before_it_is_told(diary: Diary) -> None:
    assert diary.journal.whole_epochs == 0
    diary.journal.epoch_ended(FIRST, WEIGHTS)
    assert diary.events == [FIRST, SnapshotSaved(1, str(diary.folder.snapshot_path(1)))]
    assert {"epoch-001.npz", "history.csv"} <= diary.files[0]
    assert diary.folder.read_history() == [FIRST]
    assert diary.journal.whole_epochs == 1


def test_that_an_epoch_whose_weights_could_not_be_written_is_neither_kept_nor_told(
    diary: Diary,
) -> None:
    fill(diary.folder, "weights/epoch-001.npz")
    with pytest.raises(Exception, match="The disk is full"):
        diary.journal.epoch_ended(FIRST, WEIGHTS)
    assert diary.events == []
    assert diary.folder.read_history() == []
    assert diary.journal.whole_epochs == 0


def test_that_weights_of_a_cut_epoch_are_kept_apart(diary: Diary) -> None:
    diary.journal.cut_short(WEIGHTS)
    assert [path.name for path in (diary.folder.path / "weights").iterdir()] == ["unfinished.npz"]


def test_that_the_end_is_written_and_returned_but_not_sent(diary: Diary) -> None:
    diary.journal.tested(TestReport(1, 0.25, 0.9, [[1]], []))
    finished = diary.journal.finished("stopped", STOPPED, 12.5, 100.0)
    assert diary.events == []
    assert (finished.outcome, finished.detail) == ("stopped", STOPPED)
    assert (finished.test_loss, finished.test_accuracy) == (0.25, 0.9)
    assert (finished.seconds, finished.images_per_second) == (12.5, 100.0)
    assert finished.run == str(diary.folder.path)
    record = diary.folder.read_record()
    assert (record.outcome, record.detail, record.seconds) == ("stopped", "Stopped.", 12.5)


def test_that_a_run_without_a_test_ends_without_test_figures(diary: Diary) -> None:
    finished = diary.journal.finished("completed", None, 1.0, math.nan)
    assert (finished.test_loss, finished.test_accuracy) == (None, None)
    assert finished.images_per_second == 0.0


def test_that_a_disk_that_fills_at_the_end_still_gives_an_event_and_its_sentence(
    diary: Diary,
) -> None:
    for outcome in ("completed", "stopped"):
        fill(diary.folder, "run.json")
        finished = diary.journal.finished(outcome, STOPPED, 1.0, 1.0)
        assert finished.outcome == "failed"
        assert str(finished.detail).startswith("The disk is full")
    assert diary.folder.read_record().outcome is None


def test_that_the_first_reason_to_fail_is_told_where_the_end_cannot_be_written(
    diary: Diary,
) -> None:
    fill(diary.folder, "run.json")
    finished = diary.journal.finished("failed", Sentence("The loss is no number."), 1.0, 1.0)
    assert (finished.outcome, str(finished.detail)) == ("failed", "The loss is no number.")
