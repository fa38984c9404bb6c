"""What the window measures of its Draw page is what happened there."""

from collections.abc import Callable, Iterator
from itertools import islice
from statistics import median
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from cnnlab_gui.app import measure_draw as measuring
from cnnlab_gui.app.driver import DriveError
from cnnlab_gui.app.measure_draw import BarsWatch, Hand, loops, measure_draw
from cnnlab_gui.core.drawing.stroke import Stroke
from cnnlab_gui.widgets.drawing.canvas import DrawingCanvas
from tests.app.conftest import Bench
from tests.app.draw_parts import ACROSS, DOWN, Drawing, WatchedEngine

DIGITS = {"dataset": "stroke-digits"}
MOVES = 62  # a whole drawing, the clearing after it, and a beginning


@pytest.fixture(autouse=True)
def shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "WARM_UP", 3)


@pytest.fixture
def drawing(open_bench: Callable[..., Bench]) -> Iterator[Drawing]:
    made = Drawing(open_bench(WatchedEngine)).open()
    yield made
    made.engine.gate.set()


def test_that_every_movement_is_measured_until_its_bars_are_painted(drawing: Drawing) -> None:
    found: dict[str, Any] = measure_draw(drawing.lab, {"draw": "strokes", "moves": MOVES, **DIGITS})
    assert found["event"] == "drawn"
    # Each but the clearing and the letting go, which change nothing that is to be read.
    assert found["movements"] == MOVES - 1 - measuring.STROKES
    assert 0 < found["median_ms"] <= found["p95_ms"] <= found["worst_ms"]
    assert set(found["gaps_ms"]) == {"p50", "p99", "worst"}


def test_that_the_figures_are_those_of_the_movements() -> None:
    taken = [5.0, 1.0, 4.0, 2.0, 3.0]
    found = measuring._summary(taken)
    assert found["median_ms"] == median(taken) == 3
    assert found["worst_ms"] == 5
    assert 4 < found["p95_ms"] <= 5
    assert found["movements"] == 5


def test_that_an_answer_counts_once_its_bars_are_painted_and_only_once(drawing: Drawing) -> None:
    drawing.read(DOWN)
    watch, bars = BarsWatch(drawing.page), drawing.page.answers[0].bars
    bars.repaint()
    assert watch.shows_drawing()
    first, at = watch.painted, watch.at
    drawing.engine.gate.clear()
    drawing.draw(DOWN, ACROSS)
    bars.repaint()
    assert not watch.shows_drawing(), "these bars answer the drawing before"
    assert (watch.painted, watch.at) == (first, at)
    drawing.engine.gate.set()
    drawing.bench.until(watch.shows_drawing)
    assert watch.painted is drawing.page.reading()
    assert watch.at > at
    later = watch.at
    bars.repaint()
    assert watch.at == later
    watch.end()
    drawing.read(ACROSS)
    bars.repaint()
    assert watch.at == later


def test_that_the_page_that_does_not_answer_is_no_figure(
    drawing: Drawing, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing.settle()
    monkeypatch.setattr(measuring, "PATIENCE_SECONDS", 0.2)
    drawing.engine.gate.clear()
    with pytest.raises(DriveError, match="the drawing is answered"):
        measure_draw(drawing.lab, {"draw": "strokes", "moves": 1, **DIGITS})
    drawing.engine.gate.set()


def test_that_it_is_measured_while_a_run_trains(drawing: Drawing) -> None:
    assert drawing.bench.engine is not None
    drawing.bench.engine.hold_in = 2
    found = measure_draw(drawing.lab, {"draw": "training", "moves": 30, **DIGITS})
    assert found["movements"]
    assert drawing.lab.session.settings.epochs == measuring.TRAINING["epochs"]
    (wanted,) = drawing.bench.engine.asked
    assert wanted.settings.epochs == measuring.TRAINING["epochs"]
    drawing.bench.until(lambda: bool(drawing.bench.finished))
    assert drawing.bench.finished[-1].outcome == "paused"


def test_that_a_training_that_ended_too_soon_is_no_figure(
    drawing: Drawing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "TRAINING", {"epochs": 1})
    ended = drawing.bench.finished
    taken = measuring._taken

    def draw_when_over(*arguments: Any) -> list[float]:
        drawing.bench.until(lambda: bool(ended) and not drawing.bench.desk.is_busy)
        return taken(*arguments)

    monkeypatch.setattr(measuring, "_taken", draw_when_over)
    with pytest.raises(DriveError, match="the training ended before the drawing"):
        measure_draw(drawing.lab, {"draw": "training", "moves": 30, **DIGITS})


def test_that_memory_is_read_before_and_after_the_scribbling(drawing: Drawing) -> None:
    found: dict[str, Any] = measure_draw(drawing.lab, {"draw": "scribble", "moves": 20})
    assert (found["event"], found["movements"]) == ("scribbled", 20)
    assert found["before_mb"] > 1
    assert found["after_mb"] > 1


def test_that_the_hand_draws_three_strokes_then_clears(drawing: Drawing) -> None:
    hand, canvas = Hand(drawing.page), drawing.page.canvas
    seen: list[tuple[Stroke, ...]] = []
    for _ in range(measuring.MOVES + measuring.STROKES):
        hand.move()
        seen.append(canvas.strokes)
    assert len(seen[-1]) == measuring.STROKES
    assert canvas.can_undo
    hand.move()
    assert canvas.is_empty
    hand.move()
    assert len(canvas.strokes) == 1
    assert isinstance(canvas, DrawingCanvas)
    QApplication.processEvents()


def test_that_no_drawing_is_like_the_one_before_and_all_are_on_the_paper() -> None:
    kinds = list(islice(loops(), 97 * 70))
    points = [point for kind, point in kinds if kind is QEvent.Type.MouseMove]
    assert min(min(point) for point in points) >= 0
    assert max(max(point) for point in points) <= 1
    assert len(set(points)) > 0.9 * len(points)
