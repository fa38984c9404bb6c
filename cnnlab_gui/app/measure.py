"""Measures the real window from inside, for `cnnlab bench`: start-up, event gaps, training."""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from cnnlab_gui.app.driver import (
    LOADING_SECONDS,
    DriveError,
    laboratory,
    train,
    until,
    wait_until_ready,
)
from cnnlab_gui.app.gap_meter import GapMeter
from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.app.measure_curves import measure_curves
from cnnlab_gui.app.measure_draw import measure_draw
from cnnlab_gui.app.measure_edits import measure_edits
from cnnlab_gui.app.measure_history import measure_history
from cnnlab_gui.app.measure_maps import measure_maps
from cnnlab_gui.app.measure_pages import measure_pages
from cnnlab_gui.core.memory import peak_megabytes


def measure(application: QApplication, request: str) -> int:
    """Open the window, train what ``request`` says, print what was measured as JSON.

    Parameters
    ----------
    application : QApplication
    request : str
        JSON object with ``preset`` and any training settings; or with ``layers`` for
        edits of a stack that long; or as `measure_maps`, `measure_draw`, `measure_pages`,
        `measure_history` or `measure_curves` takes it.
        ``{}`` measures the window alone.
    """
    wanted = json.loads(request)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        os.environ["CNNLAB_HOME"] = home
        try:
            painted = _FirstPaint(application)
            with laboratory() as lab:
                until(lambda: painted.told, LOADING_SECONDS, "the window is painted")
                if wanted:
                    _say(_measured(lab, wanted))
        except DriveError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    return 0


def _measured(lab: Laboratory, wanted: dict[str, Any]) -> dict[str, object]:
    return next((measure for kind, measure in _KINDS.items() if kind in wanted), _train)(
        lab, wanted
    )


def _edit(lab: Laboratory, wanted: dict[str, Any]) -> dict[str, object]:
    wait_until_ready(lab)
    return measure_edits(lab, wanted["layers"])


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


# What a request has tells what it wants; one with none of these trains.
_KINDS: dict[str, Callable[[Laboratory, dict[str, Any]], dict[str, object]]] = {
    "layers": _edit,
    "maps": measure_maps,
    "draw": measure_draw,
    "pages": measure_pages,
    "history": measure_history,
    "curves": lambda lab, wanted: measure_curves(lab, wanted["curves"]),
}


def _say(value: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()
