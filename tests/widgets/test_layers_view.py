"""The list of cards: several layers at once, left out, copied, and what mends them."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QGuiApplication,
)
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers_text import layers_from_text
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.network.layers_panel import LayersPanel
from cnnlab_gui.widgets.network.layers_view import LayersView
from tests.widgets.layers_parts import (
    CONTROL,
    LEFT,
    SHIFT,
    WORKSHOP,
    Key,
    card,
    click,
    initials,
)


def test_that_several_layers_are_selected_with_shift_and_removed_at_once(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    click(qtbot, view, card(view, 2))
    click(qtbot, view, card(view, 3), SHIFT)
    assert panel.selected == [2, 3]
    qtbot.keyClick(view, Key.Key_Delete)
    assert session.architecture == PRESETS["cnn-one-conv"].architecture
    assert session.undo_stack.undoText() == "remove 2 layers"


def test_that_layers_apart_are_selected_with_control_and_moved_as_a_block(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    click(qtbot, view, card(view, 0))
    click(qtbot, view, card(view, 2), CONTROL)
    assert panel.selected == [0, 2]
    qtbot.keyClick(view, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert initials(session) == "MMCCFDD"
    assert panel.selected == [2, 3]


def test_that_two_actions_make_one_convolution_less(
    qtbot: QtBot, view: LayersView, session: LabSession
) -> None:
    click(qtbot, view, card(view, 2))
    qtbot.keyClick(view, Key.Key_Delete, CONTROL)
    assert session.architecture == PRESETS["cnn-one-conv"].architecture


def test_that_two_actions_make_one_convolution_more(
    qtbot: QtBot, view: LayersView, session: LabSession
) -> None:
    click(qtbot, view, card(view, 2))
    qtbot.keyClick(view, Key.Key_D, CONTROL | SHIFT)
    assert session.architecture == PRESETS["cnn-three-conv"].architecture


def test_that_a_duplicate_stands_below_and_is_selected(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    panel.select([5])
    qtbot.keyClick(view, Key.Key_D, CONTROL)
    assert session.architecture.layers[6] == WORKSHOP.layers[5]
    assert panel.selected == [6]


def test_that_a_layer_is_left_out_by_its_eye_and_by_a_key(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    click(qtbot, view, view.parts_of(3).eye.center())
    assert [layer.enabled for layer in session.architecture.layers].index(False) == 2
    assert panel.selected == [2]
    qtbot.keyClick(view, Key.Key_E, CONTROL)
    assert session.architecture == WORKSHOP


def test_that_a_copy_is_text_and_pasting_puts_it_below_the_selected(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    panel.select([2, 3])
    qtbot.keyClick(view, Key.Key_C, CONTROL)
    assert layers_from_text(QGuiApplication.clipboard().text()) == WORKSHOP.layers[2:4]
    qtbot.keyClick(view, Key.Key_V, CONTROL)
    assert session.architecture == PRESETS["cnn-three-conv"].architecture
    assert panel.selected == [4, 5]


def test_that_cutting_and_pasting_moves_a_layer(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    panel.select([4])
    qtbot.keyClick(view, Key.Key_X, CONTROL)
    assert initials(session) == "CMCMDD"
    panel.select([])
    qtbot.keyClick(view, Key.Key_V, CONTROL)
    assert initials(session) == "FCMCMDD"


@pytest.mark.parametrize("text", ["", "a line of text", '[{"kind": "Lambda"}]'])
def test_that_pasting_what_are_no_layers_changes_nothing_and_says_so_until_the_next_change(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession, text: str
) -> None:
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(view, Key.Key_V, CONTROL)
    assert session.architecture == WORKSHOP
    assert panel.strip.text.endswith(".")
    panel.add("Dropout")
    assert panel.strip.text == ""


def test_that_undo_selects_what_it_brings_back(
    qtbot: QtBot, panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    panel.select([2, 3])
    qtbot.keyClick(view, Key.Key_Delete)
    panel.select([0])
    session.undo_stack.undo()
    assert panel.selected == [2, 3]


def test_that_the_lists_keys_do_not_reach_the_windows_shortcuts(view: LayersView) -> None:
    from PySide6.QtGui import QKeyEvent

    for key, modifiers in ((Key.Key_C, CONTROL), (Key.Key_D, CONTROL), (Key.Key_Delete, CONTROL)):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
        event.ignore()
        assert view.event(event)
        assert event.isAccepted()


def test_that_a_stack_that_cannot_be_trained_offers_remedies_that_undo_takes_back(
    qtbot: QtBot, panel: LayersPanel, session: LabSession
) -> None:
    broken = WORKSHOP.removed(4)
    session.set_architecture(broken, "break")
    assert "Flatten" in panel.strip.text
    first, *_ = panel.strip.remedies
    qtbot.mouseClick(first, LEFT)
    assert session.architecture == WORKSHOP
    assert panel.strip.text == ""
    session.undo_stack.undo()
    assert session.architecture == broken
    assert panel.strip.text


def test_that_an_empty_stack_can_be_begun_at_one_press(
    qtbot: QtBot, panel: LayersPanel, session: LabSession
) -> None:
    session.open_architecture(Architecture(), "new")
    qtbot.mouseClick(panel.strip.remedies[0], LEFT)
    assert session.problem is None
