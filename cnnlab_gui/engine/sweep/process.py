"""A child process as its parent sees it, each with a pipe of its own.

A queue that all share could stay locked by a child that was killed.
"""

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait

from cnnlab_gui.core.events import RunEvent
from cnnlab_gui.engine.sweep.worker import Task, Unable, WorkerSetup, serve

SECONDS_TO_END = 10.0

Word = RunEvent | Unable


class WorkerGoneError(Exception):
    """The child was killed, or fell over."""


class WorkerProcess:
    """A child that trains one trial after the other."""

    def __init__(self, setup: WorkerSetup) -> None:
        # Never fork: TensorFlow and Qt do not survive it.
        context = multiprocessing.get_context("spawn")
        self.channel, far = context.Pipe()
        self._process = context.Process(
            target=serve, args=(far, setup), name="cnnlab-sweep", daemon=True
        )
        with _interrupts_held_back():
            self._process.start()
        # Held by the child alone now, so that its end is seen here.
        far.close()

    def send(self, message: Task | str | None) -> None:
        """Give it a task, an order, or None: to end. One that is gone gets nothing."""
        with suppress(OSError):
            self.channel.send(message)

    def hear(self) -> Word:
        """The next thing it says.

        Raises
        ------
        WorkerGoneError
            It was killed, also in the middle of a word.
        """
        try:
            word: Word = self.channel.recv()
        except (OSError, EOFError) as error:
            raise WorkerGoneError from error
        return word

    @property
    def exit_code(self) -> int | None:
        """What it ended with, minus the signal that killed it; None while it lives."""
        self._process.join(SECONDS_TO_END)
        return self._process.exitcode

    def dismiss(self) -> None:
        """Ask it to end; `close` waits for that."""
        self.send(None)

    def kill(self) -> None:
        """End it at once; what it writes is whole at any moment."""
        self._process.kill()
        self.close()

    def close(self) -> None:
        """Have it ended, by force if need be; no orphan is left."""
        self.channel.close()
        self._process.join(SECONDS_TO_END)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


def heard(workers: list[WorkerProcess], seconds: float) -> list[WorkerProcess]:
    """Those that have something to say, or are gone; waits at most so long for the first."""
    by_channel: dict[object, WorkerProcess] = {worker.channel: worker for worker in workers}
    return [by_channel[channel] for channel in wait(list(_channels(workers)), seconds)]


def _channels(workers: list[WorkerProcess]) -> Iterator[Connection]:
    return (worker.channel for worker in workers)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let a child start deaf to Ctrl+C, until it says itself that it ignores it.

    It takes the mask of the thread that starts it. Windows has none; a child that is broken
    off there while it starts is one that was killed.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
