"""The kernel itself: 3×3 or 5×5 fields that can be typed in."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QToolButton,
    QWidget,
)

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.kernel import IDENTITY, SIDES
from cnnlab_gui.core.inside.matrix_text import matrix_of, texts_of
from cnnlab_gui.core.layers.first_filter import Matrix, resized
from cnnlab_gui.core.text import size_text
from cnnlab_gui.widgets.kernel_workshop.number_field import NumberField
from cnnlab_gui.widgets.theme import Theme

CELLS = {3: QSize(56, 32), 5: QSize(45, 26)}
"""Room for one number, in pixels."""
FONTS = {3: 1.0, 5: 0.88}
"""How large its font is, of the usual one."""
GAP = 2
MOST_KEPT = 100


class MatrixEditor(QWidget):
    """Edits a matrix; every change is told at once, and can be taken back.

    Attributes
    ----------
    head : QWidget
        The buttons that belong to it, for whoever lays it out.

    Signals
    -------
    matrix_changed
        See `matrix`.
    refused : str
        Why what was pasted is no matrix, or what was typed no number; empty once it is one.
    """

    matrix_changed = Signal()
    refused = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._matrix: Matrix = IDENTITY.matrix
        self._earlier: list[Matrix] = []
        self._edited: NumberField | None = None  # whose edits in a row are taken back as one
        self._scale = 1.0
        self.fields: tuple[tuple[NumberField, ...], ...] = ()
        self._grid = QGridLayout(self)
        self.head = QWidget()
        self.sides = {side: self._make_side_button(side) for side in SIDES}
        group = QButtonGroup(self)
        for made in self.sides.values():
            group.addButton(made)
        self.clear_button = self._tool_button(
            "trash", self.tr("Clear: set all numbers to 0"), self.clear
        )
        self.back_button = self._tool_button(
            "undo", self.tr("Take back the last change of the kernel"), self.take_back
        )
        self._lay_out()
        self._show(self._matrix)

    def _make_side_button(self, side: int) -> QToolButton:
        made = QToolButton()
        made.setText(size_text((side, side)))
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        tip = self.tr("Make the kernel {size}; its middle stays").format(size=made.text())
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        made.clicked.connect(lambda _: self.set_side(side))
        return made

    def _tool_button(self, icon: str, tip: str, deed: Callable[[], None]) -> QToolButton:
        made = QToolButton()
        made.setAutoRaise(True)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        self._theme.set_icon(made, icon)
        made.clicked.connect(lambda _: deed())
        return made

    def _lay_out(self) -> None:
        row = QHBoxLayout(self.head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for each in (*self.sides.values(), self.clear_button, self.back_button):
            row.addWidget(each)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)

    @property
    def matrix(self) -> Matrix:
        return self._matrix

    @property
    def side(self) -> int:
        """How many rows and columns there are."""
        return len(self._matrix)

    def set_matrix(self, matrix: Matrix) -> None:
        """Take another matrix, of 3×3 or 5×5."""
        if matrix != self._matrix:
            self._keep(None)
            self._show(matrix)
            self.matrix_changed.emit()

    def set_side(self, side: int) -> None:
        """Crop the matrix about its middle, or put zeros round it."""
        self.set_matrix(resized(self._matrix, (side, side)))

    def clear(self) -> None:
        self.set_matrix(tuple((0.0,) * self.side for _ in range(self.side)))

    def take_back(self) -> None:
        """Bring back the matrix before the last change."""
        if self._earlier:
            self._edited = None
            self._show(self._earlier.pop())
            self._enable()
            self.matrix_changed.emit()

    def paste(self, text: str) -> None:
        """Take the matrix that ``text`` holds, or tell why it holds none."""
        try:
            self.set_matrix(matrix_of(text))
        except CnnLabError as error:
            self.refused.emit(translated(error.sentence))

    def _keep(self, edited: NumberField | None) -> None:
        if edited is None or edited is not self._edited:
            self._earlier = [*self._earlier[-MOST_KEPT:], self._matrix]
        self._edited = edited
        self._enable()

    def _enable(self) -> None:
        self.back_button.setEnabled(bool(self._earlier))
        self.clear_button.setEnabled(any(map(any, self._matrix)))

    def _show(self, matrix: Matrix) -> None:
        self._matrix = matrix
        if len(self.fields) != self.side:
            self._make_fields()
        self._show_numbers()
        self.sides[self.side].setChecked(True)
        self._enable()

    def _show_numbers(self) -> None:
        """Write the numbers as a matrix is best read."""
        texts_and_numbers = zip(self.fields, self._matrix, texts_of(self._matrix), strict=True)
        for row, numbers, texts in texts_and_numbers:
            for field, value, text in zip(row, numbers, texts, strict=True):
                field.show_value(value, text)

    def _make_fields(self) -> None:
        for row in self.fields:
            for field in row:
                field.blockSignals(True)  # it may have the keyboard, and leaves it now
                self._grid.removeWidget(field)
                field.hide()
                field.deleteLater()
        indices = range(self.side)
        self.fields = tuple(
            tuple(self._make_field(row, column) for column in indices) for row in indices
        )
        self._size_fields()
        self._order_keys()

    def set_scale(self, scale: float) -> None:
        """Make the fields and their numbers so many times as large as they are at least."""
        self._scale = scale
        self._size_fields()

    def _size_fields(self) -> None:
        size = CELLS[self.side] * self._scale
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * FONTS[self.side] * self._scale)
        for row in self.fields:
            for field in row:
                field.setFixedSize(size)
                field.setFont(font)

    def _order_keys(self) -> None:
        """Let Tab lead from the buttons through the fields, row by row."""
        before: QWidget = self.back_button
        if before.window() is not self.window():
            return  # not laid out yet; then it does so anyway
        for row in self.fields:
            for field in row:
                QWidget.setTabOrder(before, field)
                before = field

    def _make_field(self, row: int, column: int) -> NumberField:
        name = self.tr("Kernel, row {row}, column {column}").format(row=row + 1, column=column + 1)
        field = NumberField(self._theme, name, self)
        field.value_changed.connect(lambda value: self._on_typed(field, row, column, value))
        field.moved.connect(lambda down, right: self._go(row + down, column + right))
        field.pasted.connect(self.paste)
        field.refused.connect(self.refused)
        field.left.connect(self._show_numbers)
        self._grid.addWidget(field, row, column)
        field.setVisible(True)  # now, that it can have the keyboard at once
        return field

    def _on_typed(self, field: NumberField, row: int, column: int, value: float) -> None:
        self._keep(field)
        changed = [list(numbers) for numbers in self._matrix]
        changed[row][column] = value
        self._matrix = tuple(map(tuple, changed))
        if self._matrix == self._earlier[-1]:
            # What was typed was refused at last: there is nothing to take back.
            self._earlier.pop()
            self._edited = None
        self._enable()
        self.matrix_changed.emit()

    def _go(self, row: int, column: int) -> None:
        """Give the keyboard to a field; beyond an edge it stays."""
        if 0 <= row < self.side and 0 <= column < self.side:
            self.fields[row][column].setFocus(Qt.FocusReason.TabFocusReason)
