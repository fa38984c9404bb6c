"""Which channels of a network are dead, found by showing it some test images."""

import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset, Images
from cnnlab_gui.core.errors import CancelledError
from cnnlab_gui.core.inside.broken import broken_channels
from cnnlab_gui.core.inside.state import NetworkState, Values
from cnnlab_gui.core.ports import Engine
from cnnlab_gui.core.text import tr_noop

SAMPLE = 256  # test images, where they take no longer than
SECONDS = 2.0
PART = 16  # images shown at once, where they make no more numbers than
PART_NUMBERS = 1 << 22  # of all layers: 16 MB, soon done and soon given up
SURVEYS_KEPT = 4
"""Of two networks side by side, each with its variant of a moment ago."""


@dataclass(frozen=True, eq=False)
class Survey:
    """What test images said of a network.

    Attributes
    ----------
    dead : tuple of (C,) bool
        For each layer, the channels (of a vector, the units) that gave one and the same number
        everywhere, for every image. Never one whose own weights are no numbers.
    count : int
        How many images were shown.
    """

    dead: tuple[NDArray[np.bool_], ...] = field(repr=False)
    count: int


class Extremes:
    """The least and the largest number of each channel, over parts of a sample."""

    def __init__(self) -> None:
        self._least: Values | None = None
        self._most: Values | None = None

    def take(self, values: Values) -> None:
        """Note the numbers of (n, h, w, C) or (n, C), n at least 1."""
        flat = values.reshape(-1, values.shape[-1])
        with np.errstate(all="ignore"):  # what is no number stays so
            least, most = flat.min(axis=0), flat.max(axis=0)
            if self._least is not None and self._most is not None:
                least, most = np.minimum(least, self._least), np.maximum(most, self._most)
        self._least, self._most = least, most

    @property
    def flat(self) -> NDArray[np.bool_]:
        """(C,): which channels gave one number alone; NaN is none."""
        return np.asarray(self._least == self._most, np.bool_)


def survey(
    engine: Engine,
    state: NetworkState,
    images: Images,
    cancelled: Callable[[], bool],
    clock: Callable[[], float] = time.monotonic,
) -> Survey:
    """Show a network as many of the images as there is time for, at least one part of them.

    Parameters
    ----------
    engine : Engine
    state : NetworkState
    images : (N, H, W, C) uint8
    cancelled : callable
        Asked before each part.
    clock : callable
        Seconds.

    Raises
    ------
    CancelledError
        ``cancelled`` said so.
    """
    channels = [(report.output_shape or (0,))[-1] for report in state.architecture.reports()]
    extremes = [Extremes() for _ in channels]
    size = part_size(state.architecture)
    begun, count, longest = clock(), 0, 0.0
    while count < len(images):
        if cancelled():
            raise CancelledError(tr_noop("errors", "The search for dead channels was cancelled."))
        before = clock()
        if count and before - begun + longest > SECONDS:
            break
        part = images[count : count + size]
        for values, each in zip(engine.layer_outputs(state, part).outputs, extremes, strict=True):
            each.take(values)
        count += len(part)
        longest = max(longest, clock() - before)
    if not count:
        return Survey(tuple(np.zeros(number, np.bool_) for number in channels), 0)
    found = (
        each.flat & ~broken_channels(state, layer, number)
        for layer, (each, number) in enumerate(zip(extremes, channels, strict=True))
    )
    return Survey(tuple(found), count)


def part_size(architecture: Architecture) -> int:
    """How many images are shown at once."""
    return max(1, min(PART, PART_NUMBERS // max(1, architecture.activation_count)))


class Surveys:
    """Makes surveys of the test images, and keeps the last few; for one thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[weakref.ref[Dataset], Survey]] = OrderedDict()

    def of(
        self,
        engine: Engine,
        state: NetworkState,
        dataset: Dataset,
        cancelled: Callable[[], bool],
    ) -> Survey:
        """What the first test images of ``dataset`` say; see `survey` for what is raised."""
        found = self.known(state, dataset)
        if found is None:
            found = survey(engine, state, dataset.x_test[:SAMPLE], cancelled)
            self._kept[state.key, state.architecture] = weakref.ref(dataset), found
            while len(self._kept) > SURVEYS_KEPT:
                self._kept.popitem(last=False)
        return found

    def known(self, state: NetworkState, dataset: Dataset) -> Survey | None:
        """The same if it was made before, and is kept still; else None."""
        key = state.key, state.architecture
        images_of, found = self._kept.get(key, (None, None))
        if images_of is None or images_of() is not dataset:
            return None
        self._kept.move_to_end(key)
        return found
