"""Who answers to a drawing, and what is said of the answer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.drawing.answer import Answer
from cnnlab_gui.core.inside.network import SET_UP
from cnnlab_gui.core.pretrained import PRETRAINED
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.draw.answer_panel import AnswerPanel
from cnnlab_gui.widgets.theme import Theme
from tests.widgets.answer_parts import ASTRAY, CLOTHES, DIGITS, SEVEN, TORN, answer
from tests.widgets.maps_parts import open_window

Key = Qt.Key
NOTE = (
    "Trained on Fashion-MNIST: it knows only its ten kinds of clothes, so a digit becomes one "
    "of these."
)


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> AnswerPanel:
    made = AnswerPanel(theme)
    open_window(qtbot, made, 280, 400)
    return made


def offered(panel: AnswerPanel) -> list[str]:
    return [panel.box.itemData(row) for row in range(panel.box.count())]


# Who answers


def test_that_the_pretrained_network_comes_first_and_answers(panel: AnswerPanel) -> None:
    panel.set_networks(("late", "early"))
    assert offered(panel) == [PRETRAINED, SET_UP, "late", "early"]
    assert panel.chosen == PRETRAINED


def test_that_who_was_chosen_stays_until_it_is_gone(panel: AnswerPanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(panel.network_wanted):
        panel.set_networks(("late", "early"))
        panel.choose("early")
        panel.set_networks(("later", "late", "early"))
        assert panel.chosen == "early"
        panel.set_networks(("later",))
        assert panel.chosen == PRETRAINED
        panel.choose(SET_UP)
        assert panel.chosen == SET_UP
        panel.choose("ancient")
        panel.choose("ancient")
    assert offered(panel) == [PRETRAINED, SET_UP, "ancient", "later"]


def test_that_a_person_chooses_who_answers(panel: AnswerPanel, qtbot: QtBot) -> None:
    panel.set_networks(("late",))
    wanted: list[str] = []
    panel.network_wanted.connect(wanted.append)
    for _ in range(2):
        panel.box.showPopup()
        qtbot.keyClick(panel.box.view(), Key.Key_Down)
        qtbot.keyClick(panel.box.view(), Key.Key_Return)
    assert wanted == [SET_UP, "late"]


def test_that_a_note_takes_room_only_where_there_is_one(panel: AnswerPanel) -> None:
    assert not panel.note.isVisible()
    panel.show_note(NOTE)
    assert panel.note.isVisible()
    assert panel.note.text() == NOTE
    panel.show_note("")
    assert not panel.note.isVisible()


# What it answers


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (SEVEN, "7 · 98 % · quite sure · or 1, 2 %"),
        (TORN, "4 · 48 % · torn between 4 and 9 · or 9, 44 %"),
        (answer({3: 0.9999}), "3 · > 99 % · almost certain · all others below 1 %"),
        (
            answer({9: 0.6, 0: 0.3, 1: 0.1}, CLOTHES),
            "Ankle boot · 60 % · torn between Ankle boot and T-shirt/top · or T-shirt/top, 30 %",
        ),
        (Answer.of([1.0], ("only",)), "only · 100 % · almost certain · "),
    ],
)
def test_that_an_answer_is_said_in_few_words(panel: AnswerPanel, given: Answer, text: str) -> None:
    panel.resize(600, 400)
    panel.show_answer(given)
    assert panel.place.isHidden()
    assert panel.headline.text == text
    assert panel.bars.isVisible()


def test_that_names_give_way_to_numbers_where_there_is_little_room(
    panel: AnswerPanel, qtbot: QtBot
) -> None:
    names = ("a class with a very long name indeed", "another one that is as long as the first")
    panel.resize(200, 400)
    panel.show_answer(Answer.of([0.55, 0.45], names))
    qtbot.waitUntil(lambda: panel.headline.width() == 200)
    share, sure, other = panel.headline.lines()
    assert (share, sure) == ("55 %", "torn between two")
    assert other.startswith("or another")
    assert other.endswith("…, 45 %")
    for line in (share, sure, other):
        assert panel.headline.fontMetrics().horizontalAdvance(line) <= 200


@pytest.mark.parametrize("names", [DIGITS, CLOTHES])
@pytest.mark.parametrize("width", [200, 280, 400])
def test_that_nothing_moves_when_the_answer_changes(
    panel: AnswerPanel, qtbot: QtBot, names: tuple[str, ...], width: int
) -> None:
    panel.resize(width, 400)
    qtbot.waitUntil(lambda: panel.headline.width() == width)
    panel.set_class_names(names)

    def places() -> list[object]:
        panel.layout().activate()
        seen = (panel.box, panel.headline, panel.bars)
        return [*(each.geometry() for each in seen), panel.bars.bar_room(4)]

    before = places()
    for shares in ({7: 0.98, 1: 0.02}, {4: 0.48, 9: 0.44}, {3: 1.0}, {8: 0.2, 1: 0.1}):
        panel.show_answer(answer(shares, names))
        assert places() == before
    panel.show_blank()
    assert places() == before


def test_that_long_names_stand_above_what_is_said_of_them_until_there_is_room_beside(
    panel: AnswerPanel, qtbot: QtBot
) -> None:
    heights = {}
    for width in (240, 480):
        panel.resize(width, 400)
        panel.show_answer(answer({9: 0.9}, CLOTHES))
        qtbot.waitUntil(lambda: panel.headline.height() == panel.headline.sizeHint().height())
        heights[width] = panel.headline.height()
    panel.show_answer(SEVEN)
    assert heights[240] > heights[480] == panel.headline.sizeHint().height()


def test_that_a_blank_paper_gets_no_guess(panel: AnswerPanel) -> None:
    panel.show_answer(SEVEN)
    panel.show_blank()
    assert panel.place.isHidden()
    assert panel.headline.text == "Draw a digit: the answer appears while you draw."
    assert panel.headline.name == ""
    assert panel.bars.text_at(1) == "0"


def test_that_a_network_that_went_astray_says_so_and_guesses_nothing(panel: AnswerPanel) -> None:
    panel.show_answer(SEVEN)
    panel.show_answer(ASTRAY)
    assert not panel.place.isHidden()
    assert "went astray" in panel.place.sentence.text()
    assert not panel.headline.isVisible()
    panel.show_answer(SEVEN)
    assert panel.place.isHidden()


def test_that_a_problem_has_a_sentence_and_ways_on(panel: AnswerPanel, qtbot: QtBot) -> None:
    pressed: list[str] = []
    panel.show_problem(
        Sentence("The run {name} is gone.", {"name": "evening"}),
        ("Let the pretrained network answer", lambda: pressed.append("pretrained")),
        ("Choose R&D", lambda: pressed.append("other")),
    )
    assert panel.place.sentence.text() == "The run evening is gone."
    buttons = [each for each in panel.place.findChildren(QPushButton) if each.isVisible()]
    assert buttons[0].text() == "Let the pretrained network answer"
    for each in buttons:
        qtbot.mouseClick(each, Qt.MouseButton.LeftButton)
    assert pressed == ["pretrained", "other"]
    panel.show_problem("Something else.")
    assert not [each for each in panel.place.findChildren(QPushButton) if each.isVisible()]


def test_that_waiting_shows_what_for(panel: AnswerPanel) -> None:
    panel.show_busy("TensorFlow is starting…")
    bar = panel.place.findChild(QProgressBar)
    assert panel.place.sentence.text() == "TensorFlow is starting…"
    assert bar.isVisible()
    panel.show_problem("It did not start.")
    assert not bar.isVisible()


def test_that_it_fits_in_a_narrow_place(panel: AnswerPanel) -> None:
    panel.choose("a run with a name that is much longer than the panel is wide")
    for act in (
        lambda: panel.show_answer(answer({9: 0.6, 0: 0.3}, CLOTHES)),
        lambda: panel.show_note(NOTE),
        lambda: panel.show_busy("TensorFlow is starting…"),
        lambda: panel.show_problem("Gone.", ("Let the pretrained network answer", lambda: None)),
    ):
        act()
        panel.layout().activate()
        assert panel.minimumSizeHint().width() <= 200
        assert panel.minimumSizeHint().height() <= 300


def test_that_everything_can_be_reached_and_has_a_name(panel: AnswerPanel) -> None:
    panel.show_answer(SEVEN)
    for widget in (panel.box, panel.bars):
        assert widget.accessibleName()
        assert widget.toolTip()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert panel.headline.accessibleName() == "Answer"


def test_that_the_answer_is_read_aloud(panel: AnswerPanel, qtbot: QtBot) -> None:
    panel.show_answer(SEVEN)
    qtbot.waitUntil(lambda: panel.headline.accessibleDescription().startswith("7 · 98 %"))
