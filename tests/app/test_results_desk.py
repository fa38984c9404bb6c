"""The Results page in the window: whose results it shows, and what it computes for them."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.choice import Chosen
from cnnlab_gui.core.inside.network import SET_UP
from cnnlab_gui.core.ports import Library
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.results.gather import RunResults
from cnnlab_gui.core.results.kept import FILE_NAME, read_answers
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.widgets.maps.images_bar import ImagesBar
from tests.app.conftest import Bench
from tests.app.small_engine import SmallEngine
from tests.qt_fixtures import ShelfLibrary

OpenBench = Callable[..., Bench]
GATE_SECONDS = 60.0


class AskedEngine(SmallEngine):
    """Notes what it is asked for, and can hold its answers back."""

    def __init__(self, library: Library, store: RunStore) -> None:
        super().__init__(library, store)
        self.gate = threading.Event()
        self.gate.set()
        self.epochs: list[int | None] = []
        self.problem: CnnLabError | None = None

    def answers(
        self,
        run: Path,
        epoch: int | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> TestAnswers:
        self.epochs.append(epoch)
        while not self.gate.wait(0.005) and not cancelled():
            pass
        if self.problem:
            raise self.problem
        return super().answers(run, epoch, cancelled)


class Results:
    """The Results page of a bench."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.lab, self.window = bench.lab, bench.window
        self.desk, self.page = bench.lab.results_desk, bench.window.results_page

    @property
    def engine(self) -> AskedEngine:
        assert isinstance(self.bench.engine, AskedEngine)
        return self.bench.engine

    def open(self) -> "Results":
        self.window.show_page(self.page)
        return self

    def settle(self) -> RunResults:
        """Wait until the page shows all that was asked for."""
        self.bench.until(lambda: not self.desk.is_waiting and self.page.results is not None)
        found = self.page.results
        assert found is not None
        return found

    def told(self, text: str) -> None:
        self.bench.until(lambda: text in self.page.notice.text)

    def train(self) -> RunFolder:
        """Train to the end; the Train page is in front then."""
        self.bench.train()
        return self.bench.folder()

    def rows(self) -> tuple[Chosen, ...]:
        """The images on the page Feature maps."""
        return self.window.maps_page.findChild(ImagesBar).rows


@pytest.fixture
def results(open_bench: OpenBench) -> Iterator[Results]:
    made = Results(open_bench(AskedEngine))
    yield made
    if made.bench.engine:
        made.engine.gate.set()


# Whose results


def test_that_without_a_run_the_page_says_what_trains_one(results: Results) -> None:
    results.open()
    assert "No results yet" in results.page.notice.text
    results.bench.ready()
    results.page.train_wanted.emit()
    results.bench.until(lambda: len(results.bench.finished) == 1)
    assert results.open().settle().run == results.bench.folder().name


def test_that_a_run_that_ends_is_shown_with_its_images_and_its_answers_are_kept(
    results: Results, shelf: ShelfLibrary
) -> None:
    results.open()
    folder = results.train()
    found = results.open().settle()
    assert (found.run, found.epoch) == (folder.name, 5)
    assert results.page.box.chosen == SET_UP
    assert found.images is not None
    assert results.engine.epochs == [5]
    kept = read_answers(folder.path)
    assert kept is not None
    assert found.answers is not None
    np.testing.assert_array_equal(kept.probabilities, found.answers.probabilities)
    results.desk.refresh()
    results.settle()
    assert results.engine.epochs == [5]


def test_that_nothing_is_computed_while_nobody_looks(results: Results) -> None:
    results.train()
    assert results.engine.epochs == []
    results.open()
    assert results.settle().answers is not None


def test_that_a_run_shown_on_purpose_stays_when_another_one_ends(results: Results) -> None:
    first = results.train()
    results.desk.show_run(first.name)
    assert results.window.tabs.currentWidget() is results.page
    assert results.settle().run == first.name
    second = results.train()
    assert results.open().settle().run == first.name
    assert second.name in results.page.box.runs
    results.page.run_wanted.emit(SET_UP)
    assert results.settle().run == second.name


def test_that_a_run_is_shown_that_ended_after_the_network_was_changed(results: Results) -> None:
    results.bench.start_and_hold(1)
    results.open()
    session = results.lab.session
    session.set_architecture(PRESETS["dense-baseline"].specification().architecture, "")
    results.bench.go_on()
    results.bench.until(lambda: len(results.bench.finished) == 1)
    assert results.settle().run == results.bench.folder().name
    assert results.page.box.chosen == results.bench.folder().name


def test_that_a_run_that_is_gone_is_a_sentence_with_a_way_back(results: Results) -> None:
    first, second = results.train(), results.train()
    results.desk.show_run(first.name)
    results.settle()
    shutil.rmtree(first.path)
    results.window.show_page(results.window.data_page)
    results.open()
    results.told(f"The run {first.name} is no longer there")
    _click(results, "Show the network that is set up")
    assert results.settle().run == second.name


