"""One copy of a dataset in memory."""

import gc
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.errors import CancelledError, CnnLabError
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.datasets.shared import SharedLibrary

WAIT = 30
WriteImages = Callable[..., Path]


class CountingLibrary(DatasetLibrary):
    """The real library; counts what it reads, and can be held up while it reads."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self.began, self.may_go_on = threading.Event(), threading.Event()
        self.may_go_on.set()

    def load(self, id_or_path: str, **more: Any) -> Dataset:
        self.read.append(id_or_path)
        self.began.set()
        assert self.may_go_on.wait(WAIT)
        return super().load(id_or_path, **more)


@pytest.fixture
def counting() -> CountingLibrary:
    return CountingLibrary()


@pytest.fixture
def shared(counting: CountingLibrary) -> SharedLibrary:
    return SharedLibrary(counting)


@pytest.fixture
def bars(write_npz: Callable[..., Path]) -> str:
    return str(write_npz())


def test_that_a_dataset_is_read_once_and_shared(
    shared: SharedLibrary, counting: CountingLibrary, bars: str
) -> None:
    first = shared.load(bars)
    assert shared.load(bars) is first
    assert counting.read == [bars]


def test_that_two_threads_that_ask_at_once_read_it_once(
    shared: SharedLibrary, counting: CountingLibrary, bars: str
) -> None:
    counting.may_go_on.clear()
    got: list[Dataset] = []
    threads = [threading.Thread(target=lambda: got.append(shared.load(bars))) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert counting.began.wait(WAIT)
    counting.may_go_on.set()
    for thread in threads:
        thread.join()
    assert got[0] is got[1]
    assert counting.read == [bars]


def test_that_the_earlier_dataset_is_let_go_before_the_next_is_read(
    shared: SharedLibrary,
    counting: CountingLibrary,
    bars: str,
    write_npz: Callable[..., Path],
) -> None:
    other = str(write_npz(train=30, name="other.npz"))
    gone = weakref.ref(shared.load(bars))
    counting.began.clear()
    counting.may_go_on.clear()
    thread = threading.Thread(target=shared.load, args=(other,))
    thread.start()
    assert counting.began.wait(WAIT)
    gc.collect()
    let_go = gone() is None
    counting.may_go_on.set()
    thread.join()
    assert let_go


def test_that_a_limit_gives_a_part_and_keeps_the_whole(
    shared: SharedLibrary, counting: CountingLibrary, bars: str
) -> None:
    part = shared.load(bars, limit=30)
    whole = shared.load(bars)
    assert (len(part.y_train), len(whole.y_train)) == (30, 200)
    assert np.array_equal(part.x_train, whole.x_train[:30])
    assert part.x_test is whole.x_test
    assert counting.read == [bars]


def test_that_what_failed_is_read_again_and_the_earlier_is_not_given_in_its_place(
    shared: SharedLibrary, counting: CountingLibrary, bars: str, tmp_path: Path
) -> None:
    shared.load(bars)
    missing = str(tmp_path / "missing.npz")
    for _ in range(2):
        with pytest.raises(CnnLabError):
            shared.load(missing)
    assert shared.load(bars).id == shared.load(bars).id
    assert counting.read == [bars, missing, missing, bars]


def test_that_what_is_forgotten_is_read_again_and_then_shared(
    shared: SharedLibrary, counting: CountingLibrary, bars: str
) -> None:
    first = shared.load(bars)
    shared.forget()
    second = shared.load(bars)
    assert second is not first
    assert shared.load(bars) is second
    assert counting.read == [bars, bars]


def test_that_what_is_forgotten_while_it_is_read_is_read_again(
    shared: SharedLibrary, counting: CountingLibrary, bars: str
) -> None:
    counting.may_go_on.clear()
    thread = threading.Thread(target=shared.load, args=(bars,))
    thread.start()
    assert counting.began.wait(WAIT)
    shared.forget()
    counting.may_go_on.set()
    thread.join()
    shared.load(bars)
    assert counting.read == [bars, bars]


def test_that_what_is_no_longer_wanted_when_its_turn_comes_is_not_read(
    shared: SharedLibrary, counting: CountingLibrary, bars: str
) -> None:
    with pytest.raises(CancelledError):
        shared.load(bars, cancelled=lambda: True)
    assert counting.read == []
    assert shared.load(bars) is shared.load(bars, cancelled=lambda: True)


def test_that_a_cancelled_reading_keeps_nothing(
    shared: SharedLibrary, counting: CountingLibrary, tmp_path: Path, write_images: WriteImages
) -> None:
    folder = str(write_images(tmp_path / "pets"))
    progress: list[tuple[int, int]] = []
    with pytest.raises(CancelledError):
        shared.load(
            folder,
            progress=lambda *images: progress.append(images),
            cancelled=lambda: bool(progress),
        )
    assert progress == [(1, 10)]
    assert len(shared.load(folder).y_train) == 8
    assert counting.read == [folder, folder]


def test_that_everything_else_is_the_librarys(
    shared: SharedLibrary, counting: CountingLibrary
) -> None:
    assert shared.infos() == counting.infos()
    assert shared.default_id() == counting.default_id() == "stroke-digits"
    with pytest.raises(CnnLabError, match="built in"):
        shared.fetch("stroke-digits", progress=lambda *_: None, cancelled=lambda: False)
