"""Weights handed out of a training that is going on."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core.inside.live import LiveMoment, LiveWeights
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine.loop import TrainingLoop

STEPS = 7  # batches in an epoch of 200 images

Specify = Callable[..., RunSpecification]


@pytest.fixture
def one_batch_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """However quick a batch is here, each call trains one."""
    monkeypatch.setattr(TrainingLoop, "_adapt", lambda *_: None)


class Taker:
    """Takes moments, each at once if ``at_once``."""

    def __init__(self, every: int | None, *, at_once: bool = True) -> None:
        self.moments: list[LiveMoment] = []
        self.copies: list[dict[str, bytes]] = []
        self._at_once = at_once
        self.live = LiveWeights(self._take)
        self.live.every = every

    def _take(self, moment: LiveMoment) -> None:
        self.moments.append(moment)
        self.copies.append({name: array.tobytes() for name, array in moment.weights.items()})
        if self._at_once:
            self.live.taken()

    @property
    def places(self) -> list[tuple[int, int]]:
        return [(moment.epoch, moment.step) for moment in self.moments]


@pytest.mark.usefixtures("one_batch_a_call")
def test_that_moments_come_every_so_many_batches_across_epochs(
    train: Any, specify: Specify
) -> None:
    taker = Taker(every=3)
    assert train(specify(epochs=2), live=taker.live).finished.outcome == "completed"
    assert taker.places == [(1, 3), (1, 6), (2, 2), (2, 5)]


def test_that_batches_are_counted_also_where_a_call_trains_several(
    train: Any, specify: Specify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        TrainingLoop, "_adapt", lambda loop, *_: setattr(loop, "_steps_per_call", 3)
    )
    taker = Taker(every=4)
    train(specify(epochs=2), live=taker.live)
    # Calls end after 1, 4, 6 and 7 batches, and after 3, 6 and 7 in the second epoch.
    assert taker.places == [(1, 4), (2, 3), (2, 7)]


@pytest.mark.usefixtures("one_batch_a_call")
def test_that_the_weights_after_the_last_batch_are_the_snapshot_s_and_earlier_ones_are_not(
    train: Any, specify: Specify
) -> None:
    taker = Taker(every=1)
    folder = train(specify(epochs=2), live=taker.live).folder
    assert len(taker.moments) == 2 * STEPS
    for epoch in (1, 2):
        with np.load(folder.snapshot_path(epoch), allow_pickle=False) as snapshot:
            assert dict(taker.copies[epoch * STEPS - 1]) == {
                name: snapshot[name].tobytes() for name in snapshot.files
            }
    assert len({copy["001.kernel"] for copy in taker.copies}) == 2 * STEPS


def test_that_later_training_does_not_change_a_moment(train: Any, specify: Specify) -> None:
    taker = Taker(every=1)
    train(specify(epochs=3), live=taker.live)
    for moment, copy in zip(taker.moments, taker.copies, strict=True):
        assert {name: array.tobytes() for name, array in moment.weights.items()} == copy


@pytest.mark.usefixtures("one_batch_a_call")
def test_that_a_moment_that_was_not_taken_blocks_all_further_ones(
    train: Any, specify: Specify
) -> None:
    taker = Taker(every=2, at_once=False)
    train(specify(epochs=2), live=taker.live)
    assert taker.places == [(1, 2)]


def test_that_nothing_is_copied_while_nobody_wants_it(
    train: Any, specify: Specify, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[None] = []
    monkeypatch.setattr(TrainingLoop, "weights", lambda loop: copied.append(None))
    assert train(specify(epochs=1), live=Taker(every=None).live).finished.outcome == "completed"
    assert copied == []


def test_that_a_training_gives_the_same_digits_whether_or_not_it_is_watched(
    train: Any, specify: Specify
) -> None:
    specification = specify(deterministic=True, seed=7)
    alone, watched = train(specification), train(specification, live=Taker(every=1).live)
    assert watched.figures == alone.figures
    with (
        np.load(alone.folder.snapshot_path(2), allow_pickle=False) as one,
        np.load(watched.folder.snapshot_path(2), allow_pickle=False) as other,
    ):
        assert all(np.array_equal(one[name], other[name]) for name in one.files)
