"""Weights out of a training that is going on: when a copy is made, and when none is."""

import threading

import numpy as np
import pytest

from cnnlab_gui.core.inside.live import LiveMoment, LiveWeights
from cnnlab_gui.core.runs.weights import Weights


class Watcher:
    """Says what was trained, and gets the moments, each taken at once if so wished."""

    def __init__(self, every: int | None, *, at_once: bool = False) -> None:
        self.moments: list[LiveMoment] = []
        self.copies = 0
        self._at_once = at_once
        self.live = LiveWeights(self._get)
        self.live.every = every

    def _get(self, moment: LiveMoment) -> None:
        self.moments.append(moment)
        if self._at_once:
            self.live.taken()

    def train(self, *batches: int, epoch: int = 1) -> list[int]:
        """After which of these calls a moment came; the step counts all batches so far."""
        came = []
        for number, count in enumerate(batches):
            before = len(self.moments)
            self.live.trained(count, epoch, number + 1, self._copy)
            if len(self.moments) > before:
                came.append(number + 1)
        return came

    def _copy(self) -> Weights:
        self.copies += 1
        return {"000.kernel": np.full(1, self.copies, np.float32)}


def test_that_nothing_is_copied_while_nobody_wants_it() -> None:
    watcher = Watcher(None)
    assert watcher.train(*[1] * 500) == []
    assert watcher.copies == 0


def test_that_a_moment_says_when_it_was_and_holds_the_weights_of_then() -> None:
    watcher = Watcher(3)
    watcher.train(1, 1, 1, epoch=4)
    (moment,) = watcher.moments
    assert (moment.epoch, moment.step) == (4, 3)
    assert moment.weights["000.kernel"].tolist() == [1]


def test_that_nothing_is_copied_before_the_last_moment_was_taken() -> None:
    watcher = Watcher(3)
    assert watcher.train(*[1] * 30) == [3]
    assert watcher.copies == 1
    watcher.live.taken()
    assert watcher.train(1, 1) == [1]  # enough were trained in the meantime
    assert watcher.copies == 2


@pytest.mark.parametrize(
    ("batches", "came"),
    [([2] * 6, [2, 4, 6]), ([5] * 3, [1, 2, 3]), ([1] * 9, [3, 6, 9]), ([2, 1] * 3, [2, 4, 6])],
)
def test_that_a_moment_is_the_first_at_or_after_so_many_batches(
    batches: list[int], came: list[int]
) -> None:
    watcher = Watcher(3, at_once=True)
    assert watcher.train(*batches) == came


def test_that_the_wish_can_change_while_training() -> None:
    watcher = Watcher(None)
    watcher.train(*[1] * 5)
    watcher.live.every = 10
    assert watcher.train(*[1] * 6) == [5]
    watcher.live.taken()
    watcher.live.every = None
    assert watcher.train(*[1] * 50) == []


def test_that_what_is_taken_before_anything_came_does_no_harm() -> None:
    watcher = Watcher(2)
    watcher.live.taken()
    assert watcher.train(1, 1, 1, 1) == [2]


def test_that_a_moment_is_given_in_the_thread_that_trains() -> None:
    threads: list[threading.Thread] = []
    live = LiveWeights(lambda _: threads.append(threading.current_thread()))
    live.every = 1
    trainer = threading.Thread(target=live.trained, args=(1, 1, 1, dict))
    trainer.start()
    trainer.join()
    assert threads == [trainer]


def test_that_two_moments_are_never_the_same() -> None:
    """They are keys of what is kept."""
    one, other = LiveMoment(1, 2, {}), LiveMoment(1, 2, {})
    assert one != other
    assert len({one, other}) == 2
