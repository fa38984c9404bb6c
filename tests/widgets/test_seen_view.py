"""What a network sees of a drawing: sharp pixels where they belong, marks, and a legend."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.drawing.placed import Placed, Placement
from cnnlab_gui.widgets.draw.seen_marks import MARK
from cnnlab_gui.widgets.draw.seen_view import SeenView
from cnnlab_gui.widgets.theme import Appearance, Theme
from tests.widgets.answer_parts import count
from tests.widgets.maps_parts import hover, leave, open_window

Key = Qt.Key


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> SeenView:
    made = SeenView(theme)
    open_window(qtbot, made, 300, 440)
    return made


def placed(side: int = 28) -> Placed:
    """A bar of ink with a grey edge, without a box: nothing is drawn over its pixels."""
    pixels = np.zeros((side, side), np.uint8)
    pixels[4:20, 10:12], pixels[4:20, 12] = 255, 90
    return Placed(pixels)


def marked() -> Placed:
    return Placed(placed().pixels, (10.0, 4.0, 13.0, 20.0), (11.3, 12.0))


def middle(view: SeenView, row: int, column: int) -> QPoint:
    """The middle of a pixel of the image, in the picture's widget."""
    side, place = view.picture.side, view.picture.place
    x, y = place.left() + (column + 0.5) * side, place.top() + (row + 0.5) * side
    return QPoint(int(x), int(y))


def colour_at(view: SeenView, row: int, column: int) -> str:
    image = view.picture.grab().toImage()
    point = middle(view, row, column) * image.devicePixelRatio()
    return image.pixelColor(point).name()


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_that_ink_is_white_on_black_paper_in_its_place(
    view: SeenView, theme: Theme, appearance: Appearance
) -> None:
    theme.choose(appearance)
    view.show_placed(placed(), Placement.FILLED)
    for row, column, colour in (
        (4, 10, "#ffffff"), (19, 11, "#ffffff"), (10, 12, "#5a5a5a"),
        (3, 10, "#000000"), (20, 11, "#000000"), (10, 9, "#000000"), (10, 13, "#000000"),
    ):  # fmt: skip
        assert colour_at(view, row, column) == colour


def test_that_every_pixel_is_as_large_as_every_other(view: SeenView) -> None:
    view.resize(333, 470)
    chequers = (np.indices((28, 28)).sum(axis=0) % 2 * 255).astype(np.uint8)
    view.show_placed(Placed(chequers), Placement.FILLED)
    image = view.picture.grab().toImage()
    ratio = image.devicePixelRatio()
    place = view.picture.place
    y = middle(view, 0, 0).y()
    bright = [
        QColor(image.pixelColor(round(x * ratio), round(y * ratio))).lightness() > 127
        for x in range(place.left(), place.right() + 1)
    ]
    edges = [at for at, (one, next_one) in enumerate(pairwise(bright)) if one != next_one]
    # Thin lines part the pixels, so that an edge may lie one further.
    assert len(edges) == 27
    assert {b - a for a, b in pairwise(edges[::2])} == {2 * round(view.picture.side)}


def test_that_images_of_any_size_fit(view: SeenView) -> None:
    for side in (1, 8, 28, 64, 500):
        pixels = np.full((side, side), 200, np.uint8)
        view.show_placed(Placed(pixels), Placement.AS_DRAWN)
        place = view.picture.place
        assert view.picture.rect().contains(place)
        assert place.width() > 60
        assert view.readout.text().startswith(f"{side}×{side} pixels")


def test_that_the_box_is_drawn_around_the_ink(view: SeenView) -> None:
    view.show_placed(marked(), Placement.FILLED)
    side, place = view.picture.side, view.picture.place
    image = view.picture.grab().toImage()
    ratio = image.devicePixelRatio()
    blue = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).blue() > image.pixelColor(x, y).red() + 60
        and place.adjusted(1, 1, -1, -1).contains(int(x / ratio), int(y / ratio))
    ]
    xs, ys = zip(*((x / ratio - 1, y / ratio - 1) for x, y in blue), strict=True)
    assert (min(xs), min(ys)) == pytest.approx((10 * side, 4 * side), abs=6)
    assert (max(xs), max(ys)) == pytest.approx((13 * side, 20 * side), abs=6)


def test_that_the_centre_of_mass_is_marked_where_it_is(view: SeenView) -> None:
    view.show_placed(Placed(placed().pixels, None, (20.0, 8.0)), Placement.FILLED)
    side = view.picture.side
    image = view.picture.grab().toImage()
    ratio = image.devicePixelRatio()
    point = QPoint(round((1 + 20 * side) * ratio), round((1 + 8 * side) * ratio))
    assert image.pixelColor(point).blue() > 120
    assert image.pixelColor(point + QPoint(0, 30)).blue() < 60


