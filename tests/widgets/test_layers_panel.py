"""The Layers dock with keyboard and mouse."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.core.layers.vectors import Flatten
from cnnlab_gui.widgets.network.layers_panel import LayersPanel
from cnnlab_gui.widgets.network.layers_view import LayersView
from cnnlab_gui.widgets.theme import DARK, LIGHT, Appearance, Theme

NAMES = ["Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dense"]
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key


def kinds(session: LabSession) -> list[str]:
    return [layer.kind for layer in session.architecture.layers]


def tool(panel: LayersPanel, tip: str) -> QToolButton:
    return next(each for each in panel.findChildren(QToolButton) if tip in each.toolTip())


def enabled(panel: LayersPanel) -> dict[str, bool]:
    return {tip: tool(panel, tip).isEnabled() for tip in ("Remove", " up ", " down ")}


def cost(panel: LayersPanel) -> str:
    return next(each.text() for each in panel.findChildren(QLabel) if "parameters" in each.text())


def test_that_the_first_layer_is_selected_at_first(panel: LayersPanel) -> None:
    assert panel.selected == [0]
    assert enabled(panel) == {"Remove": True, " up ": False, " down ": True}


def test_that_the_cost_of_the_whole_network_stands_below(
    panel: LayersPanel, session: LabSession
) -> None:
    assert "243,786 parameters" in cost(panel)
    assert "5,056,000 multiply-adds for an image" in cost(panel)
    assert "8.4 MB for a batch of 32" in cost(panel)
    session.choose_preset("dense-baseline", "")
    assert "101,770 parameters" in cost(panel)


def test_that_the_memory_of_a_batch_doubles_with_the_batch(
    panel: LayersPanel, session: LabSession
) -> None:
    assert cost(panel).endswith("<br>8.4 MB for a batch of 32")
    session.set_setting("batch_size", 64, "")
    assert cost(panel).endswith("<br>16.9 MB for a batch of 64")
    session.undo_stack.undo()
    assert cost(panel).endswith("<br>8.4 MB for a batch of 32")


def test_that_the_colours_of_the_bars_stand_beside_the_cost_in_every_scheme(
    panel: LayersPanel, theme: Theme
) -> None:
    for appearance, colours in ((Appearance.DARK, DARK), (Appearance.LIGHT, LIGHT)):
        theme.choose(appearance)
        parameters, products, _ = cost(panel).split("<br>")
        assert f"color: {colours.accent}" in parameters
        assert f"color: {colours.muted}" in products


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Backspace])
def test_that_delete_removes_the_selected_layer_and_undo_brings_it_back(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession, key: Qt.Key
) -> None:
    before = session.architecture
    panel.select([2])
    qtbot.keyClick(view, key)
    assert kinds(session) == NAMES[:2] + NAMES[3:]
    assert panel.selected == [2]
    assert session.undo_stack.undoText() == "remove Conv2D"
    session.undo_stack.undo()
    assert session.architecture == before
    assert panel.selected == [2]


def test_that_removing_the_last_layer_selects_the_one_above(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    panel.select([6])
    qtbot.keyClick(view, Key.Key_Delete)
    assert panel.selected == [5]


def test_that_every_layer_can_be_removed_and_then_nothing_happens(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    for _ in range(9):
        qtbot.keyClick(view, Key.Key_Delete)
    assert kinds(session) == []
    assert (panel.selected, panel.current) == ([], -1)
    assert enabled(panel) == {"Remove": False, " up ": False, " down ": False}
    for _ in NAMES:
        session.undo_stack.undo()
    assert kinds(session) == NAMES


def test_that_alt_and_arrows_move_the_layer_and_the_selection_goes_along(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    qtbot.keyClick(view, Key.Key_Down, ALT)
    assert kinds(session)[:2] == ["MaxPooling2D", "Conv2D"]
    assert panel.selected == [1]
    assert session.undo_stack.undoText() == "move Conv2D"
    qtbot.keyClick(view, Key.Key_Up, ALT)
    assert kinds(session) == NAMES
    assert panel.selected == [0]


def test_that_a_layer_moves_neither_above_the_first_nor_below_the_last(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    qtbot.keyClick(view, Key.Key_Up, ALT)
    panel.select([6])
    qtbot.keyClick(view, Key.Key_Down, ALT)
    panel.select([-1])
    qtbot.keyClick(view, Key.Key_Down, ALT)
    qtbot.keyClick(view, Key.Key_Delete)
    assert session.undo_stack.count() == 0


def test_that_arrows_alone_move_the_selection_only(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    selected: list[int] = []
    panel.layer_selected.connect(selected.append)
    qtbot.keyClick(view, Key.Key_Down)
    qtbot.keyClick(view, Key.Key_Home)
    assert selected == [1, -1]
    assert session.undo_stack.count() == 0


def test_that_insert_opens_the_palette_and_the_keyboard_chooses_from_it(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    panel.select([1])
    qtbot.keyClick(view, Key.Key_Insert)
    qtbot.waitUntil(panel.palette_box.isVisible)
    search = panel.palette_box.findChild(QLineEdit)
    qtbot.keyClicks(search, "average pool")
    qtbot.keyClick(search, Key.Key_Return)
    assert kinds(session) == [*NAMES[:2], "AveragePooling2D", *NAMES[2:]]
    assert panel.selected == [2]
    assert not panel.palette_box.isVisible()


@pytest.mark.parametrize("kind", list(LAYER_KINDS))
def test_that_every_kind_can_be_added_below_the_selected_one(
    panel: LayersPanel, session: LabSession, kind: str
) -> None:
    panel.select([3])
    panel.palette_box.chosen.emit(kind)
    assert session.architecture.layers[4] == LAYER_KINDS[kind](kind=kind)
    assert panel.selected == [4]
    assert session.undo_stack.undoText() == f"add {kind}"
    session.undo_stack.undo()
    assert kinds(session) == NAMES


def test_that_a_layer_added_at_the_input_becomes_the_first(
    panel: LayersPanel, session: LabSession
) -> None:
    panel.select([-1])
    panel.add("Dropout")
    assert kinds(session) == ["Dropout", *NAMES]
    assert panel.selected == [0]


def test_that_the_buttons_do_what_their_tips_say(
    qtbot: QtBot, panel: LayersPanel, session: LabSession
) -> None:
    panel.select([1])
    qtbot.mouseClick(tool(panel, " up "), Qt.MouseButton.LeftButton)
    assert kinds(session)[:2] == ["MaxPooling2D", "Conv2D"]
    qtbot.mouseClick(tool(panel, " down "), Qt.MouseButton.LeftButton)
    assert kinds(session) == NAMES
    qtbot.keyClick(tool(panel, "Remove"), Key.Key_Space)
    assert kinds(session) == NAMES[:1] + NAMES[2:]


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (-1, {"Remove": False, " up ": False, " down ": False}),
        (0, {"Remove": True, " up ": False, " down ": True}),
        (3, {"Remove": True, " up ": True, " down ": True}),
        (6, {"Remove": True, " up ": True, " down ": False}),
    ],
)
def test_that_buttons_are_enabled_where_they_can_do_something(
    panel: LayersPanel, layer: int, expected: dict[str, bool]
) -> None:
    panel.select([layer])
    assert enabled(panel) == expected


def test_that_a_click_on_a_card_selects_its_layer(
    qtbot: QtBot, panel: LayersPanel, view: LayersView
) -> None:
    with qtbot.waitSignal(panel.layer_selected) as selected:
        centre = view.visualRect(view.model().index(4, 0)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    assert selected.args == [3]


def test_that_enter_on_a_card_asks_for_its_form(
    qtbot: QtBot, panel: LayersPanel, view: LayersView
) -> None:
    with qtbot.waitSignal(panel.form_wanted):
        qtbot.keyClick(view, Key.Key_Return)


def test_that_a_shorter_network_moves_the_selection_to_where_it_differs(
    panel: LayersPanel, session: LabSession
) -> None:
    panel.select([6])
    session.choose_preset("dense-baseline", "")
    assert panel.selected == [0]
    assert enabled(panel)[" up "] is False


def test_that_cards_are_drawn_in_both_schemes_also_where_a_layer_cannot_stand(
    panel: LayersPanel, session: LabSession, theme: Theme
) -> None:
    session.set_architecture(Architecture(layers=(Flatten(), Conv2D(filters=2048))), "")
    light = panel.grab().toImage()
    theme.choose(Appearance.DARK)
    assert panel.grab().toImage() != light
