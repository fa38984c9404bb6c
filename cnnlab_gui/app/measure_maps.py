"""Measures the Feature maps page: from a key to the painted picture, once and held down."""

import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from cnnlab_gui.app.driver import DriveError, until, wait_until_ready
from cnnlab_gui.app.gap_meter import GapMeter
from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.inside.choice import Rows
from cnnlab_gui.core.inside.view import Seen, View
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import preset_named
from cnnlab_gui.widgets.maps.page import MapsPage

PATIENCE_SECONDS = 60.0
WARM_UP = 20  # requests
KEYS_PER_SECOND = 40


@dataclass(frozen=True)
class Painted:
    """An answer that was painted: when, in seconds of `time.perf_counter`, and of what."""

    at: float
    rows: Rows


class PaintWatch(QObject):
    """Notes each answer of the page's first panel once it is painted.

    Attributes
    ----------
    painted : list of Painted
        Each answer once, in the order of the paintings.
    """

    def __init__(self, page: MapsPage) -> None:
        super().__init__(page)
        self.painted: list[Painted] = []
        self._page = page
        self._view = page.panels[0].view
        self._last: Seen | None = None
        self._view.installEventFilter(self)

    def shows(self, rows: Rows, since: float = 0.0) -> bool:
        """Whether the picture that was painted last, after ``since``, is of these images."""
        if not self.painted:
            return False
        last = self.painted[-1]
        return last.rows == rows and last.at > since

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.Paint:
            return super().eventFilter(watched, event)
        self._view.event(event)  # here and now, so that its end can be noted
        seen = self._page.seen()
        if seen is not None and seen is not self._last and self._view.sheet is seen.sheet:
            self._last = seen
            self.painted.append(Painted(time.perf_counter(), seen.wish.rows))
        return True

    def end(self) -> None:
        self._view.removeEventFilter(self)


def measure_maps(lab: Laboratory, wanted: dict[str, Any]) -> dict[str, object]:
    """Step through the test images as the arrow keys do.

    Parameters
    ----------
    lab : Laboratory
    wanted : dict
        ``maps`` is ``"steps"``, ``"held_key"`` or ``"channels"``, see the functions below;
        ``dataset``; and how much: ``requests``, or ``seconds`` for the key.

    Returns
    -------
    dict
        Milliseconds from the key to the end of the painting that shows what it asked for.

    Raises
    ------
    DriveError
        The page shows nothing, or no longer answers.
    """
    if wanted["maps"] == "channels":
        lab.session.set_architecture(many_channels(wanted.get("channels", 512)), "measure")
    else:
        lab.session.set_architecture(preset_named("cnn-64").architecture, "measure")
    lab.data_desk.choose(wanted["dataset"])
    wait_until_ready(lab)
    page = lab.window.maps_page
    watch = PaintWatch(page)
    lab.window.show_page(page)
    page.panels[0].view.setFocus()
    _until_shown(page, watch)
    if wanted["maps"] == "channels":
        page.controls.wished.emit({"view": View.CHANNELS, "layer": 0})
    else:
        count = len(lab.session.architecture.active().layers)
        page.controls.wished.emit({"columns": tuple(range(count))})
    until(lambda: not lab.maps_desk.is_waiting, PATIENCE_SECONDS, "the page is at rest")
    try:
        if wanted["maps"] == "held_key":
            return _held_key(page, watch, wanted["seconds"])
        return _steps(page, watch, wanted["requests"])
    finally:
        watch.end()


def many_channels(channels: int) -> Architecture:
    """A network whose first layer has so many feature maps, of 26×26 for 28×28 images."""
    return Architecture(
        layers=(
            Conv2D(filters=channels),
            MaxPooling2D(),
            Flatten(),
            Dense(units=10, activation="softmax"),
        )
    )


def _steps(page: MapsPage, watch: PaintWatch, requests: int) -> dict[str, object]:
    """Press the key, wait for the picture, and again."""
    for _ in range(WARM_UP):
        _asked_to_painted(page, watch)
    meter = GapMeter()
    meter.start()
    taken = [_asked_to_painted(page, watch) for _ in range(requests)]
    gaps = meter.stop()
    return {"event": "stepped", **_summary(taken), "gaps_ms": gaps}


def _asked_to_painted(page: MapsPage, watch: PaintWatch) -> float:
    asked = time.perf_counter()
    QApplication.sendEvent(page.panels[0].view, _right())
    _until_shown(page, watch, since=asked)
    return 1000 * (watch.painted[-1].at - asked)


def _right(*, is_repeated: bool = False) -> QKeyEvent:
    none = Qt.KeyboardModifier.NoModifier
    return QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, none, "", is_repeated)


def _until_shown(page: MapsPage, watch: PaintWatch, since: float = 0.0) -> None:
    until(
        lambda: watch.shows(page.wish.rows, since),
        PATIENCE_SECONDS,
        "what was asked for is painted",
    )


def _summary(milliseconds: list[float]) -> dict[str, float]:
    return {
        "median_ms": median(milliseconds),
        "p95_ms": float(np.percentile(milliseconds, 95)),
        "worst_ms": max(milliseconds),
    }


def _held_key(page: MapsPage, watch: PaintWatch, seconds: float) -> dict[str, object]:
    """Hold the key down, as a keyboard repeats it, and let it go."""
    first = page.wish.rows[page.wish.row].index
    watch.painted.clear()
    key, meter = _Repeater(page), GapMeter()
    meter.start()
    key.start()
    until(lambda: key.seconds >= seconds, 2 * seconds + PATIENCE_SECONDS, "the key was held")
    held = key.stop()
    gaps, released = meter.stop(), time.perf_counter()
    with suppress(DriveError):  # whether it is shown is what is asked here
        _until_shown(page, watch)
    painted = [(each.at, each.rows[page.wish.row].index - first) for each in watch.painted]
    if not painted:
        raise DriveError("no picture was painted while the key was held down")
    steps = [step for _, step in painted]
    lags = [1000 * (at - key.pressed_at[step - 1]) for at, step in painted]
    return {
        "event": "held",
        "pictures_per_second": sum(at <= released for at, _ in painted) / held,
        "keys_per_second": len(key.pressed_at) / held,
        "last_is_latest": watch.shows(page.wish.rows),
        "went_back": sum(later < sooner for sooner, later in pairwise(steps)),
        "lag": _summary(lags),
        "gaps_ms": gaps,
    }


class _Repeater(QObject):
    """Sends the arrow key as a keyboard does: where the window is late, keys pile up."""

    def __init__(self, page: MapsPage) -> None:
        super().__init__(page)
        self.pressed_at: list[float] = []
        self._view = page.panels[0].view
        self._started = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._press_what_is_due)

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._started

    def start(self) -> None:
        self._started = time.perf_counter()
        self._timer.start(round(1000 / KEYS_PER_SECOND))

    def stop(self) -> float:
        """How long it was held, in seconds."""
        self._timer.stop()
        return self.seconds

    def _press_what_is_due(self) -> None:
        while len(self.pressed_at) < int(self.seconds * KEYS_PER_SECOND):
            # When the keyboard sent it, however late it is read here.
            due = self._started + (len(self.pressed_at) + 1) / KEYS_PER_SECOND
            self.pressed_at.append(due)
            QApplication.postEvent(self._view, _right(is_repeated=True))
