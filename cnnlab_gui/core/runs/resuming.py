"""What must hold of a run that is to go on, and how its folder is brought back to a checkpoint."""

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.text import tr_noop


def check_resumable(folder: RunFolder, record: RunRecord, history: list[EpochEnded]) -> None:
    """Refuse a run that has nothing left to do, or nothing to go on from.

    Raises
    ------
    CnnLabError
        It is completed, was ended by one of its rules, failed and would fail again, or has
        epochs but no checkpoint.
    """
    if record.outcome == "completed":
        raise CnnLabError(
            tr_noop(
                "errors",
                "{name} is completed: there is nothing left to train. Repeat it with more epochs "
                "to train longer.",
            ),
            name=folder.name,
        )
    if record.stopped_by is not None:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{name} was ended by its rule ({rule}) and would end at once again. Repeat it "
                "without this rule to train longer.",
            ),
            name=folder.name,
            rule=record.stopped_by,
        )
    if record.outcome == "failed" and not record.storage_failed:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{name} failed, and would fail again if it went on: {reason} Repeat it with that "
                "changed.",
            ),
            name=folder.name,
            reason=record.detail or "–",
        )
    if history and not folder.has_checkpoint:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{name} has no checkpoint to go on from. The weights of its whole epochs are still "
                "there and can be looked at; repeat the run to train it further.",
            ),
            name=folder.name,
        )


def can_resume(folder: RunFolder) -> bool:
    """Whether the run in ``folder`` can go on, see `check_resumable`."""
    try:
        check_resumable(folder, folder.read_record(), folder.read_history())
    except CnnLabError:
        return False
    return True


def check_images(record: RunRecord, dataset: Dataset) -> None:
    """Refuse other images than those that the run has learnt from.

    Raises
    ------
    CnnLabError
        One pixel or label differs.
    """
    if dataset.sha256 != record.dataset.sha256:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{dataset} no longer holds the images that {name} was trained on. Put the old "
                "images back, or train anew.",
            ),
            dataset=dataset.title,
            name=record.name,
        )


def rewind(
    folder: RunFolder, record: RunRecord, history: list[EpochEnded], epochs_done: int
) -> tuple[RunRecord, list[EpochEnded]]:
    """Bring the folder back to where its checkpoint is, so that the run can go on.

    What came after is trained once more. The order is such that what the folder says is true
    at each moment.

    Returns
    -------
    record, history
        As they now stand in the folder; the record has no outcome, and stands for its last
        epoch.

    Raises
    ------
    CnnLabError
        A line of the history up to the checkpoint is missing, and nothing was changed; or
        nothing can be written.
    """
    whole = history[:epochs_done]
    if [epoch.epoch for epoch in whole] != list(range(1, epochs_done + 1)):
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} lacks lines that its checkpoint has: epochs 1 to {epochs} should be there, "
                "in order. Put the file back as it was, or repeat the run to train it anew.",
            ),
            path=folder.path / "history.csv",
            epochs=epochs_done,
        )
    fresh = {"outcome": None, "detail": None, "chosen_epoch": None, "storage_failed": False}
    record = record.model_copy(update=fresh)
    folder.write_record(record)
    folder.forget_after(epochs_done)
    if len(whole) < len(history):
        folder.write_history(whole)
    folder.drop_snapshots([epoch for epoch in folder.snapshots() if epoch > epochs_done])
    return record, whole
