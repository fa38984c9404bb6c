"""The Network page: the picture follows the session, and its blocks can be pointed at."""

from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolTip
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.picture.captions import text_width
from cnnlab_gui.core.picture.colours import FRONT, mixed
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.network.picture import LONGEST_SIDE, NetworkPicturePage
from cnnlab_gui.widgets.network.picture_view import LEAST_ZOOM, MOST_ZOOM
from cnnlab_gui.widgets.theme import DARK, LIGHT, Appearance, Theme

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def page(qtbot: QtBot, session: LabSession, theme: Theme) -> NetworkPicturePage:
    made = NetworkPicturePage(session, theme)
    qtbot.addWidget(made)
    made.resize(800, 560)
    with qtbot.waitExposed(made):
        made.show()
    return made


def press(page: NetworkPicturePage, text: str) -> None:
    next(each for each in page.findChildren(QPushButton) if each.text() == text).click()


def drawn(page: NetworkPicturePage) -> None:
    """Wait until what has changed is drawn; a page that is not seen waits to be."""
    while page.isVisible() and page.is_stale:
        QApplication.processEvents()


def captions(page: NetworkPicturePage) -> list[str]:
    picture = page.view.picture
    return ["".join(block.caption.title) for block in picture.blocks] if picture else []


def stack_of(session: LabSession, *layers: object) -> None:
    session.set_architecture(Architecture(layers=layers), "")  # type: ignore[arg-type]


def many(count: int) -> Architecture:
    return Architecture(layers=(Conv2D(filters=8, padding="same"),) * count)


def colours_in(image: QImage) -> set[int]:
    return {
        image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)
    }


def face(colour: str, page: str) -> int:
    """The front of a block of ``colour``."""
    return QColor(mixed(colour, page, FRONT)).rgb()


# It follows the session


def test_that_the_sessions_network_is_shown_with_its_cost(page: NetworkPicturePage) -> None:
    kinds = ["Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dense"]
    assert captions(page) == ["Input", *kinds]
    assert page.headline.text() == "From 28×28×1 pixels to 10 classes"
    assert page.text.text() == "243,786 parameters, 5,056,000 multiply-adds for an image."
    assert page.text.isVisible()
    assert not page.problem.isVisible()


def test_that_every_change_of_the_network_is_drawn_and_undone(
    page: NetworkPicturePage, session: LabSession
) -> None:
    before = page.view.grab().toImage()
    session.choose_preset("dense-baseline", "")
    drawn(page)
    assert captions(page) == ["Input", "Flatten", "Dense", "Dense"]
    assert page.view.grab().toImage() != before
    session.undo_stack.undo()
    drawn(page)
    assert captions(page)[1] == "Conv2D"
    assert page.view.grab().toImage() == before


def test_that_another_setting_draws_nothing_anew(
    page: NetworkPicturePage, session: LabSession
) -> None:
    before = page.view.picture
    session.set_setting("epochs", 3, "")
    drawn(page)
    session.choose_dataset("elsewhere", "")
    drawn(page)
    assert page.view.picture is before


def test_that_a_page_that_is_not_seen_draws_when_it_is_shown(
    page: NetworkPicturePage, session: LabSession
) -> None:
    page.hide()
    before = page.view.picture
    session.choose_preset("dense-baseline", "")
    drawn(page)
    assert page.view.picture is before
    page.show()
    assert captions(page) == ["Input", "Flatten", "Dense", "Dense"]


def test_that_an_empty_stack_shows_the_input_and_where_layers_come_from(
    page: NetworkPicturePage, session: LabSession
) -> None:
    stack_of(session)
    drawn(page)
    assert captions(page) == ["Input"]
    assert page.headline.text() == "No layers yet"
    assert page.text.text() == "Add layers on the left; they appear here."


def test_that_a_network_that_cannot_be_built_says_why(
    page: NetworkPicturePage, session: LabSession
) -> None:
    stack_of(session, Conv2D(kernel_size=(40, 40)), Flatten())
    drawn(page)
    assert page.headline.text() == "Images of 28×28×1 do not come through"
    assert "needs an image of at least 40×40" in page.problem.text()
    assert page.problem.isVisible()
    assert not page.text.isVisible()
    session.undo_stack.undo()
    drawn(page)
    assert page.text.isVisible()


@pytest.mark.parametrize(
    ("activation", "word"), [("softmax", "10 classes"), ("relu", "10 numbers")]
)
def test_that_only_probabilities_are_called_classes(
    page: NetworkPicturePage, session: LabSession, activation: str, word: str
) -> None:
    stack_of(session, Flatten(), Dense(units=10, activation=activation))
    drawn(page)
    assert page.headline.text().endswith(word)


