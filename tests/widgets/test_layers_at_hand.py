"""What is worked on stays in sight, selected, and under the keyboard."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt
from PySide6.QtGui import QDragMoveEvent, QHelpEvent
from PySide6.QtWidgets import QApplication, QSpinBox, QToolButton, QToolTip
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.network.layers_panel import LayersPanel

WORKSHOP = PRESETS["cnn-64"].architecture
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


def is_in_sight(panel: LayersPanel, layer: int) -> bool:
    rect = panel.view.visualRect(panel.view.model().index(layer + 1, 0))
    return panel.view.viewport().rect().contains(rect)


def test_that_undo_selects_what_was_selected_before_each_step(
    qtbot: QtBot, panel: LayersPanel, session: LabSession
) -> None:
    panel.select([2, 3])
    qtbot.keyClick(panel.view, Key.Key_Delete)
    panel.select([1])
    qtbot.keyClick(panel.view, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    panel.select([0])
    session.undo_stack.undo()
    assert panel.selected == [1]
    session.undo_stack.undo()
    assert panel.selected == [2, 3]


def test_that_undoing_a_new_network_does_not_select_all_of_the_old_one(
    panel: LayersPanel, session: LabSession
) -> None:
    panel.select([4])
    session.open_architecture(Architecture(), "new")
    session.undo_stack.undo()
    assert panel.selected == [4]
    session.choose_preset("cnn-16", "")
    assert len(panel.selected) <= 1


@pytest.mark.parametrize("tip", [" up ", " down ", "Duplicate", "Remove"])
def test_that_a_click_on_a_button_leaves_the_keyboard_with_the_list(
    qtbot: QtBot, panel: LayersPanel, session: LabSession, tip: str
) -> None:
    panel.select([1])
    button = next(b for b in panel.findChildren(QToolButton) if tip in b.toolTip())
    qtbot.mouseClick(button, LEFT)
    assert panel.view.hasFocus()
    steps = session.undo_stack.count()
    qtbot.keyClick(panel.view, Key.Key_D, CONTROL)
    assert session.undo_stack.count() == steps + 1


def test_that_tab_leads_from_the_list_to_the_remedies_before_all_else(
    qtbot: QtBot, panel: LayersPanel, session: LabSession
) -> None:
    session.set_architecture(WORKSHOP.removed(4), "break")
    panel.view.setFocus()
    qtbot.waitUntil(lambda: all(each.isVisible() for each in panel.strip.remedies))
    for remedy in panel.strip.remedies:
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
        assert remedy.hasFocus()
    qtbot.keyClick(panel.strip.remedies[0], Key.Key_Space)
    assert session.architecture == WORKSHOP


def test_that_the_best_remedy_can_be_wished_without_reaching_for_it(
    panel: LayersPanel, session: LabSession
) -> None:
    session.set_architecture(WORKSHOP.removed(4), "break")
    panel.deeds["mend"]()
    assert session.architecture == WORKSHOP
    panel.deeds["mend"]()
    assert session.undo_stack.count() == 2


def test_that_a_click_on_the_sentence_leads_to_the_layer(
    qtbot: QtBot, panel: LayersPanel, session: LabSession
) -> None:
    session.set_architecture(WORKSHOP.removed(4), "break")
    panel.select([0])
    qtbot.mouseClick(panel.strip, LEFT, pos=QPoint(4, 4))
    assert panel.selected == [4]


def test_that_the_strip_waits_while_a_number_is_typed(
    qtbot: QtBot, panel: LayersPanel, session: LabSession
) -> None:
    session.set_images(ImageFacts("Clothes", (28, 28, 1), 10))
    panel.select([6])
    qtbot.keyClick(panel.view, Key.Key_F2)
    box = QApplication.focusWidget()
    assert isinstance(box, QSpinBox)
    qtbot.keyClicks(box, "1")
    assert session.problem is not None
    assert panel.strip.text == ""
    qtbot.waitUntil(lambda: panel.strip.text != "")


def test_that_a_strip_that_takes_room_away_leaves_the_current_card_and_its_box_in_sight(
    qtbot: QtBot, panel: LayersPanel, session: LabSession
) -> None:
    panel.resize(280, 520)
    panel.select([6])
    qtbot.keyClick(panel.view, Key.Key_F2)
    box = QApplication.focusWidget()
    assert isinstance(box, QSpinBox)
    panel.editor.refused.emit(Sentence("A long sentence. " * 12))
    assert panel.strip.isVisible()

    def is_over_its_card() -> bool:
        middle = box.mapTo(panel.view.viewport(), box.rect().center())
        return panel.view.parts_of(7).second.contains(QPoint(60, middle.y()))

    qtbot.waitUntil(lambda: is_in_sight(panel, 6) and is_over_its_card())


def test_that_the_eyes_tip_says_what_a_click_does(panel: LayersPanel, session: LabSession) -> None:
    def tip() -> str:
        place = panel.view.parts_of(3).eye.center()
        event = QHelpEvent(QEvent.Type.ToolTip, place, panel.view.viewport().mapToGlobal(place))
        QApplication.sendEvent(panel.view.viewport(), event)
        return QToolTip.text()

    assert tip() == "Leave this layer out (Ctrl+E)"
    panel.editor.switch([2])
    assert tip() == "Take this layer in again (Ctrl+E)"


def test_that_the_line_for_a_drop_follows_while_the_list_scrolls(
    panel: LayersPanel, session: LabSession
) -> None:
    session.set_architecture(Architecture(layers=(Conv2D(),) * 30), "")
    panel.select([])
    view = panel.view
    data = QMimeData()
    data.setText("[]")
    place = QPoint(100, view.viewport().height() - 40)
    view.dragMoveEvent(QDragMoveEvent(place, Qt.DropAction.MoveAction, data, LEFT, NONE))
    before = view.drop_row
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 400)
    assert view.drop_row > before
