"""The picture of a drawing; the eraser, pressure, keys, and the outline of the tip."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QPaintEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.drawing.stroke import Stroke
from cnnlab_gui.widgets.drawing.canvas import DrawingCanvas
from cnnlab_gui.widgets.drawing.sheet import Look, Sheet
from cnnlab_gui.widgets.drawing.tip import Tool
from cnnlab_gui.widgets.theme import LIGHT
from tests.widgets.canvas_parts import ACROSS, DOWN, LEFT, at, draw, lift, touch, write
from tests.widgets.maps_parts import hover

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


# The picture


def test_that_only_the_newest_piece_of_a_stroke_is_painted(
    canvas: DrawingCanvas, qtbot: QtBot
) -> None:
    painted: list[QRect] = []

    class Watch(QObject):
        def eventFilter(self, target: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                painted.append(event.region().boundingRect())
            return False

    draw(canvas, (0.1, 0.1), (0.2, 0.1), lift=False)
    canvas.repaint()
    watch = Watch()
    canvas.installEventFilter(watch)
    QTest.mouseMove(canvas, at(canvas, 0.24, 0.1))
    qtbot.waitUntil(lambda: bool(painted))
    assert max(rect.width() for rect in painted) < canvas.width() / 2
    assert max(rect.height() for rect in painted) < canvas.height() / 3


def test_that_the_picture_that_grew_is_the_one_that_is_painted_at_once(
    canvas: DrawingCanvas,
) -> None:
    canvas.grab()
    draw(canvas, *ACROSS)
    draw(canvas, (0.2, 0.2), (0.4, 0.8), (0.7, 0.3), (0.3, 0.3))
    canvas.set_tool(Tool.ERASER)
    draw(canvas, (0.5, 0.1), (0.5, 0.9))
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    grown = grey_of(canvas)
    canvas.set_strokes(canvas.strokes[:1])
    canvas.undo()
    at_once = grey_of(canvas)
    # The ends of pieces within a stroke add a little to its soft edge.
    off = np.abs(grown - at_once)
    assert off.mean() < 1
    assert (off > 60).mean() < 0.01


def grey_of(canvas: DrawingCanvas) -> NDArray[np.int64]:
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].astype(np.int64)


def test_that_the_sheet_has_the_pixels_of_the_screen() -> None:
    sheet, line = Sheet(), Stroke.even([(0.2, 0.5), (0.8, 0.5)], 0.1)
    look = Look((101.0, 101.0), 101.0, 1.5, "#ffffff", "#000000")
    picture = sheet.picture(look, lambda: [line])
    assert (picture.width(), picture.devicePixelRatio()) == (152, 1.5)
    before = picture.toImage()
    assert before.pixelColor(76, 76).name() == "#000000"
    # Painting a part anew leaves no seam, wherever its edge lies.
    sheet.renew(QRectF(0.313, 0.377, 0.211, 0.219), [line])
    assert sheet.picture(look, list).toImage() == before


def test_that_the_hint_goes_with_the_first_ink_and_comes_back(canvas: DrawingCanvas) -> None:
    canvas.clearFocus()
    blank = grey_of(canvas)
    draw(canvas, *DOWN)
    canvas.clear()
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    canvas.clearFocus()
    assert np.array_equal(grey_of(canvas), blank)


# The eraser


def test_that_a_pass_of_the_eraser_is_one_step(canvas: DrawingCanvas, qtbot: QtBot) -> None:
    draw(canvas, *ACROSS)
    before = canvas.strokes
    canvas.set_tool(Tool.ERASER)
    with qtbot.waitSignal(canvas.changed):
        draw(canvas, (0.5, 0.3), (0.5, 0.45), (0.5, 0.5), (0.5, 0.7), lift=False)
    assert len(canvas.strokes) == 2
    picture = canvas.grab().toImage()
    assert picture.pixelColor(at(canvas, 0.46, 0.5)) == QColor(LIGHT.paper)
    assert picture.pixelColor(at(canvas, 0.3, 0.5)) == QColor(LIGHT.ink)
    with qtbot.waitSignal(canvas.stroke_ended):
        QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 0.5, 0.7))
    canvas.undo()
    assert canvas.strokes == before
    canvas.undo()
    assert canvas.is_empty
    canvas.redo()
    canvas.redo()
    assert len(canvas.strokes) == 2


def test_that_erasing_nothing_is_no_step(canvas: DrawingCanvas, qtbot: QtBot) -> None:
    draw(canvas, *ACROSS)
    before = canvas.strokes
    canvas.set_tool(Tool.ERASER)
    with qtbot.assertNotEmitted(canvas.stroke_ended):
        draw(canvas, (0.1, 0.1), (0.9, 0.1))
    assert canvas.strokes is not None
    assert all(new is old for new, old in zip(canvas.strokes, before, strict=True))
    canvas.undo()
    assert canvas.is_empty


def test_that_a_finger_draws_on_while_the_pens_other_end_erases(canvas: DrawingCanvas) -> None:
    draw(canvas, *ACROSS)
    touch(canvas, QEvent.Type.TouchBegin, at(canvas, 0.2, 0.1))
    write(canvas, [(0.5, 0.4, 1.0), (0.5, 0.6, 1.0)], is_eraser=True, lift=False)
    touch(canvas, QEvent.Type.TouchEnd, at(canvas, 0.3, 0.1))
    assert len(canvas.strokes) == 3
    lift(canvas, 0.5, 0.6, is_eraser=True)
    assert len(canvas.strokes) == 3
    canvas.undo()
    assert len(canvas.strokes) == 1


# A pen that feels pressure


def test_that_pressure_makes_a_stroke_wider_little_by_little(canvas: DrawingCanvas) -> None:
    gentle = [(0.1 + 0.05 * k, 0.2, 0.0) for k in range(4)]
    firm = [(0.3 + 0.05 * k, 0.2, 1.0) for k in range(12)]
    write(canvas, gentle + firm)
    (stroke,) = canvas.strokes
    widths = np.array(stroke.widths)
    assert widths[0] == pytest.approx(0.4 * 0.09)
    assert widths[-1] == pytest.approx(1.6 * 0.09, rel=0.02)
    assert (np.diff(widths) >= 0).all()
    assert np.diff(widths).max() < 0.6 * 0.09
    assert canvas.can_undo


def test_that_the_mouse_and_what_feels_no_pressure_draw_evenly(canvas: DrawingCanvas) -> None:
    draw(canvas, *ACROSS)
    assert set(canvas.strokes[0].widths) == {0.09}


def test_that_the_other_end_of_the_pen_erases_by_itself(canvas: DrawingCanvas) -> None:
    draw(canvas, *ACROSS)
    write(canvas, [(0.5, 0.4, 0.5), (0.5, 0.6, 0.5)], is_eraser=True)
    assert len(canvas.strokes) == 2
    assert canvas.tool is Tool.PEN
    write(canvas, [(0.5, 0.1, 0.5), (0.5, 0.2, 0.5)])
    assert len(canvas.strokes) == 3


def test_that_the_hand_beside_a_pen_draws_nothing(canvas: DrawingCanvas) -> None:
    write(canvas, [(0.2, 0.2, 0.5), (0.4, 0.2, 0.5)], lift=False)
    touch(canvas, QEvent.Type.TouchBegin, at(canvas, 0.8, 0.8))
    touch(canvas, QEvent.Type.TouchEnd, at(canvas, 0.8, 0.8))
    lift(canvas, 0.4, 0.2, is_eraser=False)
    assert len(canvas.strokes) == 1


# Keys and the pointer


def test_that_keys_choose_the_tool_and_its_width(canvas: DrawingCanvas) -> None:
    QTest.keyClicks(canvas, "e")
    assert canvas.tool is Tool.ERASER
    QTest.keyClicks(canvas, "p]]")
    assert canvas.tool is Tool.PEN
    assert canvas.tip == pytest.approx(0.11)
    QTest.keyClicks(canvas, "E")
    QTest.keyClicks(canvas, "[")
    assert canvas.tip == pytest.approx(0.15)
    QTest.keyClicks(canvas, "b")
    assert canvas.tip == pytest.approx(0.11)


def test_that_a_letter_with_alt_is_left_to_the_menus(canvas: DrawingCanvas) -> None:
    event = QKeyEvent(
        QEvent.Type.ShortcutOverride, Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier, "e"
    )
    event.ignore()
    QApplication.sendEvent(canvas, event)
    assert not event.isAccepted()
    QTest.keyClick(canvas, Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
    assert canvas.tool is Tool.PEN


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_that_delete_and_backspace_clear_the_paper(canvas: DrawingCanvas, key: Qt.Key) -> None:
    draw(canvas, *ACROSS)
    QTest.keyClick(canvas, key)
    assert canvas.is_empty
    canvas.undo()
    assert not canvas.is_empty


@pytest.mark.parametrize("tool", Tool)
def test_that_the_outline_of_the_tip_is_seen_under_the_pointer(
    canvas: DrawingCanvas, tool: Tool
) -> None:
    canvas.set_tool(tool)
    hover(canvas, at(canvas, 0.3, 0.3))
    edge = at(canvas, 0.3 + canvas.tip / 2, 0.3)

    def colours() -> set[str]:
        image = canvas.grab().toImage()
        return {image.pixelColor(edge + QPoint(x, 0)).name() for x in (-1, 0, 1)}

    assert colours() != {LIGHT.paper}
    assert canvas.cursor().shape() is Qt.CursorShape.BlankCursor
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert colours() == {LIGHT.paper}
    assert canvas.cursor().shape() is not Qt.CursorShape.BlankCursor


def test_that_the_tool_tip_does_not_hide_what_is_drawn(canvas: DrawingCanvas, qtbot: QtBot) -> None:
    place = at(canvas, 0.5, 0.5)

    def rest() -> None:
        event = QHelpEvent(QEvent.Type.ToolTip, place, canvas.mapToGlobal(place))
        QApplication.sendEvent(canvas, event)

    rest()
    qtbot.waitUntil(QToolTip.isVisible)
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    draw(canvas, *ACROSS)
    rest()
    assert not QToolTip.isVisible()
