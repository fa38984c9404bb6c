"""A calculation as a ladder of lines: what is done on the left, the number on the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.inside.calculation import Step
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID, Theme


class StepsView(QWidget):
    """Shows the steps to a value; the last one stands out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._steps: Sequence[Step] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._parts: list[QWidget] = []
        self._rule: QFrame | None = None
        theme.changed.connect(self._colour_rule)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these lines instead of those before."""
        for part in self._parts:
            # Deleting comes later; until then it must not be seen beside the new ones.
            part.hide()
            self._grid.removeWidget(part)
            part.deleteLater()
        self._parts, self._rule, self._steps = [], None, steps
        row = 0
        for step in steps:
            if step.is_result and len(steps) > 1:
                self._add_rule(row)
                row += 1
            self._add_step(row, step)
            row += 1
        self.setAccessibleDescription(self.text)

    @property
    def text(self) -> str:
        """The lines as plain text."""
        return "\n".join(step_text(step) for step in self._steps)

    def _add_step(self, row: int, step: Step) -> None:
        number = label(translated(step.number))
        words = label(translated(step.words), wrap=True)
        sign = label(step.sign, "muted")
        for column, part in enumerate((sign, words, number)):
            if step.is_result:
                _embolden(part)
            self._add(part, row, column)
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)

    def _add_rule(self, row: int) -> None:
        self._rule = QFrame()
        self._rule.setFixedHeight(1)
        self._colour_rule()
        self._parts.append(self._rule)
        self._grid.addWidget(self._rule, row, 0, 1, 3)

    def _colour_rule(self) -> None:
        if self._rule is not None:
            self._rule.setStyleSheet(f"background: {self._theme.colours.muted};")

    def _add(self, part: QWidget, row: int, column: int) -> None:
        self._parts.append(part)
        self._grid.addWidget(part, row, column)


def _embolden(part: QLabel) -> None:
    font = part.font()
    font.setBold(True)
    part.setFont(font)


def step_text(step: Step) -> str:
    """``+ bias: 0.02``."""
    return f"{step.sign} {translated(step.words)}: {translated(step.number)}".strip()
