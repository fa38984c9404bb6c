"""Which network is looked into, and at which of its epochs."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.inside.network import SET_UP, Network
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.maps.network_panel import NetworkPanel
from cnnlab_gui.widgets.theme import Theme
from tests.core.inside_parts import network
from tests.widgets.maps_parts import grid, open_window

Key = Qt.Key


def run(*epochs: int, name: str = "evening") -> Network:
    return Network(name, network(), ("a", "b"), run=Path(name), epochs=epochs)


class Told:
    """A panel, and what it told."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.panel = NetworkPanel(theme)
        open_window(qtbot, self.panel, 700, 400)
        self.networks: list[str] = []
        self.epochs: list[int | None] = []
        self.panel.network_wanted.connect(self.networks.append)
        self.panel.epoch_wanted.connect(self.epochs.append)

    def offered(self) -> list[str]:
        return [self.panel.box.itemText(row) for row in range(self.panel.box.count())]

    @property
    def has_slider(self) -> bool:
        return self.panel.slider.isVisible()


@pytest.fixture
def told(qtbot: QtBot, theme: Theme) -> Told:
    return Told(qtbot, theme)


# Which network


def test_that_the_network_that_is_set_up_comes_first_and_is_chosen(told: Told) -> None:
    told.panel.set_runs(("late", "early"))
    assert told.offered() == ["The network as it is set up", "Pretrained network", "late", "early"]
    assert told.panel.box.currentData() == SET_UP
    assert told.networks == []


def test_that_what_is_chosen_stays_when_further_runs_come(told: Told) -> None:
    told.panel.set_runs(("late", "early"))
    told.panel.choose("early")
    told.panel.set_runs(("later", "late", "early"))
    assert told.offered()[2:] == ["later", "late", "early"]
    assert told.panel.box.currentData() == "early"
    assert told.networks == []


def test_that_a_run_that_is_gone_leaves_what_is_set_up(told: Told) -> None:
    told.panel.set_runs(("late", "early"))
    told.panel.choose("early")
    told.panel.set_runs(("late",))
    assert told.panel.box.currentData() == SET_UP
    assert told.networks == []


def test_that_a_run_that_is_not_among_the_newest_can_be_shown(told: Told) -> None:
    told.panel.set_runs(("late",))
    told.panel.choose("ancient")
    assert told.panel.box.currentData() == "ancient"
    told.panel.choose(SET_UP)
    told.panel.choose("ancient")
    assert told.offered()[2:] == ["ancient", "late"]  # offered once
    assert told.networks == []


def test_that_a_person_chooses_a_network_from_the_list(told: Told, qtbot: QtBot) -> None:
    told.panel.set_runs(("late", "early"))
    box = told.panel.box
    box.setFocus()
    box.showPopup()
    for _ in range(2):  # past the pretrained one
        qtbot.keyClick(box.view(), Key.Key_Down)
    qtbot.keyClick(box.view(), Key.Key_Return)
    assert told.networks == ["late"]
    box.showPopup()
    for _ in range(2):
        qtbot.keyClick(box.view(), Key.Key_Up)
    qtbot.keyClick(box.view(), Key.Key_Return)
    assert told.networks == ["late", SET_UP]


# Which epoch


def test_that_a_network_without_epochs_to_choose_from_has_no_slider(told: Told) -> None:
    for known in (None, Network.untrained(network(), 0), run(0)):
        told.panel.show_network(run(0, 1))
        assert told.has_slider
        told.panel.show_network(known)
        assert not told.has_slider
    assert told.panel.shown_epoch == 0
    told.panel.show_network(None)
    assert told.panel.shown_epoch is None
    assert told.epochs == []


def test_that_the_last_epoch_is_shown_at_first(told: Told) -> None:
    told.panel.show_network(run(0, 1, 2, 3))
    assert told.panel.shown_epoch == 3
    assert told.panel.epoch.text() == "3 of 3"
    assert told.epochs == []


