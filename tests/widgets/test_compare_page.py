"""The Compare page: what is selected, searched, edited and done there, by mouse and keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.widgets.compare.page import ComparePage
from cnnlab_gui.widgets.theme import Theme
from tests.run_rows import made_run, some_runs
from tests.widgets.compare_parts import opened_page, texts, with_runs

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def empty_page(qtbot: QtBot, theme: Theme) -> ComparePage:
    return opened_page(qtbot, theme)


@pytest.fixture
def page(qtbot: QtBot, empty_page: ComparePage) -> ComparePage:
    return with_runs(qtbot, empty_page)


@pytest.fixture
def press(qtbot: QtBot, page: ComparePage) -> Callable[..., None]:
    """Press the row of a run, and wait for what follows."""

    def press(name: str, modifier: Qt.KeyboardModifier = NONE) -> None:
        index = page.model.index(page.model.row_of(name), 0)
        page.table.scrollTo(index)
        place = page.table.visualRect(index).center()
        with qtbot.waitSignal(page.selection_changed):
            qtbot.mouseClick(
                page.table.viewport(), Qt.MouseButton.LeftButton, modifier, QPoint(place)
            )

    return press


def editor(page: ComparePage) -> QLineEdit:
    found = page.table.viewport().findChild(QLineEdit)
    assert found is not None
    return found


def test_that_the_empty_page_says_what_will_appear_and_trains(
    qtbot: QtBot, empty_page: ComparePage
) -> None:
    empty_page.show_runs([])
    assert "No runs yet" in texts(empty_page)
    train = next(b for b in empty_page.notice.findChildren(QPushButton) if b.text() == "Train")
    with qtbot.waitSignal(empty_page.train_wanted):
        qtbot.mouseClick(train, Qt.MouseButton.LeftButton)


def test_that_it_says_that_it_reads_until_there_are_runs(empty_page: ComparePage) -> None:
    assert "Reading the runs" in texts(empty_page)
    empty_page.show_runs(some_runs())
    assert empty_page.table.isVisible()


def test_that_the_newest_run_is_selected_at_first(page: ComparePage) -> None:
    assert page.selected == ["cnn-16-002"]
    assert page.model.reference == page.current


def test_that_ctrl_adds_a_run_and_that_becomes_the_one_to_compare_with(
    page: ComparePage, press: Callable[..., None]
) -> None:
    press("cnn-64-001")
    press("cnn-9-001", CTRL)
    assert set(page.selected) == {"cnn-64-001", "cnn-9-001"}
    assert page.model.reference is not None
    assert page.model.reference.name == "cnn-9-001"
    assert page.search.told == "7 runs, 2 selected"


def test_that_what_is_selected_stays_through_sorting_filtering_and_reading_anew(
    qtbot: QtBot, page: ComparePage, press: Callable[..., None]
) -> None:
    press("cnn-64-001")
    press("cnn-64-002", CTRL)
    page.table.sortByColumn(page.model.column_of("test"), Qt.SortOrder.AscendingOrder)
    assert set(page.selected) == {"cnn-64-001", "cnn-64-002"}
    with qtbot.waitSignal(page.selection_changed):
        qtbot.keyClicks(page.search.field, "64")
    assert set(page.selected) == {"cnn-64-001", "cnn-64-002"}
    page.show_runs([*some_runs(), made_run("cnn-64-009")])
    assert set(page.selected) == {"cnn-64-001", "cnn-64-002"}
    assert page.current is not None
    assert page.current.name == "cnn-64-002"


def test_that_a_search_that_hides_the_selected_run_selects_one_that_is_seen(
    qtbot: QtBot, page: ComparePage
) -> None:
    with qtbot.waitSignal(page.selection_changed):
        qtbot.keyClicks(page.search.field, "digits")
    assert page.selected == ["on-digits"]
    with qtbot.waitSignal(page.selection_changed):
        qtbot.keyClicks(page.search.field, " nothing")
    assert page.selected == []
    assert not page.deeds.actions["delete"].isEnabled()


def test_that_ctrl_f_leads_to_the_search_field(qtbot: QtBot, page: ComparePage) -> None:
    page.table.setFocus()
    qtbot.keySequence(page.table, QKeySequence("Ctrl+F"))
    assert page.search.field.hasFocus()


def test_that_f2_renames_in_place(qtbot: QtBot, page: ComparePage) -> None:
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    field = editor(page)
    assert field.text() == "cnn-16-002"
    field.setText("best")
    with qtbot.waitSignal(page.rename_wanted) as asked:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == ["cnn-16-002", "best"]


def test_that_what_is_read_meanwhile_waits_until_a_name_is_typed(
    qtbot: QtBot, page: ComparePage
) -> None:
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    field = editor(page)
    page.show_runs([*some_runs(), made_run("another")])
    assert page.model.row_of("another") == -1
    assert field.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert page.model.row_of("another") >= 0


def test_that_del_asks_for_all_selected_runs(qtbot: QtBot, page: ComparePage) -> None:
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_A, CTRL)
    with qtbot.waitSignal(page.delete_wanted) as asked:
        qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert len(asked.args[0]) == 7


def test_that_a_run_that_is_going_on_is_neither_deleted_nor_renamed(
    qtbot: QtBot, page: ComparePage
) -> None:
    with qtbot.waitSignal(page.selection_changed):
        page.show_runs([made_run("on", status="running"), made_run("off")])
        page.select(["on", "off"])
    assert not page.deeds.actions["delete"].isEnabled()
    assert not page.deeds.actions["rename"].isEnabled()


def test_that_only_a_run_that_can_go_on_is_offered_to(qtbot: QtBot, page: ComparePage) -> None:
    offered = []
    for run in (made_run("a", status="paused", can_resume=True), made_run("b")):
        with qtbot.waitSignal(page.selection_changed):
            page.show_runs([run])
        offered.append(page.deeds.actions["resume"].isEnabled())
    assert offered == [True, False]


def test_that_enter_and_a_double_click_open_the_results(qtbot: QtBot, page: ComparePage) -> None:
    page.table.setFocus()
    with qtbot.waitSignal(page.results_wanted) as asked:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert asked.args == ["cnn-16-002"]
    index = page.model.index(page.model.row_of("cnn-64-001"), 0)
    page.table.scrollTo(index)
    place = page.table.visualRect(index).center()
    with qtbot.waitSignal(page.results_wanted) as asked:
        qtbot.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, NONE, place)
    assert asked.args == ["cnn-64-001"]


def test_that_ctrl_z_is_the_page_s_only_while_something_can_be_brought_back(
    qtbot: QtBot, page: ComparePage
) -> None:
    page.table.setFocus()
    with qtbot.assertNotEmitted(page.undo_wanted):
        qtbot.keySequence(page.table, QKeySequence("Ctrl+Z"))
    page.say_deleted("a is deleted.")
    with qtbot.waitSignal(page.undo_wanted):
        qtbot.keySequence(page.table, QKeySequence("Ctrl+Z"))
    with qtbot.waitSignal(page.undo_wanted):
        qtbot.mouseClick(page.strip.undo, Qt.MouseButton.LeftButton)


def test_that_ctrl_z_is_left_to_the_window_while_nothing_was_deleted(page: ComparePage) -> None:
    taken = []
    for text in ("", "a is deleted."):
        if text:
            page.say_deleted(text)
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, CTRL, "\x1a")
        event.ignore()
        QApplication.sendEvent(page.table, event)
        taken.append(event.isAccepted())
    assert taken == [False, True]


def test_that_ctrl_z_in_a_field_undoes_what_was_typed_there(
    qtbot: QtBot, page: ComparePage
) -> None:
    page.say_deleted("a is deleted.")
    page.search.field.setFocus()
    qtbot.keyClicks(page.search.field, "x")
    with qtbot.assertNotEmitted(page.undo_wanted):
        qtbot.keySequence(page.search.field, QKeySequence("Ctrl+Z"))
    assert page.search.words == ""


def test_that_notes_are_kept_when_another_run_is_chosen(
    qtbot: QtBot, page: ComparePage, press: Callable[..., None]
) -> None:
    page.tabs.setCurrentWidget(page.notes)
    page.notes._notes.setPlainText("Too slow.")
    page.notes._tags.setText("slow, cnn")
    with qtbot.waitSignal(page.notes_wanted) as asked:
        press("cnn-9-001")
    assert asked.args == ["cnn-16-002", "Too slow.", ("slow", "cnn")]
    assert page.notes.notes == ""


def test_that_reading_anew_does_not_take_away_what_is_being_typed(
    qtbot: QtBot, page: ComparePage
) -> None:
    page.notes._notes.setPlainText("Half a sen")
    with qtbot.waitSignal(page.selection_changed):
        page.show_runs([*some_runs(), made_run("another")])
    assert page.notes.notes == "Half a sen"


def test_that_folders_with_a_fault_are_one_quiet_line_until_asked(
    qtbot: QtBot, page: ComparePage
) -> None:
    assert not page.search.faults.isVisible()
    page.show_runs(some_runs(), ["a is broken.", "b, too."])
    assert page.search.faults.text() == "2 folders have a fault"
    assert not page.banner.isVisible()
    qtbot.mouseClick(page.search.faults, Qt.MouseButton.LeftButton)
    assert page.banner.text == "a is broken.\nb, too."


def test_that_a_hidden_column_stays_hidden_when_runs_are_read_anew(page: ComparePage) -> None:
    page.table.show_column("seconds", False)
    page.show_runs([*some_runs(), made_run("another")])
    assert page.table.isColumnHidden(page.model.column_of("seconds"))
    page.table.show_column("seconds", True)
    assert not page.table.isColumnHidden(page.model.column_of("seconds"))


def test_that_ghosts_are_runs_on_the_same_images_only(qtbot: QtBot, page: ComparePage) -> None:
    with qtbot.waitSignal(page.curves_wanted) as asked:
        page.select(["cnn-64-001"])
    names = [run.name for run in asked.args[0]]
    assert names[0] == "cnn-64-001"
    assert len(names) == 6
    assert "on-digits" not in names


def test_that_the_page_is_divided_as_it_was(qtbot: QtBot, page: ComparePage, theme: Theme) -> None:
    with qtbot.waitSignal(page.state_changed):
        page.table.show_column("seconds", False)
    page.splitter.setSizes([300, 200])
    sizes = page.splitter.sizes()
    another = ComparePage(theme)
    qtbot.addWidget(another)
    another.resize(page.size())
    another.show_runs(some_runs())
    another.take_state(page.state)
    another.show()
    assert "seconds" in another.table.hidden_columns
    assert abs(another.splitter.sizes()[0] - sizes[0]) <= 2
    for nonsense in ("", ";", "a,b;", "1,2,3;", "12"):
        another.take_state(nonsense)
    assert "seconds" in another.table.hidden_columns


def test_that_the_page_fits_into_the_room_between_both_docks(page: ComparePage) -> None:
    assert page.minimumSizeHint().width() <= 740
    assert page.minimumSizeHint().height() <= 560


def test_that_every_control_has_a_name_and_a_tip(page: ComparePage) -> None:
    for each in page.findChildren(QPushButton):
        assert each.toolTip(), each.text()
    for field in (page.search.field, page.search.states, page.curves.figure, page.curves.across):
        assert field.accessibleName()
        assert field.toolTip()


def test_that_the_page_gets_by_with_little_room(page: ComparePage) -> None:
    least = page.minimumSizeHint()
    assert least.width() <= 640
    assert least.height() <= 400
    page.cost.prepare()
    page.curves.prepare()
    assert page.minimumSizeHint().height() <= 400
