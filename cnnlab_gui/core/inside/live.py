"""Weights handed out of a training that is going on."""

from collections.abc import Callable
from dataclasses import dataclass, field

from cnnlab_gui.core.runs.weights import Weights


@dataclass(frozen=True, eq=False)
class LiveMoment:
    """A copy of the weights in the middle of a run, after ``step`` batches of ``epoch``."""

    epoch: int
    step: int
    weights: Weights = field(repr=False)


class LiveWeights:
    """Takes a copy of the weights of a running training, every so many batches at most.

    Made and set in the window's thread, asked in the thread that trains. Nothing is copied
    while nobody wants it: not before the last moment was taken (see `taken`).

    Parameters
    ----------
    give : callable
        Gets each `LiveMoment`, in the thread that trains; it must return at once.
    """

    def __init__(self, give: Callable[[LiveMoment], None]) -> None:
        self.every: int | None = None  # batches; None for never
        self._give = give
        self._on_its_way = False
        self._batches = 0

    def taken(self) -> None:
        """Say that the last moment was shown, and the next one is welcome."""
        self._on_its_way = False

    def trained(self, batches: int, epoch: int, step: int, copy: Callable[[], Weights]) -> None:
        """Tell of ``batches`` more; the first moment at or after every so many is given."""
        self._batches += batches
        if self.every is None or self._on_its_way or self._batches < self.every:
            return
        self._batches = 0
        self._on_its_way = True
        self._give(LiveMoment(epoch, step, copy()))
