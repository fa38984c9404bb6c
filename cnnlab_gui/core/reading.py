"""What a history says, in a learner's words: how good, which epoch was best, overfitting."""

from collections.abc import Sequence
from dataclasses import dataclass

from cnnlab_gui.core.events import EpochEnded

# Validation loss this far above its best, for this many epochs, is no longer noise.
RISE = 0.01
EPOCHS_IN_A_ROW = 2


@dataclass(frozen=True)
class Reading:
    """What can be said of a history.

    Attributes
    ----------
    accuracy, val_accuracy : float
        Of the last whole epoch, in [0, 1].
    best_epoch : int
        The one with the highest validation accuracy; the first of equals.
    overfitting_since : int or None
        The last epoch before the validation loss began to rise while the training
        loss went on falling; None while it does not.
    """

    accuracy: float
    val_accuracy: float
    best_epoch: int
    overfitting_since: int | None


def read_history(history: Sequence[EpochEnded]) -> Reading | None:
    """Read a history; None where no epoch has ended."""
    if not history:
        return None
    best = max(history, key=lambda epoch: (epoch.val_accuracy, -epoch.epoch))
    return Reading(
        accuracy=history[-1].accuracy,
        val_accuracy=history[-1].val_accuracy,
        best_epoch=best.epoch,
        overfitting_since=_overfitting_since(history),
    )


def _overfitting_since(history: Sequence[EpochEnded]) -> int | None:
    lowest = min(history, key=lambda epoch: epoch.val_loss)
    after = [epoch for epoch in history if epoch.epoch > lowest.epoch]
    risen = [epoch for epoch in after if epoch.val_loss > lowest.val_loss * (1 + RISE)]
    falling = history[-1].loss < lowest.loss
    if len(risen) >= EPOCHS_IN_A_ROW and risen[-1] is history[-1] and falling:
        return lowest.epoch
    return None