def test_that_a_run_that_is_going_shows_what_it_has_so_far_and_asks_for_nothing(
    results: Results,
) -> None:
    results.bench.start_and_hold(1)
    results.open()
    results.told("The first epoch of")
    results.bench.go_on()
    results.bench.until(lambda: len(results.bench.finished) == 1)
    assert results.settle().epoch == 5
    assert results.engine.epochs == [5]


# What is computed


def test_that_computing_can_be_cancelled_and_done_after_all(results: Results) -> None:
    results.bench.ready()
    results.engine.gate.clear()
    results.train()
    results.open()
    results.told("being asked for every test image")
    _click(results, "Cancel")
    results.told("The answers were not computed.")
    assert not results.desk.is_waiting
    results.engine.gate.set()
    _click(results, "Compute")
    assert results.settle().answers is not None


def test_that_what_the_engine_refuses_is_said(results: Results) -> None:
    folder = results.train()
    results.engine.problem = CnnLabError("The weights were eaten.")
    results.open()
    results.told("The weights were eaten.")
    assert not (folder.path / FILE_NAME).exists()


def test_that_answers_wait_for_tensorflow(open_bench: OpenBench, results: Results) -> None:
    results.train()
    results.bench.end()
    gate = threading.Event()

    def slowly(library: Library, store: RunStore) -> SmallEngine:
        gate.wait(GATE_SECONDS)
        return AskedEngine(library, store)

    later = Results(open_bench(slowly)).open()
    try:
        later.told("TensorFlow is starting")
    finally:
        gate.set()
    assert later.settle().answers is not None


def test_that_a_dataset_that_is_gone_leaves_the_figures(
    results: Results, shelf: ShelfLibrary
) -> None:
    results.train()
    results.open()
    results.settle()
    shelf.problems["stroke-digits"] = CnnLabError("The digits were eaten.")
    results.lab.library.forget()
    results.desk.refresh()
    results.bench.until(lambda: "were eaten" in results.page.note.text())
    found = results.settle()
    assert found.images is None
    assert found.confusion is not None


def test_that_other_images_than_those_of_the_training_are_told_of(
    results: Results, shelf: ShelfLibrary
) -> None:
    results.train()
    results.open()
    results.settle()
    digits = shelf.datasets["stroke-digits"]
    shelf.datasets["stroke-digits"] = replace(digits, x_test=digits.x_test ^ 1)
    results.lab.library.forget()
    results.desk.refresh()
    results.bench.until(lambda: "holds other images now" in results.page.note.text())
    assert results.settle().images is None


# The epoch


def test_that_the_run_can_be_made_to_stand_for_another_epoch_and_back(results: Results) -> None:
    folder = results.train()
    results.open()
    results.settle()
    told: list[str] = []
    results.desk.epoch_chosen.connect(told.append)
    results.page.epoch_wanted.emit(2)
    results.bench.until(lambda: told == [folder.name])
    found = results.settle()
    assert (found.epoch, found.best_epoch) == (2, 5)
    assert folder.read_record().chosen_epoch == 2
    report = folder.read_report()
    assert report is not None
    assert report["epoch"] == 2
    kept = read_answers(folder.path)
    assert kept is not None
    assert kept.epoch == 2
    _click(results, "Take the best epoch (5)")
    results.bench.until(lambda: len(told) == 2)
    assert results.settle().epoch == 5


def test_that_an_epoch_whose_weights_are_gone_is_refused_and_nothing_changes(
    results: Results,
) -> None:
    folder = results.train()
    results.open()
    before = results.settle()
    folder.snapshot_path(2).unlink()
    results.page.epoch_wanted.emit(2)
    results.bench.until(lambda: results.page.busy.isVisible() and not results.desk.is_waiting)
    assert folder.read_record().chosen_epoch is None
    assert results.page.results is before


# An image, from inside


def test_that_an_image_opens_in_feature_maps_in_the_network_that_answered(
    results: Results,
) -> None:
    folder = results.train()
    results.desk.show_run(folder.name)
    results.settle()
    results.page.open_cell(0, 0)
    sheet = results.page.details.sheet
    index = int(sheet.indices[0])
    results.bench.qtbot.keyClick(sheet, Qt.Key.Key_Return)
    maps = results.window.maps_page
    assert results.window.tabs.currentWidget() is maps
    assert Chosen("test", index) in results.rows()
    assert maps.panels[0].box.chosen == folder.name


def test_that_an_image_of_another_dataset_opens_once_that_is_read(
    results: Results, shelf: ShelfLibrary
) -> None:
    folder = results.train()
    results.lab.data_desk.choose("mnist")
    data = results.lab.datasets
    results.bench.until(lambda: data.dataset is not None and data.dataset.id == "mnist")
    results.desk.show_run(folder.name)
    results.settle()
    results.page.image_wanted.emit(4)
    maps = results.window.maps_page
    results.bench.until(lambda: results.window.tabs.currentWidget() is maps)
    assert data.dataset is not None
    assert data.dataset.id == "stroke-digits"
    assert Chosen("test", 4) in results.rows()


def _click(results: Results, text: str) -> None:
    def found() -> list[QPushButton]:
        buttons = results.page.findChildren(QPushButton)
        return [each for each in buttons if each.text() == text and each.isVisible()]

    results.bench.until(lambda: len(found()) == 1)
    found()[0].click()
