"""Questions that are answered in the background, of which only the latest one counts."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from cnnlab_gui.bridge.background import BackgroundCall


class LatestCall(QObject):
    """Answers one question after the other, and leaves out those that were asked in between.

    Parameters
    ----------
    answer : callable
        Gets the question, in a thread of its own.

    Signals
    -------
    done : object
        The answer to the question that was asked last.
    failed : Sentence
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, answer: Callable[[Any], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answer = answer
        self._number = 0  # of the question that is being answered
        self._ended = 0  # how many are known here to be over
        self._waiting: list[Any] = []
        self._question: Any = None
        self._call = BackgroundCall(self._work, self)
        self._call.done.connect(self._on_done)
        self._call.failed.connect(self.failed)
        self._call.finished.connect(self._on_finished)

    @property
    def is_busy(self) -> bool:
        """Whether there is an answer still to come, or on its way to this thread."""
        return self._ended != self._number or bool(self._waiting)

    def ask(self, question: Any) -> None:
        """Answer this as soon as what is being answered is done."""
        self._waiting = [question]
        if not self._call.isRunning():
            self._go_on()

    def _work(self) -> tuple[int, Any]:
        return self._number, self._answer(self._question)

    def _on_done(self, numbered: tuple[int, Any]) -> None:
        number, answer = numbered
        # It may come when the next question is already being answered.
        if number == self._number and not self._waiting:
            self.done.emit(answer)

    def _on_finished(self) -> None:
        self._ended += 1
        # Word of an end may come when the next one is already under way.
        if self._ended == self._number:
            self._go_on()

    def _go_on(self) -> None:
        if self._waiting:
            self._call.wait()  # it is about to end, and may begin anew
            self._number += 1
            self._question = self._waiting.pop()
            self._call.start()

    def shut_down(self) -> None:
        """Wait for what is being answered; nothing else will be."""
        self._waiting = []
        self._call.wait()
