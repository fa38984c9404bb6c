"""The picture on the Network page: its blocks are pointed at, scrolled to and zoomed."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.network.picture import NetworkPicturePage
from cnnlab_gui.widgets.network.picture_view import LEAST_ZOOM, MOST_ZOOM
from cnnlab_gui.widgets.theme import LIGHT, Theme
from tests.widgets.network_picture_parts import drawn, many, press, shown_page, stack_of

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, session: LabSession, theme: Theme) -> NetworkPicturePage:
    return shown_page(qtbot, session, theme)


# Blocks


@pytest.mark.parametrize("layer", [-1, 0, 3, 6])
def test_that_a_click_on_a_block_chooses_its_layer(
    qtbot: QtBot, page: NetworkPicturePage, layer: int
) -> None:
    place = page.view.place_of(layer)
    with qtbot.waitSignal(page.layer_chosen) as chosen:
        qtbot.mouseClick(page.view.viewport(), LEFT, pos=place.center().toPoint())
    assert chosen.args == [layer]
    assert page.view.selected == layer


def test_that_a_click_beside_the_blocks_chooses_nothing(
    qtbot: QtBot, page: NetworkPicturePage
) -> None:
    with qtbot.assertNotEmitted(page.layer_chosen):
        qtbot.mouseClick(page.view.viewport(), LEFT, pos=QPoint(1, 1))
        right = Qt.MouseButton.RightButton
        qtbot.mouseClick(page.view.viewport(), right, pos=page.view.place_of(2).center().toPoint())


def test_that_arrows_home_and_end_go_from_block_to_block(
    qtbot: QtBot, page: NetworkPicturePage
) -> None:
    chosen: list[int] = []
    page.layer_chosen.connect(chosen.append)
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_End, Key.Key_Home):
        qtbot.keyClick(page.view, key)
    assert chosen == [0, 1, 0, 6, -1]


def test_that_arrows_stop_at_both_ends(qtbot: QtBot, page: NetworkPicturePage) -> None:
    qtbot.keyClick(page.view, Key.Key_Left)
    assert page.view.selected == -1
    page.show_selected(6)
    qtbot.keyClick(page.view, Key.Key_Right)
    assert page.view.selected == 6


def test_that_the_selected_layer_is_outlined_without_a_word(
    qtbot: QtBot, page: NetworkPicturePage
) -> None:
    accent = QColor(LIGHT.selected)
    spot = page.view.place_of(2).bottomLeft().toPoint() + QPoint(12, -12)
    assert page.view.grab().toImage().pixelColor(spot) == QColor(LIGHT.page)
    with qtbot.assertNotEmitted(page.layer_chosen):
        page.show_selected(2)
    assert page.view.grab().toImage().pixelColor(spot) == accent


def test_that_a_layer_that_is_not_there_cannot_be_selected(page: NetworkPicturePage) -> None:
    page.show_selected(3)
    for nowhere in (-2, 7, 1000):
        page.show_selected(nowhere)
    assert page.view.selected == 3


def test_that_a_shorter_network_keeps_the_selection_inside(
    page: NetworkPicturePage, session: LabSession
) -> None:
    page.show_selected(6)
    session.choose_preset("dense-baseline", "")
    drawn(page)
    assert page.view.selected == 2


def test_that_a_selected_layer_out_of_view_is_scrolled_to(
    page: NetworkPicturePage, session: LabSession
) -> None:
    session.set_architecture(many(100), "")
    drawn(page)
    for layer in (99, 50, 51, -1):
        page.show_selected(layer)
        place = page.view.place_of(layer)
        assert place.left() >= -1
        assert place.right() <= page.view.viewport().width() + 1


def test_that_pointing_at_a_block_tells_its_facts(page: NetworkPicturePage) -> None:
    viewport = page.view.viewport()
    at = page.view.place_of(0).center().toPoint()
    tip = QHelpEvent(QEvent.Type.ToolTip, at, viewport.mapToGlobal(at))
    QApplication.sendEvent(viewport, tip)
    assert QToolTip.text() == (
        "<qt>Conv2D 64 · 3×3 · relu<br>Gives 26×26×64<br>640 parameters<br>"
        "389,376 multiply-adds<br>Sees 3×3 pixels of the input</qt>"
    )
    QToolTip.hideText()


# Zoom


def test_that_a_preset_fits_into_the_view_without_scrolling(
    page: NetworkPicturePage, session: LabSession
) -> None:
    for name in PRESETS:
        session.choose_preset(name, "")
        assert page.view.horizontalScrollBar().maximum() == 0
        assert page.view.verticalScrollBar().maximum() == 0


def test_that_a_wide_network_is_scrolled_rather_than_shrunk(
    page: NetworkPicturePage, session: LabSession
) -> None:
    session.set_architecture(many(100), "")
    drawn(page)
    assert page.view.is_fitted
    assert page.view.scale == 1.0
    assert page.view.horizontalScrollBar().maximum() > 5000


def test_that_a_small_network_lies_in_the_middle(
    page: NetworkPicturePage, session: LabSession
) -> None:
    stack_of(session)
    drawn(page)
    picture, view = page.view.picture, page.view
    assert picture is not None
    origin = view.place_of(-1).left() - picture.blocks[0].slot.x * view.scale
    right = view.viewport().width() - origin - picture.width * view.scale
    assert origin == pytest.approx(right, abs=2)


def test_that_scrolling_brings_other_blocks_into_view(
    page: NetworkPicturePage, session: LabSession
) -> None:
    session.set_architecture(many(100), "")
    drawn(page)
    bar = page.view.horizontalScrollBar()
    begin = page.view.viewport().grab().toImage()
    bar.setValue(bar.maximum())
    end = page.view.viewport().grab().toImage()
    assert end != begin
    page.view.fit()
    assert page.view.viewport().grab().toImage() == end
    bar.setValue(0)
    assert page.view.viewport().grab().toImage() == begin


def test_that_buttons_and_keys_zoom_and_fit_again(qtbot: QtBot, page: NetworkPicturePage) -> None:
    fitted = page.view.scale
    press(page, "+")
    assert page.view.scale > fitted
    press(page, "−")
    assert page.view.scale == pytest.approx(fitted)
    qtbot.keyClick(page.view, Key.Key_Plus)
    assert page.view.scale > fitted
    qtbot.keyClick(page.view, Key.Key_Minus)
    qtbot.keyClick(page.view, Key.Key_Minus)
    assert page.view.scale < fitted
    assert not page.view.is_fitted
    qtbot.keyClick(page.view, Key.Key_0)
    assert page.view.scale == fitted
    press(page, "+")
    press(page, "Fit")
    assert page.view.is_fitted


def test_that_zoom_ends_somewhere(page: NetworkPicturePage) -> None:
    for _ in range(30):
        page.view.zoom_in()
    assert page.view.scale == MOST_ZOOM
    for _ in range(60):
        page.view.zoom_out()
    assert page.view.scale == LEAST_ZOOM


def turn(
    page: NetworkPicturePage, at: QPointF, degrees: int, modifier: Qt.KeyboardModifier
) -> None:
    viewport = page.view.viewport()
    event = QWheelEvent(
        at,
        viewport.mapToGlobal(at),
        QPoint(),
        QPoint(0, degrees),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def test_that_ctrl_and_the_wheel_zoom_about_the_pointer(
    page: NetworkPicturePage, session: LabSession
) -> None:
    session.set_architecture(many(100), "")
    drawn(page)
    page.show_selected(50)
    at = page.view.place_of(50).center()
    turn(page, at, 240, Qt.KeyboardModifier.ControlModifier)
    assert page.view.scale > 1.5
    now = page.view.place_of(50).center()
    assert now.x() == pytest.approx(at.x(), abs=2)


def test_that_the_wheel_alone_scrolls_sideways_where_there_is_no_other_way(
    page: NetworkPicturePage, session: LabSession
) -> None:
    session.set_architecture(many(100), "")
    drawn(page)
    turn(page, QPointF(50, 50), -240, Qt.KeyboardModifier.NoModifier)
    assert page.view.horizontalScrollBar().value() == 240
    assert page.view.is_fitted


def test_that_a_click_finds_its_block_when_scrolled_and_zoomed(
    qtbot: QtBot, page: NetworkPicturePage, session: LabSession
) -> None:
    session.set_architecture(many(100), "")
    drawn(page)
    page.view.zoom_in()
    page.show_selected(70)
    with qtbot.waitSignal(page.layer_chosen) as chosen:
        at = page.view.place_of(70).center().toPoint()
        qtbot.mouseClick(page.view.viewport(), LEFT, pos=at)
    assert chosen.args == [70]
