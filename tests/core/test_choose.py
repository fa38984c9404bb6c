"""A run that stands for another of its epochs; a run that is brought back to its checkpoint."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.results.kept import read_answers, write_answers
from cnnlab_gui.core.results.report import report_of
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.core.runs.choose import choose_epoch
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.lock import hold_run
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.runs.resuming import check_resumable, rewind
from cnnlab_gui.core.runs.store import RunStore

FULL_DEVICE = Path("/dev/full")


def history(epochs: int) -> list[EpochEnded]:
    return [EpochEnded(k, 1 / k, 0.5, 1 / k, 0.5, 1.0, 1e-3, 9.0) for k in range(1, epochs + 1)]


def answers(epoch: int) -> TestAnswers:
    shares = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]], np.float32)
    return TestAnswers(epoch, 0.25, np.array([0, 1, 1], np.uint8), shares)


@pytest.fixture
def folder(make_record: Callable[..., RunRecord]) -> RunFolder:
    """A run that was stopped with three epochs, and tested with the last."""
    folder, record = RunStore(paths.runs_folder()).create(make_record())
    folder.write_record(record.model_copy(update={"outcome": "stopped", "detail": "Stopped."}))
    folder.write_history(history(3))
    for epoch in range(4):
        folder.write_snapshot(epoch, {"000.kernel": np.full(3, epoch, np.float32)})
    folder.write_report(report_of(answers(3), ("0", "1")))
    write_answers(folder.path, answers(3))
    return folder


def test_that_a_run_stands_for_the_chosen_epoch_in_all_its_files(folder: RunFolder) -> None:
    report = choose_epoch(folder, answers(2))
    assert report == report_of(answers(2), ("0", "1"))
    assert (report.epoch, report.test_loss, report.test_accuracy) == (2, 0.25, 2 / 3)
    assert report.confusion_matrix == [[1, 0], [1, 1]]
    assert folder.read_report()["test_accuracy"] == 2 / 3
    kept = read_answers(folder.path)
    assert kept is not None
    assert kept.epoch == 2
    record = folder.read_record()
    assert (record.chosen_epoch, record.outcome) == (2, "stopped")
    assert folder.stands_for(record) == 2


def test_that_choosing_the_last_epoch_is_as_if_none_was_chosen(folder: RunFolder) -> None:
    choose_epoch(folder, answers(1))
    choose_epoch(folder, answers(3))
    assert folder.read_record().chosen_epoch is None
    assert folder.stands_for(folder.read_record()) == 3


def test_that_an_epoch_without_weights_and_a_run_that_is_going_are_not_chosen(
    folder: RunFolder,
) -> None:
    with pytest.raises(CnnLabError, match="has no weights of epoch 7 any more"):
        choose_epoch(folder, answers(7))
    with hold_run(folder.path), pytest.raises(CnnLabError, match="is being trained already"):
        choose_epoch(folder, answers(2))
    assert (folder.read_record().chosen_epoch, folder.read_report()["epoch"]) == (None, 3)


@pytest.mark.skipif(not FULL_DEVICE.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("file", ["predictions.npz", "report.json", "run.json"])
def test_that_a_full_disk_leaves_files_that_each_say_of_which_epoch_they_are(
    folder: RunFolder, file: str
) -> None:
    (folder.path / f"{file}.tmp").symlink_to(FULL_DEVICE)
    with pytest.raises(CnnLabError, match="The disk is full"):
        choose_epoch(folder, answers(2))
    assert folder.read_record().chosen_epoch is None
    assert folder.read_report()["epoch"] == (2 if file == "run.json" else 3)
    assert choose_epoch(folder, answers(2)).epoch == 2
    assert folder.read_record().chosen_epoch == 2


def refusal(folder: RunFolder, **changes: object) -> str:
    record = folder.read_record().model_copy(update=changes)
    with pytest.raises(CnnLabError) as caught:
        check_resumable(folder, record, folder.read_history())
    return str(caught.value)


def test_that_what_cannot_go_on_says_why_and_what_can_be_done(folder: RunFolder) -> None:
    assert "is completed: there is nothing left to train" in refusal(folder, outcome="completed")
    ruled = refusal(folder, outcome="stopped", stopped_by="val_accuracy >= 0.9")
    assert "was ended by its rule (val_accuracy >= 0.9)" in ruled
    failed = refusal(folder, outcome="failed", detail="The loss is no longer a number.")
    assert "would fail again if it went on: The loss is no longer a number." in failed
    assert "has no checkpoint to go on from. The weights of" in refusal(folder)
    full = refusal(folder, outcome="failed", detail="The disk is full.", storage_failed=True)
    assert "has no checkpoint to go on from" in full
    (folder.path / "checkpoint").mkdir()
    (folder.path / "checkpoint" / "previous.npz").write_bytes(b"")
    check_resumable(folder, folder.read_record(), folder.read_history())


def test_that_a_run_is_brought_back_to_its_checkpoint(folder: RunFolder) -> None:
    choose_epoch(folder, answers(1))
    folder.write_report(report_of(answers(3), ("0", "1")))
    folder.write_unfinished({"000.kernel": np.zeros(3, np.float32)})
    record, whole = rewind(folder, folder.read_record(), folder.read_history(), 2)
    assert whole == folder.read_history() == history(2)
    assert record == folder.read_record()
    assert (record.outcome, record.detail, record.chosen_epoch) == (None, None, None)
    assert folder.snapshots() == [0, 1, 2]
    assert not folder.unfinished_path.exists()
    assert folder.read_report() is None  # it was of epoch 3
    kept = read_answers(folder.path)
    assert kept is not None
    assert kept.epoch == 1


def test_that_nothing_is_taken_from_a_run_that_is_where_its_checkpoint_is(
    folder: RunFolder,
) -> None:
    rewind(folder, folder.read_record(), folder.read_history(), 3)
    assert folder.read_history() == history(3)
    assert folder.snapshots() == [0, 1, 2, 3]
    assert folder.read_report()["epoch"] == 3


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_that_a_line_missing_from_the_history_is_a_sentence_and_changes_nothing(
    folder: RunFolder, gone: int
) -> None:
    folder.write_history([epoch for epoch in history(3) if epoch.epoch != gone + 1])
    before = {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()}
    with pytest.raises(CnnLabError, match="lacks lines that its checkpoint has: epochs 1 to 3"):
        rewind(folder, folder.read_record(), folder.read_history(), 3)
    assert {p: p.read_bytes() for p in folder.path.rglob("*") if p.is_file()} == before


def test_that_a_folder_of_weights_that_was_deleted_is_made_again(folder: RunFolder) -> None:
    shutil.rmtree(folder.path / "weights")
    folder.write_snapshot(3, {"000.kernel": np.zeros(3, np.float32)})
    shutil.rmtree(folder.path / "weights")
    folder.write_unfinished({"000.kernel": np.zeros(3, np.float32)})
    assert folder.unfinished_path.exists()


def test_that_a_folder_in_the_lock_s_place_is_named_with_what_helps(folder: RunFolder) -> None:
    (folder.path / "run.lock").mkdir()
    with (
        pytest.raises(CnnLabError, match=r"run\.lock is a folder.*Delete that folder"),
        hold_run(folder.path),
    ):
        raise AssertionError("it was held")