def test_that_it_is_drawn_in_the_themes_colours(page: NetworkPicturePage, theme: Theme) -> None:
    light = colours_in(page.view.grab().toImage())
    theme.choose(Appearance.DARK)
    dark = colours_in(page.view.grab().toImage())
    for colours, seen, unseen in ((LIGHT, light, dark), (DARK, dark, light)):
        shown = {QColor(colours.page).rgb(), face(colours.accent, colours.page)}
        assert shown <= seen
        assert not shown & unseen


def test_that_class_names_are_written_in_the_picture(page: NetworkPicturePage) -> None:
    before = page.svg_bytes()
    page.show_class_names([f"class {at}" for at in range(10)])
    drawn(page)
    assert page.view.picture is not None
    assert len(page.view.picture.class_names) == 10
    assert b"class 9" in page.svg_bytes()
    page.show_class_names(())
    drawn(page)
    assert page.svg_bytes() == before


@pytest.mark.parametrize("kind", [*LAYER_KINDS, "Input", "26×26×64", "1,024×1,024×2,048"])
@pytest.mark.parametrize("bold", [False, True])
def test_that_words_are_no_wider_than_the_room_kept_for_them(
    page: NetworkPicturePage, kind: str, bold: bool
) -> None:
    font = QFont("sans-serif")
    font.setPixelSize(26)
    font.setBold(bold)
    assert QFontMetricsF(font).horizontalAdvance(kind) <= text_width(kind, 26, bold=bold)


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


def test_that_facts_say_what_keeps_a_layer_from_the_network(
    page: NetworkPicturePage, session: LabSession
) -> None:
    off = Conv2D(enabled=False)
    stack_of(session, off, Conv2D(kernel_size=(40, 40)), Flatten())
    drawn(page)
    assert page.facts(-1) == "Input: images of 28×28×1"
    assert "Switched off" in page.facts(0)
    assert "needs an image of at least 40×40" in page.facts(1)
    assert "A layer before it" in page.facts(2)


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


# Saved


@pytest.mark.parametrize(("text", "form"), [("Save as SVG…", "svg"), ("Save as PNG…", "png")])
def test_that_its_buttons_ask_to_save(
    qtbot: QtBot, page: NetworkPicturePage, text: str, form: str
) -> None:
    with qtbot.waitSignal(page.save_wanted) as wanted:
        press(page, text)
    assert wanted.args == [form]


def test_that_the_saved_drawing_is_light_whatever_the_theme(
    page: NetworkPicturePage, theme: Theme
) -> None:
    light = page.svg_bytes()
    theme.choose(Appearance.DARK)
    assert page.svg_bytes() == light
    root = ElementTree.fromstring(light)
    assert root[1].get("fill") == LIGHT.page
    assert len(root.findall(f"{SVG}g")) == 1 + 7 + 1


def test_that_the_saved_image_is_the_drawing_at_twice_its_size(page: NetworkPicturePage) -> None:
    image = page.png_image()
    root = ElementTree.fromstring(page.svg_bytes())
    assert image.width() == 2 * int(root.get("width", "0"))
    assert image.height() == 2 * int(root.get("height", "0"))
    assert image.pixelColor(0, 0) == QColor("white")
    colours = colours_in(image)
    for colour in (LIGHT.accent, LIGHT.validation, LIGHT.vector):
        assert face(colour, LIGHT.page) in colours


def test_that_the_image_of_the_longest_network_is_whole(
    page: NetworkPicturePage, session: LabSession
) -> None:
    session.set_architecture(many(200), "")
    drawn(page)
    image = page.png_image()
    assert image.width() <= LONGEST_SIDE
    end = image.copy(image.width() - 400, 0, 400, image.height())
    assert face(LIGHT.accent, LIGHT.page) in colours_in(end)


def test_that_what_is_not_yet_shown_can_be_saved(session: LabSession, theme: Theme) -> None:
    unseen = NetworkPicturePage(session, theme)
    assert b"layer-6" in unseen.svg_bytes()
    assert not unseen.png_image().isNull()
    unseen.deleteLater()


# For everyone


def test_that_everything_has_a_name_and_the_keyboard_reaches_it(page: NetworkPicturePage) -> None:
    assert page.view.accessibleName() == "Picture of the network"
    assert "Conv2D 64 · 3×3 · relu → 26×26×64" in page.view.accessibleDescription()
    assert page.view.focusPolicy() == Qt.FocusPolicy.StrongFocus
    for each in page.findChildren(QPushButton):
        assert each.toolTip()
        assert each.accessibleName() or len(each.text()) > 1
        assert each.focusPolicy() & Qt.FocusPolicy.TabFocus
