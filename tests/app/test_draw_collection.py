"""Drawings kept with what they are: in the window, on the disk, and as an exercise."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox

from cnnlab_gui.core import paths
from cnnlab_gui.core.drawing import collection as collection_module
from cnnlab_gui.core.drawing.better import NEEDED, make_it_better
from cnnlab_gui.core.drawing.collection import DrawingCollection
from cnnlab_gui.core.drawing.kept import KeptDrawing
from cnnlab_gui.core.drawing.stroke import Stroke
from cnnlab_gui.core.pretrained import PRETRAINED
from cnnlab_gui.engine.datasets import library as library_module
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.widgets.data.picture import image_of
from tests.app.conftest import Bench
from tests.app.draw_parts import ACROSS, DOWN, Drawing, WatchedEngine, row_of_digits

ASK = "What is it really?"


class Keeper(Drawing):
    """Tells what the drawings are."""

    def keep(self, label: str) -> None:
        self.page.labels.buttons[label].click()

    def keep_misread(self, *strokes: Stroke) -> str:
        """Draw, and keep it as another digit than the one that is read; that digit."""
        answer = self.read(*strokes).answer
        assert answer is not None
        other = str((int(answer.first_name) + 1) % 10)
        self.keep(other)
        return other

    @property
    def told(self) -> str:
        return self.page.labels.told

    def offers(self, text: str) -> bool:
        return any(each[0] == text for each in self._ways())

    def _ways(self) -> list[tuple[str, object]]:
        row = self.page.labels._ways
        widgets = [row.itemAt(at).widget() for at in range(row.count())]
        return [(each.text(), each) for each in widgets]

    def take(self, text: str) -> None:
        self.way(text, self.page.labels).click()

    def datasets(self) -> set[str]:
        boxes = self.window.training_bar.findChildren(QComboBox)
        return {str(box.itemData(row)) for box in boxes for row in range(box.count())}


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
