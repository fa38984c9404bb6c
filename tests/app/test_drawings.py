"""Kept drawings in the window: chosen, seen, taken out and put back."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel

from cnnlab_gui.core.drawing.collection import DrawingCollection
from cnnlab_gui.core.drawing.kept import KeptDrawing
from cnnlab_gui.engine.datasets import library as library_module
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from tests.app.conftest import Bench

Open = Callable[..., Bench]


def keep(labels: str, seed: int = 0) -> list[str]:
    """Keep a drawing of each label; their ids."""
    rng = np.random.default_rng(seed)
    return [
        DrawingCollection().add(
            KeptDrawing(
                label,
                rng.integers(0, 256, (28, 28), np.uint8),
                created=f"2026-11-10T10:{seed:02}:{second:02}+00:00",
            )
        )
        for second, label in enumerate(labels)
    ]


def ids() -> set[str]:
    return {drawing.id for drawing in DrawingCollection().all()}


@pytest.fixture
def drawn(open_bench: Open, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A window over the real library, with few built-in digits."""
    monkeypatch.setattr(library_module, "STROKE_DIGITS_TRAIN", 100)
    monkeypatch.setattr(library_module, "STROKE_DIGITS_TEST", 20)
    return open_bench(library=DatasetLibrary()).ready()


def choose(bench: Bench, dataset: str = "my-drawings") -> None:
    bench.lab.data_desk.choose(dataset)
    shown(bench, dataset)
    bench.window.show_page(bench.window.data_page)


def shown(bench: Bench, dataset: str = "my-drawings") -> None:
    """Wait until a dataset is read and shown."""

    def is_there() -> bool:
        found = bench.lab.datasets.dataset
        return found is not None and found.id == dataset

    bench.until(is_there)


def offered(bench: Bench) -> set[str]:
    boxes = bench.window.training_bar.findChildren(QComboBox)
    return {str(box.itemData(row)) for box in boxes for row in range(box.count())}


def text(bench: Bench) -> str:
    labels = bench.window.data_page.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_that_drawings_are_offered_once_one_is_kept(drawn: Bench) -> None:
    assert offered(drawn).isdisjoint({"my-drawings", "digits-and-mine"})
    keep("7")
    drawn.lab.datasets.refresh_infos()
    assert {"my-drawings", "digits-and-mine"} <= offered(drawn)
    menu = drawn.window.data_page.open.menu()
    entry = next(action for action in menu.actions() if action.text() == "My drawings")
    entry.trigger()
    shown(drawn)
    assert "1 images to learn from, 1 to test on" in text(drawn)


def test_that_a_drawing_kept_while_they_are_shown_is_seen(drawn: Bench) -> None:
    keep("77")
    choose(drawn)
    keep("3", seed=1)
    drawn.lab.datasets.refresh_infos()
    shown(drawn)
    assert "3 images to learn from" in text(drawn)


def test_that_drawings_can_be_trained_on_as_they_are_now(drawn: Bench) -> None:
    keep("0123456789")
    drawn.lab.data_desk.choose("digits-and-mine")
    shown(drawn, "digits-and-mine")
    keep("0123456789", seed=1)
    drawn.lab.datasets.refresh_infos()
    assert drawn.train().outcome == "completed"
    record = drawn.folder().read_record()
    assert record.dataset.sha256 == DatasetLibrary().load("digits-and-mine").sha256
    assert record.dataset.title == "Digits and my drawings"


@pytest.mark.parametrize("way", ["key", "menu"])
def test_that_a_drawing_can_be_taken_out_and_put_back(drawn: Bench, way: str) -> None:
    kept = keep("777")
    choose(drawn)
    page = drawn.window.data_page
    page.browser.show_class(7)
    page.browser.grid.select(1)
    page.browser.grid.setFocus()
    if way == "key":
        QTest.keyClick(page.browser.grid, Qt.Key.Key_Delete)
    else:
        page.browser.grid.remove_wanted.emit(1)
    shown(drawn)
    assert ids() == {kept[0], kept[2]}
    assert "2 images to learn from" in text(drawn)
    assert "A drawing of “7” was taken out of your drawings." in text(drawn)
    assert page.browser.class_box.currentText() == "7"
    drawn.until(page.browser.grid.hasFocus)
    assert page.browser.grid.selected == 1
    page.taken_out.put_back.click()
    shown(drawn)
    assert ids() == set(kept)
    assert not page.taken_out.isVisible()


def test_that_the_last_drawing_can_be_taken_out_and_put_back(drawn: Bench) -> None:
    (kept,) = keep("7")
    choose(drawn)
    drawn.window.data_page.browser.grid.remove_wanted.emit(0)
    drawn.until(lambda: drawn.lab.datasets.problem is not None)
    assert "My drawings cannot be used" in text(drawn)
    assert "You have not kept a drawing yet" in text(drawn)
    assert "my-drawings" in offered(drawn)  # it is what is chosen
    drawn.window.data_page.taken_out.put_back.click()
    shown(drawn)
    assert ids() == {kept}


def test_that_several_are_put_back_one_by_one(drawn: Bench) -> None:
    kept = keep("789")
    choose(drawn)
    page = drawn.window.data_page
    for _ in range(2):
        page.browser.grid.remove_wanted.emit(0)
        shown(drawn)
    assert "2 drawings were taken out, the last one of “8”." in text(drawn)
    page.taken_out.put_back.click()
    shown(drawn)
    assert ids() == {kept[1], kept[2]}
    assert "A drawing of “7” was taken out" in text(drawn)


def test_that_another_dataset_ends_the_offer_to_put_back(drawn: Bench) -> None:
    keep("78")
    choose(drawn)
    page = drawn.window.data_page
    page.browser.grid.remove_wanted.emit(0)
    shown(drawn)
    choose(drawn, "stroke-digits")
    assert not page.taken_out.isVisible()


def test_that_nothing_is_taken_out_of_other_datasets(drawn: Bench) -> None:
    kept = keep("7")
    drawn.window.show_page(drawn.window.data_page)
    grid = drawn.window.data_page.browser.grid
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    assert not grid.removable
    assert ids() == set(kept)
    assert drawn.lab.datasets.dataset is not None
