"""The training bar's way to the stop rules."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.stopping.text import parse_rule
from tests.widgets.bar_parts import Bar

USUAL = 1280  # the narrowest window that is asked for


def rules_button(bar: Bar) -> QToolButton:
    buttons = bar.widget.findChildren(QToolButton)
    return next(b for b in buttons if b.text().startswith("Stop when"))


def test_that_in_a_usual_window_one_press_leads_to_the_stop_rules(qtbot: QtBot, bar: Bar) -> None:
    bar.widen_to(USUAL)
    button = rules_button(bar)
    assert button.isVisible()
    with qtbot.waitSignal(bar.widget.rules_wanted):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_that_it_says_how_many_rules_hold_and_which(bar: Bar, session: LabSession) -> None:
    button = rules_button(bar)
    assert (button.text(), button.accessibleName()) == ("Stop when…", "Stop rules: none")
    rules = tuple(map(parse_rule, ("accuracy >= 95%", "10 min")))
    session.set_setting("stop_when", rules, "")
    assert (button.text(), button.accessibleName()) == ("Stop when… (2)", "Stop rules: 2")
    assert button.toolTip().splitlines()[1:] == [
        "• training accuracy at least 95.0 %",
        "• after 10 min",
    ]
    session.undo_stack.undo()
    assert button.text() == "Stop when…"


def test_that_it_goes_after_the_seed_and_before_the_batch_where_room_is_short(bar: Bar) -> None:
    gone = []
    for width in range(bar.widget.width(), bar.widget.minimumSizeHint().width(), -4):
        bar.widen_to(width)
        assert (width, bar.faults()) == (width, [])
        if not rules_button(bar).isVisible():
            gone.append(width)
            break
    assert gone
    assert ("Seed" in bar.titles(), "Batch" in bar.titles()) == (False, True)


def test_that_it_is_locked_with_the_other_settings_while_a_run_goes_on(bar: Bar) -> None:
    bar.widget.set_editable(False)
    assert not rules_button(bar).isEnabled()
    bar.widget.set_editable(True)
    assert rules_button(bar).isEnabled()
