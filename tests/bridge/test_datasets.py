"""Datasets for the window: the latest wish wins."""

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.core.dataset import DownloadMendsError
from cnnlab_gui.core.errors import CnnLabError
from tests.qt_fixtures import ShelfLibrary, small_dataset

SIGNALS = ("loading", "loaded", "failed", "download_started", "download_ended", "downloaded")

DOWNLOADED = [
    ("download_started", "first"),
    ("download_ended", "first", None),
    ("downloaded", "first"),
]


class Watch:
    """Notes every signal of a controller as a tuple, its name first."""

    def __init__(self, controller: DatasetController) -> None:
        self.controller = controller
        self.told: list[tuple[Any, ...]] = []
        self.threads: set[QThread] = set()
        for name in SIGNALS:
            getattr(controller, name).connect(lambda *values, name=name: self._note(name, values))

    def _note(self, name: str, values: tuple[Any, ...]) -> None:
        self.threads.add(QThread.currentThread())
        plain = [getattr(value, "id", None) or value for value in values]
        self.told.append((name, *(str(value) if value is not None else None for value in plain)))

    def names(self) -> list[str]:
        return [told[0] for told in self.told]


@pytest.fixture
def watch(qtbot: QtBot, shelf: ShelfLibrary) -> Iterator[Watch]:
    controller = DatasetController(shelf)
    yield Watch(controller)
    for gate in shelf.gates.values():
        gate.set()
    controller.shut_down()


def all_ended(qtbot: QtBot, controller: DatasetController) -> None:
    """Wait until no reading goes on.

    Not for a call's `finished`: the controller may have thrown the call away before the
    signal comes here.
    """
    qtbot.waitUntil(lambda: not controller._calls)


