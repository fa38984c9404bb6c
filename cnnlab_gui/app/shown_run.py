"""The run that the Train page shows: one of the past, too; and the epoch that it stands for."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.core.curves import RunCurves
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.runs.choose import choose_epoch
from cnnlab_gui.core.runs.folder import RunFolder


class ShownRun(QObject):
    """Brings runs to the Train page, and lets them stand for their best epoch.

    Signals
    -------
    epoch_taken : Path, int
        A run stands for another epoch now: whoever shows it looks again.
    """

    epoch_taken = Signal(object, int)

    def __init__(self, window: LabWindow, training: TrainingDesk) -> None:
        super().__init__(window)
        self._window = window
        self._training = training
        self._calls: list[BackgroundCall] = []
        window.train_page.epoch_wanted.connect(self.take_epoch)

    def show(self, folder: RunFolder) -> None:
        """Show the run in ``folder`` on the Train page, unless one is going on there."""
        page = self._window.train_page
        self._window.show_page(page)
        if self._training.is_busy:
            return
        try:
            record, history = folder.read_record(), folder.read_history()
        except CnnLabError as error:
            page.show_problem(error.sentence)
            return
        stands_for = record.chosen_epoch or (history[-1].epoch if history else None)
        page.show_kept(str(folder.path), RunCurves.kept(record, history), stands_for)

    def take_epoch(self, run: str, epoch: int) -> None:
        """Let the run in the folder ``run`` stand for ``epoch``, tried on the test images."""
        engine, folder = self._training.engine, RunFolder(Path(run))
        if engine is None or self._calls or self._training.is_busy:
            return

        def take() -> int:
            choose_epoch(folder, engine.answers(folder.path, epoch))
            return epoch

        call = BackgroundCall(take, self)
        call.done.connect(lambda taken: self._on_taken(folder.path, taken))
        call.failed.connect(self._window.train_page.show_problem)
        call.finished.connect(lambda: self._on_ended(call))
        self._calls.append(call)
        self._window.status.show_busy(self.tr("the best epoch is tried on the test images…"))
        call.start()

    def _on_taken(self, run: Path, epoch: int) -> None:
        self._window.train_page.show_taken(str(run), epoch)
        self.epoch_taken.emit(run, epoch)

    def _on_ended(self, call: BackgroundCall) -> None:
        self._calls.remove(call)
        call.deleteLater()
        self._window.status.show_idle("")

    def shut_down(self) -> None:
        """Wait for what is being tried."""
        for call in self._calls:
            call.wait()
