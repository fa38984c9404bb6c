"""Loads what draws curves, in small pieces between the events of the window.

It has to be the window's own thread: PySide6 keeps its types in a table that is read without
the interpreter's lock whenever Qt asks an object what it is, so a worker that makes new types
meanwhile (pyqtgraph makes hundreds) ends the process once in a while.
"""

import logging
import time
from collections.abc import Iterator

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer, Signal

log = logging.getLogger(__name__)

SECONDS_AT_ONCE = 0.005


class PlotLoader(QObject):
    """Loads the plots once.

    Signals
    -------
    loaded
        The plots can be made without waiting.
    finished
        They are loaded, or cannot be.
    """

    loaded = Signal()
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pieces = _pieces()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    def start(self) -> None:
        self._timer.start(0)

    def stop(self) -> None:
        """Load nothing more."""
        self._timer.stop()

    def _go_on(self) -> None:
        end = time.perf_counter() + SECONDS_AT_ONCE
        try:
            while time.perf_counter() < end:
                next(self._pieces)
        except StopIteration:
            self.stop()
            self.loaded.emit()
            self.finished.emit()
        except Exception:
            # Whoever wants to see a curve will be told.
            log.exception("what draws curves cannot be loaded")
            self.stop()
            self.finished.emit()


def _pieces() -> Iterator[None]:
    """Load the names of Qt that pyqtgraph will ask for, each of which takes time, then itself."""
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            getattr(module, name)
            yield
    from cnnlab_gui.widgets.train import curves  # noqa: F401
