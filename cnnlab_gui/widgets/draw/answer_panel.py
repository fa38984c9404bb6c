"""Who answers to a drawing, and what it answers."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QProgressBar,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.drawing.answer import Answer
from cnnlab_gui.core.inside.network import SET_UP
from cnnlab_gui.core.pretrained import PRETRAINED
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.draw.answer_bars import AnswerBars
from cnnlab_gui.widgets.draw.headline import Headline
from cnnlab_gui.widgets.network_box import NetworkBox
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID, Theme
from cnnlab_gui.widgets.wrapped_button import WrappedButton

Way = tuple[str, Callable[[], None]]


class AnswerPanel(QWidget):
    """Shows one network's answer.

    Signals
    -------
    network_wanted : str
        `PRETRAINED`, `SET_UP` or a run's name.
    """

    network_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = self._make_box()
        self.note = label(role="muted", wrap=True)
        self.note.hide()
        self.headline = Headline(theme)
        self.bars = AnswerBars(theme)
        self.place = _Place()
        self._answering = QWidget()
        self._stack = QStackedLayout()
        self._lay_out()
        self.show_blank()

    def _make_box(self) -> NetworkBox:
        made = NetworkBox(
            (
                (self.tr("Pretrained network"), PRETRAINED),
                (self.tr("The network that is set up"), SET_UP),
            )
        )
        made.setAccessibleName(self.tr("Who answers"))
        made.setToolTip(
            self.tr(
                "Who answers: the network that comes with CNN Lab, the one that is set up, "
                "or a run's."
            )
        )
        made.network_wanted.connect(self.network_wanted)
        return made

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.bars)
        # What it stands on shows through; a scroll area would fill it with the window's colour.
        for filled in (scroll.viewport(), self.bars):
            filled.setAutoFillBackground(False)
        inner = QVBoxLayout(self._answering)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(GRID)
        inner.addWidget(self.headline)
        inner.addWidget(scroll, 1)
        self._stack.addWidget(self._answering)
        self._stack.addWidget(self.place)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.box)
        column.addWidget(self.note)
        column.addLayout(self._stack, 1)

    # Who answers

    def set_networks(self, names: tuple[str, ...]) -> None:
        """Offer these runs after the two that are always there; what is chosen stays."""
        self.box.set_runs(names)

    def choose(self, key: str) -> None:
        """Show ``key`` as the chosen network, without a signal."""
        self.box.choose(key)

    @property
    def chosen(self) -> str:
        """The key of the network that answers."""
        return self.box.chosen

    def show_note(self, text: str) -> None:
        """Say what is to be known of the network; nothing for an empty text."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    # What it answers

    def set_class_names(self, names: tuple[str, ...]) -> None:
        """Say which classes it knows, before it answers."""
        self.headline.set_class_names(names)
        self.bars.set_class_names(names)

    def show_answer(self, answer: Answer) -> None:
        """Show an answer at once; one without numbers says why there is none."""
        if answer.problem is not None:
            self.set_class_names(answer.class_names)
            self.show_problem(answer.problem)
            return
        self.headline.show_answer(answer)
        self.bars.show_answer(answer)
        self._stack.setCurrentWidget(self._answering)

    def show_blank(self, *, is_dot: bool = False) -> None:
        """Show that nothing is drawn, or only a dot: no guess, and what makes one appear."""
        self.headline.show_hint(
            self.tr("That is only a dot: go on, and draw all of it.")
            if is_dot
            else self.tr("Draw a digit: the answer appears while you draw.")
        )
        self.bars.show_blank()
        self._stack.setCurrentWidget(self._answering)

    def show_busy(self, text: str) -> None:
        """Say what is waited for."""
        self.place.show_text(text, busy=True)
        self._stack.setCurrentWidget(self.place)

    def show_problem(self, sentence: Sentence | str, *ways: Way) -> None:
        """Say why there is no answer; each way on is a button's text and what it does."""
        self.place.show_text(translated(sentence), *ways)
        self._stack.setCurrentWidget(self.place)


class _Place(QWidget):
    """A sentence in a narrow place: what is waited for, or a problem and the ways on."""

    def __init__(self) -> None:
        super().__init__()
        self.sentence = label(wrap=True)
        self.sentence.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._bar = _NarrowBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(GRID)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self.sentence)
        column.addWidget(self._bar)
        column.addLayout(self._buttons)
        column.addStretch(1)

    def show_text(self, text: str, *ways: Way, busy: bool = False) -> None:
        """Replace everything shown."""
        self.sentence.setText(text)
        self._bar.setVisible(busy)
        while self._buttons.count():
            item = self._buttons.takeAt(0)
            widget = item.widget() if item else None
            if widget:
                widget.hide()
                widget.deleteLater()
        for at, (name, act) in enumerate(ways):
            self._buttons.addWidget(_way_button(name, act, is_first=at == 0))


class _NarrowBar(QProgressBar):
    def minimumSizeHint(self) -> QSize:
        return QSize(10 * GRID, super().minimumSizeHint().height())


class _WayButton(WrappedButton):
    """One without an icon, and without the room for it."""

    def _beside(self) -> int:
        return GRID + GRID // 2


def _way_button(name: str, act: Callable[[], None], *, is_first: bool) -> WrappedButton:
    made = _WayButton(name)
    made.setToolTip(name)
    made.setProperty("primary", is_first)
    made.clicked.connect(lambda _checked: act())
    return made
