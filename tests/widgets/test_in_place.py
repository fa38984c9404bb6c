"""A number that cannot be, typed where it stands on a card."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.widgets.network.in_place import InPlaceEditor
from cnnlab_gui.widgets.network.layers_panel import LayersPanel
from cnnlab_gui.widgets.spin_boxes import WholeSpinBox

Key = Qt.Key


def type_in_place(qtbot: QtBot, panel: LayersPanel, layer: int, text: str) -> InPlaceEditor:
    """Type into the first box of a card."""
    panel.select([layer])
    qtbot.keyClick(panel.view, Key.Key_F2)
    box = QApplication.focusWidget()
    assert isinstance(box, WholeSpinBox)
    qtbot.keyClicks(box, text)
    editor = panel.view.findChild(InPlaceEditor)
    assert editor is not None
    return editor


def said(editor: InPlaceEditor) -> list[QWidget]:
    """The sentence and the button below the box."""
    parts: list[QWidget] = [*editor.findChildren(QLabel), *editor.findChildren(QPushButton)]
    return [part for part in parts if part.isVisible()]


def place_in(outer: QWidget, inner: QWidget) -> QRect:
    return QRect(inner.mapTo(outer, QPoint()), inner.size())


@pytest.mark.parametrize("layer", [0, 6])
def test_that_what_is_said_of_a_number_that_cannot_be_is_seen_whole(
    qtbot: QtBot, panel: LayersPanel, session: LabSession, layer: int
) -> None:
    # Its card is the last in sight: there is no room below.
    panel.resize(280, 560)
    for _ in range(4):
        session.set_architecture(session.architecture.inserted(6, Dense()), "")
    last = len(session.architecture.layers) - 1
    editor = type_in_place(qtbot, panel, layer and last, "99999")
    qtbot.waitUntil(lambda: editor.height() >= editor.sizeHint().height())
    sentence, use = said(editor)
    assert isinstance(sentence, QLabel)
    assert sentence.text().endswith(f"can be 1 to {16384 if layer else 2048:,}.")
    assert sentence.height() >= sentence.heightForWidth(sentence.width())
    viewport = panel.view.viewport()
    for part in (sentence, use):
        assert viewport.rect().contains(place_in(viewport, part))


def test_that_the_nearest_number_is_one_press_away_and_the_box_stays_open(
    qtbot: QtBot, panel: LayersPanel, session: LabSession
) -> None:
    editor = type_in_place(qtbot, panel, 0, "99999")
    qtbot.mouseClick(said(editor)[1], Qt.MouseButton.LeftButton)
    assert session.architecture.layers[0].short() == "2,048 · 3×3 · relu"
    assert session.undo_stack.count() == 1
    assert editor.isVisible()
    assert editor.isAncestorOf(QApplication.focusWidget())
    qtbot.waitUntil(lambda: editor.height() < 40)


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Escape, Key.Key_Tab, None])
def test_that_a_number_that_cannot_be_leaves_the_layer_as_it_was(
    qtbot: QtBot, panel: LayersPanel, session: LabSession, key: Qt.Key | None
) -> None:
    before = session.architecture
    type_in_place(qtbot, panel, 0, "99999")
    assert session.architecture == before
    if key is None:
        panel.view.setFocus()
    else:
        qtbot.keyClick(QApplication.focusWidget(), key)
    assert session.architecture == before
    assert session.undo_stack.count() == 0


def test_that_enter_says_why_the_old_number_is_back_and_closes_at_the_second_time(
    qtbot: QtBot, panel: LayersPanel
) -> None:
    editor = type_in_place(qtbot, panel, 0, "99999")
    box = QApplication.focusWidget()
    assert isinstance(box, WholeSpinBox)
    qtbot.keyClick(box, Key.Key_Return)
    assert box.text() == "64"
    assert said(editor)
    qtbot.keyClick(box, Key.Key_Return)
    assert not editor.isVisible()
    assert panel.view.hasFocus()


def test_that_tab_and_back_shows_each_box_with_its_own_value(
    qtbot: QtBot, panel: LayersPanel
) -> None:
    editor = type_in_place(qtbot, panel, 0, "99999")
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
    assert editor.field is not None
    assert (editor.field.field.name, editor.field.value) == ("kernel_size", (3, 3))
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Backtab)
    assert (editor.field.field.name, editor.field.value) == ("filters", 64)
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
    assert (editor.field.field.name, editor.field.value) == ("kernel_size", (3, 3))


def test_that_a_box_opened_again_begins_a_step_of_its_own(
    qtbot: QtBot, panel: LayersPanel, session: LabSession
) -> None:
    for text in ("16", "32"):
        type_in_place(qtbot, panel, 0, text)
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Return)
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    assert session.architecture.layers[0].short() == "16 · 3×3 · relu"
    assert session.undo_stack.redoText() == "change filters of Conv2D"


def test_that_escape_takes_back_one_sitting_only(
    qtbot: QtBot, panel: LayersPanel, session: LabSession
) -> None:
    type_in_place(qtbot, panel, 0, "16")
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
    qtbot.keyClicks(QApplication.focusWidget(), "7")
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    assert session.architecture.layers[0].short() == "16 · 3×3 · relu"
    assert session.undo_stack.count() == 1
    assert panel.view.hasFocus()
