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
        self._dialog.exec()
        self._dialog.deleteLater()
        self._dialog = None

    def _ask(self, engine: Engine) -> None:
        if self._dialog is None or self._call is not None:
            return
        architecture = self._session.architecture
        self._call = BackgroundCall(lambda: engine.summary(architecture), self)
        # Not the dialog's slots: it may be closed before the answer comes.
        self._call.done.connect(self._on_done)
        self._call.failed.connect(self._on_failed)
        self._call.finished.connect(self._on_finished)
        self._call.start()

    def _on_done(self, text: str) -> None:
        if self._dialog:
            self._dialog.show_text(text)

    def _on_failed(self, why: Sentence) -> None:
        if self._dialog:
            self._dialog.show_problem(why)

    def _on_finished(self) -> None:
        if self._call:
            self._call.deleteLater()
            self._call = None

    def shut_down(self) -> None:
        """Wait for what is being printed."""
        if self._call:
            self._call.wait()
