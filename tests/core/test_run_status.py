"""What state a run is in, and whether it can be resumed, as its row says."""

import pytest

from cnnlab_gui.core.runs.index import RunIndex
from cnnlab_gui.core.runs.lock import hold_run
from cnnlab_gui.core.runs.resuming import can_resume
from cnnlab_gui.core.runs.store import RunStore
from tests.core.run_parts import Keep


@pytest.mark.parametrize("outcome", [None, "paused", "stopped"])
def test_that_a_run_is_going_as_long_as_somebody_holds_it(
    outcome: str | None, store: RunStore, keep: Keep
) -> None:
    folder = keep(outcome=outcome)
    kept = RunIndex(store)
    for _ in range(2):
        with hold_run(folder.path):
            assert [row.status for row in kept.read()[0]] == ["running"]
            assert [row.status for row in RunIndex(store).read()[0]] == ["running"]
        assert [row.status for row in kept.read()[0]] == [outcome or "interrupted"]
        assert [row.status for row in RunIndex(store).read()[0]] == [outcome or "interrupted"]


@pytest.mark.parametrize("checkpoint", ["latest.npz", "previous.npz"])
@pytest.mark.parametrize(
    ("outcome", "can_resume"),
    [(None, True), ("paused", True), ("stopped", True), ("completed", False), ("failed", False)],
)
def test_that_a_run_with_a_checkpoint_that_did_not_reach_its_end_can_be_resumed(
    checkpoint: str, outcome: str | None, can_resume: bool, store: RunStore, keep: Keep
) -> None:
    folder = keep(outcome=outcome)
    kept = RunIndex(store)
    assert [row.can_resume for row in kept.read()[0]] == [False]
    (folder.path / "checkpoint").mkdir(exist_ok=True)
    (folder.path / "checkpoint" / checkpoint).touch()
    assert [row.can_resume for row in kept.read()[0]] == [can_resume]
    if can_resume:
        with hold_run(folder.path):
            assert [row.can_resume for row in kept.read()[0]] == [False]
        folder.write_record(folder.read_record().model_copy(update={"stopped_by": "nan"}))
        assert [row.can_resume for row in kept.read()[0]] == [False]


@pytest.mark.parametrize("outcome", [None, "paused", "stopped"])
def test_that_a_run_with_all_its_epochs_that_was_not_tested_can_be_resumed(
    outcome: str | None, store: RunStore, keep: Keep
) -> None:
    folder = keep(outcome=outcome)
    record = folder.read_record()
    settings = record.specification.settings.model_copy(update={"epochs": 2})
    whole = record.specification.model_copy(update={"settings": settings})
    folder.write_record(record.model_copy(update={"specification": whole}))
    (folder.path / "checkpoint").mkdir()
    (folder.path / "checkpoint" / "latest.npz").touch()
    (row,) = RunIndex(store).read()[0]
    assert (row.epochs_done, row.epochs, row.can_resume) == (2, 2, True)


@pytest.mark.parametrize(("outcome", "can_resume"), [(None, True), ("failed", False)])
def test_that_a_run_killed_before_its_first_checkpoint_can_begin_again(
    outcome: str | None, can_resume: bool, store: RunStore, keep: Keep
) -> None:
    folder = keep(outcome=outcome)
    folder.write_history([])
    assert [row.can_resume for row in RunIndex(store).read()[0]] == [can_resume]


def test_that_a_run_that_failed_can_go_on_only_where_the_disk_was_to_blame(
    store: RunStore, keep: Keep
) -> None:
    folder = keep(outcome="failed", storage_failed=True)
    (folder.path / "checkpoint").mkdir()
    (folder.path / "checkpoint" / "latest.npz").touch()
    assert [row.can_resume for row in RunIndex(store).read()[0]] == [True]
    assert can_resume(folder)
    folder.write_record(folder.read_record().model_copy(update={"storage_failed": False}))
    assert [row.can_resume for row in RunIndex(store).read()[0]] == [False]
    assert not can_resume(folder)
