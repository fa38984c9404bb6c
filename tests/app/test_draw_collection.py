"""Drawings kept with what they are: in the window, on the disk, and as an exercise."""

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox, QPushButton

from cnnlab_gui.app.draw_collection import DrawCollection
from cnnlab_gui.core import paths
from cnnlab_gui.core.drawing import collection as collection_module
from cnnlab_gui.core.drawing.better import NEEDED, make_it_better
from cnnlab_gui.core.drawing.collection import DrawingCollection
from cnnlab_gui.core.drawing.kept import KeptDrawing
from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.drawing.reader import Reading
from cnnlab_gui.core.drawing.stroke import Stroke
from cnnlab_gui.core.pretrained import PRETRAINED
from cnnlab_gui.engine.datasets import library as library_module
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.widgets.data.picture import image_of
from cnnlab_gui.widgets.draw.answers import SECOND
from tests.app.conftest import Bench
from tests.app.draw_parts import ACROSS, DOWN, GATE_SECONDS, Drawing, WatchedEngine, row_of_digits

ASK = "What is it really?"


class Keeper(Drawing):
    """Tells what the drawings are."""

    def keep(self, label: str) -> None:
        self.page.labels.buttons[label].click()

    def keep_misread(self, *strokes: Stroke) -> str:
        """Draw, and keep it as another digit than the one that is read; that digit."""
        other = other_than(self.read(*strokes))
        self.keep(other)
        return other

    @property
    def told(self) -> str:
        return self.page.labels.told

    def offers(self, text: str) -> bool:
        row = self.page.labels._ways
        items = [row.itemAt(at) for at in range(row.count())]
        buttons = [item.widget() for item in items if item is not None]
        return any(isinstance(each, QPushButton) and each.text() == text for each in buttons)

    def take(self, text: str) -> None:
        self.way(text, self.page.labels).click()

    def datasets(self) -> set[str]:
        boxes = self.window.training_bar.findChildren(QComboBox)
        return {str(box.itemData(row)) for box in boxes for row in range(box.count())}


def other_than(reading: Reading) -> str:
    """A digit that is not the one that was read."""
    assert reading.answer is not None
    return str((int(reading.answer.first_name) + 1) % 10)


def kept() -> tuple[KeptDrawing, ...]:
    return DrawingCollection().all()


