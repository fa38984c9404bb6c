"""Collects garbage on the window's thread only.

A collection in a worker could destroy Qt objects there, which Qt forbids
("Timers cannot be stopped from another thread").
"""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 500


class GarbageCollector(QObject):
    """Takes over from Python's own collector until `stop`; make it in the window's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._collect)
        self._timer.start(INTERVAL_MS)

    def _collect(self) -> None:
        counts = gc.get_count()
        if counts[2] > self._thresholds[2]:
            gc.collect()
        elif counts[1] > self._thresholds[1]:
            gc.collect(1)
        elif counts[0] > self._thresholds[0]:
            gc.collect(0)

    def settle(self) -> None:
        """Put what lives for good out of the collector's sight.

        After TensorFlow is loaded a full collection looks at a million objects
        and takes a third of a second; of those none will ever go.
        """
        gc.freeze()

    def collect_all(self) -> None:
        """Collect what a finished run left behind."""
        gc.collect()

    def stop(self) -> None:
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
