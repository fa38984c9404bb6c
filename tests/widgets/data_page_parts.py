"""What the tests of the Data page share: a page, a small dataset, hands and eyes for them."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.dataset import Dataset, DatasetInfo
from cnnlab_gui.widgets.data.page import DataPage
from cnnlab_gui.widgets.theme import Theme

NAMES = ("cat", "dog", "eel")
LEFT = Qt.MouseButton.LeftButton
SIZES = [(730, 560), (900, 600), (1800, 1000)]


def made(
    train: tuple[int, ...] = (30, 50, 20),
    test: tuple[int, ...] = (5, 0, 9),
    shape: tuple[int, int, int] = (28, 28, 1),
    names: tuple[str, ...] = NAMES,
) -> Dataset:
    """A dataset with so many images a class; no two images are alike."""
    rng = np.random.default_rng(7)
    halves = []
    for counts in (train, test):
        labels = rng.permutation(np.repeat(np.arange(len(counts)), counts)).astype(np.uint8)
        halves += [rng.integers(0, 256, (len(labels), *shape), np.uint8), labels]
    return Dataset("made", "Made", names, *halves)


@pytest.fixture
def page(qtbot: QtBot, theme: Theme) -> DataPage:
    page = DataPage(theme)
    qtbot.addWidget(page)
    page.resize(900, 600)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def dataset(page: DataPage) -> Dataset:
    """The dataset that the page shows."""
    dataset = made()
    page.show_dataset(dataset)
    return dataset


def press(qtbot: QtBot, widget: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(widget, key)


def shown_texts(page: DataPage) -> str:
    """All that can be read on the page's labels."""
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisibleTo(page))


def shown_button(qtbot: QtBot, page: DataPage, text: str) -> QAbstractButton:
    """Wait for the one button with this text that can be seen."""

    def found() -> list[QAbstractButton]:
        buttons = page.findChildren(QAbstractButton)
        return [each for each in buttons if each.text() == text and each.isVisibleTo(page)]

    qtbot.waitUntil(lambda: len(found()) == 1)
    return found()[0]


def cut_texts(page: DataPage) -> list[str]:
    """What has not the room that its text needs."""
    return [
        shown.text()
        for shown in (*page.findChildren(QPushButton), *page.findChildren(QLabel))
        if shown.isVisibleTo(page)
        and shown is not page.browser.detail.name  # it may be any length, and is elided
        and (
            shown.height() < shown.heightForWidth(shown.width())
            or (
                shown.width() < shown.sizeHint().width()
                and not (isinstance(shown, QLabel) and shown.wordWrap())
            )
        )
    ]


def centre_of(page: DataPage, index: int) -> QPoint:
    rect = page.browser.grid.place_of(index)
    assert rect is not None, f"image {index} is not on the sheet"
    return rect.center()


def is_large(page: DataPage, image: np.ndarray) -> bool:
    """Whether the numbers of ``image`` are those that can be read at the right."""
    pixels = page.browser.detail.pixels
    return all(
        pixels.text_of((row, column)).endswith(f" {image[row, column, 0]}")
        for row, column in ((0, 0), (3, 20), (27, 27))
    )


def info(download_bytes: int = 30_900_000, *, available: bool = False) -> DatasetInfo:
    return DatasetInfo(
        id="fashion-mnist",
        title="Fashion-MNIST",
        available=available,
        where=Path("somewhere"),
        count_train=60_000,
        count_test=10_000,
        class_names=NAMES,
        image_shape=(28, 28, 1),
        download_bytes=download_bytes,
    )
