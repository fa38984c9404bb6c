"""What every test with Qt gets: one QApplication, and a check that no QThread goes on.

Each folder with Qt in it takes these fixtures into its own ``conftest.py``, so that
the lanes without Qt never see them.
"""

import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

# Read when the QApplication is made.
if sys.platform == "linux":
    os.environ["LC_ALL"] = "C.UTF-8"  # Qt warns of any locale that is not UTF-8
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        # Without a display Qt would end the process.
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from cnnlab_gui.app.main import make_application
from cnnlab_gui.bridge.session import LabSession, first_specification
from cnnlab_gui.core.dataset import Dataset, DatasetInfo, limited
from cnnlab_gui.core.errors import CancelledError, CnnLabError
from cnnlab_gui.widgets.theme import Appearance, Theme

MS_FOR_A_THREAD = 10_000
GATE_SECONDS = 60.0
LOOK_MS = 5

OnDialog = Callable[[Callable[[QWidget], None]], None]

_application: list[QApplication] = []  # it must outlive every test that took it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Forgive what the platform without a display says about itself whenever a window opens."""
    ignore = pytest.mark.qt_log_ignore("plugin does not support", extend=True)
    for item in items:
        if "no_qthread_left" in getattr(item, "fixturenames", ()):
            item.add_marker(ignore)


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application's own QApplication, in English whatever the system speaks."""
    if not _application:
        QLocale.setDefault(QLocale(QLocale.Language.English))
        application = make_application()
        # A window that closes must not end the event loop in which a test waits.
        application.setQuitOnLastWindowClosed(False)
        _application.append(application)
    return _application[0]


@pytest.fixture(autouse=True)
def no_qthread_left(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[None]:
    """Fail a test after which a QThread of its own still runs; destroy what it threw away."""
    started: list[QThread] = []
    start = QThread.start

    def noting(thread: QThread, *args: QThread.Priority) -> None:
        started.append(thread)
        start(thread, *args)

    monkeypatch.setattr(QThread, "start", noting)
    yield
    alive = [thread for thread in started if shiboken6.isValid(thread) and thread.isRunning()]
    for thread in alive:
        thread.wait(MS_FOR_A_THREAD)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if alive:
        pytest.fail(f"QThreads left running: {', '.join(type(each).__name__ for each in alive)}")


@pytest.fixture(autouse=True)
def no_dialog_left(qapp: QApplication) -> Iterator[None]:
    yield
    modal = qapp.activeModalWidget()
    if modal is not None:
        modal.close()
        pytest.fail(f"a dialog was left open: {modal.windowTitle()}")


@pytest.fixture(autouse=True)
def collector_as_before() -> Iterator[None]:
    """Leave Python's garbage collector as it was, whatever a laboratory did to it."""
    yield
    gc.enable()
    gc.unfreeze()


@pytest.fixture
def on_dialog(qapp: QApplication) -> Iterator[OnDialog]:
    """Do something with the next modal dialog; it is closed after that, and must appear."""
    waiting: list[QTimer] = []

    def on_dialog(act: Callable[[QWidget], None]) -> None:
        timer = QTimer()

        def look() -> None:
            dialog = qapp.activeModalWidget()
            if dialog is None or not dialog.isVisible():
                return
            timer.stop()
            waiting.remove(timer)
            try:
                act(dialog)
            finally:
                if shiboken6.isValid(dialog) and dialog.isVisible():
                    dialog.close()

        timer.timeout.connect(look)
        timer.start(LOOK_MS)
        waiting.append(timer)

    yield on_dialog
    assert not waiting, "a dialog that was expected did not appear"


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """A theme in light colours, whatever the system prefers."""
    made = Theme(qapp)
    made.choose(Appearance.LIGHT)
    yield made
    made.deleteLater()


@pytest.fixture
def session(qapp: QApplication) -> LabSession:
    """A session with the workshop's network."""
    return LabSession(first_specification("stroke-digits"))


@pytest.fixture
def in_locale() -> Iterator[Callable[[str], None]]:
    """Speak another language for the rest of the test."""
    before = QLocale()
    yield lambda name: QLocale.setDefault(QLocale(name))
    QLocale.setDefault(before)


def small_dataset(name: str, images: int = 20, side: int = 28, classes: int = 10) -> Dataset:
    """Random images of ``classes`` classes, made at once."""
    pixels = np.random.default_rng(1).integers(0, 256, (images, side, side, 1), np.uint8)
    labels = (np.arange(images) % classes).astype(np.uint8)
    names = tuple(f"class {label}" for label in range(classes))
    return Dataset(name, name.title(), names, pixels, labels, pixels[:10], labels[:10], "a test")


class ShelfLibrary:
    """Small datasets in memory. Reading one can be held back; one can be broken or absent.

    ``gates`` holds back `load` or `fetch` of an id until the event is set; ``problems`` are
    raised instead of an answer; ``absent`` are to be fetched first. Only a library that
    ``heeds_cancelling`` ends a `load` that is held back.
    """

    def __init__(self, *names: str) -> None:
        self.datasets = {name: small_dataset(name) for name in names}
        self.gates: dict[str, threading.Event] = {}
        self.problems: dict[str, Exception] = {}
        self.absent: set[str] = set()
        self.asked: list[str] = []
        self.reached = threading.Event()
        self.heeds_cancelling = False

    def hold(self, name: str) -> threading.Event:
        """Answer for ``name`` only once the returned event is set."""
        self.gates[name] = threading.Event()
        return self.gates[name]

    def infos(self) -> list[DatasetInfo]:
        return [self._info(dataset) for dataset in self.datasets.values()]

    def _info(self, dataset: Dataset) -> DatasetInfo:
        return DatasetInfo(
            id=dataset.id,
            title=dataset.title,
            available=dataset.id not in self.absent,
            where=None,
            count_train=len(dataset.y_train),
            count_test=len(dataset.y_test),
            class_names=dataset.class_names,
            image_shape=dataset.image_shape,
            download_bytes=3_000_000_000,
        )

    def default_id(self) -> str:
        return next(iter(self.datasets))

    def load(
        self,
        id_or_path: str,
        *,
        limit: int | None = None,
        progress: Callable[[int, int], None] = lambda *_: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Dataset:
        self.asked.append(id_or_path)
        progress(10, 20)
        self._wait(id_or_path, lambda: self.heeds_cancelling and cancelled())
        if id_or_path not in self.datasets:
            raise CnnLabError("{name} is not on the shelf.", name=id_or_path)
        return limited(self.datasets[id_or_path], limit)

    def fetch(
        self,
        dataset_id: str,
        *,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> Path:
        progress(1_000_000, 3_000_000_000)
        self.reached.set()
        gate = self.gates.get(dataset_id)
        while gate and not gate.wait(0.005):
            if cancelled():
                raise CancelledError("cancelled")
        progress(3_000_000_000, 3_000_000_000)
        if dataset_id in self.problems:
            raise self.problems[dataset_id]
        self.absent.discard(dataset_id)
        return Path(dataset_id)

    def _wait(self, name: str, cancelled: Callable[[], bool]) -> None:
        gate = self.gates.get(name)
        end = time.monotonic() + GATE_SECONDS
        while gate and not gate.wait(0.005):
            if cancelled():
                raise CancelledError("cancelled")
            if time.monotonic() > end:
                raise TimeoutError(name)
        if name in self.problems:
            raise self.problems[name]


@pytest.fixture
def shelf() -> Iterator[ShelfLibrary]:
    """A library with two datasets; what a failing test held back is let go."""
    library = ShelfLibrary("first", "second")
    yield library
    for gate in library.gates.values():
        gate.set()
