"""The list of cards: several at once, in place, by drag and drop, and with the clipboard."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
)
from PySide6.QtWidgets import QApplication, QComboBox, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.pointwise import Dropout
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.core.layers_text import layers_from_text, layers_to_text
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.network.layers_panel import LayersPanel
from cnnlab_gui.widgets.network.layers_view import LayersView
from cnnlab_gui.widgets.theme import Theme

WORKSHOP = PRESETS["cnn-64"].architecture
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


@pytest.fixture
def panel(qtbot: QtBot, session: LabSession, theme: Theme) -> Iterator[LayersPanel]:
    made = LayersPanel(session, theme)
    qtbot.addWidget(made)
    made.resize(280, 760)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.view.setFocus()
    yield made
    QGuiApplication.clipboard().clear()


@pytest.fixture
def view(panel: LayersPanel) -> LayersView:
    return panel.view


def initials(session: LabSession) -> str:
    return "".join(layer.kind[0] for layer in session.architecture.layers)


def click(
    qtbot: QtBot, view: LayersView, place: QPoint, modifiers: Qt.KeyboardModifier = NONE
) -> None:
    qtbot.mouseClick(view.viewport(), LEFT, modifiers, place)


def card(view: LayersView, layer: int) -> QPoint:
    """A place on a layer's card where nothing else can be clicked."""
    return view.parts_of(layer + 1).icon.center()


def chip(view: LayersView, layer: int, name: str) -> QPoint:
    return view.parts_of(layer + 1).chips[name].center()


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


# In place


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert isinstance(widget, QSpinBox | QComboBox)
    return widget


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


# Drag and drop


def drop(view: LayersView, place: QPoint, data: QMimeData, *, inside: bool, copy: bool) -> None:
    """Let what Qt sends while something is dragged to ``place`` and let go."""
    modifiers = CONTROL if copy else NONE
    actions = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    enter = QDragEnterEvent(place, actions, data, LEFT, modifiers)
    move = QDragMoveEvent(place, actions, data, LEFT, modifiers)
    event = _Drop(QPointF(place), actions, data, LEFT, modifiers)
    event.origin = view if inside else None
    for each, handle in ((enter, view.dragEnterEvent), (move, view.dragMoveEvent)):
        handle(each)
        assert each.isAccepted()
    view.dropEvent(event)


class _Drop(QDropEvent):
    """A drop that says where it comes from; Qt knows that only of a real drag."""

    origin: LayersView | None = None

    def source(self) -> LayersView | None:  # type: ignore[override]
        return self.origin


def upper(view: LayersView, layer: int) -> QPoint:
    rect = view.visualRect(view.model().index(layer + 1, 0))
    return QPoint(rect.center().x(), rect.top() + 6)


def lower(view: LayersView, layer: int) -> QPoint:
    rect = view.visualRect(view.model().index(layer + 1, 0))
    return QPoint(rect.center().x(), rect.bottom() - 6)


@pytest.mark.parametrize(
    ("dragged", "onto", "half", "kinds"),
    [
        ([4], 0, upper, "FCMCMDD"),
        ([0], 6, lower, "MCMFDDC"),
        ([0, 1], 3, lower, "CMCMFDD"),
        ([2], 2, lower, "CMCMFDD"),
        ([4], -1, upper, "FCMCMDD"),
    ],
)
def test_that_dragged_layers_are_moved_to_the_gap_nearest_to_the_pointer(
    panel: LayersPanel,
    view: LayersView,
    session: LabSession,
    dragged: list[int],
    onto: int,
    half: object,
    kinds: str,
) -> None:
    panel.select(dragged)
    data = view.model().mimeData([view.model().index(layer + 1, 0) for layer in dragged])
    drop(view, half(view, onto), data, inside=True, copy=False)  # type: ignore[operator]
    assert initials(session) == kinds
    assert session.undo_stack.count() <= 1


def test_that_control_copies_what_is_dragged(
    panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    panel.select([5])
    data = view.model().mimeData([view.model().index(6, 0)])
    drop(view, upper(view, 0), data, inside=True, copy=True)
    assert initials(session) == "DCMCMFDD"


def test_that_layers_dropped_from_elsewhere_are_pasted(
    view: LayersView, session: LabSession
) -> None:
    data = QMimeData()
    data.setText(layers_to_text((Dropout(rate=0.25),)))
    drop(view, lower(view, 3), data, inside=False, copy=False)
    assert session.architecture.layers[4] == Dropout(rate=0.25)


def test_that_a_text_dropped_from_elsewhere_changes_nothing_and_is_told(
    panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    data = QMimeData()
    data.setText("hello")
    drop(view, lower(view, 3), data, inside=False, copy=False)
    assert session.architecture == WORKSHOP
    assert panel.strip.text.endswith(".")


def test_that_a_line_shows_where_a_drop_would_go_and_goes_with_the_pointer(
    view: LayersView,
) -> None:
    data = QMimeData()
    data.setText("[]")
    actions = Qt.DropAction.MoveAction
    view.dragLeaveEvent(QDragLeaveEvent())
    before = view.viewport().grab().toImage()
    view.dragMoveEvent(QDragMoveEvent(lower(view, 2), actions, data, LEFT, NONE))
    shown = view.viewport().grab().toImage()
    assert shown != before
    view.dragMoveEvent(QDragMoveEvent(lower(view, 4), actions, data, LEFT, NONE))
    assert view.viewport().grab().toImage() not in (before, shown)
    view.dragLeaveEvent(QDragLeaveEvent())
    assert view.viewport().grab().toImage() == before


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


# In place, while other things happen to the layers


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