def test_that_a_dataset_is_read_in_a_worker_and_told_in_the_windows_thread(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    read_in: list[QThread] = []
    load = shelf.load
    shelf.load = lambda name, **more: read_in.append(QThread.currentThread()) or load(name, **more)
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.show("first")
        assert watch.controller.dataset is None
    assert watch.told == [("loading", "first"), ("loaded", "first")]
    assert watch.controller.dataset is shelf.datasets["first"]
    assert watch.threads == {QThread.currentThread()}
    assert read_in[0] != QThread.currentThread()


def test_that_the_latest_wish_wins_when_the_earlier_answers_last(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    gate = shelf.hold("first")
    watch.controller.show("first")
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.show("second")
    gate.set()
    all_ended(qtbot, watch.controller)
    assert watch.told == [("loading", "first"), ("loading", "second"), ("loaded", "second")]
    assert watch.controller.dataset is shelf.datasets["second"]


def test_that_the_failure_of_an_outdated_wish_is_dropped(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    gate = shelf.hold("broken")
    watch.controller.show("broken")
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.show("second")
    gate.set()
    all_ended(qtbot, watch.controller)
    assert "failed" not in watch.names()
    assert watch.controller.problem is None


def test_that_a_wish_renewed_while_it_is_read_is_told_once(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.show("first")
        watch.controller.show("first")
    assert watch.names() == ["loading", "loaded"]
    assert shelf.asked == ["first"]


def test_that_a_failure_is_told_with_its_sentence_and_leaves_no_dataset(
    qtbot: QtBot, watch: Watch
) -> None:
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.show("first")
    with qtbot.waitSignal(watch.controller.failed):
        watch.controller.show("lost")
    assert watch.told[-1] == ("failed", "lost", "lost is not on the shelf.")
    assert watch.controller.dataset is None
    assert str(watch.controller.problem) == "lost is not on the shelf."


def test_that_it_is_told_whether_a_download_mends_a_failure(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    shelf.problems["first"] = DownloadMendsError("first is cut short.")
    for wanted, mends in (("first", True), ("lost", False)):
        with qtbot.waitSignal(watch.controller.failed):
            watch.controller.show(wanted)
        assert watch.controller.download_mends is mends
    shelf.problems.clear()
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.show("first")
    assert not watch.controller.download_mends


def test_that_what_failed_can_be_read_again(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    with qtbot.waitSignal(watch.controller.failed):
        watch.controller.show("late")
    shelf.datasets["late"] = small_dataset("late")
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.reload()
        assert watch.controller.problem is None
    assert watch.controller.dataset is shelf.datasets["late"]


def test_that_reload_has_the_library_forget_what_it_read_and_drops_the_outdated_answer(
    qtbot: QtBot, shelf: ShelfLibrary
) -> None:
    forgotten: list[int] = []
    controller = DatasetController(shelf, forget=lambda: forgotten.append(len(shelf.asked)))
    watch = Watch(controller)
    gate = shelf.hold("first")
    controller.show("first")
    qtbot.waitUntil(lambda: shelf.asked == ["first"])
    controller.reload()
    with qtbot.waitSignal(controller.loaded):
        gate.set()
    all_ended(qtbot, controller)
    controller.shut_down()
    assert forgotten == [1]
    assert shelf.asked == ["first", "first"]
    assert watch.names() == ["loading", "loading", "loaded"]


def test_that_an_outdated_reading_is_cancelled(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    shelf.heeds_cancelling = True
    shelf.hold("first")
    watch.controller.show("first")
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.show("second")
    all_ended(qtbot, watch.controller)
    assert watch.told == [("loading", "first"), ("loading", "second"), ("loaded", "second")]


def test_that_shutting_down_cancels_the_reading(watch: Watch, shelf: ShelfLibrary) -> None:
    shelf.heeds_cancelling = True
    shelf.hold("first")
    watch.controller.show("first")
    (reading,) = watch.controller._calls
    watch.controller.shut_down()
    assert not reading.isRunning()
    assert watch.names() == ["loading"]


def test_that_the_progress_of_the_latest_reading_is_told(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    told: list[tuple[int, int, str | None]] = []
    watch.controller.load_progressed.connect(
        lambda *images: told.append((*images, watch.told[-1][1]))
    )
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.show("first")
        watch.controller.show("second")
    assert told == [(10, 20, "second")]


def test_that_reload_without_a_wish_does_nothing(watch: Watch) -> None:
    watch.controller.reload()
    assert watch.told == []


def test_that_an_earlier_dataset_is_let_go_while_the_next_is_read(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.show("first")
    shelf.hold("second")
    watch.controller.show("second")
    qtbot.waitUntil(lambda: len(watch.controller._calls) == 1)
    gone = weakref.ref(shelf.datasets.pop("first"))
    # Two of them need not fit in memory.
    gc.collect()
    assert gone() is None


def test_that_a_download_tells_beginning_progress_and_end(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    progress: list[tuple[int, int]] = []
    watch.controller.download_progressed.connect(lambda *sizes: progress.append(sizes))
    with qtbot.waitSignal(watch.controller.downloaded):
        watch.controller.download("first")
    assert watch.told == DOWNLOADED
    assert progress == [(1_000_000, 3_000_000_000), (3_000_000_000, 3_000_000_000)]


def test_that_a_failed_download_ends_with_its_sentence(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    shelf.problems["first"] = CnnLabError("There is no network.")
    with qtbot.waitSignal(watch.controller.download_ended):
        watch.controller.download("first")
    assert watch.told[-1] == ("download_ended", "first", "There is no network.")


def test_that_a_cancelled_download_ends_without_a_problem_and_a_new_one_may_begin(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    gate = shelf.hold("first")
    watch.controller.download("first")
    qtbot.waitUntil(shelf.reached.is_set)
    with qtbot.waitSignal(watch.controller.download_ended):
        watch.controller.cancel_download()
    assert watch.told[-1] == ("download_ended", "first", None)
    gate.set()
    shelf.absent.add("first")
    with qtbot.waitSignal(watch.controller.download_ended):
        watch.controller.download("first")
    assert shelf.absent == set()


def test_that_only_one_download_runs_at_a_time(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    gate = shelf.hold("first")
    watch.controller.download("first")
    watch.controller.download("second")
    with qtbot.waitSignal(watch.controller.downloaded):
        gate.set()
    assert watch.told == DOWNLOADED


def test_that_shutting_down_cancels_the_download_and_waits_for_every_thread(
    watch: Watch, shelf: ShelfLibrary
) -> None:
    shelf.hold("first")
    watch.controller.download("first")
    watch.controller.show("second")
    calls = list(watch.controller._calls)
    watch.controller.shut_down()
    assert len(calls) == 2
    assert not any(call.isRunning() for call in calls)


# Kept drawings


def test_that_new_drawings_are_told_and_read_where_they_are_shown(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    shelf.datasets["my-drawings"] = small_dataset("my-drawings", images=10)
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.show("my-drawings")
    shelf.datasets["my-drawings"] = small_dataset("my-drawings", images=11)
    with qtbot.waitSignals([watch.controller.infos_changed, watch.controller.loaded]):
        watch.controller.refresh_infos()
    assert watch.controller.dataset is shelf.datasets["my-drawings"]


def test_that_many_new_drawings_are_told_at_once_and_read_once_later(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    before = shelf.datasets["digits-and-mine"] = small_dataset("digits-and-mine", images=10)
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.show("digits-and-mine")
    shelf.datasets["digits-and-mine"] = small_dataset("digits-and-mine", images=11)
    for _ in range(3):
        with qtbot.waitSignal(watch.controller.infos_changed):
            watch.controller.refresh_infos(later=True)
    assert watch.names() == ["loading", "loaded"]
    assert watch.controller.dataset is before
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.catch_up()
    assert watch.controller.dataset is shelf.datasets["digits-and-mine"]
    watch.controller.catch_up()
    assert watch.names() == ["loading", "loaded"] * 2


def test_that_another_dataset_chosen_meanwhile_has_nothing_to_catch_up_with(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    shelf.datasets["my-drawings"] = small_dataset("my-drawings", images=10)
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.show("my-drawings")
    watch.controller.refresh_infos(later=True)
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.show("first")
    watch.controller.refresh_infos(later=True)
    watch.controller.catch_up()
    assert watch.names() == ["loading", "loaded"] * 2


def test_that_new_drawings_leave_another_dataset_alone(
    qtbot: QtBot, watch: Watch, shelf: ShelfLibrary
) -> None:
    with qtbot.waitSignal(watch.controller.loaded):
        watch.controller.show("first")
    with qtbot.waitSignal(watch.controller.infos_changed):
        watch.controller.refresh_infos()
    assert watch.names() == ["loading", "loaded"]
    assert watch.controller.dataset is shelf.datasets["first"]


def test_that_new_drawings_are_told_before_any_dataset_was_asked_for(
    qtbot: QtBot, watch: Watch
) -> None:
    with qtbot.waitSignal(watch.controller.infos_changed):
        watch.controller.refresh_infos()
    assert watch.told == []
