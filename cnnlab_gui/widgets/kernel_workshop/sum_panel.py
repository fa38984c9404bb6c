"""The sum behind one pixel: patch times kernel, product by product."""

import numpy as np
from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.inside.colours import DIVERGING, Table
from cnnlab_gui.core.inside.kernel import Step
from cnnlab_gui.core.inside.matrix_text import texts_of
from cnnlab_gui.core.inside.number import MINUS, Number
from cnnlab_gui.core.layers.first_filter import Matrix
from cnnlab_gui.widgets.kernel_workshop.matrix_editor import FONTS, MatrixEditor
from cnnlab_gui.widgets.kernel_workshop.numbers_view import NumbersView
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID, Theme

MOST_TERMS = 9
"""Of a sum that is written out; of a longer one the first and the last terms are."""
CELLS = {3: QSize(56, 34), 5: QSize(37, 28)}
SUM_CELL = QSize(54, 36)
LEAST = QSize(80 * GRID, 20 * GRID)
LARGEST = 2.0
STEP = 0.25


class SumPanel(QWidget):
    """Holds the kernel's editor, and shows beside it what it does at one place."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = MatrixEditor(theme)
        self.patch = NumbersView(theme, self.tr("The patch of the image under the kernel"))
        self.products = NumbersView(theme, self.tr("Each number of the patch times its weight"))
        self.total = NumbersView(theme, self.tr("The sum of the products"))
        self.line = label(wrap=True)
        self.line.setAccessibleName(self.tr("The sum, written out"))
        self.line.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._scale = 1.0
        self._side = self.editor.side
        self._lay_out()
        self._size()
        # Else the window could not be made smaller again once the numbers have grown.
        self.setMinimumSize(LEAST)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID // 4)
        grid.setVerticalSpacing(GRID // 2)
        middle = Qt.AlignmentFlag.AlignCenter
        captions = (self.tr("Patch"), "", self.tr("Products"), self.tr("Sum"))
        shown = (self.patch, self.editor, self.products, self.total)
        signs = ("", "×", "=", "→")
        for index, (caption, widget, sign) in enumerate(zip(captions, shown, signs, strict=True)):
            if sign:
                grid.addWidget(label(sign, "headline"), 1, 2 * index, middle)
            if widget is self.editor:
                grid.addWidget(self.editor.head, 0, 2 * index + 1, middle)
            else:
                grid.addWidget(label(caption, "muted"), 0, 2 * index + 1, middle)
            grid.addWidget(widget, 1, 2 * index + 1, middle)
        for side in (0, 8):
            grid.setColumnStretch(side, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addLayout(grid)
        column.addWidget(self.line)

    def set_side(self, side: int) -> None:
        """Take a patch of so many rows and columns."""
        self._side = side
        self._size()

    def set_scale(self, scale: float) -> None:
        """Make the numbers larger where there is more room: so many times, in steps."""
        scale = max(1.0, min(LARGEST, scale // STEP * STEP))
        if scale != self._scale:
            self._scale = scale
            self._size()

    def _size(self) -> None:
        fonts = {}
        for name, share in (("cell", FONTS[self._side]), ("line", 1.0)):
            font = fonts[name] = QFont(self.font())
            font.setPointSizeF(font.pointSizeF() * share * self._scale)
        self.editor.set_scale(self._scale)
        for view in (self.patch, self.products):
            view.set_room((self._side,) * 2, CELLS[self._side] * self._scale, fonts["cell"])
        self.total.set_room((1, 1), SUM_CELL * self._scale, fonts["line"])
        self.line.setFont(fonts["line"])
        self.line.setMinimumHeight(2 * self.line.fontMetrics().lineSpacing() + 2)

    def show_hint(self, text: str) -> None:
        """Show empty cells and a sentence."""
        for view in (self.patch, self.products, self.total):
            view.show_values(None, 0, 1)
        self.line.setText(text)
        self.line.setToolTip("")

    def show_step(
        self,
        step: Step,
        matrix: Matrix,
        value: float,
        bounds: tuple[float, float],
        table: Table,
        before: str = "",
    ) -> None:
        """Show how one pixel comes about.

        Parameters
        ----------
        step : Step
        matrix : n rows of n numbers
        value : float
            What the result holds there, after relu if that is on.
        bounds, table
            The colours of the result.
        before : str
            What is said before the sum.
        """
        most = max(float(np.abs(step.weights).max()), 1e-9)
        self.patch.show_values(step.patch, 0, 1)
        self.products.show_values(step.products, -most, most, DIVERGING)
        self.total.show_values(np.array([[value]]), *bounds, table)
        terms = terms_of(step, matrix)
        total = translated(Number(step.total))
        end = f" = {total}"
        if value == 0 > step.total:
            end += "; " + self.tr("relu makes 0 of it.")
        self.line.setText(before + " + ".join(shortened(terms)) + end)
        self.line.setToolTip(" + ".join(terms) + end if len(terms) > MOST_TERMS else "")


def terms_of(step: Step, matrix: Matrix) -> list[str]:
    """The products of a sum, row by row: ``0.40·8``, ``0.12·(−1)``."""
    point = QLocale().decimalPoint()
    texts = [text.replace(".", point) for row in texts_of(matrix) for text in row]
    weights = [f"({text})" if MINUS in text or "/" in text else text for text in texts]
    pixels = [translated(Number(value, most=2)) for value in step.patch.ravel().tolist()]
    return [f"{pixel}·{weight}" for pixel, weight in zip(pixels, weights, strict=True)]


def shortened(terms: list[str]) -> list[str]:
    """The first terms and the last, where there are many."""
    if len(terms) <= MOST_TERMS:
        return terms
    return [*terms[: MOST_TERMS - 2], "…", terms[-1]]
