"""Parts of a job: who is held out, and how often it speaks."""

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import RunEvent
from cnnlab_gui.core.runs.checkpoint import Place
from cnnlab_gui.core.training import TrainingSettings
from cnnlab_gui.engine import tally as tally_module
from cnnlab_gui.engine.loop import ChunkResult
from cnnlab_gui.engine.split import split_of
from cnnlab_gui.engine.tally import SHORTEST_GAP, Tally


@given(count=st.integers(10, 2000), share=st.floats(0.1, 0.5), seed=st.integers(0, 2**31 - 1))
def test_that_the_split_is_disjoint_complete_and_given_by_the_seed(
    count: int, share: float, seed: int
) -> None:
    settings = TrainingSettings(hold_out=share, seed=seed)
    split = split_of(count, settings)
    assert split.validation is not None
    assert len(split.validation) == round(count * share)
    both = np.concatenate([split.train, split.validation])
    assert np.array_equal(np.sort(both), np.arange(count))
    again = split_of(count, settings)
    assert np.array_equal(split.train, again.train)
    assert np.array_equal(split.validation, again.validation)


def test_that_another_seed_holds_out_other_images() -> None:
    splits = [split_of(500, TrainingSettings(hold_out=0.2, seed=seed)) for seed in (0, 1)]
    assert not np.array_equal(splits[0].train, splits[1].train)


def test_that_without_a_share_every_image_trains_and_none_is_held_out() -> None:
    split = split_of(7, TrainingSettings())
    assert split.train.tolist() == list(range(7))
    assert split.validation is None


@pytest.mark.parametrize(("count", "share"), [(3, 0.1), (1, 0.5)])
def test_that_a_share_that_leaves_nothing_is_one_sentence(count: int, share: float) -> None:
    with pytest.raises(CnnLabError, match=r"cannot be held out: nothing would be left\. Use more"):
        split_of(count, TrainingSettings(hold_out=share))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The tally's clock, set by hand."""
    clock = SimpleNamespace(now=1000.0)
    clock.perf_counter = lambda: clock.now
    monkeypatch.setattr(tally_module, "time", clock)
    return clock


@pytest.fixture
def events() -> list[RunEvent]:
    return []


@pytest.fixture
def tally(events: list[RunEvent], clock: SimpleNamespace) -> Tally:
    """A tally of a run that trains nothing: results are put into it."""
    return Tally(32, events.append, Place())


@pytest.fixture
def spoken(
    tally: Tally, events: list[RunEvent], clock: SimpleNamespace
) -> Callable[[float, int], list[RunEvent]]:
    """Say what a job sends when a step is done every so many seconds."""

    def spoken(seconds: float, steps: int) -> list[RunEvent]:
        for step in range(1, steps + 1):
            clock.now += seconds
            tally.trained(1, steps, ChunkResult(step, 1 / step, step / steps, 32, seconds))
        return events

    return spoken


def test_that_quick_steps_are_told_at_most_30_times_a_second_and_the_last_always(
    spoken: Callable[[float, int], list[RunEvent]],
) -> None:
    events = spoken(0.001, 1000)
    assert 2 <= len(events) <= 1 / SHORTEST_GAP + 1
    assert SHORTEST_GAP == 1 / 30
    assert events[-1].step == 1000
    gaps = np.diff([event.step for event in events[:-1]]) * 0.001
    assert (gaps > SHORTEST_GAP - 1e-9).all()


def test_that_slow_steps_are_each_told_with_their_own_figures(
    spoken: Callable[[float, int], list[RunEvent]],
) -> None:
    events = spoken(0.5, 4)
    assert [event.step for event in events] == [1, 2, 3, 4]
    assert [event.loss for event in events] == [1, 1 / 2, 1 / 3, 1 / 4]
    assert all(event.images_per_second == 64 for event in events)


def test_that_images_per_second_are_those_since_the_last_event(
    tally: Tally, events: list[RunEvent], clock: SimpleNamespace
) -> None:
    for step, (seconds, passed) in enumerate([(1.0, 1.0), (1.0, 0.01), (3.0, 4.0)], 1):
        clock.now += passed
        tally.trained(1, 3, ChunkResult(step, 1.0, 0.5, 32, seconds))
    assert [event.images_per_second for event in events] == [32, 16]
