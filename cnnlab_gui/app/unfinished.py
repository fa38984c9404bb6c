"""The newest run, offered at the start: to go on with if it is unfinished, else to be shown."""

from PySide6.QtCore import QObject

from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.core.runs.index import RunIndex
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.runs.summary import RunSummary

LEFT = "left_run"
"""Under which the window remembers the run that a person wanted to leave."""


class Unfinished(QObject):
    """Looks once, in the background, for the newest run."""

    def __init__(self, window: LabWindow, training: TrainingDesk, store: RunStore) -> None:
        super().__init__(window)
        self._window = window
        self._training = training
        self._looking = BackgroundCall(lambda: newest_run(store), self)
        self._looking.done.connect(self._on_found)
        self._offered: RunSummary | None = None
        window.train_page.run_left.connect(self._leave)

    def begin(self) -> None:
        """Look; the window is on the screen."""
        self._looking.start()

    def _on_found(self, run: RunSummary | None) -> None:
        if run is None:
            return
        is_unfinished = run.can_resume and run.status in {"paused", "interrupted"}
        if not is_unfinished or self._window.remembered(LEFT) == run.name:
            if run.epochs_done:
                self._window.train_page.offer_last(run.name)
            return
        self._offered = run
        text = (
            self.tr("{name} was paused after epoch {done} of {epochs}.")
            if run.status == "paused"
            else self.tr("{name} broke off after epoch {done} of {epochs}.")
        )
        self._training.offer_to_resume(
            run.path, text.format(name=run.name, done=run.epochs_done, epochs=run.epochs)
        )

    def _leave(self) -> None:
        if self._offered is not None:
            self._window.remember(LEFT, self._offered.name)
            self._training.leave(self._offered.path)

    def shut_down(self) -> None:
        """Wait until nobody looks any more."""
        self._looking.wait()


def newest_run(store: RunStore) -> RunSummary | None:
    """The newest run that is not a sweep's trial."""
    rows, _ = RunIndex(store).read()
    return next((row for row in rows if row.sweep is None), None)
