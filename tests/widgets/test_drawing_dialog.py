"""The dialog to draw in: what is seen beside the paper is what comes back."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.normalise import CENTRE, centre_of_mass
from cnnlab_gui.widgets.drawing.dialog import DrawingDialog
from cnnlab_gui.widgets.theme import Theme
from tests.widgets.test_drawing_canvas import ACROSS, draw

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

LEFT = Qt.MouseButton.LeftButton


def opened(
    qtbot: QtBot,
    theme: Theme,
    shape: tuple[int, int, int] = (28, 28, 1),
    *,
    is_of_digits: bool = True,
    use: str = "",
) -> DrawingDialog:
    dialog = DrawingDialog(theme, shape, is_of_digits=is_of_digits, use=use)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def test_that_nothing_can_be_taken_while_nothing_is_drawn(qtbot: QtBot, theme: Theme) -> None:
    dialog = opened(qtbot, theme)
    assert not dialog.ok.isEnabled()
    draw(dialog.canvas, *ACROSS)
    assert dialog.ok.isEnabled()
    qtbot.mouseClick(dialog.tools.clear, LEFT)
    assert not dialog.ok.isEnabled()
    qtbot.mouseClick(dialog.tools.undo, LEFT)
    assert dialog.ok.isEnabled()
    qtbot.mouseClick(dialog.ok, LEFT)
    assert dialog.result() == QDialog.DialogCode.Accepted


@pytest.mark.parametrize("shape", [(28, 28, 1), (28, 28, 3), (32, 48, 3), (300, 3, 1)])
def test_that_the_image_has_the_shape_that_the_network_takes(
    qtbot: QtBot, theme: Theme, shape: tuple[int, int, int]
) -> None:
    dialog = opened(qtbot, theme, shape)
    draw(dialog.canvas, (0.005, 0.005), (0.3, 0.3))
    image = dialog.image()
    assert image.shape == shape
    assert image.dtype == np.uint8
    assert image.max() > 100
    assert all(np.array_equal(image[..., 0], image[..., k]) for k in range(shape[2]))


def test_that_a_drawing_is_centred_only_as_long_as_that_is_wished(
    qtbot: QtBot, theme: Theme
) -> None:
    dialog = opened(qtbot, theme)
    assert dialog.centre.isChecked()
    draw(dialog.canvas, (0.1, 0.1), (0.1, 0.4))
    assert centre_of_mass(dialog.image()[None, ..., 0])[0] == pytest.approx([CENTRE] * 2, abs=0.1)
    dialog.centre.click()
    assert centre_of_mass(dialog.image()[None, ..., 0])[0] == pytest.approx([2.8, 7], abs=0.3)


def test_that_what_is_seen_is_what_comes_back(qtbot: QtBot, theme: Theme) -> None:
    dialog = opened(qtbot, theme)
    draw(dialog.canvas, (0.1, 0.1), (0.1, 0.4))
    centred = dialog.image()
    for _ in range(2):
        image = dialog.image()
        for place in ((14, 14), (7, 2), (27, 27)):
            assert dialog.seen.text_of(place).endswith(f"grey level {image[*place, 0]}")
        dialog.centre.click()
    assert np.array_equal(dialog.image(), centred)


@pytest.mark.parametrize(
    ("shape", "digits", "offered", "on"),
    [
        ((28, 28, 1), True, True, True),
        ((28, 28, 1), False, True, False),
        ((28, 28, 3), True, True, False),
        ((32, 32, 1), True, False, False),
    ],
)
def test_that_centring_is_offered_where_mnists_place_is_known_and_on_for_digits(
    qtbot: QtBot,
    theme: Theme,
    shape: tuple[int, int, int],
    digits: bool,
    offered: bool,
    on: bool,
) -> None:
    dialog = opened(qtbot, theme, shape, is_of_digits=digits)
    assert dialog.centre.isVisible() == offered
    assert dialog.centre.isChecked() == on


@pytest.mark.parametrize(("use", "text"), [("", "Look inside"), ("Use it", "Use it")])
def test_that_the_button_says_what_becomes_of_the_drawing(
    qtbot: QtBot, theme: Theme, use: str, text: str
) -> None:
    assert opened(qtbot, theme, use=use).ok.text() == text


def test_that_the_pens_width_is_chosen_for_the_next_strokes(qtbot: QtBot, theme: Theme) -> None:
    dialog = opened(qtbot, theme)
    QTest.keyClick(dialog.tools.width_slider, Qt.Key.Key_End)
    draw(dialog.canvas, *ACROSS)
    assert dialog.canvas.strokes[0].widths[0] == pytest.approx(0.2)


def test_that_every_control_has_a_name_and_a_tool_tip(qtbot: QtBot, theme: Theme) -> None:
    dialog = opened(qtbot, theme)
    for control in (dialog.canvas, dialog.tools.width_slider, dialog.seen):
        assert control.accessibleName()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert isinstance(dialog.centre, QAbstractButton)
    assert dialog.centre.text()
    assert dialog.centre.toolTip()


def test_that_the_keyboard_is_on_the_paper_at_first_and_enter_takes_the_drawing(
    qtbot: QtBot, theme: Theme
) -> None:
    dialog = opened(qtbot, theme)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.focusWidget() is dialog.canvas
    draw(dialog.canvas, *ACROSS)
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(dialog.canvas, Qt.Key.Key_Return)
