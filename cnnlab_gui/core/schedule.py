"""How the learning rate goes on: what each batch of a run is trained with.

One cycle is that of Smith and Topin (Super-convergence, 2017, arXiv:1708.07120): a
straight way up to the learning rate, then down. Where it begins, turns and ends, and
that it comes down along a cosine, is what PyTorch and fastai made usual (a 25th, 30 %,
a 250,000th). The momentum stays as it is.
"""

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.core.training import RateChange, TrainingSettings

MOST_CHANGES = 1000

WARM_UP = 0.3  # of all batches
FIRST_SHARE = 1 / 25  # of the learning rate, where one cycle begins
LAST_SHARE = 1 / 25e4  # and what it comes down to

LEAST_RATE = 1e-12  # a rate of 0 could not be scaled, and below this no weight moves
LEAST_CHANGED = 1e-8  # what a person can ask for
MOST_RATE = 10.0

Rates = NDArray[np.float32]
_Places = NDArray[np.float64]


class RateSchedule:
    """The learning rate of each batch of one run.

    Parameters
    ----------
    settings : TrainingSettings
        Its ``rate_changes`` are honoured, too.
    steps : int
        Batches in an epoch.
    """

    def __init__(self, settings: TrainingSettings, steps: int) -> None:
        self._settings = settings
        self._steps = max(1, steps)
        self._best: float | None = None
        self._waited = 0
        self._lowered: list[int] = []
        self._changes = {(c.epoch, c.step): c.rate for c in settings.rate_changes}

    def rates(self, epoch: int, first_step: int = 0) -> Rates:
        """The rates of the epoch's batches from ``first_step`` on.

        Parameters
        ----------
        epoch : int
            From 1; those before it must have been told to `epoch_ended`.
        first_step : int
            Batches of it that are done.

        Returns
        -------
        (steps - first_step,) float32
        """
        steps = np.arange(first_step, self._steps, dtype=np.float64)
        planned = self._planned(np.full(len(steps), float(epoch)), steps)
        rates = planned.copy()
        for place, rate in sorted(self._changes.items()):
            of_epoch, of_step = self._begin(*place)
            if of_epoch > epoch:
                break
            from_there = steps >= (of_step if of_epoch == epoch else 0)
            there = self._planned(np.array([float(of_epoch)]), np.array([float(of_step)]))[0]
            # In this order the very rate that was asked for comes out where nothing else changed.
            rates[from_there] = rate * (planned[from_there] / there)
        return np.clip(rates, LEAST_RATE, MOST_RATE).astype(np.float32)

    def epoch_ended(self, epoch: EpochEnded) -> None:
        """Let the schedule see a whole epoch: a plateau makes what follows it smaller."""
        if self._settings.schedule != "plateau":
            return
        if np.isfinite(epoch.val_loss) and (self._best is None or epoch.val_loss < self._best):
            self._best, self._waited = epoch.val_loss, 0
            return
        self._waited += 1
        if self._waited >= self._settings.schedule_epochs:
            self._lowered.append(epoch.epoch + 1)
            self._waited = 0

    def change(self, epoch: int, step: int, rate: float) -> None:
        """From ``step`` batches of ``epoch`` on it is ``rate``, and all later is scaled with it."""
        self._changes[epoch, step] = float(min(max(rate, LEAST_CHANGED), MOST_RATE))
        if len(self._changes) > MOST_CHANGES:
            del self._changes[min(self._changes)]  # a later one overrides what an earlier one said

    @property
    def changes(self) -> tuple[RateChange, ...]:
        """All changes by hand, in order."""
        return tuple(
            RateChange(epoch=epoch, step=step, rate=rate)
            for (epoch, step), rate in sorted(self._changes.items())
        )

    def _begin(self, epoch: int, step: int) -> tuple[int, int]:
        """Where a change begins; one of a run with longer epochs may lie past the end of this."""
        return (epoch, step) if step < self._steps else (epoch + 1, 0)

    def _planned(self, epochs: _Places, steps: _Places) -> _Places:
        """What the schedule alone says for the batch after ``steps`` of each of ``epochs``."""
        settings = self._settings
        rate = settings.learning_rate
        match settings.schedule:
            case "step":
                times = (epochs - 1) // settings.schedule_epochs
            case "plateau":
                times = np.searchsorted(self._lowered, epochs, side="right").astype(np.float64)
            case "cosine":
                return np.maximum(rate * _cosine(self._share(epochs, steps)), LEAST_RATE)
            case "one-cycle":
                return np.maximum(rate * self._one_cycle(epochs, steps), LEAST_RATE)
            case _:
                times = np.zeros(len(epochs))
        return np.maximum(rate * settings.schedule_factor**times, LEAST_RATE)

    def _share(self, epochs: _Places, steps: _Places) -> _Places:
        """Which share of all batches is done, in [0, 1)."""
        done = (epochs - 1) * self._steps + steps
        return np.minimum(done / (self._settings.epochs * self._steps), 1.0)

    def _one_cycle(self, epochs: _Places, steps: _Places) -> _Places:
        whole = self._settings.epochs * self._steps
        up = warm_up_steps(whole)
        done = (epochs - 1) * self._steps + steps
        rising = FIRST_SHARE + (1 - FIRST_SHARE) * done / max(1, up)
        down = _cosine(np.clip((done - up) / max(1, whole - up), 0.0, 1.0))
        return np.where(done < up, rising, LAST_SHARE + (1 - LAST_SHARE) * down)


def warm_up_steps(batches: int) -> int:
    """Over how many of a run's batches one cycle goes up."""
    return int(WARM_UP * batches)


def _cosine(share: _Places) -> _Places:
    """From 1 down to 0."""
    return 0.5 * (1 + np.cos(np.pi * share))


def preview(settings: TrainingSettings, points: int) -> tuple[_Places, _Places]:
    """A curve of what the schedule will do, without changes by hand.

    For a plateau it is an example (`preview_note` says which one): when it comes, nobody knows.

    Parameters
    ----------
    settings : TrainingSettings
    points : int
        At least 2.

    Returns
    -------
    epochs, rates : (points,) float64
        Epochs done, from 0, and the rate there.
    """
    steps = -(-points // settings.epochs)
    schedule = RateSchedule(settings.model_copy(update={"rate_changes": ()}), steps)
    for epoch in range(1, settings.epochs):
        falling = max(0.0, 1.0 - epoch / example_plateau(settings))
        schedule.epoch_ended(EpochEnded(epoch, 0.0, 0.0, falling, 0.0, 0.0, 0.0, 0.0))
    at = np.linspace(0, settings.epochs * steps - 1, points).round()
    epochs, done = at // steps + 1, at % steps
    return at / steps, schedule._planned(epochs, done)


def example_plateau(settings: TrainingSettings) -> int:
    """After which epoch the validation loss no longer falls, in a plateau's example."""
    return max(1, settings.epochs // 3)


def preview_note(settings: TrainingSettings) -> Sentence | None:
    """What must be said with a preview: a plateau's is made up."""
    if settings.schedule != "plateau":
        return None
    return Sentence(
        tr_noop(
            "runs", "An example: as if the validation loss stopped falling after epoch {epoch}."
        ),
        {"epoch": example_plateau(settings)},
    )
