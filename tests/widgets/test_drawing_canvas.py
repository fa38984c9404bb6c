"""Drawing on the paper with the mouse, a pen or fingers; undo and redo."""

from itertools import pairwise
from math import cos, sin

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QEventPoint,
    QHelpEvent,
    QImage,
    QInputDevice,
    QKeyEvent,
    QPaintEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.drawing.stroke import Stroke
from cnnlab_gui.widgets.drawing.canvas import DrawingCanvas
from cnnlab_gui.widgets.drawing.history import MOST_UNDONE
from cnnlab_gui.widgets.drawing.sheet import Look, Sheet
from cnnlab_gui.widgets.drawing.tip import LONGEST, TIP_RANGES, TIPS, Tool
from cnnlab_gui.widgets.theme import DARK, LIGHT, Appearance, Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

LEFT = Qt.MouseButton.LeftButton
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ACROSS = ((0.25, 0.5), (0.5, 0.5), (0.75, 0.5))
DOWN = ((0.5, 0.25), (0.5, 0.75))


@pytest.fixture
def canvas(qtbot: QtBot, theme: Theme) -> DrawingCanvas:
    canvas = DrawingCanvas(theme)
    qtbot.addWidget(canvas)
    canvas.resize(284, 284)
    with qtbot.waitExposed(canvas):
        canvas.show()
    return canvas


def at(canvas: DrawingCanvas, x: float, y: float) -> QPoint:
    """A place of the paper, in units of its longer side, as one of the widget."""
    longer = max(canvas.paper.width(), canvas.paper.height())
    return (canvas.paper.topLeft() + QPointF(x, y) * longer).toPoint()


def draw(canvas: DrawingCanvas, *places: tuple[float, float], lift: bool = True) -> None:
    QTest.mousePress(canvas, LEFT, pos=at(canvas, *places[0]))
    for place in places[1:]:
        QTest.mouseMove(canvas, at(canvas, *place))
    if lift:
        QTest.mouseRelease(canvas, LEFT, pos=at(canvas, *places[-1]))


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


def touch(canvas: DrawingCanvas, kind: QEvent.Type, *fingers: QPoint) -> None:
    """Have fingers touch, move or leave the canvas; a real screen would send just that."""
    state = {
        QEvent.Type.TouchBegin: QEventPoint.State.Pressed,
        QEvent.Type.TouchUpdate: QEventPoint.State.Updated,
        QEvent.Type.TouchEnd: QEventPoint.State.Released,
    }[kind]
    points = [
        QEventPoint(number, state, QPointF(place), QPointF(canvas.mapToGlobal(place)))
        for number, place in enumerate(fingers)
    ]
    screen = QTest.createTouchDevice()
    # Not through the application: which window it takes them to depends on the platform.
    canvas.event(QTouchEvent(kind, screen, Qt.KeyboardModifier(0), points))


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


def pen_event(
    canvas: DrawingCanvas,
    kind: QEvent.Type,
    x: float,
    y: float,
    pressure: float,
    *,
    is_eraser: bool = False,
) -> None:
    end = QPointingDevice.PointerType.Eraser if is_eraser else QPointingDevice.PointerType.Pen
    feels = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
    device = QPointingDevice("pen", 1, QInputDevice.DeviceType.Stylus, end, feels, 1, 1)
    place, none = QPointF(at(canvas, x, y)), Qt.KeyboardModifier(0)
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.TabletRelease else LEFT
    event = QTabletEvent(kind, device, place, place, pressure, 0, 0, 0, 0, 0, none, LEFT, held)
    QApplication.sendEvent(canvas, event)


def write(
    canvas: DrawingCanvas,
    places: list[tuple[float, float, float]],
    *,
    is_eraser: bool = False,
    lift: bool = True,
) -> None:
    """Move a pen over places: x, y and pressure each."""
    kind = QEvent.Type.TabletPress
    for x, y, pressure in places:
        pen_event(canvas, kind, x, y, pressure, is_eraser=is_eraser)
        kind = QEvent.Type.TabletMove
    if lift:
        pen_event(canvas, QEvent.Type.TabletRelease, *places[-1][:2], 0.0, is_eraser=is_eraser)


def lift(canvas: DrawingCanvas, x: float, y: float, *, is_eraser: bool) -> None:
    pen_event(canvas, QEvent.Type.TabletRelease, x, y, 0.0, is_eraser=is_eraser)


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
    for y in (0.5, 0.3):  # a pointer that was there already does not move
        QTest.mouseMove(canvas, at(canvas, 0.3, y))
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
