"""Drawing on the paper with the mouse, a pen or fingers; undo and redo."""

from itertools import pairwise
from math import cos, sin

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QInputDevice,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.drawing.stroke import Stroke
from cnnlab_gui.widgets.drawing.canvas import DrawingCanvas
from cnnlab_gui.widgets.drawing.history import MOST_UNDONE
from cnnlab_gui.widgets.drawing.tip import LONGEST, TIP_RANGES, TIPS, Tool
from cnnlab_gui.widgets.theme import DARK, LIGHT, Appearance, Theme
from tests.widgets.canvas_parts import (
    ACROSS,
    CONTROL,
    DOWN,
    LEFT,
    SHIFT,
    at,
    draw,
    touch,
    write,
)

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def test_that_a_stroke_of_the_mouse_is_kept_in_units_of_the_paper(canvas: DrawingCanvas) -> None:
    draw(canvas, *ACROSS)
    (stroke,) = canvas.strokes
    assert np.array(stroke.points) == pytest.approx(np.array(ACROSS), abs=0.01)
    image = canvas.pixels(28, 28)
    assert image[14, 14] == 255
    assert image[:10].max() == 0


def test_that_the_drawing_is_seen_while_it_is_drawn(canvas: DrawingCanvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.changed):
        QTest.mousePress(canvas, LEFT, pos=at(canvas, 0.25, 0.5))
    with qtbot.waitSignal(canvas.changed):
        QTest.mouseMove(canvas, at(canvas, 0.75, 0.5))
    assert canvas.pixels(28, 28)[14, 14] == 255
    assert canvas.grab().toImage().pixelColor(at(canvas, 0.5, 0.5)) == QColor(LIGHT.ink)
    assert not canvas.can_undo
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 0.75, 0.5))
    assert canvas.can_undo


def test_that_paper_and_ink_follow_the_theme_and_the_networks_image_does_not(
    canvas: DrawingCanvas, theme: Theme
) -> None:
    draw(canvas, *ACROSS)
    before = canvas.pixels(28, 28)
    for appearance, colours in ((Appearance.LIGHT, LIGHT), (Appearance.DARK, DARK)):
        theme.choose(appearance)
        picture = canvas.grab().toImage()
        assert picture.pixelColor(at(canvas, 0.5, 0.5)) == QColor(colours.ink)
        assert picture.pixelColor(at(canvas, 0.5, 0.1)) == QColor(colours.paper)
        assert np.array_equal(canvas.pixels(28, 28), before)
    assert before.max() == 255
    assert before.min() == 0


def test_that_a_click_makes_a_dot(canvas: DrawingCanvas) -> None:
    draw(canvas, (0.5, 0.5))
    assert len(canvas.strokes[0].points) == 1
    assert canvas.pixels(28, 28)[14, 14] > 0


def test_that_nothing_begins_beside_the_paper_and_what_leaves_it_ends_at_the_edge(
    canvas: DrawingCanvas,
) -> None:
    canvas.resize(484, 284)
    draw(canvas, (-0.1, 0.5), (0.5, 0.5))
    assert canvas.is_empty
    draw(canvas, (0.5, 0.5), (1.4, 0.5))
    assert canvas.strokes[0].points[-1] == pytest.approx((1, 0.5), abs=0.01)


def test_that_a_wide_image_has_wide_paper(qtbot: QtBot, theme: Theme) -> None:
    canvas = DrawingCanvas(theme, (20, 40))
    qtbot.addWidget(canvas)
    canvas.resize(300, 300)
    assert canvas.paper.width() == pytest.approx(2 * canvas.paper.height(), abs=1)
    draw(canvas, (0.5, 0.4), (5.0, 5.0))
    assert canvas.strokes[0].points[-1] == (1.0, 0.5)
    assert canvas.pixels(20, 40)[19, 39] > 0


def test_that_another_button_draws_nothing(canvas: DrawingCanvas) -> None:
    QTest.mousePress(canvas, Qt.MouseButton.RightButton, pos=at(canvas, 0.5, 0.5))
    QTest.mouseRelease(canvas, Qt.MouseButton.RightButton, pos=at(canvas, 0.5, 0.5))
    assert canvas.is_empty


def test_that_each_finger_draws_its_own_stroke(canvas: DrawingCanvas) -> None:
    left, right = at(canvas, 0.25, 0.25), at(canvas, 0.75, 0.25)
    step = QPoint(0, 80)
    touch(canvas, QEvent.Type.TouchBegin, left, right)
    touch(canvas, QEvent.Type.TouchUpdate, left + step, right + step)
    assert len(canvas.strokes) == 2
    touch(canvas, QEvent.Type.TouchEnd, left + step, right + step)
    assert len(canvas.strokes) == 2
    first, second = (stroke.points for stroke in canvas.strokes)
    assert {len(first), len(second)} == {2}
    assert abs(first[0][0] - second[0][0]) == pytest.approx(0.5, abs=0.01)


def test_that_a_pen_draws_and_is_not_taken_for_a_mouse_too(canvas: DrawingCanvas) -> None:
    device = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position,
        1,
        1,
    )
    for kind, x, button in (
        (QEvent.Type.TabletPress, 0.25, LEFT),
        (QEvent.Type.TabletMove, 0.5, Qt.MouseButton.NoButton),
        (QEvent.Type.TabletRelease, 0.75, LEFT),
    ):
        place = QPointF(at(canvas, x, 0.5))
        held = Qt.MouseButton.NoButton if kind is QEvent.Type.TabletRelease else LEFT
        event = QTabletEvent(
            kind, device, place, place, 0.5, 0, 0, 0, 0, 0, Qt.KeyboardModifier(0), button, held
        )
        QApplication.sendEvent(canvas, event)
        assert event.isAccepted()
    (stroke,) = canvas.strokes
    assert [x for x, _ in stroke.points] == pytest.approx([0.25, 0.5, 0.75], abs=0.01)


