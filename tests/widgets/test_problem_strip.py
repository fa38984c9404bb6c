"""What stands under the layers when the network cannot be trained, and its buttons."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.network.problem_strip import ProblemStrip
from cnnlab_gui.widgets.theme import Theme

LEFT = Qt.MouseButton.LeftButton
WORKSHOP = PRESETS["cnn-64"].architecture
NO_FLATTEN = WORKSHOP.removed(4)
NO_SOFTMAX = WORKSHOP.removed(6)
TOO_MANY = Sentence("There are too many layers.")


class Strip:
    """The strip as a person sees it."""

    def __init__(self, qtbot: QtBot, session: LabSession, theme: Theme) -> None:
        self.qtbot = qtbot
        self.session = session
        self.widget = ProblemStrip(session, theme)
        qtbot.addWidget(self.widget)
        self.widget.resize(260, 200)
        self.chosen: list[int] = []
        self.widget.layer_chosen.connect(self.chosen.append)

    def take(self, architecture: Architecture) -> None:
        self.session.set_architecture(architecture, "edit")

    @property
    def problem(self) -> str:
        return str(self.session.problem.sentence) if self.session.problem else ""

    @property
    def labels(self) -> list[str]:
        labels = self.widget.findChildren(QLabel)
        return [each.text() for each in labels if each.isVisibleTo(self.widget)]

    @property
    def buttons(self) -> list[str]:
        """The texts of the buttons that are seen, from above."""
        QCoreApplication.sendPostedEvents()  # Qt shows what is new in a layout a moment later
        seen = [b for b in self.widget.findChildren(QPushButton) if b.isVisibleTo(self.widget)]
        return [b.text() for b in sorted(seen, key=lambda b: self.widget.layout().indexOf(b))]

    def click(self, text: str) -> None:
        wanted = next(b for b in self.widget.remedies if b.text() == text)
        self.qtbot.mouseClick(wanted, LEFT)


@pytest.fixture
def strip(qtbot: QtBot, session: LabSession, theme: Theme) -> Strip:
    return Strip(qtbot, session, theme)


def test_that_nothing_is_shown_of_a_network_without_a_fault(strip: Strip) -> None:
    assert strip.widget.isHidden()
    assert (strip.widget.text, strip.widget.remedies) == ("", [])


def test_that_a_problem_is_said_with_its_remedies_the_best_first(strip: Strip) -> None:
    strip.take(NO_FLATTEN)
    assert not strip.widget.isHidden()
    assert strip.widget.text == strip.problem
    assert strip.labels == [strip.problem]
    assert strip.buttons == ["Put Flatten before Dense", "Put GlobalAveragePooling2D before Dense"]
    assert [b.text() for b in strip.widget.remedies] == strip.buttons
    for each in strip.widget.remedies:
        assert each.toolTip() == f"{each.text()}. Undo takes it back."
        assert not each.icon().isNull()


def test_that_a_problem_that_was_there_before_the_strip_is_shown_too(
    qtbot: QtBot, session: LabSession, theme: Theme
) -> None:
    session.set_architecture(NO_FLATTEN, "")
    strip = Strip(qtbot, session, theme)
    assert strip.widget.text == strip.problem != ""


def test_that_a_remedy_mends_at_one_press_and_is_one_undo_step(strip: Strip) -> None:
    strip.take(NO_FLATTEN)
    strip.click("Put Flatten before Dense")
    assert strip.session.architecture == WORKSHOP
    assert strip.session.undo_stack.undoText() == "put Flatten before Dense"
    assert strip.widget.isHidden()
    assert strip.buttons == []
    strip.session.undo_stack.undo()
    assert strip.session.architecture == NO_FLATTEN
    assert strip.widget.text == strip.problem != ""


def test_that_the_keyboard_presses_a_remedy_too(qtbot: QtBot, strip: Strip) -> None:
    strip.take(NO_FLATTEN)
    qtbot.keyClick(strip.widget.remedies[1], Qt.Key.Key_Space)
    assert strip.session.architecture.layers[4].kind == "GlobalAveragePooling2D"
    assert strip.session.problem is None


def test_that_the_layer_of_the_problem_is_to_be_shown_when_it_is_mended(strip: Strip) -> None:
    strip.take(NO_FLATTEN)
    strip.click("Put Flatten before Dense")
    assert strip.chosen == [4]


def test_that_the_last_layer_is_to_be_shown_where_the_wrong_one_is_gone(strip: Strip) -> None:
    strip.take(Architecture(layers=(Flatten(), Dense(units=10, activation="softmax"), Flatten())))
    assert strip.session.problem is not None
    assert strip.session.problem.layer == 2
    strip.click(next(text for text in strip.buttons if text.startswith("Remove")))
    assert strip.chosen == [1]


def test_that_a_problem_of_the_stack_as_a_whole_leads_to_no_layer(strip: Strip) -> None:
    strip.take(Architecture())
    strip.click("Start with the workshop's network")
    assert (strip.session.architecture, strip.chosen) == (WORKSHOP, [])


def test_that_the_next_problem_stands_in_the_place_of_the_one_before(strip: Strip) -> None:
    strip.take(Architecture(layers=(Flatten(), Conv2D())))
    first = strip.problem
    strip.take(NO_SOFTMAX)
    assert strip.problem != first
    assert strip.labels == [strip.problem]
    assert "softmax" in strip.widget.text
    strip.take(WORKSHOP)
    assert strip.widget.isHidden()


def test_that_a_remedy_is_of_the_network_that_holds_now(strip: Strip) -> None:
    strip.take(NO_FLATTEN)
    strip.session.set_setting("epochs", 9, "")
    strip.session.set_layer_value(0, "filters", 8, "")
    strip.click("Put Flatten before Dense")
    assert strip.session.settings.epochs == 9
    assert strip.session.architecture.layers[0].filters == 8


def test_that_the_problem_comes_and_goes_with_the_images(strip: Strip) -> None:
    strip.session.set_images(ImageFacts("Cats & dogs", (32, 32, 3), 2))
    assert "Cats & dogs has images of 32×32×3" in strip.widget.text
    assert strip.buttons == ["Fit the network to Cats & dogs"]
    strip.session.set_images(ImageFacts("Digits", (28, 28, 1), 10))
    assert strip.widget.isHidden()


# What was refused


def test_that_a_refusal_is_said_and_can_be_closed(strip: Strip) -> None:
    strip.widget.show_refusal(TOO_MANY)
    assert strip.labels == ["There are too many layers."]
    assert strip.buttons == ["Close"]
    strip.click("Close")
    assert strip.widget.isHidden()


def test_that_a_refusal_covers_the_problem_until_it_is_closed(strip: Strip) -> None:
    strip.take(NO_FLATTEN)
    offered = strip.buttons
    strip.widget.show_refusal(TOO_MANY)
    assert (strip.widget.text, strip.buttons) == ("There are too many layers.", ["Close"])
    strip.click("Close")
    assert (strip.widget.text, strip.buttons) == (strip.problem, offered)


def test_that_a_refusal_goes_with_the_next_change_of_anything(strip: Strip) -> None:
    strip.widget.show_refusal(TOO_MANY)
    strip.session.set_setting("epochs", 9, "")
    assert strip.widget.isHidden()
    strip.take(NO_FLATTEN)
    strip.widget.show_refusal(TOO_MANY)
    strip.session.set_layer_value(0, "filters", 8, "")
    assert strip.widget.text == strip.problem


def test_that_a_second_refusal_takes_the_place_of_the_first(strip: Strip) -> None:
    strip.widget.show_refusal(TOO_MANY)
    strip.widget.show_refusal(Sentence("It holds no layers."))
    assert strip.labels == ["It holds no layers."]
    assert strip.buttons == ["Close"]


def test_that_a_sentence_is_shown_as_it_is_and_no_markup(strip: Strip, qapp: QApplication) -> None:
    strip.widget.show_refusal(Sentence("<b>{name}</b> & co", {"name": "x"}))
    (text,) = strip.widget.findChildren(QLabel)
    assert text.text() == "<b>x</b> & co"
    assert text.textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize("width", [200, 260, 500])
def test_that_every_remedy_can_be_read_whole_at_any_width(
    qtbot: QtBot, strip: Strip, width: int
) -> None:
    strip.take(Architecture(layers=(Conv2D(),)))
    strip.widget.setFixedWidth(width)
    with qtbot.waitExposed(strip.widget):
        strip.widget.show()
    longest = max(strip.widget.remedies, key=lambda each: len(each.text()))
    assert len(longest.text()) > 40
    lines = -(-longest.fontMetrics().horizontalAdvance(longest.text()) // longest.width())
    assert longest.height() >= lines * longest.fontMetrics().height()
