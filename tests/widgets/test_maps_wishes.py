"""What the Feature maps page wishes for: views, layers, channels and images that there are."""

import pytest
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.inside.choice import Chosen
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import INPUT
from cnnlab_gui.core.inside.view import View
from cnnlab_gui.widgets.maps.page import VIEWS
from tests.core.inside_parts import (
    CLASSES,
    CONVOLUTION,
    FLAT,
    POOLING,
    images,
    network,
    of_test,
)
from tests.widgets.maps_page_parts import DEEP, DRAWING, Desk, Key

# Wishes


def test_that_at_first_the_workshops_images_and_layers_are_wished_for(desk: Desk) -> None:
    assert desk.rows() == [0, 23, 28]
    assert desk.page.wish.columns == (CONVOLUTION, POOLING)
    assert desk.page.wish.channel == 1
    assert desk.page.wish.view is View.GRID


def test_that_a_wish_has_the_views_room_in_pixels(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = desk.view.room
    assert desk.page.wish_of(0).room == (room.height(), room.width())
    assert desk.page.wish_of(0).ratio == 1.0
    monkeypatch.setattr(desk.view, "devicePixelRatioF", lambda: 2.0)
    wish = desk.page.wish_of(0)
    assert wish.ratio == 2.0
    assert wish.room == (2 * room.height(), 2 * room.width())


def test_that_what_controls_wish_is_asked_for_once(desk: Desk) -> None:
    desk.page.controls.wished.emit({"scale": MapScale("layer")})
    assert [wish.scale for wish in desk.wishes] == [MapScale("layer")]
    desk.page.controls.wished.emit({"scale": MapScale("layer")})
    assert len(desk.wishes) == 1


def test_that_each_view_is_shown_with_its_own_controls(desk: Desk) -> None:
    for view in (View.CHANNELS, View.KERNELS, View.EVIDENCE, View.GRID):
        desk.show(view)
        seen = desk.page.seen()
        assert seen is not None
        assert seen.wish.view is view
        assert desk.page.controls.order.isVisible() is (view is View.CHANNELS)
        assert desk.page.controls.target.isVisible() is (view is View.EVIDENCE)


def test_that_each_view_keeps_its_own_layer(desk: Desk) -> None:
    desk.use(DEEP)
    wished = desk.page.controls.wished
    desk.show(View.CHANNELS)
    assert desk.page.wish.layer == 0
    wished.emit({"layer": 3})
    desk.show(View.KERNELS)
    assert desk.page.wish.layer == 1  # the last convolution, as it has kernels
    wished.emit({"layer": 0})
    desk.show(View.EVIDENCE)
    assert desk.page.wish.layer == 1
    wished.emit({"layer": 2})
    for view, layer in ((View.CHANNELS, 3), (View.KERNELS, 0), (View.EVIDENCE, 2)):
        desk.show(view)
        assert desk.page.wish.layer == layer
        assert desk.page.controls.layer.currentData() == layer


def test_that_the_layer_that_a_person_chose_is_told(desk: Desk) -> None:
    told: list[int] = []
    desk.page.layer_chosen.connect(told.append)
    desk.show(View.CHANNELS)
    desk.page.controls.wished.emit({"layer": POOLING})
    desk.page.show_layer(FLAT)
    assert told == [POOLING]


def test_that_a_layer_chosen_elsewhere_is_shown_in_front(desk: Desk) -> None:
    desk.show(View.CHANNELS)
    desk.page.show_layer(CLASSES)
    seen = desk.page.seen()
    assert seen is not None
    assert seen.wish.layer == CLASSES
    desk.wishes.clear()
    desk.page.show_layer(99)
    desk.page.show_layer(-1)
    desk.page.show_layer(CLASSES)
    assert desk.wishes == []


def test_that_a_layer_chosen_elsewhere_waits_behind_the_grid(desk: Desk) -> None:
    desk.page.show_layer(FLAT)
    assert desk.wishes == []
    desk.show(View.CHANNELS)
    assert desk.page.wish.layer == FLAT


def test_that_a_layer_without_kernels_leaves_the_kernels_as_they_are(desk: Desk) -> None:
    desk.use(DEEP)
    desk.show(View.KERNELS)
    desk.page.controls.wished.emit({"layer": 1})
    desk.page.show_layer(0)
    assert desk.page.wish.layer == 0
    desk.wishes.clear()
    desk.page.show_layer(3)
    assert desk.page.wish.layer == 0
    assert desk.wishes == []


def test_that_a_wish_for_a_room_comes_when_the_page_grows(desk: Desk) -> None:
    desk.page.resize(1180, 700)
    desk.qtbot.waitUntil(lambda: bool(desk.wishes))
    seen = desk.page.seen()
    assert seen is not None
    assert seen.wish.room == (desk.view.room.height(), desk.view.room.width())


# Another network


def test_that_what_a_smaller_network_has_not_is_wished_for_no_more(desk: Desk) -> None:
    desk.use(DEEP)
    desk.page.controls.wished.emit({"channel": 5})
    desk.show(View.CHANNELS)
    desk.page.controls.wished.emit({"layer": 4})
    desk.use(network())
    assert desk.page.wish.layer == CLASSES
    assert desk.page.wish.channel == 3
    assert desk.page.controls.layer.currentData() == CLASSES
    assert desk.page.controls.channel.maximum() == 3


def test_that_kernels_of_a_layer_with_fewer_maps_are_shown(desk: Desk) -> None:
    desk.use(DEEP)
    desk.show(View.KERNELS)
    desk.page.controls.wished.emit({"layer": 1})
    desk.page.controls.wished.emit({"input_map": 3})
    desk.page.controls.wished.emit({"layer": 0})
    assert desk.page.wish.input_map == 0
    desk.page.controls.wished.emit({"layer": 1})
    desk.page.controls.wished.emit({"input_map": None})
    desk.page.controls.wished.emit({"channel": 5})
    desk.page.controls.wished.emit({"layer": 0})
    assert desk.page.wish.channel == 3
    assert not desk.page.panels[0].problem_is_shown


def test_that_columns_follow_the_network_until_a_person_chooses_them(desk: Desk) -> None:
    desk.use(DEEP)
    assert desk.page.wish.columns == (0, 1, 2)
    desk.page.controls.wished.emit({"columns": (0, 4)})
    desk.use(network())
    assert desk.page.wish.columns == (0,)
    desk.page.controls.wished.emit({"columns": (CONVOLUTION, POOLING)})  # the usual ones
    desk.use(DEEP)
    assert desk.page.wish.columns == (0, 1, 2)


# Images


def test_that_arrow_keys_step_an_image_and_its_row_is_chosen(desk: Desk) -> None:
    desk.press(Key.Key_Down, Key.Key_Right, Key.Key_Right)
    assert desk.rows() == [0, 25, 28]
    assert desk.page.wish.row == 1
    assert desk.page.controls.images.rows == of_test(0, 25, 28)
    desk.press(Key.Key_End, Key.Key_Right)
    assert desk.rows() == [0, 299, 28]
    desk.press(Key.Key_Home, Key.Key_Left)
    assert desk.rows() == [0, 0, 28]


def test_that_images_that_are_not_seen_are_not_stepped(desk: Desk) -> None:
    desk.show(View.KERNELS)
    desk.wishes.clear()
    desk.press(Key.Key_Right, Key.Key_End)
    assert desk.rows() == [0, 23, 28]
    assert desk.wishes == []


def test_that_page_keys_step_the_channel_within_the_network(desk: Desk) -> None:
    desk.press(Key.Key_PageDown)
    assert desk.page.wish.channel == 2
    assert desk.page.controls.channel.value() == 2
    desk.press(*[Key.Key_PageDown] * 5)
    assert desk.page.wish.channel == 3
    desk.press(*[Key.Key_PageUp] * 5)
    assert desk.page.wish.channel == 0


def test_that_page_keys_step_the_input_map_of_kernels(desk: Desk) -> None:
    desk.use(DEEP)
    desk.show(View.KERNELS)
    desk.page.controls.wished.emit({"layer": 1})
    desk.press(Key.Key_PageDown, Key.Key_PageDown)
    assert desk.page.wish.input_map == 2
    desk.press(*[Key.Key_PageDown] * 5)
    assert desk.page.wish.input_map == 3
    desk.press(*[Key.Key_PageUp] * 7)
    assert desk.page.wish.input_map == 0
    desk.page.controls.wished.emit({"input_map": None})
    desk.press(Key.Key_PageDown)
    assert (desk.page.wish.input_map, desk.page.wish.channel) == (None, 2)


def test_that_evidence_has_no_channel_to_step(desk: Desk) -> None:
    desk.show(View.EVIDENCE)
    desk.wishes.clear()
    desk.press(Key.Key_PageDown)
    assert desk.wishes == []


def test_that_an_image_from_elsewhere_comes_first(desk: Desk) -> None:
    desk.page.add_row(Chosen("train", 5))
    assert desk.page.wish.rows == (Chosen("train", 5), *of_test(0, 23))
    assert desk.page.wish.row == 0
    desk.page.add_row(Chosen("test", 23))
    assert desk.page.wish.rows == (Chosen("test", 23), Chosen("train", 5), Chosen("test", 0))
    desk.page.set_rows(of_test(7))
    desk.page.add_row(DRAWING)
    assert desk.page.wish.rows == (DRAWING, *of_test(7))
    assert desk.page.controls.images.rows == (DRAWING, *of_test(7))


def test_that_another_dataset_shows_the_same_indices_where_it_has_them(desk: Desk) -> None:
    desk.press(Key.Key_Down, Key.Key_Down)
    assert desk.page.wish.row == 2
    desk.start(images("other", test=25))
    assert desk.rows() == [0, 23]
    assert desk.page.wish.row == 1
    desk.start(images("third", test=10))
    assert desk.rows() == [0]
    desk.page.set_rows(of_test(8))
    desk.start(images("fourth", test=5))
    assert desk.rows() == [0, 1, 2]
    assert desk.page.controls.images.rows == of_test(0, 1, 2)


def test_that_what_is_being_typed_stays_when_another_network_comes(desk: Desk) -> None:
    """As one does after each epoch of a training."""
    edit = desk.page.controls.images.edit
    edit.setFocus()
    edit.selectAll()
    desk.qtbot.keyClicks(edit, "4, 1")
    desk.use(network(filters=5))
    desk.page.controls.wished.emit({"channel": 4})
    assert edit.text() == "4, 1"
    desk.qtbot.keyClick(edit, Key.Key_Return)
    assert desk.rows() == [4, 1]


def test_that_a_drawing_is_asked_for(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.page.drawing_wanted):
        desk.page.controls.drawing_wanted.emit()


# From a map to all channels, and back


def test_that_a_double_click_leads_to_all_channels_and_back(desk: Desk) -> None:
    desk.open_cell(2, POOLING)
    assert desk.page.wish.view is View.CHANNELS
    assert (desk.page.wish.layer, desk.page.wish.row) == (POOLING, 2)
    assert desk.page.switch.choice == VIEWS.index(View.CHANNELS)
    desk.open_cell(2, POOLING, 3)
    assert desk.page.wish.view is View.GRID
    assert desk.page.wish.channel == 3
    assert desk.page.switch.choice == VIEWS.index(View.GRID)
    assert desk.page.controls.channel.value() == 3
    desk.open_cell(0, CONVOLUTION)
    assert (desk.page.wish.view, desk.page.wish.layer) == (View.CHANNELS, CONVOLUTION)


def test_that_there_are_no_channels_of_an_image_nor_of_a_vector(desk: Desk) -> None:
    desk.open_cell(0, INPUT)
    assert desk.page.wish.view is View.GRID
    desk.show(View.CHANNELS)
    desk.page.controls.wished.emit({"layer": CLASSES})
    desk.open_cell(0, CLASSES)
    assert desk.page.wish.view is View.CHANNELS
    desk.show(View.EVIDENCE)
    desk.open_cell(0, INPUT)
    assert desk.page.wish.view is View.EVIDENCE
