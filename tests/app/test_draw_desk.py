"""The Draw page in the window: who answers, when it is asked, what is said without an answer."""

import shutil
import threading
from collections.abc import Callable, Iterator
from itertools import permutations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.choice import drawn
from cnnlab_gui.core.inside.network import SET_UP
from cnnlab_gui.core.inside.sources import Pretrained
from cnnlab_gui.core.ports import Library
from cnnlab_gui.core.pretrained import PRETRAINED
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.widgets.draw.answers import FIRST, SECOND
from tests.app.conftest import Bench
from tests.app.draw_parts import ACROSS, DOWN, GATE_SECONDS, Drawing, WatchedEngine, shares
from tests.qt_fixtures import ShelfLibrary

OpenBench = Callable[..., Bench]
WAY_BACK = "Let the pretrained network answer"


@pytest.fixture
def drawing(open_bench: OpenBench) -> Iterator[Drawing]:
    made = Drawing(open_bench(WatchedEngine)).open()
    yield made
    made.engine.gate.set()


# Who answers


def test_that_the_pretrained_network_answers_first_and_says_what_it_is(drawing: Drawing) -> None:
    reading = drawing.read(DOWN)
    panel = drawing.page.answers[FIRST]
    assert panel.chosen == PRETRAINED
    assert reading.network.is_pretrained
    assert reading.question.placement is Placement.MNIST
    assert panel.note.text() == "Comes with CNN Lab; it learnt handwritten digits."
    assert reading.answer is not None
    assert panel.headline.name == reading.answer.first_name != ""
    np.testing.assert_array_equal(drawing.engine.shown[-1][0, ..., 0], reading.placed[0].pixels)


def test_that_a_run_that_was_trained_can_be_chosen_and_the_note_tells_what_it_knows(
    drawing: Drawing,
) -> None:
    before = drawing.read(DOWN)
    name = drawing.train()
    panel = drawing.page.answers[FIRST]
    assert panel.box.findData(name) >= 0
    panel.network_wanted.emit(name)
    reading = drawing.settle()
    assert (reading.network.title, panel.chosen) == (name, name)
    assert shares(reading) != shares(before)
    assert reading.answer is not None
    assert reading.answer.class_names == tuple(f"class {label}" for label in range(10))
    note = panel.note.text()
    assert note.startswith("It learnt Stroke-Digits and knows nothing else: class 0, class 1,")


def test_that_clothes_are_told_of_and_ink_fills_their_images(
    drawing: Drawing, shelf: ShelfLibrary
) -> None:
    shelf.absent.discard("fashion-mnist")
    drawing.lab.data_desk.choose("fashion-mnist")
    found = drawing.lab.datasets
    drawing.bench.until(lambda: found.dataset is not None and found.dataset.id == "fashion-mnist")
    name = drawing.train()
    drawing.desk.choose(FIRST, name)
    reading = drawing.read(DOWN)
    assert reading.network.dataset == "fashion-mnist"
    assert reading.question.placement is Placement.FILLED
    assert drawing.desk.placement() is Placement.FILLED
    box = reading.placed[0].box
    assert box is not None
    assert box[3] - box[1] == pytest.approx(28, abs=1)
    assert "It learnt Fashion-Mnist" in drawing.page.answers[FIRST].note.text()


def test_that_what_is_set_up_guesses_untrained_and_says_so(drawing: Drawing) -> None:
    drawing.page.answers[FIRST].network_wanted.emit(SET_UP)
    reading = drawing.read(DOWN)
    assert (reading.network.title, reading.network.run) == ("", None)
    assert "Not trained yet" in drawing.page.answers[FIRST].note.text()
    drawing.set_up_small()
    drawing.bench.until(
        lambda: (
            (found := drawing.page.reading()) is not None
            and found.network.architecture == drawing.lab.session.architecture.active()
        )
    )


def test_that_what_cannot_be_trained_says_why_and_offers_the_pretrained_one(
    drawing: Drawing,
) -> None:
    drawing.desk.choose(FIRST, SET_UP)
    drawing.read(DOWN)
    session = drawing.lab.session
    session.set_architecture(session.architecture.model_copy(update={"layers": ()}), "none")
    assert drawing.problem()
    drawing.way(WAY_BACK, drawing.page.answers[FIRST].place).click()
    assert drawing.settle().network.is_pretrained
    assert drawing.page.answers[FIRST].chosen == PRETRAINED


