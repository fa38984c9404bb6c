"""The controls of the Feature maps page: what each view shows, and what a person changes."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.inside.order import Order
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.view import View, Wish
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.maps.controls import MapsControls
from cnnlab_gui.widgets.theme import Theme
from tests.core.inside_parts import CLASSES, CONVOLUTION, NAMES, POOLING, images, network, of_test
from tests.widgets.maps_parts import open_window

Key = Qt.Key
WISH = Wish(rows=of_test(0, 1), columns=(CONVOLUTION, POOLING))
SHOWN = {
    View.GRID: {"images", "channel", "columns", "scale"},
    View.CHANNELS: {"images", "layer", "order", "scale"},
    View.KERNELS: {"layer", "input_map", "kernel_scale"},
    View.EVIDENCE: {"images", "layer", "target"},
}
FIELDS = set.union(*SHOWN.values())
DEEP = network().model_copy(
    update={"layers": (Conv2D(filters=4), Conv2D(filters=7), *network().layers[2:])}
)


class Hands:
    """Controls, what was wished by them, and hands for each."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.qtbot = qtbot
        self.controls = MapsControls(theme)
        open_window(qtbot, self.controls, 1100, 60)
        self.controls.set_dataset(images())
        self.controls.set_class_names(NAMES)
        self.wished: list[dict[str, Any]] = []
        self.controls.wished.connect(self.wished.append)
        self.show()

    def show(self, **more: Any) -> None:
        self.show_wish(replace(WISH, **more))

    def show_wish(self, wish: Wish, architecture: Any = None, **more: Any) -> None:
        self.controls.show_wish(wish, architecture or network(), **more)

    def fields(self) -> set[str]:
        return {name for name in FIELDS if getattr(self.controls, name).isVisible()}

    def labels(self) -> set[str]:
        own = [each for each in self.controls.findChildren(QLabel) if each.isVisible()]
        return {each.text() for each in own if not self.controls.images.isAncestorOf(each)}

    def choose(self, box: QComboBox, text: str) -> None:
        """Choose an entry as a person does: from the list, with the keyboard."""
        row = box.findText(text)
        assert row >= 0, text
        box.setFocus()
        box.showPopup()
        box.view().setCurrentIndex(box.model().index(row, 0))
        self.qtbot.keyClick(box.view(), Key.Key_Return)

    def type(self, box: QWidget, text: str) -> None:
        box.setFocus()
        box.selectAll()  # type: ignore[attr-defined]
        self.qtbot.keyClicks(box, text)
        self.qtbot.keyClick(box, Key.Key_Return)

    def open_columns(self) -> QMenu:
        menu = self.controls.columns.menu()
        menu.popup(self.controls.mapToGlobal(QPoint(0, 60)))
        self.qtbot.waitUntil(menu.isVisible)
        return menu

    def entries(self) -> dict[str, QAction]:
        return {each.text(): each for each in self.controls.columns.menu().actions()}

    def checked(self) -> list[str]:
        return [text for text, action in self.entries().items() if action.isChecked()]


@pytest.fixture
def hands(qtbot: QtBot, theme: Theme) -> Hands:
    return Hands(qtbot, theme)


def offered(box: QComboBox) -> list[str]:
    return [box.itemText(row) for row in range(box.count())]


# What is shown


@pytest.mark.parametrize("view", list(View))
def test_that_each_view_has_the_fields_that_it_needs(hands: Hands, view: View) -> None:
    hands.show(view=view)
    assert hands.fields() == SHOWN[view]
    named = {
        "channel": "Channel",
        "layer": "Layer",
        "input_map": "Input map",
        "order": "Order",
        "target": "Class",
    }
    assert hands.labels() == {text for name, text in named.items() if name in SHOWN[view]}


def test_that_a_filter_is_chosen_where_all_its_kernels_are_shown(hands: Hands) -> None:
    hands.show(view=View.KERNELS, input_map=None)
    assert hands.fields() == {"layer", "input_map", "channel", "kernel_scale"}
    assert hands.controls.input_map.text() == "all"


def test_that_two_grids_side_by_side_are_of_one_layer(hands: Hands) -> None:
    hands.show_wish(WISH, comparing=True)
    assert hands.fields() == {"images", "channel", "layer", "scale"}


def test_that_layers_are_offered_by_number_and_name_as_each_view_can_show_them(
    hands: Hands,
) -> None:
    every = [
        "1  Conv2D 4 · 3×3 · relu",
        "2  MaxPooling2D 2×2",
        "3  Flatten",
        "4  Dense 3 · softmax",
    ]
    for view, texts in (
        (View.CHANNELS, every),
        (View.KERNELS, every[:1]),
        (View.EVIDENCE, every[:2]),
    ):
        hands.show(view=view)
        assert offered(hands.controls.layer) == texts
    hands.show(view=View.CHANNELS, layer=POOLING)
    assert hands.controls.layer.currentText() == every[1]


