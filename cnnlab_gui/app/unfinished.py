"""A run that was paused, or broke off, when the window was closed: offered at the next start."""

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
    """Looks once, in the background, whether the newest run can be resumed."""

    def __init__(self, window: LabWindow, training: TrainingDesk, store: RunStore) -> None:
        super().__init__(window)
        self._window = window
        self._training = training
        self._looking = BackgroundCall(lambda: newest_unfinished(store), self)
        self._looking.done.connect(self._on_found)
        self._offered: RunSummary | None = None
        window.train_page.run_left.connect(self._leave)

    def begin(self) -> None:
        """Look; the window is on the screen."""
        self._looking.start()

    def _on_found(self, run: RunSummary | None) -> None:
        if run is None or self._window.remembered(LEFT) == run.name:
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


def newest_unfinished(store: RunStore) -> RunSummary | None:
    """The newest run, if it was paused or broke off and can go on; not a sweep's trial."""
    rows, _ = RunIndex(store).read()
    newest = next((row for row in rows if row.sweep is None), None)
    if newest is None or not newest.can_resume:
        return None
    return newest if newest.status in {"paused", "interrupted"} else None
