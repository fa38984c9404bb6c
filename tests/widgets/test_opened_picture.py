"""An opened picture on the Draw page: where its frames are, and how one is chosen."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.widgets.draw.picture_view import MARGIN, PADDING, Frame, PictureView
from cnnlab_gui.widgets.theme import DARK, LIGHT, Appearance, Theme
from tests.widgets.maps_parts import open_window

Key = Qt.Key
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
BOXES = ((10, 20, 30, 50), (60, 10, 80, 55), (80, 30, 95, 50))
WIDE = np.full((80, 160, 1), 200, np.uint8)
SQUARES = np.zeros((4, 8, 3), np.uint8)
SQUARES[:, 4:] = (250, 20, 20)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> PictureView:
    made = PictureView(theme)
    open_window(qtbot, made, 400, 300)
    show(made, WIDE, *BOXES)
    return made


def show(view: PictureView, picture: Images, *boxes: tuple[float, float, float, float]) -> None:
    view.show_picture(picture)
    view.set_frames([Frame(box) for box in boxes])


def middle(view: PictureView, number: int) -> QPoint:
    return view.rect_of(number).center().toPoint()


def click(qtbot: QtBot, view: PictureView, point: QPoint) -> None:
    qtbot.mouseClick(view, LEFT, pos=point)


def chosen(view: PictureView) -> list[int]:
    told: list[int] = []
    view.chosen.connect(told.append)
    return told


# Places


@pytest.mark.parametrize("size", [(400, 300), (161, 700), (900, 170), (2000, 1500)])
@pytest.mark.parametrize("picture", [WIDE, np.full((300, 40, 3), 9, np.uint8), WIDE[:1, :1]])
def test_that_frames_lie_around_their_ink_at_any_size(
    view: PictureView, size: tuple[int, int], picture: Images
) -> None:
    view.resize(*size)
    height, width = picture.shape[:2]
    whole = (0.0, 0.0, float(width), float(height))
    part = (0.25 * width, 0.5 * height, 0.75 * width, float(height))
    show(view, picture, whole, part)
    all_of_it, rect = (view.rect_of(at).adjusted(*_inwards()) for at in range(2))
    scale = min((size[0] - 2 * MARGIN) / width, (size[1] - 2 * MARGIN) / height)
    assert (all_of_it.width(), all_of_it.height()) == pytest.approx((scale * width, scale * height))
    assert all_of_it.center().x() == pytest.approx(size[0] / 2)
    assert all_of_it.top() == pytest.approx(MARGIN)
    assert rect.left() == pytest.approx(all_of_it.left() + all_of_it.width() / 4)
    assert rect.width() == pytest.approx(all_of_it.width() / 2)
    assert rect.top() == pytest.approx(all_of_it.top() + all_of_it.height() / 2)
    assert rect.bottom() == pytest.approx(all_of_it.bottom())


def _inwards() -> tuple[float, float, float, float]:
    return PADDING, PADDING, -PADDING, -PADDING


@pytest.mark.parametrize("size", [(400, 300), (300, 500)])
def test_that_the_picture_is_painted_where_its_frames_are(
    view: PictureView, size: tuple[int, int]
) -> None:
    show(view, SQUARES, (5, 1, 7, 3))
    view.resize(*size)
    image, ratio = view.grab().toImage(), view.devicePixelRatioF()
    target = view.rect_of(0).adjusted(*_inwards())

    def colour(x: float, y: float) -> str:
        """At a place in units of the framed ink."""
        place = target.topLeft() + QPointF(x * target.width(), y * target.height())
        return image.pixelColor((place * ratio).toPoint()).name()

    assert colour(0.5, 0.5) == "#fa1414"
    assert colour(1.3, 1.3) == "#fa1414"
    assert colour(-1.5, 0.5) == "#000000"


# Choosing


def test_that_a_click_chooses_the_frame_it_is_in(view: PictureView, qtbot: QtBot) -> None:
    told = chosen(view)
    click(qtbot, view, middle(view, 1))
    assert (view.current, told) == (1, [1])
    click(qtbot, view, middle(view, 1))
    assert told == [1]
    click(qtbot, view, middle(view, 0))
    assert (view.current, told) == (0, [1, 0])


def test_that_a_click_beside_all_frames_or_with_another_button_chooses_none(
    view: PictureView, qtbot: QtBot
) -> None:
    told = chosen(view)
    click(qtbot, view, QPoint(2, 2))
    qtbot.mouseClick(view, RIGHT, pos=middle(view, 1))
    assert (view.current, told) == (0, [])


def test_that_of_two_frames_over_each_other_the_narrower_one_is_chosen(
    view: PictureView, qtbot: QtBot
) -> None:
    show(view, WIDE, (10, 10, 100, 70), (40, 20, 60, 60))
    click(qtbot, view, middle(view, 1))
    assert view.current == 1
    click(qtbot, view, view.rect_of(0).topLeft().toPoint() + QPoint(8, 8))
    assert view.current == 0


def test_that_arrow_keys_go_from_frame_to_frame_and_end_there(
    view: PictureView, qtbot: QtBot
) -> None:
    told = chosen(view)
    for key in (Key.Key_Left, Key.Key_Right, Key.Key_Down, Key.Key_Right, Key.Key_Up):
        qtbot.keyClick(view, key)
    assert told == [1, 2, 1]
    assert view.current == 1


def test_that_the_next_picture_begins_at_its_first_frame(view: PictureView) -> None:
    view.choose(2)
    told = chosen(view)
    view.show_picture(WIDE)
    assert (view.frames, view.current) == ((), 0)
    show(view, WIDE, *BOXES[:2])
    assert (view.current, told) == (0, [])


def test_that_what_is_chosen_stays_when_it_is_read_anew_as_far_as_there_are_so_many(
    view: PictureView,
) -> None:
    view.choose(2)
    told = chosen(view)
    view.set_frames([Frame(box, "7") for box in BOXES])
    assert view.current == 2
    view.set_frames([Frame(box) for box in BOXES[:2]])
    assert view.current == 1
    view.set_frames([])
    assert (view.current, told) == (0, [])


# What is seen and heard


def test_that_the_chosen_frame_stands_out(view: PictureView, theme: Theme) -> None:
    for appearance, colours in ((Appearance.LIGHT, LIGHT), (Appearance.DARK, DARK)):
        theme.choose(appearance)
        amounts = {}
        for number in range(2):
            view.choose(number)
            image = view.grab().toImage()
            amounts[number] = _along(view.rect_of(0), image, colours.accent, view)
        assert amounts[0] > 1.5 * amounts[1] > 0


def _along(rect: QRectF, image: object, colour: str, view: PictureView) -> int:
    """How many pixels near a frame's left line have a colour."""
    ratio = view.devicePixelRatioF()
    return sum(
        image.pixelColor(round(x * ratio), round(y * ratio)) == QColor(colour)  # type: ignore[attr-defined]
        for x in range(int(rect.left()) - 2, int(rect.left()) + 3)
        for y in range(int(rect.top()) + 4, int(rect.bottom()) - 4)
    )