def test_that_the_slider_goes_through_the_epochs_that_are_there(told: Told, qtbot: QtBot) -> None:
    told.panel.show_network(run(0, 2, 7))
    texts = []
    for key in (Key.Key_Left, Key.Key_Left, Key.Key_Right, Key.Key_End, Key.Key_PageDown):
        qtbot.keyClick(told.panel.slider, key)
        texts.append(told.panel.epoch.text())
    assert texts == ["2 of 7", "initial weights", "2 of 7", "7 of 7", "2 of 7"]
    assert told.epochs == [2, 0, 2, None, 2]


def test_that_at_its_end_the_slider_goes_on_with_the_training(told: Told) -> None:
    told.panel.show_network(run(0, 1))
    told.panel.show_network(run(0, 1, 2))
    assert told.panel.shown_epoch == 2
    assert told.panel.epoch.text() == "2 of 2"
    assert told.epochs == []


def test_that_a_slider_that_was_moved_back_stays(told: Told) -> None:
    told.panel.show_network(run(0, 1, 2))
    told.panel.slider.setValue(1)
    told.panel.show_network(run(0, 1, 2, 3))
    assert told.panel.shown_epoch == 1
    assert told.panel.epoch.text() == "1 of 3"
    told.panel.slider.setValue(3)
    told.panel.show_network(run(0, 1, 2, 3, 4))
    assert told.panel.shown_epoch == 4
    assert told.epochs == [1, None]


def test_that_another_run_is_shown_from_its_end(told: Told) -> None:
    told.panel.show_network(run(0, 1, 2))
    told.panel.slider.setValue(1)
    told.panel.show_network(run(0, 1, 2, name="morning"))
    assert told.panel.shown_epoch == 2
    told.panel.show_network(run(0, 1, 2, 3, name="morning"))
    assert told.panel.shown_epoch == 3


def test_that_the_epochs_text_does_not_move_the_slider(told: Told, qtbot: QtBot) -> None:
    told.panel.show_network(run(0, 1, 2))
    qtbot.waitUntil(lambda: told.panel.slider.width() > 100)
    widths = set()
    for value in (2, 1, 0, 2):
        told.panel.slider.setValue(value)
        told.panel.layout().activate()
        widths.add(told.panel.epoch.minimumWidth())
    assert len(widths) == 1


# What is said


def test_that_a_warning_is_seen_only_where_there_is_one(told: Told) -> None:
    told.panel.show_note("as the run evening left it", "Some weights are no numbers.")
    assert told.panel.note.text() == "as the run evening left it"
    assert told.panel.warning.isVisible()
    assert told.panel.warning.text() == "Some weights are no numbers."
    told.panel.show_note("initial weights")
    assert not told.panel.warning.isVisible()


def test_that_a_problem_takes_the_maps_place_until_they_come_back(told: Told, qtbot: QtBot) -> None:
    panel = told.panel
    panel.show_network(run(0, 1))
    panel.view.show_sheet(grid(), (), ())
    assert not panel.problem_is_shown
    pressed: list[str] = []
    panel.show_problem(
        "Nothing to see here",
        Sentence("The run {name} is gone.", {"name": "evening"}),
        ("Look at another", lambda: pressed.append("another")),
    )
    assert panel.problem_is_shown
    assert panel.notice.text == "Nothing to see here\nThe run evening is gone."
    assert panel.view.sheet is None
    assert told.has_slider  # another epoch may be there
    (button,) = [each for each in panel.notice.findChildren(QPushButton) if each.isVisible()]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == ["another"]
    panel.show_view()
    assert not panel.problem_is_shown
    assert panel.view.isVisible()


def test_that_what_is_waited_for_is_said(told: Told) -> None:
    told.panel.show_busy("The weights are read.")
    assert told.panel.notice.isVisible()
    assert told.panel.notice.text == "The weights are read."


def test_that_everything_can_be_reached_and_has_a_name(told: Told) -> None:
    told.panel.show_network(run(0, 1))
    told.panel.show_note("as the run evening left it")
    for seen in (told.panel.note, told.panel.epoch):
        assert seen.isVisible()
    for widget in (told.panel.box, told.panel.slider, told.panel.view):
        assert widget.isVisible()
        assert widget.accessibleName()
        assert widget.toolTip()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
