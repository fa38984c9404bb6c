"""Measures the Draw page: from a movement of the pen to the painted bars, and what it keeps."""

import time
from collections.abc import Iterator
from itertools import cycle
from math import cos, pi, sin
from statistics import median
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject

from cnnlab_gui.app.driver import DriveError, move_pen, until, wait_until_ready
from cnnlab_gui.app.gap_meter import GapMeter
from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.core.drawing.reader import Reading, StrokeDrawing
from cnnlab_gui.core.memory import current_megabytes
from cnnlab_gui.widgets.draw.page import DrawPage

PATIENCE_SECONDS = 60.0
WARM_UP = 60  # movements
MOVES = 60  # of a drawing: a second with a mouse
STROKES = 3  # of a drawing
WARM_UP_SHARE = 10  # the first tenth of the scribbling fills what is kept
TRAINING = {"epochs": 200, "limit": 6400}  # longer than anybody measures

Point = tuple[float, float]


class BarsWatch(QObject):
    """Notes when the answer that the page holds has been painted as bars.

    Attributes
    ----------
    at : float
        When that was last, in seconds of `time.perf_counter`.
    painted : Reading or None
        Which answer that was.
    """

    def __init__(self, page: DrawPage) -> None:
        super().__init__(page)
        self.at = 0.0
        self.painted: Reading | None = None
        self._page = page
        self._bars = page.answers[0].bars
        self._bars.installEventFilter(self)

    def shows_drawing(self) -> bool:
        """Whether the bars that were painted last answer all that is on the paper now."""
        if self.painted is None:
            return False
        drawing = self.painted.question.drawable
        return isinstance(drawing, StrokeDrawing) and drawing.strokes == self._page.canvas.strokes

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.Paint:
            return super().eventFilter(watched, event)
        self._bars.event(event)  # here and now, so that its end can be noted
        reading = self._page.reading()
        if reading is not self.painted:
            self.painted, self.at = reading, time.perf_counter()
        return True

    def end(self) -> None:
        self._bars.removeEventFilter(self)


class Hand:
    """Draws on the page's paper as a mouse does."""

    def __init__(self, page: DrawPage) -> None:
        self._canvas = page.canvas
        self._loops = loops()

    def move(self) -> float:
        """Go on by one movement, and say when it began."""
        kind, point = next(self._loops)
        began = time.perf_counter()
        if kind is None:
            self._canvas.clear()
        else:
            move_pen(self._canvas, kind, point)
        return began


def loops() -> Iterator[tuple[QEvent.Type | None, Point]]:
    """Strokes without end: pressing, moving, letting go; after each drawing, clearing."""
    for number in cycle(range(97)):
        for stroke in range(STROKES):
            points = list(_loop(number, stroke))
            yield QEvent.Type.MouseButtonPress, points[0]
            for point in points[1:]:
                yield QEvent.Type.MouseMove, point
            yield QEvent.Type.MouseButtonRelease, points[-1]
        yield None, (0.5, 0.5)


def _loop(number: int, stroke: int) -> Iterator[Point]:
    """A loop somewhere on the paper, another one for each number."""
    middle = 0.3 + 0.004 * number, 0.3 + 0.15 * stroke
    for step in range(MOVES // STROKES):
        angle = (2 + 0.03 * number) * pi * step * STROKES / MOVES
        radius = 0.1 + 0.05 * stroke + 0.001 * number
        yield middle[0] + radius * cos(angle), middle[1] + radius * sin(angle)


def measure_draw(lab: Laboratory, wanted: dict[str, Any]) -> dict[str, object]:
    """Draw with a mouse that the window believes is real.

    Parameters
    ----------
    lab : Laboratory
    wanted : dict
        ``draw`` is ``"strokes"``, ``"training"`` for the same while a run trains, or
        ``"scribble"``; ``moves`` how many movements.

    Returns
    -------
    dict
        Milliseconds from a movement to the end of the painting of the bars that answer it;
        of the scribbling, the memory before and after it in MB.

    Raises
    ------
    DriveError
        The page does not answer.
    """
    if "dataset" in wanted:
        lab.data_desk.choose(wanted["dataset"])
    wait_until_ready(lab)
    page = lab.window.draw_page
    lab.window.show_page(page)
    watch, hand = BarsWatch(page), Hand(page)
    try:
        for _ in range(WARM_UP):
            _answered(watch, page, hand)
        if wanted["draw"] == "scribble":
            return _scribble(page, hand, watch, wanted["moves"])
        if wanted["draw"] == "training":
            _begin_training(lab)
            lab.window.show_page(page)
        meter = GapMeter()
        meter.start()
        taken = _taken(watch, page, hand, wanted["moves"])
        gaps = meter.stop()
        if wanted["draw"] == "training" and not lab.training_desk.is_busy:
            raise DriveError("the training ended before the drawing")
        return {"event": "drawn", **_summary(taken), "gaps_ms": gaps}
    finally:
        watch.end()
        lab.training_desk.abandon()


def _begin_training(lab: Laboratory) -> None:
    lab.session.choose_preset("cnn-64", "measure")
    for name, value in TRAINING.items():
        lab.session.set_setting(name, value, "measure")
    lab.window.actions_by_name["train"].trigger()
    shown = lab.window.train_page
    until(lambda: len(shown.run.loss.x) > 1, PATIENCE_SECONDS, "the training begins")


def _taken(watch: BarsWatch, page: DrawPage, hand: Hand, moves: int) -> list[float]:
    every = (_answered(watch, page, hand) for _ in range(moves))
    return [milliseconds for milliseconds in every if milliseconds is not None]


def _answered(watch: BarsWatch, page: DrawPage, hand: Hand) -> float | None:
    """Milliseconds from one movement to its bars; None where there is nothing to answer."""
    before = page.canvas.strokes
    began = hand.move()
    if page.canvas.is_empty or page.canvas.strokes == before:
        return None
    until(watch.shows_drawing, PATIENCE_SECONDS, "the drawing is answered")
    return 1000 * (watch.at - began)


def _summary(milliseconds: list[float]) -> dict[str, float]:
    return {
        "median_ms": median(milliseconds),
        "p95_ms": float(np.percentile(milliseconds, 95)),
        "worst_ms": max(milliseconds),
        "movements": len(milliseconds),
    }


def _scribble(page: DrawPage, hand: Hand, watch: BarsWatch, moves: int) -> dict[str, object]:
    """Draw on and on, and see what memory is left taken."""
    for _ in range(moves // WARM_UP_SHARE):
        _answered(watch, page, hand)
    before = current_megabytes()
    for _ in range(moves):
        _answered(watch, page, hand)
    return {
        "event": "scribbled",
        "movements": moves,
        "before_mb": before,
        "after_mb": current_megabytes(),
    }
