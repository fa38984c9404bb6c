"""Empty, busy and error states."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.widgets.states import Banner, Notice, button, label


@pytest.fixture
def notice(qtbot: QtBot) -> Notice:
    made = Notice()
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    return made


@pytest.fixture
def banner(qtbot: QtBot) -> Banner:
    made = Banner()
    qtbot.addWidget(made)
    return made


def texts(widget: Notice | Banner) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel) if not each.isHidden()]


def buttons(widget: Notice | Banner) -> list[str]:
    return [each.text() for each in widget.findChildren(QPushButton)]


def test_that_a_label_shows_a_text_as_it_is(qtbot: QtBot) -> None:
    made = label("<b>3 & 4</b>")
    qtbot.addWidget(made)
    assert made.textFormat() is Qt.TextFormat.PlainText


def test_that_a_button_calls_without_arguments(qtbot: QtBot) -> None:
    clicks: list[str] = []
    made = button("Go", lambda: clicks.append("clicked"), primary=True)
    qtbot.addWidget(made)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    qtbot.keyClick(made, Qt.Key.Key_Space)
    assert clicks == ["clicked", "clicked"]
    assert made.property("primary") is True


def test_that_a_notice_shows_headline_text_and_buttons_and_no_bar(notice: Notice) -> None:
    notice.show_text("Nothing yet", "Press it.", buttons=(button("Press", lambda: None),))
    assert texts(notice) == ["Nothing yet", "Press it."]
    assert buttons(notice) == ["Press"]
    assert not notice.findChild(QProgressBar).isVisible()


def test_that_a_busy_notice_moves_without_a_share_until_one_is_known(notice: Notice) -> None:
    notice.show_text("Reading", "", busy=True)
    bar = notice.findChild(QProgressBar)
    assert texts(notice) == ["Reading"]
    assert bar.isVisible()
    assert (bar.minimum(), bar.maximum()) == (0, 0)
    notice.set_progress(3_000_000_000, 6_000_000_000)
    assert (bar.maximum(), bar.value()) == (1000, 500)
    notice.set_progress(5, 0)
    assert (bar.minimum(), bar.maximum()) == (0, 0)


def test_that_a_notice_throws_the_earlier_buttons_away(qtbot: QtBot, notice: Notice) -> None:
    notice.show_text("A", "", buttons=(button("first", lambda: None),))
    notice.show_text("B", "", buttons=(button("second", lambda: None),))
    qtbot.waitUntil(lambda: buttons(notice) == ["second"])


def test_that_a_banner_is_hidden_until_there_is_an_error(banner: Banner) -> None:
    assert banner.isHidden()
    assert banner.text == ""
    banner.show_error("It broke.", button("Mend it", lambda: None))
    assert not banner.isHidden()
    assert banner.text == "It broke."
    assert buttons(banner) == ["Mend it", "Close"]


def test_that_a_banner_closes_with_its_button_and_tells_it(qtbot: QtBot, banner: Banner) -> None:
    banner.show_error("It broke.")
    with qtbot.waitSignal(banner.dismissed):
        qtbot.mouseClick(banner.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert banner.isHidden()
    assert banner.text == ""


def test_that_a_second_error_replaces_the_first_and_its_buttons(
    qtbot: QtBot, banner: Banner
) -> None:
    banner.show_error("First.", button("Mend first", lambda: None))
    banner.show_error("Second.")
    assert banner.text == "Second."
    qtbot.waitUntil(lambda: buttons(banner) == ["Close"])


def test_that_the_sentence_of_a_banner_can_be_copied_with_the_keyboard(banner: Banner) -> None:
    banner.show_error("It broke.")
    sentence = banner.findChild(QLabel)
    assert sentence.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard
