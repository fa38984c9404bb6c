"""The row of tools: what it does to the paper, and what it shows of it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.widgets.drawing.canvas import DrawingCanvas
from cnnlab_gui.widgets.drawing.tip import Tool
from cnnlab_gui.widgets.drawing.tools import DrawingTools
from cnnlab_gui.widgets.theme import Appearance, Theme
from tests.widgets.test_drawing_canvas import ACROSS, draw

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
LEFT = Qt.MouseButton.LeftButton
ROOM = 360


@pytest.fixture
def canvas(qtbot: QtBot, theme: Theme) -> DrawingCanvas:
    return DrawingCanvas(theme)


@pytest.fixture
def tools(qtbot: QtBot, theme: Theme, canvas: DrawingCanvas) -> Iterator[DrawingTools]:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    tools = DrawingTools(canvas, theme)
    column.addWidget(canvas)
    column.addWidget(tools)
    window.resize(360, 420)
    with qtbot.waitExposed(window):
        window.show()
    yield tools  # noqa: PT022 - the window goes with this frame


def test_that_pen_and_eraser_exclude_each_other(tools: DrawingTools, canvas: DrawingCanvas) -> None:
    assert tools.pen.isChecked()
    QTest.mouseClick(tools.eraser, LEFT)
    assert canvas.tool is Tool.ERASER
    assert tools.eraser.isChecked()
    assert not tools.pen.isChecked()
    canvas.set_tool(Tool.PEN)
    assert tools.pen.isChecked()
    assert not tools.eraser.isChecked()


def test_that_the_slider_sets_the_width_of_the_tool_in_use(
    tools: DrawingTools, canvas: DrawingCanvas
) -> None:
    QTest.keyClick(tools.width_slider, Qt.Key.Key_End)
    assert canvas.tip == 0.2
    canvas.set_tool(Tool.ERASER)
    assert tools.width_slider.value() == 16
    assert "eraser" in tools.width_slider.accessibleName()
    QTest.keyClick(tools.width_slider, Qt.Key.Key_Home)
    assert canvas.tip == 0.06
    canvas.set_tool(Tool.PEN)
    assert canvas.tip == 0.2
    assert tools.width_slider.value() == 20
    canvas.set_tip(0.05)
    assert tools.width_slider.value() == 5


def test_that_only_what_can_be_done_is_offered(tools: DrawingTools, canvas: DrawingCanvas) -> None:
    steps = (tools.undo, tools.redo, tools.clear)
    assert [each.isEnabled() for each in steps] == [False, False, False]
    draw(canvas, *ACROSS)
    assert [each.isEnabled() for each in steps] == [True, False, True]
    QTest.mouseClick(tools.undo, LEFT)
    assert [each.isEnabled() for each in steps] == [False, True, False]
    QTest.mouseClick(tools.redo, LEFT)
    QTest.mouseClick(tools.clear, LEFT)
    assert canvas.is_empty
    assert [each.isEnabled() for each in steps] == [True, False, False]


def test_that_every_tool_has_a_name_a_tip_and_the_keyboard(tools: DrawingTools) -> None:
    buttons = tools.findChildren(QToolButton)
    assert len(buttons) == 5
    for each in (*buttons, tools.width_slider):
        assert each.accessibleName()
        assert each.toolTip()
        assert each.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert all(not each.icon().isNull() for each in buttons)


def test_that_the_row_fits_a_narrow_place(tools: DrawingTools) -> None:
    assert tools.minimumSizeHint().width() <= ROOM


def test_that_the_spot_shows_the_tools_width(
    tools: DrawingTools, canvas: DrawingCanvas, theme: Theme
) -> None:
    before = tools.grab().toImage()
    canvas.set_tip(0.2)
    wide = tools.grab().toImage()
    assert wide != before
    theme.choose(Appearance.DARK)
    assert tools.grab().toImage() != wide