def test_that_a_wish_is_shown_without_a_word(hands: Hands) -> None:
    hands.show(
        view=View.CHANNELS,
        layer=CLASSES,
        channel=3,
        order=Order.SIMILARITY,
        scale=MapScale("fixed", -1.5, 2.25),
        target=2,
        columns=(CLASSES,),
    )
    controls = hands.controls
    assert controls.layer.currentData() == CLASSES
    assert controls.channel.value() == 3
    assert controls.order.currentData() is Order.SIMILARITY
    assert controls.scale.scale == MapScale("fixed", -1.5, 2.25)
    assert controls.target.currentText() == "eel"
    assert hands.checked() == ["4  Dense 3 · softmax"]
    hands.show(view=View.KERNELS, input_map=0)
    hands.show(view=View.KERNELS, input_map=None)
    controls.show_rows(of_test(4))
    assert controls.images.rows == of_test(4)
    assert hands.wished == []


def test_that_numbers_end_where_the_networks_do(hands: Hands) -> None:
    controls = hands.controls
    assert controls.channel.maximum() == 3
    hands.show_wish(replace(WISH, channel=6), DEEP)
    assert (controls.channel.maximum(), controls.channel.value()) == (6, 6)
    hands.show_wish(replace(WISH, channel=1), network())
    assert (controls.channel.maximum(), controls.channel.value()) == (3, 1)
    kernels = replace(WISH, view=View.KERNELS, channel=2)
    hands.show_wish(replace(kernels, layer=1, input_map=3), DEEP)
    assert (controls.input_map.maximum(), controls.input_map.value()) == (3, 3)
    hands.show_wish(replace(kernels, layer=0, input_map=None), DEEP)
    assert controls.input_map.maximum() == 0
    assert controls.channel.maximum() == 3  # the layer's own filters
    assert controls.input_map.minimum() == -1
    hands.show_wish(WISH, PRESETS["dense-baseline"].architecture)
    assert controls.channel.maximum() == 0
    assert hands.wished == []


# What a person changes


def test_that_a_channel_is_wished_once_it_is_typed(hands: Hands) -> None:
    hands.type(hands.controls.channel, "3")
    assert hands.wished == [{"channel": 3}]
    hands.qtbot.keyClick(hands.controls.channel, Key.Key_Down)
    assert hands.wished[1:] == [{"channel": 2}]


def test_that_a_number_is_not_wished_digit_by_digit(hands: Hands) -> None:
    hands.show_wish(WISH, PRESETS["cnn-64"].architecture)
    box = hands.controls.channel
    box.setFocus()
    box.selectAll()
    hands.qtbot.keyClicks(box, "42")
    assert hands.wished == []
    hands.qtbot.keyClick(box, Key.Key_Return)
    assert hands.wished == [{"channel": 42}]


def test_that_all_input_maps_are_one_below_the_first(hands: Hands) -> None:
    hands.show(view=View.KERNELS, input_map=0)
    hands.qtbot.keyClick(hands.controls.input_map, Key.Key_Down)
    hands.show(view=View.KERNELS, input_map=None)
    hands.qtbot.keyClick(hands.controls.input_map, Key.Key_Up)
    assert hands.wished == [{"input_map": None}, {"input_map": 0}]


def test_that_a_layer_an_order_and_a_class_are_chosen_from_lists(hands: Hands) -> None:
    controls = hands.controls
    hands.show(view=View.CHANNELS)
    hands.choose(controls.layer, "2  MaxPooling2D 2×2")
    hands.choose(controls.order, "by what is shared")
    hands.choose(controls.order, "by activity")
    hands.show(view=View.EVIDENCE)
    hands.choose(controls.target, "dog")
    hands.choose(controls.target, "the answer")
    assert hands.wished == [
        {"layer": POOLING},
        {"order": Order.SIMILARITY},
        {"order": Order.ACTIVATION},
        {"target": 1},
        {"target": None},
    ]


def test_that_other_images_begin_with_the_first_row(hands: Hands) -> None:
    hands.controls.images.chosen.emit(of_test(5, 6))
    assert hands.wished == [{"rows": of_test(5, 6), "row": 0}]


def test_that_a_drawing_is_asked_for(hands: Hands) -> None:
    with hands.qtbot.waitSignal(hands.controls.drawing_wanted):
        hands.controls.images.draw.trigger()


# Classes


def test_that_classes_are_offered_by_name(hands: Hands) -> None:
    assert offered(hands.controls.target) == ["the answer", *NAMES]
    hands.controls.set_class_names(("shoe",))
    assert offered(hands.controls.target) == ["the answer", "shoe"]


