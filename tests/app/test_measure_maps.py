"""What the window measures of its Feature maps page is what happened there."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from cnnlab_gui.app import measure_maps as measuring
from cnnlab_gui.app.driver import DriveError
from cnnlab_gui.app.measure_maps import PaintWatch, measure_maps
from cnnlab_gui.app.measure_pages import comparisons, measure_pages, pages_in_turn
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.events import EpochEnded, RunEvent
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState
from cnnlab_gui.core.inside.view import View
from cnnlab_gui.core.presets import preset_named
from tests.app.conftest import Bench, SmallEngine
from tests.qt_fixtures import ShelfLibrary, small_dataset

IMAGES = 60
GATE_SECONDS = 30.0  # at most, so that a failure is no standstill


class GatedEngine(SmallEngine):
    """Looks into networks only while ``gate`` is open; ``close_after`` so many looks it closes."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.gate = threading.Event()
        self.gate.set()
        self.close_after = -1

    def layer_outputs(self, state: NetworkState, images: Images) -> LayerOutputs:
        if self.close_after == 0:
            self.gate.clear()
        self.close_after -= 1
        self.gate.wait(GATE_SECONDS)
        return super().layer_outputs(state, images)


@pytest.fixture
def shelf(shelf: ShelfLibrary) -> ShelfLibrary:
    """With images enough for a key that is held down."""
    many = small_dataset("many", images=IMAGES)
    shelf.datasets["many"] = replace(many, x_test=many.x_train, y_test=many.y_train)
    return shelf


def test_that_every_step_is_measured_with_all_layers_as_columns(bench: Bench) -> None:
    found = measure_maps(bench.lab, {"maps": "steps", "requests": 5, "dataset": "many"})
    seen = bench.window.maps_page.seen()
    assert seen is not None
    assert seen.wish.columns == tuple(range(len(preset_named("cnn-64").architecture.layers)))
    assert [row.index for row in seen.wish.rows] == [measuring.WARM_UP + 5, 23, 28]
    assert 0 < found["median_ms"] <= found["p95_ms"] <= found["worst_ms"]  # type: ignore[operator]


def test_that_an_answer_is_noted_once_it_is_painted_and_only_once(
    open_bench: Callable[..., Bench],
) -> None:
    bench = open_bench(GatedEngine).ready()
    engine, page = bench.engine, bench.window.maps_page
    assert isinstance(engine, GatedEngine)
    watch, view = PaintWatch(page), page.panels[0].view
    bench.window.show_page(page)
    bench.until(lambda: watch.shows(page.wish.rows) and not bench.lab.maps_desk.is_waiting)
    QApplication.processEvents()  # its last painting
    engine.gate.clear()
    view.step_wanted.emit(0, 1)
    noted = list(watch.painted)
    view.repaint()  # what it shows now was not asked for last
    assert watch.painted == noted
    assert not watch.shows(page.wish.rows)
    engine.gate.set()
    bench.until(lambda: watch.shows(page.wish.rows))
    assert len(watch.painted) == len(noted) + 1
    assert watch.shows(page.wish.rows, since=noted[-1].at)
    assert not watch.shows(page.wish.rows, since=watch.painted[-1].at)
    view.repaint()
    assert len(watch.painted) == len(noted) + 1
    watch.end()


def test_that_a_held_key_ends_with_the_image_of_its_last_step(bench: Bench) -> None:
    found = measure_maps(bench.lab, {"maps": "held_key", "seconds": 0.4, "dataset": "many"})
    seen = bench.window.maps_page.seen()
    assert seen is not None
    assert seen.wish.rows[0].index >= 0.4 * measuring.KEYS_PER_SECOND - 1
    assert seen.wish == bench.window.maps_page.wish_of(0)
    assert (found["last_is_latest"], found["went_back"]) == (True, 0)


def test_that_a_page_that_no_longer_follows_a_held_key_is_told(
    open_bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = open_bench(GatedEngine).ready()
    engine, start = bench.engine, measuring._Repeater.start
    assert isinstance(engine, GatedEngine)

    def close_the_gate(key: measuring._Repeater) -> None:
        monkeypatch.setattr(measuring, "PATIENCE_SECONDS", 0.1)
        engine.close_after = 2
        start(key)

    monkeypatch.setattr(measuring._Repeater, "start", close_the_gate)
    found = measure_maps(bench.lab, {"maps": "held_key", "seconds": 0.4, "dataset": "many"})
    assert found["last_is_latest"] is False
    engine.gate.set()


def test_that_a_key_that_asks_for_nothing_is_no_figure(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "WARM_UP", IMAGES - 1)
    request = {"maps": "steps", "requests": 0, "dataset": "many"}
    with pytest.raises(ValueError, match="no median"):
        measure_maps(bench.lab, request)
    monkeypatch.setattr(measuring, "PATIENCE_SECONDS", 0.5)
    with pytest.raises(DriveError, match="what was asked for is painted"):
        measure_maps(bench.lab, {**request, "requests": 1})


def test_that_all_channels_of_the_first_layer_are_stepped_through(bench: Bench) -> None:
    request = {"maps": "channels", "channels": 48, "requests": 2, "dataset": "many"}
    measure_maps(bench.lab, request)
    seen = bench.window.maps_page.seen()
    assert seen is not None
    assert (seen.wish.view, seen.wish.layer, len(seen.sheet.cells)) == (View.CHANNELS, 0, 48)
    assert seen.wish.rows[0].index == measuring.WARM_UP + 2


def test_that_every_page_is_compared_with_the_train_page_before_and_after_it() -> None:
    pages = pages_in_turn(2)
    found = comparisons([2.0**epoch for epoch in range(len(pages))], [1.0] * len(pages))
    order = ["maps", "maps_batches", "maps", "still"]
    assert [each["page"] for each in found] == 2 * order
    assert found[0]["seconds"] == 2 + 4
    assert found[0]["train_seconds"] == 1 + 8
    for number, each in enumerate(found):
        first, second, third, last = pages[3 * number : 3 * number + 4]
        assert (first, second, third, last) == ("train", each["page"], each["page"], "train")
        assert each["seconds"] == 2 ** (3 * number) * 6
        assert each["train_seconds"] == 2 ** (3 * number) * 9
        assert (each["cpu_seconds"], each["train_cpu_seconds"]) == (2.0, 2.0)


def test_that_each_epoch_has_its_page_in_front_and_its_seconds_are_compared(
    bench: Bench,
) -> None:
    bench.ready()
    window, front = bench.window, list[tuple[QWidget, bool]]()

    def note(event: RunEvent) -> None:
        if isinstance(event, EpochEnded):
            every_50 = window.maps_page.live_actions[50].isChecked()
            front.append((window.tabs.currentWidget(), every_50))

    bench.desk.run_event.connect(note)
    found = measure_pages(bench.lab, {"pages": 1, "preset": "cnn-64", "dataset": "many"})
    pages = {
        "train": (window.train_page, False),
        "maps": (window.maps_page, False),
        "maps_batches": (window.maps_page, True),
        "still": (window.picture_page, False),
    }
    assert front[1:] == [pages[name] for name in pages_in_turn(1)]  # the first only warms up
    compared = found["compared"]
    assert isinstance(compared, list)
    # An epoch has one second here, whatever it took.
    assert [(each["seconds"], each["train_seconds"]) for each in compared] == [(2.0, 2.0)] * 4
    assert found["images"] == IMAGES
