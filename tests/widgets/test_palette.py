"""The palette of layers: search, keyboard, mouse, and its place on the screen."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.palette_model import PaletteEntry, PaletteRole
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.widgets.network.palette import LayerPalette, place_beside
from cnnlab_gui.widgets.network.palette_row import wrapped
from cnnlab_gui.widgets.theme import Appearance, Theme

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
FIRST = next(iter(LAYER_KINDS))
ROOM = QRect(0, 0, 1280, 720)
SIZE = QSize(416, 440)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(200, 60)
    with qtbot.waitActive(made):
        made.show()
    return made


@pytest.fixture
def anchor(window: QWidget) -> QPushButton:
    """The button that opens the palette."""
    made = QPushButton("Add layer", window)
    made.show()
    return made


@pytest.fixture
def palette(
    qtbot: QtBot, theme: Theme, window: QWidget, anchor: QPushButton
) -> Iterator[LayerPalette]:
    made = LayerPalette(theme, window)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.popup_at(anchor)
    yield made
    made.close()


@pytest.fixture
def chosen(palette: LayerPalette) -> list[str]:
    names: list[str] = []
    palette.chosen.connect(names.append)
    return names


def search_line(palette: LayerPalette) -> QLineEdit:
    return palette.findChild(QLineEdit)


def view(palette: LayerPalette) -> QListView:
    return palette.findChild(QListView)


def rows(palette: LayerPalette) -> list[str]:
    model = view(palette).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def names(palette: LayerPalette) -> list[str]:
    model = view(palette).model()
    found = [model.index(row, 0).data(PaletteRole.NAME) for row in range(model.rowCount())]
    return [name for name in found if name is not None]


def selected(palette: LayerPalette) -> str | None:
    return view(palette).currentIndex().data(PaletteRole.NAME)


def press(palette: LayerPalette, *keys: Qt.Key) -> None:
    """Press ``keys`` where the keyboard is."""
    for key in keys:
        QTest.keyClick(palette.focusWidget(), key)


def write(palette: LayerPalette, text: str) -> None:
    QTest.keyClicks(palette.focusWidget(), text)


def place_of(palette: LayerPalette, row: int) -> QPoint:
    model = view(palette).model()
    return view(palette).visualRect(model.index(row, 0)).center()


def test_that_it_opens_empty_with_the_keyboard_in_the_search_line(palette: LayerPalette) -> None:
    assert QApplication.activePopupWidget() is palette
    assert palette.focusWidget() is search_line(palette)
    assert search_line(palette).text() == ""
    assert selected(palette) == FIRST


def test_that_every_kind_stands_once_under_the_heading_of_its_group(
    palette: LayerPalette,
) -> None:
    model, heading, seen = view(palette).model(), "", []
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        name = index.data(PaletteRole.NAME)
        if name is None:
            heading = str(index.data())
            seen.append(heading)
        else:
            assert heading == translated(LAYER_KINDS[name].group)
    assert sorted(names(palette)) == sorted(LAYER_KINDS)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("conv", ["Conv2D", "SeparableConv2D", "DepthwiseConv2D"]),
        ("CONV", ["Conv2D", "SeparableConv2D", "DepthwiseConv2D"]),
        ("drop", ["Dropout", "SpatialDropout2D"]),
        ("average pool", ["AveragePooling2D", "GlobalAveragePooling2D"]),
        ("pool max", ["MaxPooling2D"]),
        ("max-pool", ["MaxPooling2D"]),
        ("dense", ["Dense"]),
        ("  flat  ", ["Flatten"]),
        ("augmentation", ["RandomTranslation", "RandomRotation", "RandomZoom", "RandomFlip"]),
        ("overfitting", ["Dropout"]),
        ("normalisation", ["BatchNormalization"]),
    ],
)
def test_that_the_best_matches_of_every_word_come_first(
    palette: LayerPalette, text: str, first: list[str]
) -> None:
    write(palette, text)
    assert names(palette)[: len(first)] == first
    assert selected(palette) == first[0]


def test_that_every_word_must_match(palette: LayerPalette) -> None:
    write(palette, "pool overfitting")
    assert names(palette) == []


def test_that_a_name_that_starts_with_the_words_ranks_above_one_that_holds_them() -> None:
    entry = PaletteEntry("MaxPooling2D", "Réduction", "Groupe", "Garde le plus grand nombre.")
    ranks = [
        entry.rank(words.split()) for words in ("max", "max pool", "pool", "reduction", "dense")
    ]
    assert ranks == [0, 0, 1, 2, None]


def test_that_hits_have_no_headings_and_an_empty_line_brings_them_back(
    palette: LayerPalette,
) -> None:
    before = rows(palette)
    write(palette, "pool")
    assert len(rows(palette)) == len(names(palette))
    press(palette, *[Key.Key_Backspace] * 4)
    assert rows(palette) == before


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_that_enter_chooses_the_first_hit_and_closes(
    palette: LayerPalette, chosen: list[str], key: Qt.Key
) -> None:
    write(palette, "max")
    press(palette, key)
    assert chosen == ["MaxPooling2D"]
    assert not palette.isVisible()


def test_that_the_palette_is_closed_when_it_tells_what_was_chosen(palette: LayerPalette) -> None:
    visible: list[bool] = []
    palette.chosen.connect(lambda _: visible.append(palette.isVisible()))
    press(palette, Key.Key_Return)
    assert visible == [False]


def test_that_arrows_go_from_kind_to_kind_over_headings_and_stop_at_the_ends(
    palette: LayerPalette,
) -> None:
    order = names(palette)
    went = [selected(palette)]
    for _ in order:
        press(palette, Key.Key_Down)
        went.append(selected(palette))
    assert went == [*order, order[-1]]
    for _ in order:
        press(palette, Key.Key_Up)
    assert selected(palette) == order[0]
    assert view(palette).verticalScrollBar().value() == 0


def test_that_a_page_is_several_kinds_and_stops_at_the_ends(palette: LayerPalette) -> None:
    order = names(palette)
    press(palette, Key.Key_PageDown)
    page = order.index(str(selected(palette)))
    assert 1 < page < len(order) - 1
    press(palette, Key.Key_PageUp)
    assert selected(palette) == order[0]
    press(palette, *[Key.Key_PageDown] * len(order))
    assert selected(palette) == order[-1]


def test_that_what_the_keyboard_selects_is_in_sight(palette: LayerPalette) -> None:
    for _ in names(palette):
        press(palette, Key.Key_Down)
        shown = view(palette).visualRect(view(palette).currentIndex())
        assert view(palette).viewport().rect().contains(shown)


def test_that_the_keyboard_stays_in_the_search_line_while_arrows_move(
    palette: LayerPalette, chosen: list[str]
) -> None:
    write(palette, "co")
    press(palette, Key.Key_Down)
    write(palette, "nv")
    assert search_line(palette).text() == "conv"
    press(palette, Key.Key_Down, Key.Key_Return)
    assert chosen == ["SeparableConv2D"]


def test_that_the_search_line_tells_a_screen_reader_what_enter_would_add(
    palette: LayerPalette,
) -> None:
    press(palette, Key.Key_Down)
    assert str(selected(palette)) in search_line(palette).accessibleDescription()
    write(palette, "xyz")
    assert search_line(palette).accessibleDescription().startswith("No layer of that name.")


def test_that_escape_closes_and_chooses_nothing(palette: LayerPalette, chosen: list[str]) -> None:
    write(palette, "conv")
    press(palette, Key.Key_Escape)
    assert not palette.isVisible()
    assert chosen == []


def test_that_a_search_without_a_hit_says_what_to_try_and_enter_does_nothing(
    palette: LayerPalette, chosen: list[str]
) -> None:
    write(palette, "xyz")
    texts = [label.text() for label in palette.findChildren(QLabel) if label.isVisible()]
    assert texts == ["No layer of that name. Try 'conv', 'pool' or 'dense'."]
    assert not view(palette).isVisible()
    press(palette, Key.Key_Down, Key.Key_PageUp, Key.Key_Return)
    assert chosen == []
    assert palette.isVisible()


def test_that_it_opens_again_as_new(palette: LayerPalette, anchor: QPushButton) -> None:
    write(palette, "xyz")
    palette.close()
    palette.popup_at(anchor)
    assert search_line(palette).text() == ""
    assert selected(palette) == FIRST
    assert view(palette).isVisible()
    press(palette, Key.Key_Down, Key.Key_Down, Key.Key_Escape)
    palette.popup_at(anchor)
    assert selected(palette) == FIRST


def test_that_a_click_chooses_a_kind_but_no_heading(
    qtbot: QtBot, palette: LayerPalette, chosen: list[str]
) -> None:
    viewport = view(palette).viewport()
    qtbot.mouseClick(viewport, LEFT, pos=place_of(palette, 0))
    assert chosen == []
    assert palette.isVisible()
    qtbot.mouseClick(viewport, LEFT, pos=place_of(palette, 2))
    assert chosen == [names(palette)[1]]
    assert not palette.isVisible()


def test_that_the_row_under_the_pointer_is_highlighted_and_not_selected(
    qtbot: QtBot, palette: LayerPalette
) -> None:
    viewport = view(palette).viewport()
    row = view(palette).visualRect(view(palette).model().index(3, 0))
    qtbot.mouseMove(viewport, place_of(palette, 1))
    before = viewport.grab(row).toImage()
    qtbot.mouseMove(viewport, place_of(palette, 3))
    qtbot.waitUntil(lambda: viewport.grab(row).toImage() != before)
    assert selected(palette) == FIRST


def test_that_a_press_beside_it_closes_it_and_is_kept_from_its_own_button_only(
    palette: LayerPalette, anchor: QPushButton
) -> None:
    # Qt hands such a press on to what lies there, and the button would open it again.
    kept = Qt.WidgetAttribute.WA_NoMouseReplay
    on_button = palette.mapFromGlobal(anchor.mapToGlobal(anchor.rect().center()))
    elsewhere = palette.rect().bottomRight() + QPoint(5, 5)
    for place, keeps in ((on_button, True), (elsewhere, False)):
        palette.popup_at(anchor)
        QTest.mousePress(palette, LEFT, pos=place)
        assert not palette.isVisible()
        assert palette.testAttribute(kept) is keeps


def test_that_it_is_drawn_in_the_colours_of_the_scheme_in_force(
    palette: LayerPalette, theme: Theme
) -> None:
    corner = QPoint(4, 4)
    assert palette.grab().toImage().pixelColor(corner).name() == theme.colours.window
    theme.choose(Appearance.DARK)
    assert palette.grab().toImage().pixelColor(corner).name() == theme.colours.window


@pytest.mark.parametrize("x", [0, 300, 1180])
@pytest.mark.parametrize("y", [0, 200, 360, 690])
def test_that_it_opens_within_the_screen_and_beside_its_button(x: int, y: int) -> None:
    button = QRect(x, y, 100, 30)
    popup = QRect(place_beside(button, SIZE, ROOM), SIZE)
    assert ROOM.contains(popup)
    assert not popup.intersects(button)


def test_that_it_opens_below_its_button_where_there_is_room() -> None:
    button = QRect(300, 40, 100, 30)
    popup = QRect(place_beside(button, SIZE, ROOM), SIZE)
    assert popup.left() == button.left()
    assert popup.top() > button.bottom()


def test_that_it_stays_on_a_screen_that_does_not_begin_at_0() -> None:
    room = QRect(-1920, 100, 1920, 1080)
    for button in (QRect(-1920, 100, 100, 30), QRect(-60, 1150, 60, 30)):
        assert room.contains(QRect(place_beside(button, SIZE, room), SIZE))


def test_that_a_button_as_large_as_the_screen_leaves_the_palette_on_it() -> None:
    assert ROOM.contains(QRect(place_beside(ROOM, SIZE, ROOM), SIZE))


def test_that_it_stays_on_the_screen_at_a_button_or_a_point_in_the_corner(
    palette: LayerPalette, window: QWidget, anchor: QPushButton
) -> None:
    room = anchor.screen().availableGeometry()
    window.move(room.bottomRight() - QPoint(100, 40))
    for place in (anchor, room.bottomRight(), room.topRight()):
        palette.close()
        palette.popup_at(place)
        assert room.contains(palette.geometry())


def test_that_a_large_font_makes_it_wider(palette: LayerPalette, anchor: QPushButton) -> None:
    before = palette.width()
    font = palette.font()
    font.setPixelSize(24)
    palette.setFont(font)
    palette.popup_at(anchor)
    assert palette.width() > before
    assert anchor.screen().availableGeometry().contains(palette.geometry())


def test_that_an_explanation_takes_two_lines_and_ends_with_dots_if_it_is_cut(
    qapp: QApplication,
) -> None:
    font, width = QFont(), 200
    text = "While training, silences a random share of the numbers. " * 3
    lines = wrapped(text, font, width, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(QFontMetrics(font).horizontalAdvance(line.strip()) <= width for line in lines)
    assert wrapped("One line.", font, width, 2) == ["One line."]
