"""The Draw page of a small laboratory, and engines that can be watched and held back."""

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtWidgets import QPushButton, QWidget

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.drawing.reader import Reading
from cnnlab_gui.core.drawing.stroke import Stroke
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState
from cnnlab_gui.engine.datasets.stroke_digits.generator import make_stroke_digits
from cnnlab_gui.widgets.draw.answers import FIRST
from tests.app.conftest import Bench, SmallEngine

GATE_SECONDS = 30.0  # at most, so that a failure is no standstill
DOWN = Stroke.even([(0.5, 0.2), (0.5, 0.8)], 0.07)
ACROSS = Stroke.even([(0.2, 0.3), (0.7, 0.3)], 0.07)
ZOOM = 4


class WatchedEngine(SmallEngine):
    """Notes what it is shown, and looks into networks only while ``gate`` is open."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.shown: list[Images] = []
        self.gate = threading.Event()
        self.gate.set()

    def layer_outputs(self, state: NetworkState, images: Images) -> LayerOutputs:
        self.gate.wait(GATE_SECONDS)
        self.shown.append(images)
        return super().layer_outputs(state, images)


class Drawing:
    """A bench whose Draw page is in front."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.lab, self.window = bench.lab, bench.window
        self.page, self.desk = bench.window.draw_page, bench.lab.draw_desk

    def open(self) -> "Drawing":
        self.bench.ready()
        self.window.show_page(self.page)
        return self

    @property
    def engine(self) -> WatchedEngine:
        assert isinstance(self.bench.engine, WatchedEngine)
        return self.bench.engine

    def draw(self, *strokes: Stroke) -> None:
        self.page.canvas.set_strokes(strokes)

    def read(self, *strokes: Stroke, panel: int = FIRST) -> Reading:
        """Draw, and what is answered to that."""
        if strokes:
            self.draw(*strokes)
        return self.settle(panel)

    def settle(self, panel: int = FIRST) -> Reading:
        """The answer to what is on the page now."""

        def is_there() -> bool:
            reading = self.page.reading(panel)
            return (
                reading is not None
                and reading.question.drawable == self.page.drawable
                and not self.desk.is_waiting
            )

        self.bench.until(is_there)
        reading = self.page.reading(panel)
        assert reading is not None
        return reading

    def train(self) -> str:
        """Train a small network to the end, come back, and the name of its run."""
        self.set_up_small()
        self.bench.train()
        self.window.show_page(self.page)
        return self.bench.folder().name

    def set_up_small(self) -> None:
        if self.lab.session.settings.epochs != 2:
            self.lab.session.choose_preset("dense-baseline", "")
            self.lab.session.set_setting("epochs", 2, "")

    def problem(self, panel: int = FIRST) -> str:
        """The sentence that stands in the answer's place."""
        shown = self.page.answers[panel]
        self.bench.until(lambda: not shown.place.isHidden())
        return shown.place.sentence.text()

    def way(self, text: str, of: QWidget) -> QPushButton:
        """A button that can be seen in a part of the page."""

        def found() -> list[QPushButton]:
            buttons = of.findChildren(QPushButton)
            return [each for each in buttons if each.isVisible() and each.text() == text]

        self.bench.until(lambda: len(found()) == 1)
        return found()[0]


def row_of_digits(count: int, seed: int = 0) -> Images:
    """Dark digits on light paper, beside each other: (H, W) uint8."""
    digits, _ = make_stroke_digits(count, seed)
    large = np.kron(np.concatenate(list(digits), axis=1), np.ones((ZOOM, ZOOM), np.uint8))
    paper: Images = 245 - (large * 0.8).astype(np.uint8)
    return np.pad(paper, 20, constant_values=245)


def shares(reading: Reading) -> Sequence[float]:
    """What every class got."""
    assert reading.answer is not None
    found: list[float] = reading.answer.probabilities.tolist()
    return found
