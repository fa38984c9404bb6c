"""Icons and pictures of every kind of layer."""

import re
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.core import paths
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.widgets.network.kind_picture import KindPicture
from cnnlab_gui.widgets.theme import DARK, LIGHT, Appearance, Theme, picture_renderer, renderer_of

KINDS = ["Input", *LAYER_KINDS]
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(300, 200)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def shown(theme: Theme, window: QWidget) -> KindPicture:
    """A picture on top of a column."""
    made = KindPicture(theme)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(made)
    column.addStretch(1)
    return made


def ink(image: QImage) -> list[tuple[int, int]]:
    """Points of ``image`` that differ from its corner."""
    corner = image.pixel(0, 0)
    sides = range(image.width()), range(image.height())
    return [(x, y) for x in sides[0] for y in sides[1] if image.pixel(x, y) != corner]


@EVERY_KIND
def test_that_every_kind_has_an_icon_and_a_picture(qapp: QApplication, kind: str) -> None:
    assert renderer_of(kind, LIGHT.accent).isValid()
    assert picture_renderer(kind, LIGHT.text, LIGHT.accent).isValid()


def test_that_no_picture_lies_about_that_belongs_to_no_kind() -> None:
    files = (paths.resources_folder() / "pictures").iterdir()
    assert sorted(file.name for file in files) == sorted(f"{kind}.svg" for kind in KINDS)


@EVERY_KIND
def test_that_a_picture_has_only_the_themes_colours_and_no_text_but_digits(kind: str) -> None:
    file = paths.resources_folder() / "pictures" / f"{kind}.svg"
    root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    assert root.get("viewBox") == "0 0 240 72"
    for part in root.iter():
        for paint in ("fill", "stroke"):
            assert part.get(paint) in (None, "none", "currentColor", "#ACCENT")
        assert re.fullmatch(r"\s*\d*\s*", part.text or "")


@EVERY_KIND
def test_that_nothing_of_a_picture_touches_its_edge(qapp: QApplication, kind: str) -> None:
    image = QImage(240, 72, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    picture_renderer(kind, DARK.text, DARK.accent).render(painter, QRectF(0, 0, 240, 72))
    painter.end()
    drawn = ink(image)
    assert drawn
    assert min(y for _, y in drawn) >= 1
    assert max(y for _, y in drawn) <= 70
    assert min(x for x, _ in drawn) >= 2
    assert max(x for x, _ in drawn) <= 237


def digits(kind: str) -> list[tuple[float, float, int]]:
    """Each digit of a picture with its place."""
    file = paths.resources_folder() / "pictures" / f"{kind}.svg"
    texts = ElementTree.fromstring(file.read_text(encoding="utf-8")).iter(f"{SVG}text")
    return [(float(t.attrib["x"]), float(t.attrib["y"]), int(t.text or "")) for t in texts]


@pytest.mark.parametrize("kind", ["MaxPooling2D", "AveragePooling2D"])
def test_that_the_pooling_pictures_calculate_right(kind: str) -> None:
    numbers = [value for _, _, value in sorted(digits(kind)[:16], key=lambda d: (d[1], d[0]))]
    windows = [
        [numbers[4 * (2 * row + i) + 2 * column + j] for i in (0, 1) for j in (0, 1)]
        for row in (0, 1)
        for column in (0, 1)
    ]
    expected = [max(w) if kind == "MaxPooling2D" else sum(w) / 4 for w in windows]
    assert [value for _, _, value in digits(kind)[16:]] == expected


def test_that_the_global_pooling_picture_calculates_right() -> None:
    # A map of four numbers stands before the next one's, the three means at the end.
    left = sorted(digits("GlobalAveragePooling2D"))
    maps, means = [left[at : at + 4] for at in (0, 4, 8)], left[12:]
    assert [sum(v for _, _, v in each) / 4 for each in maps] == [v for _, _, v in means]


def test_that_a_picture_takes_240_by_72_pixels(qtbot: QtBot, shown: KindPicture) -> None:
    shown.show_kind("Conv2D")
    qtbot.waitUntil(lambda: (shown.width(), shown.height()) == (240, 72))


def test_that_a_narrow_picture_is_smaller_and_whole(
    qtbot: QtBot, shown: KindPicture, window: QWidget
) -> None:
    shown.show_kind("Flatten")
    window.resize(160, 200)
    qtbot.waitUntil(lambda: (shown.width(), shown.height()) == (160, 48))
    assert max(x for x, _ in ink(shown.grab().toImage())) in range(140, 159)


def test_that_a_kind_without_a_picture_takes_no_room(qtbot: QtBot, shown: KindPicture) -> None:
    shown.show_kind("Dense")
    assert shown.isVisible()
    shown.show_kind("Lambda")
    assert shown.isHidden()
    shown.show_kind("Input")
    assert shown.isVisible()


def test_that_another_kind_is_another_picture(qtbot: QtBot, shown: KindPicture) -> None:
    shown.show_kind("Dense")
    before = shown.grab().toImage()
    shown.show_kind("Dropout")
    assert shown.grab().toImage() != before


def test_that_a_picture_is_repainted_when_the_colours_change(
    qtbot: QtBot, shown: KindPicture, theme: Theme
) -> None:
    shown.show_kind("Dense")
    theme.choose(Appearance.DARK)
    image = shown.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x, y in ink(image)}
    assert {DARK.text, DARK.accent} <= colours
    assert not {LIGHT.text, LIGHT.accent} & colours


def test_that_a_picture_is_never_reached_with_the_keyboard(shown: KindPicture) -> None:
    assert shown.focusPolicy() is Qt.FocusPolicy.NoFocus
