"""The Inspector's row about a first filter that is given."""

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.first_filter import Matrix
from cnnlab_gui.widgets.network.first_filter import FirstFilterRow, MatrixPicture
from cnnlab_gui.widgets.network.inspector import Inspector

EDGE: Matrix = ((-8.0, 0.0, 0.0), (0.0, 8.0, -4.0), (0.0, 0.0, 0.25))
GIVEN, PLAIN = 0, 2
Part = TypeVar("Part", bound=QWidget)


@pytest.fixture
def row(inspector: Inspector, session: LabSession) -> FirstFilterRow:
    given = convolution(session).with_first_filter(EDGE)
    session.set_architecture(session.architecture.replaced(GIVEN, given), "give")
    inspector.show_layer(GIVEN)
    (found,) = inspector.findChildren(FirstFilterRow)
    return found


def part(row: FirstFilterRow, kind: type[Part]) -> Part:
    (found,) = row.findChildren(kind)
    return found


def convolution(session: LabSession) -> Conv2D:
    layer = session.architecture.layers[GIVEN]
    assert isinstance(layer, Conv2D)
    return layer


def test_that_only_a_layer_with_a_given_filter_has_the_row(
    inspector: Inspector, row: FirstFilterRow
) -> None:
    assert row.isVisible()
    assert part(row, QLabel).text() == "First filter: 3×3, given"
    for other in (PLAIN, 1, -1):
        inspector.show_layer(other)
        assert not row.isVisible()


def test_that_the_picture_is_white_at_zero_and_has_the_numbers_in_its_tip(
    row: FirstFilterRow,
) -> None:
    picture = part(row, MatrixPicture)
    assert picture.colours[0] == ["#0072b2", "#ffffff", "#ffffff"]
    assert picture.colours[1][1] == "#d55e00"
    assert picture.toolTip() == "−8.00  0  0\n0  8.00  −4.00\n0  0  0.25"
    assert picture.grab().toImage().pixelColor(36, 36).name() == "#d55e00"


def test_that_the_filter_is_fixed_and_let_go_and_undo_takes_it_back(
    qtbot: QtBot, row: FirstFilterRow, session: LabSession
) -> None:
    box = part(row, QCheckBox)
    assert not box.isChecked()
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert convolution(session).first_filter_frozen
    assert session.undo_stack.undoText() == "fix first filter of Conv2D"
    steps = session.undo_stack.count()
    session.undo_stack.undo()
    assert not box.isChecked()
    session.undo_stack.redo()
    assert box.isChecked()
    assert session.undo_stack.count() == steps
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert not convolution(session).first_filter_frozen


def test_that_the_filter_is_removed_and_undo_brings_it_back(
    qtbot: QtBot, row: FirstFilterRow, session: LabSession
) -> None:
    qtbot.mouseClick(part(row, QPushButton), Qt.MouseButton.LeftButton)
    assert convolution(session).first_filter is None
    assert not row.isVisible()
    session.undo_stack.undo()
    assert convolution(session).first_filter == EDGE
    assert row.isVisible()


def test_that_the_row_follows_another_kernel_size_typed_in_the_form(
    inspector: Inspector, row: FirstFilterRow, session: LabSession
) -> None:
    assert inspector._form is not None
    inspector._form.editor("kernel_size").edited.emit((1, 3))
    assert part(row, QLabel).text() == "First filter: 1×3, given"
    assert convolution(session).first_filter == (EDGE[1],)


def test_that_every_part_says_what_it_is_for(row: FirstFilterRow) -> None:
    for each in (part(row, QCheckBox), part(row, QPushButton)):
        assert each.toolTip().endswith(".")
        assert each.accessibleName() or each.text()
        assert each.focusPolicy() & Qt.FocusPolicy.TabFocus
