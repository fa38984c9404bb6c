"""A run's curves, of bounded size however long it is: drawing costs the same at any epoch."""

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.events import (
    BatchProgress,
    EpochEnded,
    RunEvent,
    RunStarted,
    ValidationSet,
)

CAPACITY = 1500
SETTLED = 0.1  # of an epoch, from where on its running mean says something


class RunningCurve:
    """Points in the order of x; when too many, every second one is forgotten.

    The newest point is always kept as it came.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._points = np.empty((2 * capacity, 2))
        self._count = 0
        self._stride = 1
        self._skipped = 0

    def append(self, x: float, y: float) -> None:
        """Add a point to the right of all others."""
        if self._skipped and self._count:
            # The last slot holds the newest point until a whole stride has passed.
            self._points[self._count - 1] = x, y
        else:
            if self._count == len(self._points):
                self._thin()
            self._points[self._count] = x, y
            self._count += 1
        self._skipped = (self._skipped + 1) % self._stride

    def _thin(self) -> None:
        kept = self._points[1 : self._count : 2].copy()
        self._points[: len(kept)] = kept
        self._count = len(kept)
        self._stride *= 2

    @property
    def x(self) -> NDArray[np.float64]:
        """(N,) float64, increasing; N is at most twice the capacity."""
        return self._points[: self._count, 0]

    @property
    def y(self) -> NDArray[np.float64]:
        """(N,) float64."""
        return self._points[: self._count, 1]


class RunCurves:
    """What one run's events draw: running means by batch, and whole epochs.

    Attributes
    ----------
    name : str
    epochs : int
        How many the run is to have.
    loss, accuracy : RunningCurve
        Running means within each epoch, over the epoch as a fraction.
    history : list of EpochEnded
    validation_set : {'test', 'held-out'}
        What each epoch is checked on.
    """

    def __init__(self, name: str = "", epochs: int = 1) -> None:
        self.name = name
        self.epochs = epochs
        self.loss = RunningCurve()
        self.accuracy = RunningCurve()
        self.history: list[EpochEnded] = []
        self.validation_set: ValidationSet = "test"

    def follow(self, event: RunEvent) -> None:
        match event:
            case RunStarted():
                self.name, self.epochs = event.name, event.epochs
                self.validation_set = event.validation_set
            case BatchProgress() if self._is_settled(event):
                x = event.epoch - 1 + event.step / event.steps
                self.loss.append(x, event.loss)
                self.accuracy.append(x, event.accuracy)
            case EpochEnded():
                self.history.append(event)
            case _:
                pass

    @staticmethod
    def _is_settled(event: BatchProgress) -> bool:
        """A mean over a handful of batches jumps; only the very first ones are worth seeing."""
        return event.epoch == 1 or event.step >= SETTLED * event.steps
