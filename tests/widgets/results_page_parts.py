"""What the tests of the Results page share: a page, results by chance, hands for them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.results.confusion import Confusion
from cnnlab_gui.core.results.gather import RunResults
from cnnlab_gui.widgets.results.page import ResultsPage
from cnnlab_gui.widgets.theme import Theme
from tests.core.results_parts import by_chance

NAMES = ("cat", "dog", "eel", "fox")


def results(
    images: int = 400, classes: int = 4, shape: tuple[int, int, int] = (28, 28, 1), **changed: Any
) -> RunResults:
    """A run's results; the more images, the more of them are wrong."""
    answers = by_chance(7, images, classes)
    names = NAMES if classes == len(NAMES) else tuple(f"class {k}" for k in range(classes))
    pixels = np.random.default_rng(2).integers(0, 256, (images, *shape), np.uint8)
    found: dict[str, Any] = {
        "run": "cnn-16-001",
        "path": Path("runs/cnn-16-001"),
        "title": "Made",
        "dataset": "made",
        "names": names,
        "epoch": 2,
        "last_epoch": 3,
        "best_epoch": 2,
        "confusion": Confusion.of(answers, names),
        "loss": 0.5,
        "answers": answers,
        "images": pixels,
    }
    return RunResults(**{**found, **changed})


@pytest.fixture
def results_page(qtbot: QtBot, theme: Theme) -> ResultsPage:
    page = ResultsPage(theme)
    qtbot.addWidget(page)
    page.resize(746, 598)
    with qtbot.waitExposed(page):
        page.show()
    return page


def press(qtbot: QtBot, widget: QWidget, *keys: Qt.Key) -> None:
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    for key in keys:
        qtbot.keyClick(widget, key)


def shown_buttons(page: QWidget) -> dict[str, QAbstractButton]:
    found = page.findChildren(QAbstractButton)
    return {each.text(): each for each in found if each.isVisibleTo(page) and each.text()}


def shown_button(qtbot: QtBot, page: QWidget, text: str) -> QAbstractButton:
    """Wait for the button with this text; a layout shows a new one only later."""
    qtbot.waitUntil(lambda: text in shown_buttons(page))
    return shown_buttons(page)[text]


@pytest.fixture
def found(results_page: ResultsPage) -> RunResults:
    """The results that the page shows."""
    made = results()
    results_page.show_results(made)
    return made