def test_that_only_mnists_placement_shows_where_its_digits_lie(view: SeenView) -> None:
    for placement, side, expected in (
        (Placement.MNIST, 28, True),
        (Placement.FILLED, 28, False),
        (Placement.MNIST, 32, False),
    ):
        view.show_placed(placed(side), placement)
        assert view.picture.has_target is expected
        assert view.target.isVisible() is expected


def test_that_the_legend_tells_box_and_centre(view: SeenView, qtbot: QtBot) -> None:
    view.show_placed(marked(), Placement.MNIST)
    assert view.box.text() == "box: 3×16 px"
    assert view.centre.text() == "centre of mass: 11.3; 12.0"
    expected = "28×28 px · box: 3×16 px · centre of mass: 11.3; 12.0"
    qtbot.waitUntil(lambda: view.picture.accessibleDescription() == expected)


def test_that_empty_paper_keeps_size_and_legend(view: SeenView) -> None:
    view.show_placed(marked(), Placement.MNIST)
    before = view.picture.geometry(), view.picture.place
    view.clear()
    assert (view.picture.geometry(), view.picture.place) == before
    assert not view.picture.image.any()
    assert (view.box.text(), view.centre.text()) == ("box: –", "centre of mass: –")
    assert view.target.isVisible()
    assert count(view.picture, view.picture.place.adjusted(1, 1, -1, -1), MARK) == 0


def test_that_a_colour_image_has_its_colours_and_no_marks(view: SeenView) -> None:
    image = np.zeros((32, 32, 3), np.uint8)
    image[5, 6] = 250, 120, 10
    view.show_image(image)
    assert colour_at(view, 5, 6) == "#fa780a"
    assert not view.box.isVisible()
    assert not view.centre.isVisible()
    assert view.text_of((5, 6)) == "row 5, column 6: 250, 120, 10"
    view.show_placed(marked(), Placement.FILLED)
    assert view.box.isVisible()


def test_that_the_pixel_under_the_pointer_is_read(view: SeenView) -> None:
    view.show_placed(placed(), Placement.MNIST)
    hover(view.picture, middle(view, 7, 12))
    assert view.readout.text() == "row 7, column 12: grey 90"
    leave(view.picture)
    assert view.readout.text() == "28×28 pixels: point at one"


def test_that_what_is_read_follows_the_drawing(view: SeenView) -> None:
    view.show_placed(placed(), Placement.MNIST)
    hover(view.picture, middle(view, 7, 12))
    view.clear()
    assert view.readout.text() == "row 7, column 12: grey 0"


def test_that_the_arrow_keys_go_from_pixel_to_pixel(view: SeenView, qtbot: QtBot) -> None:
    view.show_placed(placed(), Placement.MNIST)
    picture = view.picture
    assert picture.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert picture.accessibleName() == "What the network sees"
    assert picture.toolTip()
    qtbot.keyClick(picture, Key.Key_Left)
    qtbot.keyClick(picture, Key.Key_Up)
    assert view.readout.text() == "row 13, column 13: grey 0"
    for _ in range(40):
        qtbot.keyClick(picture, Key.Key_Right)
    assert view.readout.text() == "row 13, column 27: grey 0"
    qtbot.keyClick(picture, Key.Key_Escape)
    assert view.readout.text() == "28×28 pixels: point at one"


def test_that_the_cursor_leaves_with_the_image_it_was_on(view: SeenView) -> None:
    view.show_placed(placed(64), Placement.AS_DRAWN)
    view.picture.point_at((60, 60))
    view.show_placed(placed(), Placement.MNIST)
    assert view.readout.text() == "28×28 pixels: point at one"


def test_that_the_legend_stands_right_below_the_image(view: SeenView, qtbot: QtBot) -> None:
    view.show_placed(placed(), Placement.MNIST)
    for width, height in ((200, 340), (280, 600), (400, 420)):
        view.resize(width, height)
        qtbot.waitUntil(lambda: view.picture.height() - view.picture.place.bottom() <= 4)
        assert view.box.mapTo(view, QPoint()).y() > view.picture.geometry().bottom()


def test_that_the_legend_can_stand_beside_a_small_image_and_go_back(
    view: SeenView, qtbot: QtBot
) -> None:
    view.show_placed(placed(), Placement.MNIST)
    large = view.picture.geometry()
    view.set_beside(True)
    qtbot.waitUntil(lambda: view.box.mapTo(view, QPoint()).x() > view.picture.geometry().right())
    assert view.picture.height() < large.height()
    view.set_beside(False)
    qtbot.waitUntil(lambda: view.picture.geometry() == large)
