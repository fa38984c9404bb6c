"""The Train page while no run is drawn: nothing trained, an obstacle, an unfinished run."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.problems.base import Problem, Remedy
from cnnlab_gui.widgets.states import Notice, button


class AtRest(Notice):
    """Says what will appear, and offers what makes it appear.

    Signals
    -------
    train_wanted, resume_wanted, run_left
    remedy_wanted : Remedy
    run_wanted : str
        The run of this name is to be shown.
    """

    train_wanted = Signal()
    resume_wanted = Signal()
    run_left = Signal()
    remedy_wanted = Signal(object)
    run_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._obstacle: Problem | None = None
        self._last = ""  # the newest run from before the window was opened
        self._is_empty = False

    def show_empty(self) -> None:
        """Nothing is trained: offer Train, or what mends the network."""
        self._is_empty = True
        if self._obstacle:
            self._show_obstacle(self._obstacle)
            return
        tip = self.tr("Train this network on this dataset (F5)")
        buttons = [button(self.tr("Train"), self.train_wanted.emit, tip, primary=True)]
        if self._last:
            text = self.tr("Show {name}").format(name=self._last)
            tip = self.tr("The newest run of those before; all of them are on the page Compare")
            buttons.append(button(text, lambda: self.run_wanted.emit(self._last), tip))
        self.show_text(
            self.tr("Nothing is trained yet"),
            self.tr(
                "Press Train, or F5. Loss and accuracy are drawn here while the network learns."
            ),
            buttons=tuple(buttons),
        )

    def set_obstacle(self, problem: Problem | None) -> None:
        """Tell what keeps the network from being trained."""
        self._obstacle = problem
        if self._is_empty:
            self.show_empty()

    def offer_last(self, name: str) -> None:
        """Offer to show a run from before the window was opened."""
        self._last = name
        if self._is_empty:
            self.show_empty()

    def offer_to_resume(self, text: str) -> bool:
        """Offer a run that is not finished; whether there was nothing else to show."""
        if not self._is_empty:
            return False
        self._is_empty = False  # an obstacle of the network that is set up does not matter to it
        resume = button(
            self.tr("Resume"), self.resume_wanted.emit, self.tr("Go on with it (F6)"), primary=True
        )
        leave = button(
            self.tr("Leave it"),
            self._leave,
            self.tr("It stays on the page Compare, and can be resumed there."),
        )
        self.show_text(self.tr("A training is not finished"), text, buttons=(resume, leave))
        return True

    def show_preparing(self, text: str) -> None:
        """A run was asked for, but has not begun."""
        self._is_empty = False
        self.show_text(self.tr("Getting ready"), text, busy=True)

    def end(self) -> None:
        """A run is drawn."""
        self._is_empty = False

    def _leave(self) -> None:
        self.show_empty()
        self.run_left.emit()

    def _show_obstacle(self, problem: Problem) -> None:
        self.show_text(
            self.tr("The network cannot be trained yet"),
            translated(problem.sentence),
            buttons=tuple(map(self._remedy_button, problem.remedies[:1])),
        )

    def _remedy_button(self, remedy: Remedy) -> QPushButton:
        text = translated(remedy.text)
        tip = self.tr("{remedy}. Undo takes it back.").format(remedy=text)
        return button(text, lambda: self.remedy_wanted.emit(remedy), tip, primary=True)
