"""Measures the real window from inside, for `cnnlab bench`: start-up, event gaps, training."""

import json
import os
import sys
import tempfile
import time

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from cnnlab_gui.app.driver import (
    LOADING_SECONDS,
    DriveError,
    laboratory,
    train,
    until,
    wait_until_ready,
)
from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.app.measure_edits import measure_edits
from cnnlab_gui.core.memory import peak_megabytes

TICK_MS = 5


def measure(application: QApplication, request: str) -> int:
    """Open the window, train what ``request`` says, print what was measured as JSON.

    Parameters
    ----------
    application : QApplication
    request : str
        JSON object with ``preset`` and any training settings, or with ``layers`` for
        edits of a stack that long; ``{}`` measures the window alone.
    """
    wanted = json.loads(request)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        os.environ["CNNLAB_HOME"] = home
        try:
            painted = _FirstPaint(application)
            with laboratory() as lab:
                until(lambda: painted.told, LOADING_SECONDS, "the window is painted")
                if "layers" in wanted:
                    wait_until_ready(lab)
                    _say(measure_edits(lab, wanted["layers"]))
                elif wanted:
                    _say(_train(lab, wanted))
        except DriveError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    return 0


class _FirstPaint(QObject):
    """Says "window" as soon as a window has been painted; the parent has the clock."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.seen = self.told = False
        self._application = application
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.seen and event.type() == QEvent.Type.Paint:
            self.seen = True
            QTimer.singleShot(0, self._tell)
            self._application.removeEventFilter(self)
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        _say({"event": "window"})
        self.told = True


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


def _train(lab: Laboratory, wanted: dict[str, object]) -> dict[str, object]:
    settings = dict(wanted)
    lab.session.choose_preset(str(settings.pop("preset")), "")
    lab.data_desk.choose(str(settings.pop("dataset")))
    for name, value in settings.items():
        lab.session.set_setting(name, value, "")
    wait_until_ready(lab)
    meter = GapMeter()
    meter.start()
    finished = train(lab, seconds=3600)
    return {
        "event": "trained",
        "outcome": finished.outcome,
        "test_accuracy": finished.test_accuracy,
        "images_per_second": finished.images_per_second,
        "gaps_ms": meter.stop(),
        "peak_mb": peak_megabytes(),
    }


def _say(value: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()
