"""The Network page: the picture follows the session, and can be saved."""

from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.picture.captions import text_width
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.widgets.network.picture import LONGEST_SIDE, NetworkPicturePage
from cnnlab_gui.widgets.theme import DARK, LIGHT, Appearance, Theme
from tests.widgets.network_picture_parts import (
    colours_in,
    drawn,
    face,
    many,
    press,
    shown_page,
    stack_of,
)

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def page(qtbot: QtBot, session: LabSession, theme: Theme) -> NetworkPicturePage:
    return shown_page(qtbot, session, theme)


def captions(page: NetworkPicturePage) -> list[str]:
    picture = page.view.picture
    return ["".join(block.caption.title) for block in picture.blocks] if picture else []


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


# What is known of a layer


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


def test_that_one_fault_is_said_in_one_sentence_wherever_it_is_read(
    page: NetworkPicturePage, session: LabSession
) -> None:
    stack_of(session, Conv2D(), MaxPooling2D(), Dense(units=10))
    drawn(page)
    assert session.problem is not None
    said = str(session.problem.sentence)
    assert "MaxPooling2D gives 13×13×32 feature maps" in said
    assert page.problem.text() == said
    assert page.facts(2).splitlines() == ["Dense 10 · relu", said]
    assert page.view.picture is not None
    assert page.view.picture.blocks[3].told == f"Dense 10 · relu: {said}"


def test_that_a_fault_of_a_layer_that_stands_is_said_beside_its_figures(
    page: NetworkPicturePage, session: LabSession
) -> None:
    stack_of(session, Flatten(), Dense(units=10, activation="linear"))
    drawn(page)
    assert "whose activation is softmax" in page.problem.text()
    assert page.text.isVisible()
    _, said, *figures = page.facts(1).splitlines()
    assert said == page.problem.text()
    assert figures[0] == "Gives 10"


def test_that_other_images_change_what_is_wrong_without_another_picture(
    page: NetworkPicturePage, session: LabSession
) -> None:
    before = page.view.picture
    session.set_images(ImageFacts("Letters", (28, 28, 1), 26))
    assert "Letters has 26 classes" in page.problem.text()
    assert page.problem.isVisible()
    assert "Letters has 26 classes" in page.facts(6)
    session.set_images(None)
    assert not page.problem.isVisible()
    assert page.view.picture is before


def test_that_a_fault_that_waits_for_another_is_not_said_in_other_words(
    page: NetworkPicturePage, session: LabSession
) -> None:
    session.set_images(ImageFacts("Photos", (32, 32, 3), 10))
    stack_of(session, Conv2D(), Dense(units=10))
    drawn(page)
    assert "Photos has images of 32×32×3" in page.problem.text()
    assert page.facts(1).splitlines()[1:] == ["It cannot stand where it is."]


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
