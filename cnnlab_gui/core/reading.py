"""What a history says, in a learner's words: how good, which epoch was best, overfitting."""

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


class HistoryReader:
    """Reads a history epoch by epoch: each costs the same, however many went before.

    Attributes
    ----------
    best : EpochEnded or None
        The epoch with the highest validation accuracy; the first of equals.
    """

    def __init__(self) -> None:
        self.best: EpochEnded | None = None
        self._last: EpochEnded | None = None
        self._lowest: EpochEnded | None = None  # validation loss
        self._risen = 0  # epochs since the lowest whose validation loss is well above it
        self._overfits = False

    def follow(self, epoch: EpochEnded) -> None:
        """Take the next epoch in."""
        self._last = epoch
        if self.best is None or epoch.val_accuracy > self.best.val_accuracy:
            self.best = epoch
        if self._lowest is None or epoch.val_loss < self._lowest.val_loss:
            self._lowest, self._risen, self._overfits = epoch, 0, False
            return
        is_above = epoch.val_loss > self._lowest.val_loss * (1 + RISE)
        self._risen += is_above
        falling = epoch.loss < self._lowest.loss
        self._overfits = is_above and falling and self._risen >= EPOCHS_IN_A_ROW

    @property
    def reading(self) -> Reading | None:
        """What can be said so far; None where no epoch has ended."""
        if self._last is None or self.best is None or self._lowest is None:
            return None
        return Reading(
            accuracy=self._last.accuracy,
            val_accuracy=self._last.val_accuracy,
            best_epoch=self.best.epoch,
            overfitting_since=self._lowest.epoch if self._overfits else None,
        )
