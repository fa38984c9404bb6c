"""Garbage is collected in the window's thread only."""

import gc
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.bridge.garbage import GarbageCollector

CYCLES = 5000  # enough for a collection of the youngest


class Cycle:
    """Garbage that only a collection finds; notes the thread that destroys it."""

    def __init__(self, destroyed_in: list[int]) -> None:
        self._destroyed_in = destroyed_in
        self._self = self

    def __del__(self) -> None:
        self._destroyed_in.append(threading.get_ident())


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    made = GarbageCollector()
    yield made
    made.stop()


def allocate_a_lot() -> int:
    """Make more objects than any threshold of Python's own collector allows."""
    kept = [[index] for index in range(200_000)]
    return len(kept)


def test_that_cycles_are_destroyed_in_the_windows_thread_while_a_worker_allocates(
    qtbot: QtBot, collector: GarbageCollector
) -> None:
    destroyed_in: list[int] = []

    def work() -> None:
        for _ in range(CYCLES):
            Cycle(destroyed_in)
        allocate_a_lot()

    call = BackgroundCall(work)
    with qtbot.waitSignal(call.finished):
        call.start()
    # A collection in mid-loop may have seen one of them alive, and put it off.
    qtbot.waitUntil(lambda: len(destroyed_in) >= CYCLES - 10)
    assert set(destroyed_in) == {threading.get_ident()}


def test_that_without_the_collector_a_worker_destroys_cycles_itself(qtbot: QtBot) -> None:
    destroyed_in: list[int] = []

    def work() -> None:
        Cycle(destroyed_in)
        allocate_a_lot()

    call = BackgroundCall(work)
    with qtbot.waitSignal(call.finished):
        call.start()
    # This is what the collector is there to prevent; if Python changes, it may go.
    assert destroyed_in
    assert threading.get_ident() not in destroyed_in


def test_that_a_finished_runs_garbage_can_be_collected_at_once(
    collector: GarbageCollector,
) -> None:
    destroyed_in: list[int] = []
    Cycle(destroyed_in)
    collector.collect_all()
    assert destroyed_in == [threading.get_ident()]


def test_that_what_settled_is_not_looked_at_again_until_the_end(
    collector: GarbageCollector,
) -> None:
    Cycle([])
    collector.settle()
    assert gc.get_freeze_count() > 0
    collector.stop()
    assert gc.get_freeze_count() == 0


def test_that_python_collects_by_itself_again_after_the_end(qtbot: QtBot) -> None:
    made = GarbageCollector()
    assert not gc.isenabled()
    made.stop()
    assert gc.isenabled()
