"""How long the window lets a person wait, all the while."""

import time

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer

TICK_MS = 5


class GapMeter(QObject):
    """Measures how late a timer of 5 ms comes: what a person's click would wait."""

    def __init__(self) -> None:
        super().__init__()
        self._gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start(TICK_MS)

    def stop(self) -> dict[str, float]:
        """Milliseconds between two ticks: median, 99th percentile, worst."""
        self._timer.stop()
        gaps = 1000 * np.array(self._gaps or [0.0])
        return {
            "p50": float(np.median(gaps)),
            "p99": float(np.percentile(gaps, 99)),
            "worst": float(gaps.max()),
        }

    def _tick(self) -> None:
        now = time.perf_counter()
        self._gaps.append(now - self._last)
        self._last = now
