"""Fields that go on in another line, and boxes that leave out what does not fit."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QSize
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.widgets.maps.giving_box import GivingBox
from cnnlab_gui.widgets.maps.wrapping_row import WrappingRow
from cnnlab_gui.widgets.theme import GRID, Theme


class Field(QWidget):
    def __init__(self, least: int, usual: int) -> None:
        super().__init__()
        self.least, self.usual = least, usual

    def sizeHint(self) -> QSize:
        return QSize(self.usual, 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.least, 20)


@pytest.fixture
def fields() -> list[Field]:
    return [Field(100, 150), Field(80, 80), Field(60, 120)]


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def row(page: QWidget, fields: list[Field]) -> QWidget:
    """Three fields, which take 256 pixels with the gaps between them."""
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    made = QWidget()
    wrapping = WrappingRow(made)
    for field in fields:
        wrapping.addWidget(field)
    column.addWidget(made)
    column.addWidget(QWidget(), 1)
    page.resize(600, 300)
    page.show()
    return made


def resize(row: QWidget, width: int) -> None:
    row.window().resize(width, 300)
    layout = row.window().layout()
    assert layout is not None
    layout.activate()


def tops(fields: list[Field]) -> list[int]:
    return [field.y() for field in fields]


def test_that_all_fields_are_in_one_line_while_there_is_room(
    row: QWidget, fields: list[Field]
) -> None:
    least = 100 + 80 + 60 + 2 * GRID
    for width in (600, least):
        resize(row, width)
        assert tops(fields) == [0, 0, 0]
        assert row.height() == 20
    assert [field.width() for field in fields] == [100, 80, 60]


def test_that_those_without_room_are_in_another_line(row: QWidget, fields: list[Field]) -> None:
    resize(row, 255)
    assert tops(fields) == [0, 0, 20 + GRID]
    assert row.height() == 40 + GRID
    resize(row, 120)
    assert tops(fields) == [0, 20 + GRID, 2 * (20 + GRID)]
    assert all(field.geometry().right() < 120 for field in fields)
    resize(row, 600)
    assert tops(fields) == [0, 0, 0]


def test_that_it_asks_for_no_more_than_its_widest_field(row: QWidget) -> None:
    assert row.minimumSizeHint().width() == 100


def test_that_room_left_over_goes_to_who_wants_it_and_then_to_the_first(
    row: QWidget, fields: list[Field]
) -> None:
    resize(row, 256 + 55)
    assert [field.width() for field in fields] == [125, 80, 90]
    resize(row, 500)
    assert [field.width() for field in fields] == [500 - 80 - 120 - 2 * GRID, 80, 120]


def test_that_a_field_that_is_hidden_takes_no_room(row: QWidget, fields: list[Field]) -> None:
    fields[1].hide()
    resize(row, 100 + 60 + GRID)
    assert fields[0].y() == fields[2].y() == 0
    assert fields[2].x() == 100 + GRID
    fields[0].hide()  # whoever is then the first does not take all the room
    resize(row, 400)
    assert (fields[2].x(), fields[2].width()) == (0, 120)


@pytest.fixture
def box(qtbot: QtBot, theme: Theme) -> GivingBox:
    made = GivingBox(6, 20)
    made.setToolTip("Which one.")
    made.addItems(["short", "much longer than its box is wide"])
    qtbot.addWidget(made)
    made.show()
    return made


def test_that_a_box_is_as_wide_as_its_letters_whatever_it_holds(box: GivingBox) -> None:
    before = box.minimumSizeHint(), box.sizeHint()
    assert before[0].width() < before[1].width()
    box.setCurrentIndex(1)
    box.addItem("x" * 200)
    assert (box.minimumSizeHint(), box.sizeHint()) == before


def test_that_a_box_leaves_out_the_end_and_says_it_in_the_tip(box: GivingBox) -> None:
    def tip() -> str:
        place = QPoint(5, 5)
        event = QHelpEvent(QEvent.Type.ToolTip, place, box.mapToGlobal(place))
        QApplication.sendEvent(box, event)
        return QToolTip.text()

    box.resize(box.sizeHint())
    assert box.drawn_text == "short"
    assert tip() == "Which one."
    box.setCurrentIndex(1)
    assert box.drawn_text.startswith("much")
    assert box.drawn_text.endswith("…")
    assert tip() == "much longer than its box is wide\nWhich one."
    box.resize(400, box.height())
    assert box.drawn_text == box.currentText()
    QToolTip.hideText()


def test_that_the_list_shows_whole_texts(box: GivingBox) -> None:
    box.resize(box.minimumSizeHint())
    box.showPopup()
    whole = box.fontMetrics().horizontalAdvance(box.itemText(1))
    assert box.view().viewport().width() >= whole
    box.hidePopup()


def test_that_the_first_field_keeps_its_width_where_it_is_not_to_grow(
    page: QWidget, fields: list[Field]
) -> None:
    made = WrappingRow(page, first_grows=False)
    for field in fields:
        made.addWidget(field)
    page.resize(600, 100)
    page.show()
    assert [field.width() for field in fields] == [150, 80, 120]
    assert fields[-1].geometry().right() < 600 - 200
