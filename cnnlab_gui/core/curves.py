"""A run's curves, of bounded size however long it is: drawing costs the same at any epoch."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.events import (
    BatchProgress,
    EpochEnded,
    RunEvent,
    RunStarted,
    ValidationSet,
)
from cnnlab_gui.core.reading import HistoryReader
from cnnlab_gui.core.runs.record import RunRecord

CAPACITY = 1500
STRETCHES = 100  # of epochs: each has room for a low and a high point beside each other
SETTLED = 0.1  # of an epoch, from where on its running mean says something
EPOCH_FIGURES = ("loss", "accuracy", "val_loss", "val_accuracy")

Points = tuple[NDArray[np.float64], NDArray[np.float64]]


class _Curve:
    """Points in a buffer of fixed size, of which the first ``_count`` are in use."""

    def __init__(self, most: int) -> None:
        self._points = np.empty((most, 2))
        self._count = 0

    @property
    def x(self) -> NDArray[np.float64]:
        """(N,) float64, increasing; N never passes the size of the buffer."""
        return self._points[: self._count, 0]

    @property
    def y(self) -> NDArray[np.float64]:
        """(N,) float64."""
        return self._points[: self._count, 1]


class RunningCurve(_Curve):
    """Points in the order of x; when too many, every second one is forgotten.

    The newest point is always kept as it came.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        super().__init__(2 * capacity)
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


class EpochCurve(_Curve):
    """One figure of whole epochs; when they are too many, a stretch of them keeps two points.

    These are its lowest and its highest one (the first of equals), as they came: noise looks
    as high as it is, and no peak is lost. The newest point is always kept as it came.
    """

    def __init__(self, stretches: int = STRETCHES) -> None:
        self._most_closed = 4 * -(-stretches // 2)  # two stretches become one: an even number
        super().__init__(self._most_closed + 3)
        self._closed = 0  # points of stretches that are over
        self._stride = 2  # epochs in a stretch
        self._open = 0  # epochs of the stretch that goes on

    def append(self, x: float, y: float) -> None:
        """Add a point to the right of all others."""
        is_over = self._open == self._stride
        if is_over or self._count - self._closed == 3:
            kept = _extremes(self._points[None, self._closed : self._count])
            self._count = self._closed + len(kept)
            self._points[self._closed : self._count] = kept
        if is_over:
            self._closed, self._open = self._count, 0
            if self._closed == self._most_closed:
                self._thin()
        self._points[self._count] = x, y
        self._count += 1
        self._open += 1

    def _thin(self) -> None:
        kept = _extremes(self._points[: self._closed].reshape(-1, 4, 2))
        self._points[: len(kept)] = kept
        self._closed = self._count = len(kept)
        self._stride *= 2


def _extremes(stretches: NDArray[np.float64]) -> NDArray[np.float64]:
    """(S, P, 2) points: the lowest and the highest of each stretch, in order; (2 S, 2)."""
    values = stretches[..., 1]
    no_number = np.isnan(values)
    lowest = np.where(no_number, np.inf, values).argmin(axis=1)
    highest = np.where(no_number, -np.inf, values).argmax(axis=1)
    # Where all are equal, or one alone is a number, these are the same: keep another one.
    another = np.where(lowest == 0, values.shape[1] - 1, 0)
    highest = np.where(lowest == highest, another, highest)
    kept = np.sort(np.stack((lowest, highest), axis=1), axis=1)
    return np.take_along_axis(stretches, kept[..., None], axis=1).reshape(-1, 2)


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
        Every one of them.
    reader : HistoryReader
        What ``history`` says.
    validation_set : {'test', 'held-out'}
        What each epoch is checked on.
    dataset : str
        Title of what it learns from.
    """

    def __init__(self, name: str = "", epochs: int = 1) -> None:
        self.name = name
        self.epochs = epochs
        self.loss = RunningCurve()
        self.accuracy = RunningCurve()
        self.history: list[EpochEnded] = []
        self.reader = HistoryReader()
        self._wholes = {figure: EpochCurve() for figure in EPOCH_FIGURES}
        self.validation_set: ValidationSet = "test"
        self.dataset = ""

    @classmethod
    def kept(cls, record: RunRecord, history: Iterable[EpochEnded]) -> Self:
        """The curves of a run of the past: its whole epochs, without running means."""
        settings = record.specification.settings
        made = cls(record.name, settings.epochs)
        made.dataset = record.dataset.title
        made.validation_set = "held-out" if settings.hold_out else "test"
        for epoch in history:
            made.follow(epoch)
        return made

    def follow(self, event: RunEvent) -> None:
        match event:
            case RunStarted():
                self.name, self.epochs = event.name, event.epochs
                self.validation_set, self.dataset = event.validation_set, event.dataset
            case BatchProgress() if self._is_settled(event):
                x = event.epoch - 1 + event.step / event.steps
                self.loss.append(x, event.loss)
                self.accuracy.append(x, event.accuracy)
            case EpochEnded():
                self.history.append(event)
                self.reader.follow(event)
                for figure, curve in self._wholes.items():
                    curve.append(event.epoch, getattr(event, figure))
            case _:
                pass

    def goes_on_with(self, event: RunStarted) -> bool:
        """Whether a resumed run begins where these curves end, so that they can go on."""
        x = event.epochs_done + event.step_done / max(event.steps, 1)
        drawn = self.loss.x[-1] if len(self.loss.x) else 0.0
        return len(self.history) <= event.epochs_done and drawn <= x

    def whole(self, figure: str) -> Points:
        """Whole epochs' ``figure`` over the epoch, with the best and the last as they are.

        There are never more points than a screen can show; all epochs stand in ``history``.
        """
        curve, best = self._wholes[figure], self.reader.best
        at = np.searchsorted(curve.x, best.epoch) if best else 0
        if best is None or curve.x[at] == best.epoch:
            # What is drawn stays as it is while epochs go on coming.
            return curve.x.copy(), curve.y.copy()
        return (
            np.insert(curve.x, at, best.epoch),
            np.insert(curve.y, at, getattr(best, figure)),
        )

    def epoch_near(self, x: float) -> EpochEnded | None:
        """The epoch that ends within half an epoch of ``x``; the first of two."""
        at = bisect_left(self.history, x - 0.5, key=lambda epoch: epoch.epoch)
        near = self.history[at : at + 1]
        return near[0] if near and near[0].epoch <= x + 0.5 else None

    @staticmethod
    def _is_settled(event: BatchProgress) -> bool:
        """A mean over a handful of batches jumps; only the very first ones are worth seeing."""
        return event.epoch == 1 or event.step >= SETTLED * event.steps
