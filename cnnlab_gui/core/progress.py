"""How far a run is, and how long it will still take."""

from dataclasses import dataclass

from cnnlab_gui.core.events import BatchProgress, EpochEnded, RunEvent, RunStarted

SMOOTHING = 0.1  # weight of the newest measurement in the running rate


@dataclass(frozen=True)
class Progress:
    """What a progress bar shows.

    Attributes
    ----------
    epoch, epochs : int
        The epoch under way, from 1.
    share : float
        Of all training steps, in [0, 1].
    images_per_second : float
        Smoothed over the last events.
    seconds_left : float or None
        None until enough was seen.
    """

    epoch: int
    epochs: int
    share: float
    images_per_second: float
    seconds_left: float | None


class ProgressEstimate:
    """Follows one run's events; the time left counts training and validation apart."""

    def __init__(self) -> None:
        self._started: RunStarted | None = None
        self._rate = 0.0
        self._seen = 0
        self._check_seconds = 0.0
        self._progress: Progress | None = None

    @property
    def progress(self) -> Progress | None:
        return self._progress

    def follow(self, event: RunEvent) -> None:
        match event:
            case RunStarted():
                self._started = event
                self._progress = Progress(1, event.epochs, 0.0, 0.0, None)
            case BatchProgress() if self._started:
                self._learn_rate(event.images_per_second)
                done = (event.epoch - 1) * event.steps + event.step
                self._progress = self._at(event.epoch, done / event.steps)
            case EpochEnded() if self._started:
                training = self._started.train_images / event.images_per_second
                self._check_seconds = max(0.0, event.seconds - training)
                self._progress = self._at(event.epoch, float(event.epoch))
            case _:
                pass

    def _learn_rate(self, rate: float) -> None:
        self._seen += 1
        # The first call of a run compiles the network; its rate says nothing.
        if self._seen <= 2 or not self._rate:
            self._rate = rate
        else:
            self._rate += SMOOTHING * (rate - self._rate)

    def _at(self, epoch: int, epochs_done: float) -> Progress:
        assert self._started is not None
        epochs = self._started.epochs
        left: float | None = None
        if self._rate > 0 and self._seen > 2:
            left = (epochs - epochs_done) * self._started.train_images / self._rate
            # An epoch that has not ended has its validation still before it.
            left += (epochs - int(epochs_done)) * self._check_seconds
        return Progress(epoch, epochs, epochs_done / epochs, self._rate, left)
