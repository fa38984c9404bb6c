"""Sixteen samples of what augmentation does."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.widgets.network.augmentation_preview import (
    GAP,
    AugmentationPreview,
    SampleSquare,
    zoom_into,
)
from cnnlab_gui.widgets.theme import GRID, Appearance, Theme

DOCK = 240
MARGINS = 4 * GRID


@pytest.fixture
def dock(qtbot: QtBot, theme: Theme) -> QWidget:
    """A column as wide as the narrowest dock."""
    made = QWidget()
    qtbot.addWidget(made)
    column = QVBoxLayout(made)
    column.setContentsMargins(MARGINS // 2, 0, MARGINS // 2, 0)
    made.setFixedWidth(DOCK)
    made.resize(DOCK, 500)
    return made


@pytest.fixture
def preview(qtbot: QtBot, theme: Theme, dock: QWidget) -> AugmentationPreview:
    made = AugmentationPreview(theme)
    column = dock.layout()
    assert isinstance(column, QVBoxLayout)
    column.addWidget(made)
    column.addStretch(1)
    with qtbot.waitExposed(dock):
        dock.show()
    return made


def square(preview: AugmentationPreview) -> SampleSquare:
    return preview.findChild(SampleSquare)


def others(preview: AugmentationPreview) -> QPushButton:
    return preview.findChild(QPushButton)


def texts(preview: AugmentationPreview) -> list[str]:
    return [each.text() for each in preview.findChildren(QLabel) if each.isVisible()]


def images(count: int = 16, side: int = 28, channels: int = 1) -> Images:
    rng = np.random.default_rng(3)
    return rng.integers(0, 256, (count, side, side, channels), np.uint8)


def plain(levels: range, side: int = 28) -> Images:
    """An image for each level, of that level all over."""
    rows = [np.full((side, side, 1), level, np.uint8) for level in levels]
    return np.stack(rows)


def colours_of(image: QImage) -> set[tuple[int, int, int]]:
    picture = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(picture.constBits(), np.uint8)
    rows = rows.reshape(picture.height(), picture.bytesPerLine())[:, : 3 * picture.width()]
    return {tuple(map(int, colour)) for colour in np.unique(rows.reshape(-1, 3), axis=0)}


def test_that_at_first_tensorflow_is_said_to_be_starting(preview: AugmentationPreview) -> None:
    assert "TensorFlow is starting…" in texts(preview)
    assert not others(preview).isEnabled()
    assert square(preview).count == 0


def test_that_sixteen_images_are_shown_with_a_caption(preview: AugmentationPreview) -> None:
    preview.show_images(images())
    assert square(preview).count == 16
    assert texts(preview) == ["16 images as the network may see them in training"]
    assert others(preview).isEnabled()


def test_that_the_caption_counts_what_is_shown(preview: AugmentationPreview) -> None:
    preview.show_images(images(count=5))
    assert texts(preview) == ["5 images as the network may see them in training"]
    preview.show_images(images(count=20))
    assert square(preview).count == 16


def test_that_images_stand_line_by_line(preview: AugmentationPreview, qtbot: QtBot) -> None:
    levels = range(0, 256, 16)
    preview.show_images(plain(levels))
    shown = square(preview)
    qtbot.waitUntil(lambda: shown.height() < shown.width() + GAP)
    picture = shown.grab().toImage()
    cell = (shown.height() + GAP) // 4
    seen = [
        picture.pixelColor(column * cell + cell // 2, row * cell + cell // 2).red()
        for row in range(4)
        for column in range(4)
    ]
    assert seen == list(levels)


@pytest.mark.parametrize("side", [1, 7, 20, 28, 49])
def test_that_pixels_are_never_blended(preview: AugmentationPreview, side: int) -> None:
    black_and_white = (images(side=side) > 127).astype(np.uint8) * 255
    preview.show_images(black_and_white)
    shown = square(preview)
    background = shown.palette().window().color().getRgb()[:3]
    assert colours_of(shown.grab().toImage()) <= {(0, 0, 0), (255, 255, 255), background}


def test_that_images_in_colour_keep_their_colours(preview: AugmentationPreview) -> None:
    orange = np.tile(np.array([255, 128, 0], np.uint8), (16, 9, 9, 1))
    preview.show_images(orange)
    assert (255, 128, 0) in colours_of(square(preview).grab().toImage())


@pytest.mark.parametrize(
    ("room", "side", "zoom"),
    [(56, 28, 2), (60, 28, 2), (83, 28, 83 / 28), (49, 28, 1.75), (28, 28, 1), (20, 28, 20 / 28)],
)
def test_that_images_grow_in_whole_steps_where_these_fill_most_of_the_room(
    room: int, side: int, zoom: float
) -> None:
    assert zoom_into(room, side) == zoom


@pytest.mark.parametrize("shape", [(300, 200), (20, 60), (64, 64)])
def test_that_images_of_any_size_fit_into_the_narrowest_dock(
    preview: AugmentationPreview, dock: QWidget, qtbot: QtBot, shape: tuple[int, int]
) -> None:
    preview.show_images(np.zeros((16, *shape, 1), np.uint8))
    shown = square(preview)
    wide = DOCK - MARGINS
    qtbot.waitUntil(lambda: shown.height() == shown.heightForWidth(shown.width()))
    assert preview.minimumSizeHint().width() <= wide
    assert shown.width() == wide
    assert 1 <= shown.height() <= wide
    # The last image's last line is there, and nothing is drawn beyond.
    picture = shown.grab().toImage()
    assert picture.pixelColor(0, shown.height() - 1) == picture.pixelColor(0, 0)


def test_that_images_stay_while_others_are_made_and_fade_if_that_takes_long(
    preview: AugmentationPreview, qtbot: QtBot
) -> None:
    preview.show_images(images())
    preview.show_busy()
    assert (square(preview).count, square(preview).is_faded) == (16, False)
    qtbot.waitUntil(lambda: square(preview).is_faded)
    assert "Other samples are being made…" in texts(preview)
    preview.show_images(images())
    assert not square(preview).is_faded
    assert texts(preview) == ["16 images as the network may see them in training"]


def test_that_a_quick_answer_leaves_no_fading_behind(
    preview: AugmentationPreview, qtbot: QtBot
) -> None:
    preview.show_images(images())
    preview.show_busy()
    preview.show_images(images())
    assert not preview._busy.isActive()


def test_that_without_images_yet_it_says_that_they_are_being_made(
    preview: AugmentationPreview,
) -> None:
    preview.show_busy()
    assert "The samples are being made…" in texts(preview)
    assert others(preview).isEnabled()


def test_that_a_problem_is_told_in_place_of_images_and_can_be_tried_again(
    preview: AugmentationPreview,
) -> None:
    preview.show_images(images())
    preview.show_busy()
    preview.show_problem("The memory is exhausted. Close other programs.")
    assert "The memory is exhausted. Close other programs." in texts(preview)
    assert square(preview).count == 0
    assert others(preview).isEnabled()
    assert not preview._busy.isActive()
    preview.show_images(images())
    assert not any("exhausted" in text for text in texts(preview))


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_that_the_button_asks_for_other_samples(
    preview: AugmentationPreview, qtbot: QtBot, way: str
) -> None:
    preview.show_images(images())
    with qtbot.waitSignal(preview.wanted):
        if way == "mouse":
            qtbot.mouseClick(others(preview), Qt.MouseButton.LeftButton)
        else:
            others(preview).setFocus()
            qtbot.keyClick(others(preview), Qt.Key.Key_Space)


def test_that_picture_and_button_say_what_they_are(preview: AugmentationPreview) -> None:
    assert square(preview).accessibleName() == "Augmented samples"
    assert others(preview).text() == "Other samples"
    assert others(preview).toolTip().endswith(".")


def test_that_it_is_drawn_in_both_schemes_in_every_state(
    preview: AugmentationPreview, theme: Theme
) -> None:
    for show in (
        preview.show_unavailable,
        lambda: preview.show_problem("Why."),
        lambda: preview.show_images(images()),
    ):
        show()
        light = preview.grab().toImage()
        theme.choose(Appearance.DARK)
        assert preview.grab().toImage() != light
        theme.choose(Appearance.LIGHT)
