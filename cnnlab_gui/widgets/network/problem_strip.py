"""Under the layers: why they cannot be trained, and what mends it at a press."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QFrame,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.problems.base import Problem, Remedy
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID, Theme
from cnnlab_gui.widgets.wrapped_button import WrappedButton

PATIENCE_MS = 500


class ProblemStrip(QFrame):
    """The session's problem with its remedies, or a deed that was refused.

    Signals
    -------
    layer_chosen : int
        The layer that the problem is about is to be shown.
    changed
        It shows something else, with other buttons.
    """

    layer_chosen = Signal(int)
    changed = Signal()

    def __init__(self, session: LabSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAccessibleName(self.tr("What is wrong with the network"))
        self._session = session
        self._theme = theme
        self._text = label(wrap=True)
        self._text.setToolTip(self.tr("Click to go to the layer."))
        self._buttons: list[QPushButton] = []
        self._is_refusal = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PATIENCE_MS)
        self._later.timeout.connect(self.show_problem)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GRID, GRID, GRID, GRID)
        self._column.setSpacing(GRID // 2)
        self._column.addWidget(self._text)
        session.problem_changed.connect(self._on_problem_changed)
        session.changed.connect(lambda *_: self._forget_refusal())
        self.show_problem()

    @property
    def text(self) -> str:
        """What is shown; empty if nothing is."""
        return "" if self.isHidden() else self._text.text()

    @property
    def remedies(self) -> list[QPushButton]:
        """The buttons that are offered, the best first."""
        return list(self._buttons)

    def _on_problem_changed(self) -> None:
        """Wait while a number is being typed: 10 is 1 for a moment, and the strip takes room."""
        if self.isHidden() and isinstance(QApplication.focusWidget(), QAbstractSpinBox):
            self._later.start()
        else:
            self.show_problem()

    def _forget_refusal(self) -> None:
        if self._is_refusal:
            self.show_problem()

    def show_problem(self) -> None:
        """Show what holds now."""
        problem = self._session.problem
        self._later.stop()
        self._is_refusal = False
        self._clear()
        self.setVisible(problem is not None)
        if problem:
            self._text.setText(translated(problem.sentence))
            for remedy in problem.remedies:
                self._add_button(remedy, problem)
        self.changed.emit()

    def mend(self) -> None:
        """Do what the first remedy offers, if there is one."""
        problem = self._session.problem
        if problem and problem.remedies and self._buttons:
            self._buttons[0].click()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the sentence leads to the layer that it is about."""
        problem = self._session.problem
        if problem and problem.layer is not None:
            self.layer_chosen.emit(problem.layer)
        super().mousePressEvent(event)

    def show_refusal(self, sentence: Sentence) -> None:
        """Say why a deed changed nothing, until the next change."""
        self._clear()
        self._is_refusal = True
        self._text.setText(translated(sentence))
        close = self._make_button(self.tr("Close"), self.tr("Hide this message."))
        close.clicked.connect(lambda _: self.show_problem())
        self.show()
        self.changed.emit()

    def _add_button(self, remedy: Remedy, problem: Problem) -> None:
        text = translated(remedy.text)
        made = self._make_button(text, self.tr("{remedy}. Undo takes it back.").format(remedy=text))
        self._theme.set_icon(made, "wand", "accent")
        made.clicked.connect(lambda _: self._mend(remedy, problem))

    def _make_button(self, text: str, tip: str) -> QPushButton:
        made = WrappedButton(text)
        made.setToolTip(tip)
        self._column.addWidget(made)
        self._buttons.append(made)
        return made

    def _mend(self, remedy: Remedy, problem: Problem) -> None:
        self._session.mend(remedy)
        if problem.layer is not None:
            last = len(self._session.architecture.layers) - 1
            self.layer_chosen.emit(min(problem.layer, last))

    def _clear(self) -> None:
        for each in self._buttons:
            self._column.removeWidget(each)
            each.hide()
            each.deleteLater()
        self._buttons = []
