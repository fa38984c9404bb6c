"""The child process: trains what it is sent, one trial after the other.

Nothing here loads TensorFlow at import: `multiprocessing` imports it in the child first.
"""

import logging
import os
import queue
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

from cnnlab_gui.core import logs
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.errors import CnnLabError, unexpected
from cnnlab_gui.core.events import RunEvent, RunFinished
from cnnlab_gui.core.runs.record import SweepPlace
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.core.training import RunSpecification

log = logging.getLogger(__name__)

SECONDS_FOR_AN_ORPHAN = 20.0  # to leave a checkpoint once its parent is gone

Order = Literal["pause"]


@dataclass(frozen=True)
class WorkerSetup:
    """What a child must know before its first trial.

    Attributes
    ----------
    runs : Path
        The store's folder.
    data_dir : Path or None
        Where datasets lie; None for the usual place.
    threads : int or None
        Of TensorFlow; None for as many as it takes by itself.
    """

    runs: Path
    data_dir: Path | None
    threads: int | None


@dataclass(frozen=True)
class Task:
    """One trial to be trained; with ``resume``, that run of it goes on from its checkpoint."""

    specification: RunSpecification
    place: SweepPlace
    resume: Path | None = None


@dataclass(frozen=True)
class Unable:
    """A child's word that it cannot train at all: TensorFlow is missing."""

    sentence: Sentence


Train = Callable[[Task, Callable[[RunEvent], None], RunControl], None]


def serve(channel: Connection, setup: WorkerSetup) -> None:
    """Train what comes through ``channel`` until it is closed; the child's whole life.

    Once the parent is gone, however that came about, the run under way is paused, and the
    child ends.
    """
    # Ctrl+C in a terminal reaches the children, too; the parent says what is to happen.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    logs.start()
    inbox = _Inbox(channel)
    threading.Thread(target=inbox.listen, daemon=True).start()
    try:
        train = _trainer(setup)
    except CnnLabError as error:
        with suppress(OSError):
            channel.send(Unable(error.sentence))
        os._exit(1)
    while (task := inbox.next_task()) is not None:
        control = inbox.control
        try:
            train(task, inbox.told, control)
        except Exception as error:
            log.exception("a trial ended unexpectedly")
            inbox.told(RunFinished("failed", unexpected(error)))
    # TensorFlow takes its time to go down, and all that matters is on disk.
    logging.shutdown()
    os._exit(0)


def _trainer(setup: WorkerSetup) -> Train:
    from cnnlab_gui.engine import runtime
    from cnnlab_gui.engine.datasets.library import DatasetLibrary
    from cnnlab_gui.engine.datasets.shared import SharedLibrary

    runtime.start()
    if setup.threads:
        runtime.limit_threads(setup.threads)
    from cnnlab_gui.engine.engine import KerasEngine

    # The images stay in memory from trial to trial.
    engine = KerasEngine(SharedLibrary(DatasetLibrary(setup.data_dir)), RunStore(setup.runs))

    def train(task: Task, emit: Callable[[RunEvent], None], control: RunControl) -> None:
        if task.resume:
            engine.resume(task.resume, emit, control)
        else:
            engine.train(task.specification, emit, control, place=task.place)

    return train


class _Inbox:
    """What the parent sends, taken in by a thread of its own while the child trains."""

    def __init__(self, channel: Connection) -> None:
        self._channel = channel
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self.control = RunControl()

    def listen(self) -> None:
        while True:
            try:
                message: Task | Order | None = self._channel.recv()
            except (OSError, EOFError):
                self._orphaned()
                return
            if message == "pause":
                self.control.pause()
                continue
            if isinstance(message, Task):
                # Here, so that a pause that is sent right behind a task is this task's.
                self.control = RunControl()
            self._tasks.put(message if isinstance(message, Task) else None)

    def next_task(self) -> Task | None:
        """Wait for the next one; None to end."""
        return self._tasks.get()

    def told(self, event: RunEvent) -> None:
        """Tell the parent; one that is gone hears nothing."""
        with suppress(OSError):
            self._channel.send(event)

    def _orphaned(self) -> None:
        self._tasks.put(None)
        self.control.pause()
        threading.Event().wait(SECONDS_FOR_AN_ORPHAN)
        os._exit(1)