def test_that_the_network_in_training_answers_with_every_epochs_weights(drawing: Drawing) -> None:
    drawing.set_up_small()
    drawing.desk.choose(FIRST, SET_UP)
    untrained = drawing.read(DOWN)
    drawing.bench.start_and_hold(epoch=2)
    drawing.window.show_page(drawing.page)

    def epoch() -> int:
        reading = drawing.page.reading()
        return max(reading.network.epochs, default=-1) if reading else -1

    drawing.bench.until(lambda: epoch() == 1)
    after_one = drawing.settle()
    assert shares(after_one) != shares(untrained)
    drawing.bench.go_on()
    drawing.bench.until(lambda: epoch() == 2)
    assert shares(drawing.settle()) != shares(after_one)
    drawing.bench.until(lambda: not drawing.bench.desk.is_busy)
    name = drawing.bench.folder().name
    assert drawing.page.answers[FIRST].box.findData(name) >= 0


def test_that_a_deleted_run_is_a_sentence_with_a_way_back(drawing: Drawing) -> None:
    name = drawing.train()
    drawing.desk.choose(FIRST, name)
    drawing.read(DOWN)
    shutil.rmtree(drawing.bench.folder().path)
    drawing.window.show_page(drawing.window.data_page)
    drawing.window.show_page(drawing.page)
    assert f"The run {name} is no longer there" in drawing.problem()
    assert drawing.page.reading() is None
    drawing.draw(DOWN, ACROSS)
    assert f"The run {name} is no longer there" in drawing.problem()
    drawing.way(WAY_BACK, drawing.page.answers[FIRST].place).click()
    assert drawing.settle().network.is_pretrained


# When


def test_that_nothing_is_asked_unless_the_page_is_in_front(drawing: Drawing) -> None:
    drawing.read(DOWN)
    drawing.window.show_page(drawing.window.data_page)
    before = len(drawing.engine.shown)
    drawing.draw(DOWN, ACROSS)
    assert not drawing.desk.is_waiting
    drawing.window.show_page(drawing.page)
    drawing.settle()
    assert len(drawing.engine.shown) == before + 1


def test_that_a_blank_paper_has_the_network_made_ready_and_gets_no_guess(
    drawing: Drawing,
) -> None:
    reading = drawing.settle()
    assert reading.answer is None
    assert drawing.page.answers[FIRST].place.isHidden()
    assert drawing.page.answers[FIRST].headline.name == ""
    assert [int(each.max()) for each in drawing.engine.shown] == [0]
    drawing.read(DOWN)
    assert len(drawing.engine.shown) == 2
    drawing.page.canvas.clear()
    assert drawing.settle().answer is None
    assert drawing.page.answers[FIRST].headline.name == ""


def test_that_of_what_is_drawn_while_it_reads_only_the_last_is_read(drawing: Drawing) -> None:
    drawing.read(DOWN)
    drawing.engine.gate.clear()
    before = len(drawing.engine.shown)
    for count in range(1, 20):
        drawing.draw(*[DOWN, ACROSS] * count)
    drawing.engine.gate.set()
    reading = drawing.settle()
    assert len(reading.question.drawable.strokes) == 38  # type: ignore[attr-defined]
    assert len(drawing.engine.shown) <= before + 2


def test_that_what_is_drawn_before_the_engine_is_there_is_answered_once_it_is(
    open_bench: OpenBench,
) -> None:
    gate = threading.Event()

    def make(library: Library, store: RunStore) -> WatchedEngine:
        gate.wait(GATE_SECONDS)
        return WatchedEngine(library, store)

    drawing = Drawing(open_bench(make))
    drawing.window.show_page(drawing.page)
    drawing.draw(DOWN)
    assert "TensorFlow is starting" in drawing.problem()
    gate.set()
    reading = drawing.settle()
    assert drawing.page.answers[FIRST].place.isHidden()
    assert reading.answer is not None