def test_that_what_was_read_stands_above_each_frame_and_never_outside(
    view: PictureView, theme: Theme
) -> None:
    view.set_frames([Frame((0, 0, 20, 20), "7"), Frame(BOXES[1]), Frame(BOXES[2], "Ankle boot")])
    image, colours = view.grab().toImage(), theme.colours
    ratio = view.devicePixelRatioF()

    def shown(number: int, dx: float, dy: float) -> str:
        """The colour at a place from a frame's upper left corner."""
        corner = view.rect_of(number).topLeft() + QPointF(dx, dy)
        return image.pixelColor((corner * ratio).toPoint()).name()

    assert shown(0, PADDING + 1, PADDING + 1) == colours.accent, "within the picture"
    assert shown(2, 2, -3) == colours.raised
    assert shown(1, 2, -3) == "#c8c8c8", "nothing is read there yet"


def test_that_it_is_told_in_words_too(view: PictureView) -> None:
    view.set_frames([Frame(box, text) for box, text in zip(BOXES, ("7", "", "1"), strict=True)])
    view.choose(2)
    assert view.accessibleDescription() == "3 characters, read as 7 ? 1; number 3 is chosen"


def test_that_nothing_is_told_before_it_is_read_and_one_frame_is_not_counted(
    view: PictureView,
) -> None:
    view.show_picture(WIDE)
    assert view.accessibleDescription() == "Not read yet"
    view.set_frames([Frame(BOXES[0])])
    assert view.accessibleDescription() == "Not read yet"
    view.set_frames([Frame(BOXES[0], "Ankle boot")])
    assert view.accessibleDescription() == "Read as Ankle boot"


def test_that_a_picture_put_away_is_let_go(view: PictureView, theme: Theme) -> None:
    view.set_frames([Frame(box, "7") for box in BOXES])
    view.choose(2)
    told = chosen(view)
    shown = view.grab().toImage()
    view.clear()
    assert (view.frames, view.current, view.accessibleDescription(), told) == ((), 0, "", [])
    blank = view.grab().toImage()
    middle_of = view.rect().center() * view.devicePixelRatioF()
    place = QPoint(middle_of.x(), round(30 * view.devicePixelRatioF()))
    assert shown.pixelColor(place) != blank.pixelColor(place)
    view.show_picture(WIDE)
    assert view.grab().toImage().pixelColor(place).name() == "#c8c8c8"


def test_that_without_a_picture_there_is_nothing_to_choose(qtbot: QtBot, theme: Theme) -> None:
    empty = PictureView(theme)
    open_window(qtbot, empty, 200, 200)
    told = chosen(empty)
    click(qtbot, empty, QPoint(50, 50))
    qtbot.keyClick(empty, Key.Key_Right)
    empty.grab()
    assert told == []


def test_that_frames_beside_each_other_are_told_apart(view: PictureView) -> None:
    rects = [view.rect_of(at).adjusted(*_inwards()) for at in range(3)]
    assert all(not left.intersects(right) for left, right in pairwise(rects[1:]))
