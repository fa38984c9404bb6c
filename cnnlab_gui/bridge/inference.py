"""One thread for all that looks into networks; of each wish only the latest is answered."""

import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from cnnlab_gui.bridge.background import Worker
from cnnlab_gui.core.errors import CancelledError, CnnLabError, unexpected
from cnnlab_gui.core.text import Sentence

log = logging.getLogger(__name__)

Cancelled = Callable[[], bool]
Work = Callable[[Cancelled], Any]

LONGEST_WITHOUT_ANSWER = 0.1  # seconds


@dataclass(frozen=True, eq=False)
class _Request:
    client: Hashable
    number: int
    work: Work


class InferenceThread(Worker):
    """Does one piece of work after the other; a client's newer wish replaces its older one.

    Signals
    -------
    answered : hashable, int, object
        The client, the number of its request, and what its work returned.
    failed : hashable, int, Sentence
        Likewise, and why it has none. Cancelled work ends in neither.
    """

    answered = Signal(object, int, object)
    failed = Signal(object, int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wakes = threading.Condition()
        self._waiting: dict[Hashable, _Request] = {}
        self._latest: dict[Hashable, int] = {}
        self._closing = False

    def ask(self, client: Hashable, work: Work) -> int:
        """Have ``work`` done; returns the number that the answer will have."""
        with self._wakes:
            number = self._latest.get(client, 0) + 1
            self._latest[client] = number
            self._waiting[client] = _Request(client, number, work)
            self._wakes.notify()
        if not self.isRunning() and not self._closing:
            self.start()
        return number

    def drop(self, client: Hashable) -> None:
        """Want nothing any more for ``client``."""
        with self._wakes:
            self._latest[client] = self._latest.get(client, 0) + 1
            self._waiting.pop(client, None)

    def is_latest(self, client: Hashable, number: int) -> bool:
        """Whether nothing was asked since."""
        return self._latest.get(client) == number

    def run(self) -> None:
        while (request := self._next()) is not None:
            self._answer(request)

    def _next(self) -> _Request | None:
        with self._wakes:
            while not self._waiting and not self._closing:
                self._wakes.wait()
            if self._closing:
                return None
            return self._waiting.pop(next(iter(self._waiting)))

    def _answer(self, request: _Request) -> None:
        client, number = request.client, request.number

        def cancelled() -> bool:
            return self._closing or not self.is_latest(client, number)

        try:
            self.answered.emit(client, number, request.work(cancelled))
        except CancelledError:
            pass
        except CnnLabError as error:
            self.failed.emit(client, number, error.sentence)
        except Exception as error:
            log.exception("looking into a network failed")
            self.failed.emit(client, number, unexpected(error))

    def shut_down(self) -> None:
        """Drop what is wanted, and wait for what is being done."""
        with self._wakes:
            self._closing = True
            self._waiting.clear()
            self._wakes.notify()
        self.wait()


class Inquirer(QObject):
    """One client of the inference thread.

    An answer to what is no longer the latest wish is dropped, unless nothing was shown for a
    while: a key held down on a slow machine still shows that it moves.

    Signals
    -------
    answered : object
    failed : Sentence
    """

    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, thread: InferenceThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = thread
        self._shown_at = 0.0
        self._is_waiting = False
        self._first = 0  # of the requests that count: what was asked before a drop does not
        self._is_dropped = False
        thread.answered.connect(self._on_answered)
        thread.failed.connect(self._on_failed)

    @property
    def is_waiting(self) -> bool:
        """Whether the latest wish has no answer yet."""
        return self._is_waiting

    def ask(self, work: Work) -> None:
        """Have ``work`` done in the inference thread."""
        self._is_waiting = True
        number = self._thread.ask(id(self), work)
        if self._is_dropped:
            self._first, self._is_dropped = number, False

    def drop(self) -> None:
        """Want nothing any more."""
        self._is_waiting = False
        self._is_dropped = True
        self._thread.drop(id(self))

    def _counts(self, client: Hashable, number: int) -> bool:
        if client != id(self) or not self._is_waiting or number < self._first:
            return False
        now = time.monotonic()
        is_latest = self._thread.is_latest(client, number)
        if not is_latest and now - self._shown_at < LONGEST_WITHOUT_ANSWER:
            return False
        self._shown_at = now
        self._is_waiting = not is_latest
        return True

    def _on_answered(self, client: Hashable, number: int, answer: object) -> None:
        if self._counts(client, number):
            self.answered.emit(answer)

    def _on_failed(self, client: Hashable, number: int, why: Sentence) -> None:
        if client == id(self) and self._thread.is_latest(client, number):
            self._is_waiting = False
            self.failed.emit(why)
