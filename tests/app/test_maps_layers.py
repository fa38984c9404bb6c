"""The Layers panel and the Feature maps page show the same layer."""

from collections.abc import Callable
from itertools import groupby

import pytest
from PySide6.QtWidgets import QApplication

from cnnlab_gui.core.inside.view import View
from cnnlab_gui.core.layers.vectors import Dense
from tests.app.conftest import Bench
from tests.app.maps_parts import MapsInFront


@pytest.fixture
def maps(open_bench: Callable[..., Bench]) -> MapsInFront:
    return MapsInFront(open_bench())


def choose_on_page(maps: MapsInFront, layer: int) -> None:
    """Choose a layer in the page's box, by hand."""
    box = maps.page.controls.layer
    box.activated.emit(box.findData(layer))


def test_that_the_layer_selected_in_the_panel_is_shown(maps: MapsInFront) -> None:
    maps.show(View.CHANNELS)
    for layer in (2, 5, 0):
        maps.layers.select([layer])
        assert maps.settle().wish.layer == layer
        assert maps.page.controls.layer.currentData() == layer


def test_that_a_layer_selected_beside_the_grid_is_shown_when_all_its_channels_are_wanted(
    maps: MapsInFront,
) -> None:
    columns = maps.settle().wish.columns
    maps.layers.select([3])
    assert maps.settle().wish.columns == columns
    assert maps.show(View.CHANNELS).wish.layer == 3


def test_that_the_layer_chosen_on_the_page_is_selected_in_the_panel(maps: MapsInFront) -> None:
    maps.show(View.CHANNELS)
    choose_on_page(maps, 3)
    assert maps.layers.selected == [3]
    assert maps.settle().wish.layer == 3


def test_that_layers_that_are_left_out_are_counted_by_the_panel_alone(maps: MapsInFront) -> None:
    maps.show(View.CHANNELS)
    maps.layers.editor.switch([1])
    maps.bench.until(lambda: len(maps.settle().outputs.outputs) == 6)
    maps.layers.select([3])
    assert maps.settle().wish.layer == 2
    choose_on_page(maps, 0)
    assert maps.layers.selected == [0]
    choose_on_page(maps, 3)
    assert maps.layers.selected == [4]
    maps.layers.select([1])  # is left out
    assert maps.settle().wish.layer == 3
    maps.layers.select([-1])  # the input
    assert maps.settle().wish.layer == 3


def test_that_a_view_that_cannot_show_a_layer_stays_where_it_is(maps: MapsInFront) -> None:
    maps.show(View.KERNELS, 0)
    maps.layers.select([4])
    assert maps.settle().wish.layer == 0
    maps.layers.select([2])
    assert maps.settle().wish.layer == 2
    maps.show(View.EVIDENCE, 2)
    maps.layers.select([5])
    assert maps.settle().wish.layer == 2


def test_that_neither_takes_the_keyboard_nor_an_undo_step(maps: MapsInFront) -> None:
    maps.show(View.CHANNELS)
    box = maps.page.controls.layer
    box.setFocus()
    steps = maps.bench.lab.session.undo_stack.count()
    choose_on_page(maps, 3)
    maps.settle()
    assert QApplication.focusWidget() is box
    maps.layers.view.setFocus()
    maps.layers.select([0])
    maps.settle()
    assert QApplication.focusWidget() is maps.layers.view
    assert maps.bench.lab.session.undo_stack.count() == steps


def test_that_each_choice_is_asked_for_once(maps: MapsInFront) -> None:
    maps.show(View.CHANNELS)
    wishes: list[int] = []
    maps.page.wish_changed.connect(lambda: wishes.append(maps.page.wish.layer))
    choose_on_page(maps, 3)
    maps.settle()
    maps.layers.select([0])
    maps.settle()
    # A change of the room asks again for what is chosen.
    assert [layer for layer, _ in groupby(wishes)] == [3, 0]


def test_that_each_view_keeps_its_layer_when_another_is_chosen_in_one(maps: MapsInFront) -> None:
    maps.show(View.CHANNELS)
    choose_on_page(maps, 3)
    maps.show(View.EVIDENCE)
    choose_on_page(maps, 0)
    assert maps.layers.selected == [0]
    assert maps.settle().wish.layer == 0
    assert maps.show(View.CHANNELS).wish.layer == 3


def test_that_another_network_than_that_set_up_has_layers_of_its_own(maps: MapsInFront) -> None:
    maps.train()
    maps.show(View.CHANNELS, 2)
    selected = maps.layers.selected
    panel = maps.page.panels[0]
    panel.network_wanted.emit(maps.bench.folder().name)
    maps.settle()
    maps.layers.select([5])
    assert maps.settle().wish.layer == 2
    choose_on_page(maps, 3)
    assert maps.layers.selected == [5] != selected


def test_that_a_layer_added_and_selected_is_shown_once_it_is_in_the_network(
    maps: MapsInFront,
) -> None:
    maps.show(View.CHANNELS)
    session = maps.bench.lab.session
    last = Dense(units=10, activation="softmax")
    session.set_architecture(session.architecture.inserted(7, last), "add")
    assert maps.layers.selected == [7]
    maps.bench.until(lambda: maps.settle().wish.layer == 7)
    assert len(maps.settle().outputs.outputs) == 8


def test_that_what_was_selected_behind_another_page_is_shown_when_this_one_comes(
    maps: MapsInFront,
) -> None:
    maps.show(View.CHANNELS)
    maps.bench.window.show_page(maps.bench.window.data_page)
    maps.layers.select([3])
    maps.bench.window.show_page(maps.page)
    maps.bench.until(lambda: maps.settle().wish.layer == 3)
