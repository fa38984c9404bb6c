"""A call in a thread of its own, answered by a signal in the window's thread."""

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from cnnlab_gui.core.errors import CancelledError, CnnLabError, unexpected

log = logging.getLogger(__name__)

# macOS gives threads that Python did not start 512 KB, and TensorFlow overflows that.
STACK_BYTES = 16 * 1024 * 1024


class Worker(QThread):
    """A thread with a stack that TensorFlow fits on; stopped by its own flag, never killed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setStackSize(STACK_BYTES)


class BackgroundCall(Worker):
    """Runs ``function`` once. Keep it until `finished`.

    Signals
    -------
    done : object
        What the function returned.
    failed : Sentence
        Why it did not; a `CancelledError` ends in neither.
    progressed : int, int
        Sent by whoever is given `report`: done and total.
    """

    done = Signal(object)
    failed = Signal(object)
    progressed = Signal(object, object)

    def __init__(self, function: Callable[[], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._function = function

    def report(self, done: int, total: int) -> None:
        """Tell progress, from within the function. Sizes may pass 2³¹."""
        self.progressed.emit(done, total)

    def run(self) -> None:
        try:
            self.done.emit(self._function())
        except CancelledError:
            pass
        except CnnLabError as error:
            self.failed.emit(error.sentence)
        except Exception as error:
            log.exception("a call in the background failed")
            self.failed.emit(unexpected(error))
