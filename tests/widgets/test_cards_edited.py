"""A layer's parameters edited where they stand, whatever else happens to the layers."""

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.widgets.network.layers_panel import LayersPanel
from cnnlab_gui.widgets.network.layers_view import LayersView
from tests.widgets.layers_parts import (
    CONTROL,
    LEFT,
    SHIFT,
    WORKSHOP,
    Key,
    card,
    chip,
    click,
    focused,
)


def test_that_a_parameter_is_edited_where_it_stands_on_the_card(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    click(qtbot, view, chip(view, 2, "filters"))
    qtbot.keyClicks(focused(), "16")
    assert session.architecture.layers[2].short() == "16 · 3×3 · relu"
    qtbot.keyClick(focused(), Key.Key_Return)
    assert view.hasFocus()
    assert panel.selected == [2]
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert session.architecture == WORKSHOP


def test_that_f2_edits_and_tab_goes_through_all_parameters_of_the_card(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    panel.select([0])
    qtbot.keyClick(view, Key.Key_F2)
    for text in ("8", "5", "4"):
        qtbot.keyClicks(focused(), text)
        qtbot.keyClick(focused(), Key.Key_Tab)
    assert session.architecture.layers[0].short() == "8 · 5×4 · relu"
    box = view.findChild(QComboBox)
    qtbot.waitUntil(box.view().isVisible)
    box.hidePopup()
    qtbot.keyClick(box, Key.Key_Backtab)
    qtbot.keyClick(focused(), Key.Key_Escape)
    assert view.hasFocus()


def test_that_the_arrows_of_filters_double_and_halve(
    qtbot: QtBot, view: LayersView, session: LabSession
) -> None:
    click(qtbot, view, chip(view, 0, "filters"))
    qtbot.keyClick(focused(), Key.Key_Up)
    assert session.architecture.layers[0].short().startswith("128 ·")
    for _ in range(3):
        qtbot.keyClick(focused(), Key.Key_Down)
    assert session.architecture.layers[0].short().startswith("16 ·")


def test_that_a_click_elsewhere_ends_editing_and_keeps_the_value(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    click(qtbot, view, chip(view, 5, "units"))
    qtbot.keyClicks(focused(), "99")
    click(qtbot, view, card(view, 1))
    assert panel.selected == [1]
    assert view.findChildren(QSpinBox) == [] or not view.findChildren(QSpinBox)[0].isVisible()
    assert session.architecture.layers[5] == Dense(units=99)


def test_that_an_activation_is_chosen_from_a_list_on_the_card(
    qtbot: QtBot, view: LayersView, session: LabSession
) -> None:
    click(qtbot, view, chip(view, 5, "activation"))
    box = view.findChild(QComboBox)
    assert box.view().isVisible()
    qtbot.keyClick(box.view(), Key.Key_Down)
    qtbot.keyClick(box.view(), Key.Key_Return)
    assert session.architecture.layers[5] == Dense(units=128, activation="leaky_relu")


def test_that_a_layer_without_parameters_has_nothing_to_edit_in_place(
    qtbot: QtBot, panel: LayersPanel, view: LayersView
) -> None:
    panel.select([4])
    qtbot.keyClick(view, Key.Key_F2)
    assert view.hasFocus()


def test_that_escape_takes_back_what_was_changed_in_the_box(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    panel.select([0])
    for text in ("16", "99999999"):
        qtbot.keyClick(view, Key.Key_F2)
        qtbot.keyClicks(focused(), text)
        qtbot.keyClick(focused(), Key.Key_Escape)
        assert session.architecture == WORKSHOP
        assert view.hasFocus()
    assert session.undo_stack.count() == 0


def test_that_undo_while_editing_shows_the_value_that_holds(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    panel.select([2])
    qtbot.keyClick(view, Key.Key_F2)
    qtbot.keyClicks(focused(), "7")
    session.undo_stack.undo()
    box = focused()
    assert isinstance(box, QSpinBox)
    assert box.value() == 64
    panel.editor.set_value(2, "filters", 99)
    assert box.value() == 99


@pytest.mark.parametrize("undone", ["add", "duplicate"])
def test_that_an_undo_that_takes_the_edited_layer_away_ends_the_editing(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession, undone: str
) -> None:
    panel.select([6])
    if undone == "add":
        panel.add("Dense")
    else:
        qtbot.keyClick(view, Key.Key_D, CONTROL | SHIFT)
    qtbot.keyClick(view, Key.Key_F2)
    box = focused()
    session.undo_stack.undo()
    assert not box.isVisible()
    panel.editor.set_value(7, "units", 5)  # what a box that is going may still send
    assert session.architecture == WORKSHOP


def test_that_another_network_ends_the_editing(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    panel.select([2])
    qtbot.keyClick(view, Key.Key_F2)
    box = focused()
    session.set_architecture(WORKSHOP.moved([4], 2), "")
    assert not box.isVisible()


def test_that_a_box_stays_over_its_card_when_the_list_scrolls_or_changes(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    panel.select([5])
    qtbot.keyClick(view, Key.Key_F2)
    box = focused()
    panel.editor.set_value(0, "filters", 128)
    middle = box.mapTo(view.viewport(), box.rect().center()).y()
    assert (
        view.parts_of(6).chips["units"].top() <= middle <= view.parts_of(6).chips["units"].bottom()
    )
    qtbot.keyClicks(box, "33")
    assert session.architecture.layers[5] == Dense(units=33)


def test_that_a_press_that_leaves_the_box_opens_nothing(
    qtbot: QtBot, view: LayersView, session: LabSession
) -> None:
    place = chip(view, 2, "filters")
    qtbot.mousePress(view.viewport(), LEFT, pos=place)
    qtbot.mouseRelease(view.viewport(), LEFT, pos=card(view, 2))
    assert not isinstance(QApplication.focusWidget(), QSpinBox)