def test_that_without_an_engine_the_page_says_why(open_bench: OpenBench) -> None:
    def make(library: Library, store: RunStore) -> WatchedEngine:
        raise CnnLabError("TensorFlow is broken here.")

    drawing = Drawing(open_bench(make))
    drawing.window.show_page(drawing.page)
    drawing.bench.until(
        lambda: drawing.page.answers[FIRST].place.sentence.text() == "TensorFlow is broken here."
    )
    drawing.draw(DOWN)
    assert drawing.problem() == "TensorFlow is broken here."


# Two networks


def test_that_two_networks_answer_the_same_drawing_until_one_is_put_away(
    drawing: Drawing,
) -> None:
    drawing.read(DOWN)
    drawing.page.compare.click()
    first, second = drawing.settle(FIRST), drawing.settle(SECOND)
    assert first.network.is_pretrained
    assert drawing.page.answers[SECOND].chosen == SET_UP
    assert second.network.title == ""
    assert first.question.drawable == second.question.drawable
    name = drawing.train()
    drawing.page.answers[SECOND].network_wanted.emit(name)
    assert drawing.settle(SECOND).network.title == name
    drawing.engine.gate.clear()
    drawing.draw(DOWN, ACROSS)
    drawing.page.compare.click()
    before = drawing.page.reading(SECOND)
    drawing.engine.gate.set()
    drawing.settle(FIRST)
    drawing.read(ACROSS)
    assert drawing.page.reading(SECOND) is before


# Maps, and a closer look


def test_that_the_maps_of_the_drawing_come_with_the_answer(drawing: Drawing) -> None:
    drawing.page.maps_switch.click()
    reading = drawing.read(DOWN)
    assert reading.seen is not None
    assert isinstance(reading.seen.source, Pretrained)
    sheet = drawing.page.maps.view.sheet
    assert sheet is not None
    assert len(sheet.cells) >= 3
    drawing.page.canvas.clear()
    assert drawing.settle().seen is None


def test_that_a_closer_look_takes_drawing_and_network_to_the_feature_maps(
    drawing: Drawing,
) -> None:
    reading = drawing.read(DOWN)
    drawing.page.maps_switch.click()
    drawing.settle()
    drawing.page.maps.whole.click()
    maps = drawing.window.maps_page
    assert drawing.window.tabs.currentWidget() is maps
    pixels = reading.placed[0].pixels[..., None]
    assert maps.wish.rows[0] == drawn(pixels)
    assert maps.panels[FIRST].box.currentData() == PRETRAINED
    drawing.bench.until(
        lambda: (seen := maps.seen()) is not None and isinstance(seen.source, Pretrained)
    )
    seen = maps.seen()
    assert seen is not None
    np.testing.assert_allclose(seen.outputs.images[0], pixels / 255, atol=1e-6)


def test_that_where_sizes_differ_a_closer_look_is_a_sentence(drawing: Drawing) -> None:
    drawing.read(DOWN)
    drawing.lab.data_desk.choose("tiny")
    found = drawing.lab.datasets
    drawing.bench.until(lambda: found.dataset is not None and found.dataset.id == "tiny")
    drawing.page.whole_wanted.emit()
    assert "takes others" in drawing.page.banner.text
    assert drawing.window.tabs.currentWidget() is drawing.page


def test_that_there_is_nothing_to_look_closer_at_on_a_blank_paper(drawing: Drawing) -> None:
    drawing.settle()
    drawing.page.whole_wanted.emit()
    assert drawing.window.tabs.currentWidget() is drawing.page
    assert drawing.page.banner.text == ""


# Room


def test_that_no_mode_makes_the_laboratorys_window_grow(drawing: Drawing) -> None:
    window, page = drawing.window, drawing.page
    window.resize(window.minimumSizeHint())
    QApplication.processEvents()
    size = window.size()
    drawing.read(DOWN)
    for order in permutations((page.compare, page.maps_switch, page.centre)):
        for switch in (*order, *reversed(order)):
            switch.click()
            drawing.settle()
            QApplication.processEvents()
            assert window.size() == size
