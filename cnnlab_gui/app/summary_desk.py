"""Answers Summary: Keras prints the network in the background, a dialog shows it."""

from PySide6.QtCore import QObject

from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.ports import Engine
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.network.summary_dialog import SummaryDialog


class SummaryDesk(QObject):
    """Shows one summary at a time."""

    def __init__(self, window: LabWindow, session: LabSession, training: TrainingDesk) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._training = training
        self._call: BackgroundCall | None = None
        self._dialog: SummaryDialog | None = None
        window.actions_by_name["summary"].triggered.connect(self.show)
        training.engine_ready.connect(self._ask)
        training.engine_failed.connect(lambda why: self._answer(self._dialog, why))

    def show(self) -> None:
        """Open the dialog; returns when it is closed."""
        if self._dialog:
            return
        self._dialog = SummaryDialog(self._window)
        engine = self._training.engine
        if engine:
            self._ask(engine)
        else:
            self._dialog.show_busy(self.tr("TensorFlow is starting; this takes a few seconds."))
            self._training.begin()  # where it failed before, it is tried once more
        self._dialog.exec()
        self._dialog.deleteLater()
        self._dialog = None

    def _ask(self, engine: Engine) -> None:
        dialog = self._dialog
        if dialog is None or self._call is not None:
            return  # what runs is of a network that was there before: see `_on_finished`
        architecture = self._session.architecture
        self._call = BackgroundCall(lambda: engine.summary(architecture), self)
        # Not the dialog's slots: it may be closed before the answer comes.
        self._call.done.connect(lambda text: self._answer(dialog, text))
        self._call.failed.connect(lambda why: self._answer(dialog, why))
        self._call.finished.connect(lambda: self._on_finished(dialog))
        self._call.start()

    def _answer(self, dialog: SummaryDialog | None, answer: str | Sentence) -> None:
        if dialog is None or dialog is not self._dialog:
            return
        if isinstance(answer, Sentence):
            dialog.show_problem(answer)
        else:
            dialog.show_text(answer)

    def _on_finished(self, dialog: SummaryDialog) -> None:
        if self._call:
            self._call.deleteLater()
            self._call = None
        if self._dialog is not dialog and self._training.engine:
            self._ask(self._training.engine)

    def shut_down(self) -> None:
        """Wait for what is being printed."""
        if self._call:
            self._call.wait()