def test_that_the_class_that_is_asked_about_stays_when_names_change(hands: Hands) -> None:
    hands.show(view=View.EVIDENCE, target=2)
    hands.controls.set_class_names(("shoe", "bag", "coat"))
    assert hands.controls.target.currentText() == "coat"
    hands.controls.set_class_names(("shoe",))
    assert hands.controls.target.currentText() == "the answer"
    assert hands.wished == []


# Colours


def test_that_fixed_colours_have_two_numbers(hands: Hands) -> None:
    scale = hands.controls.scale
    assert not scale.low.isVisible()
    assert not scale.high.isVisible()
    hands.choose(scale.per, "colours fixed")
    assert scale.low.isVisible()
    assert scale.high.isVisible()
    assert hands.wished == [{"scale": MapScale("fixed", 0.0, 1.0)}]
    hands.type(scale.low, "-2.5")
    hands.type(scale.high, "4")
    assert hands.wished[1:] == [
        {"scale": MapScale("fixed", -2.5, 1.0)},
        {"scale": MapScale("fixed", -2.5, 4.0)},
    ]
    hands.choose(scale.per, "colours per layer")
    assert hands.wished[3:] == [{"scale": MapScale("layer")}]
    assert not scale.low.isVisible()


def test_that_kernels_have_colours_of_their_own(hands: Hands) -> None:
    box = hands.controls.kernel_scale
    texts = {None: "automatic colours", "each": "colours per kernel"}
    for scale, text in (*texts.items(), ("all", "the same colours for all")):
        hands.show(view=View.KERNELS, kernel_scale=scale)
        assert box.currentText() == text
    assert hands.wished == []
    for text in texts.values():
        hands.choose(box, text)
    assert hands.wished == [{"kernel_scale": scale} for scale in texts]


def test_that_the_numbers_come_back_with_fixed_colours(hands: Hands) -> None:
    scale = hands.controls.scale
    hands.show(scale=MapScale("fixed", -3.0, 3.0))
    for field in (scale.per, scale.low, scale.high):
        assert field.isVisible()
        assert scale.isAncestorOf(field)
    hands.show(scale=MapScale("map"))
    assert not scale.high.isVisible()
    hands.choose(scale.per, "colours fixed")
    assert hands.wished == [{"scale": MapScale("fixed", -3.0, 3.0)}]


# Columns


def test_that_columns_are_checked_in_a_menu_that_stays(hands: Hands) -> None:
    menu = hands.open_columns()
    texts = ["3  Flatten", "4  Dense 3 · softmax", "1  Conv2D 4 · 3×3 · relu"]
    for text in texts:
        at = menu.actionGeometry(hands.entries()[text]).center()
        hands.qtbot.mouseMove(menu, at)
        menu.setActiveAction(hands.entries()[text])
        hands.qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=at)
        assert menu.isVisible()
        hands.show(columns=hands.wished[-1]["columns"])  # as the page does
    assert [each["columns"] for each in hands.wished] == [(0, 1, 2), (0, 1, 2, 3), (1, 2, 3)]
    menu.close()


def test_that_the_menu_has_the_same_entries_as_long_as_the_network_does(hands: Hands) -> None:
    before = list(hands.entries().values())
    hands.show(columns=(CLASSES,))
    assert list(hands.entries().values()) == before
    hands.show_wish(WISH, DEEP)
    assert len(hands.entries()) == len(before) + 1


def test_that_the_usual_columns_and_all_can_be_had_at_once(hands: Hands) -> None:
    hands.show(columns=(CLASSES,))
    hands.entries()["Convolutions and pooling"].trigger()
    hands.entries()["All layers"].trigger()
    assert hands.wished == [{"columns": (CONVOLUTION, POOLING)}, {"columns": (0, 1, 2, 3)}]
    assert len(hands.checked()) == 4


def test_that_the_last_column_stays(hands: Hands) -> None:
    hands.show(columns=(POOLING,))
    entry = hands.entries()["2  MaxPooling2D 2×2"]
    entry.trigger()
    assert entry.isChecked()
    assert hands.checked() == [entry.text()]
    assert hands.wished == []


# Help


def test_that_every_field_has_a_name_and_a_tip(hands: Hands) -> None:
    controls = hands.controls
    for field in (
        controls.channel,
        controls.layer,
        controls.order,
        controls.input_map,
        controls.target,
        controls.scale.per,
        controls.scale.low,
        controls.scale.high,
        controls.kernel_scale,
    ):
        assert field.accessibleName()
        assert field.toolTip()
        assert field.focusPolicy() & Qt.FocusPolicy.TabFocus
    for title in controls.findChildren(QLabel):
        if not controls.images.isAncestorOf(title):
            assert title.buddy() is not None
    assert controls.columns.text()
    assert controls.columns.toolTip()
