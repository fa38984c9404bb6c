"""Drawing in the real window, with the real networks behind it."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt

from cnnlab_gui.app.driver import move_pen
from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.drawing.reader import Reading
from cnnlab_gui.core.pretrained import PRETRAINED
from cnnlab_gui.widgets.draw.answers import FIRST, SECOND
from tests.e2e.conftest import RealLab

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Point = tuple[float, float]
CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
ANGLES = np.linspace(0, 2 * np.pi, 25)
# As a person writes them, in a box from 0 to 1.
DIGITS: dict[str, tuple[Sequence[Point], ...]] = {
    "0": ([(0.5 + 0.35 * np.sin(a), 0.5 - 0.5 * np.cos(a)) for a in ANGLES],),
    "1": ([(0.5, 0.0), (0.48, 1.0)],),
    "2": (
        [(0.1, 0.25), (0.3, 0.0), (0.65, 0.03), (0.75, 0.3), (0.4, 0.7), (0.1, 1.0), (0.9, 1.0)],
    ),
    "4": ([(0.4, 0.0), (0.1, 0.6), (0.9, 0.55)], [(0.65, 0.25), (0.6, 1.0)]),
    "7": ([(0.1, 0.05), (0.8, 0.0), (0.4, 1.0)],),
}
# Left and top corner, and side, on the paper.
PLACES = ((0.05, 0.05, 0.3), (0.6, 0.55, 0.35), (0.15, 0.1, 0.8), (0.1, 0.6, 0.3), (0.5, 0.2, 0.45))


class Paper:
    """The Draw page of a real laboratory."""

    def __init__(self, real: RealLab) -> None:
        self.real = real
        self.page, self.desk = real.window.draw_page, real.lab.draw_desk

    def open(self) -> None:
        self.real.press(Key.Key_4, CTRL)

    def draw(self, digit: str, place: tuple[float, float, float]) -> None:
        """Clear the paper and draw with the mouse."""
        self.page.canvas.clear()
        left, top, side = place
        for stroke in DIGITS[digit]:
            points = [(left + side * x, top + side * y) for x, y in stroke]
            move_pen(self.page.canvas, QEvent.Type.MouseButtonPress, points[0])
            for start, end in pairwise(points):
                for share in np.linspace(0.1, 1, 10):
                    at = (
                        start[0] + share * (end[0] - start[0]),
                        start[1] + share * (end[1] - start[1]),
                    )
                    move_pen(self.page.canvas, QEvent.Type.MouseMove, at)
            move_pen(self.page.canvas, QEvent.Type.MouseButtonRelease, points[-1])

    def answer(self, panel: int = FIRST) -> Reading:
        """What is answered to what is on the paper."""

        def is_there() -> bool:
            reading = self.page.reading(panel)
            return (
                reading is not None
                and reading.question.drawable == self.page.drawable
                and not self.desk.is_waiting
            )

        self.real.until(is_there)
        reading = self.page.reading(panel)
        assert reading is not None
        return reading

    def read(self, digit: str, place: tuple[float, float, float]) -> str:
        self.draw(digit, place)
        reading = self.answer()
        assert reading.answer is not None
        return reading.answer.first_name


@pytest.fixture
def paper(real: RealLab) -> Paper:
    return Paper(real)


def test_that_the_first_drawings_on_the_first_start_are_read_right(paper: Paper) -> None:
    paper.open()
    paper.draw("7", PLACES[0])  # most likely before TensorFlow is there
    first = paper.answer()
    assert first.network.title == PRETRAINED
    read = {(digit, place): paper.read(digit, place) for digit in DIGITS for place in PLACES}
    wrong = {key: name for key, name in read.items() if name != key[0]}
    assert not wrong
    assert first.answer is not None
    assert first.answer.first_name == "7"
    paper.page.centre.click()
    assert paper.answer().question.placement is Placement.AS_DRAWN


def test_that_drawings_are_answered_while_a_run_trains(paper: Paper) -> None:
    real = paper.real
    paper.open()
    paper.read("1", PLACES[1])
    real.session.set_setting("epochs", 2000, "")
    real.press(Key.Key_F5)
    paper.open()
    paper.page.compare.click()
    real.until(lambda: len(real.page.run.history) >= 1)

    def epoch() -> int:
        reading = paper.page.reading(SECOND)
        return reading.network.epochs[-1] if reading and reading.network.run else -1

    epochs = []
    for digit in DIGITS:
        assert paper.read(digit, PLACES[2]) == digit
        paper.answer(SECOND)
        epochs.append(epoch())
    assert epochs == sorted(epochs)
    assert epochs[0] >= 0
    assert real.lab.training_desk.is_busy
    real.until(lambda: epoch() > epochs[0])  # also without a further stroke
    real.press(Key.Key_F5, SHIFT)
    real.until(lambda: bool(real.finished))
    assert real.finished[-1].outcome == "stopped"


@pytest.mark.realdata
def test_that_a_run_on_clothes_answers_with_its_ten_classes_and_says_so(paper: Paper) -> None:
    real = paper.real
    real.lab.data_desk.choose("fashion-mnist")
    real.session.set_setting("limit", 300, "")
    real.session.set_setting("epochs", 1, "")
    real.train()
    paper.open()
    panel = paper.page.answers[FIRST]
    panel.network_wanted.emit(real.folder().name)
    paper.draw("0", PLACES[2])
    reading = paper.answer()
    assert reading.answer is not None
    assert reading.answer.class_names == CLOTHES
    assert reading.answer.first_name in CLOTHES
    assert panel.headline.name == reading.answer.first_name
    assert reading.question.placement is Placement.FILLED
    note = panel.note.text()
    assert "Fashion-MNIST" in note
    assert all(name in note for name in CLOTHES)


def test_that_the_maps_of_a_drawing_are_those_of_the_pretrained_network(paper: Paper) -> None:
    paper.open()
    paper.page.maps_switch.click()
    paper.draw("4", PLACES[4])
    reading = paper.answer()
    assert reading.seen is not None
    np.testing.assert_allclose(
        reading.seen.outputs.images[0, ..., 0],
        reading.placed[0].pixels / np.float32(255),
        atol=1e-6,
    )
    sheet = paper.page.maps.view.sheet
    assert sheet is not None
    assert len({cell.layer for cell in sheet.cells}) >= 3
