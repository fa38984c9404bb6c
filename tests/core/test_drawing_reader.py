"""Drawings read by a network: what it is shown, what it is not bothered with, what is seen."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.drawing.reader import Question, Reader, StrokeDrawing, images_of, placed_only
from cnnlab_gui.core.drawing.stroke import Stroke
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.ink.picture import WholePicture
from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.inside.view import Wish
from tests.core.inside_parts import CONVOLUTION, NAMES, POOLING, CountingEngine, network

BLANK = StrokeDrawing(())
LINE = StrokeDrawing((Stroke.even([(0.2, 0.2), (0.2, 0.8)], 0.1),))
DOT = StrokeDrawing((Stroke.even([(0.7, 0.7)], 0.2),))
WISH = Wish(columns=(CONVOLUTION, POOLING), room=(100, 300))


@pytest.fixture
def engine() -> CountingEngine:
    return CountingEngine()


def untrained() -> Network:
    return Network("", network(), NAMES)


@dataclass(frozen=True)
class Several:
    """A picture with several drawings in it."""

    drawings: tuple[StrokeDrawing, ...]

    def pieces(self, placement: Placement) -> tuple[StrokeDrawing, ...]:
        return self.drawings


def ask(*drawings: StrokeDrawing, chosen: int = 0, wish: Wish | None = None) -> Question:
    drawable = drawings[0] if len(drawings) == 1 else Several(drawings)
    return Question(drawable, Placement.AS_DRAWN, chosen, wish)


def test_that_a_blank_paper_is_not_shown_to_the_network(engine: CountingEngine) -> None:
    reading = Reader().read(engine, untrained(), ask(BLANK, wish=WISH))
    assert reading.answer is None
    assert reading.seen is None
    assert reading.placed[0].is_blank
    assert not engine.shown
    assert not engine.seeds, "its weights were made for nothing"


def test_that_the_network_is_shown_what_is_placed(engine: CountingEngine) -> None:
    reading = Reader().read(engine, untrained(), ask(LINE))
    np.testing.assert_array_equal(engine.shown[0], images_of(reading.placed, 1))
    assert engine.shown[0].shape == (1, 10, 10, 1)
    assert engine.shown[0].max() > 100


def test_that_the_answer_has_the_networks_classes(engine: CountingEngine) -> None:
    engine.answer = 2
    answer = Reader().read(engine, untrained(), ask(LINE)).answer
    assert answer is not None
    assert answer.class_names == NAMES
    assert answer.first is not None
    assert answer.first.name == "eel"


def test_that_classes_without_names_have_numbers(engine: CountingEngine) -> None:
    reading = Reader().read(engine, Network("", network()), ask(LINE))
    assert reading.answer is not None
    assert reading.answer.class_names == ("0", "1", "2")


def test_that_all_drawings_are_read_at_once_and_blank_ones_get_no_answer(
    engine: CountingEngine,
) -> None:
    reading = Reader().read(engine, untrained(), ask(LINE, BLANK, DOT, chosen=2))
    assert len(engine.shown) == 1
    assert engine.shown[0].shape[0] == 2
    assert [answer is None for answer in reading.answers] == [False, True, False]
    assert reading.answer is reading.answers[2]


def test_that_the_maps_are_those_of_the_chosen_drawing(engine: CountingEngine) -> None:
    reading = Reader().read(engine, untrained(), ask(LINE, BLANK, DOT, chosen=2, wish=WISH))
    assert reading.seen is not None
    shown = np.rint(255 * reading.seen.outputs.images[0, ..., 0])
    np.testing.assert_array_equal(shown, reading.placed[2].pixels)
    assert {cell.layer for cell in reading.seen.sheet.cells} == {-1, CONVOLUTION, POOLING}
    assert {cell.row for cell in reading.seen.sheet.cells} == {0}


def test_that_the_last_piece_is_looked_at_where_there_are_fewer(engine: CountingEngine) -> None:
    reading = Reader().read(engine, untrained(), ask(LINE, DOT, chosen=7))
    assert reading.chosen == 1
    assert reading.answer is reading.answers[1]
    assert len(reading.boxes) == 2


def test_that_there_are_no_maps_of_a_blank_one_among_others(engine: CountingEngine) -> None:
    reading = Reader().read(engine, untrained(), ask(LINE, BLANK, chosen=1, wish=WISH))
    assert reading.answer is None
    assert reading.seen is None
    assert reading.answers[0] is not None


def test_that_the_weights_are_loaded_once(engine: CountingEngine) -> None:
    reader = Reader()
    for drawing in (LINE, DOT, LINE):
        reader.read(engine, untrained(), ask(drawing))
    assert len(engine.seeds) == 1
    assert len(engine.shown) == 3


def test_that_a_run_that_was_deleted_is_told_in_a_sentence(
    engine: CountingEngine, tmp_path: Path
) -> None:
    gone = Network("gone", network(), NAMES, run=tmp_path / "gone", epochs=(0, 1))
    with pytest.raises(CnnLabError):
        Reader().read(engine, gone, ask(LINE))


def test_that_colour_networks_get_the_same_in_each_channel() -> None:
    placed = LINE.placed((10, 10), Placement.AS_DRAWN)
    images = images_of([placed, placed], 3)
    assert images.shape == (2, 10, 10, 3)
    for channel in range(3):
        np.testing.assert_array_equal(images[1, ..., channel], placed.pixels)


def test_that_a_network_is_prepared_once_and_then_reads_with_the_same_weights(
    engine: CountingEngine,
) -> None:
    reader = Reader()
    reader.prepare(engine, untrained())
    reader.prepare(engine, untrained())
    reader.read(engine, untrained(), ask(LINE))
    assert len(engine.seeds) == 1
    assert [int(shown.max()) > 0 for shown in engine.shown] == [False, True]


def test_that_a_picture_in_colours_is_given_to_a_network_for_colours() -> None:
    picture = np.zeros((20, 20, 3), np.uint8)
    picture[:, :, 0] = 200
    placed = WholePicture(picture).placed((10, 10, 3), Placement.AS_DRAWN)
    assert not placed.is_blank
    images = images_of([placed], 3)
    assert images.shape == (1, 10, 10, 3)
    assert (images == np.array([200, 0, 0])).all()


@pytest.mark.parametrize("shape", [(64, 48, 1), (48, 64, 1)])
def test_that_a_network_whose_images_are_not_square_gets_all_of_the_paper(
    shape: tuple[int, int, int],
) -> None:
    drawn = StrokeDrawing((Stroke.even([(0.05, 0.5), (0.95, 0.5)], 0.1),))
    placed = drawn.placed(shape, Placement.AS_DRAWN)
    (height, width), side = shape[:2], min(shape[:2])
    assert placed.box == pytest.approx(
        ((width - side) / 2, height / 2 - 2.4, (width + side) / 2, height / 2 + 2.4)
    )
    assert placed.centre == pytest.approx((width / 2, height / 2), abs=0.01)


@pytest.mark.parametrize("placement", [Placement.MNIST, Placement.FILLED])
def test_that_a_stray_tap_changes_nothing_where_the_ink_is_laid_anew(placement: Placement) -> None:
    tapped = StrokeDrawing((*LINE.strokes, Stroke.even([(0.95, 0.95)], 0.1)))
    shape = (28, 28, 1)
    alone, both = LINE.placed(shape, placement), tapped.placed(shape, placement)
    np.testing.assert_array_equal(both.pixels, alone.pixels)
    assert both.box == alone.box
    as_drawn = tapped.placed(shape, Placement.AS_DRAWN)
    assert as_drawn.pixels[26, 26] > 200, "nothing is left out of a drawing as it is"


def test_that_a_mere_dot_gets_no_guess(engine: CountingEngine) -> None:
    dot = StrokeDrawing((Stroke.even([(0.4, 0.4), (0.41, 0.4)], 0.09),))
    reading = Reader().read(engine, untrained(), Question(dot, Placement.MNIST))
    assert reading.placed[0].is_dot
    assert not reading.placed[0].is_blank
    assert reading.answer is None
    assert not engine.shown


def test_that_a_small_stroke_of_a_broad_pen_is_more_than_a_dot(engine: CountingEngine) -> None:
    small = StrokeDrawing((Stroke.even([(0.4, 0.4), (0.4, 0.5)], 0.14),))
    reading = Reader().read(engine, untrained(), Question(small, Placement.MNIST))
    assert reading.answer is not None


def test_that_what_a_network_would_get_is_known_without_an_engine() -> None:
    reading = placed_only(untrained(), ask(LINE))
    assert reading.answer is None
    assert not reading.placed[0].is_blank
