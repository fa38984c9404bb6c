"""The kernel's fields: typed, stepped, pasted, cropped, taken back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.layers.first_filter import Matrix
from cnnlab_gui.widgets.kernel_workshop.matrix_editor import MatrixEditor
from cnnlab_gui.widgets.kernel_workshop.number_field import NumberField
from cnnlab_gui.widgets.kernel_workshop.page import KernelWorkshop
from tests.widgets.kernel_parts import MATRICES, NO_BUTTON, NO_KEY, type_into

EDGES = MATRICES["Edges"]
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def editor_of(page: KernelWorkshop) -> MatrixEditor:
    return page.bench.editor


def field(page: KernelWorkshop, row: int = 0, column: int = 0) -> NumberField:
    made = editor_of(page).fields[row][column]
    made.setFocus()
    return made


def has_keyboard(page: KernelWorkshop) -> tuple[int, int]:
    """Row and column of the field that has the keyboard."""
    (found,) = [
        (row, column)
        for row, fields in enumerate(editor_of(page).fields)
        for column, each in enumerate(fields)
        if each.hasFocus()
    ]
    return found


def with_number(matrix: Matrix, row: int, column: int, value: float) -> Matrix:
    changed = [list(numbers) for numbers in matrix]
    changed[row][column] = value
    return tuple(map(tuple, changed))


def wheel(widget: NumberField, turn: int) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, turn),
        NO_BUTTON,
        NO_KEY,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize(("text", "value"), [("5", 5), ("-2.5", -2.5), ("1/4", 0.25), ("0,5", 0.5)])
def test_that_a_typed_number_holds_at_once(
    qtbot: QtBot, workshop: KernelWorkshop, text: str, value: float
) -> None:
    type_into(qtbot, workshop, 1, 2, text)
    assert editor_of(workshop).matrix == with_number(EDGES, 1, 2, value)


@pytest.mark.parametrize(
    ("text", "why"),
    [("x", "'x' is no number"), ("8--", "is no number"), ("1/0", "divides by 0")],
)
def test_that_a_wrong_text_is_marked_and_the_number_before_stays(
    qtbot: QtBot, workshop: KernelWorkshop, text: str, why: str
) -> None:
    wrong = editor_of(workshop).fields[1][1]
    plain = wrong.grab().toImage()
    type_into(qtbot, workshop, 1, 1, text)
    assert editor_of(workshop).matrix[1][1] in (8, 1)
    assert why in wrong.problem
    assert wrong.toolTip() == wrong.accessibleDescription() == wrong.problem
    assert wrong.grab().toImage() != plain
    kept = editor_of(workshop).matrix[1][1]
    editor_of(workshop).fields[0][0].setFocus()
    assert (wrong.text(), wrong.problem) == (f"{kept:.0f}", "")
    assert wrong.toolTip().startswith("Kernel, row 2, column 2: type a number")


@pytest.mark.parametrize(
    ("text", "why"),
    [("99999", "from −1000 to 1000"), ("abc", "Write one like −1, 0.5 or 1/9"), ("8x", "'8x'")],
)
def test_that_what_cannot_be_taken_is_told_on_the_page_and_changes_nothing(
    qtbot: QtBot, workshop: KernelWorkshop, text: str, why: str
) -> None:
    editor = editor_of(workshop)
    type_into(qtbot, workshop, 0, 0, text)
    assert editor.fields[0][0].problem
    assert why in workshop.banner.text
    assert editor.matrix == EDGES
    qtbot.keyClick(editor.fields[0][0], Key.Key_Tab)
    assert (editor.fields[0][0].text(), editor.fields[0][0].problem) == ("−1", "")
    assert why in workshop.banner.text
    editor.back_button.click()
    assert editor.matrix != EDGES  # refusing left nothing to take back


def test_that_the_sentence_goes_once_a_number_is_typed(
    qtbot: QtBot, workshop: KernelWorkshop
) -> None:
    type_into(qtbot, workshop, 0, 0, "-1x")
    assert workshop.banner.text
    qtbot.keyClick(editor_of(workshop).fields[0][0], Key.Key_Backspace)
    assert workshop.banner.text == ""
    assert editor_of(workshop).matrix == EDGES


@pytest.mark.parametrize("begun", ["-", "", "1/"])
def test_that_a_number_left_unfinished_is_told_and_the_one_before_holds(
    qtbot: QtBot, workshop: KernelWorkshop, begun: str
) -> None:
    middle = field(workshop, 1, 1)
    middle.selectAll()
    qtbot.keyClick(middle, Key.Key_Delete)
    qtbot.keyClicks(middle, begun)
    assert workshop.banner.text == ""
    qtbot.keyClick(middle, Key.Key_Return)
    assert f"'{begun}' is no number" in workshop.banner.text
    assert (middle.text(), editor_of(workshop).matrix) == ("8", EDGES)


@pytest.mark.parametrize(
    ("locale", "text", "shown"),
    [("en_GB", "1,5", "1.5"), ("en_GB", "-,25", "−0.25"), ("fr_FR", "1.5", "1,5")],
)
def test_that_a_number_stands_in_the_form_of_the_locale_once_its_field_is_left(
    qtbot: QtBot,
    workshop: KernelWorkshop,
    in_locale: Callable[[str], None],
    locale: str,
    text: str,
    shown: str,
) -> None:
    in_locale(locale)
    type_into(qtbot, workshop, 0, 0, text)
    assert editor_of(workshop).fields[0][0].text() == text
    qtbot.keyClick(editor_of(workshop).fields[0][0], Key.Key_Tab)
    assert editor_of(workshop).fields[0][0].text() == shown
    assert has_keyboard(workshop) == (0, 1)
    assert editor_of(workshop).fields[0][1].selectedText() == "−1"


def test_that_another_size_while_a_field_has_the_keyboard_shows_its_numbers(
    qtbot: QtBot, workshop: KernelWorkshop
) -> None:
    type_into(qtbot, workshop, 0, 0, "x")
    editor_of(workshop).set_side(5)
    assert editor_of(workshop).matrix[1][1:4] == EDGES[0]
    assert [each.text() for each in editor_of(workshop).fields[2]] == ["0", "−1", "8", "−1", "0"]


def test_that_the_begin_of_a_number_is_not_marked(qtbot: QtBot, workshop: KernelWorkshop) -> None:
    typed = editor_of(workshop).fields[1][1]
    for begun in ("-", "-1", "-1/", "-1/4"):
        type_into(qtbot, workshop, 1, 1, begun)
        assert typed.problem == ""
    assert editor_of(workshop).matrix[1][1] == -0.25


def test_that_arrows_and_the_wheel_change_by_1(qtbot: QtBot, workshop: KernelWorkshop) -> None:
    middle = field(workshop, 1, 1)
    qtbot.keyClick(middle, Key.Key_Up)
    assert editor_of(workshop).matrix[1][1] == 9
    for _ in range(3):
        qtbot.keyClick(middle, Key.Key_Down)
    assert editor_of(workshop).matrix[1][1] == 6
    wheel(middle, 240)
    assert editor_of(workshop).matrix[1][1] == 8
    wheel(middle, -60)  # half a notch
    assert editor_of(workshop).matrix[1][1] == 8
    wheel(middle, -60)
    assert (editor_of(workshop).matrix[1][1], middle.text()) == (7, "7")


def test_that_steps_stop_at_what_a_kernel_may_hold(qtbot: QtBot, workshop: KernelWorkshop) -> None:
    type_into(qtbot, workshop, 0, 0, "999.5")
    for _ in range(2):
        qtbot.keyClick(field(workshop), Key.Key_Up)
    assert editor_of(workshop).matrix[0][0] == 1000


@pytest.mark.parametrize(
    ("key", "held", "place"),
    [
        (Key.Key_Up, CTRL, (0, 1)),
        (Key.Key_Down, CTRL, (2, 1)),
        (Key.Key_Left, CTRL, (1, 0)),
        (Key.Key_Right, CTRL, (1, 2)),
        (Key.Key_Left, NO_KEY, (1, 0)),
        (Key.Key_Right, NO_KEY, (1, 2)),
        (Key.Key_Return, NO_KEY, (2, 1)),
        (Key.Key_Tab, NO_KEY, (1, 2)),
    ],
)
def test_that_keys_lead_to_the_field_beside(
    qtbot: QtBot,
    workshop: KernelWorkshop,
    key: Key,
    held: Qt.KeyboardModifier,
    place: tuple[int, int],
) -> None:
    middle = field(workshop, 1, 1)
    middle.selectAll()
    qtbot.keyClick(middle, key, held)
    assert has_keyboard(workshop) == place
    assert editor_of(workshop).fields[place[0]][place[1]].selectedText() == "−1"


def test_that_beyond_the_edge_the_keyboard_stays(qtbot: QtBot, workshop: KernelWorkshop) -> None:
    qtbot.keyClick(field(workshop), Key.Key_Up, CTRL)
    qtbot.keyClick(field(workshop), Key.Key_Left, CTRL)
    assert has_keyboard(workshop) == (0, 0)


def test_that_within_a_text_an_arrow_moves_the_cursor_only(
    qtbot: QtBot, workshop: KernelWorkshop
) -> None:
    type_into(qtbot, workshop, 1, 1, "12")
    qtbot.keyClick(field(workshop, 1, 1), Key.Key_Left)
    assert has_keyboard(workshop) == (1, 1)
    qtbot.keyClick(field(workshop, 1, 1), Key.Key_Right)
    qtbot.keyClick(field(workshop, 1, 1), Key.Key_Right)
    assert has_keyboard(workshop) == (1, 2)


def test_that_tab_leads_through_all_fields_of_a_kernel_made_larger(
    qtbot: QtBot, workshop: KernelWorkshop
) -> None:
    editor_of(workshop).set_side(5)
    field(workshop)
    for index in range(1, 25):
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Key.Key_Tab)
        assert has_keyboard(workshop) == divmod(index, 5)


def test_that_a_copied_matrix_fills_all_fields(qtbot: QtBot, workshop: KernelWorkshop) -> None:
    QGuiApplication.clipboard().setText("1\t2\t3\n4\t5\t6\n7\t8\t−9\n")
    qtbot.keyClick(field(workshop, 2, 2), Key.Key_V, CTRL)
    assert editor_of(workshop).matrix == ((1, 2, 3), (4, 5, 6), (7, 8, -9))
    assert editor_of(workshop).fields[2][2].text() == "−9"


def test_that_a_copied_matrix_of_5_by_5_makes_the_kernel_larger(
    qtbot: QtBot, workshop: KernelWorkshop
) -> None:
    QGuiApplication.clipboard().setText("\n".join(["0 0 1 0 0"] * 5))
    qtbot.keyClick(field(workshop), Key.Key_V, CTRL)
    assert editor_of(workshop).matrix == ((0, 0, 1, 0, 0),) * 5
    assert editor_of(workshop).sides[5].isChecked()


def test_that_a_single_copied_number_goes_into_its_field(
    qtbot: QtBot, workshop: KernelWorkshop
) -> None:
    QGuiApplication.clipboard().setText("0.5")
    middle = field(workshop, 1, 1)
    middle.selectAll()
    qtbot.keyClick(middle, Key.Key_V, CTRL)
    assert editor_of(workshop).matrix == with_number(EDGES, 1, 1, 0.5)


def test_that_what_is_no_matrix_is_refused_in_a_sentence_and_changes_nothing(
    qtbot: QtBot, workshop: KernelWorkshop
) -> None:
    QGuiApplication.clipboard().setText("1 2 3\n4 5 6")
    qtbot.keyClick(field(workshop), Key.Key_V, CTRL)
    assert editor_of(workshop).matrix == EDGES
    assert workshop.banner.text.startswith("What was copied is no matrix of 3×3 or 5×5 numbers.")
    editor_of(workshop).clear()
    assert workshop.banner.text == ""


def test_that_another_size_keeps_the_middle(workshop: KernelWorkshop) -> None:
    editor_of(workshop).sides[5].click()
    zeros, rows = (0.0,) * 5, tuple((0.0, *row, 0.0) for row in EDGES)
    assert editor_of(workshop).matrix == (zeros, *rows, zeros)
    editor_of(workshop).sides[3].click()
    assert editor_of(workshop).matrix == EDGES
    assert len(editor_of(workshop).fields) == 3


def test_that_clear_sets_all_to_0_and_can_be_taken_back(workshop: KernelWorkshop) -> None:
    editor = editor_of(workshop)
    editor.clear_button.click()
    assert editor.matrix == ((0.0,) * 3,) * 3
    assert not editor.clear_button.isEnabled()
    editor.back_button.click()
    assert (editor.matrix, editor.clear_button.isEnabled()) == (EDGES, True)


def test_that_typing_in_one_field_is_taken_back_as_one_change(
    qtbot: QtBot, workshop: KernelWorkshop
) -> None:
    type_into(qtbot, workshop, 0, 0, "123")
    type_into(qtbot, workshop, 0, 1, "45")
    editor = editor_of(workshop)
    editor.back_button.click()
    assert editor.matrix == with_number(EDGES, 0, 0, 123)
    editor.back_button.click()
    assert editor.matrix == EDGES


def test_that_every_control_says_what_it_is(workshop: KernelWorkshop) -> None:
    editor = editor_of(workshop)
    fields = [each for row in editor.fields for each in row]
    for each in (*fields, *editor.sides.values(), editor.clear_button, editor.back_button):
        assert each.accessibleName()
        assert each.toolTip()
    assert len({each.accessibleName() for each in fields}) == 9


def test_that_numbers_are_written_with_the_decimal_sign_of_the_locale(
    workshop: KernelWorkshop, in_locale: object
) -> None:
    in_locale("fr_FR")  # type: ignore[operator]
    editor_of(workshop).set_matrix(((0.25, 0, 0),) * 3)
    assert editor_of(workshop).fields[0][0].text() == "0,25"