@pytest.fixture
def keeper(open_bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    """A window over the real library, with few built-in digits."""
    monkeypatch.setattr(library_module, "STROKE_DIGITS_TRAIN", 100)
    monkeypatch.setattr(library_module, "STROKE_DIGITS_TEST", 20)
    made = Keeper(open_bench(WatchedEngine, library=DatasetLibrary()))
    made.open()
    yield made
    made.engine.gate.set()


def test_that_a_drawing_is_kept_with_its_image_its_guess_and_its_strokes(keeper: Keeper) -> None:
    reading = keeper.read(DOWN, ACROSS)
    assert keeper.datasets().isdisjoint({"my-drawings", "digits-and-mine"})
    keeper.keep("7")
    (drawing,) = kept()
    assert drawing.label == "7"
    np.testing.assert_array_equal(drawing.pixels, reading.placed[0].pixels)
    assert drawing.strokes is not None
    assert len(drawing.strokes) == 2
    assert reading.answer is not None
    assert reading.answer.first is not None
    assert drawing.guess is not None
    assert (drawing.guess.label, drawing.guess.network) == (reading.answer.first_name, PRETRAINED)
    assert drawing.guess.probability == pytest.approx(reading.answer.first.share)
    assert keeper.told.startswith("Kept as a 7")
    assert {"my-drawings", "digits-and-mine"} <= keeper.datasets()


def test_that_it_is_kept_as_digits_are_laid_whatever_the_switch_says(keeper: Keeper) -> None:
    centred = keeper.read(DOWN).placed[0].pixels
    keeper.page.centre.click()
    keeper.settle()
    keeper.keep("1")
    (drawing,) = kept()
    np.testing.assert_array_equal(drawing.pixels, centred)


def test_that_a_guess_at_what_was_drawn_before_is_not_kept(keeper: Keeper) -> None:
    keeper.read(DOWN)
    keeper.engine.gate.clear()
    keeper.draw(ACROSS)
    keeper.keep("7")
    (drawing,) = kept()
    assert drawing.guess is None


def test_that_a_guess_at_other_pixels_is_not_kept(keeper: Keeper) -> None:
    keeper.page.centre.click()
    reading = keeper.read(DOWN)
    assert reading.question.placement is Placement.AS_DRAWN
    assert reading.answer is not None
    keeper.keep(other_than(reading))
    (drawing,) = kept()
    assert drawing.guess is None
    assert not drawing.is_misread


def test_that_undo_takes_a_new_one_out_again(keeper: Keeper) -> None:
    keeper.read(DOWN)
    keeper.keep("1")
    keeper.take("Undo")
    assert kept() == ()
    assert keeper.told == "It is not kept."
    assert not keeper.offers("Undo")
    assert "my-drawings" not in keeper.datasets()


def test_that_undo_gives_a_corrected_one_its_label_back(keeper: Keeper) -> None:
    keeper.read(DOWN)
    keeper.keep("1")
    keeper.keep("7")
    assert [drawing.label for drawing in kept()] == ["7"]
    keeper.take("Undo")
    assert [drawing.label for drawing in kept()] == ["1"]
    assert keeper.told == "It is a 1 again."


def test_that_the_same_once_more_is_nothing_to_undo(keeper: Keeper) -> None:
    keeper.read(DOWN)
    keeper.keep("1")
    keeper.keep("1")
    assert len(kept()) == 1
    assert keeper.told.startswith("Kept as a 1")
    assert not keeper.offers("Undo")


def test_that_the_chosen_character_of_a_picture_is_kept_without_strokes(keeper: Keeper) -> None:
    keeper.lab.draw_pictures.take(image_of(row_of_digits(3)[..., None]))
    keeper.bench.until(lambda: keeper.page.shows_picture)
    keeper.settle()
    keeper.page.picture.choose(1)
    reading = keeper.settle()
    keeper.keep("5")
    (drawing,) = kept()
    np.testing.assert_array_equal(drawing.pixels, reading.placed[1].pixels)
    assert drawing.strokes is None
    assert drawing.guess is not None


def test_that_no_digit_of_several_is_kept_where_none_can_be_chosen(keeper: Keeper) -> None:
    keeper.lab.draw_pictures.take(image_of(row_of_digits(3)[..., None]))
    keeper.bench.until(lambda: keeper.page.shows_picture)
    keeper.settle()
    keeper.page.picture.choose(2)
    keeper.settle()
    keeper.page.centre.click()
    keeper.settle()
    keeper.keep("7")
    assert "Several digits were found in this picture" in keeper.page.banner.text
    assert kept() == ()
    keeper.page.centre.click()
    keeper.keep("7")  # before the digits are read one by one again
    assert kept() == ()
    keeper.settle()
    keeper.page.picture.choose(2)
    reading = keeper.settle()
    keeper.keep("7")
    (drawing,) = kept()
    np.testing.assert_array_equal(drawing.pixels, reading.placed[2].pixels)


def test_that_the_one_digit_of_a_picture_is_kept_wherever_it_lies(keeper: Keeper) -> None:
    keeper.page.centre.click()
    keeper.lab.draw_pictures.take(image_of(row_of_digits(1)[..., None]))
    keeper.bench.until(lambda: keeper.page.shows_picture)
    keeper.settle()
    keeper.keep("7")
    (drawing,) = kept()
    assert drawing.guess is None


def test_that_five_misread_ones_are_an_exercise_that_is_set_up_in_one_step(
    keeper: Keeper,
) -> None:
    for number in range(NEEDED):
        assert not keeper.offers("Make it better")
        keeper.keep_misread(DOWN, Stroke.even([(0.2, 0.1 * number), (0.9, 0.1 * number)], 0.05))
        assert len(kept()) == number + 1
        if number + 1 < NEEDED:
            assert f"{number + 1} of {NEEDED}" in keeper.told
    before = keeper.lab.session.specification
    steps = keeper.lab.session.undo_stack.count()
    keeper.take("Make it better")
    expected = make_it_better(kept()).specification
    assert expected is not None
    assert keeper.lab.session.specification == expected
    assert keeper.window.tabs.currentWidget() is keeper.window.train_page
    assert keeper.lab.session.undo_stack.count() == steps + 1
    keeper.lab.session.undo_stack.undo()
    assert keeper.lab.session.specification == before


def test_that_the_run_that_learnt_the_drawings_is_offered_and_answers_beside_the_other(
    keeper: Keeper,
) -> None:
    for number in range(NEEDED):
        keeper.keep_misread(DOWN, Stroke.even([(0.2, 0.1 * number), (0.9, 0.1 * number)], 0.05))
    keeper.take("Make it better")
    assert "Press Train" in keeper.window.status.currentMessage()
    keeper.bench.train()
    name = keeper.bench.folder().path.name
    assert "Ctrl+4" in keeper.window.status.currentMessage()
    keeper.window.show_page(keeper.page)
    assert keeper.told == f"{name} learnt your drawings."
    keeper.take("Let it answer")
    assert keeper.page.is_comparing
    assert keeper.desk.network(SECOND).title == name
    keeper.read(DOWN, panel=SECOND)
    keeper.bench.train()  # once more, without having pressed the button
    assert "learnt" not in keeper.told


def test_that_an_exercise_whose_drawings_are_gone_says_what_to_do(keeper: Keeper) -> None:
    for number in range(NEEDED):
        keeper.keep_misread(DOWN, Stroke.even([(0.2, 0.1 * number), (0.9, 0.1 * number)], 0.05))
    for drawing in kept():
        DrawingCollection().remove(drawing.id)
    before = keeper.lab.session.specification
    keeper.take("Make it better")
    assert keeper.lab.session.specification == before
    assert keeper.told.startswith("Write digits in your own way")
    assert keeper.window.tabs.currentWidget() is keeper.page


def test_that_what_is_kept_before_the_collection_is_read_is_told_again(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, desk = threading.Event(), keeper.lab.draw_collection
    held = DrawCollection(keeper.window, keeper.lab.session, keeper.lab.datasets, Held(gate))
    keeper.page.label_given.disconnect(desk.keep)
    keeper.read(DOWN)
    held._read()
    keeper.keep_misread()
    assert keeper.told == f"Kept as a {kept()[0].label}: 1 in My drawings"
    assert keeper.offers("Undo")
    gate.set()
    keeper.bench.until(lambda: f"misread: 1 of {NEEDED}" in keeper.told)
    assert keeper.offers("Undo")


# What the rest of the window shows


def test_that_many_are_kept_and_the_dataset_is_read_once_when_the_page_is_left(
    keeper: Keeper,
) -> None:
    keeper.read(DOWN)
    keeper.keep("1")
    keeper.lab.data_desk.choose("digits-and-mine")
    shows, before = shown_count(keeper), on_disk(keeper)
    keeper.bench.until(lambda: shows() == before)
    loaded: list[object] = []
    keeper.lab.datasets.loading.connect(loaded.append)
    for number in range(1, 4):
        keeper.read(DOWN, Stroke.even([(0.2, 0.1 * number), (0.9, 0.1 * number)], 0.05))
        keeper.keep("1")
    assert loaded == []
    assert shows() == before != on_disk(keeper)
    keeper.window.show_page(keeper.window.data_page)
    assert loaded == ["digits-and-mine"]
    keeper.bench.until(lambda: shows() == on_disk(keeper))
    keeper.window.show_page(keeper.page)
    keeper.window.show_page(keeper.window.data_page)
    assert len(loaded) == 1


def test_that_a_training_begun_from_here_learns_what_was_kept_just_before(keeper: Keeper) -> None:
    keeper.read(DOWN)
    keeper.keep("1")
    keeper.set_up_small()
    keeper.lab.data_desk.choose("digits-and-mine")
    keeper.bench.until(lambda: keeper.lab.datasets.dataset is not None)
    keeper.window.show_page(keeper.page)
    keeper.read(DOWN, ACROSS)
    keeper.keep("7")
    assert keeper.bench.train().outcome == "completed"
    record = keeper.bench.folder().read_record()
    assert record.dataset.sha256 == DatasetLibrary().load("digits-and-mine").sha256
    assert keeper.lab.datasets.dataset is not None
    assert keeper.lab.datasets.dataset.sha256 == record.dataset.sha256


def test_that_a_window_that_is_closed_reads_nothing_more(keeper: Keeper) -> None:
    keeper.read(DOWN)
    keeper.keep("1")
    keeper.lab.data_desk.choose("my-drawings")
    keeper.bench.until(lambda: keeper.lab.datasets.dataset is not None)
    keeper.window.show_page(keeper.page)
    keeper.keep("7")
    loaded: list[object] = []
    keeper.lab.datasets.loading.connect(loaded.append)
    keeper.window.close()
    keeper.bench.until(lambda: not keeper.page.isVisible())
    assert loaded == []


def shown_count(keeper: Keeper) -> Callable[[], int]:
    """How many training images the window has now."""

    def count() -> int:
        dataset = keeper.lab.datasets.dataset
        return len(dataset.y_train) if dataset else 0

    return count


def on_disk(keeper: Keeper) -> int:
    """How many training images the digits and all that is kept make."""
    sizes = {info.id: info.count_train for info in keeper.lab.library.infos()}
    return sizes["digits-and-mine"]


class Held(DrawingCollection):
    """Is read once the gate is open."""

    def __init__(self, gate: threading.Event) -> None:
        super().__init__()
        self._gate = gate

    def misread(self) -> tuple[KeptDrawing, ...]:
        self._gate.wait(GATE_SECONDS)
        return super().misread()


def test_that_a_disk_that_refuses_is_told_in_a_sentence(keeper: Keeper) -> None:
    (paths.home() / "datasets").mkdir(parents=True, exist_ok=True)
    (paths.home() / "datasets" / "my-drawings").write_text("no folder")
    keeper.read(DOWN)
    keeper.keep("1")
    assert "my-drawings" in keeper.page.banner.text
    assert keeper.told.startswith(ASK)
    assert kept() == ()


def test_that_a_collection_that_is_full_is_told_in_a_sentence(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection_module, "MOST_DRAWINGS", 1)
    keeper.read(DOWN)
    keeper.keep("1")
    keeper.read(ACROSS)
    keeper.keep("2")
    assert "no more fit" in keeper.page.banner.text
    assert [drawing.label for drawing in kept()] == ["1"]
