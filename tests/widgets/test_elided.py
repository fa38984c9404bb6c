"""A label that gives way to what stands beside it."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cnnlab_gui.widgets.maps.elided import ElidedLabel
from cnnlab_gui.widgets.theme import Appearance, Theme

TEXT = "What the network sees: 3 × Ankle boot"


def shown_as(qtbot: QtBot, role: str) -> ElidedLabel:
    made = ElidedLabel(role)
    qtbot.addWidget(made)
    made.setText(TEXT)
    made.resize(made.sizeHint())
    made.show()
    return made


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme) -> ElidedLabel:
    return shown_as(qtbot, "headline")


@pytest.mark.parametrize("role", ["headline", "muted", "error", ""])
@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_that_what_fits_is_written_as_a_label_writes_it(
    qtbot: QtBot, theme: Theme, role: str, appearance: Appearance
) -> None:
    theme.choose(appearance)
    shown = shown_as(qtbot, role)
    plain = QLabel(TEXT)
    plain.setProperty("role", role)
    qtbot.addWidget(plain)
    plain.resize(shown.size())
    plain.show()
    assert shown.grab().toImage() == plain.grab().toImage()
    assert shown.toolTip() == ""


def test_that_what_does_not_fit_is_left_out_and_stands_in_the_tip(shown: ElidedLabel) -> None:
    whole = shown.grab().toImage()
    shown.resize(shown.width() // 2, shown.height())
    part = shown.grab().toImage()
    assert shown.toolTip() == TEXT
    assert shown.text() == TEXT  # what is read aloud
    middle = part.height() // 2
    begin = 20  # pixels in which both have the same letters
    assert part.copy(0, 0, begin, middle) == whole.copy(0, 0, begin, middle)
    shown.resize(shown.sizeHint())
    shown.grab()
    assert shown.toolTip() == ""


def test_that_a_long_text_asks_for_room_and_needs_little(shown: ElidedLabel) -> None:
    short = shown.minimumSizeHint()
    shown.setText(TEXT * 9)
    assert shown.minimumSizeHint() == short
    assert short.width() < shown.sizeHint().width() / 9


def test_that_a_stranger_s_markup_is_text(shown: ElidedLabel) -> None:
    shown.setText("<b>bold</b>")
    assert shown.grab().toImage() is not None
    assert shown.sizeHint().width() > shown.fontMetrics().horizontalAdvance("<b>bold")