def test_that_a_stroke_ends_when_the_paper_is_hidden(canvas: DrawingCanvas) -> None:
    draw(canvas, *ACROSS, lift=False)
    canvas.hide()
    assert canvas.can_undo
    canvas.show()
    QTest.mouseMove(canvas, at(canvas, 0.5, 0.9))
    assert len(canvas.strokes[0].points) == 3


# Undo


def test_that_strokes_are_undone_and_redone_one_by_one(canvas: DrawingCanvas) -> None:
    draw(canvas, *ACROSS)
    draw(canvas, *DOWN)
    both = canvas.strokes
    canvas.undo()
    assert canvas.strokes == both[:1]
    canvas.undo()
    assert canvas.is_empty
    assert not canvas.can_undo
    canvas.undo()
    canvas.redo()
    canvas.redo()
    assert canvas.strokes == both
    assert not canvas.can_redo


def test_that_what_was_undone_is_gone_from_the_picture(canvas: DrawingCanvas) -> None:
    draw(canvas, *ACROSS)
    canvas.undo()
    assert canvas.grab().toImage().pixelColor(at(canvas, 0.3, 0.5)) == QColor(LIGHT.paper)


def test_that_clearing_can_be_undone(canvas: DrawingCanvas) -> None:
    draw(canvas, *ACROSS)
    canvas.clear()
    assert canvas.is_empty
    canvas.undo()
    assert len(canvas.strokes) == 1
    canvas.redo()
    canvas.clear()
    canvas.undo()
    assert len(canvas.strokes) == 1


def test_that_a_new_stroke_ends_what_could_be_redone(canvas: DrawingCanvas) -> None:
    draw(canvas, *ACROSS)
    canvas.undo()
    draw(canvas, *DOWN)
    assert not canvas.can_redo
    assert len(canvas.strokes) == 1
    canvas.undo()
    assert canvas.is_empty


def test_that_the_steps_that_can_be_undone_are_bounded(canvas: DrawingCanvas) -> None:
    for _ in range(MOST_UNDONE + 20):
        draw(canvas, (0.5, 0.5))
    assert len(canvas.strokes) == MOST_UNDONE + 20
    while canvas.can_undo:
        canvas.undo()
    assert len(canvas.strokes) == 20


def test_that_undo_keys_act_on_the_drawing_and_not_on_the_window(
    qtbot: QtBot, theme: Theme
) -> None:
    window, canvas, line = QWidget(), DrawingCanvas(theme), QLineEdit()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(line)
    column.addWidget(canvas)
    undone = []
    action = QAction("Undo", window)
    action.setShortcut("Ctrl+Z")
    action.triggered.connect(lambda: undone.append(1))
    window.addAction(action)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    draw(canvas, *ACROSS)
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Z, CONTROL)
    assert canvas.is_empty
    QTest.keyClick(canvas, Qt.Key.Key_Z, CONTROL)
    QTest.keyClick(canvas, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert not canvas.is_empty
    assert not undone


def test_that_other_shortcuts_of_the_window_still_work(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    canvas = DrawingCanvas(theme, parent=window)
    qtbot.addWidget(window)
    action = QAction("Train", window)
    action.setShortcut("F5")
    window.addAction(action)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    canvas.setFocus()
    with qtbot.waitSignal(action.triggered):
        QTest.keyClick(canvas, Qt.Key.Key_F5)


def test_that_the_width_of_the_pen_holds_for_the_next_strokes(canvas: DrawingCanvas) -> None:
    draw(canvas, *ACROSS)
    canvas.set_tip(0.2)
    draw(canvas, *DOWN)
    assert [set(stroke.widths) for stroke in canvas.strokes] == [{0.09}, {0.2}]


def test_that_a_tools_width_stays_in_its_range(canvas: DrawingCanvas) -> None:
    for tool in Tool:
        canvas.set_tool(tool)
        assert canvas.tip == TIPS[tool]
        for width, kept in zip((0.0, 1.0), TIP_RANGES[tool], strict=True):
            canvas.set_tip(width)
            assert canvas.tip == kept


def test_that_a_stroke_tells_when_it_ends(canvas: DrawingCanvas, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(canvas.stroke_ended):
        draw(canvas, *ACROSS, lift=False)
    with qtbot.waitSignal(canvas.stroke_ended):
        QTest.mouseRelease(canvas, LEFT, pos=at(canvas, *ACROSS[-1]))


def test_that_a_drawing_is_put_on_the_paper_and_can_be_taken_back(canvas: DrawingCanvas) -> None:
    draw(canvas, *ACROSS)
    before, other = canvas.strokes, Stroke.even([(0.2, 0.2), (0.2, 0.8)], 0.1)
    canvas.set_strokes([other])
    assert canvas.strokes == (other,)
    assert canvas.grab().toImage().pixelColor(at(canvas, 0.2, 0.5)) == QColor(LIGHT.ink)
    canvas.undo()
    assert canvas.strokes == before
    canvas.set_strokes(before)
    assert canvas.can_redo


def test_that_a_very_long_line_is_one_step_and_stays_whole(canvas: DrawingCanvas) -> None:
    places = [(0.5 + 0.3 * cos(0.1 * k), 0.5 + 0.3 * sin(0.1 * k), 1.0) for k in range(LONGEST)]
    write(canvas, places * 3)
    strokes = canvas.strokes
    assert len(strokes) > 1
    assert max(len(stroke.points) for stroke in strokes) == LONGEST
    for before, after in pairwise(strokes):
        assert (before.points[-1], before.widths[-1]) == (after.points[0], after.widths[0])
    canvas.undo()
    assert canvas.is_empty
